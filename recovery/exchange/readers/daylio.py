"""Daylio's CSV export: several moments a day, newest first, become the check-in of each day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, time
from typing import BinaryIO

from recovery.errors import Refused
from recovery.exchange.readers import text
from recovery.exchange.readers.clocks import clock_of
from recovery.exchange.readers.markup import without_html
from recovery.exchange.readers.moments import Days, Moment
from recovery.exchange.readers.reading import FileReport, Line, Reader, ReadOptions, refused
from recovery.exchange.readers.tables import TITLE, Row, Table
from recovery.exchange.readers.times import DateOrder
from recovery.language import tr
from recovery.store.names import alike

# The five levels of Daylio as the middles of the five fifths of 0-10.
MOODS = {"rad": 9, "good": 7, "meh": 5, "bad": 3, "awful": 1}
COLUMNS = ["weekday", "time", "mood", "activities", "note"]
# What says the day again; every column but these and `COLUMNS` goes into the note by its name.
DAY_COLUMNS = ("full_date", "year", "date")
WHAT = tr("a Daylio export begins with full_date,date,weekday,time,mood,activities")
OWN_MOOD = tr("moods with a name of your own, kept in words; give them a number with --map NAME=7")


def is_header(names: list[str]) -> bool:
    """Whether a table's first line is plainly Daylio's."""
    return set(COLUMNS) <= set(names) and ("full_date" in names or {"year", "date"} <= set(names))


def read(stream: BinaryIO, options: ReadOptions, report: FileReport) -> Iterator[Line]:
    """A check-in for each day, its moments in the order of the clock, nothing dropped; days in any order."""
    options = text.settled(stream, options)
    moods = {**MOODS, **{alike(name): _level(value) for name, value in options.names.items()}}
    order = DateOrder(options.date_order)
    rows, unknown = Counter[date](), Counter[str]()
    for row in _table(stream, options, FileReport()):
        day, mood = _day(row, order), " ".join(row.values["mood"].split())
        if day:
            rows[day] += 1
        if mood and alike(mood) not in moods:
            unknown[mood] += 1
    if unknown and options.asked_moods is not None:
        moods |= {alike(name): level for name, level in options.asked_moods(unknown).items()}
    days = Days(rows)
    for row in _table(stream, options, report):
        report.entry()
        day = _day(row, order)
        if day is None:
            yield row.line, Refused(tr("has no date that can be read"))
            continue
        moment = _moment(row, moods)
        if moment is None:
            yield row.line, Refused(tr("has no time of day that can be read"))
        elif moment.mood is None and row.values["mood"].strip():
            report.leave(OWN_MOOD, place=row.line)
        yield from days.taken(row.line, day, moment)


def _table(stream: BinaryIO, options: ReadOptions, report: FileReport) -> Table:
    table = Table(text.lines(stream, options, report, table=True))
    if table.titled:
        report.leave(TITLE, place=1)
    table.need(COLUMNS, WHAT)
    if "full_date" not in table.header:
        table.need(["year", "date"], WHAT)
    return table


def _day(row: Row, order: DateOrder) -> date | None:
    values = row.values
    if "full_date" in values:
        return order.day(values["full_date"])
    return order.day(f"{values['date'].strip()} {values['year'].strip()}")


def _level(value: str) -> int:
    if not value.isdecimal() or int(value) > 10:
        raise refused("--map", tr("takes a mood's name and a number from 0 to 10, such as great=9"))
    return int(value)


def _moment(row: Row, moods: dict[str, int]) -> Moment | None:
    values = row.values
    clock = clock_of(values["time"])
    if clock is None:
        return None
    mood = " ".join(values["mood"].split())
    known = (*DAY_COLUMNS, *COLUMNS, "note_title")
    more = [
        words if name == "scales" else f"{name}: {words}"
        for name, cell in values.items()
        if name not in known and (words := _listed(cell))
    ]
    written = [without_html(values.get(name, "")).strip() for name in ("note_title", "note")]
    before = [row.before.get(name, "").strip() for name in ("note_title", "note")]
    head = _head(clock, row.values)
    return Moment(
        clock,
        moods.get(alike(mood)),
        _joined(head, *more, *written),
        before=_joined(_head(clock, row.before), *before),
    )


def _head(clock: time, cells: dict[str, str]) -> str:
    """`22:00 good · work, friends`."""
    mood = " ".join(cells["mood"].split())
    return " \N{MIDDLE DOT} ".join(
        part for part in (f"{clock:%H:%M} {mood}".strip(), _listed(cells["activities"])) if part
    )


def _listed(cell: str) -> str:
    """What Daylio joins by bars, joined by commas."""
    return ", ".join(" ".join(activity.split()) for activity in cell.split("|") if activity.strip())


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


DAYLIO = Reader("daylio", tr("Daylio, its CSV export: each day becomes a check-in"), read)
