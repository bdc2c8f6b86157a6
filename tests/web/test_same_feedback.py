"""The week's sentence: the phone knows and chooses what the terminal does, on drawn journals."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.insights import feedback, weekly
from recovery.plans import queries as plan_queries
from recovery.plans import weekly_queries
from recovery.plans.weekly import week_of
from recovery.store.connection import Journal
from tests.web.drawn_journals import TODAY, Row, kept
from tests.web.phone_rules import Phone, canonical
from tests.web.test_same_helped import drawn as helping

TIMES = 10 if os.environ.get("TESTS_ALL") else 1


def drawn(seed: int) -> list[Row]:
    """A journal with few names, a small plan, some weeks' sentences, now and then a lapse or thoughts of suicide."""
    chance = Random(f"week {seed}")
    rows = helping(seed)
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
        here, said = weekly.known(diary, day), weekly_queries.said(diary.journal)
        begun = plan_queries.begun_at(diary.journal)
        first = None if begun is None else diary.day_of(begun.astimezone(diary.zone))
    there = phone.ask("feedback.known", rows, str(day), first and str(first))
    assert canonical(there) == canonical(
        {"candidates": [one._asdict() for one in here.candidates], "lapsed": here.lapsed, "thoughts": here.thoughts}
    )
    told = phone.ask("feedback.saidIn", rows)
    chosen, expected = phone.ask("feedback.choose", there, told, str(day)), feedback.choose(here, said, day)
    assert (chosen and chosen["text"]) == (expected and expected.text)
    week = str(week_of(day))
    assert phone.ask("feedback.weekOf", str(day)) == week
    for one, row in zip(said, sorted(told, key=lambda row: str(row["week"])), strict=True):
        again, as_here = phone.ask("feedback.saidAgain", there, row), feedback.said_again(here, one)
        assert (again and again["text"]) == (as_here and as_here.text)


def test_every_day_has_one_monday(phone: Phone) -> None:
    for day in (date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 8), date(2024, 2, 29), date(2025, 12, 31)):
        assert phone.ask("feedback.weekOf", str(day)) == str(week_of(day))
