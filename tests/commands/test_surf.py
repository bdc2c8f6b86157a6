"""Riding an urge out: when it is rated, and that nothing rated is lost."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from recovery.insights.views.wave import swell
from recovery.journal.wave import Wave, breath, course

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal


def test_ratings_at_0_5_10_15_20_minutes() -> None:
    assert Wave(20).marks == [0, 5, 10, 15, 20]
    assert Wave(7).marks == [0, 5, 7]
    assert Wave(1).marks == [0, 1]


@given(st.integers(1, 120), st.lists(st.integers(0, 7200), max_size=40))
def test_each_mark_is_asked_for_once(minutes: int, moments: list[int]) -> None:
    wave = Wave(minutes)
    asked = []
    for seconds in sorted(moments):
        if wave.due(seconds):
            wave.rate(seconds, 5)
            asked.append(seconds)
            assert not wave.due(seconds)
    assert len(asked) <= len(wave.marks)
    assert [minute for minute, _ in wave.ratings] == sorted({second // 60 for second in asked})


def test_a_rating_left_out_is_not_asked_for_again() -> None:
    wave = Wave(20)
    wave.rate(0, 8)
    assert wave.due(300)
    wave.skip(310)
    assert not wave.due(599)
    assert wave.due(600)
    assert course([(0, 8), (10, 3)]) == "8 at the start, 3 after 10 min"


@pytest.mark.parametrize("plain", [(), ("--plain",)])
def test_a_ride_on_a_terminal(heroin: Call, terminal: OpenTerminal, plain: tuple[str, ...]) -> None:
    window = terminal("surf", "2", "-t", "payday", *plain)
    window.see("How strong is it now")
    window.type("8")
    window.see("breathe in")
    window.child.send("r")
    window.see("How strong now")
    window.type("eleven")
    window.see("whole number from 0 to 10")
    window.type("5")
    window.see("breathe in")
    window.child.send("q")
    window.see("[p]assed")
    window.child.send("p")
    window.see("Kept: craving 8")
    assert window.end() == 0
    (entry,) = heroin("show", "--json").json
    assert entry["outcome"] == "passed"
    assert entry["triggers"] == ["payday"]
    assert entry["coping"] == ["urge surfing"]
    assert entry["ratings"] == [[0, 5]], "two in one minute are one, the later"


def test_a_closed_terminal_keeps_what_was_rated(heroin: Call, terminal: OpenTerminal) -> None:
    window = terminal("surf")
    window.see("How strong is it now")
    window.type("7")
    window.see("breathe in")
    window.child.close(force=True)
    deadline = time.monotonic() + 120
    while not (entries := heroin("show", "--json").json):
        assert time.monotonic() < deadline
    assert entries[0]["intensity"] == 7
    assert entries[0]["ratings"] == [[0, 7]]
    assert entries[0]["outcome"] is None


def test_enter_leaves_before_the_first_rating_and_writes_nothing(heroin: Call, terminal: OpenTerminal) -> None:
    screen = terminal("surf")
    screen.see("How strong is it now")
    screen.type("")
    assert screen.end() == 0
    assert "Nothing was written. recovery sos is there." in screen.screen
    assert heroin("show", "--json").json == []


def test_off_a_terminal_it_names_log(heroin: Call) -> None:
    ran = heroin("surf")
    assert ran.code == 2
    assert "recovery log" in ran.err


def test_ratings_come_back_from_an_export(heroin: Call, terminal: OpenTerminal) -> None:
    window = terminal("surf", "1")
    window.see("How strong")
    window.type("7")
    window.see("breathe in")
    window.child.send("q")
    window.see("[p]assed")
    window.child.send("u")
    window.see("SafeSpot")
    assert window.end() == 0
    kinds = {entry["kind"] for entry in heroin("show", "--json").json}
    assert kinds == {"craving", "lapse"}


def test_a_ride_goes_on_with_the_craving_that_is_open_and_keeps_the_ride_before(
    heroin: Call, terminal: OpenTerminal
) -> None:
    with time_machine.travel(datetime.now(UTC) - timedelta(minutes=30)):
        first = heroin("log", "8", "payday", "--json").json["id"]
    for rating in ("6", "3"):
        window = terminal("surf", "2", "-t", "bus", env={"TERM": "dumb"})
        window.see("This goes on with your craving")
        window.see("How strong is it now")
        window.type(rating)
        window.see("breathe in")
        window.child.send("q\r")
        window.see("[p]assed")
        window.child.send("\r")
        assert window.end() == 0
    (entry,) = heroin("show", "--json").json
    assert (entry["id"], entry["intensity"], entry["triggers"]) == (first, 8, ["payday", "bus"])
    (start, before), (later, after) = entry["ratings"]
    assert (start, before, after) == (0, 6, 3)
    assert 30 <= later < 60, "minutes since it began"
    heroin("undo")
    assert heroin("show", "--json").json[0]["ratings"] == [[0, 6]], "a ride is one step"
    with time_machine.travel(datetime.now(UTC) - timedelta(hours=4)):
        heroin("after", "passed")
        heroin("log", "5")
    window = terminal("surf", "2")
    window.see("How strong is it now")
    assert "This goes on" not in window.raw
    window.child.close(force=True)


def test_a_breath_fills_for_four_seconds_and_empties_for_six() -> None:
    assert [breath(second)[1] for second in (0, 2, 4, 7, 10)] == [0, 0.5, 1, 0.5, 0]
    assert breath(1)[0] == "breathe in, slowly"
    assert breath(5)[0] == "and let it go"
    assert [swell(full) for full in (0, 0.5, 1)] == [
        8 * "\N{MIDDLE DOT}",
        4 * "\N{BLACK CIRCLE}" + 4 * "\N{MIDDLE DOT}",
        8 * "\N{BLACK CIRCLE}",
    ]
