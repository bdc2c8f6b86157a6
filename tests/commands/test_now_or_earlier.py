"""A second craving within ten minutes is often one of before: one key says so, and a remembered hour is no hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal

ASKED = "Now, or earlier?"


def test_earlier_is_kept_as_earlier(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("log", "5", "--outcome", "passed")
    screen = terminal("log", "7")
    screen.see(ASKED)
    screen.child.send("e")
    screen.see("When?")
    screen.type("3h ago")
    assert screen.end() == 0
    first, second = heroin("show", "--kind", "craving", "--json").json
    assert (first["intensity"], second["intensity"]) == (7, 5)
    at, written = (datetime.fromisoformat(first[name]) for name in ("at", "written"))
    assert timedelta(hours=2, minutes=59) < written - at < timedelta(hours=3, minutes=1)


def test_who_cannot_say_when_leaves_it_unknown(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("log", "5", "--outcome", "passed")
    screen = terminal("log", "7")
    screen.see(ASKED)
    screen.child.send("e")
    screen.see("When?")
    screen.type("")
    assert screen.end() == 0
    made = heroin("show", "--kind", "craving", "--json").json
    assert [entry["intensity"] for entry in made if "written" not in entry] == [7]


def test_now_and_a_hang_up_are_now(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("log", "5", "--outcome", "passed")
    for key in ("n", "\x04", "\r"):
        screen = terminal("log", "7", "--outcome", "passed")
        screen.see(ASKED)
        screen.child.send(key)
        assert screen.end() == 0
    made = heroin("show", "--kind", "craving", "--json").json
    assert len(made) == 4
    assert all(entry["written"] == entry["at"] for entry in made)


def test_it_is_asked_only_then_and_only_where_somebody_is(heroin: Call, terminal: OpenTerminal) -> None:
    ago = datetime.now(UTC) - timedelta(minutes=12)
    heroin("log", "5", "--outcome", "passed", "--at", ago.isoformat(timespec="minutes"))
    screen = terminal("log", "6", "--outcome", "passed")
    assert screen.end() == 0
    assert ASKED not in screen.screen
    screen = terminal("log", "6", "--outcome", "passed", "--at", "1h ago")
    assert screen.end() == 0
    assert ASKED not in screen.screen
    assert ASKED not in heroin("log", "7").out
    assert len(heroin("show", "--kind", "craving", "--json").json) == 4


def test_a_rating_that_does_not_fit_is_refused_before_any_question(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("log", "5", "--outcome", "passed")
    screen = terminal("log", "11")
    assert screen.end() == 4
    assert ASKED not in screen.screen
