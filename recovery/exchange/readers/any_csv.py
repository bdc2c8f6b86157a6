"""Any table as CSV, with `--map` saying which column is what: cravings, check-ins or notes.

Delimiter, encoding and the order of day and month are found out and shown; what can be read two ways is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any, BinaryIO

from recovery.errors import Refused, Usage
from recovery.exchange.readers import text
from recovery.exchange.readers.reading import (
    NO_ZONE,
    Account,
    Days,
    Line,
    Moment,
    Reader,
    Wishes,
    notes,
    refused,
    trigger_names,
)
from recovery.exchange.readers.times import AMBIGUOUS, MIXED, ORDERS, DateOrder, clock_of

FIELDS = (
    *("at", "date", "time", "timezone", "intensity", "trigger", "coping", "outcome", "minutes", "substance"),
    *("mood", "sleep_hours", "confidence", "used", "good", "note", "text"),
)
DIARY = frozenset({"mood", "sleep_hours", "confidence", "used", "good"})
SAME = {"triggers": "trigger", "day": "date", "rating": "intensity", "urge": "intensity", "sleep": "sleep_hours"}
ASK = (
    "Say which column is what: --map at=Date,intensity=Urge,trigger=Trigger,note=Notes. "
    f"There are: {', '.join(FIELDS)}."
)
WHAT = "check the names in --map"
TRUE, FALSE = ("1", "yes", "y", "true", "x", "used"), ("0", "no", "n", "false", "not used")
OUTCOMES = {"passed": "passed", "resisted": "passed", "used": "used", "lapsed": "used"}
_SEVERAL = re.compile(r"\s*[;|,]\s*")


def read(stream: BinaryIO, wishes: Wishes, account: Account) -> Iterator[Line]:
    """A craving for each row where a rating is mapped, else a check-in of the day, else a note."""
    columns = _columns(wishes)
    order = _order(stream, wishes, columns, account)
    diary = "intensity" not in columns and columns.keys() & DIARY
    counts = _days(stream, columns, order) if diary else {}
    table = _table(stream, account)
    table.need(list(columns.values()), WHAT)
    account.say(f"{table.delimiter} between the columns")
    if "timezone" not in columns:
        account.say(NO_ZONE.format(zone=wishes.timezone))
    left = [name for name in table.header if name not in columns.values()]
    if left:
        account.leave("columns that --map does not name", len(left), place=1)
    rows = _placed(table, columns, order)
    if "intensity" in columns:
        yield from _cravings(rows)
    elif diary:
        yield from _checkins(rows, counts)
    elif columns.keys() & {"note", "text"}:
        yield from _notes(rows)
    else:
        raise Usage(ASK)


def _columns(wishes: Wishes) -> dict[str, str]:
    """The column of each field; raises `Usage`."""
    columns = {SAME.get(name.casefold(), name.casefold()): column for name, column in wishes.names.items()}
    if not columns or columns.keys() - set(FIELDS) or not columns.keys() & {"at", "date"}:
        raise Usage(ASK)
    return columns


def _table(stream: BinaryIO, account: Account) -> text.Table:
    return text.Table(text.lines(stream, account, other_encodings=True), delimiter=None)


def _order(stream: BinaryIO, wishes: Wishes, columns: dict[str, str], account: Account) -> DateOrder:
    """The order of day and month in the table; raises `Refused` where it contradicts itself or cannot be told."""
    order = DateOrder(wishes.date_order)
    column = columns.get("date") or columns["at"]
    table = _table(stream, Account())
    table.need([column], WHAT)
    first: list[int] = []

    def dates() -> Iterator[tuple[int, str]]:
        for line, row in table:
            words = row[column].split()
            if words:
                first[:] = first or [line]
                yield line, words[0].rstrip(",")

    wrong = order.learn(dates())
    stream.seek(0)
    if wrong is not None:
        raise refused(wrong, MIXED)
    if order.ambiguous:
        raise refused(first[0], AMBIGUOUS)
    if order.needed:
        account.say(ORDERS[order.order])
    return order


def _days(stream: BinaryIO, columns: dict[str, str], order: DateOrder) -> Counter[date]:
    """How many rows each day has."""
    table = _table(stream, Account())
    table.need(list(columns.values()), WHAT)
    found = Counter(day for _, day, *_ in _placed(table, columns, order) if day)
    stream.seek(0)
    return found


class _Bad(Exception):
    """A cell that cannot be taken; the reason is for the person."""


Placed = tuple[int, date | None, time | None, str, dict[str, str]]


def _placed(table: text.Table, columns: dict[str, str], order: DateOrder) -> Iterator[Placed]:
    """Each row with its line, day, time and offset, its cells under the names of their fields."""
    for line, row in table:
        cells = {field: row[column].strip() for field, column in columns.items()}
        day, at, offset = order.moment(cells.get("at") or cells.get("date") or "")
        if cells.get("time"):
            at = clock_of(cells["time"])
            day = day if at is not None else None
        yield line, day, at, offset, cells


def _cravings(rows: Iterator[Placed]) -> Iterator[Line]:
    for line, day, at, offset, cells in rows:
        try:
            values = {
                "kind": "craving",
                **_instant(day, at, offset, cells),
                "intensity": _rating(cells),
                "triggers": _names(cells.get("trigger")),
                "coping": _names(cells.get("coping")),
                "outcome": _word(cells, "outcome", OUTCOMES),
                "minutes": _number(cells, "minutes", 1440),
                "substance": cells.get("substance") or None,
                "note": _text(cells),
            }
        except _Bad as bad:
            yield line, Refused(str(bad))
        else:
            yield line, {name: value for name, value in values.items() if value not in (None, [])}


def _notes(rows: Iterator[Placed]) -> Iterator[Line]:
    for line, day, at, offset, cells in rows:
        try:
            where = _instant(day, at, offset, cells)
        except _Bad as bad:
            yield line, Refused(str(bad))
            continue
        words = _text(cells)
        if words:
            yield from notes(line, where.pop("at"), words, triggers=_names(cells.get("trigger")), **where)


def _checkins(rows: Iterator[Placed], counts: Mapping[date, int]) -> Iterator[Line]:
    """The rows of one day, wherever they stand, are one check-in, with all their words."""
    days = Days(counts)
    for line, day, at, _, cells in rows:
        if day is None:
            yield line, Refused("has no date that can be read")
            continue
        moment = None
        try:
            answers = _answers(cells)
        except _Bad as bad:
            yield line, Refused(str(bad))
        else:
            mood = answers.pop("mood")
            known = {name: value for name, value in answers.items() if value is not None}
            moment = Moment(at, mood, _text(cells) or "", known)
        yield from days.taken(line, day, moment)


def _answers(cells: dict[str, str]) -> dict[str, Any]:
    return {
        "mood": _number(cells, "mood", 10),
        "confidence": _number(cells, "confidence", 10),
        "sleep_hours": _hours(cells),
        "used": _word(cells, "used", {**dict.fromkeys(TRUE, True), **dict.fromkeys(FALSE, False)}),
        "substance": cells.get("substance") or None,
        "good": cells.get("good") or None,
    }


def _instant(day: date | None, at: time | None, offset: str, cells: dict[str, str]) -> dict[str, str]:
    if day is None:
        raise _Bad("has no date that can be read")
    zone = {"timezone": cells["timezone"]} if cells.get("timezone") else {}
    return {"at": f"{day.isoformat()}T{at or time(12):%H:%M:%S}{offset}", **zone}


def _number(cells: dict[str, str], field: str, most: int) -> int | None:
    words = cells.get(field, "").removesuffix("/10").strip()
    if not words:
        return None
    match = re.fullmatch(r"(\d{1,4})(?:[.,]0+)?", words)
    if match is None or int(match[1]) > most:
        raise _Bad(f"has {field} that is no whole number from 0 to {most}")
    return int(match[1])


def _rating(cells: dict[str, str]) -> int:
    rating = _number(cells, "intensity", 10)
    if rating is None:
        raise _Bad("has no rating from 0 to 10")
    return rating


def _hours(cells: dict[str, str]) -> float | None:
    words = cells.get("sleep_hours", "").replace(",", ".")
    match = re.fullmatch(r"(\d{1,2}(?:\.\d+)?) ?h?", words)
    if words and match is None:
        raise _Bad("has sleep that is no number of hours")
    return float(match[1]) if match else None


def _word(cells: dict[str, str], field: str, words: dict[str, Any]) -> Any:
    said = cells.get(field, "").casefold()
    if said and said not in words:
        raise _Bad(f"has {field} that is none of: {', '.join(words)}")
    return words.get(said)


def _names(cell: str | None) -> list[str]:
    return trigger_names(_SEVERAL.split(cell)) if cell else []


def _text(cells: dict[str, str]) -> str | None:
    return "\n".join(cells[name] for name in ("text", "note") if cells.get(name)) or None


CSV = Reader("csv", "any table, with --map at=Date,intensity=Urge,trigger=Trigger,note=Notes", read)
