"""The body and the day's signs: self-rated withdrawal, optional vital signs, and what the check-in may ask besides."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from recovery.errors import Refused
from recovery.store.records import (
    DAY,
    FLAG,
    ID,
    INSTANT,
    NAMES,
    RATING,
    TEXT,
    TIMEZONE,
    EntryRecord,
    number,
    record,
    ruled,
    whole,
)

PARTS = ("withdrawal", "pulse", "temperature", "systolic", "diastolic", "sleep_hours")


@record
class Body(EntryRecord):
    """Withdrawal as the person rates it, 0-10, and what was measured; at least one of them.

    `pulse` is beats a minute, `temperature` degrees Celsius, `systolic` and `diastolic` mmHg, `sleep_hours` hours.
    """

    kind: ClassVar[str] = "body"

    id: str = ruled(ID)
    at: datetime = ruled(INSTANT)
    timezone: str = ruled(TIMEZONE)
    day: date = ruled(DAY)
    withdrawal: int | None = ruled(RATING, optional=True)
    pulse: int | None = ruled(whole(20, 300), optional=True)
    temperature: float | None = ruled(number(30, 45), optional=True)
    systolic: int | None = ruled(whole(40, 300), optional=True)
    diastolic: int | None = ruled(whole(20, 200), optional=True)
    sleep_hours: float | None = ruled(number(0, 24), optional=True)
    symptoms: tuple[str, ...] = ruled(NAMES, default=())
    note: str | None = ruled(TEXT, optional=True)

    def check_whole(self) -> None:
        """At least one part, and blood pressure with both its numbers; raises `Refused`."""
        if all(getattr(self, name) is None for name in PARTS) and not self.symptoms:
            raise Refused("There must be withdrawal, a measurement or a symptom.")
        if (self.systolic is None) != (self.diastolic is None):
            raise Refused("Blood pressure has two numbers, such as 120/80.")
        if self.systolic is not None and self.diastolic is not None and self.diastolic >= self.systolic:
            raise Refused("Blood pressure has its higher number first, such as 120/80.")


@record
class Wellbeing(EntryRecord):
    """The day's answers beyond the check-in's own: good and hard moments with others, thoughts of suicide."""

    kind: ClassVar[str] = "wellbeing"
    natural_key: ClassVar[str | None] = "day"

    id: str = ruled(ID)
    day: date = ruled(DAY)
    good_exchanges: int | None = ruled(whole(0, 100), optional=True)
    hard_exchanges: int | None = ruled(whole(0, 100), optional=True)
    thoughts_of_suicide: bool | None = ruled(FLAG, optional=True)
    note: str | None = ruled(TEXT, optional=True)
