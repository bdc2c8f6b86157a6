"""The tests of chance, against counting every case."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.insights import chance
from recovery.insights.chance import Placed, Table, Unit

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


def drawn(units: list[Unit], draws: int) -> float:
    """The p-value by the rule, draw by draw in plain sums: it stops at the twelfth that does as much."""
    cells = range(len(units[0].seen))
    means = [
        sum(sum(row[cell] for row in unit.arrangements) / len(unit.arrangements) for unit in units) for cell in cells
    ]
    spreads = [
        math.sqrt(
            sum(
                sum(row[cell] ** 2 for row in unit.arrangements) / len(unit.arrangements)
                - (sum(row[cell] for row in unit.arrangements) / len(unit.arrangements)) ** 2
                for unit in units
            )
        )
        for cell in cells
    ]

    def top(rows: list[chance.Row]) -> float:
        return max((sum(row[cell] for row in rows) - means[cell]) / spreads[cell] for cell in cells)

    needed, random, exceeding = top([unit.seen for unit in units]), Random(1).random, 0
    for draw in range(1, draws + 1):
        exceeding += top([unit.arrangements[int(random() * len(unit.arrangements))] for unit in units]) >= needed - 1e-9
        if exceeding == 12:
            return 12 / draw
    return (exceeding + 1) / (draws + 1)


@pytest.mark.parametrize(
    "rows", [([0, 3, 1], [0, 2, 0], [1, 4, 1], [0, 1, 0]), ([0, 3], [2, 1], [1, 4], [0, 5], [7, 1], [3, 9])]
)
def test_each_draw_counts_and_the_twelfth_that_does_as_much_ends_them(
    rows: Sequence[list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where each unit has two arrangements, which are drawn another way."""
    units = [Unit(row, chance.turned(row)) for row in rows]
    for draws in (*range(1, 80), 1999):
        monkeypatch.setattr(chance, "DRAWS", draws)
        p = chance.most_outstanding(units)
        assert p is not None
        assert p.p == drawn(units, draws), draws


def test_what_stands_out_is_told_in_its_own_deviations() -> None:
    """Ten where five are usual, half of the time, is less than one where a quarter is usual."""
    rows = [(10, 1), (10, 0), (0, 0), (0, 0)]
    most = chance.most_outstanding([Unit(rows[0], rows)])
    assert most is not None
    assert (most.cell, most.seen, most.expected) == (1, 1, 0.25)
    assert most.p == pytest.approx(0.25, abs=0.15)
    assert chance.most_outstanding([Unit((), [])]) is None


def test_one_loud_day_in_every_week_is_no_accident() -> None:
    week = [0, 0, 9, 1, 0, 1, 0]
    p = chance.most_outstanding([Unit(week, chance.turned(week))] * 8)
    assert p is not None
    assert (p.cell, p.seen) == (2, 72)
    assert p.expected == pytest.approx(8 * 11 / 7)
    assert p.p == 1 / 4000  # no draw of 3,999 does as much


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


def test_fisher_counts_in_whole_numbers_of_any_size() -> None:
    assert chance.fisher(600, 1000, 400, 1000) == pytest.approx(1.2e-19, rel=0.5)


COUNTS = st.integers(0, 4)
TABLES = st.lists(st.tuples(COUNTS, COUNTS, COUNTS, COUNTS), min_size=1, max_size=3)


@given(TABLES)
def test_tables_together_are_counted_arrangement_by_arrangement(drawn: list[tuple[int, int, int, int]]) -> None:
    tables = [Table(hits, hits + misses, others, others + more) for hits, misses, others, more in drawn]
    places = [range(table.tried + table.others) for table in tables]
    chosen = [list(itertools.combinations(place, table.tried)) for place, table in zip(places, tables, strict=True)]
    sums = Counter({0: 1})
    for table, arrangements in zip(tables, chosen, strict=True):
        good = table.hits + table.other_hits
        met = Counter(sum(place < good for place in arrangement) for arrangement in arrangements)
        sums = _summed(sums, met)
    seen = sum(table.hits for table in tables)
    expected = sum(count for total, count in sums.items() if total >= seen) / sums.total()
    assert chance.exact(tables) == pytest.approx(expected, abs=1e-12)


WAYS = st.lists(st.integers(1, 2**70), min_size=1, max_size=5)


@given(WAYS, WAYS)
def test_numbers_of_any_size_come_to_each_sum(ways: list[int], others: list[int]) -> None:
    sums = _summed(Counter(dict(enumerate(ways))), Counter(dict(enumerate(others))))
    assert chance._together(ways, others) == [sums[place] for place in range(len(ways) + len(others) - 1)]


def _summed(one: Counter[int], other: Counter[int]) -> Counter[int]:
    sums: Counter[int] = Counter()
    for left, right in itertools.product(one, other):
        sums[left + right] += one[left] * other[right]
    return sums


