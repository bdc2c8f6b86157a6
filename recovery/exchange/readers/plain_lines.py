"""Cravings typed in any notes program, one a line: `7 payday 22:40`, in any order, under a date or with one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any, BinaryIO, NamedTuple

from recovery import clock
from recovery.dates.order import FileOrder
from recovery.dates.reading import read as read_date
from recovery.dates.words import WEEKDAYS
from recovery.errors import Refused, Usage
from recovery.exchange.lines import derived_id
from recovery.exchange.readers import first_release, text
from recovery.exchange.readers.reading import (
    NO_ZONE,
    FileReport,
    Line,
    Reader,
    ReadOptions,
    held_names,
    refused,
    trigger_names,
    with_note,
)
from recovery.exchange.readers.times import AMBIGUOUS, DMY, MDY, MIXED, ORDERS, YMD, DateOrder, clock_of
from recovery.language import tr
from recovery.store.rules import zone_of

RATING = re.compile(r"(\d{1,2})(?:/10)?")
YEAR = re.compile(r"(?:19|20)\d\d\b")
NOTE = re.compile(r"(?<!\S)-- |:(?= |$)")
QUOTED = re.compile(
    r'"([^"]*)"|\N{LEFT DOUBLE QUOTATION MARK}([^\N{RIGHT DOUBLE QUOTATION MARK}]*)\N{RIGHT DOUBLE QUOTATION MARK}'
)
NO_RATING = tr("has no rating from 0 to 10")
TWO_RATINGS = tr("has two numbers from 0 to 10; put what is not the rating in words")
NO_DAY = tr("has no date and no time; write the date on a line above it")
OTHER_DAY = tr("has a weekday that is not that of the date above it")
UNDATED = tr("a time without a date as the last time the clock showed it")
RELATIVE = tr("days such as yesterday as seen from today")
NOON = tr("a line without a time as noon")
USED = tr("used at the end of a line as use, with its lapse")
BULLET = re.compile(r"^\s*(?:[-*\N{BULLET}]|\[[ x]\])\s+")
OUTCOMES = {"used": "used", "lapsed": "used", "passed": "passed", "resisted": "passed"}
# What begins a day that is said as seen from today; the words after it are read by the one reader of dates.
DAY_WORDS = frozenset(
    {"today", "yesterday", "last", "this", "tonight", "day", "the", "ago", *chain.from_iterable(WEEKDAYS)}
)
LONGEST_DAY = 6


class LineParts(NamedTuple):
    """The parts of a line; `said` is the day in words that began it."""

    day: date | None
    at: time | None
    ratings: list[int]
    words: list[str]
    note: str
    said: DayInWords | None = None


class DayInWords(NamedTuple):
    """A day in words that begins a line, how many words it takes, and the time of day that they name.

    `full` says that a year is among them, `weekday` that a weekday without a year is.
    """

    day: date
    size: int
    at: time | None
    weekday: bool
    full: bool = False


class Parser(NamedTuple):
    """How dates, times and days in words are read."""

    day: Callable[[str], date | None]
    clock: Callable[[str], time | None]
    relative: Callable[[Sequence[str]], DayInWords | None]


class DateAbove(NamedTuple):
    """The date that a line of its own gave to those below it; `said` is that line where it names no date itself."""

    day: date
    said: str = ""


def read(stream: BinaryIO, options: ReadOptions, report: FileReport) -> Iterator[Line]:
    """A craving for each line; a line that is only a date dates those below it."""
    options = text.settled(stream, options)
    order = _order(stream, options, report)
    report.say(NO_ZONE.format(zone=options.timezone))
    parser = Parser(order.day, clock_of, _relative(options, order))
    first = Parser(first_release.Dates(order.order).day, first_release.clock_of, lambda _: None)
    above: DateAbove | None = None
    times: dict[str, int] = {}
    for number, raw in text.lines(stream, options, report):
        line = BULLET.sub("", raw).strip()
        if not line:
            continue
        dated = _above(line, parser)
        if dated is not None:
            above = dated
            if dated.said:
                report.say(RELATIVE)
            continue
        report.entry()
        yield from _line(number, line, above, (parser, first), options, report, times)


def _line(
    number: int,
    line: str,
    above: DateAbove | None,
    parsers: tuple[Parser, Parser],
    options: ReadOptions,
    report: FileReport,
    times: dict[str, int],
) -> Iterator[Line]:
    """The craving that a line tells of, or why it tells of none; `times` counts how often an undated line came."""
    parts, old = (_parts(line, parser) for parser in parsers)
    if len(parts.ratings) != 1:
        yield number, Refused(TWO_RATINGS if parts.ratings else NO_RATING)
        return
    if parts.said and parts.said.weekday and above and parts.said.day.weekday() != above.day.weekday():
        yield number, Refused(OTHER_DAY)
        return
    words = parts.said.day if parts.said else None
    day = parts.day or (words if above is None or (parts.said and parts.said.full) else above.day)
    at = _at(parts, day, options, report)
    if at is None:
        yield number, Refused(NO_DAY)
        return
    values, names = _values(parts, report)
    said = line if parts.day is None and above is None else f"{above.said}\n{line}" if above and above.said else ""
    if parts.day is None and said:
        # Its instant depends on when it is read: the line itself must tell whether it was taken already.
        times[said] = times.get(said, 0) + 1
        values["id"] = derived_id({"from": "lines", "line": said, "time": times[said]})
        if parts.said:
            report.say(RELATIVE)
    note = "\n".join(part for part in (parts.note, ", ".join(names)) if part)
    yield from with_note(number, {**values, "at": at}, note, _before(old, above))


def _values(parts: LineParts, report: FileReport) -> tuple[dict[str, Any], list[str]]:
    """The craving without its time and its note, and the words that it cannot hold."""
    words = list(parts.words)
    outcome = OUTCOMES.get(words[-1].casefold()) if words else None
    if outcome:
        words.pop()
    if outcome == "used":
        report.say(USED)
    names = held_names(words)
    values: dict[str, Any] = {"kind": "craving", "intensity": parts.ratings[0], "triggers": names.held}
    return ({**values, "outcome": outcome} if outcome else values), names.rest


def _before(old: LineParts, above: DateAbove | None) -> dict[str, Any]:
    """The line as the first release read it; empty where it could not have, or where its id came from the line."""
    day = old.day or (above.day if above and not above.said else None)
    if day is None or len(old.ratings) != 1:
        return {}
    values: dict[str, Any] = {"kind": "craving", "intensity": old.ratings[0], "triggers": trigger_names(old.words)}
    if old.note:
        values["note"] = old.note
    return {**values, "at": f"{day.isoformat()}T{old.at or time(12):%H:%M:%S}"}


def _above(line: str, parser: Parser) -> DateAbove | None:
    """The date that a line is, alone; `None` for any other line."""
    words = line.rstrip(":").strip()
    day = parser.day(words)
    if day is not None:
        return DateAbove(day)
    tokens = words.split()
    said = parser.relative(tokens)
    return DateAbove(said.day, words) if said and said.size == len(tokens) and said.at is None else None


def _relative(options: ReadOptions, order: DateOrder) -> Callable[[Sequence[str]], DayInWords | None]:
    """What reads a day in words, as seen from today: `yesterday 9pm`, `Sat`, `last night`."""
    if options.now is None:
        return lambda _: None
    now = options.now.astimezone(zone_of(options.timezone))
    # Beside a weekday numbers with the day first have been read here from the beginning, and ids come from that.
    numbers = YMD if order.order == MDY else DMY

    def read_day(tokens: Sequence[str]) -> DayInWords | None:
        plain = [token.casefold().strip(",.;") for token in tokens[:LONGEST_DAY]]
        for size in range(len(plain), 0, -1):
            if plain[size - 1].isdecimal() or not DAY_WORDS & set(plain[:size]):
                continue
            try:
                reading = read_date(" ".join(plain[:size]), now, order=lambda: numbers)
                whole = read_date(" ".join(plain[: size + 1]), now) if YEAR.match(" ".join(plain[size:])) else None
            except Usage:
                return None
            if reading is None or reading.instant is not None:
                continue
            weekday = any(word in plain[:size] for word in chain.from_iterable(WEEKDAYS))
            if whole is not None and whole.at is None:
                return DayInWords(whole.day, size + 1, None, weekday=False, full=True)
            return DayInWords(reading.day, size, reading.at if reading.timed or reading.loose else None, weekday)
        return None

    return read_day


def _order(stream: BinaryIO, options: ReadOptions, report: FileReport) -> DateOrder:
    """The order of day and month in the file; raises `Refused` where it contradicts itself or cannot be told."""
    order = DateOrder(options.date_order)
    wrong = order.learn(_words(stream, options))
    if wrong is not None:
        raise refused(wrong, MIXED)
    if order.ambiguous:
        probe = FileOrder()
        for number, word in _words(stream, options):
            probe.learn([(number, word)])
            if probe.needed:
                raise refused(number, AMBIGUOUS)
    if order.needed:
        report.say(ORDERS[order.order])
    return order


def _words(stream: BinaryIO, options: ReadOptions) -> Iterator[tuple[int, str]]:
    """Each word of the file with its line, from the beginning."""
    for number, line in text.lines(stream, options, FileReport()):
        for word in line.replace(":", " ").split():
            yield number, word


def _parts(line: str, parser: Parser) -> LineParts:
    """Date, time, rating, trigger words and note of a line."""
    head, note = line, ""
    if split := NOTE.search(line):
        head, note = line[: split.start()], line[split.end() :].strip()
    names = [first or second for first, second in QUOTED.findall(head)]
    tokens = QUOTED.sub(" ", head).split()
    said: DayInWords | None = None
    day = at = None
    ratings: list[int] = []
    words: list[str] = []
    position = 0
    while position < len(tokens):
        begun = parser.relative(tokens[position:]) if said is None and day is None else None
        if begun and _sure(begun, tokens, position):
            said, at = begun, begun.at or at
            position += begun.size
            continue
        size, found_day, found_at = _timed(tokens, position, parser)
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
    triggers = [*names, *(name.strip(" ,;") for name in listed)]
    return LineParts(day, at, ratings, triggers, note, said)


def _sure(said: DayInWords, tokens: Sequence[str], position: int) -> bool:
    """Whether words are meant as a day: a weekday in the middle of a line may be a trigger, `Sat 8pm` is none."""
    first, last = (tokens[place].casefold() for place in (position, position + said.size - 1))
    return position == 0 or said.at is not None or first in ("today", "yesterday") or last == "ago"


def _timed(tokens: list[str], position: int, parser: Parser) -> tuple[int, date | None, time | None]:
    """The date or time that begins at a token, in up to four tokens, and how many it takes."""
    for size in range(4, 0, -1):
        words = " ".join(tokens[position : position + size]).rstrip(",;")
        day = parser.day(words)
        if day is not None:
            return size, day, None
        if (at := parser.clock(words)) is not None:
            return size, None, at
    return 1, None, None


def _at(parts: LineParts, day: date | None, options: ReadOptions, report: FileReport) -> str | None:
    """The instant of a line; `None` when nothing tells its day."""
    if day is not None:
        if parts.at is None:
            report.say(NOON)
        return f"{day.isoformat()}T{parts.at or time(12):%H:%M:%S}"
    if parts.at is None or options.now is None:
        return None
    report.say(UNDATED)
    zone = zone_of(options.timezone)
    now = options.now.astimezone(zone)
    wall = datetime.combine(now.date(), parts.at, tzinfo=zone)
    if wall > now:
        wall -= timedelta(days=1)
    try:
        return clock.resolve(wall).at.isoformat()
    except Refused:
        return wall.replace(tzinfo=None).isoformat()


LINES = Reader("lines", tr("cravings typed in any notes program, one a line: 7 payday 22:40"), read)
