"""Rewards for what is done: counted by hand, and blind to whether a day was free."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.errors import NotFound, Refused
from recovery.treatment.goals import COUNTS, NO_GOAL, UNKNOWN, Done, Goal, Reward, named, progress

DAY = date(2026, 3, 1)


def goal(**values: object) -> Goal:
    return Goal.checked({"id": str(uuid4()), "day": DAY, "name": "walk", **values})


@given(st.integers(1, 5), st.integers(0, 30), st.integers(0, 3))
def test_each_so_many_times_earn_one_reward(target: int, times: int, given_already: int) -> None:
    done = [Done("told", DAY + timedelta(days=number), "Walk") for number in range(times)]
    rewards = [Reward.checked({"id": str(uuid4()), "day": DAY, "goal": "walk"}) for _ in range(given_already)]
    done_so_far = progress(goal(target=target, reward="cinema", points=3), done, rewards)
    assert (done_so_far.times, done_so_far.earned) == (times, times // target)
    assert done_so_far.waiting == max(0, times // target - given_already)
    assert done_so_far.to_json()["points_earned"] == 3 * times
    assert (times + done_so_far.left) % target == 0


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


def test_a_goal_without_a_reward_earns_none_and_tells_how_it_stands() -> None:
    done = [Done("told", DAY, "WALK"), Done("told", DAY), Done("told", DAY, "xxxx")]
    plain = progress(goal(points=2), done, [Reward.checked({"id": str(uuid4()), "day": DAY, "goal": "Walk"})])
    assert (plain.times, plain.earned, plain.given, plain.waiting) == (1, 0, 1, 0)
    rewarded = progress(goal(points=2, reward="tea"), done, []).to_json()
    told = {name: rewarded[name] for name in ("name", "times", "points_earned", "rewards_earned", "rewards_given")}
    assert told == {"name": "walk", "times": 1, "points_earned": 2, "rewards_earned": 1, "rewards_given": 0}


def test_what_is_told_of_another_goal_counts_for_none_and_what_counts_by_itself_can_be_told_too() -> None:
    done = [Done("checkin", DAY), Done("told", DAY, "walk"), Done("told", DAY, "swim")]
    assert progress(goal(counts="checkin"), done, []).times == 2
    assert progress(goal(counts="told"), done, []).times == 1


def test_a_goal_is_named_by_its_whole_name_or_by_a_beginning_that_only_it_has() -> None:
    goals = [goal(name="Walk"), goal(name="walk home"), goal(name="Swim")]
    assert [named(goals, name) for name in ("WALK", "walk h", "s")] == goals
    with pytest.raises(Refused, match="Several goals begin like that"):
        named(goals, "wal")
    with pytest.raises(NotFound) as unknown:
        named(goals, "run")
    with pytest.raises(NotFound) as none:
        named([], "run")
    assert (str(unknown.value), str(none.value)) == (UNKNOWN, NO_GOAL)
