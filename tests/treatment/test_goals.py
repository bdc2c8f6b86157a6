"""Rewards for what is done: counted by hand, and blind to whether a day was free."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.errors import Refused
from recovery.treatment.goals import COUNTS, Done, Goal, Reward, progress

DAY = date(2026, 3, 1)


def goal(**values: object) -> Goal:
    return Goal.checked({"id": str(uuid4()), "day": DAY, "name": "walk", **values})


@given(st.integers(1, 5), st.integers(0, 30), st.integers(0, 3))
def test_each_so_many_times_earn_one_reward(target: int, times: int, given_already: int) -> None:
    done = [Done("told", DAY + timedelta(days=number), "Walk") for number in range(times)]
    rewards = [Reward.checked({"id": str(uuid4()), "day": DAY, "goal": "walk"}) for _ in range(given_already)]
    found = progress(goal(target=target, reward="cinema", points=3), done, rewards)
    assert (found.times, found.earned) == (times, times // target)
    assert found.waiting == max(0, times // target - given_already)
    assert found.to_json()["points_earned"] == 3 * times
    assert (times + found.left) % target == 0


def test_a_goal_counts_its_own_kind_from_its_first_day_to_its_last() -> None:
    done = [
        Done("checkin", DAY - timedelta(days=1)),
        Done("checkin", DAY),
        Done("dose", DAY),
        Done("told", DAY, "another"),
        Done("checkin", DAY + timedelta(days=2)),
    ]
    assert progress(goal(counts="checkin"), done, []).times == 2
    assert progress(goal(counts="checkin", closed=DAY), done, []).times == 1


@pytest.mark.parametrize("word", ["free", "abstinent", "day", "streak", "used", "clean"])
def test_no_goal_can_count_free_days(word: str) -> None:
    assert word not in COUNTS
    with pytest.raises(Refused):
        goal(counts=word)
