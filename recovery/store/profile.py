"""Whose journal it is: the clock that its new entries take their zone and their day from."""

from __future__ import annotations

from datetime import time
from typing import Any, ClassVar

from recovery.errors import Refused
from recovery.language import Noun
from recovery.store.records import TIMEZONE, Record, Rule, record, ruled

DAY_STARTS_DEFAULT = time(4)


def _time_of_day(value: Any) -> time:
    if isinstance(value, time):
        return value
    try:
        hour, minute = value.split(":")
        if len(hour) == 2 and len(minute) == 2:
            return time(int(hour), int(minute))
    except (AttributeError, ValueError):
        pass
    raise Refused("must be a time of day in the form 04:00")


def _clock_text(value: time) -> str:
    return value.strftime("%H:%M")


TIME_OF_DAY = Rule(
    _time_of_day,
    dump=_clock_text,
    store=_clock_text,
    load=_time_of_day,
    wants={"type": "string", "format": "time"},
)


@record
class Profile(Record):
    """Whose clock the journal runs on: the IANA zone, and the time of day at which a lived day begins."""

    kind: ClassVar[str] = "profile"
    called: ClassVar[Noun] = Noun("profile", "profiles")

    timezone: str = ruled(TIMEZONE)
    day_starts: time = ruled(TIME_OF_DAY, default=DAY_STARTS_DEFAULT)
