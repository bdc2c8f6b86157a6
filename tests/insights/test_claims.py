"""What every comparison stands on: names folded, days in their weeks, halves, and what is enough to compare."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from recovery.insights.claims import (
    Felt,
    Look,
    enough,
    marked_higher,
    more,
    rounded,
    week_of,
    weeks_of,
    within,
)
from recovery.insights.facts import Answers, CravingFact, Logged
from recovery.insights.periods import Period
from tests.insights.looks import LAST, PERIOD, ago, craving, look


def test_names_are_folded_and_keep_the_spelling_first_written() -> None:
    noon = datetime(2026, 3, 29, 12, tzinfo=UTC)
    late = CravingFact(LAST, noon, 5, ("PAYDAY",), ("Walk", "walk"), "passed", 1)
    early = CravingFact(ago(1), noon - timedelta(days=1), 7, ("payday",), ("WALK",), None, 2, written=noon)
    outside = CravingFact(ago(56), noon, 9, ("Outside",), key=0)
    seen = Look.of(PERIOD, [late, outside, early], Logged())
    moment = False  # it was written a day later
    assert seen.spelling == {"payday": "PAYDAY", "walk": "Walk"}
    assert seen.cravings == [
        Felt(ago(1), early.at, moment, 7, frozenset({"payday"}), frozenset({"walk"}), None),
        Felt(LAST, noon, None, 5, frozenset({"payday"}), frozenset({"walk"}), "passed"),
    ]
    assert seen.cravings[0].hour == 12
    assert seen.period == PERIOD


def test_a_name_is_one_whatever_apostrophe_and_blanks_it_was_typed_with() -> None:
    """As a phone's keyboard writes it; the claims look each folded name up among the spellings."""
    kitchen = (f"Mom{mark}s  kitchen" for mark in ("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    noon = datetime(2026, 3, 29, 12, tzinfo=UTC)
    seen = Look.of(PERIOD, [CravingFact(LAST, noon, 5, (name,), key=key) for key, name in enumerate(kitchen)], Logged())
    assert [craving.triggers for craving in seen.cravings] == [frozenset(seen.spelling)] * 2
    assert [*seen.spelling.values()] == ["Mom\N{RIGHT SINGLE QUOTATION MARK}s  kitchen"]


def test_an_hour_that_the_clock_shows_twice_is_in_order() -> None:
    zone = ZoneInfo("America/New_York")
    times = [datetime(2025, 11, 2, hour, minute, tzinfo=UTC).astimezone(zone) for hour, minute in ((5, 30), (6, 10))]
    day = times[0].date()
    assert times[0] > times[1]  # by the wall
    facts = [CravingFact(day, at, rating, written=times[0]) for rating, at in enumerate(times)]
    seen = Look.of(Period(day, day), facts[::-1], Logged())
    assert [craving.intensity for craving in seen.cravings] == [0, 1]
    assert [craving.moment for craving in seen.cravings] == [True, False]


def test_those_of_a_day_stand_by_the_clock() -> None:
    seen = look([craving(0, 5, 20), craving(1, 6, 9), craving(0, 7, 8)])
    assert [craving.intensity for craving in seen.cravings] == [6, 7, 5]
    assert {day: [craving.intensity for craving in felt] for day, felt in seen.by_day.items()} == {
        ago(1): [6],
        LAST: [7, 5],
    }
    assert seen.count([LAST, ago(1), ago(2)]) == 3
    assert seen.count([ago(2)]) == 0


def test_those_of_one_minute_stand_as_they_were_written() -> None:
    noon = datetime(2026, 3, 29, 12, tzinfo=UTC)
    facts = [CravingFact(LAST, noon, rating, key=key) for key, rating in enumerate((9, 3, 5))]
    assert [craving.intensity for craving in Look.of(PERIOD, facts, Logged()).cravings] == [9, 3, 5]


def test_logged_days_are_those_of_the_period_and_those_of_its_cravings() -> None:
    answers, doses = {LAST: Answers(mood=3)}, {LAST: True}
    told = Logged(frozenset({ago(56), ago(55), ago(3)}), frozenset({8, 21}), answers, doses)
    seen = Look.of(PERIOD, [craving(1)], told)
    assert seen.days == {ago(55), ago(3), ago(1)}
    assert seen.hours == {8, 21}
    assert (seen.answers, seen.doses) == (answers, doses)


@pytest.mark.parametrize(("days", "first_half"), [(56, 28), (7, 3), (2, 1)])
def test_both_halves_must_show_it(days: int, first_half: int) -> None:
    period = Period(ago(days - 1), LAST)
    middle = period.first + timedelta(days=first_half)
    asked: list[Period] = []

    def holds(half: Period) -> bool:
        asked.append(half)
        return True

    seen = look([], period=period)
    assert seen.again(holds)
    assert asked == [Period(period.first, middle - timedelta(days=1)), Period(middle, LAST)]
    assert not seen.again(lambda half: half.last == LAST)
    assert not seen.again(lambda half: half.first == period.first)


@pytest.mark.parametrize(
    ("cravings", "days", "may"), [(20, 14, True), (19, 14, False), (20, 13, False), (60, 13, False), (20, 20, True)]
)
def test_a_claim_needs_twenty_cravings_on_fourteen_days(cravings: int, days: int, may: bool) -> None:
    felt = look([craving(number % days) for number in range(cravings)]).cravings
    assert enough(felt) is may


def test_more_is_more_than_a_fifth_above() -> None:
    assert more(6.01, 5)
    assert not more(6, 5)
    assert not more(0, 0)
    assert more(1, 0)


@pytest.mark.parametrize(("value", "text"), [(0, "0.0"), (2.94, "2.9"), (2.96, "3.0"), (3, "3"), (11.6, "12")])
def test_what_chance_would_give_is_whole_from_three_on(value: float, text: str) -> None:
    assert rounded(value) == text


def test_a_week_is_that_of_the_calendar_with_its_own_year() -> None:
    assert week_of(date(2027, 1, 3)) == (2026, 53)
    assert week_of(date(2027, 1, 4)) == (2027, 1)
    days = [date(2027, 1, 3), date(2027, 1, 4), date(2027, 1, 5), date(2026, 1, 1)]
    assert weeks_of(days) == [days[:1], days[1:3], days[3:]]


def test_within_a_half() -> None:
    felt = look([craving(day) for day in (0, 1, 2)]).cravings
    assert [craving.day for craving in within(felt, Period(ago(2), ago(1)))] == [ago(2), ago(1)]


DAYS = [*PERIOD]
WEEKENDS = {day for day in DAYS if day.weekday() > 4}


def test_marked_days_that_are_higher_within_their_week_are_seldom_chance() -> None:
    marked = set(DAYS[::11])
    values = {day: 9 if day in marked else 1 for day in DAYS}
    p = marked_higher(values, marked)
    assert p is not None
    assert p < 0.01
    assert (marked_higher({day: 10 - value for day, value in values.items()}, marked) or 0) > 0.9


def test_a_good_month_and_the_weekend_are_not_taken_for_what_marks_a_day() -> None:
    later = set(DAYS[28:])
    assert (marked_higher({day: 9 if day in later else 1 for day in DAYS}, later) or 1) > 0.9
    assert marked_higher({day: 9 if day in WEEKENDS else 1 for day in DAYS}, WEEKENDS) is None


@pytest.mark.parametrize(("marked", "others", "told"), [(5, 5, True), (4, 6, False), (6, 4, False)])
def test_five_marked_days_and_five_others_are_needed(marked: int, others: int, told: bool) -> None:
    days = DAYS[: marked + others]
    mine = set(days[::2][:marked])
    mine |= set(days[1::2][: marked - len(mine)])
    assert (marked_higher({day: day.day % 3 for day in days}, mine) is not None) is told
