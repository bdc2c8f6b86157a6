"""The tests of chance, against counting every case."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.insights import chance
from recovery.insights.chance import Unit

ROW = st.lists(st.integers(0, 9), min_size=3, max_size=3)


def counted(units: list[Unit]) -> float | None:
    """The p-value by going through every combination of arrangements."""
    cells = range(len(units[0].seen))
    every = [
        [sum(row[cell] for row in rows) for cell in cells]
        for rows in itertools.product(*(u.arrangements for u in units))
    ]
    means = [Fraction(sum(total[cell] for total in every), len(every)) for cell in cells]
    spreads = [
        math.sqrt(sum((total[cell] - means[cell]) ** 2 for total in every) / Fraction(len(every))) for cell in cells
    ]
    free = [cell for cell in cells if spreads[cell] > 0]
    if not free:
        return None

    def top(total: list[int]) -> float:
        return max(float(total[cell] - means[cell]) / spreads[cell] for cell in free)

    seen = top([sum(unit.seen[cell] for unit in units) for cell in cells])
    return sum(top(total) >= seen - 1e-9 for total in every) / len(every)


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, min_size=2, max_size=6))
def test_the_p_value_is_the_share_of_all_cases(rows: list[list[int]]) -> None:
    units = [Unit(row, chance.turned(row)) for row in rows]
    p, exact = chance.most_outstanding(units), counted(units)
    if exact is None:
        assert p is None
    else:
        assert p is not None
        # 1,999 draws, fewer where the answer is plainly no: twelve exceeding ones tell it to a factor of three
        assert exact / 3 <= p.p + 1 / chance.DRAWS
        assert p.p <= 3 * exact + 5 / chance.DRAWS


def test_one_loud_day_in_every_week_is_no_accident() -> None:
    week = [0, 0, 9, 1, 0, 1, 0]
    p = chance.most_outstanding([Unit(week, chance.turned(week))] * 8)
    assert p is not None
    assert (p.cell, p.seen) == (2, 72)
    assert p.expected == pytest.approx(8 * 11 / 7)
    assert p.p == 1 / (chance.DRAWS + 1)


def test_rows_that_never_differ_say_nothing() -> None:
    assert chance.most_outstanding([Unit((3, 3), [(3, 3), (3, 3)])] * 5) is None
    assert chance.most_outstanding([]) is None


def test_the_same_journal_gets_the_same_answer() -> None:
    units = [Unit((0, 3, 1), chance.turned((0, 3, 1)))] * 6
    assert chance.most_outstanding(units) == chance.most_outstanding(units)


def test_turning_keeps_neighbours_together() -> None:
    assert chance.turned([1, 2, 3]) == [(1, 2, 3), (3, 1, 2), (2, 3, 1)]
    assert chance.turned([]) == []


@given(st.integers(0, 25), st.integers(0, 25), st.integers(0, 25), st.integers(0, 25))
def test_fisher_is_the_exact_hypergeometric_tail(hits: int, misses: int, other_hits: int, other_misses: int) -> None:
    tried, others, good = hits + misses, other_hits + other_misses, hits + other_hits
    every = math.comb(tried + others, tried)
    tail = sum(
        math.comb(good, k) * math.comb(tried + others - good, tried - k)
        for k in range(hits, min(good, tried) + 1)
        if tried - k >= 0
    )
    assert chance.fisher(hits, tried, other_hits, others) == pytest.approx(float(Fraction(tail, every)), abs=1e-9)
