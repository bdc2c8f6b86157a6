"""What comes with a name: triggers with higher ratings or with use, coping skills after which cravings pass.

Days are weighed, not cravings: those of one day are alike, and may be one episode written down twice.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import compress
from operator import attrgetter, not_
from typing import NamedTuple, Self, TypeVar

from recovery.insights import chance
from recovery.insights.chance import Table, Unit
from recovery.insights.claims import FEWEST, FINE, Claim, Felt, Look, enough, more, rounded, week_of, within
from recovery.insights.periods import Period
from recovery.insights.ratings import BANDS
from recovery.journal.entries import HIGH_INTENSITY
from recovery.language import tr

WHOLE = ((0, 10),)
MOST_NAMES = 10
_triggers, _coping, _rating = map(attrgetter, ("triggers", "coping", "intensity"))
AGAIN_RATING = 0.5

Names = Callable[[Felt], frozenset[str]]
Value = Callable[[Felt], int]
Bands = tuple[tuple[int, int], ...]
Place = TypeVar("Place", bound=Hashable)


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
    """A coping skill after which cravings passed more often than others that began as strong.

    What begins lower passes more easily. Where no rating is met with and without the skill, nothing is claimed.
    """
    known = [craving for craving in look.cravings if craving.outcome]
    alike = [_alike(parted) for parted in _parted(look, known, _coping, _passed, BANDS)]
    enough_alike = [parted for parted in alike if min(len(parted.mine), len(parted.others)) >= FEWEST]
    return [_oftener("coping", look, parted, _passed, BANDS) for parted in enough_alike]


def _alike(parted: _Parted) -> _Parted:
    """The cravings of the bands of starting ratings that are met both with the name and without it."""
    places = _places(BANDS)
    both = {places[one.intensity] for one in parted.mine} & {places[one.intensity] for one in parted.others}
    mine, others = ([one for one in some if places[one.intensity] in both] for some in (parted.mine, parted.others))
    return parted._replace(mine=mine, others=others)


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


def _oftener(kind: str, look: Look, named: _Parted, hit: Value, bands: Bands = WHOLE) -> Claim:
    """By the share that ends one way; each half must show a fifth more, or a fifth less of the other way.

    Few ends of one kind make the days' scores lopsided, so an exact test of the cravings must agree with theirs. The
    others are counted at the rate of each band of starting ratings.
    """
    name, mine, others, by_days = named

    def holds(half: Period) -> bool:
        tables = _tables(within(mine, half), within(others, half), hit, bands)
        of = sum(table.tried for table in tables)
        if not of:
            return False
        share, other = sum(table.hits for table in tables) / of, _expected(tables) / of
        return more(share, other) or more(1 - other, 1 - share)

    tables = _tables(mine, others, hit, bands)
    seen, expected = sum(map(hit, mine)), _expected(tables)
    p = max(by_days, chance.exact(tables))
    values = {"name": name, "seen": seen, "of": len(mine), "expected": rounded(expected)}
    if hit is _used:
        text = tr(
            "With {name}: use after {seen} of {of} cravings; at the rate of the others it would be {expected}.",
            **values,
        )
    else:
        text = tr(
            "After {name}: {seen} of {of} cravings passed; at the rate of others that began as strong it would be "
            "{expected}.",
            **values,
        )
    return Claim(kind, p, seen, len(mine), expected, text, look.again(holds), name)


def _tables(mine: Sequence[Felt], others: Sequence[Felt], hit: Value, bands: Bands) -> list[Table]:
    """By band of starting ratings that both sides have: how many ended that way, with the name and without."""
    (hits, tried), (other_hits, rest) = (_by_band(some, hit, bands) for some in (mine, others))
    return [
        Table(hits[band], tried[band], other_hits[band], rest[band])
        for band in range(len(bands))
        if tried[band] and rest[band]
    ]


def _by_band(cravings: Sequence[Felt], hit: Value, bands: Bands) -> tuple[list[int], list[int]]:
    """By band of starting ratings: how many ended that way, of how many."""
    hits, tried, places = [0] * len(bands), [0] * len(bands), _places(bands)
    for craving in cravings:
        band = places[craving.intensity]
        hits[band] += hit(craving)
        tried[band] += 1
    return hits, tried


def _expected(tables: Sequence[Table]) -> float:
    """How many of those tried would end that way at the rate of the others of their band."""
    return sum(table.tried * (table.other_hits / table.others) for table in tables)


@cache
def _places(bands: Bands) -> list[int]:
    """The place of each rating's band."""
    return [place for place, (low, high) in enumerate(bands) for _ in range(low, high + 1)]


