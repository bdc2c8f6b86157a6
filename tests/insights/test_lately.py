"""What changed of late, on look-backs made by hand: each threshold from both sides."""

from __future__ import annotations

import pytest

from recovery.insights import chance, lately
from recovery.insights.facts import CravingFact
from tests.insights.looks import LAST, craving, look

BEFORE = range(14, 56)


def lived(rating: int = 3) -> list[CravingFact]:
    """A craving on each day of the six weeks before the last two."""
    return [craving(day, rating) for day in BEFORE]


def test_the_last_two_weeks_rated_higher() -> None:
    (claim,) = lately.level(look(lived() + [craving(day, 8) for day in range(14)]))
    assert (claim.kind, claim.seen, claim.of, claim.expected, claim.again) == ("level", 14, 14, 0.0, True)
    assert claim.p == 2 / 4000, "none of 3,999 draws reaches it; levels drift, so it counts double"


@pytest.mark.parametrize(("first_recent", "of"), [(13, 14), (14, 14), (12, 13)])
def test_of_late_means_the_last_fourteen_days(first_recent: int, of: int) -> None:
    recent = [craving(day, 8) for day in range(first_recent + 1)]
    (claim,) = lately.level(look([craving(day, 3) for day in range(first_recent + 1, 56)] + recent))
    assert claim.of == 14
    assert claim.seen == min(first_recent + 1, of)


@pytest.mark.parametrize(
    ("recent", "earlier", "enough"), [(5, 10, True), (4, 10, False), (5, 9, False), (14, 42, True)]
)
def test_a_change_needs_five_recent_days_and_ten_earlier_ones(recent: int, earlier: int, enough: bool) -> None:
    cravings = [craving(day, 8) for day in range(recent)] + [craving(day + 14, 3) for day in range(earlier)]
    assert bool(lately.level(look(cravings))) is enough


def test_days_change_places_two_by_two_and_a_day_left_over_alone() -> None:
    """Of eight blocks two are drawn: those of the last four days reach 15, and so does either with the first day's 10.

    Three of 28 pairs of blocks, counted double; without that day it would be 1 of 28 or of 21.
    """
    ratings = {0: 5, 1: 5, 3: 5, 33: 10}
    cravings = [craving(day, ratings.get(day, 0)) for day in (*range(5), *range(24, 34))]
    (claim,) = lately.level(look(cravings))
    assert abs(claim.p - 2 * 3 / 28) < 0.06


def test_a_days_rating_is_the_mean_of_its_cravings() -> None:
    """Days of 2 and 8 are days of 5, as the days before were: nothing has risen."""
    recent = [craving(day, rating) for day in range(14) for rating in (2, 8)]
    (claim,) = lately.level(look(lived(5) + recent))
    assert (claim.seen, claim.of, claim.again) == (0, 14, False)
    assert claim.p > 0.9


def test_a_rise_in_one_of_the_two_weeks_is_not_shown_in_both_parts() -> None:
    recent = [craving(day, 8 if day < 7 else 1) for day in range(14)]
    (claim,) = lately.level(look(lived() + recent))
    assert (claim.seen, claim.again) == (7, False)


def test_what_was_expected_is_the_share_of_the_earlier_days_above_their_middle() -> None:
    earlier = [craving(day, 3 if day % 3 else 6) for day in BEFORE]
    (claim,) = lately.level(look(earlier + [craving(day, 9) for day in range(14)]))
    assert (claim.seen, claim.of, claim.expected) == (14, 14, 14 * 14 / 42)


def test_the_swing_is_the_step_from_day_to_day_by_the_first_rating_of_each() -> None:
    recent = [craving(day, 9 if day % 2 else 1, hour) for day in range(14) for hour in (9, 10)]
    (claim,) = lately.swing(look(lived() + recent))
    assert (claim.kind, claim.seen, claim.of, claim.again) == ("swing", 14, 14, True)
    within_days = [craving(day, rating, hour) for day in range(14) for hour, rating in ((9, 3), (10, 9))]
    (calm,) = lately.swing(look(lived() + within_days))
    assert (calm.seen, calm.again) == (0, False), "what swings within a day only is no swing from day to day"


