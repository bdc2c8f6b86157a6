"""Hours by random check-ins: found whenever somebody writes otherwise, and in the place of the other comparison."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from benchmarks.lookbacks import evidence
from benchmarks.worlds import World
from recovery.insights import sampled_hours
from recovery.insights.claims import Look
from recovery.insights.facts import Logged, MomentFact
from recovery.insights.patterns import Evidence, search
from tests.insights.looks import LAST, PERIOD


def moments(count: int, ratings: dict[bool, tuple[int, ...]], seed: int = 1) -> list[MomentFact]:
    """So many moments, two a day; ratings from 18 to 22 (`True`) and at other hours are drawn from these."""
    chance, made = Random(seed), []
    for number in range(count):
        hour = chance.randrange(9 + 6 * (number % 2), 15 + 6 * (number % 2)) + (number % 2)
        day = LAST - timedelta(days=number // 2)
        at = datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)
        made.append(MomentFact(day, at, chance.choice(ratings[18 <= hour < 22])))
    return made


def look(some: list[MomentFact]) -> Look:
    """A look-back of random check-ins alone."""
    return Look.of(PERIOD, [], Logged(moments=some))


def test_evenings_are_found_and_said_in_counts() -> None:
    some = moments(80, {True: (0, 4, 6), False: (0, 0, 0, 0, 5)})
    (claim,) = sampled_hours.hours(look(some))
    inside = [moment for moment in some if 18 <= moment.hour < 22]
    others = [moment for moment in some if not 18 <= moment.hour < 22]
    felt = [sum(moment.intensity > 0 for moment in part) for part in (inside, others)]
    assert (claim.kind, claim.seen, claim.of, claim.again) == ("hour", felt[0], len(inside), True)
    assert claim.expected == len(inside) * felt[1] / len(others)
    assert claim.p <= 0.01
    assert claim.text == (
        f"18:00 to 22:00, at moments chosen at random: a craving at {felt[0]} of {len(inside)}; at the other hours at "
        f"{felt[1]} of {len(others)}."
    )


def test_bad_weeks_whose_mornings_stay_unanswered_are_no_hour() -> None:
    """Cravings in most evenings of three weeks of four; where their mornings are answered with none, they tell."""
    some: list[MomentFact] = []
    mornings: list[MomentFact] = []
    for number in range(112):
        day, hour, bad = LAST - timedelta(days=number // 2), 19 if number % 2 else 10, number // 14 % 4 > 0
        at = datetime(day.year, day.month, day.day, hour + number // 2 % 4, 30, tzinfo=UTC)
        moment = MomentFact(day, at, 5 if bad and hour == 19 and number % 8 != 1 else 0)
        (mornings if bad and hour == 10 else some).append(moment)
    (unanswered,) = sampled_hours.hours(look(some))
    (answered,) = sampled_hours.hours(look([*some, *mornings]))
    assert unanswered.seen > 2 * unanswered.expected
    assert (unanswered.again, answered.again) == (False, True)


def test_for_somebody_who_always_feels_some_of_it_the_stronger_half_counts() -> None:
    some = moments(80, {True: (3, 7, 8), False: (2, 2, 3, 3, 7)})
    (claim,) = sampled_hours.hours(look(some))
    assert "a craving of " in claim.text
    least = int(claim.text.partition("a craving of ")[2].split()[0])
    assert 2 * sum(moment.intensity >= least for moment in some) <= len(some)
    assert 2 * sum(moment.intensity >= least - 1 for moment in some) > len(some)


def test_too_few_moments_or_days_say_nothing_of_hours() -> None:
    some = moments(80, {True: (5,), False: (0,)})
    assert sampled_hours.enough(some[:28]) is True
    assert sampled_hours.enough(some[:26]) is False  # 13 days
    assert sampled_hours.enough(some[:38:2]) is False  # 19 moments
    assert sampled_hours.enough(some[:40:2]) is True
    assert sampled_hours.hours(look(some[:26])) == []
    assert sampled_hours.hours(look(moments(80, {True: (0,), False: (0,)}))) == []
    # all within four hours: nothing to compare them with
    same = [moment._replace(at=moment.at.replace(hour=18 + number % 4)) for number, moment in enumerate(some)]
    assert sampled_hours.hours(look(same)) == []


def test_they_take_the_place_of_hours_by_what_was_written() -> None:
    written = evidence(World(cravings=160, plant="hour", strength=0.7), 3)
    both = evidence(World(cravings=160, plant="hour", strength=0.7, sampled=3), 3)
    assert written.cravings == both.cravings
    assert search(written).checks == search(both).checks  # hours are compared once
    (hour,) = (pattern for pattern in search(both).patterns if pattern.kind == "hour")
    assert "at moments chosen at random" in hour.text
    few = Evidence(both.period, both.cravings[:5], both.logged)
    assert search(few).checks == 1
    assert [pattern.claim for pattern in search(few).patterns] == [hour.claim]
    nothing = Evidence(both.period, both.cravings[:5], both.logged._replace(moments=both.logged.moments[:19]))
    assert search(nothing).checks == 0


def test_a_habit_of_writing_and_hours_in_which_few_are_answered_claim_nothing() -> None:
    for world in (World(sampled=2, nightly=0.5), World(sampled=3, drifting=True), World(sampled=2, busy=True)):
        for seed in range(400_000, 400_004):
            assert [pattern for pattern in search(evidence(world, seed)).patterns if pattern.kind == "hour"] == []


def drawn(hours: dict[int, list[int]], ago: int = 0) -> list[MomentFact]:
    """Moments of these hours of a day, one each day back from so many days ago, each with its rating."""
    made = []
    for place in range(max(map(len, hours.values()))):
        for hour, ratings in hours.items():
            if place < len(ratings):
                day = LAST - timedelta(days=ago + place)
                made.append(
                    MomentFact(day, datetime(day.year, day.month, day.day, hour, 5, tzinfo=UTC), ratings[place])
                )
    return made


def test_hours_may_go_over_midnight_and_a_rating_at_the_bound_counts() -> None:
    quiet, hot = [1] * 56, [2, 2, 2, 1] * 14
    some = drawn({hour: hot if hour in (22, 23, 0, 1) else quiet for hour in (18, 19, 20, 21, 22, 23, 0, 1, 2, 3)})
    (claim,) = sampled_hours.hours(look(some))
    assert claim.text == (
        "22:00 to 02:00, at moments chosen at random: a craving of 2 or more at 168 of 224; at the other hours at 0 of "
        "336."
    )
    assert (claim.seen, claim.of, claim.expected, claim.again, claim.p) == (168, 224, 0.0, True, 1 / 4000)
    assert sampled_hours.hours(look(some[::-1])) == [claim]  # in whatever order they are given


def test_each_half_must_show_it_by_a_fifth_and_have_moments_on_both_sides() -> None:
    hours = (9, 10, 11, 12, 18, 19, 20, 21)
    evening = {hour: [5, 5, 0, 0] * 7 if hour > 12 else [5, 0, 0, 0] * 7 for hour in hours}
    even = {hour: [5, 0, 0, 0] * 7 for hour in hours}
    both = [*drawn(evening), *drawn(evening, ago=28)]
    assert [claim.again for claim in sampled_hours.hours(look(both))] == [True]
    for recent, before in ((evening, even), (even, evening)):
        once = [*drawn(recent), *drawn(before, ago=28)]
        assert [claim.again for claim in sampled_hours.hours(look(once))] == [False]
    none_inside = [*drawn(evening), *drawn({hour: said for hour, said in evening.items() if hour <= 12}, ago=28)]
    assert [claim.again for claim in sampled_hours.hours(look(none_inside))] == [False]
    none_outside = [*drawn(evening), *drawn({hour: said for hour, said in evening.items() if hour > 12}, ago=28)]
    assert [claim.again for claim in sampled_hours.hours(look(none_outside))] == [False]


def test_hours_may_end_at_midnight() -> None:
    some = drawn({hour: [5, 5, 5, 0] * 7 if hour > 19 else [0] * 28 for hour in (9, 10, 11, 12, 20, 21, 22, 23)})
    (claim,) = sampled_hours.hours(look(some))
    assert claim.text.startswith("20:00 to 00:00, at moments chosen at random: a craving at 84 of 112")


def test_half_of_the_moments_at_most_count_as_felt() -> None:
    def least(*ratings: int) -> int:
        return sampled_hours._least(drawn({12: list(ratings)}))

    assert least(4, 4, 0, 0) == 1  # half of them, and no more
    assert least(4, 4, 2, 0) == 3
    assert least(10, 10, 10) == 10


def test_four_hours_are_compared_with_five_moments_on_either_side_and_one_in_each_hour() -> None:
    hours = [0] * 24
    hours[20:24] = [1, 1, 2, 1]
    assert sampled_hours._compared(hours, 20, 10)
    assert not sampled_hours._compared(hours, 20, 9)  # four others
    assert not sampled_hours._compared(hours, 21, 10)  # none from 00:00 to 01:00
    hours[22] = 1
    assert not sampled_hours._compared(hours, 20, 10)  # four inside
    assert sampled_hours._row([(23, 1), (23, 1), (0, 1), (9, 0)], [20, 21, 0, 9]) == [2, 3, 1, 0]
