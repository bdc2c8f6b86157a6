"""Which days a look back covers, and how a person names them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from recovery import clock
from recovery.errors import Refused, Usage
from recovery.language import tr
from recovery.store import typed_dates

DEFAULT_DAYS = 7
LOOKBACK_DAYS = 56
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)

_WEEK = re.compile(r"(\d{4})-?[wW](\d{1,2})")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Period:
    """Some days in a row, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def previous(self) -> Period:
        """The same number of days just before."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    @property
    def lookback(self) -> Period:
        """The 56 days that end with it, or all of it if it is longer; patterns are sought there."""
        return Period(min(self.first, self.last - timedelta(days=LOOKBACK_DAYS - 1)), self.last)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=number) for number in range(self.days))

    def to_json(self) -> dict[str, Any]:
        """As the contract writes it."""
        return {"from": self.first.isoformat(), "to": self.last.isoformat(), "days": self.days}


def ending(last: date, days: int) -> Period:
    """The `days` days that end with `last`."""
    return Period(last - timedelta(days=days - 1), last)


def day_named(text: str, today: date) -> date:
    """The day a flag names, seen from the lived day `today`; raises `Usage`, or `Refused` outside 1900-2200."""
    try:
        day = typed_dates.day(text, today)
    except OverflowError as error:
        raise Usage(clock.NOT_A_DAY) from error
    if not EARLIEST <= day <= LATEST:
        raise Refused(tr("That day is too far away. Name one between the years 1900 and 2200."))
    return day


def named(
    as_of: date,
    *,
    week: str | None = None,
    month: str | None = None,
    last: str | None = None,
    first_day: str | None = None,
    last_day: str | None = None,
    default_days: int = DEFAULT_DAYS,
) -> Period:
    """The period that the flags name; without any, the `default_days` days that end with `as_of`.

    A first day alone reaches to `as_of`; a last day alone ends the default number of days. Raises `Usage`
    for what cannot be read or is said in two ways, `Refused` when the first day comes after the last.
    """
    ways = (week, month, last, first_day or last_day)
    if sum(way is not None for way in ways) > 1:
        raise Usage(tr("Choose one way to name the period: --week, --month, --last, or --from and --to."))
    if week is not None:
        return _week(week)
    if month is not None:
        return _month(month)
    if last is not None:
        return ending(as_of, clock.parse_span(last))
    end = as_of if last_day is None else day_named(last_day, as_of)
    if first_day is None:
        return ending(end, default_days)
    period = Period(day_named(first_day, as_of), end)
    if period.first > period.last:
        raise Refused(tr("The first day comes after the last one. Swap --from and --to, or give both."))
    return period


def other(text: str, than: Period, as_of: date) -> Period:
    """The period to compare with: `previous`, a week, a month, or `DAY..DAY`; raises `Usage` or `Refused`."""
    if text.strip().lower() == "previous":
        return than.previous
    first, dots, last = text.partition("..")
    if dots:
        return named(as_of, first_day=first, last_day=last)
    try:
        return _week(text) if "w" in text.lower() else _month(text)
    except Usage as error:
        raise Usage(tr("Say what to compare with: previous, 2026-W12, 2026-03, or 2026-03-01..2026-03-28.")) from error


def _within(year: int) -> bool:
    return EARLIEST.year <= year <= LATEST.year


def _week(text: str) -> Period:
    match = _WEEK.fullmatch(text.strip())
    try:
        if match and _within(int(match[1])):
            monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
            return Period(monday, monday + timedelta(days=6))
    except ValueError:
        pass
    raise Usage(tr("Write a week like 2026-W12."))


def _month(text: str) -> Period:
    match = _MONTH.fullmatch(text.strip())
    if match and _within(int(match[1])) and 1 <= int(match[2]) <= 12:
        return month_of(date(int(match[1]), int(match[2]), 1))
    raise Usage(tr("Write a month like 2026-03."))


def month_of(day: date) -> Period:
    """The calendar month in which a day lies."""
    first = day.replace(day=1)
    return Period(first, months_later(first, 1) - timedelta(days=1))


def months_later(first: date, months: int) -> date:
    """The first day of the month that lies `months` after (or, below 0, before) the month of `first`."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