def risen(silent: int, gap: int = 0, days: int = 55) -> list[CravingFact]:
    """Cravings up to `silent` full days before the last one, rising at the end; `gap` silent days long before."""
    last = silent + 1
    there = [day for day in range(last, last + days) if not last + 20 < day <= last + 20 + gap and day < 56]
    return [craving(day, 8 if day < last + 5 else 3) for day in there]


@pytest.mark.parametrize(("silent", "said"), [(2, False), (3, True), (4, True)])
def test_silence_is_three_full_days_and_the_last_one_is_not_over(silent: int, said: bool) -> None:
    claims = lately.silence(look(risen(silent)))
    assert [(claim.kind, claim.seen, claim.of, claim.again) for claim in claims] == (
        [("silence", silent, silent, True)] if said else []
    )


@pytest.mark.parametrize(("silent", "gap", "said"), [(4, 3, True), (4, 4, False), (4, 5, False), (5, 4, True)])
def test_a_silence_as_long_as_the_longest_before_is_nothing_new(silent: int, gap: int, said: bool) -> None:
    assert bool(lately.silence(look(risen(silent, gap)))) is said


def test_how_likely_a_silence_is_comes_from_the_days_left_out_before() -> None:
    (never,) = lately.silence(look(risen(4)))
    assert (never.p, never.expected) == ((1 / 51) ** 4, 4 / 51)
    (often,) = lately.silence(look(risen(4, 3)))
    assert (often.p, often.expected) == ((3 / 51) ** 4, 4 * 3 / 51)


@pytest.mark.parametrize(("days", "said"), [(15, True), (14, False)])
def test_silence_says_something_after_fifteen_days_with_cravings(days: int, said: bool) -> None:
    assert bool(lately.silence(look(risen(4, days=days)))) is said


@pytest.mark.parametrize(("high", "again"), [(5, True), (4, True), (3, False)])
def test_four_of_the_last_five_days_must_have_been_above_the_middle(high: int, again: bool) -> None:
    cravings = [craving(day, 8 if day < 5 + high else 3) for day in range(5, 56)]
    (claim,) = lately.silence(look(cravings))
    assert claim.again is again


def test_each_claim_says_its_figures_in_words() -> None:
    (level,) = lately.level(look(lived() + [craving(day, 8) for day in range(14)]))
    assert "14 of 14" in level.text or "14 of the last 14" in level.text
    (silence,) = lately.silence(look(risen(4)))
    assert "4" in silence.text


def test_two_blocks_of_days_change_places_and_how_many_reach_the_latest_is_counted() -> None:
    """Against every choice there is: of ten blocks the two latest are the two highest, one choice of 45."""
    blocks = [9, 8, *range(8)]
    weeks = lately._latest_highest(blocks, 2)
    assert weeks is not None
    assert weeks == pytest.approx(1 / 45, rel=0.6)
    assert lately._latest_highest([1] * 10, 2) == 1.0
    assert lately._latest_highest(blocks, 1) is None
    assert lately._latest_highest(blocks, 8) is not None
    assert lately._latest_highest(blocks, 9) is None
    assert lately._latest_highest([9, 8, *[0] * 400], 2) == 1 / 4000
    assert lately._latest_highest([0, *[1] * 11], 2) == pytest.approx(1.0, abs=1e-9)


def test_a_rise_must_hold_in_both_halves_of_the_recent_days() -> None:
    """Of five recent days the first two and the last three."""
    for high, both in (([0, 1, 2, 3, 4], True), ([0, 1, 2], False), ([3, 4], False), ([0, 1, 4, 3], True)):
        recent = [craving(day, 8 if day in high else 2) for day in range(5)]
        (claim,) = lately.level(look([craving(day, 3) for day in range(14, 56)] + recent))
        assert claim.again is both, high


def test_the_middle_of_the_weeks_before_is_their_median() -> None:
    earlier = [craving(day, 2 if day < 29 else 5) for day in BEFORE]
    (claim,) = lately.level(look(earlier + [craving(day, 5) for day in range(14)]))
    assert (claim.seen, claim.of, claim.expected) == (0, 14, 0.0)
    (higher,) = lately.level(look(earlier + [craving(day, 6) for day in range(14)]))
    assert higher.text == (
        "The last two weeks, rated higher: 14 of 14 craving days above the middle of the weeks before."
    )


