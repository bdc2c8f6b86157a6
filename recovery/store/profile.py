"""Whose journal it is: the clock that its new entries take their zone and their day from."""

from __future__ import annotations

from datetime import time
from typing import Any, ClassVar

from recovery.errors import Refused
from recovery.language import Noun, tr
from recovery.store.records import Record, record, ruled
from recovery.store.rules import ID, TIMEZONE, Rule

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
    raise Refused(tr("must be a time of day in the form 04:00"))


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
    """Whose clock the journal runs on: the IANA zone, and the time of day at which a lived day begins.

    `seed` is a random number, made when it is first needed, from which the ids come by which other systems know this
    person's records; it is the same on each of their devices, and in no export.
    """

    kind: ClassVar[str] = "profile"
    called: ClassVar[Noun] = Noun("profile", "profiles")

    timezone: str = ruled(TIMEZONE)
    day_starts: time = ruled(TIME_OF_DAY, default=DAY_STARTS_DEFAULT)
    seed: str | None = ruled(ID, optional=True, default=None)

    def to_json(self) -> dict[str, Any]:
        """As the contract writes it. The seed stays: who had it could tell which records of others are this person's."""
        return {name: value for name, value in super().to_json().items() if name != "seed"}
