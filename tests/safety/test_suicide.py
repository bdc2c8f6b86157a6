"""Thoughts of suicide: the country's line first, people, one's own steps; asked of kindly on the next day, and once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.commands.conftest import Locked, locked, made_locked

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal

__all__ = ["locked", "made_locked"]
ANSWERS = "0,0,0,0,0,0,0,0,1"
QUESTION = "You wrote down thoughts of suicide. How are you today?"


@pytest.fixture
def us(heroin: Call) -> Call:
    heroin("config", "country", "US")
    heroin("plan", "add", "contact", "Maria", "--phone", "555-0100", "--role", "sponsor")
    for step in range(6, 0, -1):
        assert heroin("plan", "add", "crisis", f"own step {step}", "--step", str(step)).code == 0
    return heroin


@pytest.mark.parametrize("line", ["checkin --suicide-thoughts", f"assess phq9 --answers {ANSWERS}"])
def test_who_answers_now_and_ones_own_six_steps(line: str, us: Call) -> None:
    ran = us(*line.split())
    order = ["988", "741741", "Maria, sponsor", "911", *(f"own step {step}" for step in range(1, 7))]
    places = [ran.out.index(text) for text in order]
    assert places == sorted(places)
    assert "SafeSpot" not in ran.out
    assert "SAMHSA" not in ran.out
    assert us(*line.split(), "--json").err.count("own step") == 6


def test_while_locked_the_lines_alone(locked: Locked) -> None:
    (locked.home / "config.toml").write_text('country = "GB"')
    out = locked.run("checkin", "--suicide-thoughts").out
    assert out.index("116 123") < out.index("85258") < out.index("999")


def test_sos_shows_them_at_one_key(us: Call, terminal: OpenTerminal) -> None:
    window = terminal("sos", rows=50)
    window.see("WANT TO DIE?  988, then [w]")
    window.see("Enter leaves.")
    window.child.send("w")
    window.see("own step 6")
    window.see("Enter leaves.")
    assert "Maria, sponsor" in window.screen
    window.type("")
    assert window.end() == 0


@pytest.mark.parametrize("line", ["checkin --suicide-thoughts", f"assess phq9 --answers {ANSWERS}"])
def test_the_next_day_asks_and_no_other(line: str, us: Call) -> None:
    with time_machine.travel(datetime(2026, 3, 10, 17, tzinfo=UTC), tick=False):
        us(*line.split())
        assert QUESTION not in us("today").out
    with time_machine.travel(datetime(2026, 3, 11, 17, tzinfo=UTC), tick=False):
        assert QUESTION in us("today").out
        assert us("today", "--json").json["thoughts_yesterday"] is True
        us("checkin", "--no-suicide-thoughts")
        assert QUESTION not in us("today").out
    with time_machine.travel(datetime(2026, 3, 12, 17, tzinfo=UTC), tick=False):
        assert QUESTION not in us("today").out


@pytest.mark.parametrize(("key", "shown"), [("n", "kept with the day"), ("y", "own step 6")])
def test_on_a_terminal_the_answer_is_kept_and_not_asked_for_again(
    key: str, shown: str, us: Call, terminal: OpenTerminal
) -> None:
    us("checkin", "--suicide-thoughts", "--day", "yesterday")
    window = terminal("today", rows=50)
    window.see("suicide today too?")
    window.type(key)
    window.see(shown)
    assert window.end() == 0
    days = [entry["thoughts_of_suicide"] for entry in us("show", "--kind", "wellbeing", "--json").json]
    assert days == [True, key == "y"]
    assert QUESTION not in us("today").out
    assert us("undo").code == 0
    assert QUESTION in us("today").out
