"""What was read, and how a date is said back: with its weekday and its year, loose where it was loose."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal, NamedTuple

from recovery.dates import names
from recovery.language import tr

Loose = Literal["", "time", "day", "guess"]


class Reading(NamedTuple):
    """What was named: a day of the calendar, with a time of day or without, or an instant.

    `timed`: the words name a time of day of their own. `loose`: the time, or the day, is only about right; a `guess` is
    exact, and part of it was not said: the day of a time alone, the year of a date, the half of the day of an hour.
    """

    day: date
    at: time | None = None
    instant: datetime | None = None
    timed: bool = False
    loose: Loose = ""


def said(day: date) -> str:
    """`Sat 7 Mar 2026`."""
    year = f"{day.year:04}"
    return tr(
        "{weekday} {day} {month} {year}",
        weekday=names.weekday(day),
        day=day.day,
        month=names.month(day),
        year=year,
    )


def said_at(at: datetime, about: str = "") -> str:
    """`Sat 7 Mar 2026 21:40`; where it is loose `Sat 7 Mar 2026, about 21:40`, or about the day."""
    if about == "day":
        return tr("about {day}", day=said(at))
    if about == "time":
        return tr("{day}, about {time:%H:%M}", day=said(at), time=at)
    return f"{said(at)} {at:%H:%M}"
