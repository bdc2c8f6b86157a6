"""What a person gains by coming back: a good line of their own, what was written in all, the week in one line.

Pure. Nothing here rewards a day without use: what counts is what was written down, which no lapse takes away.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from recovery.insights.ratings import Ratings
from recovery.store.names import alike

_WORD = re.compile(r"[^\W_]+")


class GoodLine(NamedTuple):
    """A good thing out of a check-in, with what else the day's answer said."""

    day: date
    text: str
    mood: int | None
    used: bool


class Written(NamedTuple):
    """The days with any entry, how many cravings there were, and how many passed; of a week, or of all time.

    `filled_in` counts the days, beside those, that were filled in later.
    """

    days: int
    cravings: int
    passed: int
    filled_in: int = 0

    def to_json(self) -> dict[str, Any]:
        """As `today --json` carries it."""
        return {"days_logged": self.days, "cravings": self.cravings, "passed": self.passed}


def good_line(lines: Sequence[GoodLine], day: date, private: Collection[str]) -> tuple[date, str] | None:
    """The line of that day: one from a better day before it, another each day, in turn; of that day where it is alone.

    A better day has no use, and a mood not below the middle of these days' moods, where it has one. A line with a name
    that the person keeps private is never shown.
    """
    hidden = {alike(word) for name in private for word in _WORD.findall(name)}
    shown = [line for line in lines if not hidden & {alike(word) for word in _WORD.findall(line.text)}]
    middle = Ratings.of(line.mood for line in shown if line.mood is not None).median or 0
    better = [line for line in shown if not line.used and (line.mood is None or line.mood >= middle)]
    before = [line for line in better if line.day < day] or better
    if not before:
        return None
    chosen = sorted(before)[day.toordinal() % len(before)]
    return chosen.day, chosen.text
