"""The guided conversations on a real terminal: item by item, going back, leaving out, stopping."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal


@pytest.fixture
def ready(heroin: Call) -> Call:
    """A journal to converse about."""
    return heroin


def entries(run: Call, kind: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(run("show", "--all", "--kind", kind, "--json").out)
    return entries


def test_a_questionnaire_goes_back_refuses_and_warns_at_once(ready: Call, terminal: OpenTerminal) -> None:
    screen = terminal("assess", "phq9")
    screen.see("official form in front")
    screen.type("")
    for number, reply in enumerate(("1", "3"), start=1):
        screen.see(f"{number} of 9")
        screen.type(reply)
    screen.see("3 of 9")
    screen.type("<")
    screen.see("2 of 9")
    screen.see("[3]")
    screen.type("0")
    screen.see("3 of 9")
    screen.type("7")
    screen.see("A whole number from 0 to 3")
    screen.type("2")
    for number in range(4, 9):
        screen.see(f"{number} of 9")
        screen.type("0")
    screen.see("9 of 9")
    screen.type("2")
    screen.see("988")
    screen.see("PHQ-9: 5, mild")
    assert screen.end() == 0
    assert entries(ready, "assessment")[0]["answers"] == [1, 0, 2, 0, 0, 0, 0, 0, 2]


def test_the_form_is_asked_about_once_and_what_the_first_answer_closes_is_not_asked(
    ready: Call, terminal: OpenTerminal
) -> None:
    screen = terminal("assess", "pcptsd5")
    screen.see("official form in front")
    screen.type("n")
    screen.see("1 of 6")
    screen.type("1")
    screen.see("2 of 6")
    screen.type("<")
    screen.see("[1]")
    screen.type("0")
    screen.see("PC-PTSD-5: 0")
    assert screen.end() == 0
    (kept,) = entries(ready, "assessment")
    assert (kept["answers"], kept["form_at_hand"]) == ([0, None, None, None, None, None], False)


def test_bam_14_is_asked_again_until_it_is_0_or_4(ready: Call, terminal: OpenTerminal) -> None:
    screen = terminal("assess", "bam", "--form-at-hand")
    for number in range(1, 14):
        screen.see(f"{number} of 17")
        screen.type("1")
    screen.see("14 of 17")
    screen.type("2")
    screen.see("One of 0, 4")
    screen.type("4")
    for number in range(15, 18):
        screen.see(f"{number} of 17")
        screen.type("1")
    assert screen.end() == 0
    (kept,) = entries(ready, "assessment")
    assert kept["answers"] == [1] * 13 + [4] + [1] * 3
    assert kept["form_at_hand"] is True


def test_an_item_left_out_gives_no_score_and_control_c_keeps_nothing(ready: Call, terminal: OpenTerminal) -> None:
    screen = terminal("assess", "craving3")
    for reply in ("4", "", "6"):
        screen.see("?")
        screen.type(reply)
    screen.see("not complete")
    assert screen.end() == 0
    assert entries(ready, "assessment")[0]["answers"] == [4, None, 6]
    screen = terminal("assess", "craving3")
    screen.see("1 of 3")
    screen.child.sendintr()
    assert screen.end() == 130
    assert len(entries(ready, "assessment")) == 1


def test_a_thought_record(ready: Call, terminal: OpenTerminal) -> None:
    screen = terminal("thought")
    for question, reply in (
        ("What happened?", ""),
        ("What happened?", "argument"),
        ("through your mind?", "nobody needs me"),
        ("in a word?", "shame"),
        ("How strong, 0 to 10?", "8"),
        ("speaks for", ""),
        ("speaks against", "<"),
        ("speaks for", "he shouted"),
        ("speaks against", "Ana called"),
        ("fairer way", "one person was angry"),
        ("feeling now", "4"),
    ):
        screen.see(question)
        screen.type(reply)
    screen.see("Kept")
    assert screen.end() == 0
    (thought,) = entries(ready, "thought")
    assert (thought["situation"], thought["before"], thought["after"]) == ("argument", 8, 4)
    assert (thought["evidence_for"], thought["evidence_against"]) == ("he shouted", "Ana called")


def test_a_diary_card(ready: Call, terminal: OpenTerminal) -> None:
    screen = terminal("card", columns=120)
    for question, reply in (
        ("0 to 10?", "7"),
        ("feel?", "fear, shame"),
        ("skills", "cold water"),
        ("act on", "maybe"),
        ("y for yes", "n"),
        ("add?", ""),
    ):
        screen.see(question)
        screen.type(reply)
    assert screen.end() == 0
    (card,) = entries(ready, "card")
    assert (card["urge"], card["feelings"], card["skills"]) == (7, ["fear", "shame"], ["cold water"])
    assert card["acted_on"] is False


def test_which_of_several_medications_is_asked(ready: Call, terminal: OpenTerminal) -> None:
    for name in ("methadone", "sertraline"):
        ready("med", "add", name, "--since", "2026-02-01")
    screen = terminal("dose", "taken")
    screen.see("[2] sertraline")
    screen.type("2")
    screen.see("Kept")
    assert screen.end() == 0
    assert entries(ready, "dose")[0]["medication"] == "sertraline"


def test_the_check_in_asks_for_doses_with_one_key_only_when_it_should(ready: Call, terminal: OpenTerminal) -> None:
    ready("config", "checkin-doses", "on")
    screen = terminal("checkin", "--day", "today")
    for question, reply in (("Did you use", "n"), ("Mood", "6"), ("good thing", "")):
        screen.see(question)
        screen.type(reply)
    screen.see("Kept")
    assert screen.end() == 0
    assert "methadone" not in screen.raw
    ready("med", "add", "methadone", "--since", "2026-02-01")
    ready("config", "checkin-order", "doses,mood")
    screen = terminal("checkin", "--day", "today")
    screen.see("methadone? [t]aken")
    screen.child.send("t")
    for question, reply in (("Mood", "5"), ("Did you use", ""), ("good thing", "")):
        screen.see(question)
        screen.type(reply)
    screen.see("Dose taken: methadone.")
    assert screen.end() == 0
    assert [entry["status"] for entry in entries(ready, "dose")] == ["taken"]
    assert entries(ready, "checkin")[0]["mood"] == 5
    assert ready("undo").code == 0
    assert entries(ready, "dose") == []
    assert entries(ready, "checkin")[0]["mood"] == 6


def test_a_quick_check_in_is_three_keys(ready: Call, terminal: OpenTerminal) -> None:
    ready("med", "add", "methadone", "--since", "2026-02-01")
    screen = terminal("checkin", "--quick", "--day", "today")
    for question, pressed in (("Did you use heroin ", "n"), ("Mood?", "7"), ("Doses?", "l")):
        screen.see(question)
        screen.child.send(pressed)
    screen.see("Kept")
    assert screen.end() == 0
    (checkin,) = entries(ready, "checkin")
    assert (checkin["used"], checkin["mood"]) == (False, 7)
    assert [entry["status"] for entry in entries(ready, "dose")] == ["late"]
    screen = terminal("checkin", "--no-use", "--quick", "--day", "yesterday")
    screen.see("Mood?")  # what was said with it is not asked again
    screen.child.send("6")
    screen.see("Doses?")
    screen.child.send("l")
    screen.see("Kept")
    assert screen.end() == 0
    assert "Did you use" not in screen.raw
    assert [(entry["used"], entry["mood"]) for entry in entries(ready, "checkin")].count((False, 6)) == 1


def test_thoughts_of_suicide_show_the_lines_at_once(ready: Call, terminal: OpenTerminal) -> None:
    ready("config", "checkin-signs", "on")
    screen = terminal("checkin", "--day", "today")
    for question, reply in (
        ("Did you use", "n"),
        ("Mood", ""),
        ("warning signs", "skipping meals"),
        ("suicide?", "y"),
    ):
        screen.see(question)
        screen.type(reply)
    screen.see("988")
    screen.see("good thing")
    screen.type("")
    assert screen.end() == 0
    assert screen.raw.count("988 Lifeline") == 1
    (wellbeing,) = entries(ready, "wellbeing")
    assert wellbeing["thoughts_of_suicide"] is True
    assert entries(ready, "checkin")[-1]["signs"] == ["skipping meals"]
    flagged = ready("checkin", "--suicide-thoughts", "--json")
    assert "988" in flagged.err
