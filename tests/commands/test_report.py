"""The report on a terminal: one screen with its keys, the rest through a pager, and all of it through a pipe."""

from __future__ import annotations

import json
import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import Call, OpenTerminal

PAGER = """#!/bin/sh
env > "$0.env"
cat > "$0.text"
"""


def fridays(last: date, trigger: str = "") -> str:
    """Eight weeks in which cravings crowd on Fridays, as lines to import."""
    lines = []
    for number in range(56):
        day = last - timedelta(days=number)
        for count in range(6 if day.weekday() == 4 else number % 2):
            at = f"{day}T{9 + (number + 2 * count) % 12:02}:{count:02}:00"
            names = [trigger] * bool(trigger)
            lines.append({"kind": "craving", "at": at, "intensity": 5, "triggers": names, "coping": ["w" * 40]})
        lines.append({"kind": "checkin", "day": str(day), "used": False, "good": "a good word " * 12})
    return "\n".join(map(json.dumps, lines)) + "\n"


@pytest.fixture
def crowded(heroin: Call) -> Call:
    """Cravings that crowd on Fridays, with one trigger whose name is long and has no plan."""
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    assert heroin("import", "-", piped=fridays(yesterday, "the long way home past the old corner")).code == 0
    return heroin


@pytest.fixture
def pager(tmp_path: Path) -> Path:
    """A pager that keeps what it was given, and what it was told."""
    program = tmp_path / "pager"
    program.write_text(PAGER)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


def test_the_first_screen_is_one_screen_of_counts(crowded: Call, terminal: OpenTerminal) -> None:
    window = terminal("report", rows=24)
    window.see("[Enter] done")
    lines = window.screen.splitlines()
    assert lines[0].startswith("Week ")
    assert "written on" in lines[0]
    assert lines[-1].startswith("[m] more   [d] keep something for my counselor   [Enter] done")
    for label in ("Set off most by", "Passed after", "Worth doing", "Worth checking", "Good"):
        assert window.screen.count(f"\n{label}") == (label != "Passed after"), "nothing is known to have passed"
    assert "Fridays: " in window.screen
    for word in ("edian", "spread 1", "true share", "usually", "in 10"):
        assert word not in window.screen
    window.type("")
    assert window.end() == 0


def before_lapses(last: date) -> str:
    """Eight weeks with four lapses, each after three short nights, as lines to import."""
    lines = []
    for number in range(57):
        day = last - timedelta(days=number)
        used = number % 13 == 9
        lines.append({"kind": "checkin", "day": str(day), "used": used, "sleep_hours": 5 if number % 13 > 9 else 7.5})
    return "\n".join(map(json.dumps, lines)) + "\n"


def test_what_comes_before_a_lapse_goes_into_the_plan_with_one_key(heroin: Call, terminal: OpenTerminal) -> None:
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    assert heroin("import", "-", piped=before_lapses(yesterday)).code == 0
    (pattern,) = heroin("report", "--json").json["patterns"]
    assert (pattern["kind"], pattern["in"], pattern["of"]) == ("before_lapse", 12, 12)
    assert "recovery plan add sign 'less than 6 hours of sleep'" in heroin("report").out
    window = terminal("report", rows=40)
    window.see("[w] keep it as a warning sign")
    window.see("[Enter] done")
    shown = " ".join(window.screen.split())
    assert "The three days before a lapse: less than 6 hours of sleep on 12 of 12; on other days 0 of" in shown
    window.child.send("w")
    window.see("In your plan: less than 6 hours of sleep")
    window.see("[Enter] done")
    window.type("")
    assert window.end() == 0
    (sign,) = heroin("plan", "show", "--json").json["sections"]["warning_signs"]
    assert sign["text"] == "less than 6 hours of sleep"
    assert "It is in your plan." in heroin("report").out
    assert "plan add sign" not in heroin("report").out
    window = terminal("report", rows=40)
    window.see("[Enter] done")
    assert "[w]" not in window.screen
    window.type("")
    assert window.end() == 0


def test_a_finding_or_own_words_are_kept_for_the_counselor(crowded: Call, terminal: OpenTerminal) -> None:
    (pattern,) = crowded("report", "--json").json["patterns"]
    assert pattern["kind"] == "weekday"
    window = terminal("report", rows=60)
    for kept in ("1", "Is it ok to take it late?", ""):
        window.see("[Enter] done")
        window.child.send("d")
        window.see("[1] Fridays")
        window.see("Enter: nothing)")
        window.type(kept)
    window.see("[Enter] done")
    window.type("")
    assert window.end() == 0
    assert [topic["text"] for topic in crowded("discuss", "list", "--json").json] == [
        pattern["text"].partition(" The true share")[0],
        "Is it ok to take it late?",
    ]


def test_the_rest_goes_through_the_pager_without_a_trace(crowded: Call, terminal: OpenTerminal, pager: Path) -> None:
    env = {"PAGER": str(pager), "RECOVERY_PASSPHRASE": "a secret of this test", "LESS": "-X -Pown"}
    window = terminal("report", "--more", env=env)
    assert window.end() == 0
    assert window.screen == ""
    whole = pager.with_name("pager.text").read_text("utf-8")
    assert "Median" in whole
    assert "Fridays: " in whole
    assert "\x1b" not in whole, "who knows whether this one draws it"
    told = pager.with_name("pager.env").read_text("utf-8").splitlines()
    assert {"LESSHISTFILE=-", "LESSSECURE=1", "LESS=-X -Pown"} <= {*told}
    assert not [line for line in told if "secret" in line]
    with_key = terminal("report", env={"PAGER": str(pager)})
    pager.with_name("pager.text").unlink()
    with_key.see("[Enter] done")
    with_key.child.send("m")
    with_key.see("[Enter] done")
    assert pager.with_name("pager.text").read_text("utf-8") == whole


@pytest.mark.parametrize(
    ("line", "env"),
    [("--no-pager", {}), ("--more", {"PAGER": ""}), ("--more", {"PAGER": "cat"}), ("--more", {"PAGER": "/no/such"})],
)
def test_without_a_pager_all_of_it_is_on_the_screen(
    line: str, env: dict[str, str], heroin: Call, terminal: OpenTerminal
) -> None:
    heroin("log", "7", "payday", "--outcome", "passed")
    window = terminal("report", line, env={"PAGER": "false", **env})
    assert window.end() == 0
    assert "median" in window.screen


def test_less_leaves_no_history(heroin: Call, terminal: OpenTerminal, tmp_path: Path) -> None:
    heroin("log", "7", "payday", "--outcome", "passed")
    history = tmp_path / "history"
    window = terminal(
        "report", "--more", rows=10, env={"LESSHISTFILE": str(history), "HOME": str(tmp_path), "LESS": ""}
    )
    window.see("q goes back, the space bar goes on")
    window.child.send("/payday\n")
    window.child.send("q")
    assert window.end() == 0
    assert not history.exists()
    assert not list(tmp_path.rglob("*less*"))


def test_a_pipe_gets_all_of_it(crowded: Call) -> None:
    plain = crowded("report").out
    assert plain == crowded("report", "--more").out == crowded("report", "--no-pager").out
    assert "Median" in plain
    assert "[m] more" not in plain
