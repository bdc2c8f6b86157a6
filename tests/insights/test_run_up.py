"""What leads up to a lapse, on look-backs made by hand: which days are counted, and what is said from when on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from recovery.insights import run_up as module
from recovery.insights.claims import Claim, Look
from recovery.insights.facts import Answers, Logged
from recovery.insights.patterns import Evidence, search
from recovery.insights.periods import Period
from recovery.insights.run_up import Days, Sign, run_up, signs_of
from recovery.journal.entries import HALT
from tests.insights.looks import LAST, PERIOD, ago, craving, look

SHORT, LONG = Answers(sleep_hours=5.0), Answers(sleep_hours=7.5)


def slept(lapses: Iterable[int], short: Iterable[int], days: int = 56, **more: Any) -> Look:
    """A look-back with a check-in each day, days of use, and days after a short night, all as days before its last."""
    nights = {day: SHORT if day in set(short) else LONG for day in range(days)}
    made = look([], logged=range(days), answers=nights, period=Period(ago(days - 1), LAST), **more)
    return made._replace(uses=frozenset(map(ago, lapses)))


LAPSES = (9, 22, 35, 48)
BEFORE = [lapse + step for lapse in LAPSES for step in (1, 2, 3)]


def claims(short: Iterable[int], lapses: Iterable[int] = LAPSES, **more: Any) -> list[Claim]:
    return run_up(slept(lapses, short, **more))


def test_days_of_use_and_the_three_after_are_on_neither_side() -> None:
    uses = {ago(20), ago(19), ago(15), ago(2)}
    days = Days.of(Period(ago(26), LAST), uses)
    assert days.before == {ago(20): [ago(23), ago(22), ago(21)], ago(2): [ago(5), ago(4), ago(3)]}
    assert sorted(days.others) == [*map(ago, (26, 25, 24, 11, 10, 9, 8, 7, 6))]
    four_apart = Days.of(Period(ago(26), LAST), {ago(20), ago(15)})
    assert four_apart.before == {ago(20): [ago(23), ago(22), ago(21)], ago(15): [ago(16)]}


def test_the_sign_is_counted_beside_the_other_days() -> None:
    short = [*BEFORE[:10], 0, 17, 30]
    (claim,) = claims(short)
    assert claim.text == (
        "The three days before a lapse: less than 6 hours of sleep on 10 of 12; on other days 3 of 28."
    )
    assert (claim.kind, claim.seen, claim.of, claim.again) == ("before_lapse", 10, 12, True)
    assert claim.name == "less than 6 hours of sleep"
    assert claim.expected == pytest.approx(12 * 3 / 28)
    assert claim.p < 0.01


def test_it_is_shown_without_a_single_craving() -> None:
    made = slept(LAPSES, BEFORE)
    outcome = search(Evidence(PERIOD, [], made_logged(made)))
    assert [(pattern.kind, pattern.seen, pattern.of) for pattern in outcome.patterns] == [("before_lapse", 12, 12)]
    assert outcome.checks == 1
    told = outcome.patterns[0]._replace(p=0.011)
    assert told.text == told.claim, "no share that could be read as the odds of a lapse"
    assert told._replace(p=0.012).text == (
        "The three days before a lapse: less than 6 hours of sleep on 12 of 12; on other days 0 of 28. "
        "A finding like this is often a little larger than the truth."
    )


def made_logged(made: Look) -> Logged:
    return Logged(made.days, answers=made.answers, uses=made.uses)


def test_nothing_is_said_on_the_first_days_after_a_lapse() -> None:
    assert claims(BEFORE, (*LAPSES, 3))
    assert claims(BEFORE, (*LAPSES, 2)) == []
    for lapse, waits in ((3, False), (2, True), (0, True)):
        assert search(Evidence(PERIOD, [], made_logged(slept((*LAPSES, lapse), BEFORE)))).waits is waits


def test_three_lapses_are_needed_and_two_with_days_before_them() -> None:
    assert claims(BEFORE, LAPSES[:3])
    assert claims(BEFORE, LAPSES[:2]) == []
    assert claims(BEFORE, (9, 10, 11, 35)), "three days in a row are led up to once"
    assert claims(BEFORE, (9, 10, 11)) == []


@pytest.mark.parametrize("lapses", [(48,), range(5, 51, 2), range(4, 56)])
def test_one_lapse_and_use_on_most_days_tell_nothing(lapses: Iterable[int]) -> None:
    assert claims(BEFORE, lapses) == []


def test_what_the_weekday_or_the_weeks_around_explain_is_not_shown() -> None:
    weekly = [day for day in range(56) if ago(day).weekday() in (3, 4, 5)]
    sundays = [day for day in range(8, 50) if ago(day).weekday() == 6]
    assert [claim.again for claim in claims(weekly, sundays[::2])] == [False]
    stretch = range(46)
    assert [claim.again for claim in claims(stretch, (9, 20, 31))] == [False]


def test_earlier_and_later_lapses_must_both_show_it() -> None:
    assert [claim.again for claim in claims(BEFORE[:6])] == [False]


def test_each_sign_is_found_by_its_own_name() -> None:
    marked = {*BEFORE, 0, 17, 30}
    plain = {day: Answers(7.5, 6, **dict.fromkeys(HALT, False)) for day in range(56)}
    uses = frozenset(map(ago, LAPSES))

    def named(**more: Any) -> str | None:
        made = look(more.pop("cravings", ()), logged=more.pop("logged", range(56)), **more)
        signs = {ago(day): day in marked for day in range(56)} if "answers" not in more and "doses" not in more else {}
        (claim,) = run_up(made._replace(uses=uses, signs=signs if not made.cravings else {}))
        assert (claim.seen, claim.of) == (12, 12)
        words = claim.text.partition(": ")[2].partition(" on ")[0]
        assert claim.name == (None if words == "a warning sign of your plan" else words)
        return words

    def said(**answers: Any) -> dict[int, Answers]:
        return {day: one._replace(**answers) if day in marked else one for day, one in plain.items()}

    for feeling in ("hungry", "angry", "lonely", "tired"):
        assert named(answers=said(**{feeling: True})) == feeling
    assert named(answers=said(mood=3)) == "a mood of 3 or less"
    assert named(answers=said(sleep_hours=5.9)) == "less than 6 hours of sleep"
    assert named(doses={day: day in marked for day in range(56)}) == "a missed dose"
    assert named() == "a warning sign of your plan"
    hard = [craving(day, 7 if day in marked else 2) for day in range(56)]
    assert named(cravings=hard) == "a craving of 7 or more", "as many on all days"
    quiet = set(range(56)) - marked
    assert named(answers={day: plain[day] for day in quiet}, logged=quiet) == "nothing written down"


def test_only_what_is_known_of_enough_days_on_either_side_is_compared() -> None:
    nights = {day: SHORT if day in BEFORE else LONG for day in range(56)}
    few_before = {day: said for day, said in nights.items() if day not in BEFORE[4:]}
    made = look([], logged=range(56), answers=few_before)._replace(uses=frozenset(map(ago, LAPSES)))
    assert run_up(made) == []
    neither = {lapse - step for lapse in LAPSES for step in range(4)}
    others = [day for day in range(56) if day not in {*BEFORE, *neither}]
    few_others = {day: said for day, said in nights.items() if day not in others[13:]}
    assert run_up(made._replace(answers={ago(day): said for day, said in few_others.items()})) == []


def test_six_hours_of_sleep_are_no_short_night() -> None:
    nights = {day: Answers(sleep_hours=6.0 if day in BEFORE else 7.5) for day in range(56)}
    made = look([], logged=range(56), answers=nights)._replace(uses=frozenset(map(ago, LAPSES)))
    assert run_up(made) == []


def test_without_an_entry_or_without_use_nothing_is_said() -> None:
    assert run_up(look([])._replace(uses=frozenset(map(ago, LAPSES)))) == []
    assert claims(BEFORE, ()) == []


def test_what_may_tell_is_known_often_enough_and_not_alike_on_nearly_all_days() -> None:
    before, others = [*map(ago, range(5))], [*map(ago, range(10, 24))]

    def may(before: Collection[date], others: Collection[date], marks: Mapping[date, int]) -> bool:
        days = Days({day: [day] for day in before}, others)
        return module._may_tell(Sign("mood", {day: marks.get(day, 0) for day in (*before, *others)}), days)

    there, elsewhere = dict.fromkeys(before, 1), dict.fromkeys(others, 1)
    assert may(before, others, there)
    assert may(before, others, elsewhere)
    assert not may(before, others, dict.fromkeys(before[1:], 1))
    assert not may(before, others, elsewhere | {before[0]: 1})
    assert not may(before[1:], others, dict.fromkeys(others[:6], 1))
    assert not may(before, others[1:], there)
    assert may(before, others, dict.fromkeys(others, 2) | dict.fromkeys(before, 3))
    assert not may(before, others, dict.fromkeys(before[1:], 4)), "as many on all days but four"
    assert not may(before, others, dict.fromkeys((*before, *others), 4) | dict.fromkeys(before[1:], 0))


def test_lapses_less_than_a_week_apart_move_together() -> None:
    days = [ago(day) for day in (40, 33, 27, 21, 9)]
    assert module._together(days) == [[ago(40)], [ago(33), ago(27), ago(21)], [ago(9)]]


def test_a_sign_stands_in_a_row_from_the_first_day_of_which_it_is_known() -> None:
    """One of three days, in parts of 3,600; a day of which it is not known has the mean, one not compared none."""
    sign = Sign("mood", {ago(4): 1, ago(3): 0, ago(2): 0, ago(1): 1})
    compared = Days({ago(1): [ago(3)]}, [ago(4), ago(2), ago(0), ago(6)]).compared
    assert compared == [ago(6), ago(4), ago(3), ago(2), ago(0)]
    assert module._row(sign, compared) == (1, [3600, 0, 0, 1200])


def test_days_before_lapses_are_moved_over_the_eight_weeks_around_them() -> None:
    rows = [module._Row(0, [*range(100)]), module._Row(50, [*range(1000, 1050)])]

    def seen(places: Sequence[int]) -> tuple[tuple[int, ...], list[tuple[int, ...]]]:
        moved = module._moved(rows, places, 100)
        unit = moved.unit
        assert (moved.last, moved.days) == (max(places), max(places) - min(places) + 1)
        assert unit.arrangements[moved.seen] == unit.seen
        return tuple(unit.seen), [tuple(row) for row in unit.arrangements]

    middle, moved = seen([60, 61])
    assert middle == (121, 2021)
    assert [row[0] for row in moved] == [*range(121 - 56, 121 + 57, 2)]
    assert moved[0] == (32 + 33, 1032 + 1033), "the second row is moved over its own 50 days"
    assert [row[0] for row in seen([2, 5])[1]] == [*range(3, 3 + 114, 2)]
    assert [row[0] for row in seen([96])[1]] == [*range(43, 100)]
    assert seen([30, 60])[0] == (90, 1010), "before it is known there is nothing of it"
    assert len(module._moved(rows[:1], [1, 20], 30).unit.arrangements) == 11


def shown_again(led: Sequence[Sequence[int]], others: Collection[int], there: Collection[int]) -> bool:
    """Whether a sign `there` on some days is more than chance in both halves and beside days like them."""
    days = Days({ago(days[0] - 1): [*map(ago, days)] for days in led}, [*map(ago, others)])
    known = {day for days in led for day in days} | {*others}
    return module._claim(Sign("mood", {ago(day): day in there for day in known}), 0.01, days).again


def test_days_within_ten_of_one_before_a_lapse_are_near_it() -> None:
    led, far = [[10], [70]], range(30, 51)
    assert not shown_again(led, [*far, 0, 80, -1, 81], [10, 70, 0, 80])  # near ones have it as often
    assert shown_again(led, [*far, 0, 80, -1, 81], [10, 70, -1, 81])


def test_each_half_of_the_lapses_is_measured_by_its_share_of_days() -> None:
    others = range(100, 156)
    even = [day for day in others if (day // 7 + day) % 2]  # half of them, and half of each weekday
    one_of_three, all_three = [92, 91, 90], [[32, 31, 30], [52, 51, 50], [72, 71, 70]]
    rest = [day for days in all_three for day in days]
    assert shown_again([*all_three, one_of_three], others, [*rest, 90, *even])  # 4 of 6, and 6 of 6
    assert not shown_again([*all_three[:2], one_of_three], others, [*rest, 90, *even])  # 1 of 3


def test_of_a_half_in_which_it_is_not_known_nothing_is_said() -> None:
    days = Days({ago(9): [ago(10)], ago(69): [ago(70)]}, [*map(ago, range(30, 51))])
    marks = {ago(day): day == 10 for day in (10, *range(30, 51))}
    assert not module._claim(Sign("mood", marks), 0.01, days).again


def test_an_entry_that_leaves_a_sign_out_counts_against_it() -> None:
    led, others = {ago(9): [ago(10), ago(11)], ago(69): [ago(70), ago(71)]}, range(30, 51)
    mood = Sign("mood", {ago(day): day in (10, 70) for day in (10, 11, 70, 71, *others)})

    def shown(logged: Iterable[int], before: Sequence[int] = ()) -> bool:
        runs = {lapse: [*days, *map(ago, before)] if lapse == ago(9) else days for lapse, days in led.items()}
        days = Days(runs, [*map(ago, range(30, 69))], frozenset(map(ago, logged)))
        return module._claim(mood, 0.01, days).again

    assert shown([*others, 10, 11, 70, 71]), "on the other days nothing was written at all"
    assert not shown(range(30, 69)), "2 of 4 are hardly more than 18 of 39"
    assert shown(range(30, 62), [12]), "2 of 4 are more than 11 of 32"
    assert not shown([*range(30, 62), 12], [12]), "2 of 5 are hardly more"


def test_beside_other_days_like_it_each_day_counts_at_their_rate() -> None:
    """One of two Sundays had it, none of the two Mondays; a Wednesday is counted at the rate of all four."""
    days = Days({ago(6): [ago(7), ago(8)], ago(3): [ago(4)]}, [*map(ago, (14, 21, 13, 20))])
    sign = Sign("mood", {ago(day): day == 14 for day in (7, 6, 4, 14, 21, 13, 20)})
    usual = module._usual(sign, days, lambda day, other: day.weekday() == other.weekday())
    assert usual == 1 / 2 + 1 / 4


def test_days_before_the_first_craving_are_no_days_without_a_hard_one() -> None:
    """120 days of check-ins, cravings in the last 40, as hard before a lapse as on other days."""
    lapses = (9, 18, 27, 36)
    period = Period(ago(119), LAST)
    hard = [craving(day, 8) for day in range(40) if day % 5]
    made = look(hard, logged=range(120), period=period)._replace(uses=frozenset(map(ago, lapses)))
    assert not [one for one in run_up(made) if one.name == "a craving of 7 or more"]
    high = next(sign for sign in signs_of(made, period) if sign.name == "high")
    assert set(high.marks) == {ago(day) for day in range(40)}


def test_cravings_are_counted_beside_the_other_days() -> None:
    counts = {day: 3 if day in BEFORE else day % 2 for day in range(56)}
    felt = [craving(day, 5) for day, count in counts.items() for _ in range(count)]
    untold = {BEFORE[0]}
    made = look([one for one in felt if one.day != ago(BEFORE[0])], logged={*range(56)} - untold)
    made = made._replace(uses=frozenset(map(ago, LAPSES)))
    (claim,) = run_up(made)
    others = [day for day in range(56) if day not in BEFORE and not any(0 <= lapse - day <= 3 for lapse in LAPSES)]
    rest = sum(counts[day] for day in others)
    assert claim.text == (
        f"The three days before a lapse: 33 cravings on 11 days with an entry; on {len(others)} other days with an "
        f"entry: {rest}."
    )
    assert (claim.seen, claim.of, claim.again, claim.name) == (33, 33 + rest, True, "more cravings than usual")
    assert claim.expected == pytest.approx((33 + rest) * 11 / (11 + len(others)))
    assert claim.p < 0.01


def test_cravings_and_marks_are_asked_apart_and_the_surer_one_is_told() -> None:
    """What holds again is told before what does not, whatever is surer."""
    felt = [craving(day, 5) for day in range(56) for _ in range(1 + 2 * (day in BEFORE))]
    nights = {day: SHORT if day in BEFORE[::2] else LONG for day in range(56)}
    made = look(felt, logged=range(56), answers=nights)._replace(uses=frozenset(map(ago, LAPSES)))
    (both,) = run_up(made)
    assert both.name == "more cravings than usual"
    alone = claims(BEFORE[::2])
    assert both.p <= alone[0].p
    early = [craving(day, 5) for day in range(56) for _ in range(1 + 6 * (day in BEFORE[:6]))]
    (other,) = run_up(look(early, logged=range(56), answers=nights)._replace(uses=frozenset(map(ago, LAPSES))))
    assert (other.name, other.again) == ("less than 6 hours of sleep", True)


def test_a_night_told_less_often_before_a_lapse_tells_nothing() -> None:
    """Of the days before a lapse the short nights alone are told: 6 of 6, where 36 of 123 others are short."""
    lapses = range(8, 168, 20)
    before = [lapse + step for lapse in lapses for step in (1, 2, 3)]
    nights = {day: SHORT if day % 3 == 1 else LONG for day in range(176) if day not in before}
    nights |= dict.fromkeys(before[::4], SHORT)
    made = look([], logged=range(176), answers=nights, period=Period(ago(175), LAST))
    assert run_up(made._replace(uses=frozenset(map(ago, lapses)))) == []


def test_what_vanishes_where_unknown_is_counted_as_no_is_not_shown() -> None:
    """Nine of the twelve nights before a lapse are told, four of them short, and all others, of which 8 of 28 are."""
    short = {11, 12, 13, 16, 26, 30, 31, 44, 49, 50, 54, 55}
    untold = (BEFORE[4], BEFORE[7], BEFORE[8])
    nights = {day: SHORT if day in short else LONG for day in range(56) if day not in untold}
    made = look([], logged=range(56), answers=nights)._replace(uses=frozenset(map(ago, LAPSES)))
    (claim,) = run_up(made)
    assert not claim.again, "4 of 12 are hardly more than 8 of 28"
    assert claim.text == (
        "The three days before a lapse: less than 6 hours of sleep on 4 of 9 (known of 9 of the 12 days before); "
        "on other days 8 of 28."
    )
