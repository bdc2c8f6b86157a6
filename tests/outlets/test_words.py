"""Numbers and days in words, at the edges where a word changes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.outlets import words

TODAY = date(2026, 3, 7)


@pytest.mark.parametrize(
    ("function", "one", "many"),
    [
        (words.cravings, "1 craving", "cravings"),
        (words.days, "1 day", "days"),
        (words.entries, "1 entry", "entries"),
        (words.free_days, "1 free day", "free days"),
        (words.full_days, "1 full day", "full days"),
        (words.lapses, "1 lapse", "lapses"),
        (words.records, "1 record", "records"),
        (words.things, "1 thing", "things"),
        (words.times, "once", "times"),
    ],
)
def test_one_is_one_and_all_else_is_many(function: object, one: str, many: str) -> None:
    assert callable(function)
    assert function(1) == one
    for count, shown in ((0, "0"), (2, "2"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")):
        assert function(count) == f"{shown} {many}"


def test_a_day_and_a_time_have_one_form_each() -> None:
    at = datetime(2026, 3, 7, 9, 5)
    assert words.day(TODAY) == "Sat 7 Mar 2026"
    assert words.short_day(TODAY) == "Sat 7 Mar"
    assert words.when(at) == "Sat 7 Mar 2026 09:05"
    assert words.weekday_time(at) == "Sat 09:05"
    assert words.stamp(at) == "2026-03-07 09:05"


def test_the_year_is_told_where_it_is_another_one() -> None:
    assert words.near(date(2026, 1, 1), TODAY) == "Thu 1 Jan"
    assert words.near(date(2025, 12, 31), TODAY) == "Wed 31 Dec 2025"
    assert words.near(date(2027, 1, 1), TODAY) == "Fri 1 Jan 2027"


@pytest.mark.parametrize(
    ("days", "said"),
    [(-2, "2 days ago"), (-1, "yesterday"), (0, "today"), (1, "tomorrow"), (2, "in 2 days"), (1000, "in 1,000 days")],
)
def test_how_far_a_day_is_away(days: int, said: str) -> None:
    assert words.away(TODAY + timedelta(days=days), TODAY) == said


@pytest.mark.parametrize(
    ("length", "said"), [(1, "1 day"), (6, "6 days"), (7, "week"), (8, "8 days"), (14, "2 weeks"), (56, "8 weeks")]
)
def test_a_stretch_is_named_in_weeks_where_it_is_some(length: int, said: str) -> None:
    assert words.weeks(length) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0:00"), (59.9, "0:59"), (60, "1:00"), (245, "4:05"), (3600, "60:00")]
)
def test_a_timer_counts_minutes_and_seconds(seconds: float, said: str) -> None:
    assert words.timer(seconds) == said


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_a_percentage_is_a_hundred_only_when_it_is_all(part: int, more: int) -> None:
    assert words.percent(part / (part + more)) != "100 %"
    assert words.percent(1.0) == "100 %"


@pytest.mark.parametrize(("value", "said"), [(5, "5"), (5.0, "5"), (5.5, "5.5"), (5.04, "5"), (10.0, "10"), (0.0, "0")])
def test_a_number_has_a_decimal_where_it_needs_one(value: float, said: str) -> None:
    assert words.number(value) == said
