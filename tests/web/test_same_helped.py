"""What helps with what: the phone has the terminal's numbers and sentences, on cravings that few names share."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from random import Random
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.aliases.alias import alias_id
from recovery.insights import queries, what_helped
from recovery.insights.periods import Period
from recovery.insights.views import what_helped as view
from recovery.store.connection import Journal
from tests.web.drawn_journals import TODAY, Row, kept
from tests.web.phone_rules import Phone, canonical

TIMES = 10 if os.environ.get("TESTS_ALL") else 1
PERIOD = Period(TODAY - timedelta(days=55), TODAY)


def drawn(seed: int) -> list[Row]:
    """A journal of cravings that share few names, made from one number."""
    chance = Random(seed)
    rows: list[Row] = [{"kind": "profile", "timezone": "America/New_York", "day_starts": "04:00", "seed": None}]
    if chance.random() < 0.5:
        said = {"of": "skill", "name": "tea", "same_as": chance.choice(["walk", None])}
        rows.append({"kind": "alias", "id": alias_id("skill", "tea"), **said})
    open_ended = chance.random()
    return rows + [_craving(chance, open_ended) for _ in range(chance.choice((4, 30, 90)))]


def _craving(chance: Random, open_ended: float) -> Row:
    day = TODAY - timedelta(days=chance.randint(0, 60))
    at = f"{day}T{chance.randint(9, 22):02}:{chance.randint(0, 59):02}:00Z"
    ahead = f"{day}T23:30:00Z" if chance.random() < 0.6 else at
    outcome = chance.choices(["passed", "used", None], [6, 2, 4 * open_ended])[0]
    triggers = chance.sample(chance.choice((("payday", "old corner"), ("Payday", "STRASSE", "Straße"))), 1)
    coping = chance.sample(("Walk", "called Ana", "tea"), chance.choice((0, 1, 1, 2)))
    names = {"triggers": json.dumps(triggers, ensure_ascii=False), "coping": json.dumps(coping, separators=(",", ":"))}
    return {
        "kind": "craving", "id": str(UUID(int=chance.getrandbits(128), version=4)), "at": at,
        "timezone": "America/New_York", "day": str(day), "substance": None, "intensity": chance.randint(0, 10), **names,
        "outcome": outcome, "intensity_after": chance.choice((None, 0, 2, 3, 5, 8)),
        "minutes": chance.choice((None, 5, 10, 10, 20, 45)), "note": None, "ratings": None,
        "written": at, "ended": ahead if outcome else None,
    }  # fmt: skip


@given(seed=st.integers(0, 2**32))
@settings(max_examples=15 * TIMES)
def test_what_helped_with_what(phone: Phone, journal: Journal, seed: int) -> None:
    rows = drawn(seed)
    with kept(journal, rows) as diary:
        here = what_helped.helped(queries.cravings(diary.journal, PERIOD))
    there = phone.ask("what_helped.helped", rows, {"first": str(PERIOD.first), "last": str(PERIOD.last)})
    assert canonical(there) == canonical([pair.to_json() for pair in here])
    assert [phone.ask("what_helped.isEnough", pair) for pair in there] == [pair.enough for pair in here]
    assert [phone.ask("what_helped.sentences", pair) for pair in there] == [view.sentences(pair) for pair in here]
    assert [phone.ask("what_helped.brief", pair) for pair in there] == [view.brief(pair) for pair in here]
    assert phone.ask("what_helped.notes", there) == [*view.notes(here)]
    before = what_helped.helped_before(here, ["payday", "straße"])
    named = phone.ask("what_helped.helpedBefore", there, ["payday", "straße"])
    assert (named and named["skill"]) == (before and before.skill)
