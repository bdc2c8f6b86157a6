"""Which of the person's own names are offered first: what is frequent, recent, and of this hour."""

from __future__ import annotations

import pytest

from recovery.journal.offered import ordered


def test_of_two_as_frequent_the_later_stands_first_and_the_oldest_spelling_is_kept() -> None:
    assert ordered([(["Payday"], 9), (["bored"], 9), (["payday", "tired"], 9)], None) == ["payday", "bored", "tired"]
    assert ordered([(["b"], 9), (["a"], 9)], None) == ["b", "a"]
    assert ordered([(["b", "a"], 9)], None) == ["a", "b"]
    assert ordered([], 9) == []


@pytest.mark.parametrize(("hour", "near"), [(19, False), (20, True), (0, True), (1, False), (22, True)])
def test_a_name_met_at_most_two_hours_apart_comes_before_one_met_more_often(hour: int, near: bool) -> None:
    cravings = [(["by day"], 12), (["by day"], 12), (["at night"], 22)]
    assert ordered(cravings, hour) == (["at night", "by day"] if near else ["by day", "at night"])
    assert ordered(cravings, None) == ["by day", "at night"]


def test_three_at_this_hour_weigh_what_nine_at_another_do() -> None:
    """But for what a craving loses with each that came after it."""
    here, there = [(["here"], 9)], [(["there"], 15)]
    assert ordered([*there * 4, *here], 9) == ["there", "here"]
    assert ordered([*there * 2, *here], 9) == ["here", "there"]
