"""Dates as the person at this journal types them: read by the clock's grammar, in the order that they chose."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from recovery import clock
from recovery.clock import When
from recovery.store import home


def when(text: str, zone: ZoneInfo) -> When:
    """The past instant that a text names; raises as `clock.parse_when` does."""
    return clock.parse_when(text, zone, home.date_order)


def day(text: str, today: date, *, ahead: bool = False, night: bool = False) -> date:
    """The day that a text names, seen from the lived day `today`; raises as `clock.parse_day` does."""
    return clock.parse_day(text, today, ahead=ahead, night=night, order=home.date_order)
