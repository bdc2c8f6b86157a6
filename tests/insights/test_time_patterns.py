"""Where cravings crowd, on look-backs made by hand: each threshold from both sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time

import pytest

from recovery.insights import time_patterns
from recovery.insights.claims import Claim, Felt, Look
from recovery.insights.facts import Answers
from tests.insights.looks import ago, craving, look

WEEKLY = [*range(1, 56, 7)]  # Saturdays
MARKED = [7 * week + (2 * week + 1) % 7 for week in range(8)]  # one day of each of the eight weeks, and of each weekday


def crowded(
    answers: dict[int, Answers] | None = None, *, doses: dict[int, bool] | None = None, marked: Sequence[int] = MARKED
) -> Look:
    """Fifty-six logged days with one craving, the marked ones with four."""
    cravings = [craving(day) for day in range(56) for _ in range(4 if day in marked else 1)]
    return look(cravings, answers=answers, doses=doses)


def said(claims: list[Claim]) -> list[tuple[str, int, int, float, bool]]:
    return [(claim.kind, claim.seen, claim.of, claim.expected, claim.again) for claim in claims]


@pytest.mark.parametrize(("slept", "short"), [(5.97, True), (6.0, False)])
def test_a_night_of_six_hours_is_no_short_one(slept: float, short: bool) -> None:
    seen = crowded({day: Answers(sleep_hours=slept if day in MARKED else 8.0) for day in range(56)})
    assert said(time_patterns.sleep(seen)) == ([("sleep", 32, 80, 80 * 8 / 56, True)] if short else [])


@pytest.mark.parametrize(("mood", "low"), [(3, True), (4, False)])
def test_the_day_after_a_mood_of_three_is_one_after_a_low_mood(mood: int, low: bool) -> None:
    seen = crowded({day + 1: Answers(mood=mood if day in MARKED else 5) for day in range(55)})
    assert said(time_patterns.mood(seen)) == ([("mood", 32, 79, 79 * 8 / 55, True)] if low else [])


def test_the_day_after_a_missed_dose() -> None:
    seen = crowded(doses={day + 1: day in MARKED for day in range(55)})
    assert said(time_patterns.medication(seen)) == [("medication", 32, 79, 79 * 8 / 55, True)]


def test_each_of_the_four_questions_is_asked_of_the_day_after_and_not_of_the_day() -> None:
    same = crowded({day: Answers(lonely=day in MARKED) for day in range(56)})
    assert [(claim.seen, claim.of) for claim in time_patterns.halt(same)] == [(8, 79)]
    after = crowded({day + 1: Answers(tired=day in MARKED) for day in range(55)})
    (claim,) = time_patterns.halt(after)
    assert said([claim]) == [("halt", 32, 79, 79 * 8 / 55, True)]
    assert "tired" in claim.text


def test_days_of_one_weekday_have_no_other_day_to_be_compared_with() -> None:
    """Short nights on every Saturday: whatever Saturdays are like is not of the night."""
    answers = {day: Answers(sleep_hours=5.0 if day in WEEKLY else 8.0) for day in range(56)}
    assert time_patterns.sleep(crowded(answers, marked=WEEKLY)) == []


def test_a_day_of_which_nothing_is_known_counts_neither_way() -> None:
    known = {
        day: Answers(sleep_hours=5.0 if day in MARKED else 8.0) for day in range(56) if day % 7 != 3 or day in MARKED
    }
    assert said(time_patterns.sleep(crowded(known))) == [("sleep", 32, 73, 73 * 8 / 49, True)]


@pytest.mark.parametrize(("cravings", "enough"), [(20, True), (19, False)])
def test_a_claim_needs_twenty_cravings_on_the_days_it_compares(cravings: int, enough: bool) -> None:
    days = range(14)
    count = [2] * (cravings - 14) + [1] * (28 - cravings)
    answers = {day: Answers(sleep_hours=5.0 if day % 2 else 8.0) for day in days}
    seen = look((craving(day) for day in days for _ in range(count[day])), answers=answers)
    assert bool(time_patterns.sleep(seen)) is enough


@pytest.mark.parametrize(("days", "enough"), [(14, True), (13, False)])
def test_a_claim_needs_fourteen_days_that_it_compares(days: int, enough: bool) -> None:
    answers = {day: Answers(sleep_hours=5.0 if day % 2 else 8.0) for day in range(days)}
    seen = look((craving(day) for day in range(20) for _ in range(1 + day % 3)), answers=answers)
    assert bool(time_patterns.sleep(seen)) is enough


@pytest.mark.parametrize(("marked", "enough"), [(5, True), (4, False), (15, True), (16, False)])
def test_a_claim_needs_five_days_of_each_sort(marked: int, enough: bool) -> None:
    answers = {day: Answers(sleep_hours=5.0 if day * marked % 20 < marked else 8.0) for day in range(20)}
    seen = look((craving(day) for day in range(20) for _ in range(1 + day % 3)), answers=answers)
    assert bool(time_patterns.sleep(seen)) is enough


@pytest.mark.parametrize(("half", "again"), [(range(28), False), (range(28, 56), False), (range(56), True)])
def test_both_halves_must_show_it(half: range, again: bool) -> None:
    answers = {day: Answers(sleep_hours=5.0 if day in MARKED else 8.0) for day in range(56)}
    cravings = [craving(day) for day in range(56) for _ in range(5 if day in MARKED and day in half else 1)]
    (claim,) = time_patterns.sleep(look(cravings, answers=answers))
    assert claim.again is again


def test_a_weekday_on_which_cravings_crowd() -> None:
    (claim,) = time_patterns.weekdays(crowded(marked=WEEKLY))
    assert said([claim]) == [("weekday", 32, 80, 80 * 8 / 56, True)]
    assert claim.text.startswith("Saturdays")
    assert claim.p < 0.01


@pytest.mark.parametrize("half", [range(28), range(28, 56)])
def test_a_weekday_must_stand_out_in_both_halves(half: range) -> None:
    (claim,) = time_patterns.weekdays(
        look(craving(d) for d in range(56) for _ in range(6 if d % 7 == 1 and d in half else 1))
    )
    assert (claim.kind, claim.again) == ("weekday", False)


def test_cravings_of_one_day_a_week_have_no_other_day_to_be_compared_with() -> None:
    assert time_patterns.weekdays(look(craving(day) for day in range(0, 56, 7))) == []


def hourly(many: Callable[[int, int], int]) -> Look:
    return look(
        [craving(day, hour=hour) for day in range(56) for hour in range(7, 23) for _ in range(many(day, hour))],
        hours=range(7, 23),
    )


def test_four_hours_in_which_cravings_crowd() -> None:
    seen = hourly(lambda day, hour: int((day + hour) % 8 == 0) + (18 <= hour <= 21))
    (claim,) = time_patterns.hours(seen)
    assert said([claim]) == [("hour", 56 * 4 + 28, 56 * 6, 56 * 6 * 4 / 16, True)]
    assert claim.p < 0.01
    assert claim.text.startswith("18:00 to 22:00: ")


def test_four_hours_that_crowd_in_one_half_only() -> None:
    seen = hourly(lambda day, hour: 1 + 2 * (18 <= hour <= 21 and day < 28))
    (claim,) = time_patterns.hours(seen)
    assert claim.again is False


def test_hours_say_nothing_where_a_person_is_up_for_less_than_eight_of_them() -> None:
    seven, eight = (
        look([craving(day, hour=hour) for day in range(56) for hour in range(9, end) for _ in range(1 + hour % 3)])
        for end in (16, 17)
    )
    assert time_patterns.hours(seven) == []
    assert len(time_patterns.hours(eight)) == 1


def test_a_stretch_of_hours_never_spans_a_gap() -> None:
    """Up from 9 to 14 and from 18 to 21: the stretch is one of the hours that follow one another."""
    hours = [9, 10, 11, 12, 13, 18, 19, 20, 21]
    many = {12: 3, 13: 3, 18: 3, 19: 3}
    seen = look([craving(day, hour=h) for day in range(56) for h in hours for _ in range(many.get(h, 1))], hours=hours)
    (claim,) = time_patterns.hours(seen)
    assert (claim.seen, claim.of) == (56 * 8, 56 * 17)
    assert claim.text.startswith(("10:00 to 14:00: ", "18:00 to 22:00: "))


def test_each_claim_says_its_figures_in_words() -> None:
    (hour,) = time_patterns.hours(hourly(lambda day, hour: int((day + hour) % 8 == 0) + (18 <= hour <= 21)))
    assert "252 of 336 cravings" in hour.text
    assert "84" in hour.text
    (weekday,) = time_patterns.weekdays(crowded(marked=WEEKLY))
    assert "32 of 80 cravings" in weekday.text
    assert "11" in weekday.text
    (sleep,) = time_patterns.sleep(
        crowded({day: Answers(sleep_hours=5.0 if day in MARKED else 8.0) for day in range(56)})
    )
    assert sleep.text == (
        "Days after less than 6 hours of sleep: 32 of 80 cravings; by the number of such days it would be 11."
    )
    assert 0 < sleep.p < 0.01
    (mood,) = time_patterns.mood(crowded({day + 1: Answers(mood=2 if day in MARKED else 5) for day in range(55)}))
    assert mood.text.startswith("Days after a mood of 3 or less: ")
    (dose,) = time_patterns.medication(crowded(doses={day + 1: day in MARKED for day in range(55)}))
    assert dose.text.startswith("Days after a missed dose: ")
    claims = time_patterns.halt(crowded({day + 1: Answers(tired=day in MARKED) for day in range(55)}))
    assert [(claim.kind, claim.sign) for claim in claims] == [("halt", "tired")]
    assert (sleep.sign, mood.sign, dose.sign) == ("sleep", "mood", "medication"), "what the days before were marked by"


def test_a_stretch_over_midnight_ends_on_the_next_day() -> None:
    hours = [20, 21, 22, 23, 0, 1, 2, 3, 12, 13]
    seen = look(
        [
            craving(day, hour=hour)
            for day in range(56)
            for hour in hours
            for _ in range((4 if hour in (22, 23, 0, 1) else 1) + (day + hour) % 2)
        ],
        hours=hours,
    )
    (claim,) = time_patterns.hours(seen)
    assert claim.text.startswith("22:00 to 02:00: ")


@pytest.mark.parametrize(
    ("counts", "often"),
    [
        ({9: 1, 10: 1}, [9, 10]),
        ({9: 1}, []),
        ({9: 2}, [9]),
        ({23: 1, 0: 1}, [0, 23]),
        ({9: 96, 15: 1, 16: 2}, [9]),
        ({9: 93, 15: 1, 16: 2}, [9, 15, 16]),
        ({9: 93, 15: 1, 16: 3}, [9, 16]),
        ({9: 189, 15: 3}, [9]),
        ({9: 186, 15: 2, 16: 4}, [9, 15, 16]),
        ({9: 187, 15: 1, 16: 4}, [9]),
    ],
)
def test_an_hour_is_often_from_a_quarter_of_an_even_share_alone_and_three_quarters_with_its_neighbours(
    counts: dict[int, int], often: list[int]
) -> None:
    cravings = look([craving(day % 56, hour=hour) for hour, times in counts.items() for day in range(times)]).cravings
    assert time_patterns._often(cravings) == often


def test_the_shortest_arc_of_the_clock_holds_all_hours() -> None:
    assert time_patterns._arc({9}) == [9]
    assert time_patterns._arc({23, 2}) == [23, 0, 1, 2]
    assert time_patterns._arc({8, 20}) == [20, 21, 22, 23, *range(9)], "of two that are as long the later one"


def felt(day: int, clock: str, *, moment: bool | None = True) -> Felt:
    """A craving so many days before the last, at that time of day."""
    at = datetime.combine(ago(day), time.fromisoformat(clock), UTC)
    return Felt(ago(day), at, moment, 5, frozenset(), frozenset(), None)


@pytest.mark.parametrize(
    ("cravings", "kept"),
    [
        ([felt(0, "12:00"), felt(0, "12:10:01")], [0, 1]),
        ([felt(0, "12:00"), felt(0, "12:10")], []),
        ([felt(0, "12:00"), felt(0, "12:05"), felt(0, "12:11")], []),
        ([felt(0, "12:11"), felt(1, "12:00"), felt(0, "12:05")], [1]),
        ([felt(0, "12:00"), felt(0, "15:00", moment=False)], [0]),
        ([felt(0, "12:05", moment=None), felt(0, "15:07", moment=None)], [1]),
        ([felt(0, "12:00"), felt(0, "15:00")], [0, 1]),
        ([felt(0, "12:00", moment=False), felt(0, "12:05")], []),
    ],
)
def test_only_cravings_whose_time_was_theirs_are_asked_for_hours(cravings: list[Felt], kept: list[int]) -> None:
    wanted = sorted((cravings[place] for place in kept), key=lambda item: item.at)
    assert time_patterns._timed(cravings) == wanted


@pytest.mark.parametrize(
    ("counts", "place", "hours"),
    [
        ((5, 5, 2, 5, 5), 2, {1, 2, 3}),
        ((5, 5, 1, 5, 5), 2, {0, 1, 2, 3, 4}),
        ((5, 5, 12, 5, 5), 2, {2}),
        ((5, 5, 5, 5, 5), 0, {0, 1, 2}),
        ((5, 5, 5, 5, 5), 4, {2, 3, 4}),
        ((1, 1, 1), 1, {0, 1, 2}),
    ],
)
def test_the_hours_of_the_days_around_are_taken_until_there_are_twelve_cravings(
    counts: tuple[int, ...], place: int, hours: set[int]
) -> None:
    days = [ago(len(counts) - number) for number in range(len(counts))]
    by_day = {day: [number] * count for number, (day, count) in enumerate(zip(days, counts, strict=True))}
    assert time_patterns._around(days, by_day, place) == hours


@pytest.mark.parametrize(
    ("hours", "arc", "starts"),
    [
        ([8] * 10 + [12, 19], [*range(8, 20)], [8, 16]),
        ([20] * 10 + [23, 3], [20, 21, 22, 23, 0, 1, 2, 3], [20, 22]),
    ],
)
def test_each_turn_of_a_days_clock_is_counted_in_every_stretch(
    hours: list[int], arc: list[int], starts: list[int]
) -> None:
    narrow = [felt(2, "12:00") for _ in range(12)]
    cravings = narrow + [felt(1, f"{hour:02}:00") for hour in hours]
    (unit,) = time_patterns._turned_days(cravings, starts)
    rows = []
    for turn in range(len(arc)):
        turned = [arc[(arc.index(hour) + turn) % len(arc)] for hour in hours]
        rows.append([sum((hour - start) % 24 < 4 for hour in turned) for start in starts])
    assert unit.arrangements == rows
    assert unit.seen == rows[0]


def evenings(*, last: int = 23, most: int = 3) -> Look:
    """Each day one craving somewhere between 8 and 23, and up to three more in the four hours that end with `last`."""
    cravings = []
    for day in range(56):
        cravings.append(craving(day, 5, 8 + day * 5 % 16))
        cravings += [craving(day, 5, last - (day + step) % 4) for step in range(most)]
    return look(cravings)


def test_four_hours_are_named_by_their_ends_also_at_midnight() -> None:
    (claim,) = time_patterns.hours(evenings())
    assert said([claim]) == [("hour", 182, 224, 56.0, True)]
    assert claim.text == (
        "20:00 to 00:00: 182 of 224 cravings; spread evenly over the hours with entries it would be 56."
    )
    assert claim.p < 0.01
    (claim,) = time_patterns.hours(evenings(last=15))
    assert claim.text.startswith("12:00 to 16:00: 182 of 224")


def test_the_hours_beside_a_stretch_and_the_fuller_half_of_the_others() -> None:
    assert time_patterns._with_neighbours([8, 9, 10, 11]) == {7, 8, 9, 10, 11, 12}
    assert time_patterns._with_neighbours([20, 21, 22, 23]) == {19, 20, 21, 22, 23, 0}
    assert time_patterns._with_neighbours([0, 1, 2, 3]) == {23, 0, 1, 2, 3, 4}
    assert time_patterns._mean_of_fuller_half([4, 1, 3, 2]) == 3.5
    assert time_patterns._mean_of_fuller_half([4, 1, 0, 2, 3, 9]) == 16 / 3
    assert time_patterns._mean_of_fuller_half([9, 1, 3]) == 6


@pytest.mark.parametrize(("followed", "again"), [(0, False), (10, False), (56, True)])
def test_cravings_that_are_the_last_of_their_day_may_be_a_habit_of_writing_before_bed(
    followed: int, again: bool
) -> None:
    """Each day two by day and one in the evening; on some days another follows that one, in the evening too."""
    by_day = [craving(day, 5, 8 + (day + step) % 12) for day in range(56) for step in (0, 6)]
    evening = [craving(day, 5, 20 + day % 4) for day in range(56)]
    more = [craving(day, 5, 20 + day % 4) for day in range(followed)]
    (claim,) = time_patterns.hours(look(by_day + evening + more))
    assert claim.text.startswith("20:00 to 00:00: ")
    assert claim.again is again


def test_hours_of_which_only_seven_are_usual_say_nothing_also_where_a_few_are_far_off() -> None:
    usual = [craving(day, hour=hour) for day in range(56) for hour in range(9, 16) for _ in range(1 + hour % 3)]
    assert time_patterns.hours(look([*usual, *(craving(day, hour=22) for day in range(0, 10, 2))])) == []
