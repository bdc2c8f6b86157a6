"""The way in: what a text names, seen from the present. ISO 8601 and the commonest words need no grammar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from recovery.dates.understood import Reading

COMMON = {"today": 0, "yesterday": -1}


Order = Callable[[], str]


def unknown() -> str:
    """The order of day and month of somebody who chose none: a date that can be read in two ways is refused."""
    return ""


def read(text: str, present: datetime, *, ahead: bool = False, order: Order | None = None) -> Reading | None:
    """What a text names, `None` for a text that is no date; raises `Usage` for one that can be read in two ways.

    `present` is a wall-clock time, aware or naive. Without a year or with a weekday alone the latest day is meant,
    with `ahead` the next one. `order` gives `dmy`, `mdy` or, to name both readings, an empty text, and is called only
    where a date needs it. A day without a time has `at` empty, and `2 days ago` keeps the time on the clock.
    """
    words = text.strip().lower()
    if words in COMMON:
        return Reading(present.date() + timedelta(days=COMMON[words]))
    if words[:4].isdecimal() and words[4:5] == "-" and (moment := _iso(words.upper(), present)):
        return moment
    from recovery.dates import grammar

    return grammar.read(text, present, ahead=ahead, order=order or unknown)


def _iso(text: str, present: datetime) -> Reading | None:
    """ISO 8601 with two digits for month and day; `None` for anything else."""
    try:
        if len(text) == 10:
            return Reading(date.fromisoformat(text))
        if len(text) < 13 or text[10] not in "T ":
            return None
        at = datetime.fromisoformat(text.replace(" +", "+")).replace(microsecond=0)
        if at.tzinfo is None:
            return Reading(at.date(), at.time(), timed=True)
        at = at.astimezone(present.tzinfo)
        return Reading(at.date(), instant=at, timed=True)
    except (ValueError, OverflowError):
        return None
