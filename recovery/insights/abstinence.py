"""Streaks: the runs of days without use, and the shares of days.

Pure arithmetic over facts and `as_of`; it knows no journal and no clock. The contract's section
"Day and streak arithmetic" is its specification. A lapse ends a run and takes nothing away.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from recovery.insights.use_record import CheckInFact, LapseFact, Tracked, UseRecord, use_records
from recovery.store.names import alike

MILESTONES = (1, 3, 7, 14, 30, 60, 90, 120, 180, 270)
YEAR = 365
WINDOW_DAYS = 90
MEASURED_DAYS = (30, 90)
FEWEST_KNOWN_DAYS = 7
ONE_DAY = timedelta(days=1)


class Window(NamedTuple):
    """The last days up to `as_of`, cut at `since`, by status. Shares are 0-1, `None` where too little is known."""

    days: int
    abstinent: int
    used: int

    @property
    def unknown(self) -> int:
        """Days about which nothing was said."""
        return self.days - self.abstinent - self.used

    @property
    def pda_known(self) -> float | None:
        """Share of abstinent days among the known ones; `None` below 7 known days."""
        known = self.abstinent + self.used
        return self.abstinent / known if known >= FEWEST_KNOWN_DAYS else None

    @property
    def pda_worst(self) -> float | None:
        """The share if every unknown day was a used one."""
        return self.abstinent / self.days if self.days else None

    @property
    def pda_best(self) -> float | None:
        """The share if every unknown day was a free one."""
        return (self.abstinent + self.unknown) / self.days if self.days else None

    def to_json(self) -> dict[str, Any]:
        """As the contract writes it."""
        return {
            "days": self.days,
            "abstinent": self.abstinent,
            "used": self.used,
            "unknown": self.unknown,
            "pda_known": self.pda_known,
            "pda_worst": self.pda_worst,
            "pda_best": self.pda_best,
        }


class FreeDays(NamedTuple):
    """The free days among the `last` days up to `as_of`: a measure that a lapse lowers by one day and no more.

    `worst` takes every day not known for a used one, `best` for a free one; the truth lies between (Manski 1989).
    Leaving out a free day lowers the worst case; leaving out a used one never raises it.
    """

    last: int
    window: Window

    @property
    def worst(self) -> int:
        """The days known to be free."""
        return self.window.abstinent

    @property
    def best(self) -> int:
        """The same with all days not known."""
        return self.window.abstinent + self.window.unknown

    def to_json(self) -> dict[str, int]:
        """Whole days; `days` is less than `last` where counting began later."""
        window = self.window
        return {
            "last": self.last,
            "days": window.days,
            "abstinent": window.abstinent,
            "used": window.used,
            "unknown": window.unknown,
            "worst": self.worst,
            "best": self.best,
        }


class Milestone(NamedTuple):
    """A number of full days and the day on which they are behind the person."""

    days: int
    day: date


class Streak(NamedTuple):
    """Where a person stands with one substance on the day `as_of`. All lengths are in days."""

    name: str
    since: date
    as_of: date
    first_free_day: date
    last_lapse_day: date | None
    current_days: int
    confirmed_days: int
    longest_days: int
    total_free_days: int
    lapses: int
    window: Window
    longest_unknown: int = 0  # days of the longest run that no check-in speaks for
    free_days: tuple[FreeDays, ...] = ()
    filled_in_days: int = 0  # of the confirmed days, those that were filled in later
    unknown_free_days: int = 0  # of all free days, those that no check-in speaks for

    @property
    def checked_in_days(self) -> int:
        """Days of the current run that were answered one by one."""
        return self.confirmed_days - self.filled_in_days

    @property
    def day_number(self) -> int:
        """The day being lived, counted from 1."""
        return self.current_days + 1

    @property
    def unknown_days(self) -> int:
        """Days of the current run that no check-in speaks for."""
        return self.current_days - self.confirmed_days

    @property
    def next_milestone(self) -> Milestone:
        """The first milestone above `current_days`."""
        days = next_milestone(self.current_days)
        return Milestone(days, self.first_free_day + timedelta(days=days))

    def to_json(self) -> dict[str, Any]:
        """As the contract writes it, and `free_days`."""
        milestone = self.next_milestone
        return {
            "name": self.name,
            "since": self.since.isoformat(),
            "first_free_day": self.first_free_day.isoformat(),
            "last_lapse_day": self.last_lapse_day.isoformat() if self.last_lapse_day else None,
            "current_days": self.current_days,
            "day_number": self.day_number,
            "confirmed_days": self.confirmed_days,
            "unknown_days": self.unknown_days,
            "longest_days": self.longest_days,
            "total_free_days": self.total_free_days,
            "lapses": self.lapses,
            "window": self.window.to_json(),
            "next_milestone": {"days": milestone.days, "day": milestone.day.isoformat()},
            "free_days": [free_day.to_json() for free_day in self.free_days],
        }


def next_milestone(days: int) -> int:
    """The first milestone above a number of full days: the fixed ones, then every 365."""
    return next((milestone for milestone in MILESTONES if milestone > days), (days // YEAR + 1) * YEAR)


def streak(substance: Tracked, record: UseRecord, as_of: date, window_days: int = WINDOW_DAYS) -> Streak:
    """The runs of one substance up to `as_of`; all zeros when `as_of` lies before `since`."""
    since = substance.since
    used = sorted(day for day in record.used if since <= day <= as_of)
    runs: list[tuple[int, date]] = []  # how long, from which day
    first_free = since
    for day in used:
        runs.append(((day - first_free).days, first_free))
        first_free = day + ONE_DAY
    current = max(0, (as_of - first_free).days)
    runs.append((current, first_free))
    longest, began = max(runs)
    total = sum(days for days, _ in runs)
    return Streak(
        name=substance.name,
        since=since,
        as_of=as_of,
        first_free_day=first_free,
        last_lapse_day=used[-1] if used else None,
        current_days=current,
        confirmed_days=sum(1 for day in record.free if first_free <= day < as_of),
        longest_days=longest,
        longest_unknown=longest - sum(1 for day in record.free if 0 <= (day - began).days < longest),
        total_free_days=total,
        lapses=sum(1 for day in record.lapses if since <= day <= as_of),
        window=_window(record, since, as_of, window_days),
        free_days=free_days(record, since, as_of),
        filled_in_days=sum(1 for day in record.filled_in if first_free <= day < as_of),
        unknown_free_days=total - sum(1 for day in record.free - record.used if since <= day < as_of),
    )


def free_days(record: UseRecord, since: date, as_of: date) -> tuple[FreeDays, ...]:
    """The free days of the last 30 and 90 days, cut at `since`."""
    return tuple(FreeDays(last, _window(record, since, as_of, last)) for last in MEASURED_DAYS)


def _window(record: UseRecord, since: date, as_of: date, length: int) -> Window:
    first = max(since, as_of - timedelta(days=length - 1))
    used = sum(1 for day in record.used if first <= day <= as_of)
    abstinent = sum(1 for day in record.free - record.used if first <= day <= as_of)
    return Window(days=max(0, (as_of - first).days + 1), abstinent=abstinent, used=used)


def streaks(
    substances: Sequence[Tracked],
    lapses: Iterable[LapseFact],
    checkins: Iterable[CheckInFact],
    as_of: date,
    window_days: int = WINDOW_DAYS,
) -> list[Streak]:
    """The streak of every substance still tracked on `as_of`, in the order in which they were added."""
    records = use_records(substances, lapses, checkins)
    return [
        streak(substance, records[alike(substance.name)], as_of, window_days)
        for substance in substances
        if substance.closed is None or substance.closed >= as_of
    ]
