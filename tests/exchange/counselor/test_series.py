"""Days in a row, names with how often they come, and how many more there are."""

from __future__ import annotations

from datetime import date, timedelta

from recovery.exchange.counselor.series import and_more, counts, days_said


def test_the_days_of_a_month_are_said_with_its_name_once() -> None:
    days = [date(2026, 12, 2), date(2026, 11, 13), date(2026, 11, 12), date(2026, 11, 14), date(2026, 11, 13)]
    assert days_said(days) == "12, 13, 14 Nov, 2 Dec"
    assert days_said([date(2025, 3, 1), date(2026, 3, 1), date(2026, 3, 9)]) == "1 Mar, 1, 9 Mar"
    assert days_said([]) == ""


def test_of_many_days_the_latest_are_said() -> None:
    days = [date(2026, 3, 1) + timedelta(days=number) for number in range(13)]
    assert days_said(days[:12]) == "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 Mar"
    assert days_said(days) == "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 Mar and 1 more"
    assert days_said(days, most=2) == "12, 13 Mar and 11 more"


def test_what_is_left_out_is_counted_where_anything_is() -> None:
    assert [and_more("x", left) for left in (-1, 0, 1)] == ["x", "x", "x and 1 more"]


def test_names_are_counted_whatever_their_case_and_the_first_spelling_stays() -> None:
    assert counts(["Walk", "tea", "walk", "bath", "WALK", "Tea"]) == [("Walk", 3), ("tea", 2), ("bath", 1)]
    assert counts(["b", "A", "c"]) == [("A", 1), ("b", 1), ("c", 1)], "of those that come as often, by the alphabet"
