"""Any table as CSV, with `--map` saying which column is what: cravings, check-ins or notes.

Delimiter, encoding and the order of day and month are found out and shown; what can be read two ways is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, BinaryIO

from recovery.errors import Refused, Usage
from recovery.exchange.answers import in_words
from recovery.exchange.readers import columns, text
from recovery.exchange.readers.columns import DIARY, FIELDS, SAME, Bad
from recovery.exchange.readers.moments import Days, Moment
from recovery.exchange.readers.placed_rows import NOON, Placed, placed
from recovery.exchange.readers.reading import (
    NO_ZONE,
    FileReport,
    Line,
    Reader,
    ReadOptions,
    held_names,
    notes,
    trigger_names,
    with_note,
)
from recovery.exchange.readers.tables import TITLE, Row, Table
from recovery.exchange.readers.times import DateOrder, order_of
from recovery.language import tr
from recovery.store.names import alike

ASK = tr(
    "Say which column is what: --map at=Date,intensity=Urge,trigger=Trigger,note=Notes. There are: {names}.",
    names=", ".join(FIELDS),
)
WHAT = tr("check the names in --map")
NO_WORDS = tr("rows without words")
_SEVERAL = re.compile(r"\s*[;|,\n]\s*")


def read(stream: BinaryIO, options: ReadOptions, report: FileReport) -> Iterator[Line]:
    """A craving for each row where a rating is mapped, else a check-in of the day, else a note."""
    options = text.settled(stream, options)
    mapped = _spelled(_columns(options), _table(stream, options, FileReport()))
    order = _order(stream, options, mapped, report)
    diary = "intensity" not in mapped and mapped.keys() & DIARY
    counts = _days(stream, options, mapped, order) if diary else {}
    named = list(_substances(stream, options, mapped, order)) if "substance" in mapped else []
    table = _table(stream, options, report)
    table.need(list(mapped.values()), WHAT)
    report.say(tr("{delimiter} between the columns", delimiter=table.delimiter))
    if "timezone" not in mapped:
        report.say(NO_ZONE.format(zone=options.timezone))
    rows = placed(_counted(table, mapped, report), mapped, order, options.encoding)
    yield from named
    if "intensity" in mapped:
        yield from _cravings(rows, report)
    elif diary:
        yield from _checkins(rows, counts, options.timezone, report)
    elif mapped.keys() & {"note", "text"}:
        yield from _notes(rows, report)
    else:
        raise Usage(ASK)


def _columns(options: ReadOptions) -> dict[str, str]:
    """The column of each field; raises `Usage`."""
    mapped = {SAME.get(name.casefold(), name.casefold()): column for name, column in options.names.items()}
    if not mapped or mapped.keys() - set(FIELDS) or not mapped.keys() & {"at", "date"}:
        raise Usage(ASK)
    return mapped


def _spelled(mapped: dict[str, str], table: Table) -> dict[str, str]:
    """The columns as the table spells them: names match without regard to case, outer blanks and composition."""
    known = {alike(name): name for name in reversed(table.header)}
    return {field: name if name in table.header else known.get(alike(name), name) for field, name in mapped.items()}


def _table(stream: BinaryIO, options: ReadOptions, report: FileReport) -> Table:
    table = Table(text.lines(stream, options, report, table=True))
    if table.titled:
        report.leave(TITLE, place=1)
    return table


def _counted(table: Table, mapped: dict[str, str], report: FileReport) -> Iterator[Row]:
    """The rows, each counted, and with them what stands in columns that are not mapped."""
    others = [name for name in dict.fromkeys(table.header) if name not in mapped.values()]
    for row in table:
        report.entry()
        for name in others:
            if row.values.get(name, "").strip():
                report.leave(tr("column {name}", name=name or tr("without a name")), place=row.line)
        yield row


def _order(stream: BinaryIO, options: ReadOptions, mapped: dict[str, str], report: FileReport) -> DateOrder:
    """The order of day and month in the table; raises `Refused` where it contradicts itself or cannot be told."""
    column = mapped.get("date") or mapped["at"]
    table = _table(stream, options, FileReport())
    table.need([column], WHAT)
    words = ((row.line, row.values[column].split()) for row in table)
    order = order_of(((line, parts[0].rstrip(",")) for line, parts in words if parts), options, report)
    stream.seek(0)
    return order


def _days(stream: BinaryIO, options: ReadOptions, mapped: dict[str, str], order: DateOrder) -> Counter[date]:
    """How many rows each day has."""
    table = _table(stream, options, FileReport())
    table.need(list(mapped.values()), WHAT)
    counts = Counter(row.day for row in placed(iter(table), mapped, order, options.encoding) if row.day)
    stream.seek(0)
    return counts


def _substances(stream: BinaryIO, options: ReadOptions, mapped: dict[str, str], order: DateOrder) -> Iterator[Line]:
    """The substances that the table names and the journal does not track, each from the first day that names it."""
    known = {alike(name) for name in options.tracked}
    first_days: dict[str, tuple[str, date]] = {}
    table = _table(stream, options, FileReport())
    table.need(list(mapped.values()), WHAT)
    for row in placed(iter(table), mapped, order, options.encoding):
        name = " ".join(row.cells.get("substance", "").split())
        if name and row.day and alike(name) not in known:
            spelled, since = first_days.get(alike(name), (name, row.day))
            first_days[alike(name)] = (spelled, min(since, row.day))
    stream.seek(0)
    for name, since in first_days.values():
        yield 1, {"kind": "substance", "name": name, "since": since.isoformat()}


def _cravings(rows: Iterator[Placed], report: FileReport) -> Iterator[Line]:
    for row in rows:
        _say_noon(row, report)
        try:
            line, note = _craving(row), columns.written(row.cells)
        except Bad as bad:
            yield row.line, Refused(str(bad))
            continue
        triggers, coping = (held_names(_names(row.cells.get(name))) for name in ("trigger", "coping"))
        rest = ", ".join(triggers.rest + coping.rest)
        line.update(triggers=triggers.held, coping=coping.held)
        words = "\n".join(part for part in (note, rest) if part)
        yield from with_note(row.line, _without_empty(line), words, _before(row))


def _craving(row: Placed) -> dict[str, Any]:
    """A craving without its names and its note; raises `Bad`."""
    return {
        "kind": "craving",
        **row.instant(),
        "intensity": columns.rating(row.cells),
        "outcome": columns.outcome(row.cells),
        "minutes": columns.minutes(row.cells),
        "substance": row.cells.get("substance") or None,
    }


def _before(row: Placed) -> dict[str, Any]:
    """The line that the first release made of a row; empty where it could not have."""
    old = row.before
    try:
        line = _craving(old) if old else {}
    except Bad:
        return {}
    if not old or not line:
        return {}
    names = {name: trigger_names(_FIRST_SEVERAL.split(old.cells.get(cell, ""))) for name, cell in NAMED.items()}
    return _without_empty({**line, **names, "note": columns.written(old.cells)})


def _without_empty(line: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if value not in (None, [])}


def _say_noon(row: Placed, report: FileReport) -> None:
    if row.day is not None and row.at is None:
        report.say(NOON)


def _notes(rows: Iterator[Placed], report: FileReport) -> Iterator[Line]:
    for row in rows:
        _say_noon(row, report)
        try:
            where = row.instant()
        except Bad as bad:
            yield row.line, Refused(str(bad))
            continue
        words = columns.written(row.cells)
        names = held_names(_names(row.cells.get("trigger")))
        if names.rest:
            words = "\n".join([*([words] if words else []), ", ".join(names.rest)])
        if not words:
            report.leave(NO_WORDS, place=row.line, entries=1)
            continue
        before = columns.written(row.before.cells) if row.before else None
        yield from notes(row.line, where.pop("at"), words, before=before, triggers=names.held, **where)


def _checkins(rows: Iterator[Placed], counts: Mapping[date, int], zone: str, report: FileReport) -> Iterator[Line]:
    """The rows of one day, wherever they stand, are one check-in, with all their words.

    Where a day has several rows, what each of them answers stands in its words too.
    """
    days = Days(counts)
    for row in rows:
        if row.day is None:
            yield row.line, Refused(tr("has no date that can be read"))
            continue
        moment = None
        try:
            answers = _answers(row.cells)
        except Bad as bad:
            yield row.line, Refused(str(bad))
        else:
            known = {name: value for name, value in answers.items() if value is not None}
            mood = known.pop("mood", None)
            written = columns.written(row.cells) or ""
            said = in_words(answers) if counts[row.day] > 1 else ""
            clock = f"{row.at:%H:%M} " if row.at and said else ""
            words = "\n".join(part for part in (f"{clock}{said}".strip(), written) if part)
            before = columns.written(row.before.cells) if row.before else None
            at = row.instant_of_use(zone, report) if known.get("used") else None
            moment = Moment(row.at, mood, words, known, before=before or "", at=at)
        yield from days.taken(row.line, row.day, moment)


def _answers(cells: dict[str, str]) -> dict[str, Any]:
    """What a row answers; not to have used one substance says nothing of the others."""
    used, substance = columns.use(cells), cells.get("substance") or None
    return {
        "mood": columns.number(cells, "mood", 10),
        "confidence": columns.number(cells, "confidence", 10),
        "sleep_hours": columns.hours(cells),
        "used": used,
        "substance": substance,
        "good": cells.get("good") or None,
        "free_of": [substance] if used is False and substance else None,
    }


def _names(cell: str | None) -> list[str]:
    return _SEVERAL.split(cell) if cell else []


_FIRST_SEVERAL = re.compile(r"\s*[;|,]\s*")
NAMED = {"triggers": "trigger", "coping": "coping"}
CSV = Reader("csv", tr("any table, with --map at=Date,intensity=Urge,trigger=Trigger,note=Notes"), read, settings=True)
