"""How often chance alone would look like this: permutation tests, in whole numbers, without NumPy.

A test is a list of units (days or weeks). Each unit could as well have come in any of its arrangements; one
arrangement is the row of counts it would put into some cells (hours of the day, days of the week, one trigger).
The cell that stands out most is compared with the most outstanding cell of thousands of random draws, so that
looking at many cells is paid for (Westfall and Young 1993, single-step max-T).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

DRAWS = 1999
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
    return Excess(best, seen[best], means[best], _p_value(units, needed, seed))


def _p_value(units: Sequence[Unit], needed: Sequence[tuple[int, int]], seed: int) -> float:
    """How often any cell reaches what it needs, the seen one counted in; rows are packed into one number each."""
    packed = [[_pack(row) for row in unit.arrangements] for unit in units]
    random = Random(seed).random  # noqa: S311 - chance without secrets
    mask = (1 << _BITS) - 1
    limits = [(cell * _BITS, limit) for cell, limit in needed]
    exceeding = 0
    for draw in range(1, DRAWS + 1):
        total = sum([rows[int(random() * len(rows))] for rows in packed])
        if any((total >> shift) & mask >= limit for shift, limit in limits):
            exceeding += 1
            if exceeding >= ENOUGH_EXCEEDING:
                return exceeding / draw
    return (exceeding + 1) / (DRAWS + 1)


def _pack(row: Row) -> int:
    total = 0
    for value in reversed(row):
        total = (total << _BITS) | value
    return total


def turned(values: Sequence[int]) -> list[tuple[int, ...]]:
    """A row of values in every place it can be turned to, the given one first: neighbours stay neighbours."""
    row = tuple(values)
    return [row[-shift:] + row[:-shift] for shift in range(len(row))]


def fisher(hits: int, tried: int, other_hits: int, others: int) -> float:
    """The one-sided exact p-value that hits of tried are this many more than among the others (Fisher 1935).

    Counted in whole numbers, so that every machine and language gives the same one.
    """
    good = hits + other_hits
    least, most = max(hits, good - others), min(good, tried)
    ways, count = math.comb(tried, least) * math.comb(others, good - least), 0
    for k in range(least, most + 1):
        count += ways
        ways = ways * (tried - k) * (good - k) // ((k + 1) * (others - good + k + 1))
    return count / math.comb(tried + others, good)
