"""The look-back made ready for comparing: its cravings, their days, and what a claim must show before it is one.

Thresholds that every comparison shares stand here: 20 cravings on 14 days, and again in both halves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple, Self

from recovery.insights import chance
from recovery.insights.chance import Unit
from recovery.insights.facts import Answers, CravingFact, Logged, MomentFact, instant
from recovery.insights.periods import Period
from recovery.store.names import alike

FEWEST_CRAVINGS = 20
FEWEST_DAYS = 14
FEWEST = 5
FINE = 60
AGAIN = 1.2
ALIKE = 3, 4  # of two shares of days that something is known of, the smaller is 3/4 of the larger at least


class Felt(NamedTuple):
    """A craving as it is compared, its names folded; `moment`: whether it was written when it was, if that is known."""

    day: date
    at: datetime
    moment: bool | None
    intensity: int
    triggers: frozenset[str]
    coping: frozenset[str]
    outcome: str | None

    @property
    def hour(self) -> int:
        """The hour of its own clock."""
        return self.at.hour


class Look(NamedTuple):
    """The look-back made ready: its cravings, also by day, and the first spelling of each name."""

    period: Period
    cravings: Sequence[Felt]
    by_day: Mapping[date, Sequence[Felt]]
    spelling: Mapping[str, str]
    days: frozenset[date]
    hours: frozenset[int]
    answers: Mapping[date, Answers]
    doses: Mapping[date, bool]
    moments: Sequence[MomentFact] = ()
    uses: frozenset[date] = frozenset()
    signs: Mapping[date, bool] = {}

    @classmethod
    def of(cls, period: Period, cravings: Iterable[CravingFact], logged: Logged) -> Self:
        """Fold names and put cravings in order; a name keeps the spelling first written. A craving's day is logged."""
        inside = [craving for craving in cravings if craving.day in period]
        spelling: dict[str, str] = {}
        for fact in sorted(inside, key=lambda craving: craving.key):
            for name in (*fact.triggers, *fact.coping):
                spelling.setdefault(alike(name), name)
        felt = [_felt(craving) for craving in sorted(inside, key=lambda one: (one.day, instant(one.at), one.key))]
        by_day: dict[date, list[Felt]] = defaultdict(list)
        for craving in felt:
            by_day[craving.day].append(craving)
        days = frozenset(day for day in logged.days if day in period) | frozenset(by_day)
        moments = [moment for moment in logged.moments if moment.day in period]
        told = logged.hours, logged.answers, logged.doses, moments, logged.uses, logged.signs
        return cls(period, felt, dict(by_day), spelling, days, *told)

    def count(self, days: Iterable[date]) -> int:
        """How many cravings those days had."""
        return sum(len(self.by_day.get(day, ())) for day in days)

    @property
    def counted(self) -> frozenset[date]:
        """The days with an entry since the first craving: before it nobody says that one would have been written."""
        first = min(self.by_day, default=None)
        return frozenset(day for day in self.days if first is not None and day >= first)

    def again(self, holds: Callable[[Period], bool]) -> bool:
        """Whether both halves of the look-back show it."""
        middle = self.period.first + timedelta(days=self.period.days // 2)
        halves = Period(self.period.first, middle - timedelta(days=1)), Period(middle, self.period.last)
        return all(map(holds, halves))


def _felt(craving: CravingFact) -> Felt:
    triggers, coping = (frozenset(map(alike, names)) for names in (craving.triggers, craving.coping))
    return Felt(craving.day, craving.at, craving.in_the_moment, craving.intensity, triggers, coping, craving.outcome)


class Claim(NamedTuple):
    """What a comparison would say; `p` is already corrected within its own cells, `again` says both halves show it.

    `name` is the trigger or the coping skill that it is about, if it is about one; `sign` what marked the days before.
    """

    kind: str
    p: float
    seen: int
    of: int
    expected: float
    text: str
    again: bool
    name: str | None = None
    sign: str | None = None


def enough(cravings: Sequence[Felt]) -> bool:
    """Whether that many cravings on that many days may carry a claim at all."""
    return len(cravings) >= FEWEST_CRAVINGS and len({craving.day for craving in cravings}) >= FEWEST_DAYS


def more(seen: float, expected: float) -> bool:
    """More than expected by a fifth at least: what each half for itself must show."""
    return seen > AGAIN * expected


def known_alike(known: int, of: int, other_known: int, others: int) -> bool:
    """Whether days that something is known of are about as large a share of both; unlike shares make differences."""
    smaller, larger = sorted((known * others, other_known * of))
    return smaller * ALIKE[1] >= larger * ALIKE[0]


def rounded(value: float) -> str:
    """What chance would give, as it is said: whole from 3 on, else with one decimal."""
    return f"{value:.0f}" if value >= 3 else f"{value:.1f}"


def within(cravings: Iterable[Felt], half: Period) -> list[Felt]:
    """The cravings of one half."""
    first, last = half.first, half.last
    return [craving for craving in cravings if first <= craving.day <= last]


def week_of(day: date) -> tuple[int, int]:
    """The calendar week of a day."""
    return day.isocalendar()[:2]


def weeks_of(days: Sequence[date]) -> list[list[date]]:
    """Days in their calendar weeks."""
    weeks: dict[tuple[int, int], list[date]] = defaultdict(list)
    for day in days:
        weeks[week_of(day)].append(day)
    return list(weeks.values())


def marked_higher(values: Mapping[date, int], marked: set[date]) -> float | None:
    """How often chance gives the marked days as high a sum, when days change places with those of their weekday.

    Each day counts by how far it lies above the mean of its week, so neither a good month nor the weekend is taken for
    what marks a day; the days of one weekday keep their order (see `chance.turned`).
    """
    if len(marked) < FEWEST or len(values) - len(marked) < FEWEST:
        return None
    above: dict[date, int] = {}
    for week in weeks_of(sorted(values)):
        total = sum(values[day] for day in week)
        above |= {day: round(FINE * (values[day] - total / len(week))) for day in week}
    lowest = min(above.values())
    strata: dict[int, list[date]] = defaultdict(list)
    for day in sorted(values):
        strata[day.weekday()].append(day)
    units = []
    for days in strata.values():
        places = [place for place, day in enumerate(days) if day in marked]
        if 0 < len(places) < len(days):
            orders = chance.turned([above[day] - lowest for day in days])
            rows = [(sum(order[place] for place in places),) for order in orders]
            units.append(Unit(rows[0], rows))
    outstanding = chance.most_outstanding(units)
    return outstanding.p if outstanding else None
