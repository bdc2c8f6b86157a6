"""The week's sentence: the phone knows and chooses what the terminal does, on drawn journals."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from benchmarks.worlds import LAST, World
from recovery.aliases import queries as aliases
from recovery.insights import feedback, gather, gather_feedback
from recovery.insights.feedback import Known
from recovery.insights.periods import LOOKBACK_DAYS, ending
from recovery.insights.views import feedback as view
from recovery.plans import feedback_queries
from recovery.plans import queries as plan_queries
from recovery.plans.feedback import week_of
from recovery.store import erasing
from recovery.store.connection import Journal
from tests.web.drawn_journals import TODAY, Row, kept
from tests.web.drawn_lookbacks import rows as rows_of
from tests.web.phone_rules import Phone, canonical
from tests.web.test_same_helped import drawn as helping

TIMES = 10 if os.environ.get("TESTS_ALL") else 1


def drawn(seed: int) -> list[Row]:
    """A journal with few names, a small plan, some weeks' sentences, now and then a lapse or thoughts of suicide."""
    chance = Random(f"week {seed}")
    rows = helping(seed)
    if chance.random() < 0.5:
        for row in rows:
            if row["kind"] == "craving" and chance.random() < 0.8:
                row["outcome"] = "passed" if "Walk" in str(row["coping"]) else "used"
                row["ended"] = row["ended"] or row["at"]
    lapsed, thought = TODAY - timedelta(days=chance.randint(0, 6)), TODAY - timedelta(days=chance.randint(0, 9))
    for number, (section, text, responses) in enumerate(
        [
            ("situations", "payday", ["Walk", "tea"]),
            ("skills", "bath", []),
            ("reasons", "home", []),
            ("contacts", "Ana", []),
        ]
    ):
        if chance.random() < 0.6:
            rows.append(_item(number, section, text, responses))
    for weeks in range(8):
        if chance.random() < 0.6:
            week = week_of(TODAY) - timedelta(weeks=weeks)
            name = chance.choice(["payday", "Straße", "Walk", "old corner", None])
            answer = chance.choice([None, "not_helpful"])
            rows.append(
                {
                    "kind": "feedback",
                    "week": str(week),
                    "about": chance.choice(feedback.KINDS),
                    "name": name,
                    "answer": answer,
                }
            )
    if chance.random() < 0.3:
        rows.append(
            {"kind": "lapse", "id": f"eb1167b3-67a9-4378-bc65-c1e582e2{seed % 10000:04}", "at": f"{lapsed}T20:00:00Z",
             "timezone": "America/New_York", "day": str(lapsed), "substance": None, "triggers": "[]",
             "amount": None, "overdose": None, "naloxone": None, "note": None}
        )  # fmt: skip
    if chance.random() < 0.2:
        rows.append(
            {"kind": "wellbeing", "id": "eb1167b3-67a9-4378-bc65-c1e582e29999", "day": str(thought),
             "good_exchanges": None, "hard_exchanges": None, "thoughts_of_suicide": 1, "note": None}
        )  # fmt: skip
    return rows


def _item(number: int, section: str, text: str, responses: list[str]) -> Row:
    triggers = json.dumps([text] if section == "situations" else [])
    return {
        "kind": "plan_item", "id": f"eb1167b3-67a9-4378-bc65-c1e582e2800{number}", "section": section, "position": 0,
        "text": text, "stage": None, "triggers": triggers, "responses": json.dumps(responses), "phone": None,
        "role": None, "what_for": None, "awake": None, "place": None, "until": None, "moment": None, "step": None,
    }  # fmt: skip


