"""Which day a check-in is about when nobody said: in the night and on a morning it is mostly the day before."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

MORNING_ENDS = 12  # until this hour an evening without an answer is asked about first


class DayAsked(NamedTuple):
    """The day to ask about, the `other` that may be meant instead, and the date on the calendar."""

    day: date
    other: date | None
    calendar: date

    @property
    def instead(self) -> DayAsked:
        """The same about the other day."""
        return self if self.other is None else DayAsked(self.other, None, self.calendar)


def day_asked(now: datetime, today: date, *, yesterday_waits: bool) -> DayAsked:
    """The day at `now` on the wall clock; `today` is the lived day, which begins later than the calendar's.

    `yesterday_waits`: the day before has no answer and could have one, and today has none either.
    """
    if now.hour < MORNING_ENDS and now.date() == today and yesterday_waits:
        return DayAsked(today - timedelta(days=1), today, now.date())
    return DayAsked(today, None, now.date())
