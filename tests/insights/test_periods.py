"""Which days the flags name, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.errors import Refused, Usage
from recovery.insights.periods import LOOKBACK_DAYS, Period, day_named, ending, month_of, months_later, named, other

AS_OF = date(2026, 3, 22)
DATES = st.dates(date(1901, 1, 1), date(2199, 1, 1))


def days(period: Period) -> tuple[str, str, int]:
    return period.first.isoformat(), period.last.isoformat(), period.days


def test_the_default_is_the_seven_days_that_end_with_as_of() -> None:
    assert days(named(AS_OF)) == ("2026-03-16", "2026-03-22", 7)
    assert days(named(AS_OF, default_days=28)) == ("2026-02-23", "2026-03-22", 28)


def test_week_month_last() -> None:
    assert days(named(AS_OF, week="2026-W12")) == ("2026-03-16", "2026-03-22", 7)
    assert days(named(AS_OF, week="2026-W01")) == ("2025-12-29", "2026-01-04", 7)
    assert days(named(AS_OF, month="2028-02")) == ("2028-02-01", "2028-02-29", 29)
    assert days(named(AS_OF, last="28d")) == ("2026-02-23", "2026-03-22", 28)
    assert days(named(AS_OF, last="8w")) == ("2026-01-26", "2026-03-22", 56)


def test_from_and_to_are_both_included_and_one_alone_is_completed() -> None:
    assert days(named(AS_OF, first_day="2026-03-01", last_day="2026-03-28")) == ("2026-03-01", "2026-03-28", 28)
    assert days(named(AS_OF, first_day="2026-03-01")) == ("2026-03-01", "2026-03-22", 22)
    assert days(named(AS_OF, last_day="2026-03-08")) == ("2026-03-02", "2026-03-08", 7)
    assert days(named(AS_OF, first_day="yesterday", last_day="today")) == ("2026-03-21", "2026-03-22", 2)


def test_the_period_before_has_as_many_days_also_for_a_month() -> None:
    assert days(named(AS_OF, month="2026-03").previous) == ("2026-01-29", "2026-02-28", 31)


def test_patterns_look_back_56_days_or_over_the_whole_period() -> None:
    assert days(named(AS_OF).lookback) == ("2026-01-26", "2026-03-22", 56)
    assert days(named(AS_OF, last="90d").lookback) == days(named(AS_OF, last="90d"))


@pytest.mark.parametrize(
    "flags",
    [
        {"week": "2026-W12", "month": "2026-03"},
        {"last": "7d", "first_day": "2026-03-01"},
        {"week": "2026-W54"},
        {"week": "2025-W53"},
        {"week": "47"},
        {"week": "0001-W01"},
        {"week": ""},
        {"month": "2026-13"},
        {"month": "2026-00"},
        {"month": "9999-12"},
        {"month": "March"},
        {"last": "0d"},
        {"last": "a week"},
        {"first_day": "soonish"},
    ],
)
def test_what_cannot_be_read_or_is_said_twice_is_a_usage_error(flags: dict[str, str]) -> None:
    with pytest.raises(Usage) as caught:
        named(AS_OF, **flags)  # type: ignore[arg-type]
    assert not any(value and value in caught.value.sentence for value in flags.values() if value != "2026-W12")


@pytest.mark.parametrize(
    "flags",
    [
        {"first_day": "2026-03-23"},
        {"first_day": "2026-03-02", "last_day": "2026-03-01"},
        {"first_day": "0001-01-01"},
        {"last_day": "9999-12-31"},
    ],
)
def test_days_in_the_wrong_order_or_far_away_are_refused(flags: dict[str, str]) -> None:
    with pytest.raises(Refused):
        named(AS_OF, **flags)  # type: ignore[arg-type]


def test_the_farthest_days_have_room_for_a_look_back() -> None:
    period = named(day_named("1900-01-01", AS_OF), last="36525d")
    assert period.previous.days == period.days == 36_525


@given(DATES, st.integers(1, 400))
def test_a_period_and_the_one_before_meet_without_a_gap(last: date, length: int) -> None:
    period = ending(last, length)
    assert list(period) == [last - timedelta(days=length - 1 - number) for number in range(length)]
    assert period.previous.days == length
    assert period.previous.last + timedelta(days=1) == period.first
    assert period.lookback.days == max(length, LOOKBACK_DAYS)
    assert all(day in period for day in period)
    assert period.previous.last not in period


@given(DATES, st.integers(-30, 30))
def test_months(day: date, steps: int) -> None:
    month = month_of(day)
    assert day in month
    assert (month.first.day, (month.last + timedelta(days=1)).day) == (1, 1)
    assert months_later(months_later(month.first, steps), -steps) == month.first


def test_the_first_and_the_last_of_each_that_can_be_named() -> None:
    assert days(named(AS_OF, month="2026-01")) == ("2026-01-01", "2026-01-31", 31)
    assert days(named(AS_OF, month="2026-12")) == ("2026-12-01", "2026-12-31", 31)
    assert days(named(AS_OF, month="1900-01")) == ("1900-01-01", "1900-01-31", 31)
    assert days(named(AS_OF, month="2200-12")) == ("2200-12-01", "2200-12-31", 31)
    assert days(named(AS_OF, week="2200-w52"))[0] == "2200-12-22"
    assert days(named(AS_OF, first_day="2026-03-22")) == ("2026-03-22", "2026-03-22", 1)
    assert day_named("1900-01-01", AS_OF) == date(1900, 1, 1)
    assert day_named("2200-12-31", AS_OF) == date(2200, 12, 31)
    for text in ("1899-12-31", "2201-01-01"):
        with pytest.raises(Refused):
            day_named(text, AS_OF)
    for flags in ({"month": "1899-12"}, {"month": "2201-01"}, {"week": "1899-W52"}, {"week": "2201-W01"}):
        with pytest.raises(Usage):
            named(AS_OF, **flags)  # type: ignore[arg-type]


def test_the_fifty_six_days_end_with_the_period() -> None:
    assert days(Period(date(2026, 1, 26), AS_OF).lookback) == ("2026-01-26", "2026-03-22", 56)
    assert days(Period(date(2026, 1, 27), AS_OF).lookback) == ("2026-01-26", "2026-03-22", 56)
    assert days(Period(date(2026, 1, 25), AS_OF).lookback) == ("2026-01-25", "2026-03-22", 57)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        (" Previous ", "2026-03-09", "2026-03-15"),
        ("2026-W02", "2026-01-05", "2026-01-11"),
        ("2026w02", "2026-01-05", "2026-01-11"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2026-01-01..2026-01-10", "2026-01-01", "2026-01-10"),
    ],
)
def test_the_period_to_compare_with(text: str, first: str, last: str) -> None:
    assert days(other(text, Period(date(2026, 3, 16), AS_OF), AS_OF))[:2] == (first, last)


@pytest.mark.parametrize("text", ["", "secret", "2026-W60", "2026-13", "soon..later"])
def test_what_cannot_be_compared_with_is_a_usage_error(text: str) -> None:
    with pytest.raises(Usage):
        other(text, Period(date(2026, 3, 16), AS_OF), AS_OF)
