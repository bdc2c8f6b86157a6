"""Where a person went for help: counseling, groups, activities; and what they want to talk about there."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from recovery.store.records import (
    DAY,
    FLAG,
    ID,
    INSTANT,
    NAME,
    RATING,
    TEXT,
    TIMEZONE,
    EntryRecord,
    choice,
    record,
    ruled,
    whole,
)

TYPES = ("counseling", "group", "family", "12-step", "smart", "activity", "other")
ACTIVITY = "activity"


@record
class Attendance(EntryRecord):
    """A session, meeting or activity. `before` and `after` rate the mood, for an activity the craving, 0-10."""

    kind: ClassVar[str] = "attendance"

    id: str = ruled(ID)
    at: datetime = ruled(INSTANT)
    timezone: str = ruled(TIMEZONE)
    day: date = ruled(DAY)
    type: str = ruled(choice(*TYPES))
    name: str | None = ruled(NAME, optional=True)
    before: int | None = ruled(RATING, optional=True)
    after: int | None = ruled(RATING, optional=True)
    minutes: int | None = ruled(whole(0, 1440), optional=True)
    takeaway: str | None = ruled(TEXT, optional=True)
    homework: str | None = ruled(TEXT, optional=True)
    homework_done: bool | None = ruled(FLAG, optional=True)
    note: str | None = ruled(TEXT, optional=True)

    @property
    def rated(self) -> str:
        """What `before` and `after` rate: `craving` for an activity, else `mood`."""
        return "craving" if self.type == ACTIVITY else "mood"


@record
class Topic(EntryRecord):
    """Something to discuss at the next appointment; it heads the counselor's page until it is `done`."""

    kind: ClassVar[str] = "topic"

    id: str = ruled(ID)
    day: date = ruled(DAY)
    text: str = ruled(TEXT)
    done: date | None = ruled(DAY, optional=True)
