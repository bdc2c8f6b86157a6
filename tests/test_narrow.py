"""Every reading screen on terminals of any width: nothing breaks, no name is lost, no word is cut."""

from __future__ import annotations

import re

import pytest

from recovery import clock
from recovery.commands import demo
from recovery.folding import cells
from recovery.journal.sample import SITUATIONS, SKILLS
from recovery.store.profile import DAY_STARTS_DEFAULT
from tests.conftest import ZONE, Call, OpenTerminal

SCREENS = [
    *("", "sos", "sos overdose", "today", "streak", "triggers", "triggers --coping", "report", "report --last 28d"),
    *("calendar", "show", "search walk", "undo --list", "trigger list", "skill list", "doctor", "learn tolerance"),
    *("plan show", "plan check", "plan history", "med list", "substance list", "numbers list", "goal list"),
    *("attend list", "discuss list", "appointment list", "episode list", "health list", "naloxone list", "assess list"),
]
NAMES = {name for situation in SITUATIONS for name in situation.triggers} | {
    name for some, _ in SKILLS for name in some
}
WHOLE_FROM = 40


@pytest.fixture
def made_up(call: Call) -> Call:
    """The journal of the made-up person, with a plan, a medication and a goal whose names are long."""
    demo.write(7, clock.today(clock.parse_zone(ZONE), DAY_STARTS_DEFAULT), ZONE)
    for line in (
        ("plan", "add", "situation", "back pain"),
        ("med", "add", "buprenorphine", "--dose", "8 mg"),
        ("goal", "add", "go to the meeting in the community center", "--target", "3"),
    ):
        assert call(*line).code == 0, line
    return call


def drawn(call: Call, screen: str, columns: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("COLUMNS", str(columns))
    ran = call(*screen.split())
    assert ran.code == 0, ran.err
    return ran.out.splitlines()


def said(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_is_read_at_any_width(screen: str, made_up: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = said(drawn(made_up, screen, 120, monkeypatch))
    shown = {name for name in NAMES if re.search(rf"\b{re.escape(name)}\b", wide)}
    for columns in (80, 60, 50, WHOLE_FROM):
        lines = drawn(made_up, screen, columns, monkeypatch)
        # An address that is wider than the terminal stays whole, so that it can be copied.
        assert [line for line in lines if cells(line) > columns and "://" not in line] == [], columns
        words = set(re.findall(r"\w+", said(lines)))  # a name may go on below, in a table
        assert {name for name in shown if not words.issuperset(name.split())} == set(), columns
    drawn(made_up, screen, 10, monkeypatch)


@pytest.mark.parametrize("screen", ["sos", "streak", "show", "plan check", "doctor", "learn tolerance", "med list"])
def test_no_word_of_a_page_is_lost_or_cut(screen: str, made_up: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = re.findall(r"\w+", said(drawn(made_up, screen, 120, monkeypatch)))
    for columns in (WHOLE_FROM, 10):
        assert re.findall(r"\w+", said(drawn(made_up, screen, columns, monkeypatch))) == wide


def test_the_hours_of_the_report_stand_below_each_other(made_up: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = said(drawn(made_up, "report", WHOLE_FROM, monkeypatch))
    assert [hours for hours in ("4-7", "13-16", "16-19", "19-22", "22-1", "1-4") if hours not in narrow] == []


def test_a_real_terminal_shows_the_names(made_up: Call, terminal: OpenTerminal) -> None:
    screen = terminal("triggers", columns=WHOLE_FROM)
    assert screen.end() == 0
    assert "old number called" in screen.screen
    help_first = terminal("sos", columns=WHOLE_FROM)
    help_first.see("Enter leaves.")
    help_first.type("")
    assert help_first.end() == 0
    assert help_first.screen.strip().startswith("NOT WAKING, NOT BREATHING?")


def test_a_pipe_without_a_width_is_not_folded(made_up: Call) -> None:
    assert max(map(cells, made_up("doctor").out.splitlines())) > 120
