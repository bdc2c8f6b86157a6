"""Bare `recovery` offers the day's one next thing with one key; "did it pass?" is asked once, and only within a day."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal

ASKS = "[s]kip"
CHECKIN = "[c]heck in now"


def test_an_open_craving_is_answered_with_one_key_and_then_the_check_in_is_offered(
    heroin: Call, terminal: OpenTerminal
) -> None:
    heroin("log", "7", "payday")
    window = terminal("today")
    window.see("Did it pass?")
    window.see(ASKS)
    window.child.send("p")
    window.see("passed")
    assert window.end() == 0
    assert CHECKIN not in window.raw, "one thing at a time"
    assert heroin("show", "--json").json[0]["outcome"] == "passed"
    window = terminal()
    window.see(CHECKIN)
    window.child.send("c")
    window.see("Did you use")
    window.type("n")
    window.see("Mood")
    window.child.close(force=True)


def test_skipped_it_is_not_asked_again_anywhere_and_another_craving_is(
    heroin: Call, terminal: OpenTerminal, home: Path
) -> None:
    heroin("log", "7", "payday")
    window = terminal()
    window.see(ASKS)
    window.child.send("s")
    assert window.end() == 0
    assert ASKS not in heroin("today").out
    assert "Did it pass?" not in heroin("today").out
    assert "recovery after passed" in heroin("today").out
    for line in ([], ["checkin", "--quick"], ["log", "3", "-t", "bus"]):
        window = terminal(*line)
        for key in {"checkin": "n5-", "log": "n"}.get(line[0] if line else "", "\r"):
            window.see("]")
            window.child.send(key)
        assert window.end() == 0
        assert ASKS not in window.raw, line
    assert heroin("show", "--kind", "craving", "--json").json[0]["outcome"] is None
    window = terminal()
    window.see("craving 3, bus. Did it pass? [p]assed [u]sed [s]kip")
    window.child.send("u")
    window.see("Your old dose can kill now")
    assert "Kept" not in window.raw
    window.see("recovery undo takes both back")
    assert window.end() == 0
    kept = sqlite3.connect(home / "journal.db")
    assert kept.execute("SELECT count(*) FROM asked").fetchone() == (2,)
    heroin("undo")
    assert "Did it pass?" not in heroin("today").out
    kept.close()


@pytest.mark.parametrize("at", ["25h ago", "3 days ago"])
def test_after_a_day_it_is_not_asked(at: str, heroin: Call, terminal: OpenTerminal) -> None:
    heroin("log", "7", "payday", "--at", at)
    heroin("checkin", "--no-use")
    window = terminal()
    assert window.end() == 0
    assert ASKS not in window.raw


def test_nothing_is_asked_while_days_gone_by_are_written_down(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("log", "7", "payday")
    window = terminal("log", "5", "bus", "--at", "2 days ago")
    assert window.end() == 0
    assert ASKS not in window.raw
    window = terminal("checkin", "--day", "yesterday")
    for _ in range(4):
        window.see("?")
        window.type("n" if "used" in window.raw or "use" in window.raw[-60:] else "")
    window.child.close(force=True)
    assert ASKS not in window.raw
    assert "is still open" not in heroin("log", "2", "--at", "3 days ago").err
    assert "is still open" in heroin("log", "2").err


def test_a_dose_comes_before_the_check_in(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("med", "add", "methadone", "--since", "yesterday")
    window = terminal()
    window.see("methadone: [t]aken [l]ate [m]issed")
    window.child.send("t")
    window.see("Kept: ")
    assert window.end() == 0
    assert heroin("show", "--kind", "dose", "--json").json[0]["status"] == "taken"
    window = terminal()
    window.see(CHECKIN)
    window.child.send("\r")
    assert window.end() == 0
    heroin("checkin", "--no-use")
    window = terminal()
    assert window.end() == 0
    assert "[c]" not in window.raw


def test_a_day_gone_by_json_and_a_pipe_ask_nothing(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("log", "7", "payday")
    for line in (["today", "--json"], ["today", "--as-of", "yesterday"]):
        window = terminal(*line)
        assert window.end() == 0
        assert ASKS not in window.raw
    out = heroin("today").out
    assert ASKS not in out
    assert CHECKIN not in out
    assert "Did it pass? recovery after passed" in " ".join(out.split())


def test_a_long_name_leaves_how_the_days_are_known_to_a_line_of_its_own(heroin: Call) -> None:
    heroin("substance", "rename", "heroin", "pills from the doctor and other things")
    for day in ("yesterday", "today"):
        heroin("checkin", "--no-use", "--day", day)
    first, second, *_ = heroin("today").out.splitlines()
    assert first.endswith("without pills from the doctor and other things")
    assert second.strip().endswith("checked in")
