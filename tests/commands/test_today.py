"""`today` asks the one question that is open, and only where somebody can answer."""

from __future__ import annotations

from tests.conftest import Call, OpenTerminal


def test_an_open_craving_is_answered_with_one_letter(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("log", "7", "payday")
    window = terminal("today")
    window.see("Did it pass?")
    window.see("[s]kip")
    window.type("p")
    window.see("passed")
    assert window.end() == 0
    assert heroin("show", "--json").json[0]["outcome"] == "passed"


def test_skipping_leaves_it_open_and_nothing_is_asked_through_a_pipe(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("log", "7", "payday")
    window = terminal()
    window.see("[s]kip")
    window.type("")
    assert window.end() == 0
    assert heroin("show", "--json").json[0]["outcome"] is None
    assert "[s]kip" not in heroin("today").out


def test_a_day_gone_by_and_json_ask_nothing(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("log", "7", "payday")
    for line in (["today", "--json"], ["today", "--as-of", "yesterday"]):
        window = terminal(*line)
        assert window.end() == 0
        assert "[s]kip" not in window.raw
