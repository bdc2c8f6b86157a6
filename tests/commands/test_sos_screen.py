"""The worst minute: one screen, what matters first, whatever state the journal is in."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import time_machine

from recovery.insights.views import suicide
from recovery.plans.plan import Plan
from recovery.safety import numbers

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal, Ran

NIGHT, NOON = "2026-03-07T03:10:00-05:00", "2026-03-07T12:10:00-05:00"


@pytest.fixture
def plan(heroin: Call) -> Call:
    for line in (
        ("reason", "my daughter"),
        ("situation", "payday near the corner", "-t", "payday", "--then", "go straight home with my sister"),
        ("skill", "cold shower"),
        ("skill", "shoes on, go to the porch", "--when", "night"),
        ("contact", "Ana", "--phone", "555-0101", "--awake", "08-22"),
        ("contact", "Maria", "--phone", "555-0100", "--role", "sponsor", "--for", "any hour"),
        ("surroundings", "naloxone in the hall drawer"),
    ):
        assert heroin("plan", "add", *line).code == 0
    return heroin


def fits(text: str) -> bool:
    return all(len(line) <= 80 for line in text.splitlines()) and len(text.splitlines()) <= 24


def row(text: str, label: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(f" {label}"))


def test_at_night_the_night_step_and_who_is_awake_stand_first(plan: Call) -> None:
    with time_machine.travel(NIGHT):
        out = plan("sos").out
        document = plan("sos", "--json").json
    assert fits(out)
    assert "shoes on, go to the porch" in row(out, "ONE THING NOW")
    assert "Maria, sponsor, any hour" in row(out, "CALL")
    assert out.index("Maria") < out.index("Ana")
    assert "naloxone in the hall drawer" in out
    assert [contact["name"] for contact in document["contacts"]] == ["Maria", "Ana"]
    assert document["steps"][0]["text"] == "shoes on, go to the porch"


def test_naloxone_out_of_date_is_said(plan: Call) -> None:
    item = plan("plan", "show", "--json").json["sections"]["surroundings"][0]["id"]
    plan("plan", "remove", item, "--yes")
    plan("plan", "add", "surroundings", "naloxone at home", "--until", "2020-01-01")
    out = plan("sos").out
    assert "naloxone at home: out of date" in out
    assert "Keep naloxone within reach" in out
    assert fits(out)


def test_by_trigger_named_or_just_written_down(plan: Call) -> None:
    with time_machine.travel(NOON):
        assert "go straight home" in row(plan("sos", "-t", "Payday").out, "ONE THING NOW")
        assert plan("sos", "--trigger", "payday", "--json").json["steps"][0]["triggers"] == ["payday"]
        assert "go straight home" not in row(plan("sos").out, "ONE THING NOW")
        plan("log", "7", "payday")
        assert "go straight home" in row(plan("sos").out, "ONE THING NOW")


@pytest.mark.parametrize(("at", "fresh"), [("15:10:00", True), ("15:10:01", False)])
def test_a_craving_is_fresh_for_three_hours(plan: Call, at: str, fresh: bool) -> None:
    with time_machine.travel(NOON, tick=False):
        plan("log", "7", "payday")
    with time_machine.travel(f"2026-03-07T{at}-05:00", tick=False):
        assert ("go straight home" in row(plan("sos").out, "ONE THING NOW")) is fresh


def test_what_worked_is_ranked_by_how_often_it_passed(plan: Call) -> None:
    for outcome, skill in (("passed", "walk"), ("passed", "walk"), ("used", "cold shower"), ("passed", "cold shower")):
        plan("log", "5", "-c", skill, "--outcome", outcome)
    assert "walk 2 of 2 \N{MIDDLE DOT} cold shower 1 of 2" in row(plan("sos").out, "WORKED BEFORE")
    skills = plan("sos", "--json").json["skills"]
    assert skills[:2] == [
        {"text": "walk", "tried": 2, "passed": 2},
        {"text": "cold shower", "tried": 2, "passed": 1},
    ]


def read_on(ran: Ran) -> str:
    return ran.out.splitlines()[-1].strip()


def test_the_last_line_names_the_card_that_fits(plan: Call, home: Path) -> None:
    assert read_on(plan("sos")) == "To read: recovery learn urge-surfing", "naloxone is in the hall drawer"
    assert plan("log", "9", "--outcome", "used").code == 0
    assert read_on(plan("sos")) == "To read: recovery learn lapse"
    assert plan("undo").code == 0
    assert plan("lapse", "--at", "5 days ago").code == 0
    assert read_on(plan("sos")) == "To read: recovery learn urge-surfing"
    (home / "journal.db").write_bytes(b"not a journal" * 1000)
    assert read_on(plan("sos")) == "To read: recovery learn naloxone"


def test_after_a_break_it_names_the_card_on_tolerance(heroin: Call) -> None:
    assert heroin("med", "add", "naltrexone", "--since", "2026-01-01").code == 0
    assert heroin("med", "stop", "naltrexone", "--on", "yesterday").code == 0
    ran = heroin("sos")
    assert "AFTER A BREAK" in ran.out
    assert read_on(ran) == "To read: recovery learn tolerance"
    assert fits(ran.out)


@pytest.mark.parametrize(
    ("substance", "since", "card"),
    [
        ("alcohol", "yesterday", "withdrawal"),
        ("alcohol", "2020-01-01", "urge-surfing"),
        ("heroin", "2020-01-01", "naloxone"),
        ("nicotine", "yesterday", "urge-surfing"),
    ],
)
def test_the_card_fits_what_is_tracked(call: Call, substance: str, since: str, card: str) -> None:
    assert call("init", "--since", since, "--substance", substance).code == 0
    assert read_on(call("sos")) == f"To read: recovery learn {card}"
    assert call("learn", card).code == 0


def test_each_number_stands_there_once(plan: Call) -> None:
    for substance in ("heroin", "weed"):
        assert plan("substance", "add", substance, "--since", "2026-01-01").code in (0, 4)
        said = plan("sos").out
        for number in ("1-800-662-4357", "1-800-972-0590", "741741", "555-0101"):
            assert said.count(number) == 1, number


def test_a_warning_of_two_lines_is_folded_once(call: Call) -> None:
    assert call("init", "--since", "yesterday", "--substance", "alcohol").code == 0
    said = [line[17:] for line in call("sos").out.splitlines()]
    at = said.index("If you have used it on most days, stopping suddenly can kill:")
    assert said[at + 1] == "get medical help to stop."


def test_the_line_to_read_stands_on_a_small_terminal_with_the_keys(plan: Call, terminal: OpenTerminal) -> None:
    window = terminal("sos", rows=24)
    window.see("Enter leaves.")
    assert "NOT WAKING" in window.screen
    assert "To read: recovery learn urge-surfing" in window.screen


def test_the_line_to_read_gives_way_where_the_screen_is_full(plan: Call) -> None:
    heights = []
    for number in range(14):
        assert plan("numbers", "add", f"A line of some city {number}", f"1-800-555-01{number:02}").code == 0
        lines = plan("sos").out.splitlines()
        if "To read" in lines[-1]:
            heights.append(len(lines))
    assert max(heights) == 24
    assert len(heights) < 14


def test_keys_of_the_contract_without_a_journal(call: Call, home: Path) -> None:
    document = call("sos", "--json").json
    assert set(document) == {"crisis_lines", "steps", "reasons", "skills", "contacts"}
    assert document["crisis_lines"]
    assert fits(call("sos").out)
    assert not home.exists(), "it leaves no trace"


@pytest.mark.parametrize("country", ["US", "DE", "GB", "JP", None])
def test_everything_fits_eighty_columns_wherever_one_lives(call: Call, country: str | None) -> None:
    call("init", *(("--country", country) if country else ()), "--timezone", "UTC")
    assert fits(call("sos").out)
    assert fits(call("sos", "overdose").out)
    assert numbers.emergency().split()[0].upper() in call("sos", "overdose").out.upper() or country in (None, "JP")


def test_on_a_narrow_terminal_each_danger_has_its_own_line_and_no_key_is_torn(
    plan: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    out = plan("sos").out
    assert "\n WANT TO DIE?  988" in out
    assert all(len(line) <= 40 for line in out.splitlines())
    assert "  988  988 Lifeline: call" in "\n".join(suicide.lines(Plan()))


def test_on_a_small_terminal_the_numbers_are_in_sight_while_it_waits(plan: Call, terminal: OpenTerminal) -> None:
    for columns, rows in ((40, 24), (60, 20)):
        screen = terminal("sos", columns=columns, rows=rows)
        screen.see("Enter leaves.")
        for shown in (
            "NOT WAKING",
            "911",
            "WANT TO DIE?  988",
            "1-800-662-4357",
            "ONE THING NOW",
            "[1] ",  # who of the two comes first follows the hour
            "Maria",
            "555-0100",
        ):
            assert shown in screen.screen, shown
        screen.child.send("\r")
        assert screen.end() == 0
        assert "MIGHT USE?" in screen.raw


def test_on_a_small_terminal_the_number_to_call_comes_last_too(call: Call, terminal: OpenTerminal) -> None:
    for rows, times in ((24, 1), (12, 2)):
        screen = terminal("sos", "overdose", rows=rows)
        assert screen.end() == 0
        assert screen.raw.count("NOW, put it on speaker") == times
    assert call("sos", "overdose").out.count("NOW, put it on speaker") == 1


def test_a_damaged_journal_and_what_was_allowed_to_be_shown(plan: Call, home: Path) -> None:
    assert plan("sos", "--card", "--keep", "--yes").code == 0
    (home / "journal.db").write_bytes(b"not a journal" * 1000)
    ran = plan("sos")
    assert ran.code == 0
    assert "911" in ran.out
    assert "your journal cannot be read" in ran.out.lower()
    assert "Ana 555-0101" in ran.out or "Maria 555-0100" in ran.out
    assert "my daughter" not in ran.out
    assert plan("sos", "overdose").code == 0
    plan("sos", "--card", "--forget")
    assert "555-01" not in plan("sos").out


def test_the_card_in_three_forms(plan: Call, tmp_path: Path) -> None:
    text = plan("sos", "--card").out
    assert "Maria, sponsor, any hour: 555-0100" in text
    assert "naloxone in the hall drawer" in text
    page = tmp_path / "card.html"
    assert plan("sos", "--card", "-o", str(page)).code == 0
    assert "Maria" in page.read_text("utf-8")
    assert plan("sos", "--card", "-o", str(page)).code == 4
    pytest.importorskip("typst")
    assert plan("sos", "--card", "-o", str(tmp_path / "card.pdf")).code == 0
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF")


def test_without_typst_the_card_says_what_to_do(plan: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    ran = plan("sos", "--card", "-o", str(tmp_path / "card.pdf"))
    assert ran.code == 4
    assert "'.[pdf]'" in ran.err
    assert "--format html" in ran.err


def test_it_never_loads_rich(plan: Call) -> None:
    loaded = "import sys; from recovery.cli import run; run(['sos']); print([m for m in sys.modules if 'rich' in m])"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_keys_below_the_screen(plan: Call, terminal: OpenTerminal) -> None:
    window = terminal("sos", rows=40)
    window.see("Enter leaves.")
    assert "[1]" in window.screen
    window.child.send("1")
    window.see("Point a phone's camera at the code to call.")
    assert "555-0100" in window.screen
    window.see("Enter leaves.")
    window.child.send("o")
    window.see("NALOXONE")
    window.see("Enter leaves.")
    window.child.send("c")
    window.see("Maria, sponsor")
    window.see("Enter leaves.")
    window.child.send("l")
    window.see("How strong")
    window.type("6")
    window.see("What set it off?")
    window.type("")
    window.see("What did you do")
    window.type("")
    window.see("Kept: craving 6")
    window.see("WHAT HELPS NOW")
    window.see("Enter leaves.")
    window.child.send("s")
    window.see("This goes on with your craving")
    window.see("How strong is it now")
    window.type("4")
    window.see("breathe in")
    window.child.send("q")
    window.see("[p]assed")
    window.child.send("\r")
    window.see("Enter leaves.")
    window.child.send("u")
    window.see("Your old dose can kill now")
    window.see("Write a lapse down? recovery undo can take it back. [y/n]")
    window.child.send("n")
    window.see("Nothing was written down.")
    window.see("Enter leaves.")
    window.type("")
    assert window.end() == 0
    (entry,) = plan("show", "--json").json
    assert (entry["intensity"], entry["intensity_after"], entry["ratings"]) == (6, 4, [[0, 4]])
    assert entry["coping"] == ["urge surfing"]


def test_enter_leaves_at_once(plan: Call, terminal: OpenTerminal) -> None:
    window = terminal("sos")
    window.see("Enter leaves.")
    window.type("")
    assert window.end() == 0


def test_a_line_of_json_has_nothing_beside_it(plan: Call) -> None:
    ran = plan("sos", "--json")
    assert ran.err == ""
    assert json.loads(ran.out)
