"""What helps with what: counts, medians and how long, each beside the same trigger without the skill."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.insights.facts import CravingFact
from recovery.insights.triggers import ENOUGH_AHEAD, Ended
from recovery.insights.views import what_helped as view
from recovery.insights.what_helped import Lasted, helped, helped_before, lasted, of_triggers
from recovery.store.names import alike

AT = datetime(2026, 3, 7, 21, tzinfo=UTC)


def craving(
    outcome: str | None = "passed",
    *,
    rating: int = 7,
    triggers: tuple[str, ...] = ("payday",),
    coping: tuple[str, ...] = (),
    minutes: int | None = None,
    after: int | None = None,
    key: int = 0,
    ahead: bool = False,
) -> CravingFact:
    ended = AT + timedelta(minutes=30 if ahead else 0) if outcome else None
    return CravingFact(AT.date(), AT, rating, triggers, coping, outcome, key, AT, ended, after, minutes)


CRAVINGS = st.lists(
    st.builds(
        craving,
        st.sampled_from(["passed", "used", None]),
        rating=st.integers(0, 10),
        triggers=st.sampled_from([(), ("payday",), ("Payday", "bored"), ("bored",)]),
        coping=st.sampled_from([(), ("walk",), ("Walk", "tea"), ("tea",)]),
        minutes=st.none() | st.integers(0, 40),
        after=st.none() | st.integers(0, 10),
        key=st.integers(0, 50),
        ahead=st.booleans(),
    ),
    max_size=40,
)


def test_a_skill_stands_beside_the_same_trigger_without_it() -> None:
    walked = [craving(coping=("walk",), minutes=minutes, after=2) for minutes in (5, 10, 15, 20, 25)]
    walked.append(craving("used", coping=("Walk",), rating=9))
    other = [craving(rating=5, minutes=30, after=4), craving("used", rating=8), craving(None, rating=6, minutes=40)]
    (pair,) = helped([*walked, *other, craving(triggers=("bored",), coping=())])
    assert (pair.trigger, pair.skill) == ("payday", "walk")
    assert (pair.said(pair.tried), pair.said(pair.others)) == (Ended(5, 6), Ended(1, 2))
    assert (pair.tried.met.ratings.median, pair.tried.drop, pair.tried.rated) == (7, 5.0, 5)
    assert pair.tried.lasted == Lasted(15, None, 5, 0)
    assert (pair.tried.bands, pair.others.bands) == (((0, 0), (0, 0), (5, 6)), ((0, 0), (1, 1), (0, 1)))
    assert view.sentences(pair) == [
        "walk, 6 times: 5 of 6 passed (about 4 to 10 in 10), begun at 7, 5 lower at the end, half within 15 min",
        "without it, 3 times: 1 of 2 passed, begun at 6",
    ]
    assert view.brief(pair) == "payday: after walk 5 of 6 passed, without it 1 of 2, as written down."


def test_of_a_few_the_counts_alone_are_said() -> None:
    pairs = helped([*[craving(coping=("tea",), minutes=5, after=1)] * 4, *[craving("used")] * 9])
    assert [view.sentences(pair) for pair in pairs] == [["tea, 4 times: 4 of 4 passed; without it 0 of 9"]]
    assert [note for note in view.notes(pairs) if "medians" in note] == []
    (alone,) = helped([craving(None, coping=("tea",))])
    assert view.sentences(alone) == ["tea, once: 0 of 0 passed"]


def test_those_that_began_alike_are_compared() -> None:
    weak = [craving(rating=4, coping=("walk",))] * 6
    strong = [craving("used", rating=9)] * 6 + [craving(rating=5)] * 5
    (pair,) = helped([*weak, *strong])
    assert view.sentences(pair)[2:] == ["begun at 4 to 6: 6 of 6; without it 5 of 5"]


def test_a_trigger_is_one_line_and_what_is_near_it_is_too_alike_to_tell() -> None:
    walked = [craving(coping=("walk",))] * 9 + [craving("used", coping=("bath",))] * 5
    near = [craving(coping=("tea",))] * 3 + [craving("used", coping=("tea",))] * 2
    few = [craving(coping=("run",))] * 4
    alone = [craving(triggers=("bored",), coping=("walk",))] * 5  # nothing without it to compare with
    pairs = helped([*walked, *near, *few, *[craving("used")] * 2, *alone])
    assert [str(line) for line in view.lines(pairs)] == [
        "",
        "payday   walk 9 of 9, without it 7 of 16; bath 0 of 5, without it 16 of 20; too alike to tell: tea",
        "bored   too alike to tell: walk",
        "1 skill with a trigger has fewer than 5 known ends: too few to compare.",
    ]
    assert [str(line) for line in view.lines(pairs, 1)][2] == "and 1 more"


def test_few_lucky_tries_do_not_outrank_many() -> None:
    lucky, often = [craving(coping=("tea",))] * 3, [craving(coping=("walk",))] * 17
    pairs = helped([*lucky, *often, *[craving("used", coping=("walk",))] * 3])
    assert [pair.skill for pair in pairs] == ["walk", "tea"]


@pytest.mark.parametrize(
    ("cravings", "expected"),
    [
        ([], Lasted()),
        ([craving(minutes=10), craving(minutes=20)], Lasted(10, None, 2, 0)),
        ([craving(minutes=10), craving(None, minutes=30)], Lasted(10, None, 1, 1)),
        ([craving(minutes=30), craving(None, minutes=10)], Lasted(30, None, 1, 1)),
        ([craving(minutes=10), craving("used", minutes=2), craving("used", minutes=3)], Lasted(None, 10, 3, 0)),
        ([craving(None, minutes=25)], Lasted(None, 25, 0, 1)),
        ([craving("used", minutes=25)], Lasted(None, None, 1, 0)),
        ([craving(), craving(None)], Lasted()),
        # Freireich's treated patients (Cox 1972): 6-MP, nine remissions ended of 21, the median is 23 weeks.
        (
            [craving(minutes=week) for week in (6, 6, 6, 7, 10, 13, 16, 22, 23)]
            + [craving(None, minutes=week) for week in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)],
            Lasted(23, None, 9, 12),
        ),
    ],
)
def test_how_long_until_half_had_passed(cravings: list[CravingFact], expected: Lasted) -> None:
    assert lasted(cravings) == expected


@given(CRAVINGS)
def test_where_no_end_is_open_it_is_the_plain_median(cravings: list[CravingFact]) -> None:
    timed = [one for one in cravings if one.minutes is not None and one.outcome]
    passed = sorted(one.minutes for one in timed if one.outcome == "passed" and one.minutes is not None)
    middle = (len(timed) + 1) // 2  # so many must have passed for half of them to have
    expected = passed[middle - 1] if timed and len(passed) >= middle else None
    assert lasted(timed).half_within == expected


@given(CRAVINGS)
def test_both_sides_are_all_cravings_of_the_trigger(cravings: list[CravingFact]) -> None:
    for pair in helped(cravings):
        own = [one for one in cravings if alike(pair.trigger) in map(alike, one.triggers)]
        tried = [one for one in own if alike(pair.skill) in map(alike, one.coping)]
        assert (pair.tried.met.count, pair.tried.met.count + pair.others.met.count) == (len(tried), len(own))
        drops = [one.intensity - one.after for one in tried if one.after is not None]
        assert pair.tried.drop == (median(drops) if drops else None)
        for side in (pair.tried, pair.others):
            passed, known = (sum(counts) for counts in zip(*side.bands, strict=True))
            assert (passed, known) == (side.met.passed, side.met.known)
            assert pair.said(side) == (side.met.ahead if pair.only_ahead else Ended(passed, known))
        if not pair.enough:
            assert len(view.sentences(pair)) == 1


def test_a_trigger_is_found_by_any_spelling() -> None:
    pairs = helped([craving(coping=("walk",)), craving(triggers=("bored",), coping=("tea",))])
    assert [pair.skill for pair in of_triggers(pairs, [" PAYDAY "])] == ["walk"]


def test_while_a_craving_lasts_one_skill_is_named_that_is_known_well_enough() -> None:
    def tried(skill: str, *outcomes: str, trigger: str = "payday") -> list[CravingFact]:
        return [craving(outcome, triggers=(trigger,), coping=(skill,)) for outcome in outcomes]

    well, little, badly = ["passed"] * 5, ["passed"] * 4, ["passed", "passed", "used", "used"] * 2
    pairs = helped([*tried("tea", *little), *tried("walk", *well), *tried("bath", *badly)])
    pairs += helped(tried("run", *well, "passed", trigger="bored"))
    assert (named := helped_before(pairs, ["Payday"])) is not None
    assert named.skill == "walk"
    assert (named := helped_before(pairs, ["payday", "bored"])) is not None
    assert named.skill == "run"
    assert helped_before(pairs, ["alone"]) is None
    assert helped_before(helped([*tried("tea", *little), *tried("bath", *badly)]), ["payday"]) is None


def test_a_pair_as_json() -> None:
    walked = [craving(coping=("walk",), minutes=10, after=2), craving("used", coping=("walk",), rating=3)]
    (pair,) = helped([*walked, craving(None, rating=5, minutes=40), craving(rating=6, ahead=True)])
    assert (pair.tried.met.name, pair.others.met.name) == ("walk", "walk")
    none, one = {"passed": 0, "known": 0}, {"passed": 1, "known": 1}
    assert pair.to_json() == {
        "trigger": "payday",
        "skill": "walk",
        "tried": {
            "count": 2,
            "median": 5,
            "peak": 7,
            "passed": 1,
            "known": 2,
            "passed_interval": None,
            "ahead": none,
            "drop": 5,
            "rated": 1,
            "lasted": {"half_within": 10, "at_least": None, "known": 1, "open": 0},
        },
        "others": {
            "count": 2,
            "median": 5.5,
            "peak": 6,
            "passed": 1,
            "known": 1,
            "passed_interval": None,
            "ahead": one,
            "drop": None,
            "rated": 0,
            "lasted": {"half_within": None, "at_least": 40, "known": 0, "open": 1},
        },
        "bands": [
            {"from": 0, "to": 3, "tried": {"passed": 0, "known": 1}, "others": none},
            {"from": 4, "to": 6, "tried": none, "others": one},
            {"from": 7, "to": 10, "tried": one, "others": none},
        ],
    }


def test_triggers_come_by_count_then_by_name_each_as_it_was_first_spelled() -> None:
    later = craving(rating=3, triggers=("payday",), coping=("walk",), key=2)
    first = craving(rating=7, triggers=("Payday",), coping=("Walk",), key=1)
    others = [craving(triggers=(name,), coping=("tea",), key=3) for name in ("zoo", "alone")]
    pairs = helped([*others, later, first])
    assert [(pair.trigger, pair.skill) for pair in pairs] == [("Payday", "Walk"), ("alone", "tea"), ("zoo", "tea")]


def test_both_sides_count_what_was_written_ahead_where_both_have_enough_of_it() -> None:
    def ended(count: int, *coping: str) -> list[CravingFact]:
        return [craving(coping=coping, ahead=True)] * count + [craving("used", coping=coping)] * 2

    (pair,) = helped([*ended(ENOUGH_AHEAD, "walk"), *ended(ENOUGH_AHEAD + 1)])
    assert (pair.said(pair.tried), pair.said(pair.others)) == ((ENOUGH_AHEAD,) * 2, (ENOUGH_AHEAD + 1,) * 2)
    (pair,) = helped([*ended(ENOUGH_AHEAD, "walk"), *ended(ENOUGH_AHEAD - 1)])
    assert pair.said(pair.tried) == (ENOUGH_AHEAD, ENOUGH_AHEAD + 2)


def test_of_101_half_have_passed_with_the_51st() -> None:
    minutes = [10] * 50 + [20] + [30] * 50
    assert lasted([craving(minutes=minute) for minute in minutes]) == Lasted(20, None, 101, 0)
