"""`sos`: the numbers always, whatever is broken, and what worked before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recovery.safety import safety_cards

if TYPE_CHECKING:
    from tests.conftest import Call


@pytest.mark.parametrize("state", ["nothing", "empty folder", "empty file", "damaged", "folder", "journal"])
def test_it_answers_whatever_the_journal_is(state: str, call: Call, home: Path) -> None:
    path = home / "journal.db"
    if state != "nothing":
        home.mkdir()
    if state == "empty file":
        path.touch()
    elif state == "damaged":
        path.write_bytes(b"x" * 10_000)
    elif state == "folder":
        path.mkdir()
    elif state == "journal":
        call("init")
    for line in ([], ["overdose"]):
        ran = call("sos", *line)
        assert (ran.code, ran.err) == (0, "")
        assert "911" in ran.out
        assert max(map(len, ran.out.splitlines())) <= 88
        assert call("sos", *line, "--json").code == 0
    assert "988" in call("sos").out
    assert list(call("sos", "--json").json) == ["crisis_lines", "steps", "reasons", "skills", "contacts"]
    if state == "nothing":
        assert not home.exists()


def test_what_worked_before_is_shown_by_how_often(heroin: Call) -> None:
    for skill, outcome in [
        ("walk", "passed"),
        ("tea", "passed"),
        ("Walk", "passed"),
        ("walk", "used"),
        ("gin", "used"),
    ]:
        heroin("log", "5", "-c", skill, "--outcome", outcome)
    heroin("checkin", "--good", "dinner with Ana\x1b[2J")
    ran = heroin("sos")
    assert ran.out.index("walk 2 of 3") < ran.out.index("tea 1 of 1")
    assert ran.out.count("all cravings 3 of 5") == 1
    assert "(worked before)" in ran.out
    assert "gin" not in ran.out
    assert "dinner with Ana" in ran.out
    assert "\x1b" not in ran.out
    assert heroin("sos", "--json").json["skills"] == [
        {"text": "walk", "tried": 3, "passed": 2},
        {"text": "tea", "tried": 1, "passed": 1},
    ]


def test_the_overdose_steps_whole(heroin: Call) -> None:
    assert heroin("sos", "overdose", "--json").json == {
        "steps": [line for line in safety_cards.overdose_card() if line]
    }
    assert "\n".join(safety_cards.overdose_card()) in heroin("sos", "overdose").out


def test_the_lines_say_where_they_come_from(heroin: Call) -> None:
    for line in heroin("sos", "--json").json["crisis_lines"]:
        assert list(line) == ["name", "number", "for", "country", "verified_on", "source"]
