"""The closing loop: a trigger without a plan, the if-then, its use with the next craving, how often it passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine

from recovery import diary as diaries
from recovery.commands import today
from recovery.plans import open_question
from recovery.plans import queries as plan_queries

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal, Terminal

NOW, NEXT_MORNING = "2026-03-28T12:00:00-04:00", "2026-03-29T07:00:00-04:00"


@pytest.fixture
def answered(heroin: Call) -> Call:
    heroin("plan", "add", "situation", "payday", "-t", "payday", "--then", "go home", "--then", "text Maria")
    return heroin


def test_report_and_check_name_the_gap_until_it_is_closed(heroin: Call) -> None:
    for _ in range(4):
        heroin("log", "6", "payday")
    assert heroin("report", "--json").json["plan_gaps"] == [{"trigger": "payday", "count": 4}]
    assert "No plan yet for: payday (4)." in heroin("report").out
    (first, *_) = heroin("plan", "check", "--json").json
    assert (first["kind"], first["trigger"], first["count"]) == ("trigger_without_response", "payday", 4)
    assert "recovery plan add situation payday -t payday --then" in heroin("plan", "check").out
    heroin("plan", "add", "situation", "payday", "-t", "PAYDAY", "--then", "walk")
    assert heroin("report", "--json").json["plan_gaps"] == []
    assert "trigger_without_response" not in [finding["kind"] for finding in heroin("plan", "check", "--json").json]


def test_check_looks_back_28_days_and_takes_as_of(heroin: Call) -> None:
    with time_machine.travel(NOW):
        heroin("log", "5", "old", "--at", "2026-02-28 12:00")
        heroin("log", "5", "new", "--at", "2026-03-01 12:00")
        findings = heroin("plan", "check", "--as-of", "2026-03-28", "--json").json
        assert [finding["trigger"] for finding in findings if "trigger" in finding] == ["new"]


def test_the_response_is_shown_at_once_and_its_use_kept_with_one_key(answered: Call, terminal: OpenTerminal) -> None:
    window = terminal("log", "7", "Payday")
    window.see("Your plan for Payday:")
    window.see("Enter: not now.")
    window.child.send("2")
    window.see("Kept with this craving: text Maria")
    assert window.end() == 0
    answered("after", "passed")
    (entry,) = answered("show", "--kind", "craving", "--json").json
    assert entry["coping"] == ["text Maria"]
    used = answered("plan", "show", "--json").json["sections"]["situations"][0]["used"]
    assert used == [{"text": "go home", "tried": 0, "passed": 0}, {"text": "text Maria", "tried": 1, "passed": 1}]
    assert "used 1, passed 1" in answered("plan", "show").out
    assert "[2] text Maria   passed 1 of 1" in answered("log", "5", "payday").out
    assert "Your plan" not in answered("log", "5", "boredom").out
    assert answered("log", "5", "payday", "--json").json["kind"] == "craving"


def test_lapse_shows_the_persons_own_steps_after_the_safety_card(answered: Call) -> None:
    answered("plan", "add", "lapse-step", "call the clinic", "--when", "first day")
    for line in (("lapse",), ("log", "5", "--outcome", "used"), ("after", "used")):
        answered("log", "5")
        out = answered(*line).out
        assert out.index("SafeSpot") < out.index("first day: call the clinic") < out.index("Kept:"), line


def test_after_a_lapse_the_person_to_tell_stands_there_with_the_number(answered: Call) -> None:
    for name, number, more in (
        ("Ana", "", ()),
        ("Noor", "555-0102", ("--awake", "any hour")),
        ("Maria", "555-0100", ()),
    ):
        phone = ("--phone", number, *more, "--role", "sponsor") if number else ("--role", "sister")
        assert answered("plan", "add", "contact", name, *phone).code == 0
    for line in (("lapse",), ("log", "5", "--outcome", "used")):
        said = " ".join(answered(*line).out.split())
        assert "Next: tell one person you trust: Noor, sponsor, any hour, 555-0102. More numbers" in said, line
    assert "tell one person: Noor, 555-0102" in " ".join(answered("today").out.split())


def test_one_key_from_the_report_to_the_if_then(answered: Call, terminal: OpenTerminal) -> None:
    answered("log", "6", "row at home")
    window = terminal("report")
    window.see("[p] write one, 20 s")
    window.see("[Enter] done")
    window.child.send("p")
    window.see("then I ...")
    window.type("walk to the library")
    window.see("or else")
    window.type("")
    window.see("In your plan.")
    window.see("[Enter] done")
    window.child.send("p")  # nothing is left to write
    window.type("")
    assert window.end() == 0
    situation = answered("plan", "show", "--json").json["sections"]["situations"][1]
    assert (situation["triggers"], situation["responses"]) == (["row at home"], ["walk to the library"])
    again = terminal("report")
    again.see("[Enter] done")
    assert "[p]" not in again.screen
    again.type("")
    assert again.end() == 0


def test_one_key_from_check(answered: Call, terminal: OpenTerminal) -> None:
    answered("log", "6", "row")
    window = terminal("plan", "check")
    window.see("[p] write one now")
    window.type("")
    assert window.end() == 0


def answer(screen: Terminal, *answers: tuple[str, str]) -> str:
    """Answer each question when it is there; gives back all that was said."""
    for question, reply in answers:
        screen.see(question)
        screen.type(reply)
    assert screen.end() == 0
    return screen.raw


def test_not_knowing_is_no_line_of_the_plan_and_replaces_nobody(heroin: Call, terminal: OpenTerminal) -> None:
    answer(
        terminal("plan", "start"),
        ("a reason >", "idk"),
        ("name, number", "Dee, 555-0100, sponsor, any hour"),
        ("[Enter] right", "idk"),
        ("Enter keeps it as it stands", ""),
        ("if >", "Don\u2019t know."),
        ("[c]heck in now", ""),
    )
    sections = heroin("plan", "show", "--json").json["sections"]
    assert (sections["reasons"], sections["situations"]) == ([], [])
    assert [contact["name"] for contact in sections["contacts"]] == ["Dee"]


def test_start_asks_three_things_first_and_the_rest_one_at_a_time(heroin: Call, terminal: OpenTerminal) -> None:
    said = answer(
        terminal("plan", "start"),
        ("a reason >", "my daughter"),
        ("name, number", "Dee, 555-010\u00b7"),
        ("[Enter] right", "e"),
        ("name? [Dee]", ""),
        ("number?", "555-0100"),
        ("who they are to you?", "sponsor"),
        ("when to call", "late"),
        ("hours such as 08-23", "any hour"),
        ("Dee \u00b7 555-0100 \u00b7 sponsor \u00b7 any hour", ""),
        ("if >", "payday"),
        ("then I >", "go home"),
        ("[c]heck in now", ""),
    )
    assert "1/3" in said
    assert "kept: If payday: go home" in said
    assert "recovery plan start --all" in said
    sections = heroin("plan", "show", "--json").json["sections"]
    assert {name: len(items) for name, items in sections.items() if items} == dict.fromkeys(
        ("reasons", "contacts", "situations"), 1
    )
    contact = {name: sections["contacts"][0][name] for name in ("name", "phone", "role", "awake")}
    assert contact == {"name": "Dee", "phone": "555-0100", "role": "sponsor", "awake": "any hour"}
    assert sections["situations"][0]["responses"] == ["go home"]
    with diaries.existing() as diary:
        asked = open_question.next_open(plan_queries.plan(diary.journal), diary.today)
    assert asked is not None
    screen = terminal("plan", "start")
    screen.see(asked.text)
    screen.type("q")
    assert screen.end() == 0
    assert heroin("plan", "start").code == 2


def test_the_whole_plan_is_led_through_stopped_and_gone_on_with(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("log", "6", "payday")
    answer(
        terminal("plan", "start", "--all"),
        ("1/11  My reasons", ""),
        ("early (days before) >", "no calls"),
        ("early (", "q"),
    )
    window = terminal("plan", "start", "--all")
    for question, reply in [
        ("Going on: 1 of 11", ""),
        ("If it is payday, then I ...", "go home"),
        ("or else", ""),
        ("if >", "a row at home -> walk"),
        ("or else", ""),
        ("if >", ""),
        ("something that helps >", ""),
        ("name, number", "Maria 555-0100 sponsor any hour"),
        ("[Enter] right", ""),
    ]:
        window.see(question)
        window.type(reply)
    window.see("name, number")
    window.child.sendcontrol("c")
    window.see("To continue: recovery plan start")
    assert window.end() == 0
    sections = heroin("plan", "show", "--json").json["sections"]
    assert [situation["responses"] for situation in sections["situations"]] == [["go home"], ["walk"]]
    assert (sections["contacts"][0]["name"], sections["contacts"][0]["awake"]) == ("Maria", "any hour")
    made = heroin("plan", "add", "contact", "Ana, my sister, +1 (555) 010-0200, 8am-11pm", "--json").json
    assert [made[name] for name in ("name", "phone", "role", "awake")] == [
        "Ana",
        "+1 (555) 010-0200",
        "my sister",
        "08-23",
    ]


def test_review_goes_through_the_findings_and_notes_the_day(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("plan", "add", "contact", "Maria")
    heroin("plan", "add", "surroundings", "naloxone in the hall", "--until", "2020-01-01")
    window = terminal("plan", "review")
    window.see("1 of 4")
    window.see("[q] stop")
    window.child.send("f")
    window.see("Why do you do this?")
    window.type("my daughter")
    window.see("2 of 4: Maria has no number")
    window.see("[q] stop")
    window.child.send("f")
    window.see("Number?")
    window.type("555-0100")
    window.see("3 of 4")
    window.see("[q] stop")
    window.child.send("s")
    window.see("4 of 4: naloxone in the hall")
    window.see("[q] stop")
    window.child.send("f")
    window.see("Good until?")
    window.type("2030-01-01")
    window.see("Reviewed today")
    assert window.end() == 0
    document = heroin("plan", "show", "--json").json
    assert document["reviewed_on"] is not None
    assert document["sections"]["contacts"][0]["phone"] == "555-0100"
    assert [finding["kind"] for finding in heroin("plan", "check", "--json").json] == ["no_lapse_step"]
    assert heroin("plan", "review").code == 2


def test_a_review_that_is_stopped_is_none(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("plan", "add", "contact", "Maria")
    window = terminal("plan", "review")
    window.see("[q] stop")
    window.child.send("q")
    window.see("continues from there")
    assert window.end() == 0
    assert heroin("plan", "show", "--json").json["reviewed_on"] is None


def test_signs_ticked_stand_in_the_check_in_and_the_report(heroin: Call) -> None:
    heroin("plan", "add", "sign", "skipping meals", "--stage", "early")
    assert "signs" not in heroin("checkin", "--no-use", "--day", "yesterday", "--json").json
    ran = heroin("checkin", "--no-use", "--sign", "Skipping meals", "--json")
    assert ran.json["signs"] == ["Skipping meals"]
    heroin("log", "7")
    report = heroin("report", "--json").json
    (early,) = report["signs"]
    assert (early["stage"], early["days"], early["cravings"], early["other_days"]) == ("early", 1, 1, 1)
    assert "Early warning signs on 1 of 2 days logged" in heroin("report").out
    assert heroin("search", "skipping").out.count("kipping") == 2


def test_the_questions_offer_the_plans_signs_when_switched_on(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("plan", "add", "sign", "skipping meals", "--stage", "early")
    heroin("config", "checkin-signs", "on")
    window = terminal("checkin", "--day", "today")
    window.see("Did you use")
    window.type("n")
    for question in ("Mood",):
        window.see(question)
        window.type("")
    window.see("[1] skipping meals")
    for question, answer in (("warning signs", "1"), ("suicide", ""), ("One good thing", "")):
        window.see(question)
        window.type(answer)
    assert window.end() == 0
    (entry,) = heroin("show", "--json").json
    assert (entry["used"], entry["signs"]) == (False, ["skipping meals"])


def test_the_plans_next_question_is_offered_from_the_day_after_it_was_begun(heroin: Call) -> None:
    def offered() -> str | None:
        with diaries.existing() as diary:
            question = today._plan_question(diary)
            return question and question.section

    with time_machine.travel(NOW, tick=False):
        assert offered() is None, "nobody is asked for a plan that was not begun"
        heroin("plan", "add", "reason", "my daughter")
        assert offered() is None
    with time_machine.travel(NEXT_MORNING, tick=False):
        assert offered() == "contacts"