def test_the_first_seven_of_fourteen_recent_days_are_the_first_half() -> None:
    recent = [craving(day, 1 if 7 <= day <= 9 else 8) for day in range(14)]
    (claim,) = lately.level(look(lived(5) + recent))
    assert (claim.seen, claim.again) == (11, False), "four of 8 and three of 1 are seven of 5"


def test_a_rise_that_stays_is_one_step_and_no_swing() -> None:
    (claim,) = lately.swing(look(lived() + [craving(day, 8) for day in range(14)]))
    assert (claim.seen, claim.of, claim.again) == (1, 14, False)
    assert claim.text == (
        "The last two weeks, more up and down: 1 of 14 steps from day to day larger than the middle of the "
        "weeks before."
    )


@pytest.mark.parametrize(
    ("first", "then", "of_late", "again"),
    [
        ([9] * 5, [3] * 41, 8, True),
        ([2] * 20, [8] * 26, 5, False),
        ([1] * 24, [8] * 22, 1, False),
        ([1] * 24, [8] * 22, 2, True),
    ],
)
def test_ratings_have_risen_above_the_median_of_all_days_before_the_last_five(
    first: list[int], then: list[int], of_late: int, again: bool
) -> None:
    ratings = [*first, *then, *[of_late] * 5]
    (claim,) = lately.silence(look(craving(55 - place, rating) for place, rating in enumerate(ratings)))
    assert (claim.seen, claim.again) == (4, again)


def often(counts: dict[int, int]) -> list[CravingFact]:
    """So many cravings on each of these days before the look-back's last."""
    return [craving(day, 5) for day, count in counts.items() for _ in range(count)]


def test_more_cravings_of_late_in_the_weeks_that_show_it_most() -> None:
    counts = {day: 4 if day < 14 else day % 2 for day in range(56)}
    (claim,) = lately.rate(look(often(counts), logged=range(56)))
    assert (claim.kind, claim.seen, claim.of, claim.again) == ("rate", 56, 77, True)
    assert claim.expected == pytest.approx(77 * 14 / 56)
    assert claim.p == 1 / 4000
    assert claim.text == "The last 14 days: 56 cravings; the 42 days before: 21, as written down."
    week = {day: 4 if day < 7 else day % 2 for day in range(56)}
    assert lately.rate(look(often(week), logged=range(56)))[0].text.startswith("The last 7 days: 28 cravings")
    three = {day: 3 if day < 21 else day % 2 for day in range(56)}
    assert lately.rate(look(often(three), logged=range(56)))[0].text.startswith("The last 21 days: 63 cravings")
    month = {day: 2 if day < 28 else day % 2 for day in range(56)}
    assert lately.rate(look(often(month), logged=range(56)))[0].text.startswith("The last 28 days: 56 cravings")


def test_more_cravings_are_counted_by_the_days_with_an_entry() -> None:
    """As many cravings on each logged day, of which there were fewer before."""
    sparse = [*range(14), *range(14, 56, 3)]
    assert lately.rate(look(often(dict.fromkeys(sparse, 2)), logged=sparse)) == []
    fewer = {day: 0 if day < 14 else 2 for day in range(56)}
    (claim,) = lately.rate(look(often(fewer), logged=range(56)))
    assert claim.p == 1.0


def test_more_cravings_must_show_in_both_halves_of_the_stretch() -> None:
    counts = {day: 9 if day < 3 else 1 + day % 2 for day in range(56)}
    (claim,) = lately.rate(look(often(counts), logged=range(56)))
    assert not claim.again


def test_the_first_half_of_a_stretch_is_its_first_seven_days() -> None:
    """8 cravings in seven days are no fifth more than one a day, though they are twice as many in the first four."""
    earlier = [1] * 42
    assert not lately._Days([2, 2, 2, 2, 0, 0, 0, *[9] * 7, *earlier], [14]).again(0)
    assert lately._Days([2, 2, 2, 3, 0, 0, 0, *[9] * 7, *earlier], [14]).again(0)


