"""Triggers and coping skills on look-backs made by hand: who is compared with whom, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from math import comb

import pytest

from recovery.insights import name_patterns
from recovery.insights.claims import Claim, Felt, Look
from recovery.insights.facts import CravingFact
from tests.insights.looks import craving, look

Compared = Callable[[Look], list[Claim]]


def alternating(rating: int = 8, other: int = 3, *names: str) -> list[CravingFact]:
    """Two cravings on each day of the look-back: one with the names, one without."""
    mine = [craving(day, rating, 9, None, *names) for day in range(56)]
    return mine + [craving(day, other, 20) for day in range(56)]


def ends(mine: str, others: str, days: int = 56) -> list[CravingFact]:
    """Two cravings on each day: one with Walk that ends one way, one without that ends the other way."""
    with_it = [craving(day, 5 + day % 2, 9, mine, "Walk") for day in range(days)]
    return with_it + [craving(day, 5, 20, others) for day in range(days)]


def test_a_trigger_with_higher_ratings() -> None:
    (claim,) = name_patterns.triggers(look(alternating(8, 3, "Payday")))
    assert (claim.kind, claim.name, claim.seen, claim.of, claim.expected, claim.again) == (
        "trigger",
        "Payday",
        56,
        56,
        0.0,
        True,
    )
    assert claim.p == 1 / 4000
    assert claim.text == ("With Payday: 56 of 56 cravings rated 7 or more; at the rate of the others it would be 0.0.")


def test_a_trigger_with_lower_ratings_is_no_excess() -> None:
    (claim,) = name_patterns.triggers(look(alternating(3, 8, "Payday")))
    assert (claim.seen, claim.of, claim.expected, claim.again) == (0, 56, 56.0, False)
    assert claim.p > 0.9


@pytest.mark.parametrize(("rating", "high"), [(6, 0), (7, 56)])
def test_high_is_seven_or_more(rating: int, high: int) -> None:
    (claim,) = name_patterns.triggers(look(alternating(rating, 2, "Payday")))
    assert claim.seen == high


def test_each_half_must_show_more_than_half_a_point() -> None:
    def rated(first: int, then: int) -> Claim:
        """By pairs of days the named ones are rated 8 and `first` or `then`, the others always 7."""
        mine = [craving(day, 8 if day % 2 else (first if day >= 28 else then), 9, None, "Payday") for day in range(56)]
        (claim,) = name_patterns.triggers(look(mine + [craving(day, 7, 20) for day in range(56)]))
        return claim

    assert rated(8, 8).again
    assert not rated(7, 8).again, "half a point is not more than half a point"
    assert not rated(8, 7).again


def test_a_little_more_than_half_a_point_is_enough() -> None:
    """In each half 209 / 28 with the name and 188 / 27 without: 0.5013 apart."""
    mine = [craving(day, 8 if day % 28 < 13 else 7, 9, None, "Payday") for day in range(56)]
    others = [craving(day, 6 if day % 28 == 1 else 7, 20) for day in range(56) if day % 28]
    (claim,) = name_patterns.triggers(look(mine + others))
    assert claim.again


def test_a_half_without_the_name_or_without_others_shows_nothing() -> None:
    early = [craving(day, 8, 9, None, "Payday") for day in range(28, 56)]
    plain = [craving(day, 3, 20) for day in range(56)]
    (claim,) = name_patterns.triggers(look(early + plain))
    assert (claim.seen, claim.again) == (28, False)
    always = [craving(day, 8, 9, None, "Payday") for day in range(56)]
    (claim,) = name_patterns.triggers(look(always + [craving(day, 3, 20) for day in range(28)]))
    assert (claim.seen, claim.again) == (56, False)
    half = [craving(day, 5, 20, "used") for day in range(28)]
    mine = [craving(day, 5, 9, "passed", "Walk") for day in range(56)]
    (claim,) = name_patterns.coping(look(mine + half))
    assert (claim.seen, claim.again) == (56, False)
    (claim,) = name_patterns.coping(look(mine[:28] + [craving(day, 5, 20, "used") for day in range(56)]))
    assert (claim.seen, claim.again) == (28, False)


def test_a_skill_after_which_cravings_pass() -> None:
    (claim,) = name_patterns.coping(look(ends("passed", "used")))
    assert (claim.kind, claim.name, claim.seen, claim.of, claim.expected, claim.again) == (
        "coping",
        "Walk",
        56,
        56,
        0.0,
        True,
    )
    assert claim.p == 1 / 4000
    assert (
        claim.text
        == "After Walk: 56 of 56 cravings passed; at the rate of others that began as strong it would be 0.0."
    )
    (claim,) = name_patterns.coping(look(ends("used", "passed")))
    assert (claim.seen, claim.expected, claim.again) == (0, 56.0, False)
    assert claim.p > 0.9


def test_a_trigger_that_ends_in_use() -> None:
    rated, used = name_patterns.triggers(look(ends("used", "passed")))
    assert (rated.seen, rated.again) == (0, False)
    assert (used.kind, used.name, used.seen, used.of, used.expected, used.again) == (
        "trigger",
        "Walk",
        56,
        56,
        0.0,
        True,
    )
    assert used.text == "With Walk: use after 56 of 56 cravings; at the rate of the others it would be 0.0."


@pytest.mark.parametrize(("used", "asked"), [(5, True), (4, False)])
def test_use_is_asked_about_from_five_on(used: int, asked: bool) -> None:
    felt = [craving(day, 5, 9, "used" if day < used else "passed", "Walk") for day in range(28)]
    felt += [craving(day, 5, 20, "passed") for day in range(28)]
    texts = [claim.text for claim in name_patterns.triggers(look(felt))]
    assert any("use after" in text for text in texts) is asked


def test_what_has_no_end_yet_counts_for_ratings_alone() -> None:
    felt = ends("passed", "used") + [craving(day, 5, 14, None, "Walk") for day in range(56)]
    (claim,) = name_patterns.coping(look(felt))
    assert (claim.seen, claim.of) == (56, 56)
    rated, used = name_patterns.triggers(look(felt))
    assert (rated.of, used.of, used.expected) == (112, 56, 56.0)


def test_a_fifth_more_or_a_fifth_less_of_the_other_end_is_shown_again() -> None:
    """With the name 13 of 14 pass, without it 6 of 7: no fifth more, but half as many end in use."""
    mine = [craving(day, 5, 9, "passed" if day % 14 else "used", "Walk") for day in range(56)]
    others = [craving(day, 5, 20, "passed" if day % 7 else "used") for day in range(56)]
    (claim,) = name_patterns.coping(look(mine + others))
    assert (claim.seen, claim.of, claim.expected, claim.again) == (52, 56, 48.0, True)
    mine = [craving(day, 5, 9, "passed" if day % 2 else "used", "Walk") for day in range(56)]
    others = [craving(day, 5, 20, "used" if day % 9 in (1, 3, 5, 7, 8) else "passed") for day in range(56)]
    (claim,) = name_patterns.coping(look(mine + others))
    assert (claim.seen, claim.again) == (28, False), "half of them is less than a fifth above four of nine"


def test_the_exact_test_of_the_cravings_must_agree() -> None:
    """Of few ends of one kind the days alone would be surer: six in use, none of them among 28 with the name."""
    felt = [craving(2 * day, 5, 9, "passed", "Walk") for day in range(28)]
    used = range(3, 45, 7)
    seen = look(felt + [craving(day, 5, 20, "used" if day in used else "passed") for day in range(56)])
    (by_days,) = name_patterns._parted(seen, seen.cravings, name_patterns._coping, name_patterns._passed)
    (claim,) = name_patterns.coping(seen)
    assert by_days.p < 0.03
    assert claim.p == pytest.approx(comb(56, 6) / comb(84, 6))
    assert (claim.seen, claim.of, claim.expected) == (28, 28, 28 * 50 / 56)


@pytest.mark.parametrize(
    ("with_it", "without", "compared"), [(5, 15, True), (4, 16, False), (15, 5, True), (16, 4, False)]
)
def test_five_with_the_name_and_five_without_are_compared(with_it: int, without: int, compared: bool) -> None:
    felt = [craving(day, 3 + day % 4, 9, None, "Walk") for day in range(with_it)]
    felt += [craving(day + with_it, 3 + day % 3, 9) for day in range(without)]
    assert bool(name_patterns.triggers(look(felt))) is compared


def test_nothing_is_compared_where_there_is_too_little() -> None:
    assert name_patterns.triggers(look(alternating(8, 3, "Walk")[56 - 9 : 56 + 10])) == []


def test_the_ten_most_frequent_names_by_count_and_then_by_name() -> None:
    names = [f"n{number:02}" for number in range(12)]
    felt = []
    for place, name in enumerate(reversed(names)):
        felt += [craving((place * 5 + day) % 56, 3 + day % 5, 9 + day % 3, None, name) for day in range(5)]
    felt += [craving(day, 2 + day % 7, 15, None, "zest") for day in range(6)]
    told = [claim.name for claim in name_patterns.triggers(look(felt))]
    assert told == ["zest", *names[:9]]


def felt_on(day: int, rating: int, *names: str) -> Felt:
    return look([craving(day, rating, 12, None, *names)]).cravings[0]


def test_a_days_score_is_against_the_means_of_its_week() -> None:
    """Monday 8 with the name and 2 without, Tuesday 5 without, and a week of one day, which tells nothing."""
    seen = [felt_on(6, 8, "x"), felt_on(6, 2), felt_on(5, 5), felt_on(13, 9, "x")]
    scored = name_patterns._Scored.of(seen, name_patterns._rating)
    assert scored.above == [3, -3, 0, 0]
    monday, tuesday = scored.units([True, False, False, True])
    # Monday: 3 for the name, less its sum above (0) times a third; the swing gives back one of two days: root of 2.
    assert monday.seen == (3 * 3600 + round(3600 * 3 * 2**0.5),)
    assert monday.arrangements == [(0,), (2 * round(3600 * 3 * 2**0.5),)]
    assert (tuesday.seen, tuesday.arrangements) == ((0,), [(0,), (0,)])


def test_a_score_gives_back_what_the_week_as_a_whole_had() -> None:
    """Three days of one week, 9 and 3 and 3: above their mean of 5 by 4, -2, -2; one of three carries the name."""
    scored = name_patterns._Scored.of([felt_on(6, 9, "x"), felt_on(5, 3), felt_on(4, 3)], name_patterns._rating)
    first, second, third = scored.units([True, False, False])
    swing = 1.5**0.5
    # 4 - 4/3, and for the others 0 + 2/3.
    assert first.arrangements[1][0] == 2 * round(3600 * 8 / 3 * swing)
    assert first.seen[0] == 9600 + round(3600 * 8 / 3 * swing)
    assert second == third
    assert second.seen[0] == 2400 + round(3600 * 2 / 3 * swing)


def test_all_cravings_of_a_day_count_in_its_score() -> None:
    """Monday 9 and 8 with the name and 1 without, Tuesday 4 without: their mean is 5.5."""
    monday = [felt_on(6, 9, "x"), felt_on(6, 8, "x"), felt_on(6, 1)]
    scored = name_patterns._Scored.of([*monday, felt_on(5, 4)], name_patterns._rating)
    assert scored.above == [3.5, 2.5, -4.5, -1.5]
    first, second = scored.units([True, True, False, False])
    # 6 less half of Monday's sum of 1.5, and half of Tuesday's 1.5.
    assert first.arrangements[1][0] == 2 * round(3600 * 5.25 * 2**0.5)
    assert second.arrangements[1][0] == 2 * round(3600 * 0.75 * 2**0.5)


def test_a_skill_for_mild_cravings_is_compared_with_those_that_began_as_mild() -> None:
    """After Tea 54 of 56 passed, without it 8 of 64: but of those that began as mild, all 8 passed."""
    tea = [craving(day, 2, 9, "used" if day in (3, 30) else "passed", "Tea") for day in range(56)]
    strong = [craving(day, 8, 20, "used") for day in range(56)]
    mild = [craving(day * 7, 2, 15, "passed") for day in range(8)]
    (claim,) = name_patterns.coping(look([*tea, *strong, *mild]))
    assert (claim.seen, claim.of, claim.expected, claim.again) == (54, 56, 56.0, False)
    assert claim.p > 0.5
    assert name_patterns.coping(look([*tea, *strong])) == [], "no rating is met with it and without it"
    (claim,) = name_patterns.coping(look([*tea, *strong, *[craving(day, 2, 15, "used") for day in range(56)]]))
    assert (claim.seen, claim.expected, claim.again, claim.p < 0.01) == (54, 0.0, True, True)
