"""Dates of the calendar: numbers in every order, and names of months. What is not certain has two readings.

Dots are day first. Slashes and hyphens are read as `order` says, `dmy` or `mdy`, and in both ways without one. A year
that comes first is followed by month and day. A year has four digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from recovery.dates.words import MONTHS, WEEKDAYS, YEAR

DMY, MDY = "dmy", "mdy"
LEAP = 2000

_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.]) ?([0-9]{1,2})\2 ?([0-9]{1,2})\.?")
_DIGITS = re.compile(r"((?:19|20|21)[0-9]{2})([0-9]{2})([0-9]{2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.]) ?([0-9]{1,2})\2 ?([0-9]{4})\.?")
_NO_YEAR = re.compile(r"([0-9]{1,2})([/.]) ?([0-9]{1,2})\.?")
_TWO_DIGITS = re.compile(r"[0-9]{1,2}([-/.]) ?[0-9]{1,2}\1 ?[0-9]{2}")
_TWO_AFTER_NAME = re.compile(
    r"(?:[0-9]{1,2}(?:st|nd|rd|th|\.)? ?([^\W\d_]+)\.?|([^\W\d_]+)\.? [0-9]{1,2}) '?[0-9]{2}(?: .*)?"
)
_SIGNS = re.compile(r"(?:([0-9]{4}) ?[年년] ?)?([0-9]{1,2}) ?[月월] ?([0-9]{1,2}) ?[日일]")
_NAME = r"([^\W\d_]+)\.?"
_THE = r"(?:(?:the|le|il|el|o|den|am) )?"
_DAY = r"([0-9]{1,2})(?:st|nd|rd|th|er|o|a|\.)?"  # the small letters of 1º and 1ª are read as plain ones
_YEAR = rf"([0-9]{{4}})(?: ?(?:{'|'.join(YEAR)})\.?)?"
_OF = r"(?:of |de |d'|d\N{RIGHT SINGLE QUOTATION MARK})?"
_DAY_FIRST = re.compile(rf"{_THE}{_DAY}[ /-]?{_OF}{_NAME}(?:[ /-](?:de |del )?{_YEAR})?")
_MONTH_FIRST = re.compile(rf"{_NAME}[ -](?:the )?{_DAY}(?:[ -]([0-9]{{4}}))?")
_YEAR_MONTH = re.compile(rf"([0-9]{{4}})[. -] ?{_NAME}[ -]{_DAY}")

_ENGLISH = {name: number for number, names in enumerate(MONTHS, start=1) for name in names}
_WEEKDAY = {name: number for number, names in enumerate(WEEKDAYS) for name in names}


class Named(NamedTuple):
    """A day of a month as it was written; `year` is `None` where none was."""

    year: int | None
    month: int
    day: int


def weekday(word: str) -> int | None:
    """The number of a weekday, Monday 0; `None` for any other word."""
    return _WEEKDAY.get(word.removesuffix("."))


def two_digit_year(words: str) -> bool:
    """Whether there is a date in it whose year has two digits, or an hour that may be one."""
    match = _TWO_AFTER_NAME.fullmatch(words)
    after_name = match is not None and bool(months_named(match[1] or match[2]))
    return after_name or any(_TWO_DIGITS.fullmatch(word) for word in words.split())


def named(words: str, order: str = "") -> Iterator[Named]:
    """What a date in small letters may mean; several where it can be read in several ways, nothing for other words."""
    if match := _YEAR_FIRST.fullmatch(words):
        yield Named(int(match[1]), int(match[3]), int(match[4]))
    elif match := _DIGITS.fullmatch(words) or _SIGNS.fullmatch(words):
        yield Named(int(match[1]) if match[1] else None, int(match[2]), int(match[3]))
    elif match := _YEAR_LAST.fullmatch(words):
        yield from _ordered(int(match[1]), int(match[3]), int(match[4]), DMY if match[2] == "." else order)
    elif match := _NO_YEAR.fullmatch(words):
        yield from _ordered(int(match[1]), int(match[3]), None, DMY if match[2] == "." else order)
    elif match := _DAY_FIRST.fullmatch(words):
        yield from _with_name(match[3], match[2], match[1])
    elif match := _MONTH_FIRST.fullmatch(words):
        yield from _with_name(match[3], match[1], match[2])
    elif match := _YEAR_MONTH.fullmatch(words):
        yield from _with_name(match[1], match[2], match[3])


def dates(words: str, order: str = "") -> list[date]:
    """The whole dates that words may mean, earliest first; empty where they are none or have no year of four digits.

    A weekday before the date must be its own.
    """
    first, _, rest = words.partition(" ")
    number = weekday(first) if rest else None
    written = rest if number is not None else words
    days = {
        day_of(written_date.year, written_date)
        for written_date in named(written, order)
        if written_date.year is not None
    } - {None}
    return sorted(day for day in days if day and number in (None, day.weekday()))


def day_of(year: int, day: Named) -> date | None:
    """The day in that year; `None` where the calendar has none."""
    try:
        return date(year, day.month, day.day)
    except ValueError:
        return None


def _ordered(first: int, second: int, year: int | None, order: str) -> Iterator[Named]:
    """Two small numbers as day and month, in the one order or, without one, in each that the calendar has."""
    ways = {DMY: Named(year, second, first), MDY: Named(year, first, second)}
    possible = (way for name, way in ways.items() if order in ("", name) and day_of(year or LEAP, way))
    yield from dict.fromkeys(possible)


def _with_name(year: str | None, month: str, day: str) -> Iterator[Named]:
    for number in months_named(month):
        yield Named(int(year) if year else None, number, int(day))


def months_named(name: str) -> tuple[int, ...]:
    """The numbers of the months that a name in small letters stands for; empty for any other word."""
    if name in _ENGLISH:
        return (_ENGLISH[name],)
    if len(name) < 3:
        return ()
    from recovery.dates import months

    return months.numbers().get(months.plain(name), ())
