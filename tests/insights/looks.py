"""Look-backs made by hand: cravings on the days that a test names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

from recovery.insights.claims import Look
from recovery.insights.facts import Answers, CravingFact, Logged
from recovery.insights.periods import Period

LAST = date(2026, 3, 29)  # a Sunday
PERIOD = Period(LAST - timedelta(days=55), LAST)


def ago(days: int) -> date:
    """The day so many days before the look-back's last."""
    return LAST - timedelta(days=days)


def craving(days_ago: int, intensity: int = 5, hour: int = 12, outcome: str | None = None, *names: str) -> CravingFact:
    """A craving; the names are both triggers and coping skills."""
    day = ago(days_ago)
    return CravingFact(day, datetime(day.year, day.month, day.day, hour, tzinfo=UTC), intensity, names, names, outcome)


def look(
    cravings: Iterable[CravingFact],
    *,
    logged: Iterable[int] = (),
    hours: Iterable[int] = (),
    answers: Mapping[int, Answers] | None = None,
    doses: Mapping[int, bool] | None = None,
    period: Period = PERIOD,
) -> Look:
    """The look-back with these cravings; days are given as days before its last.

    Those of one hour are spread over it, each written down when it was, so that none counts as written with another.
    """
    told = Logged(
        frozenset(map(ago, logged)),
        frozenset(hours),
        {ago(days): said for days, said in (answers or {}).items()},
        {ago(days): missed for days, missed in (doses or {}).items()},
    )
    spread: Counter[datetime] = Counter()
    results = []
    for key, craving in enumerate(cravings):
        at = craving.at + timedelta(minutes=min(59, 11 * spread[craving.at]))
        spread[craving.at] += 1
        results.append(craving._replace(key=key, at=at, written=at))
    return Look.of(period, results, told)
