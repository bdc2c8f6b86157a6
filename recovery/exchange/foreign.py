"""Another program's file as a source of lines: its reader, what the person said of it, what it says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from recovery import clock
from recovery.errors import Usage
from recovery.exchange.files import Source
from recovery.exchange.lines import Settings, derived_id, settings_in
from recovery.exchange.readers.encodings import named
from recovery.exchange.readers.names import CALLED, Program, reader_of
from recovery.exchange.readers.reading import (
    FileReport,
    KnownAs,
    LeftBefore,
    Line,
    ReadOptions,
    RefusedAt,
    refused,
    said,
)
from recovery.language import tr
from recovery.store.rules import zone_of

TagsAs = Literal["triggers"]
Dates = Literal["dmy", "mdy", "ymd"]
ONLY_FOR_OTHERS = tr(
    "--map, --tags-as, --dates, --encoding, --only and --skip are for another program's file. Say which with --from."
)
NAMES_ASKED = tr("--map takes pairs such as at=Date,intensity=Urge.")
TAKEN_BEFORE = tr("entries that an earlier version left out of this file; they stay out, so that nothing comes twice")


def options(
    names: list[str] | None,
    tags_as: TagsAs | None,
    dates: Dates | None,
    encoding: str | None,
    habits: tuple[list[str] | None, list[str] | None] = (None, None),
) -> ReadOptions:
    """What the person said about the file, of which nothing is known yet; raises `Usage`."""
    only, skip = (tuple(name for text in given or () for name in _names(text)) for given in habits)
    return ReadOptions(
        names=_pairs(names or []),
        tags_as_triggers=tags_as is not None,
        date_order=dates or "",
        now=clock.now(zone_of("UTC")),
        encoding=named(encoding) if encoding else "",
        only=only,
        skip=skip,
    )


def said_anything(options: ReadOptions) -> bool:
    """Whether the person said what only another program's file has a use for."""
    return bool(
        options.names
        or options.tags_as_triggers
        or options.date_order
        or options.encoding
        or options.only
        or options.skip
    )


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _pairs(texts: list[str]) -> dict[str, str]:
    """`at=Date,intensity=Urge` as a mapping; a comma in a name is written by giving that pair alone."""
    pairs: dict[str, str] = {}
    for text in texts:
        parts = text.split(",") if text.count("=") > 1 else [text]
        for part in parts:
            name, sign, value = part.partition("=")
            if not sign or not name.strip() or not value.strip():
                raise Usage(NAMES_ASKED)
            pairs[name.strip()] = value.strip()
    return pairs


class Foreign:
    """The lines that a reader makes of a file, as often as wanted; `report` is that of the last reading."""

    def __init__(self, source: Source, program: Program, options: ReadOptions) -> None:
        self._source = source
        self._reader = reader_of(program)
        self._options = options
        self._left_until = date.min
        self._known: Callable[[str], bool] = lambda _: False
        self.program = program
        self.size = source.size
        self.report = FileReport()

    @property
    def own(self) -> bool:
        """Whether its lines are entries of our own, which come back as they were."""
        return self._reader.own

    @property
    def called(self) -> str:
        """The program as a note names it."""
        return CALLED[self.program]

    @property
    def position(self) -> int:
        """How far the reading has come, in bytes."""
        return self._source.stream_position

    def lines(self) -> Iterator[Line]:
        """Every line with its place; raises `Refused` where the file cannot be read on."""
        self.report = FileReport()
        try:
            for place, line in self._reader.read(self._source.stream, self._options, self.report):
                where = self._source.place(place)
                if isinstance(line, LeftBefore) and _day(line) <= self._left_until:
                    self.report.leave(TAKEN_BEFORE, place=where)
                elif isinstance(line, KnownAs) and self._known(line.also):
                    yield where, {**line, "id": line.also}
                else:
                    yield where, line
        except RefusedAt as error:
            raise refused(self._source.place(error.place), error.reason) from None

    def recognise(self, known: Callable[[str], bool]) -> None:
        """Find out whether the first release took the file: then what it left out stays out.

        Of a file that has grown since, that is so to the last day that the journal has of it.

        A later release has taken some of that too, and goes by the ids of all lines. `known` tells of an id whether an
        entry has it; an entry taken in before with tags read otherwise is the same one.
        """
        self._known = known
        if not self._reader.learned:
            return
        until, all_known = date.min, True
        for _, line in self._reader.read(self._source.stream, self._options, FileReport()):
            if not isinstance(line, dict) or line["kind"] == "substance":
                continue
            there = known(line.get("id") or derived_id(line))
            if not isinstance(line, LeftBefore):
                all_known = all_known and there
                until = max(until, _day(line)) if there else until
            elif there:
                return
        if until > date.min:
            self._left_until = date.max if all_known else until

    def settings(self) -> Settings:
        """The substances that the file names; they never replace the journal's own."""
        settings = settings_in(self.lines()) if self._reader.settings else Settings()
        settings.only_adds = True
        return settings

    def said(self) -> list[str]:
        """How the file was read and what was left out, in sentences."""
        return said(self.report)

    def to_json(self) -> dict[str, Any]:
        """The same for the command's document."""
        return {
            "from": self.program,
            "read_as": list(self.report.read_as),
            "left_out": [{"what": what, "count": count} for what, count in self.report.left_out.items()],
        }


def _day(line: dict[str, Any]) -> date:
    """The day that a line is of, near enough to compare; the greatest for one that cannot be read."""
    try:
        return date.fromisoformat(str(line.get("day") or line.get("at"))[:10])
    except ValueError:
        return date.max


def located(options: ReadOptions, timezone: str, tracked: tuple[str, ...]) -> ReadOptions:
    """The same with what the journal says: its zone, empty for none, and the substances that it tracks."""
    return replace(options, timezone=timezone or clock.system_zone(), tracked=tracked)
