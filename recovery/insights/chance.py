"""How often chance alone would look like this: permutation tests, in whole numbers, without NumPy.

A test is a list of units (days or weeks). Each unit could as well have come in any of its arrangements; one
arrangement is the row of counts it would put into some cells (hours of the day, days of the week, one trigger).
The cell that stands out most is compared with the most outstanding cell of thousands of random draws, so that
looking at many cells is paid for (Westfall and Young 1993, single-step max-T).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import accumulate
from random import Random
from typing import NamedTuple

DRAWS = 3999
ENOUGH_EXCEEDING = 12
_BITS = 40

Row = Sequence[int]


class Unit(NamedTuple):
    """A day or a week: what was seen, and every arrangement that was as likely, the seen one among them."""

    seen: Row
    arrangements: Sequence[Row]


class Excess(NamedTuple):
    """The cell that stands out most: its number, what chance would put there, and how often chance does as much."""

    cell: int
    seen: int
    expected: float
    p: float


def most_outstanding(units: Sequence[Unit], seed: int = 1) -> Excess | None:
    """The cell furthest above what chance puts there, in its standard deviations, with its p-value.

    The p-value is for the largest of all cells. `None` where chance has no room. Sequential: the draws stop once
    the answer is plainly no (Besag and Clifford 1991).
    """
    outstanding = _outstanding(units)
    if outstanding is None:
        return None
    excess, needed = outstanding
    return excess._replace(p=_share_reaching(_totals(list(map(_packed, units)), seed), needed))


class Placed(NamedTuple):
    """Days that could as well lie elsewhere in a row of days: the place of the last one, and how many they are.

    The arrangements of `unit` move them on by one day after the other; `seen` is the place of the seen one among them.
    """

    unit: Unit
    seen: int
    last: int
    days: int


def most_outstanding_apart(placed: Sequence[Placed], seed: int = 1) -> Excess | None:
    """The same of units of which no two may lie on the same days.

    Were they drawn one by one, several would come to lie on the days seen of one of them, and what is theirs would look
    like chance. So they are moved in turn, from where they were seen, to where none is (Metropolis; Besag and Clifford
    1989, *Biometrika* 76).
    """
    outstanding = _outstanding([one.unit for one in placed])
    if outstanding is None:
        return None
    excess, needed = outstanding
    return excess._replace(p=_share_reaching(_totals_apart(placed, seed), needed))


def _outstanding(units: Sequence[Unit]) -> tuple[Excess, list[tuple[int, int]]] | None:
    """The cell that stands out most, its p-value not asked yet, and what each cell needs to stand out as much."""
    if not units or not units[0].seen:
        return None
    cells = len(units[0].seen)
    means, spreads = [0.0] * cells, [0.0] * cells
    for unit in units:
        count = len(unit.arrangements)
        for cell in range(cells):
            values = [row[cell] for row in unit.arrangements]
            mean = sum(values) / count
            means[cell] += mean
            spreads[cell] += sum(value * value for value in values) / count - mean * mean
    deviations = [math.sqrt(max(0.0, spread)) for spread in spreads]
    seen = [sum(unit.seen[cell] for unit in units) for cell in range(cells)]
    free = [cell for cell in range(cells) if deviations[cell] > 1e-9]
    if not free:
        return None
    best = max(free, key=lambda cell: (seen[cell] - means[cell]) / deviations[cell])
    top = (seen[best] - means[best]) / deviations[best]
    needed = [(cell, math.ceil(means[cell] + top * deviations[cell] - 1e-9)) for cell in free]
    return Excess(best, seen[best], means[best], 1.0), needed


def _totals_apart(placed: Sequence[Placed], seed: int) -> Iterator[int]:
    """The sum after each unit in turn was moved to any of its places, unless another lies there; without end."""
    random = Random(seed).random  # noqa: S311 - chance without secrets
    packed, days = [_packed(one.unit) for one in placed], [one.days for one in placed]
    at, lasts = [one.seen for one in placed], [one.last for one in placed]
    others = [[other for other in range(len(placed)) if other != unit] for unit in range(len(placed))]
    total = sum(rows[place] for rows, place in zip(packed, at, strict=True))
    while True:
        for unit, rows in enumerate(packed):
            place = int(random() * len(rows))
            last = lasts[unit] + place - at[unit]
            before = last - days[unit]
            if all(last <= lasts[other] - days[other] or lasts[other] <= before for other in others[unit]):
                total += rows[place] - rows[at[unit]]
                at[unit], lasts[unit] = place, last
        yield total


def _share_reaching(totals: Iterable[int], needed: Sequence[tuple[int, int]]) -> float:
    """In which share of the draws any cell reaches what it needs, the seen one counted in; see `_packed`."""
    mask = (1 << _BITS) - 1
    limits = [(cell * _BITS, limit) for cell, limit in needed]
    exceeding = 0
    for draw, total in zip(range(1, DRAWS + 1), totals, strict=False):
        if any((total >> shift) & mask >= limit for shift, limit in limits):
            exceeding += 1
            if exceeding >= ENOUGH_EXCEEDING:
                return exceeding / draw
    return (exceeding + 1) / (DRAWS + 1)


def _totals(units: Sequence[Sequence[int]], seed: int) -> Iterator[int]:
    """The sum of one arrangement of each unit, drawn again and again without end."""
    random = Random(seed).random  # noqa: S311 - chance without secrets
    if all(len(rows) == 2 for rows in units):  # the same draws, in half the time
        first, steps = sum(rows[0] for rows in units), [rows[1] - rows[0] for rows in units]
        while True:
            yield first + sum([step for step in steps if random() >= 0.5])
    sized = [(rows, len(rows)) for rows in units]
    while True:
        yield sum([rows[int(random() * count)] for rows, count in sized])


def _packed(unit: Unit) -> list[int]:
    """Every arrangement as one number, so that all cells add up at once."""
    return [_pack(row) for row in unit.arrangements]


def _pack(row: Row) -> int:
    total = 0
    for value in reversed(row):
        total = (total << _BITS) | value
    return total


def turned(values: Sequence[int]) -> list[tuple[int, ...]]:
    """A row of values in every place it can be turned to, the given one first: neighbours stay neighbours."""
    row = tuple(values)
    return [row[-shift:] + row[:-shift] for shift in range(len(row))]


class Latest(NamedTuple):
    """Which of some stretches up to now stands out most, by its place among them, and how often chance does as much."""

    place: int
    p: float


def latest_most(latest_first: Sequence[int], stretches: Sequence[int]) -> Latest | None:
    """The stretch of the latest values that lies furthest above all of them; each is a number of values.

    Values change places at will.
    """
    count = len(latest_first)
    mean = sum(latest_first) / count
    variance = sum(value * value for value in latest_first) / count - mean * mean
    if variance < 1e-9:
        return None
    spreads = [math.sqrt(size * (count - size) / (count - 1) * variance) for size in stretches]
    above = [(sum(latest_first[:size]) - size * mean) / spread for size, spread in zip(stretches, spreads, strict=True)]
    best = max(range(len(stretches)), key=lambda place: above[place])
    if above[best] <= 0:
        return Latest(best, 1.0)
    top = above[best]
    needed = [
        (size, math.ceil(size * mean + top * spread - 1e-9)) for size, spread in zip(stretches, spreads, strict=True)
    ]
    return Latest(best, _latest_p(latest_first, needed))


def _latest_p(values: Sequence[int], needed: Sequence[tuple[int, int]]) -> float:
    """How often any stretch of the values in another order reaches what it needs, the seen order counted in."""
    random, longest, exceeding = Random(5), max(size for size, _ in needed), 0  # noqa: S311 - chance without secrets
    for draw in range(1, DRAWS + 1):
        sums = list(accumulate(random.sample(values, longest)))
        exceeding += any(sums[size - 1] >= need for size, need in needed)
        if exceeding >= ENOUGH_EXCEEDING:
            return exceeding / draw
    return (exceeding + 1) / (DRAWS + 1)


class Table(NamedTuple):
    """How many hits of those tried, and how many among the others."""

    hits: int
    tried: int
    other_hits: int
    others: int

    @property
    def least(self) -> int:
        """The fewest hits that those tried can have."""
        return max(0, self.hits + self.other_hits - self.others)

    def ways(self) -> list[int]:
        """In how many ways those tried come to each number of hits that they can have, the fewest first."""
        tried, others, good = self.tried, self.others, self.hits + self.other_hits
        ways = [math.comb(tried, self.least) * math.comb(others, good - self.least)]
        for k in range(self.least, min(good, tried)):
            ways.append(ways[-1] * (tried - k) * (good - k) // ((k + 1) * (others - good + k + 1)))
        return ways


def fisher(hits: int, tried: int, other_hits: int, others: int) -> float:
    """The one-sided exact p-value that hits of tried are this many more than among the others (Fisher 1935)."""
    return exact([Table(hits, tried, other_hits, others)])


def exact(tables: Iterable[Table]) -> float:
    """The same over tables of cravings that are compared only within their own table (Birch 1964).

    Counted in whole numbers, so that every machine and language gives the same one.
    """
    tables = [*tables]
    above = sum(table.hits - table.least for table in tables)
    *few, most = sorted([[1], *(table.ways() for table in tables)], key=len)
    ways = reduce(_together, map(_reduced, few), [1])
    reach = [*accumulate(reversed(most))][::-1]  # in how many ways the largest table comes to each number or more
    reached = sum(count * reach[max(0, above - place)] for place, count in enumerate(ways) if above - place < len(most))
    return reached / (sum(ways) * reach[0])


def _reduced(ways: Sequence[int]) -> list[int]:
    """The same in smaller numbers: what is common to all of them cancels."""
    common = math.gcd(*ways)
    return [count // common for count in ways]


def _together(ways: Sequence[int], others: Sequence[int]) -> list[int]:
    """In how many ways two counts come to each sum: one product, in which each count is a digit (Kronecker 1882)."""
    bits = max(ways).bit_length() + max(others).bit_length() + min(len(ways), len(others)).bit_length()
    size = bits // 8 + 1
    product = _in_digits(ways, size) * _in_digits(others, size)
    digits = product.to_bytes(size * (len(ways) + len(others) - 1), "little")
    return [int.from_bytes(digits[place : place + size], "little") for place in range(0, len(digits), size)]


def _in_digits(counts: Iterable[int], size: int) -> int:
    """The number whose digits they are, the lowest first, each of that many bytes."""
    return int.from_bytes(b"".join([count.to_bytes(size, "little") for count in counts]), "little")
