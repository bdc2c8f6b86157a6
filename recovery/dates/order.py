"""The order in which one file writes its dates, proved by the dates themselves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time

from recovery.dates import calendar, hours
from recovery.dates.calendar import DMY, MDY

YMD = "ymd"
_NUMBERS = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_NAMED = re.compile(r"([0-9]{1,2})([-/])([^\W\d_]+)\2([0-9]{2})")  # as Excel writes a date: 28-Nov-26
_ISO_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}.*")


class FileOrder:
    """The one order of day, month and year in a file; `wish` is what the person said of it.

    Years of two digits are of this century, and no date lies after `latest`; so most files prove their order. Without a
    proof no such date is read.
    """

    def __init__(self, wish: str = "", latest: date = date.max) -> None:
        self.possible = {wish} if wish else {DMY, MDY, YMD}
        self.needed = False
        self._latest = latest

    @property
    def order(self) -> str:
        """`dmy`, `mdy`, `ymd`, or empty while it is not proved."""
        return next(iter(self.possible)) if len(self.possible) == 1 else ""

    @property
    def ambiguous(self) -> bool:
        """Whether there are dates that nothing tells the order of."""
        return self.needed and not self.order

    def learn(self, texts: Iterable[tuple[int, str]]) -> int | None:
        """Find the order from numbered dates; returns the first line that contradicts it or, without any, `None`."""
        for line, text in texts:
            ways = self._ways(_plain(text))
            if not ways:
                continue
            self.needed = True
            if not self.possible & ways.keys():
                return line
            self.possible &= ways.keys()
        return None

    def day(self, text: str) -> date | None:
        """The date in a text; `None` if it is no date, or if the file does not prove how to read it."""
        words = _plain(text)
        match = _NUMBERS.fullmatch(words) or _NAMED.fullmatch(words)
        if match and len(match[4]) == 2:
            return self._ways(words).get(self.order)
        dates = calendar.dates(words, self.order)
        return dates[0] if len(dates) == 1 else None

    def moment(self, text: str) -> tuple[date | None, time | None, str]:
        """The date, the time of day and the offset in a text such as `7.3.2026 22:40` or ISO 8601."""
        words = text.strip()
        if _ISO_TIME.fullmatch(words):
            try:
                at = datetime.fromisoformat(words.upper().replace(" +", "+"))
            except ValueError:
                return None, None, ""
            return at.date(), at.time().replace(microsecond=0), at.isoformat()[-6:] if at.tzinfo else ""
        parts = words.split()
        for cut in range(len(parts), 0, -1):
            day = self.day(" ".join(parts[:cut]))
            rest = " ".join(parts[cut:])
            if day is not None and (not rest or self.clock(rest) is not None):
                return day, self.clock(rest) if rest else None, ""
        return None, None, ""

    def clock(self, text: str) -> time | None:
        """The time of day beside a date."""
        return clock_of(text)

    def _ways(self, words: str) -> dict[str, date]:
        """The dates that a date may mean whose order is open, by the order that makes them so."""
        ways: dict[str, tuple[int, int, int]] = {}
        if match := _NUMBERS.fullmatch(words):
            ways = _by_numbers(int(match[1]), int(match[3]), match[4], dots=match[2] == ".")
        elif (match := _NAMED.fullmatch(words)) and len(months := calendar.months_named(match[3])) == 1:
            first, last = int(match[1]), int(match[4])
            ways = {DMY: (last + 2000, months[0], first), YMD: (first + 2000, months[0], last)}
        days = {order: _day(*parts) for order, parts in ways.items()}
        short = match is not None and len(match[4]) == 2
        return {order: day for order, day in days.items() if day and (not short or day <= self._latest)}


def _by_numbers(first: int, second: int, last: str, *, dots: bool) -> dict[str, tuple[int, int, int]]:
    """Year, month and day that three numbers may be; dots are never month first."""
    third, short = int(last), len(last) == 2
    year = third + 2000 if short else third
    ways = {DMY: (year, second, first)}
    if not dots:
        ways[MDY] = (year, first, second)
    if short:
        ways[YMD] = (first + 2000, second, third)
    return ways


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text.casefold()).replace(",", " ").split())


def clock_of(text: str) -> time | None:
    """A time of day such as `10:00 pm`, `22:40`, `21h30`; `None` for a number alone and for anything else."""
    at = hours.clock(" ".join(text.casefold().split()))
    return at.at if at and not at.bare else None