def test_where_nothing_was_tried_chance_is_certain() -> None:
    assert chance.exact([]) == 1.0


def test_the_latest_stretch_is_compared_with_other_orders() -> None:
    quiet = [0, 1, 2] * 8
    most = chance.latest_most([9, 9, *quiet], [1, 2, 5])
    assert most is not None
    assert most.place == 1
    assert most.p < 0.02
    assert chance.latest_most([0, 0, *quiet, 9], [1, 2]) == (0, 1.0)
    assert chance.latest_most([3] * 20, [2]) is None


def test_the_latest_stretch_is_drawn_as_it_would_be_counted() -> None:
    """Of eight values two: those that reach 15 are 7 of 28 pairs, where neighbours are not alike."""
    values = [7, 8, 2, 9, 0, 6, 1, 9]
    exact = sum(sum(pair) >= 15 for pair in itertools.combinations(values, 2)) / 28
    latest = chance.latest_most(values, [2])
    assert latest is not None
    assert exact / 2 < latest.p < 2 * exact


SMALL = [3, 0, 0, 1, 0, 0, 0, 0]
RESTLESS = [7, 8, 2, 9, 0, 6, 1, 9]
CALM = [4, 5, 5, 4, 2, 2, 3, 1, 1, 1, 2, 3, 3, 2, 0, 1, 1, 2]
EQUAL = [2, 1, 2, 1, 0, 3, 2, 1]
ONES = [1, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]


def latest(values: Sequence[int], stretches: Sequence[int], draws: int) -> tuple[int, float]:
    """The stretch and its p-value by the rule, draw by draw; the twelfth that does as much ends them."""
    count = len(values)
    mean = Fraction(sum(values), count)
    variance = Fraction(sum(value * value for value in values), count) - mean**2

    def above(order: Sequence[int], size: int) -> float:
        return float(sum(order[:size]) - size * mean) / math.sqrt(Fraction(size * (count - size), count - 1) * variance)

    seen = [above(values, size) for size in stretches]
    best = seen.index(max(seen))
    if max(seen) <= 0:
        return best, 1.0
    needed = max(seen) - 1e-9
    random, exceeding = Random(5), 0
    for draw in range(1, draws + 1):
        order = random.sample(values, max(stretches))
        exceeding += any(above(order, size) >= needed for size in stretches)
        if exceeding == 12:
            return best, 12 / draw
    return best, (exceeding + 1) / (draws + 1)


@pytest.mark.parametrize(
    ("values", "stretches"),
    [(SMALL, [1, 2]), (RESTLESS, [2]), (RESTLESS, [1, 4]), (CALM, [2, 4, 9]), (ONES, [2, 4, 6]), (EQUAL, [2, 4])],
)
def test_each_draw_of_the_latest_stretch_counts(
    values: list[int], stretches: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for draws in (1, 2, 11, 12, 13, 40, 200, 1999):
        monkeypatch.setattr(chance, "DRAWS", draws)
        assert chance.latest_most(values, stretches) == pytest.approx(latest(values, stretches, draws)), draws


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=6, max_size=9), st.lists(st.integers(1, 2), min_size=1, max_size=3))
def test_days_that_may_not_lie_on_each_other_are_moved_to_every_place(row: list[int], lengths: list[int]) -> None:
    """Against every way to lay stretches of one or two days into a row without two on the same day."""
    lasts = list(itertools.accumulate(lengths, initial=-1))[1:]
    placed = [placed_in(row, last, days) for last, days in zip(lasts, lengths, strict=True)]
    sums = []
    for ends in itertools.product(*(range(days - 1, len(row)) for days in lengths)):
        taken = [day for end, days in zip(ends, lengths, strict=True) for day in range(end - days + 1, end + 1)]
        if len(taken) == len(set(taken)):
            sums.append(sum(row[day] for day in taken))
    p = chance.most_outstanding_apart(placed)
    if p is None:
        assert len(set(row)) == 1 or all(len({total for (total,) in one.unit.arrangements}) == 1 for one in placed)
        return
    exact = sum(total >= p.seen for total in sums) / len(sums)
    assert exact / 3 <= p.p + 1 / chance.DRAWS
    assert p.p <= 3 * exact + 5 / chance.DRAWS


def placed_in(row: Sequence[int], last: int, days: int) -> Placed:
    """So many days of a row, the last of them seen at a place, and every place that they could have."""
    rows = [(sum(row[end - days + 1 : end + 1]),) for end in range(days - 1, len(row))]
    return Placed(Unit(rows[last - days + 1], rows), last - days + 1, last, days)


def test_where_no_day_is_free_nothing_can_stand_out() -> None:
    assert (most := chance.most_outstanding_apart([placed_in([9, 1], 0, 1), placed_in([9, 1], 1, 1)]))
    assert most.p == 1.0
    assert chance.most_outstanding_apart([]) is None