@given(seed=st.integers(0, 2**32), weeks=st.integers(0, 3))
@settings(max_examples=20 * TIMES)
def test_the_weeks_sentence(phone: Phone, journal: Journal, seed: int, weeks: int) -> None:
    rows, day = drawn(seed), TODAY + timedelta(days=weeks)
    with kept(journal, rows) as diary:
        here, said = gather_feedback.known(diary, day), feedback_queries.said(diary.journal)
        begun = plan_queries.begun_at(diary.journal)
        first = None if begun is None else diary.day_of(begun.astimezone(diary.zone))
    there = known_there(phone, rows, day, first)
    assert canonical(there) == canonical(in_json(here))
    told = phone.ask("feedback.saidIn", rows)
    chosen, expected = phone.ask("feedback.choose", there, told, str(day)), feedback.choose(here, said, day)
    assert (chosen and chosen["text"]) == (expected and expected.text)
    week = str(week_of(day))
    assert phone.ask("feedback.weekOf", str(day)) == week
    for one, row in zip(said, sorted(told, key=lambda row: str(row["week"])), strict=True):
        again, as_here = phone.ask("feedback.saidAgain", there, row), feedback.said_again(here, one)
        assert (again and again["text"]) == (as_here and as_here.text)


@given(seed=st.integers(0, 2**32))
@settings(max_examples=10 * TIMES)
def test_with_an_erased_entry_go_the_weeks_about_what_nothing_carries_now(
    phone: Phone, journal: Journal, seed: int
) -> None:
    rows, chance = drawn(seed), Random(f"erased {seed}")
    stays = str(TODAY - timedelta(days=chance.choice([0, 1, 3, 10])))
    items = [row["id"] for row in rows if row["kind"] == "plan_item" and chance.random() < 0.5]
    left = [row for row in rows if row.get("day", stays) >= stays and row.get("id") not in items]
    with kept(journal, rows) as diary:
        for wanted in (erasing.before(stays), *map(erasing.of_id, items)):
            erasing.erase(diary.journal.connection, wanted)
        here = [week.value for week in feedback_queries.erase_unused(diary.journal)]
        names = [id for of in aliases.TABLES for id in aliases.unused(diary.journal, of)]
    there = phone.ask("weeks_unused.unusedWeeks", left)
    assert sorted(there) == here
    assert phone.ask("names_unused.unusedNames", left, {"trigger": [], "skill": []}) == names
    event(f"{'some' if names else 'no'} names go")
    event(f"{'some' if here else 'no'} weeks go")


def known_there(phone: Phone, rows: list[Row], day: date, begun: date | None) -> Any:
    """What the phone could say, with what its worker found, and had found a week before."""
    tested = phone.ask(
        "patterns.lasting", found_there(phone, rows, day), found_there(phone, rows, day - timedelta(weeks=1))
    )
    return phone.ask("feedback.known", rows, str(day), begun and str(begun), tested)


def found_there(phone: Phone, rows: list[Row], day: date) -> Any:
    lookback = ending(day, LOOKBACK_DAYS)
    span = {"first": str(lookback.first), "last": str(lookback.last)}
    gathered = phone.ask("evidence.evidenceOf", rows, span, str(day))
    claims = [] if gathered["look"] is None else phone.ask("comparisons.claimsOf", gathered["look"])
    return phone.ask("patterns.findings", claims, gathered["names"])


def in_json(known: Known) -> dict[str, Any]:
    candidates = [one._asdict() for one in known.candidates]
    return {"candidates": candidates, "lapsed": known.lapsed, "thoughts": known.thoughts}


PLANTED = {  # by what was planted: a seed with which it is found, and the step
    "before_lapse": (0, "Keep it as a warning sign: recovery plan add sign 'less than 6 hours of sleep'"),
    "trigger": (1, "Write an if-then: recovery plan add situation payday -t payday --then"),
    "coping": (5, "Keep it in your plan: recovery plan add skill STRASSE"),
    "hour": (3, "Plan something for that time: recovery plan add situation '18:00 to 22:00' --then"),
    "weekday": (1, "Plan something for that time: recovery plan add situation Fridays --then"),
    "sleep": (2, "Keep it as a warning sign: recovery plan add sign 'less than 6 hours of sleep'"),
    "mood": (10, "Keep it as a warning sign: recovery plan add sign 'a mood of 3 or less'"),
    "halt_after": (1, "Keep it as a warning sign: recovery plan add sign tired"),
    "medication": (9, "After a missed dose ask your clinic: recovery learn missed-dose"),
    "rate": (1, "A question for your counselor: recovery discuss 'The last 14 days: "),
}


