"""`trigger` and `skill`: two names made one, in all that counts, while every entry keeps its words."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from recovery import diary as diaries
from recovery.insights import queries
from recovery.insights.triggers import tally
from recovery.plans.plan import Use
from recovery.plans.queries import skill_uses, skill_uses_of
from tests.conftest import Call, OpenTerminal


@pytest.fixture
def bored(heroin: Call) -> Call:
    """A journal in which one thing has three names."""
    for line in ("log 7 bored", "log 5 boared,payday -c shower --outcome passed", "log 3 boredom,bored"):
        assert heroin(*line.split()).code == 0
    return heroin


def counts(call: Call, *more: str) -> dict[str, int]:
    return {trigger["name"]: trigger["count"] for trigger in call("triggers", "--json", *more).json}


def entries(call: Call) -> list[Any]:
    entries: list[Any] = call("show", "--all", "--json").json
    return entries


def test_a_merge_counts_as_one_and_an_entry_with_both_names_once(bored: Call) -> None:
    before = entries(bored)
    assert counts(bored) == counts(bored, "--all") == {"bored": 2, "boared": 1, "boredom": 1, "payday": 1}
    assert bored("trigger", "merge", "boared", "bored").code == 0
    assert bored("trigger", "merge", "BOREDOM", "boared").code == 0
    assert counts(bored) == counts(bored, "--all") == {"bored": 3, "payday": 1}
    report = bored("report", "--json").json
    assert [(trigger["name"], trigger["count"]) for trigger in report["triggers"]] == [("bored", 3), ("payday", 1)]
    assert [(plan_gap["trigger"], plan_gap["count"]) for plan_gap in report["plan_gaps"]] == [
        ("bored", 3),
        ("payday", 1),
    ]
    assert entries(bored) == before
    listed = bored("trigger", "list", "--json").json
    assert listed == [
        {"name": "bored", "count": 3, "also": ["boared", "boredom"]},
        {"name": "payday", "count": 1, "also": []},
    ]


def test_it_holds_for_entries_that_come_later_and_for_what_is_offered(bored: Call) -> None:
    bored("trigger", "merge", "boared", "bored")
    assert bored("log", "4", "Boared").code == 0
    assert bored(
        "import", "-", piped='{"kind":"craving","at":"2026-03-01T10:00:00","intensity":2,"triggers":["boared"]}\n'
    )
    assert counts(bored, "--all")["bored"] == 5
    assert "boared" not in bored("trigger", "list").out.replace("also boared", "")


def test_one_undo_takes_a_merge_back(bored: Call) -> None:
    before = counts(bored)
    bored("trigger", "merge", "boared", "bored")
    assert "boared counts as bored" in bored("undo", "--list").out
    assert bored("undo").code == 0
    assert counts(bored) == before
    bored("trigger", "merge", "boared", "bored")
    assert counts(bored)["bored"] == 3


def test_old_words_are_found_and_one_name_finds_all(bored: Call) -> None:
    bored("trigger", "merge", "boared", "bored")
    assert len(bored("search", "boared", "--json").json) == 1
    for name in ("bored", "BOARED"):
        assert len(bored("show", "--all", "--trigger", name, "--json").json) == 3
    assert len(bored("search", "payday", "--trigger", "bored", "--json").json) == 1


def test_the_name_that_stands_for_others_finds_their_entries_until_undo(bored: Call) -> None:
    bored("note", "rainy", "-t", "boared")
    bored("plan", "add", "situation", "Sundays", "-t", "boared", "--then", "walk")

    def found(*words: str) -> int:
        return len(bored("search", *words, "--json").json)

    bored("trigger", "rename", "boared", "Leere Straße")
    counted = {("leere",): 3, ("STRASSE", "payday"): 1, ("stra", "rain"): 1, ("boared",): 3, ("bored",): 2}
    assert {words: found(*words) for words in counted} == counted
    bored("log", "4", "boared")
    bored("skill", "rename", "shower", "給料日")
    assert [found("leere"), found("給料"), found("leere", "給料"), found("leere", "--trigger", "bored")] == [4, 1, 1, 0]
    assert len(bored("show", "--all", "--trigger", "leere straße", "--json").json) == 3
    for _ in ("skill", "log", "trigger"):
        bored("undo")
    assert [found("leere"), found("給料"), found("boared")] == [0, 0, 3]


def test_a_new_name_is_shown_for_all_of_them(bored: Call) -> None:
    bored("trigger", "merge", "boared", "bored")
    assert bored("trigger", "rename", "boared", "Empty evenings").code == 0
    assert counts(bored) == {"Empty evenings": 3, "boredom": 1, "payday": 1}
    assert bored("trigger", "rename", "empty evenings", "EMPTY evenings").code == 0
    assert counts(bored)["EMPTY evenings"] == 3
    assert bored("trigger", "rename", "EMPTY evenings", "bored").code == 0  # back to one that it was
    assert counts(bored)["bored"] == 3


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("trigger merge unknown bored", 3),
        ("trigger merge bored unknown", 3),
        ("trigger rename unknown bored", 3),
        ("trigger merge bored BORED", 4),
        ("trigger rename bored bored", 4),
        ("skill merge bored boredom", 3),
        ("trigger merge bored", 2),
    ],
)
def test_what_cannot_be_merged(line: str, code: int, bored: Call) -> None:
    done = bored(*line.split())
    assert (done.code, done.out) == (code, "")
    assert "unknown" not in done.err


def test_the_plan_answers_for_every_name_and_for_one_that_looks_like_it(bored: Call) -> None:
    for name in ("mum", "evenings", "lonely as hell"):
        bored("plan", "add", "situation", name, "-t", name, "--then", f"walk after {name}")
    assert "walk after evenings" not in bored("log", "4", "bored").out
    assert "walk after evenings" in bored("log", "4", "evening").out
    assert "walk after lonely as hell" in bored("log", "4", "im lonley").out
    bored("trigger", "merge", "bored", "evenings")
    assert "walk after evenings" in bored("log", "4", "bored").out
    assert [step["text"] for step in bored("sos", "--trigger", "bored", "--json").json["steps"]] == ["evenings"]
    gaps = [plan_gap["trigger"] for plan_gap in bored("report", "--json").json["plan_gaps"]]
    assert not {"bored", "evening", "evenings"} & {*gaps}


def test_a_skill_under_another_spelling_was_tried(heroin: Call) -> None:
    for name in ("cold showers", "ring Ana"):
        heroin("plan", "add", "skill", name)
    for _ in range(5):
        heroin("log", "5", "-c", "cold shower", "--outcome", "passed")
    checked = heroin("plan", "check", "--json").json
    assert [finding["kind"] for finding in checked if finding["kind"].startswith("skill")] == ["skill_never_tried"]
    heroin("log", "5", "-c", "phoned her", "--outcome", "passed")
    heroin("skill", "merge", "phoned her", "ring Ana")
    assert not [finding for finding in heroin("plan", "check", "--json").json if finding["kind"].startswith("skill")]
    skills = {skill["text"]: skill["tried"] for skill in heroin("sos", "--json").json["skills"]}
    assert skills["ring Ana"] == 1
    heroin("skill", "merge", "cold showers", "cold shower")
    skills = {skill["text"]: (skill["tried"], skill["passed"]) for skill in heroin("sos", "--json").json["skills"]}
    assert skills == {"cold showers": (5, 5), "ring Ana": (1, 1)}
    assert {skill["text"]: skill["tried"] for skill in heroin("plan", "show", "--json").json["sections"]["skills"]} == {
        "cold showers": 5,
        "ring Ana": 1,
    }


def test_what_was_known_before_its_end_is_counted_once_under_all_names(heroin: Call) -> None:
    """Cravings written down before their outcome is known are told apart; a merge must not lose or double them."""
    start = datetime(2026, 3, 18, 12, tzinfo=UTC)
    for number, (name, skill) in enumerate((("bored", "walk"), ("boared", "walking"), ("bored,boared", "walk"))):
        with time_machine.travel(start + timedelta(hours=number), tick=False):
            assert heroin("log", "5", "-t", name.split(",")[0], "-t", name.split(",")[-1]).code == 0
        with time_machine.travel(start + timedelta(hours=number, minutes=20), tick=False):
            assert heroin("after", "passed", "-c", skill, *(("-c", "walking") if number == 2 else ())).code == 0
    with time_machine.travel(start + timedelta(hours=9), tick=False):
        heroin("trigger", "merge", "boared", "bored")
        heroin("skill", "merge", "walking", "walk")
        with diaries.existing() as diary:
            for coping, name in ((False, "bored"), (True, "walk")):
                ever = queries.names_ever(diary.journal, coping=coping)
                assert [(trigger.name, trigger.times, trigger.ahead) for trigger in ever] == [(name, 1, 1)] * 3
                (met,) = tally(ever)
                assert (met.name, met.count, met.passed, met.said.passed) == (name, 3, 3, 3)
            for uses in (skill_uses(diary.journal), skill_uses_of(diary.journal, ["walking"])):
                assert uses.of("WALKING") == uses.of("walk") == Use(3, 3, 3, (3, 3))


@pytest.mark.parametrize(("key", "matches"), [("y", {"bored": 2}), ("n", {"bored": 1, "boared": 1})])
def test_a_new_name_near_an_old_one_is_asked_about_once(
    key: str, matches: dict[str, int], heroin: Call, terminal: OpenTerminal
) -> None:
    heroin("log", "7", "bored", "--outcome", "passed")
    for asked in (True, False):
        screen = terminal("log", "5", "boared", "--outcome", "passed", "--at", "10m ago")
        if asked:
            screen.see("boared: same as bored? [y/n]")
            screen.child.send(key)
        assert screen.end() == 0
        assert screen.raw.count("same as") == asked
        assert counts(heroin) == matches
        matches = {name: count + (name == ("bored" if key == "y" else "boared")) for name, count in matches.items()}
    said = [json.loads(line) for line in heroin("export", "data", "-o", "-").out.splitlines() if '"alias"' in line]
    assert said == [{"kind": "alias", "of": "trigger", "name": "boared", "is": "bored" if key == "y" else None}]


@pytest.mark.parametrize(("key", "told"), [("y", {"bored": 2}), ("\r", {"bored": 1, "boared": 1})])
def test_after_a_strong_craving_one_question_is_enough_and_the_others_wait_for_a_calmer_command(
    key: str, told: dict[str, int], heroin: Call, terminal: OpenTerminal
) -> None:
    heroin("plan", "add", "situations", "bored", "--trigger", "bored", "--then", "go out")
    heroin("log", "5", "bored", "--at", "2h ago")
    for line, questions in (
        ("log 8 boared", [("Doing one of them?", "\r")]),
        ("log 3", [("[n]ow", "n"), ("[s]kip", "p"), ("boared. Same as bored? [y/N]", key)]),
        ("today", [("[s]kip", "p")]),
        ("today", [("[s]kip", "p")]),
        ("today", [("[c]heck in now", "\r")]),
    ):
        screen = terminal(*line.split())
        for question, answer in questions:
            screen.see(question)
            screen.child.send(answer)
        assert screen.end() == 0
        asked = sum(screen.raw.count(words) for words in ("ame as", "[s]kip"))
        assert asked == sum(question.endswith(("[s]kip", "[y/N]")) for question, _ in questions), line
    assert counts(heroin) == told


def test_an_answer_of_no_is_no_step_of_undo(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("log", "7", "bored", "--outcome", "passed")
    screen = terminal("log", "5", "boared", "--outcome", "passed", "--at", "10m ago")
    screen.see("[y/n]")
    screen.child.send("n")
    assert screen.end() == 0
    assert heroin("undo").code == 0
    assert len(entries(heroin)) == 1


def test_words_taken_as_one_phrase_are_asked_about_too(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("log", "7", "bored", "--outcome", "passed", "--at", "2h ago")
    for edited, same in (("", "bored as hell"), ("so bored", "so bored")):
        screen = terminal("log", "5", "bored", "as", *(["hell"] if not edited else ["ever", "now"]), "--at", "10m ago")
        screen.see("[e]dit what set it off")
        screen.child.send("e" if edited else "\r")
        if edited:
            screen.see("What set it off?")
            screen.type(edited)
        screen.see(f"{same}: same as bored? [y/n]")
        screen.child.send("y")
        assert screen.end() == 0
        assert screen.raw.count("same as") == 1
    assert counts(heroin) == {"bored": 3}


def test_nobody_is_asked_off_a_terminal(bored: Call) -> None:
    assert "same as" not in bored("log", "5", "borred").out


def test_what_was_said_goes_out_and_comes_in_byte_for_byte(bored: Call, tmp_path: Path, monkeypatch: Any) -> None:
    bored("trigger", "merge", "boared", "bored")
    bored("trigger", "rename", "bored", "Boredom itself")
    whole = bored("export", "data", "-o", "-").out
    assert whole.count('"kind": "alias"') == 2
    monkeypatch.setenv("RECOVERY_HOME", str(tmp_path / "another"))
    assert bored("import", "-", piped=whole).code == 0
    assert bored("export", "data", "-o", "-").out == whole
    assert counts(bored)["Boredom itself"] == 3
    assert bored("import", "-", "--json", piped=whole).json["added"] == 0