def test_days_change_places_two_by_two_from_the_latest_on() -> None:
    days, pairs = [0, 3, 1, 2, 3, 0, 1, 1, 0, 2, 0, 1], [3, 3, 3, 2, 2, 1]
    assert lately._Days(days, [6]).latest() == chance.latest_most(pairs, [3])
    assert lately._Days([*days, 5], [6]).latest() == chance.latest_most(pairs, [3]), "a day left over is left out"


def test_a_week_with_too_few_entries_leaves_the_longer_stretches() -> None:
    """Every other day has an entry: four of the last seven are too few, seven of the last fourteen are not."""
    counts = {day: 4 if day < 14 else 1 for day in range(0, 56, 2)}
    (claim,) = lately.rate(look(often(counts), logged=counts))
    assert claim.text.startswith("The last 14 days: 28 cravings")


@pytest.mark.parametrize(("recent", "earlier", "told"), [(5, 14, True), (4, 14, False), (5, 13, False)])
def test_more_cravings_need_five_recent_days_and_fourteen_earlier_ones(recent: int, earlier: int, told: bool) -> None:
    counts = dict.fromkeys(range(recent), 3) | {40 + day % 15: 1 for day in range(earlier)}
    assert bool(lately.rate(look(often(counts), logged=counts))) is told


def test_a_check_in_that_was_given_up_is_no_rise() -> None:
    """As many cravings in both months: the days without one have an entry in the first month alone."""
    cravings = [craving(day) for day in range(2, 56, 3)]
    given_up = [*range(28, 56), *range(2, 28, 3)]
    assert lately.rate(look(cravings, logged=given_up)) == []


def test_a_rise_must_hold_for_each_day_at_all_too() -> None:
    """Of late three of four days have an entry, with a third more cravings each: as many a month as before."""
    before = {day: 2 * (day % 4 < 2) for day in range(28, 56)} | {55: 1, 52: 1}
    counts = {day: 2 if day % 4 == 1 else 1 for day in range(28) if day % 4} | before
    (claim,) = lately.rate(look(often(counts), logged=counts))
    assert (claim.seen, claim.of, claim.expected, claim.again) == (28, 56, 28.0, False)
    sparse = {day: 2 if day < 28 else 1 for day in range(56) if day >= 28 or day % 3}
    assert lately.rate(look(often(sparse), logged=sparse)) == [], "two of three days beside all of them are fewer"


def test_days_before_the_first_craving_are_no_days_without_one() -> None:
    """Check-ins for months, then cravings are written down as well: nothing has risen."""
    since = [craving(day, hour=hour) for day in range(28) for hour in (9, 12)[: 1 + day % 2]]
    assert lately.rate(look(since, logged=range(56))) == []
    fewer = [one for one in since if (LAST - one.day).days >= 7]
    (claim,) = lately.rate(look(fewer + [craving(day, hour=hour) for day in range(7) for hour in (9, 12, 15)]))
    assert (claim.seen, claim.of, claim.text) == (
        21, 53, "The last 7 days: 21 cravings; the 21 days before: 32, as written down.",
    )  # fmt: skip


def test_the_more_alike_neighbours_are_the_less_a_rise_counts() -> None:
    """Around the means of both parts; what alternates errs no less, and a step alone is no likeness."""
    assert lately._widened([4, 2, 4, 2, 1, 3, 1, 3], 4) == 1.0
    assert lately._widened([9, 9, 9, 1, 1, 1], 3) == 1.0
    assert lately._widened([2, 2, 0, 0, 2, 2, 0, 0], 4) == pytest.approx(((1 + 2 / 8) / (1 - 2 / 8)) ** 0.5)
    assert lately._widened([*range(40), *range(400)], 40) == pytest.approx(19**0.5), "0.9 at most"
    blocks = [9, 8, 9, 8, 5, 4, 6, 3, 2, 7, 1, 5, 4, 2, 6]
    ps = [lately._latest_highest(blocks, 4, widened) for widened in (1.0, 1.5, 2.5)]
    assert all(p is not None for p in ps)
    assert ps == sorted(ps, key=lambda p: p or 0)
    assert len(set(ps)) == 3
