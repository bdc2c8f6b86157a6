"""Every ISO week as a report of its own: a table for other programs. Patterns need eight weeks and are left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from recovery.insights.facts import CravingFact
from recovery.insights.periods import Period
from recovery.insights.report import Facts, Report, build
from recovery.insights.use_record import CheckInFact, LapseFact

LEFT_OUT = ("patterns_period", "patterns", "plan_gaps")
MEASURED_WEEKS = 14  # the 90 days of the free days reach into that many calendar weeks

T = TypeVar("T", CravingFact, LapseFact, CheckInFact)


def every_week(
    begun: date,
    as_of: date,
    cravings: Iterable[CravingFact],
    lapses: Iterable[LapseFact],
    checkins: Iterable[CheckInFact],
    logged: Iterable[date],
) -> list[Report]:
    """A report for each calendar week from the one of `begun` to the one of `as_of`, oldest first."""
    felt, used, said = _by_week(cravings), _by_week(lapses), _by_week(checkins)
    days: dict[date, int] = defaultdict(int)
    for day in logged:
        days[_monday(day)] += 1
    reports = []
    monday = _monday(begun)
    while monday <= as_of:
        back = [monday - timedelta(weeks=number) for number in range(MEASURED_WEEKS)]
        facts = Facts(
            cravings=_in(felt, back[:2]),
            lapses=_in(used, back),
            checkins=_in(said, back),
            days_logged=days[monday],
            begun=begun,
        )
        reports.append(build(Period(monday, monday + timedelta(days=6)), as_of, facts))
        monday += timedelta(weeks=1)
    return reports


def to_json(report: Report) -> dict[str, Any]:
    """`week` as `2026-W12`, then the blocks of `report --json` that a single week can have."""
    year, week, _ = report.period.first.isocalendar()
    blocks = {name: block for name, block in report.to_json().items() if name not in LEFT_OUT}
    return {"week": f"{year}-W{week:02}", **blocks}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _by_week(facts: Iterable[T]) -> dict[date, list[T]]:
    weeks: dict[date, list[T]] = defaultdict(list)
    for fact in facts:
        weeks[_monday(fact.day)].append(fact)
    return weeks


def _in(weeks: Mapping[date, Sequence[T]], mondays: Iterable[date]) -> list[T]:
    return [fact for monday in mondays for fact in weeks.get(monday, ())]
