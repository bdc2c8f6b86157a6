"""Dates and times as other programs and people write them, without guessing: what can be read two ways is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time

from recovery.clock import time_said

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2})(?::(\d{2})(?:\.\d+)?)?)?(?:\s*([ap])\.?m\.?)?", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_DAY_FIRST = re.compile(r"(?:[a-z]{3,9},? )?(\d{1,2})(?:st|nd|rd|th)?\.? ([a-z]{3,9})\.?,? (\d{4})")
_MONTH_FIRST = re.compile(r"(?:[a-z]{3,9},? )?([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")

DMY, MDY = "dmy", "mdy"
ORDERS = {DMY: "dates with the day first", MDY: "dates with the month first"}
AMBIGUOUS = "has a date that can be read two ways; say --dates dmy or --dates mdy"
MIXED = "has its day and month the other way round than the dates before it"


def clock_of(text: str) -> time | None:
    """A time of day such as `10:00 pm`, `22:40`, `10pm`; `None` for anything else."""
    match = _CLOCK.fullmatch(" ".join(text.split()))
    if match is None or (match[2] is None and match[4] is None):
        return None
    return time_said(match[1], match[2], match[3], match[4])


def order_of(text: str) -> str | None:
    """Which order a date of two small numbers must be in; empty where both are possible, `None` for other dates."""
    match = _NUMBERS.fullmatch(text.strip())
    if match is None:
        return None
    first, second = int(match[1]), int(match[3])
    if match[2] == "." or first > 12:
        return DMY
    return MDY if second > 12 else ""


class DateOrder:
    """The one order of day and month in a file, found from its dates; `wish` is what the person said of it."""

    def __init__(self, wish: str = "") -> None:
        self.order = wish
        self.needed = False

    def learn(self, texts: Iterable[tuple[int, str]]) -> int | None:
        """Find the order from numbered dates; returns the first line that contradicts it or, without any, `None`."""
        for line, text in texts:
            order = order_of(text)
            if order is not None:
                self.needed = True
            if order and not self.order:
                self.order = order
            elif order and order != self.order:
                return line
        return None

    @property
    def ambiguous(self) -> bool:
        """Whether there are dates that nothing tells the order of."""
        return self.needed and not self.order

    def day(self, text: str) -> date | None:
        """The date in a text; `None` when it is none."""
        words = " ".join(text.lower().split())
        try:
            if match := _ISO.fullmatch(words):
                return date(int(match[1]), int(match[2]), int(match[3]))
            if match := _NUMBERS.fullmatch(words):
                first, second, year = int(match[1]), int(match[3]), int(match[4])
                month, day = (first, second) if self.order == MDY and match[2] != "." else (second, first)
                return date(year + 2000 if year < 100 else year, month, day)
            if match := _DAY_FIRST.fullmatch(words):
                return _named(match[3], match[2], match[1])
            if match := _MONTH_FIRST.fullmatch(words):
                return _named(match[3], match[1], match[2])
        except ValueError:
            return None
        return None

    def moment(self, text: str) -> tuple[date | None, time | None, str]:
        """The date, the time of day and the offset in a text such as `7.3.2026 22:40` or ISO 8601."""
        words = text.strip()
        if re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", words):
            try:
                at = datetime.fromisoformat(words.upper().replace(" +", "+"))
            except ValueError:
                return None, None, ""
            return at.date(), at.time().replace(microsecond=0), at.isoformat()[-6:] if at.tzinfo else ""
        parts = words.split()
        for cut in range(len(parts), 0, -1):
            day = self.day(" ".join(parts[:cut]).rstrip(","))
            rest = " ".join(parts[cut:])
            if day is not None and (not rest or clock_of(rest) is not None):
                return day, clock_of(rest) if rest else None, ""
        return None, None, ""


def _named(year: str, month: str, day: str) -> date | None:
    name = month[:3]
    return date(int(year), MONTHS.index(name) + 1, int(day)) if name in MONTHS else None
