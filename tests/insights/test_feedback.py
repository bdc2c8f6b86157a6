"""One sentence a week: the best known, not said lately, less often where it was of no use, and none of the future."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.aliases.alias import NONE
from recovery.insights import feedback_candidates, gaps
from recovery.insights.facts import CravingFact
from recovery.insights.feedback import (
    GENTLE,
    HALVINGS,
    KINDS,
    RESTS_WEEKS,
    Candidate,
    Known,
    choose,
    said_again,
    weight,
)
from recovery.insights.feedback_candidates import of_responses
from recovery.insights.gaps import Finding
from recovery.insights.what_helped import helped
from recovery.plans.feedback import Feedback, week_of
from recovery.plans.plan import Plan, PlanItem
from recovery.plans.queries import Uses

MONDAY = date(2026, 3, 2)
NAMES = st.sampled_from(["payday", "Payday", "old corner", "Straße", "walk", ""])
CANDIDATES = st.lists(
    st.builds(Candidate, st.sampled_from(KINDS), NAMES, st.integers(1, 40), st.just("A sentence.")), max_size=8
)


def about(kind: str, name: str = "", evidence: int = 3) -> Candidate:
    return Candidate(kind, name, evidence, f"{kind} {name}")


def said(kind: str, name: str = "", *, weeks_ago: int = 1, answer: str | None = None) -> Feedback:
    week = MONDAY - timedelta(weeks=weeks_ago)
    return Feedback.checked({"week": week, "about": kind, "name": name or None, "answer": answer})


GAP, HELPED, MISSING = about("trigger_without_response", "payday", 6), about("helped", "bored", 9), about("no_reason")


def test_the_best_known_is_said_and_after_it_the_next() -> None:
    known = Known((MISSING, GAP, HELPED))
    assert choose(known, [], MONDAY) == HELPED
    assert choose(known, [said("helped", "BORED")], MONDAY) == GAP
    assert (
        choose(known, [said("helped", "bored"), said("trigger_without_response", "payday", weeks_ago=2)], MONDAY)
        == MISSING
    )
    assert choose(known, [said("helped", "bored", weeks_ago=RESTS_WEEKS)], MONDAY) == GAP
    assert choose(known, [said("helped", "bored", weeks_ago=RESTS_WEEKS + 1)], MONDAY) == HELPED
    assert choose(known, [said("helped", "bored", weeks_ago=0)], MONDAY) == HELPED  # this week's own is no week before
    assert choose(Known(), [], MONDAY) is None
    assert choose(Known((MISSING,)), [said("no_reason")], MONDAY) is None


def test_what_passed_a_test_is_known_best_however_little_it_counts() -> None:
    found, more = about("before_lapse", evidence=9), about("helped", "bored", 400)
    assert choose(Known((more, found)), [], MONDAY) == found
    assert choose(Known((more, found)), [said("before_lapse", answer="not_helpful", weeks_ago=9)], MONDAY) == more
    assert choose(Known((more, found), lapsed=True), [], MONDAY) == more


def test_not_helpful_makes_a_kind_come_less_and_twice_makes_it_silent_for_half_a_year() -> None:
    unhelpful = [said("helped", f"name {number}", weeks_ago=9 + number, answer="not_helpful") for number in range(30)]
    weights = [weight(HELPED, unhelpful[:number]) for number in range(30)]
    assert weights[:3] == [9 << HALVINGS, 9 << HALVINGS - 1, 9 << HALVINGS - 2]
    assert weights == sorted(weights, reverse=True)
    assert weights[-1] == 9
    assert choose(Known((GAP, HELPED)), unhelpful[:1], MONDAY) == GAP
    assert choose(Known((HELPED,)), unhelpful[:1], MONDAY) == HELPED
    assert choose(Known((HELPED,)), unhelpful[:2], MONDAY) is None
    assert choose(Known((HELPED, GAP)), unhelpful[:2], MONDAY) == GAP
    for ago, chosen in ((26, None), (27, HELPED)):
        refused = [
            said("helped", name, weeks_ago=weeks, answer="not_helpful") for name, weeks in (("a", ago), ("b", 40))
        ]
        assert choose(Known((HELPED,)), refused, MONDAY) == chosen


def test_after_a_lapse_what_helped_and_after_thoughts_of_suicide_nothing() -> None:
    assert choose(Known((GAP, MISSING, about("helped", "tea", 1)), lapsed=True), [], MONDAY) == about(
        "helped", "tea", 1
    )
    assert choose(Known((GAP, MISSING), lapsed=True), [], MONDAY) is None
    assert choose(Known((GAP, HELPED), thoughts=True), [], MONDAY) is None
    for kept in (said("helped", "bored"), said("trigger_without_response", "payday")):
        assert said_again(Known((GAP, HELPED), thoughts=True), kept) is None
    assert said_again(Known((GAP, HELPED), lapsed=True), said("trigger_without_response", "payday")) is None


def test_a_week_keeps_its_sentence_until_it_is_answered_or_done() -> None:
    assert said_again(Known((GAP, HELPED)), said("helped", "Bored")) == HELPED
    assert said_again(Known((GAP, HELPED)), said("trigger_without_response", "payday")) == GAP
    assert said_again(Known((GAP, MISSING)), said("no_reason")) == MISSING
    assert said_again(Known((GAP,)), said("helped", "bored")) is None
    assert said_again(Known((HELPED,)), said("helped", "bored", answer="not_helpful")) is None


@given(CANDIDATES, st.lists(st.tuples(st.sampled_from(KINDS), NAMES, st.booleans()), max_size=10), st.booleans())
def test_the_same_is_never_said_in_weeks_that_follow_one_another(
    candidates: list[Candidate], before: list[tuple[str, str, bool]], lapsed: bool
) -> None:
    spoken = [
        said(kind, name, weeks_ago=place + 1, answer="not_helpful" if unhelpful else None)
        for place, (kind, name, unhelpful) in enumerate(before)
    ]
    known = Known(candidates, lapsed=lapsed)
    for week in range(6):
        today = MONDAY + timedelta(weeks=week, days=week % 7)
        chosen = choose(known, spoken, today)
        assert choose(known, list(reversed(spoken)), today) == chosen
        ahead = said("helped", "payday", weeks_ago=-40, answer="not_helpful")
        assert choose(known, [*spoken, ahead], today) == chosen  # a week to come says nothing yet
        if chosen is None:
            continue
        assert chosen.kind in (GENTLE if lapsed else KINDS)
        recent = {(one.about, (one.name or "").casefold()) for one in spoken if (week_of(today) - one.week).days <= 28}
        assert (chosen.kind, chosen.name.casefold()) not in recent
        spoken.append(
            Feedback.checked(
                {"week": week_of(today), "about": chosen.kind, "name": chosen.name or None, "answer": None}
            )
        )


@pytest.mark.parametrize("day", [MONDAY + timedelta(days=number) for number in range(7)])
def test_a_week_begins_on_monday(day: date) -> None:
    assert week_of(day) == MONDAY


def test_twenty_observations_weigh_as_much_as_any_more() -> None:
    assert [weight(about("helped", "tea", count), []) >> HALVINGS for count in (19, 20, 21, 40)] == [19, 20, 20, 20]


def test_a_name_rests_whatever_was_said_of_it() -> None:
    again, other = about("trigger_without_response", "Bored"), about("trigger_without_response", "payday", 3)
    bare = about("no_contact")
    assert choose(Known((again, other)), [said("trigger", "bored")], MONDAY) == other
    assert choose(Known((bare,)), [said("no_contact")], MONDAY) is None


def test_after_a_lapse_a_skill_that_helped_is_told_without_what_is_missing() -> None:
    (finding,) = [Finding("skill_not_in_plan", f"A skill. {gaps.not_in_plan()}", {"skill": "walk", "known": 9})]
    texts = [feedback_candidates.of_plan([finding], lapsed=lapsed)[0].text for lapsed in (False, True)]
    assert texts == ["A skill. It is not in the plan.", "A skill."]


def test_what_the_plan_lacks_is_told_with_its_name_and_its_observations() -> None:
    ana = PlanItem.checked({"id": "6f1f2d1c-0000-4000-8000-000000000001", "section": "contacts", "text": "Ana"})
    findings = [
        Finding("trigger_without_response", "A trigger.", {"trigger": "payday", "count": 6}),
        Finding("skill_not_in_plan", "A skill.", {"skill": "walk", "known": 9}),
        Finding("contact_without_phone", "A contact.", {}, ana),
        Finding("no_contact", "Nobody."),
        Finding("something_else", "Not said here."),
    ]
    assert feedback_candidates.of_plan(findings) == [
        Candidate("trigger_without_response", "payday", 6, "A trigger.", "payday"),
        Candidate("skill_not_in_plan", "walk", 9, "A skill.", "walk"),
        Candidate("contact_without_phone", "Ana", 3, "A contact.", ana.id),
        Candidate("no_contact", "", 3, "Nobody.", ""),
    ]


def test_of_a_trigger_the_surest_skill_is_told_that_did_better_than_none() -> None:
    def met(trigger: str, skill: str, passed: int, used: int = 0) -> list[CravingFact]:
        at, tried = datetime(2026, 3, 1, 12, tzinfo=UTC), (skill,) if skill else ()
        outcomes = ["passed"] * passed + ["used"] * used
        return [CravingFact(at.date(), at, 5, (trigger,), tried, outcome) for outcome in outcomes]

    cravings = [
        *(*met("payday", "walk", 14), *met("payday", "tea", 9, 1), *met("payday", "", 1, 12)),
        *(*met("bored", "walk", 5), *met("bored", "", 5)),  # no better than without it
        *(*met("late", "tea", 2), *met("late", "", 0, 9)),  # too few
        *met("alone", "tea", 5),  # nothing beside it
        *(*met("Row", "bath", 11, 1), *met("row", "", 2, 10)),
    ]
    assert [(pair.trigger, pair.skill) for pair in feedback_candidates.surest(helped(cravings))] == [
        ("payday", "walk"),
        ("Row", "bath"),
    ]


def test_an_answer_of_the_plan_is_told_from_three_known_ends_on_and_asked_about_from_five() -> None:
    situation = {"id": "6f1f2d1c-0000-4000-8000-000000000002", "section": "situations", "text": "payday"}
    plan = Plan((PlanItem.checked({**situation, "responses": ["call Ana", "walk", "bath", "tea", "run"]}),))
    rows = [
        ("call Ana", 5, 2, 3, 0),
        ("walk", 5, 2, 2, 0),
        ("bath", 5, 2, 5, 0),
        ("tea", 4, 1, 4, 0),
        ("run", 6, 3, 6, 0),
    ]
    told = of_responses(plan, Uses(NONE, rows, []), [])
    assert told[0].text == "Your answer to payday, call Ana: used 5 times, passed 2 of 3."
    used = ("response_used", situation["id"])
    assert [(one.name, one.evidence, (one.kind, one.step)) for one in told] == [
        ("call Ana", 3, used),
        ("bath", 5, ("discuss", "bath")),
        ("tea", 4, used),
        ("run", 6, used),
    ]
    assert (of_responses(plan, Uses(NONE, rows, []), ["Bath"])[1].kind) == "response_used"
    assert weight(told[0], []) == 3 << HALVINGS
