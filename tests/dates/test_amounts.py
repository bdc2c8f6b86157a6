"""Hours slept, minutes and ratings in the forms in which people write them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.dates.amounts import hours_of, minutes_of, rating_of
from recovery.errors import Usage


@pytest.mark.parametrize(
    ("text", "hours"),
    [("7.5", 7.5), ("7,5", 7.5), ("7:30", 7.5), ("7h30", 7.5), ("7h", 7), ("7 h 30", 7.5), ("450 min", 7.5), ("8", 8),
     ("seven hours", 7), ("7 hours and 30 minutes", 7.5)],
)  # fmt: skip
def test_hours(text: str, hours: float) -> None:
    assert hours_of(text) == hours
    assert hours_of(f" {text.upper()} ") == hours


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90", 90),
        ("1h30", 90),
        ("1:30", 90),
        ("1.5h", 90),
        ("1,5 h", 90),
        ("90 min", 90),
        ("half an hour", 30),
        ("2h", 120),
    ],
)
def test_minutes(text: str, minutes: int) -> None:
    assert minutes_of(text) == minutes


@pytest.mark.parametrize(("text", "rating"), [("7", 7), ("7/10", 7), ("7 / 10", 7), ("10/10", 10), ("11", 11)])
def test_ratings(text: str, rating: int) -> None:
    assert rating_of(text) == rating


@pytest.mark.parametrize(
    ("read", "text"),
    [
        *((hours_of, item) for item in ("", "soon", "7:60", "7.5.5", "7 days", "7_5")),
        *((minutes_of, item) for item in ("", "soon", "1.5", "1h90", "2 weeks", "1 second", "٣")),
        *((rating_of, item) for item in ("", "7.5", "7/5", "seven", "٣")),
    ],
)
def test_anything_else_is_refused(read: Callable[[str], float], text: str) -> None:
    with pytest.raises(Usage):
        read(text)


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_form_of_a_length_is_the_same_length(hours: int, minutes: int) -> None:
    forms = (f"{hours}:{minutes:02}", f"{hours}h{minutes:02}", f"{hours}h {minutes}m", f"{hours} h {minutes} min")
    assert {minutes_of(form) for form in forms} == {hours * 60 + minutes}
    assert {hours_of(form) for form in forms} == {(hours * 60 + minutes) / 60}
