"""Daylio's CSV export: several moments a day, newest first, become the check-in of each day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from recovery.errors import Refused
from recovery.exchange.readers import text
from recovery.exchange.readers.reading import Account, Days, Line, Moment, Reader, Wishes, refused
from recovery.exchange.readers.times import DateOrder, clock_of

# The five levels of Daylio as the middles of the five fifths of 0-10.
MOODS = {"rad": 9, "good": 7, "meh": 5, "bad": 3, "awful": 1}
COLUMNS = ["weekday", "time", "mood", "activities", "note"]
WHAT = "an export of Daylio begins with full_date,date,weekday,time,mood,activities"
OWN_MOOD = "moods with a name of your own, kept in words; give them a number with --map NAME=7"


def read(stream: BinaryIO, wishes: Wishes, account: Account) -> Iterator[Line]:
    """A check-in for each day, its moments in the order of the clock, nothing dropped; days in any order."""
    moods = {**MOODS, **{name.casefold(): _level(value) for name, value in wishes.names.items()}}
    order = DateOrder()
    rows = Counter(day for _, row in _table(stream, Account()) if (day := _day(row, order)))
    stream.seek(0)
    days = Days(rows)
    for line, row in _table(stream, account):
        day = _day(row, order)
        if day is None:
            yield line, Refused("has no date that can be read")
            continue
        moment = _moment(row, moods)
        if moment is None:
            yield line, Refused("has no time of day that can be read")
        elif moment.mood is None and row["mood"].strip():
            account.leave(OWN_MOOD, place=line)
        yield from days.taken(line, day, moment)


def _table(stream: BinaryIO, account: Account) -> text.Table:
    table = text.Table(text.lines(stream, account))
    table.need(COLUMNS, WHAT)
    if "full_date" not in table.header:
        table.need(["year", "date"], WHAT)
    return table


def _day(row: dict[str, str], order: DateOrder) -> date | None:
    if "full_date" in row:
        return order.day(row["full_date"])
    return order.day(f"{row['date'].strip()} {row['year'].strip()}")


def _level(value: str) -> int:
    if not value.isdecimal() or int(value) > 10:
        raise refused("--map", "takes a mood's name and a number from 0 to 10, such as great=9")
    return int(value)


def _moment(row: dict[str, str], moods: dict[str, int]) -> Moment | None:
    clock = clock_of(row["time"])
    if clock is None:
        return None
    mood = " ".join(row["mood"].split())
    activities = ", ".join(" ".join(each.split()) for each in row["activities"].split("|") if each.strip())
    head = " \N{MIDDLE DOT} ".join(part for part in (f"{clock:%H:%M} {mood}".strip(), activities) if part)
    words = (head, row.get("note_title", "").strip(), row["note"].strip())
    return Moment(clock, moods.get(mood.casefold()), "\n".join(part for part in words if part))


DAYLIO = Reader("daylio", "Daylio, its CSV export: each day becomes a check-in", read)
