"""Moments chosen at random: drawn alike over the hours awake, the same each time, counted where they were missed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from recovery.errors import Refused
from recovery.journal import moments
from recovery.journal.moments import Answered, Clock, Moment, Sampling

BERLIN = ZoneInfo("Europe/Berlin")
BEGUN = datetime(2026, 1, 5, 12, tzinfo=UTC)
SEED = "5e" * 32


def plan(seed: str = SEED, **values: Any) -> Sampling:
    """A plan from 9 to 21, begun on 5 January."""
    usual = {"awake_from": time(9), "awake_until": time(21), "times": 1, "days": 7, "seed": seed}
    usual |= {"id": "00000000-0000-4000-8000-000000000001", "at": BEGUN, "timezone": "Europe/Berlin"}
    return Sampling.checked({**usual, "day": BEGUN.date(), **values})


def answer(drawn: datetime, minutes: int = 0, intensity: int = 0, number: int = 1) -> Moment:
    """What was answered so many minutes after a moment."""
    at = (drawn + timedelta(minutes=minutes)).astimezone(BERLIN)
    values = {"at": at, "drawn": drawn.astimezone(BERLIN), "timezone": "Europe/Berlin", "day": at.date()}
    return Moment.checked({**values, "id": f"{number:08x}-0000-4000-8000-000000000000", "intensity": intensity})


def test_a_moment_may_come_anywhere_in_its_part_of_the_hours_awake() -> None:
    """As even as chance: of 3,000 moments in twelve hours each hour has 250, give or take four standard deviations."""
    for times in (1, 2, 3):
        days = [date(2026, 1, 1) + timedelta(days=number) for number in range(3000 // times)]
        walls = [moments.walls(plan(times=times), day) for day in days]
        hours = Counter(wall.hour for of_day in walls for wall in of_day)
        assert set(hours) == set(range(9, 21))
        assert all(abs(count - 250) < 4 * 250**0.5 for count in hours.values()), hours
        assert len({wall.second for of_day in walls for wall in of_day}) == 60
        for of_day in walls:
            parts = [
                int((wall - datetime.combine(wall.date(), time(9))).total_seconds()) * times // 43200 for wall in of_day
            ]
            assert parts == [*range(times)]


def test_moments_follow_from_the_seed_alone_and_days_are_drawn_too() -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(700)]
    first, again, other = ([moments.walls(plan(seed), day) for day in days] for seed in (SEED, SEED, "5f" * 32))
    assert first == again
    assert sum(one == two for one, two in zip(first, other, strict=True)) <= 2
    some = [day for day in days if moments.walls(plan(days=3), day)]
    assert abs(len(some) - 300) < 4 * (700 * 3 / 7 * 4 / 7) ** 0.5
    assert moments.walls(plan(), date(2026, 1, 1)) == [
        datetime(2026, 1, 1, 13, 16, 54)
    ]  # for ever: devices count by it


def test_hours_awake_may_go_over_midnight_and_no_moment_is_at_a_time_that_was_not() -> None:
    late = plan(awake_from=time(22), awake_until=time(6))
    walls = [wall for number in range(60) for wall in moments.walls(late, date(2026, 2, 1) + timedelta(days=number))]
    assert {wall.hour for wall in walls} == {22, 23, 0, 1, 2, 3, 4, 5}
    nights = plan(awake_from=time(0), awake_until=time(4), times=3)
    lost = date(2026, 3, 29)  # in Berlin 2:00 to 3:00 is left out
    drawn = moments.drawn([nights], lost, lost, BERLIN)
    assert [moment.wall for moment in drawn] == [wall for wall in moments.walls(nights, lost) if wall.hour != 2]
    assert all(moment.at == moment.wall.replace(tzinfo=BERLIN).astimezone(UTC) for moment in drawn)
    with pytest.raises(Refused):
        plan(awake_from=time(9), awake_until=time(12, 59))
    assert plan(awake_from=time(9), awake_until=time(13)).awake == timedelta(hours=4)
    assert plan(awake_from=time(9), awake_until=time(9)).awake == timedelta(hours=24)


def test_a_plan_holds_from_when_it_was_switched_on_until_it_was_switched_off() -> None:
    whole = moments.drawn([plan(times=3)], date(2026, 1, 5), date(2026, 1, 8), BERLIN)
    assert all(moment.at > BEGUN for moment in whole)
    assert len(whole) == 9 + sum(
        wall.replace(tzinfo=BERLIN) > BEGUN for wall in moments.walls(plan(times=3), BEGUN.date())
    )
    stopped = whole[4].at
    cut = moments.drawn([plan(times=3, stopped=stopped)], date(2026, 1, 5), date(2026, 1, 8), BERLIN)
    assert cut == whole[:5]


def test_missed_moments_are_known_and_late_answers_are_kept_apart() -> None:
    some = [plan(times=3)]
    clock, first, last = Clock(BERLIN, time(4)), date(2026, 1, 6), date(2026, 1, 8)
    came = moments.drawn(some, first, last, BERLIN)
    now = came[-1].at + timedelta(minutes=29)
    over = moments.over(some, first, last, now, clock)
    assert over == came[:-1]  # the last one can still be answered
    answers = [
        answer(came[0].at, 30, 4),
        answer(came[1].at, 31, 5, 2),
        answer(came[3].at, 2, 0, 3),
        answer(came[3].at, 9, 7, 4),
    ]
    assert [one.in_time for one in answers] == [True, False, True, True]
    assert [one.id[:8] for one in moments.in_time(answers)] == ["00000001", "00000003"]
    assert moments.answered(moments.outcomes(over, answers)) == Answered(asked=8, answered=2, late=1, with_craving=1)
    assert moments.answered(moments.outcomes([], answers[:1])) == Answered(
        1, 1, 0, 1
    )  # it was asked, whatever the plan says now
    assert moments.last_asked(some, answers, now, BERLIN) == came[-1]
    assert moments.waits(came[-1], now) is True
    assert moments.waits(came[-1], came[-1].at + timedelta(minutes=30, seconds=1)) is False
    assert moments.last_asked(some, [answer(came[-1].at)], now, BERLIN) is None
    assert moments.last_asked([plan(stopped=BEGUN)], [], now, BERLIN) is None
    one = plan(days=1)
    rare = moments.drawn([one], date(2026, 1, 6), date(2026, 3, 1), BERLIN)[0]
    assert moments.last_asked([one], [], rare.at + timedelta(days=1), BERLIN) == rare
    assert moments.last_asked([one], [], rare.at + timedelta(days=1, seconds=1), BERLIN) in (None, *[])


def test_a_zone_that_changes_later_takes_no_answer_away() -> None:
    """Moments are counted by the wall: who moves to another zone has not missed what was answered before."""
    some, clock = [plan()], Clock(ZoneInfo("America/New_York"), time(4))
    came = moments.drawn(some, date(2026, 1, 6), date(2026, 1, 20), BERLIN)
    answers = [answer(moment.at, 1, 3, number) for number, moment in enumerate(came)]
    over = moments.over(some, date(2026, 1, 6), date(2026, 1, 20), datetime(2026, 2, 1, tzinfo=UTC), clock)
    assert moments.answered(moments.outcomes(over, answers)) == Answered(15, 15, 0, 15)