def _parted(
    look: Look, cravings: Sequence[Felt], names: Names, value: Value, bands: Bands = WHOLE
) -> Iterator[_Parted]:
    """The ten most frequent names that come with enough cravings to compare, and are missing from enough."""
    if not enough(cravings):
        return
    counts: dict[str, int] = defaultdict(int)
    for craving in cravings:
        for name in names(craving):
            counts[name] += 1
    frequent = [name for name, count in counts.items() if FEWEST <= count <= len(cravings) - FEWEST]
    scored = _Scored.of(cravings, value, bands)
    for name in sorted(frequent, key=lambda name: (-counts[name], name))[:MOST_NAMES]:
        carries = [name in names(craving) for craving in cravings]
        outstanding = chance.most_outstanding(scored.units(carries))
        if outstanding is not None:
            mine, others = compress(cravings, carries), compress(cravings, map(not_, carries))
            yield _Parted(look.spelling[name], list(mine), list(others), outstanding.p)


class _Scored(NamedTuple):
    """Cravings with a value each, against the means of their band of starting ratings and of their week.

    `bands`, `days` and `weeks` number the band, day and week of each craving, `above` is how far it lies above the
    means. `day_weeks` is each day's week, `by_day` how far its cravings lie above together.
    """

    bands: Sequence[int]
    days: Sequence[int]
    weeks: Sequence[int]
    above: Sequence[float]
    day_weeks: Sequence[int]
    by_day: Sequence[float]
    week_sizes: Mapping[int, int]
    week_days: Mapping[int, int]

    @classmethod
    def of(cls, cravings: Sequence[Felt], value: Value, bands: Bands = WHOLE) -> Self:
        """Each value against the mean of its band, and that against its week's mean."""
        places = _places(bands)
        of_bands = [places[craving.intensity] for craving in cravings]
        day_places = _numbered(craving.day for craving in cravings)
        week_places = _numbered(map(week_of, day_places))
        day_weeks = [week_places[week_of(day)] for day in day_places]
        days = [day_places[craving.day] for craving in cravings]
        weeks = [day_weeks[day] for day in days]
        values = _against(of_bands, [value(craving) for craving in cravings])
        sums = [0.0] * len(week_places)
        for week, rest in zip(weeks, values, strict=True):
            sums[week] += rest
        sizes = Counter(weeks)
        above = [rest - sums[week] / sizes[week] for week, rest in zip(weeks, values, strict=True)]
        by_day = [0.0] * len(day_places)
        for day, extra in zip(days, above, strict=True):
            by_day[day] += extra
        return cls(of_bands, days, weeks, above, day_weeks, by_day, sizes, Counter(day_weeks))

    def units(self, carries: Sequence[bool]) -> list[Unit]:
        """Each day's score of how a name and the value go together, both against their means of band and week.

        With no pattern it could as well have had the other sign: a wild cluster score test, days as clusters (Kline
        and Santos 2012). So what is alike within a day, or drifts over the weeks, is not counted as proof. Scores
        against a week's own means are too small by one day's worth; the swing gives it back.
        """
        scores, times = [0.0] * len(self.by_day), [0.0] * len(self.week_days)
        carried = _against(self.bands, [int(carried) for carried in carries])
        for day, week, extra, more_often in zip(self.days, self.weeks, self.above, carried, strict=True):
            scores[day] += more_often * extra
            times[week] += more_often
        units = []
        for score, above, week in zip(scores, self.by_day, self.day_weeks, strict=True):
            days = self.week_days[week]
            if days > 1:
                apart = score - above * times[week] / self.week_sizes[week]
                swing = abs(apart) * math.sqrt(days / (days - 1))
                units.append(_either_sign(round(FINE * FINE * apart), round(FINE * FINE * swing)))
        return units


def _numbered(things: Iterable[Place]) -> dict[Place, int]:
    """The place of each, in the order in which they first come."""
    return {thing: number for number, thing in enumerate(dict.fromkeys(things))}


def _against(bands: Sequence[int], values: Sequence[int]) -> Sequence[float]:
    """Each value against the mean of its band, where there are several: the week's mean does for one."""
    if not any(bands):
        return values
    sums, sizes = Counter[int](), Counter(bands)
    for band, value in zip(bands, values, strict=True):
        sums[band] += value
    return [value - sums[band] / sizes[band] for band, value in zip(bands, values, strict=True)]


def _either_sign(score: int, swing: int) -> Unit:
    """A score where it could as well swing either way, moved up so that none lies below nothing."""
    return Unit((score + swing,), [(0,), (2 * swing,)])


def _high(craving: Felt) -> int:
    return craving.intensity >= HIGH_INTENSITY


def _used(craving: Felt) -> int:
    return craving.outcome == "used"


def _passed(craving: Felt) -> int:
    return craving.outcome == "passed"


def _mean(cravings: Sequence[Felt], value: Value) -> float:
    return sum(map(value, cravings)) / len(cravings)
