"""Another program's file as a source of lines: its reader, what the person said of it, what it says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from recovery import clock
from recovery.errors import Usage
from recovery.exchange.files import Source
from recovery.exchange.lines import Settings, settings_in
from recovery.exchange.readers.names import Name, reader_of
from recovery.exchange.readers.reading import Account, Line, Wishes, said
from recovery.store.records import zone_of

TagsAs = Literal["triggers"]
Dates = Literal["dmy", "mdy"]
ONLY_WITH_FROM = "--map, --tags-as and --dates are for another program's file. Say which with --from."
NAMES_ASKED = "--map takes pairs such as at=Date,intensity=Urge."


def wishes(
    program: Name | None, names: list[str] | None, tags_as: TagsAs | None, dates: Dates | None, timezone: str = ""
) -> Wishes:
    """What the person said about the file; raises `Usage`."""
    if program is None and (names or tags_as or dates):
        raise Usage(ONLY_WITH_FROM)
    return Wishes(
        names=_pairs(names or []),
        tags_as_triggers=tags_as is not None,
        date_order=dates or "",
        timezone=timezone or clock.system_zone(),
        now=clock.now(zone_of("UTC")),
    )


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
    """The lines that a reader makes of a file, as often as wanted; `account` is that of the last reading."""

    def __init__(self, source: Source, program: Name, wishes: Wishes) -> None:
        self._source = source
        self._reader = reader_of(program)
        self._wishes = wishes
        self.program = program
        self.size = source.size
        self.account = Account()

    @property
    def position(self) -> int:
        """How far the reading has come, in bytes."""
        return self._source.stream_position

    def lines(self) -> Iterator[Line]:
        """Every line with its place; raises `Refused` where the file cannot be read on."""
        self.account = Account()
        yield from self._reader.read(self._source.stream, self._wishes, self.account)

    def settings(self) -> Settings:
        """The substances that the file names; they never replace the journal's own."""
        found = settings_in(self.lines()) if self._reader.settings else Settings()
        found.only_adds = True
        return found

    def said(self) -> list[str]:
        """How the file was read and what was left out, in sentences."""
        return said(self.account)

    def to_json(self) -> dict[str, Any]:
        """The same for the command's document."""
        return {
            "from": self.program,
            "read_as": list(self.account.read_as),
            "left_out": [{"what": what, "count": count} for what, count in self.account.left_out.items()],
        }
