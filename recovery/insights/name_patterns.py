"""What comes with a name: triggers with higher ratings or with use, coping skills after which cravings pass.

Days are weighed, not cravings: those of one day are alike, and may be one episode written down twice.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import compress
from operator import not_
from typing import NamedTuple, Self

from recovery.insights import chance
from recovery.insights.chance import Unit
from recovery.insights.claims import FEWEST, FINE, Claim, Felt, Look, enough, more, rounded, week_of, within
from recovery.insights.periods import Period
from recovery.journal.entries import HIGH_INTENSITY
from recovery.language import tr

MOST_NAMES = 10
AGAIN_RATING = 0.5

Names = Callable[[Felt], frozenset[str]]
Value = Callable[[Felt], int]


class _Parted(NamedTuple):
    """The cravings that carry a name, and the others; `p` says how often chance sets them so far apart."""

    name: str
    mine: Sequence[Felt]
    others: Sequence[Felt]
    p: float


def triggers(look: Look) -> list[Claim]:
    """A trigger whose cravings are rated higher, or end in use more often."""
    known = [craving for craving in look.cravings if craving.outcome]
    rated = [_rated(look, parted) for parted in _parted(look, look.cravings, _triggers, _rating)]
    if sum(map(_used, known)) < FEWEST:
        return rated
    return rated + [_oftener("trigger", look, parted, _used) for parted in _parted(look, known, _triggers, _used)]


def coping(look: Look) -> list[Claim]:
    """A coping skill after which cravings passed more often than after none or others."""
    known = [craving for craving in look.cravings if craving.outcome]
    return [_oftener("coping", look, parted, _passed) for parted in _parted(look, known, _coping, _passed)]


def _rated(look: Look, named: _Parted) -> Claim:
    """By ratings; each half must show half a point more."""
    name, mine, others, p = named

    def holds(half: Period) -> bool:
        here, there = within(mine, half), within(others, half)
        return bool(here and there) and _mean(here, _rating) > _mean(there, _rating) + AGAIN_RATING

    high, expected = sum(map(_high, mine)), len(mine) * _mean(others, _high)
    text = tr(
        "With {name}: {high} of {of} cravings rated 7 or more; at the rate of the others it would be {expected}.",
        name=name,
        high=high,
        of=len(mine),
        expected=rounded(expected),
    )
    return Claim("trigger", p, high, len(mine), expected, text, look.again(holds), name)


def _oftener(kind: str, look: Look, named: _Parted, hit: Value) -> Claim:
    """By the share that ends one way; each half must show a fifth more, or a fifth less of the other way.

    Few ends of one kind make the days' scores lopsided, so Fisher's exact test of the cravings must agree with theirs.
    """
    name, mine, others, by_days = named

    def holds(half: Period) -> bool:
        here, there = within(mine, half), within(others, half)
        if not here or not there:
            return False
        share, other = _mean(here, hit), _mean(there, hit)
        return more(share, other) or more(1 - other, 1 - share)

    seen, expected = sum(map(hit, mine)), len(mine) * _mean(others, hit)
    p = max(by_days, chance.fisher(seen, len(mine), sum(map(hit, others)), len(others)))
    values = {"name": name, "seen": seen, "of": len(mine), "expected": rounded(expected)}
    if hit is _used:
        text = tr(
            "With {name}: use after {seen} of {of} cravings; at the rate of the others it would be {expected}.",
            **values,
        )
    else:
        text = tr(
            "After {name}: {seen} of {of} cravings passed; at the rate of the others it would be {expected}.", **values
        )
    return Claim(kind, p, seen, len(mine), expected, text, look.again(holds), name)


def _parted(look: Look, cravings: Sequence[Felt], names: Names, value: Value) -> Iterator[_Parted]:
    """The ten most frequent names that come with enough cravings to compare, and are missing from enough."""
    if not enough(cravings):
        return
    counts: dict[str, int] = defaultdict(int)
    for craving in cravings:
        for name in names(craving):
            counts[name] += 1
    frequent = [name for name, count in counts.items() if FEWEST <= count <= len(cravings) - FEWEST]
    scored = _Scored.of(cravings, value)
    for name in sorted(frequent, key=lambda name: (-counts[name], name))[:MOST_NAMES]:
        carries = [name in names(craving) for craving in cravings]
        outstanding = chance.most_outstanding(scored.units(carries))
        if outstanding is not None:
            mine, others = compress(cravings, carries), compress(cravings, map(not_, carries))
            yield _Parted(look.spelling[name], list(mine), list(others), outstanding.p)


class _Scored(NamedTuple):
    """Cravings with a value each, against the mean of their week: what is `above` it, craving by craving and by day."""

    cravings: Sequence[Felt]
    above: Sequence[float]
    by_day: Mapping[date, float]
    week_sizes: Mapping[tuple[int, int], int]
    week_days: Mapping[tuple[int, int], int]
    weeks: Mapping[date, tuple[int, int]]

    @classmethod
    def of(cls, cravings: Sequence[Felt], value: Value) -> Self:
        """Each value against its week's mean."""
        weeks = {day: week_of(day) for day in {craving.day for craving in cravings}}
        sums: dict[tuple[int, int], int] = defaultdict(int)
        for craving in cravings:
            sums[weeks[craving.day]] += value(craving)
        sizes = Counter(weeks[craving.day] for craving in cravings)
        means = {week: total / sizes[week] for week, total in sums.items()}
        above = [value(craving) - means[weeks[craving.day]] for craving in cravings]
        by_day: dict[date, float] = defaultdict(float)
        for craving, extra in zip(cravings, above, strict=True):
            by_day[craving.day] += extra
        return cls(cravings, above, by_day, sizes, Counter(weeks.values()), weeks)

    def units(self, carries: Sequence[bool]) -> list[Unit]:
        """Each day's score of how a name and the value go together, both against their means of that week.

        With no pattern it could as well have had the other sign: a wild cluster score test, days as clusters (Kline
        and Santos 2012). So what is alike within a day, or drifts over the weeks, is not counted as proof. Scores
        against a week's own means are too small by one day's worth; the swing gives it back.
        """
        scores: dict[date, float] = defaultdict(float)
        times: dict[tuple[int, int], int] = defaultdict(int)
        for craving, extra in zip(compress(self.cravings, carries), compress(self.above, carries), strict=True):
            scores[craving.day] += extra
            times[self.weeks[craving.day]] += 1
        units = []
        for day, above in self.by_day.items():
            week = self.weeks[day]
            days = self.week_days[week]
            if days > 1:
                score = scores[day] - above * times[week] / self.week_sizes[week]
                swing = abs(score) * math.sqrt(days / (days - 1))
                units.append(_either_sign(round(FINE * FINE * score), round(FINE * FINE * swing)))
        return units


def _either_sign(score: int, swing: int) -> Unit:
    """A score where it could as well swing either way, moved up so that none lies below nothing."""
    return Unit((score + swing,), [(0,), (2 * swing,)])


def _triggers(craving: Felt) -> frozenset[str]:
    return craving.triggers


def _coping(craving: Felt) -> frozenset[str]:
    return craving.coping


def _rating(craving: Felt) -> int:
    return craving.intensity


def _high(craving: Felt) -> int:
    return craving.intensity >= HIGH_INTENSITY


def _used(craving: Felt) -> int:
    return craving.outcome == "used"


def _passed(craving: Felt) -> int:
    return craving.outcome == "passed"


def _mean(cravings: Sequence[Felt], value: Value) -> float:
    return sum(map(value, cravings)) / len(cravings)
