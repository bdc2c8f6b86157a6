"""`feedback`: the week's sentence, its answer and its undo; said once by `today`, with a key below `report`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recovery import diary as diaries
from recovery.commands import today
from recovery.insights import gather
from recovery.insights.like_today import LikeToday
from tests.conftest import Call, OpenTerminal


@pytest.fixture
def written(heroin: Call) -> Call:
    """Six cravings of payday that a walk helped with, and two without it."""
    for number in range(8):
        skill = ("-c", "walk") if number < 6 else ()
        ended = "passed" if number < 6 else "used"
        line = ("log", "6", "payday", *skill, "--outcome", ended, "--at", f"{number + 8} days ago")
        assert heroin(*line).code == 0
    assert heroin("plan", "add", "contact", "Ana", "--phone", "555-0100").code == 0
    return heroin


def test_a_sentence_keeps_its_week_and_can_be_of_no_use(written: Call) -> None:
    first = written("feedback", "--json").json
    assert (first["about"], first["name"], first["answer"]) == ("trigger_without_response", "payday", None)
    assert "recovery plan add situation payday -t payday" in written("feedback").out
    assert written("feedback", "--json").json == first
    assert written("feedback", "not-helpful").code == 0
    assert written("feedback", "--json").json["about"] is None
    undone = written("undo", "--yes")
    assert undone.code == 0
    assert written("feedback", "--json").json == first
    assert written("plan", "add", "situation", "payday", "-t", "payday", "--then", "call Ana").code == 0
    assert written("feedback", "--json").json["about"] is None  # it is done
    assert written("remove", written("show", "--json").json[0]["id"], "--forever", "--yes").code == 0
    assert '"feedback"' not in written("export", "data", "-o", "-").out


def test_nothing_is_said_of_little(heroin: Call) -> None:
    assert heroin("feedback").out == "Nothing new this week.\n"
    assert heroin("feedback", "not-helpful").code == 3
    for number in range(4):
        assert heroin("log", "6", "payday", "--at", f"{number + 8} days ago").code == 0
    assert heroin("feedback").out == "Nothing new this week.\n"
    assert heroin("log", "6", "payday", "--at", "12 days ago").code == 0
    assert "payday: 5 times" in heroin("feedback").out
    assert heroin("lapse", "--at", "2 days ago").code == 0
    assert heroin("feedback").out == "Nothing new this week.\nThe first days after use: recovery learn lapse\n"


def test_today_says_it_once_and_the_report_has_a_key_for_it(written: Call, terminal: OpenTerminal) -> None:
    plain = written("today").out  # nobody is there: nothing is chosen
    assert "This week" not in plain
    first = terminal("today", columns=120)
    first.see("This week")
    first.see("payday: 8 times in 28 days, and the plan has no response yet. Write an if-then:")
    first.child.close(force=True)
    second = terminal("today", columns=120)
    second.see("Hard right now?")
    assert "This week" not in second.screen
    second.child.close(force=True)
    assert written("log", "6", "payday", "--outcome", "passed", "--at", "2 days ago").code == 0
    report = terminal("report", columns=120)
    report.see("payday has no plan yet")
    report.see("[Enter] done")
    assert "This week:" not in report.screen  # the screen says it already
    report.child.close(force=True)


def test_today_counts_no_sign_twice(written: Call) -> None:
    with diaries.existing() as diary:
        facts = gather.today_of(diary, diary.today)
        said = replace(facts, like_today=LikeToday("trigger_without_response", 8, 8, 0, 14))
        assert today._week(diary, said) == ""  # kept as the week's all the same
    assert written("feedback", "--json").json["about"] == "trigger_without_response"


def test_the_report_says_what_its_key_answers(written: Call, terminal: OpenTerminal) -> None:
    assert written("plan", "add", "situation", "payday", "-t", "payday", "--then", "call Ana").code == 0
    report = terminal("report", columns=120)
    report.see("This week: ")
    report.see("[n] this week's sentence did not help")
    report.child.send("n")
    report.see("Kept: sentences of that kind come less often")
    report.child.close(force=True)
    assert written("feedback", "--json").json["about"] is None
