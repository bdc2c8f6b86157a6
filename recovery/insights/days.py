"""One day in a look back: what is known of it, how many cravings it had, and the hardest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from recovery.insights.use_record import Status, UseRecord


class DayFacts(NamedTuple):
    """A day with its status over all substances; `peak` is the highest craving, `None` without one.

    `used` names what was used, where several things are tracked.
    """

    day: date
    status: Status
    cravings: int
    peak: int | None
    used: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As the contract writes it."""
        return {"day": self.day.isoformat(), "status": self.status, "cravings": self.cravings, "peak": self.peak}


def strip(days: Iterable[date], use: UseRecord, cravings: Mapping[date, tuple[int, int]]) -> list[DayFacts]:
    """The days in a row; `cravings` gives number and peak for each day that has any."""
    facts = []
    for day in days:
        count, peak = cravings.get(day, (0, None))
        facts.append(DayFacts(day, use.status(day), count, peak, tuple(use.of.get(day, ()))))
    return facts
