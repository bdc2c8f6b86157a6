"""Urge surfing: when to rate, how a breath goes, what is said of a ride and what is kept of it, as in the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from recovery.journal import wave, writing
from recovery.journal.wave import SKILL, Wave
from tests.web import phone_rules
from tests.web.drawn_journals import Row
from tests.web.phone_rules import Phone
from tests.web.test_same_writing import DRAWN, NOW, SOME, after, folder, opened, stamp

__all__ = ["folder"]
SECONDS = st.integers(0, 130 * 240).map(lambda quarters: quarters / 4)


@pytest.fixture(scope="module")
def phone() -> Iterator[Phone]:
    with phone_rules.running() as process:
        yield process


@given(st.integers(1, wave.LONGEST), st.lists(st.tuples(SECONDS, st.integers(0, 10)), max_size=8))
@SOME
def test_when_to_rate_and_what_is_said(phone: Phone, minutes: int, given: list[tuple[float, int]]) -> None:
    there, asked, ratings = Wave(minutes), -1, list[list[int]]()
    assert phone.ask("wave.marks", minutes) == there.marks
    for seconds, rating in sorted(given):
        assert phone.ask("wave.due", minutes, seconds, asked) == there.due(seconds)
        there.rate(seconds, rating)
        ratings = phone.ask("wave.rate", ratings, seconds, rating)
        asked = int(seconds // 60)
    assert ratings == [list(pair) for pair in there.ratings]
    assert phone.ask("wave.course", ratings) == wave.course(there.ratings)


@given(SECONDS)
@SOME
def test_a_breath(phone: Phone, seconds: float) -> None:
    line, full = wave.breath(seconds)
    here = phone.ask("wave.breath", seconds)
    assert (here["line"], here["full"]) == (line, pytest.approx(full))


@given(
    DRAWN,
    st.integers(0, 10),
    st.lists(st.tuples(st.integers(1, 20), st.integers(0, 10)), max_size=4, unique_by=lambda pair: pair[0]),
)
@SOME
def test_what_is_kept_of_a_ride(phone: Phone, drawn: list[Row], first: int, later: list[tuple[int, int]]) -> None:
    with time_machine.travel(NOW, tick=False), opened(drawn) as diary:
        open_craving = writing.to_surf(diary, None)
        if open_craving is None:
            values = {"intensity": first, "coping": [SKILL], "ratings": [(0, first)]}
            there = writing.craving(diary, diary.when(None), values, name="surf")
        else:
            there = writing.surfed_on(diary, open_craving, first, (), SKILL)
        ride = phone.ask("wave.surfed", {"rows": drawn, "now": stamp(NOW), "id": "fresh"}, first)
        here = _craving(after(drawn, ride["edits"]), ride["id"])
        assert json.loads(here["ratings"]) == [list(pair) for pair in there.ratings or ()]
        assert json.loads(here["coping"]) == list(there.coping)
        ratings = [(0, first), *sorted(later)]
        before = there.ratings or ()
        start = before[-1][0]
        kept = [*before[:-1], *((start + minute, rating) for minute, rating in ratings)]
        assert phone.ask("wave.kept", ride, ratings) == [list(pair) for pair in kept]


def _craving(rows: list[Row], id: str) -> Row:
    return next(row for row in rows if row["kind"] == "craving" and row["id"] == id)
