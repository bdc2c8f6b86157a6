"""A lapse ends the craving that led to it, so that no skill is praised that was just tried in vain."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal

SPONSOR = "called sponsor"


def cravings(call: Call) -> list[tuple[int, str | None]]:
    entries = call("show", "--all", "--json", "--kind", "craving").json
    return [(entry["intensity"], entry["outcome"]) for entry in entries]


def coping(call: Call) -> dict[str, Any]:
    return {skill["name"]: skill for skill in call("triggers", "--coping", "--json").json}


@pytest.fixture
def before(heroin: Call) -> Call:
    """Six cravings that passed after a skill, one after another, and one that is open with it."""
    for number in range(6):
        heroin("log", "5", "-c", SPONSOR, "--outcome", "passed", "--at", f"{number + 3} days ago")
    heroin("log", "4", "-c", "walk", "--outcome", "passed", "--at", "2 days ago")
    heroin("log", "9", "payday", "-c", SPONSOR, "--at", "2h ago")
    return heroin


def test_only_what_helped_is_named_as_such(heroin: Call) -> None:
    """More than half passed after it, and no smaller share than without it; one skill in any of its spellings."""
    tried = [("Walk", "passed"), ("walk", "used"), ("WALK", "used"), ("tea", "passed"), ("tea", "used")]
    for skill, outcome in tried:
        heroin("log", "5", "-c", skill, "--outcome", outcome, "--at", "3 days ago")
    assert "What helped before" not in heroin("lapse").out
    heroin("undo")
    for _ in range(3):
        heroin("log", "5", "-c", "walk", "--outcome", "passed", "--at", "2 days ago")
    said = " ".join(heroin("lapse").out.split())
    assert "What helped before: Walk. As written down, 4 of 6 passed after it; of all cravings 5 of 8." in said
    heroin("undo")
    heroin("log", "5", "-c", "stroll", "--at", "1h ago")
    assert heroin("skill", "merge", "stroll", "walk").code == 0
    assert "What helped before" not in heroin("lapse").out


def test_off_a_terminal_it_is_done_and_said_and_one_undo_takes_both(before: Call) -> None:
    ran = before("lapse")
    assert "(9, payday) is closed as used" in " ".join(ran.out.split())
    assert "What helped before: walk. As written down, 1 of 1 passed after it; of all cravings 7 of 8." in " ".join(
        ran.out.split()
    )
    assert max(map(len, ran.out.splitlines())) <= 80
    assert cravings(before)[-1] == (9, "used")
    skill = coping(before)[SPONSOR]
    assert (skill["passed"], skill["known"], skill["ahead"]) == (6, 7, {"passed": 0, "known": 1})
    assert before("undo", "--json").json["changes"] == 2
    assert cravings(before)[-1] == (9, None)
    assert before("show", "--kind", "lapse", "--json").json == []


def test_a_check_in_ends_it_as_well(before: Call) -> None:
    ran = before("checkin", "--used", "--json")
    assert "closed as used" in ran.err
    assert cravings(before)[-1] == (9, "used")
    before("undo")
    assert cravings(before)[-1] == (9, None)


@pytest.mark.parametrize(
    ("opened", "lapsed"),
    [
        (["9", "--at", "26h ago"], ["--at", "1h ago"]),
        (["9", "--at", "1h ago"], ["--at", "2h ago"]),
        (["9", "-s", "wine"], []),
        (["9", "--outcome", "passed"], []),
    ],
    ids=["a day before", "after it", "another substance", "has ended"],
)
def test_it_ends_no_other_craving(opened: list[str], lapsed: list[str], heroin: Call) -> None:
    heroin("substance", "add", "wine", "--since", "2026-01-01")
    heroin("log", *opened)
    was = cravings(heroin)
    assert "closed as used" not in heroin("lapse", *lapsed).out
    assert cravings(heroin) == was


def test_the_latest_of_several_is_the_one(heroin: Call) -> None:
    for number, hours in ((3, 5), (4, 1), (5, 3)):
        heroin("log", str(number), "--at", f"{hours}h ago")
    heroin("lapse")
    assert sorted(cravings(heroin)) == [(3, None), (4, "used"), (5, None)]


def test_an_import_ends_none(before: Call, tmp_path: Any) -> None:
    at = before("log", "2", "--json").json["at"]
    (tmp_path / "more.jsonl").write_text(json.dumps({"kind": "lapse", "at": at, "substance": "heroin"}))
    assert before("import", str(tmp_path / "more.jsonl")).code == 0
    assert cravings(before)[-2] == (9, None)


@pytest.mark.parametrize(("key", "outcome"), [("y", "used"), ("n", None), ("\r", None), ("\x04", None)])
def test_on_a_terminal_it_is_asked_and_the_use_is_written_whatever_is_answered(
    key: str, outcome: str | None, before: Call, terminal: OpenTerminal
) -> None:
    screen = terminal("lapse")
    screen.see("[y/n]")
    screen.child.send(key)
    assert screen.end() == 0
    assert cravings(before)[-1] == (9, outcome)
    assert len(before("show", "--kind", "lapse", "--json").json) == 1


def test_safety_is_said_before_the_check_in_asks_how_the_craving_ended(before: Call, terminal: OpenTerminal) -> None:
    screen = terminal("checkin", "--used")
    screen.see("[y/n]")
    assert "Your old dose can kill now" in screen.raw
    screen.child.send("y")
    assert screen.end() == 0
    assert cravings(before)[-1] == (9, "used")
    assert screen.raw.count("Your old dose can kill now") == 1


def test_ten_that_were_written_ahead_are_what_a_person_is_shown(heroin: Call) -> None:
    for number in range(9):
        heroin("log", "5", "-c", "walk")
        heroin("after", "passed" if number % 3 else "used")
    for number in range(20):
        heroin("log", "5", "-c", "walk", "--outcome", "passed", "--at", f"{number + 1}h ago")
    walk = coping(heroin)["walk"]
    assert (walk["passed"], walk["known"], walk["ahead"]) == (26, 29, {"passed": 6, "known": 9})
    assert "26 of 29" in heroin("triggers", "--coping").out
    heroin("log", "5", "-c", "walk")
    heroin("after", "used")
    said = heroin("triggers", "--coping").out
    assert "6 of 10" in said
    assert "All cravings: 26 of 30 passed." in said
    assert "before their end was known" in said
    assert "walk 6 of 10" in heroin("sos").out
