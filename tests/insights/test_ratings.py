"""The histogram's figures are those of Python's own statistics on the raw ratings."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.insights.ratings import Ratings

RAW = st.lists(st.integers(0, 10), min_size=2, max_size=60)


@given(RAW)
def test_quartiles_are_pythons_inclusive_ones_to_the_bit(raw: list[int]) -> None:
    assert list(Ratings.of(raw).quartiles or ()) == statistics.quantiles(raw, n=4, method="inclusive")


@given(RAW)
def test_mean_peak_and_spread_are_pythons(raw: list[int]) -> None:
    ratings = Ratings.of(raw)
    assert (ratings.count, ratings.peak) == (len(raw), max(raw))
    assert ratings.mean == pytest.approx(statistics.mean(raw))
    assert ratings.sd == (pytest.approx(statistics.stdev(raw), abs=1e-12) if len(raw) >= 7 else None)


def test_one_rating_is_its_own_quartiles() -> None:
    assert Ratings.of([6]).quartiles == (6, 6, 6)


def test_no_ratings_have_no_figures() -> None:
    ratings = Ratings.of([])
    assert (ratings.count, ratings.mean, ratings.median, ratings.quartiles, ratings.peak, ratings.sd) == (
        0,
        *[None] * 5,
    )


def test_pairs_add_up() -> None:
    assert Ratings.of_counts([(4, 2), (7, 1), (4, 1)]) == Ratings.of([4, 4, 4, 7])


def test_the_spread_needs_seven_ratings_and_a_rating_is_one_of_eleven() -> None:
    assert Ratings.of([1, 2, 3, 4, 5, 6]).sd is None
    assert Ratings.of([1, 2, 3, 4, 5, 6, 7]).sd == pytest.approx(2.160246899469287)
    assert Ratings.of([0, 10]).counts == (1, *[0] * 9, 1)
    for rating in (11, 12):
        with pytest.raises(IndexError):
            Ratings.of([rating])
    with pytest.raises(IndexError, match=r"^2$"):
        Ratings.of([4, 7])._at(2)
