"""How the first release of the readers read times, dates and names of habits.

The id of a line that has none of its own comes from what it says (decision 0006), so a file that was taken in then is
known again only by the same reading. Nothing here is ever changed; what is shown and kept comes from the other modules.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time

from recovery.dates.hours import time_said

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2})(?::(\d{2})(?:\.\d+)?)?)?(?:\s*([ap])\.?m\.?)?", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_DAY_FIRST = re.compile(r"(?:[a-z]{3,9},? )?(\d{1,2})(?:st|nd|rd|th)?\.? ([a-z]{3,9})\.?,? (\d{4})")
_MONTH_FIRST = re.compile(r"(?:[a-z]{3,9},? )?([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")

DMY, MDY = "dmy", "mdy"


def clock_of(text: str) -> time | None:
    """A time of day such as `10:00 pm`, `22:40`, `10pm`; `None` for anything else."""
    match = _CLOCK.fullmatch(" ".join(text.split()))
    if match is None or (match[2] is None and match[4] is None):
        return None
    return time_said(match[1], match[2], match[3], match[4])


class Dates:
    """Dates whose day and month are in one order, `dmy` or `mdy`; empty where none was needed."""

    def __init__(self, order: str = "") -> None:
        self.order = order

    def day(self, text: str) -> date | None:
        """The date in a text; `None` if it is no date."""
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


def decoded(text: str, encoding: str) -> str:
    """A cell of a table as it was read: what was not UTF-8 counted as Windows-1252."""
    if text.isascii() or encoding.startswith("utf"):
        return text
    return text.encode(encoding, "replace").decode("cp1252", "replace")


WITHOUT = re.compile(
    r"(?:no|not|without|quit|stop|off|avoid|free (?:of|from)|stay(?:ing)? (?:off|away from|free of))"
    r" (?:using |use |any )?(.+)"
    r"|(.+)[- ]free(?: day)?",
    re.IGNORECASE,
)


def habit_without(name: str) -> str | None:
    """The substance that a habit of going without is about, by its name."""
    match = WITHOUT.fullmatch(name)
    return (match[1] or match[2]).strip() if match else None
