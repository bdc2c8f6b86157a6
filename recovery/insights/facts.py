"""What a look back knows of one craving and of one check-in."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple


class CravingFact(NamedTuple):
    """A craving as far as a look back cares; `at` is the entry's own wall clock, `key` the order of writing."""

    day: date
    at: datetime
    intensity: int
    triggers: tuple[str, ...] = ()
    coping: tuple[str, ...] = ()
    outcome: str | None = None
    key: int = 0


class Answers(NamedTuple):
    """What a check-in says that may go with cravings; `None` where nothing was said."""

    sleep_hours: float | None = None
    mood: int | None = None
    hungry: bool | None = None
    angry: bool | None = None
    lonely: bool | None = None
    tired: bool | None = None
