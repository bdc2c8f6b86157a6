"""The days that words may mean: counted from today, a weekday, a date. Each is a candidate; the reader takes one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from recovery.dates import calendar, hours
from recovery.dates.hours import Length
from recovery.dates.words import DAYS

YEARS_SEARCHED = 9
_NTH = re.compile(r"(?:the )?([0-9]{1,2})(?:st|nd|rd|th)")
_ON = re.compile(r"(?:on|since|from) ")


class Day(NamedTuple):
    """A day that words may mean.

    `whole`: a bare number after it is an hour, else only one of a single digit, which is no year; `slides`: a week back
    where it is still to come; `counted`: in days from now, so it keeps the time on the clock; `guessed`: of another
    year than this one, which was not said.
    """

    day: date
    whole: bool = True
    slides: bool = False
    counted: bool = False
    guessed: bool = False


class Frame(NamedTuple):
    """Where the words are seen from: the present on a wall clock, with or without its zone."""

    present: datetime
    ahead: bool
    order: str

    @property
    def today(self) -> date:
        """The date on the calendar."""
        return self.present.date()

    @property
    def wall(self) -> time:
        """The time on the clock, in whole seconds."""
        return self.present.time().replace(microsecond=0)

    def later(self, day: date, at: time) -> bool:
        """Whether that wall-clock time is still to come; its first showing counts where the clock shows it twice."""
        wall = datetime.combine(day, at, tzinfo=self.present.tzinfo)
        if self.present.tzinfo is None:
            return wall > self.present
        return wall.astimezone(UTC) > self.present.astimezone(UTC)


def days(words: str, frame: Frame) -> Iterator[Day]:
    """The days that words without a time may mean."""
    words = _ON.sub("", words, count=1) if _ON.match(words) else words
    if words in DAYS:
        yield Day(frame.today + timedelta(days=DAYS[words]))
    elif words.endswith(" ago"):
        yield from _counted(hours.length(words.removesuffix(" ago")), -1, frame)
    elif words.startswith("in "):
        yield from _counted(hours.length(words.removeprefix("in ")), 1, frame)
    else:
        first, _, rest = words.partition(" ")
        number = calendar.weekday(first)
        if number is not None and rest:
            named = (*_named(rest, frame), *_of_a_month(rest, frame))
            yield from (reading for reading in named if reading.day.weekday() == number)
        else:
            yield from _weekday(words, frame)
            yield from _named(words, frame)
            yield from _of_a_month(words, frame)


def _of_a_month(words: str, frame: Frame) -> Iterator[Day]:
    """`the 19th`: the latest day of a month with that number, with `ahead` the next."""
    match = _NTH.fullmatch(words)
    number = int(match[1]) if match else 0
    if not 1 <= number <= 31:
        return
    day = frame.today
    while day.day != number:
        day += timedelta(days=1 if frame.ahead else -1)
    yield Day(day, whole=False)


def _counted(length: Length | None, sign: int, frame: Frame) -> Iterator[Day]:
    if length is None or not length.dated:
        return
    day = frame.today + sign * timedelta(days=length.days)
    if length.months:
        from dateutil.relativedelta import relativedelta

        day += sign * relativedelta(months=length.months)
    yield Day(day, counted=True)


def _weekday(words: str, frame: Frame) -> Iterator[Day]:
    """A weekday: the latest one, with `ahead` the next; `last` is never today, and `next` may mean two."""
    which, _, name = words.rpartition(" ")
    number = calendar.weekday(name)
    if number is None:
        return
    back = (frame.today.weekday() - number) % 7
    coming = frame.today + timedelta(days=7 - back)
    if which == "last":
        yield Day(frame.today - timedelta(days=back or 7))
    elif which == "" and not frame.ahead:
        yield Day(frame.today - timedelta(days=back), slides=True)
    elif which in ("", "this") and frame.ahead:
        yield Day(coming)
    elif which == "next":
        yield from (Day(coming), Day(coming + timedelta(days=7)))


def _named(words: str, frame: Frame) -> Iterator[Day]:
    """A day with its month; without a year the latest one that there was, with `ahead` the next."""
    for written in calendar.named(words, frame.order):
        year = written.year if written.year is not None else _year_of(written, frame)
        day = None if year is None else calendar.day_of(year, written)
        if day is not None:
            yield Day(day, whole=written.year is not None, guessed=written.year is None and year != frame.today.year)


def _year_of(written: calendar.Named, frame: Frame) -> int | None:
    """The nearest year, backwards or `ahead`, in which the calendar has that day."""
    this = frame.today.year
    years: Iterable[int] = range(this, this + YEARS_SEARCHED) if frame.ahead else range(this, this - YEARS_SEARCHED, -1)
    for year in years:
        day = calendar.day_of(year, written)
        if day is not None and (day >= frame.today if frame.ahead else day <= frame.today):
            return year
    return None


def span_meant(typed: str, first: date, last: date) -> tuple[date, date]:
    """What may be meant by a span whose `first` day, as `typed`, is after its `last`, in order.

    A weekday alone may be the one a week before; else the two were exchanged.
    """
    week_before = first - timedelta(days=7)
    return (week_before, last) if calendar.weekday(typed) is not None and week_before <= last else (last, first)
