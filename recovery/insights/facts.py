"""What a look back knows of one craving, of one check-in, and of the days around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

MOMENT = timedelta(minutes=15)
SHORT_SLEEP = 6.0
LOW_MOOD = 3


def instant(at: datetime) -> datetime:
    """The time in UTC: of one zone Python compares by the wall, which shows an hour in autumn twice."""
    return at.astimezone(UTC)


class CravingFact(NamedTuple):
    """A craving as far as a look back cares; `at` is the entry's own wall clock, `key` the order of writing.

    `written` and `ended` are when it and its outcome were written down, where that is known; `after` is how strong it
    was at the end, `minutes` how long it lasted, or has lasted where its end is open.
    """

    day: date
    at: datetime
    intensity: int
    triggers: tuple[str, ...] = ()
    coping: tuple[str, ...] = ()
    outcome: str | None = None
    key: int = 0
    written: datetime | None = None
    ended: datetime | None = None
    after: int | None = None
    minutes: int | None = None

    @property
    def ahead(self) -> bool:
        """Whether it was written down before anybody knew how it would end; false where that is not known."""
        return (
            self.written is not None
            and self.ended is not None
            and self.outcome is not None
            and instant(self.ended) > instant(self.written)
        )

    @property
    def in_the_moment(self) -> bool | None:
        """Whether it was written down within 15 minutes of when it was; `None` where that is not known."""
        return None if self.written is None else abs(instant(self.written) - instant(self.at)) <= MOMENT


class MomentFact(NamedTuple):
    """A random check-in that was answered at its moment: `at` is that moment on the person's own clock."""

    day: date
    at: datetime
    intensity: int

    @property
    def hour(self) -> int:
        """The hour of its own clock."""
        return self.at.hour


class Answers(NamedTuple):
    """What a check-in says that may go with cravings; `None` where nothing was said."""

    sleep_hours: float | None = None
    mood: int | None = None
    hungry: bool | None = None
    angry: bool | None = None
    lonely: bool | None = None
    tired: bool | None = None


class Logged(NamedTuple):
    """Where in a look-back anything was written down, and what its days were like.

    `hours` are those of the entries' own clocks; `doses` says of a day with a known dose whether one was missed,
    `signs` of a day with a check-in whether a warning sign of the plan was ticked. `uses` are the days of use;
    `moments` are the random check-ins that were answered in time.
    """

    days: frozenset[date] = frozenset()
    hours: frozenset[int] = frozenset()
    answers: Mapping[date, Answers] = {}
    doses: Mapping[date, bool] = {}
    moments: Sequence[MomentFact] = ()
    uses: frozenset[date] = frozenset()
    signs: Mapping[date, bool] = {}
