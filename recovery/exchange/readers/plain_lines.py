"""Cravings typed in any notes program, one a line: `7 payday 22:40`, in any order, under a date or with one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import BinaryIO, NamedTuple

from recovery import clock
from recovery.errors import Refused
from recovery.exchange.lines import derived_id
from recovery.exchange.readers import text
from recovery.exchange.readers.reading import NO_ZONE, Account, Line, Reader, Wishes, refused, trigger_names
from recovery.exchange.readers.times import AMBIGUOUS, MIXED, ORDERS, DateOrder, clock_of
from recovery.store.records import zone_of

RATING = re.compile(r"(\d{1,2})(?:/10)?")
NOTE = re.compile(r"(?<!\S)-- |:(?= |$)")
QUOTED = re.compile(
    r'"([^"]*)"|\N{LEFT DOUBLE QUOTATION MARK}([^\N{RIGHT DOUBLE QUOTATION MARK}]*)\N{RIGHT DOUBLE QUOTATION MARK}'
)
NO_RATING = "has no rating from 0 to 10"
TWO_RATINGS = "has two numbers from 0 to 10; put what is not the rating in words"
NO_DAY = "has no date and no time; write the date on a line above it"
UNDATED = "a time without a date as the last time the clock showed it"
NOON = "a line without a time as noon"
BULLET = re.compile(r"^\s*(?:[-*\N{BULLET}]|\[[ x]\])\s+")


class Found(NamedTuple):
    """The parts of a line."""

    day: date | None
    at: time | None
    ratings: list[int]
    words: list[str]
    note: str


def read(stream: BinaryIO, wishes: Wishes, account: Account) -> Iterator[Line]:
    """A craving for each line; a line that is only a date dates those below it."""
    order = _order(stream, wishes, account)
    account.say(NO_ZONE.format(zone=wishes.timezone))
    day: date | None = None
    times: dict[str, int] = {}
    for number, raw in text.lines(stream, account, other_encodings=True):
        line = BULLET.sub("", raw).strip()
        if not line:
            continue
        alone = order.day(line.rstrip(":"))
        if alone is not None:
            day = alone
            continue
        found = _parts(line, order)
        if len(found.ratings) != 1:
            yield number, Refused(TWO_RATINGS if found.ratings else NO_RATING)
            continue
        values: dict[str, object] = {
            "kind": "craving",
            "intensity": found.ratings[0],
            "triggers": trigger_names(found.words),
        }
        if found.note:
            values["note"] = found.note
        at = _at(found, found.day or day, wishes, account)
        if at is None:
            yield number, Refused(NO_DAY)
            continue
        if found.day is None and day is None:
            # Its instant depends on when it is read: the line itself must tell whether it was taken already.
            times[line] = times.get(line, 0) + 1
            values["id"] = derived_id({"from": "lines", "line": line, "time": times[line]})
        yield number, {**values, "at": at}


def _order(stream: BinaryIO, wishes: Wishes, account: Account) -> DateOrder:
    """The order of day and month in the file; raises `Refused` where it contradicts itself or cannot be told."""
    order = DateOrder(wishes.date_order)
    numbered = ((number, word) for number, line in text.lines(stream, account, other_encodings=True)
                for word in line.replace(":", " ").split())  # fmt: skip
    wrong = order.learn(numbered)
    stream.seek(0)
    if wrong is not None:
        raise refused(wrong, MIXED)
    if order.ambiguous:
        again = text.lines(stream, account, other_encodings=True)
        probe = DateOrder()
        for number, line in again:
            probe.learn((number, word) for word in line.split())
            if probe.needed:
                raise refused(number, AMBIGUOUS)
    if order.needed:
        account.say(ORDERS[order.order])
    return order


def _parts(line: str, order: DateOrder) -> Found:
    """Date, time, rating, trigger words and note of a line."""
    head, note = line, ""
    if split := NOTE.search(line):
        head, note = line[: split.start()], line[split.end() :].strip()
    names = [first or second for first, second in QUOTED.findall(head)]
    tokens = QUOTED.sub(" ", head).split()
    day = at = None
    ratings: list[int] = []
    words: list[str] = []
    position = 0
    while position < len(tokens):
        size, found_day, found_at = _timed(tokens, position, order)
        token = tokens[position].strip(",;")
        if found_day is not None and day is None:
            day = found_day
        elif found_at is not None and at is None:
            at = found_at
        elif size == 1 and (match := RATING.fullmatch(token)) and int(match[1]) <= 10:
            ratings.append(int(match[1]))
        else:
            words += tokens[position : position + size]
        position += size
    phrase = " ".join(words)
    listed = phrase.split(",") if "," in phrase else words
    return Found(day, at, ratings, [*names, *(name.strip(" ,;") for name in listed)], note)


def _timed(tokens: list[str], position: int, order: DateOrder) -> tuple[int, date | None, time | None]:
    """The date or time that begins at a token, in up to four tokens, and how many it takes."""
    for size in range(min(4, len(tokens) - position), 0, -1):
        words = " ".join(tokens[position : position + size]).rstrip(",;")
        day = order.day(words)
        if day is not None:
            return size, day, None
        if size <= 2 and (at := clock_of(words)) is not None:
            return size, None, at
    return 1, None, None


def _at(found: Found, day: date | None, wishes: Wishes, account: Account) -> str | None:
    """The instant of a line; `None` when nothing tells its day."""
    if day is not None:
        if found.at is None:
            account.say(NOON)
        return f"{day.isoformat()}T{found.at or time(12):%H:%M:%S}"
    if found.at is None or wishes.now is None:
        return None
    account.say(UNDATED)
    zone = zone_of(wishes.timezone)
    now = wishes.now.astimezone(zone)
    wall = datetime.combine(now.date(), found.at, tzinfo=zone)
    if wall > now:
        wall -= timedelta(days=1)
    try:
        return clock.resolve(wall).at.isoformat()
    except Refused:
        return wall.replace(tzinfo=None).isoformat()


LINES = Reader("lines", "cravings typed in any notes program, one a line: 7 payday 22:40", read)