@pytest.mark.parametrize("plant", PLANTED)
def test_what_the_report_found_is_said_first_with_its_one_thing_to_do(
    phone: Phone, journal: Journal, plant: str
) -> None:
    seed, step = PLANTED[plant]
    world, day = World(cravings=160, plant=plant, strength=0.9), LAST
    if plant == "before_lapse":
        world, day = world._replace(cravings=40, days=80, lapses=5, strength=2.0), LAST + timedelta(days=3)
    drawn = rows_of(world, seed, "Europe/Berlin")
    with kept(journal, drawn) as diary:
        here, untested = gather_feedback.known(diary, day), gather_feedback.known(diary, day, tested=False)
    assert canonical(known_there(phone, drawn, day, None)) == canonical(in_json(here))
    chosen = feedback.choose(here, [], day)
    assert chosen is not None
    assert chosen.kind == plant.removesuffix("_after")
    assert view.step(chosen).startswith(step)
    assert " As written down in eight weeks." in chosen.text
    assert "share" not in chosen.text  # it would be read as odds
    assert not {one.kind for one in untested.candidates} & {*feedback.TESTED}
    done = [*drawn, _item(1, "warning_signs", chosen.step, [])]
    with kept(journal, done) as diary:
        planned = gather_feedback.known(diary, day)
    assert canonical(known_there(phone, done, day, None)) == canonical(in_json(planned))
    assert (chosen in planned.candidates) == (plant == "trigger")  # which asks for a response
    if plant in feedback.DISCUSSED:  # it stays on the list while its counts change
        listed = [*drawn, _topic(chosen.step.partition(": ")[0] + ": 1 craving.")]
        with kept(journal, listed) as diary:
            on_list = gather_feedback.known(diary, day)
        assert canonical(known_there(phone, listed, day, None)) == canonical(in_json(on_list))
        assert plant not in {one.kind for one in on_list.candidates}


def test_what_the_report_found_this_week_alone_is_not_said(phone: Phone, journal: Journal) -> None:
    drawn = rows_of(World(cravings=160, plant="mood", strength=0.9), 1, "Europe/Berlin")
    with kept(journal, drawn) as diary:
        assert "mood" in {pattern.kind for pattern in gather.report_of(diary, ending(LAST, 7), LAST).patterns}
        here = gather_feedback.known(diary, LAST)
    assert "mood" not in {one.kind for one in here.candidates}
    assert canonical(known_there(phone, drawn, LAST, None)) == canonical(in_json(here))


def test_a_trigger_with_a_response_and_a_response_that_seldom_helps(phone: Phone, journal: Journal) -> None:
    drawn = rows_of(World(cravings=160, plant="trigger", strength=0.9), 1, "Europe/Berlin")
    for row in drawn:
        if row["kind"] == "craving" and "walk" in str(row["coping"]):
            row["outcome"] = "used"
    drawn.append(_item(1, "situations", "payday", ["walk"]))
    with kept(journal, drawn) as diary:
        here = gather_feedback.known(diary, LAST)
    assert canonical(known_there(phone, drawn, LAST, None)) == canonical(in_json(here))
    steps = {one.kind: view.step(one) for one in here.candidates}
    assert steps["trigger"] == "What does your plan say about it? recovery plan show"
    assert steps["discuss"] == "A question for your counselor: recovery discuss walk"
    assert "response_used" not in steps
    drawn.append(_topic("Walk"))
    with kept(journal, drawn) as diary:
        listed = gather_feedback.known(diary, LAST)
    assert canonical(known_there(phone, drawn, LAST, None)) == canonical(in_json(listed))
    assert {"discuss", "response_used"} & {one.kind for one in listed.candidates} == {"response_used"}


def _topic(text: str) -> Row:
    return {"kind": "topic", "id": "eb1167b3-67a9-4378-bc65-c1e582e27777", "day": str(LAST), "text": text, "done": None}


def test_every_day_has_one_monday(phone: Phone) -> None:
    for day in (date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 8), date(2024, 2, 29), date(2025, 12, 31)):
        assert phone.ask("feedback.weekOf", str(day)) == str(week_of(day))
