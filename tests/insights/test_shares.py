"""The Wilson interval: published values, its bounds, and the words for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.insights.shares import Z_95, in_words, share_interval, wilson


@pytest.mark.parametrize(
    ("passed", "known", "low", "high"),
    [
        (5, 5, 0.5655, 1.0),
        (7, 10, 0.3968, 0.8922),
        (0, 7, 0.0, 0.3543),
        (18, 20, 0.6990, 0.9721),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_known_values(passed: int, known: int, low: float, high: float) -> None:
    """The last one is the worked example of Newcombe 1998; the others stand in the contract and the care page."""
    assert wilson(passed, known) == pytest.approx((low, high), abs=1e-4)


def test_below_five_known_nothing_is_said() -> None:
    assert wilson(4, 4) is None
    assert in_words(None) == ""


@given(st.integers(5, 5000), st.data())
def test_the_ends_solve_the_score_equation(known: int, data: st.DataObject) -> None:
    passed = data.draw(st.integers(0, known))
    low, high = wilson(passed, known) or (2.0, -1.0)
    share = passed / known
    assert 0.0 <= low <= share <= high <= 1.0
    for end in (low, high):
        if 0 < end < 1:
            assert abs(share - end) == pytest.approx(Z_95 * (end * (1 - end) / known) ** 0.5, abs=1e-9)


@pytest.mark.parametrize(
    ("passed", "known", "words"),
    [
        (18, 20, "about 7 to 10 in 10"),
        (7, 10, "about 4 to 9 in 10"),
        (0, 7, "about 0 to 4 in 10"),
        (900, 1000, "about 9 in 10"),
    ],
)
def test_in_words(passed: int, known: int, words: str) -> None:
    assert in_words(wilson(passed, known)) == words


def test_of_few_the_interval_is_wide_and_of_none_it_is_everything() -> None:
    assert share_interval(0, 0) == (0.0, 1.0)
    assert share_interval(1, 1) == pytest.approx((0.2065, 1.0), abs=1e-4)
    assert share_interval(0, 1) == pytest.approx((0.0, 0.7935), abs=1e-4)
    assert share_interval(3, 3) == pytest.approx((0.4385, 1.0), abs=1e-4)
    assert wilson(5, 5) == share_interval(5, 5)
