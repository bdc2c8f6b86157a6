"""The report's numbers: a period's cravings, what came with them, and the period before.

Pure: it takes facts and periods and knows no journal and no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Any

from recovery.insights.abstinence import FreeDays, free_days
from recovery.insights.days import DayFacts, strip
from recovery.insights.facts import CravingFact, Logged
from recovery.insights.periods import Period
from recovery.insights.ratings import Ratings
from recovery.insights.treatment_summary import NONE, TreatmentSummary
from recovery.insights.triggers import Ended, Met, NameCount, tally
from recovery.insights.use_record import CheckInFact, LapseFact, statuses_of_all
from recovery.insights.warning_signs import StageDays
from recovery.insights.what_helped import Helped, helped
from recovery.journal.entries import HIGH_INTENSITY

if TYPE_CHECKING:
    from recovery.insights.patterns import Pattern, Search
    from recovery.journal.moments import Answered

FEWEST_USUAL = 20


@dataclass(frozen=True, slots=True)
class Cravings:
    """The figures of some cravings."""

    ratings: Ratings
    high_days: int
    passed: int
    used: int

    @classmethod
    def of(cls, cravings: Sequence[CravingFact]) -> Cravings:
        """Count them; `high_days` are days with a craving of 7 or more."""
        return cls(
            ratings=Ratings.of(craving.intensity for craving in cravings),
            high_days=len({craving.day for craving in cravings if craving.intensity >= HIGH_INTENSITY}),
            passed=sum(1 for craving in cravings if craving.outcome == "passed"),
            used=sum(1 for craving in cravings if craving.outcome == "used"),
        )

    @property
    def ended(self) -> Ended:
        """How many passed, of those whose end is known: what a share of some of them is seen beside."""
        return Ended(self.passed, self.passed + self.used)

    @property
    def unknown_outcome(self) -> int:
        """How many have no outcome yet."""
        return self.ratings.count - self.passed - self.used

    def to_json(self) -> dict[str, Any]:
        """As the contract writes it."""
        first, median, third = self.ratings.quartiles or (None, None, None)
        return {
            "count": self.ratings.count,
            "mean": self.ratings.mean,
            "median": median,
            "q1": first,
            "q3": third,
            "peak": self.ratings.peak,
            "sd": self.ratings.sd,
            "high_days": self.high_days,
            "passed": self.passed,
            "used": self.used,
            "unknown_outcome": self.unknown_outcome,
        }


@dataclass(frozen=True, slots=True)
class PlanGap:
    """A trigger met in the period for which the plan has no response."""

    trigger: str
    count: int

    def to_json(self) -> dict[str, Any]:
        """As the contract writes it."""
        return {"trigger": self.trigger, "count": self.count}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the journal holds about a period and the days its look-back and comparison need.

    Without `logged`, patterns are not sought. `begun` is the first day of which the journal could know anything.
    """

    cravings: Sequence[CravingFact]
    lapses: Sequence[LapseFact]
    checkins: Sequence[CheckInFact]
    days_logged: int
    good: tuple[date, str] | None = None
    day_starts: time = time(4)
    treatment: TreatmentSummary = NONE
    logged: Logged | None = None
    begun: date | None = None
    days_filled_in: int = 0
    tracked: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A look back at one period. What is called `longer` is of its look-back, where small numbers begin to speak.

    `timed` holds the cravings in the order in which they came; `longer_days` counts days of the look-back, `usual`
    is its quartiles, from 20 cravings on: what is usual for this person. `checks` counts the comparisons made for
    `patterns`; `run_up_waits`: what comes before a lapse was not looked at, right after one. `helped` has the skills of
    the look-back of which more than plain counts may be said, by trigger. `moments` counts random check-ins, where
    there is a plan of them. `planned` has the warning signs and skills of the plan, as `names.alike` folds them.
    """

    period: Period
    as_of: date
    days_logged: int
    checkins: int
    lapses: int
    cravings: Cravings
    hardest: CravingFact | None
    timed: list[CravingFact]
    previous: Cravings
    triggers: list[Met]
    coping: list[Met]
    longer_triggers: list[Met]
    longer_coping: list[Met]
    longer_ended: Ended
    longer_heat: list[list[int]]
    longer_days: int
    usual: tuple[float, float, float] | None
    heat: list[list[int]]
    days: list[DayFacts]
    day_starts: time
    good: tuple[date, str] | None = None
    treatment: TreatmentSummary = NONE
    patterns: tuple[Pattern, ...] = ()
    checks: int = 0
    run_up_waits: bool = False
    plan_gaps: tuple[PlanGap, ...] = ()
    signs: tuple[StageDays, ...] = ()
    free_days: tuple[FreeDays, ...] = ()
    days_filled_in: int = 0
    helped: tuple[Helped, ...] = ()
    moments: Answered | None = None
    planned: frozenset[str] = frozenset()

    @property
    def hours(self) -> list[int]:
        """Cravings by hour of the day, 0h first."""
        return [sum(row[hour] for row in self.heat) for hour in range(24)]

    @property
    def weekdays(self) -> list[int]:
        """Cravings by day of the week, Monday first."""
        return [sum(row) for row in self.heat]

    @property
    def longer(self) -> Period | None:
        """The look-back where it reaches beyond the period."""
        return self.period.lookback if self.period.lookback != self.period else None

    @property
    def lived(self) -> Period:
        """The period as far as it had come by `as_of` or holds anything; the whole of it where none of it had."""
        known = (day.day for day in self.days if day.cravings or day.status != "unknown")
        cut = min(self.period.last, max([self.as_of, *known]))
        return Period(self.period.first, cut) if cut >= self.period.first else self.period

    @property
    def empty(self) -> bool:
        """Whether nothing at all was written down in the period."""
        return self.days_logged == 0

    def to_json(self) -> dict[str, Any]:
        """As the contract writes it, with `free_days` and `helped`; others stand only where there are any."""
        before = self.period.previous.to_json()
        return {
            "period": self.period.to_json(),
            "coverage": {"days_logged": self.days_logged, "days": self.period.days},
            "cravings": self.cravings.to_json(),
            "previous": {"from": before["from"], "to": before["to"], "cravings": self.previous.to_json()},
            "triggers": [trigger.to_json() for trigger in self.triggers],
            "coping": [skill.to_json() for skill in self.coping],
            "hours": self.hours,
            "weekdays": self.weekdays,
            "days": [day.to_json() for day in self.days],
            "patterns_period": self.period.lookback.to_json(),
            "patterns": [pattern.to_json() for pattern in self.patterns],
            "plan_gaps": [plan_gap.to_json() for plan_gap in self.plan_gaps],
            **({"signs": [sign.to_json() for sign in self.signs]} if self.signs else {}),
            **({"moments": self.moments.to_json()} if self.moments and self.moments.asked else {}),
            **({} if self.treatment is NONE else {"treatment": self.treatment.to_json()}),
            "free_days": [free_day.to_json() for free_day in self.free_days],
            "helped": [pair.to_json() for pair in self.helped],
        }


def build(period: Period, as_of: date, facts: Facts) -> Report:
    """The report of a period from facts that reach back over its look-back and the period before."""
    own = [craving for craving in facts.cravings if craving.day in period]
    before = [craving for craving in facts.cravings if craving.day in period.previous]
    longer = [craving for craving in facts.cravings if craving.day in period.lookback]
    use = statuses_of_all(facts.lapses, facts.checkins, facts.tracked)
    searched = _search(period.lookback, as_of, longer, facts.logged)
    lived_to = min(period.last, max(as_of, period.first))
    return Report(
        period=period,
        as_of=as_of,
        days_logged=facts.days_logged,
        days_filled_in=facts.days_filled_in,
        checkins=sum(1 for checkin in facts.checkins if checkin.used is not None and checkin.day in period),
        lapses=sum(1 for lapse in facts.lapses if lapse.day in period),
        cravings=Cravings.of(own),
        hardest=max(own, key=lambda craving: (craving.intensity, craving.at, craving.triggers), default=None),
        timed=sorted(own, key=lambda craving: (craving.at, craving.intensity, craving.outcome or "")),
        previous=Cravings.of(before),
        triggers=tally(trigger_counts(own)),
        coping=tally(coping_counts(own)),
        longer_triggers=tally(trigger_counts(longer)),
        longer_coping=tally(coping_counts(longer)),
        longer_ended=Cravings.of(longer).ended,
        longer_heat=heat(longer),
        usual=Ratings.of(craving.intensity for craving in longer).quartiles if len(longer) >= FEWEST_USUAL else None,
        longer_days=len({craving.day for craving in longer}),
        heat=heat(own),
        days=strip(period, use, by_day(own)),
        day_starts=facts.day_starts,
        good=facts.good,
        treatment=facts.treatment,
        free_days=free_days(use, min(facts.begun or period.first, lived_to), lived_to),
        patterns=searched.patterns,
        checks=searched.checks,
        run_up_waits=searched.waits,
        helped=tuple(pair for pair in helped(longer) if pair.enough),
    )


def _search(lookback: Period, as_of: date, cravings: Sequence[CravingFact], logged: Logged | None) -> Search:
    """The patterns to check in the look-back as far as it had come: days not yet lived are not silent ones."""
    from recovery.insights.patterns import Evidence, Search, search

    if logged is None or as_of < lookback.first:
        return Search()
    return search(Evidence(Period(lookback.first, min(lookback.last, as_of)), cravings, logged))


def trigger_counts(cravings: Iterable[CravingFact]) -> list[NameCount]:
    """Each trigger of each craving, for `tally`."""
    return [_counted(craving, name) for craving in cravings for name in craving.triggers]


def coping_counts(cravings: Iterable[CravingFact]) -> list[NameCount]:
    """Each coping skill of each craving, for `tally`."""
    return [_counted(craving, name) for craving in cravings for name in craving.coping]


def _counted(craving: CravingFact, name: str) -> NameCount:
    return NameCount(name, craving.intensity, craving.outcome, 1, craving.key, craving.ahead)


def heat(cravings: Iterable[CravingFact]) -> list[list[int]]:
    """Cravings by weekday of the lived day (7 rows, Monday first) and hour of the entry's own clock (24)."""
    rows = [[0] * 24 for _ in range(7)]
    for craving in cravings:
        rows[craving.day.weekday()][craving.at.hour] += 1
    return rows


def by_day(cravings: Iterable[CravingFact]) -> dict[date, tuple[int, int]]:
    """How many cravings each day had, and its highest."""
    by_day: dict[date, tuple[int, int]] = {}
    for craving in cravings:
        count, peak = by_day.get(craving.day, (0, 0))
        by_day[craving.day] = (count + 1, max(peak, craving.intensity))
    return by_day
