"""The sections on what helps, counted by hand: medication, symptoms, support, goals and the plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from recovery.exchange.counselor import helped
from recovery.exchange.counselor.choice import Choice
from recovery.exchange.counselor.document import Facts, Lines, Section, Table
from recovery.exchange.counselor.happened import drug_tests
from recovery.exchange.counselor.material import Material
from recovery.exchange.people import Names
from recovery.insights.triggers import Met
from recovery.plans.plan import Plan
from recovery.store import records
from tests.exchange.counselor.month import choice

NOTHING = (Lines(("Nothing written down in the period.",)),)
NOT_MEASURED = dict.fromkeys(("withdrawal", "pulse", "temperature", "systolic", "diastolic", "sleep_hours"))


def day(number: int) -> date:
    return date(2025, 11, number)


def facts(section: Section) -> dict[str, str]:
    return {name: text for block in section.blocks if isinstance(block, Facts) for name, text in block.pairs}


def rows(section: Section) -> tuple[tuple[str, ...], ...]:
    return next((block.rows for block in section.blocks if isinstance(block, Table)), ())


def days_after(material: Material) -> list[str]:
    """The days with a missed dose whose day after is told."""
    return [row["missed"] for row in helped.medication(material, choice()).data["after_missed"]]


def test_the_day_after_a_missed_dose_is_told_once_it_is_over(month: Material) -> None:
    assert days_after(replace(month, as_of=day(14)))[-1] == "2025-11-12"
    assert days_after(replace(month, as_of=day(13)))[-1] == "2025-11-08"


def test_a_dose_that_was_taken_makes_no_missed_one_of_its_day_good(month: Material) -> None:
    doses = {dose.status: dose for dose in month.doses if dose.day == day(12)}
    missed, taken = doses["missed"], doses["taken"]
    for given in ([missed, taken], [taken, missed]):
        assert days_after(replace(month, doses=given)) == ["2025-11-12"]


def test_each_medicine_stands_with_its_doses_and_what_they_could_mean(month: Material) -> None:
    section = helped.medication(month, choice())
    table, after, effects, notes = section.blocks
    assert isinstance(table, Table)
    said = (
        *("Thu 6 Nov missed: 0 cravings the day after; Sat 8 Nov missed: 0 cravings the day after",),
        "Wed 12 Nov missed: 1 craving the day after; others 0 on 1 day",
    )
    assert after == Facts((("After a missed dose", "; ".join(said)),))
    alone = helped.medication(month, choice("medication"))  # it tells of cravings too: both sections must be chosen
    assert (alone.data["after_missed"], after in alone.blocks) == ([], False)
    assert table.head == ("Medication", "Planned", "Taken (late)", "Missed", "Not logged", "Known", "Worst")
    # From the 3rd to the 29th are 27 days; sertraline ended on the 14th, after twelve of them.
    assert table.rows == (
        ("Buprenorphine 16 mg with sister", "27", "8 (1)", "2", "17", "80 %", "30 %"),
        ("sertraline", "12", "0", "1", "11", "-", "0 %"),
    )
    assert table.note.endswith("Taking it as prescribed is never use.")
    assert effects == Facts((("Side effects noted", "Nausea (6), sleepy at sister's (1)"),))
    assert notes == Lines(("Fri 7 Nov: sister brought it",), own=True)
    first, second = month.adherence
    assert section.name == "medication"
    assert section.data == {
        "medications": [
            {
                **first.to_json(),
                "name": "Buprenorphine",
                "dose": "16 mg with sister",
                "since": "2025-10-01",
                "until": None,
            },
            {**second.to_json(), "name": "sertraline", "dose": None, "since": "2025-10-15", "until": "2025-11-14"},
        ],
        "side_effects": [{"name": "Nausea", "count": 6}, {"name": "sleepy at sister's", "count": 1}],
        "after_missed": [
            {"missed": "2025-11-06", "cravings": 0, "others": {"days": 0, "cravings": 0}},
            {"missed": "2025-11-08", "cravings": 0, "others": {"days": 0, "cravings": 0}},
            {"missed": "2025-11-12", "cravings": 1, "others": {"days": 1, "cravings": 0}},
        ],
        "notes": ["Fri 7 Nov: sister brought it"],
    }


def test_more_doses_than_planned_are_no_more_than_all_of_them(month: Material) -> None:
    more = replace(month, adherence=[month.adherence[0]._replace(expected=4), month.adherence[1]._replace(expected=0)])
    assert [row[-1] for row in rows(helped.medication(more, choice()))] == ["100 %", "-"]
    assert helped.medication(replace(month, adherence=[], doses=[]), choice()).blocks == NOTHING


def test_a_prescription_is_known_from_the_day_on_which_it_has_come(month: Material) -> None:
    def prescribed(name: str, *regimens: tuple[int, int | None, str]) -> Any:
        told = [
            records.replace(month.regimens[0], since=day(since), until=None if until is None else day(until), dose=dose)
            for since, until, dose in regimens
        ]
        return helped._prescribed(replace(month, regimens=told), name)

    nothing = {"dose": None, "since": None, "until": None}
    assert prescribed("melatonin", (3, None, "8 mg")) == nothing
    assert prescribed("BUPRENORPHINE", (29, None, "8 mg")) == {"dose": "8 mg", "since": "2025-11-29", "until": None}
    assert prescribed("buprenorphine", (30, None, "8 mg")) == nothing
    both = (3, 9, "8 mg"), (10, 29, "4 mg")
    assert prescribed("buprenorphine", *both) == {"dose": "4 mg", "since": "2025-11-03", "until": "2025-11-29"}
    assert prescribed("buprenorphine", *reversed(both))["dose"] == "4 mg"
    assert prescribed("buprenorphine", *reversed(both))["until"] == "2025-11-29"
    assert prescribed("buprenorphine", (3, 9, "8 mg"), (10, 30, "4 mg"))["until"] is None


def test_symptoms_stand_with_how_many_answers_they_rest_on(month: Material) -> None:
    section = helped.symptoms(month, choice())
    figures = (
        ("Withdrawal, 0-10", 5, 5, 5, 1),
        ("Sleep, hours", 6.75, 6, 7.5, 2),
        ("Mood, 0-10", 4, 2, 9, 3),
        ("Confidence, 0-10", 8, 8, 8, 1),
        ("Pulse, per minute", 89, 69, 109, 5),
        ("Temperature, °C", 38.5, 38.5, 38.5, 1),
    )
    notes = [
        "Mon 10 Nov: sister was here",
        "Wed 5 Nov: sister rang",
        "Wed 5 Nov: sister measured",
        "Fri 7 Nov: sister twice",
    ]
    assert section.name == "symptoms"
    assert section.blocks == (
        Table(
            ("Measure", "Median", "Range", "Answers"),
            (
                ("Withdrawal, 0-10", "5", "5 to 5", "1"),
                ("Sleep, hours", "6.8", "6 to 7.5", "2"),
                ("Mood, 0-10", "4", "2 to 9", "3"),
                ("Confidence, 0-10", "8", "8 to 8", "1"),
                ("Pulse, per minute", "89", "69 to 109", "5"),
                ("Temperature, °C", "38.5", "38.5 to 38.5", "1"),
            ),
            "Over 27 days.",
        ),
        Facts(
            (
                ("Days, of 3 answered", "hungry 2, angry 0, lonely 1, tired 0"),
                ("Blood pressure", "130/80, 140/90, 150/100, 160/110"),
                ("Symptoms noted", "sweats (6), fear of sister (1)"),
                ("Moments with others", "3 good, 2 hard, on 2 days"),
            )
        ),
        Lines(tuple(notes), own=True),
    )
    measured = [
        {"at": "2025-11-05T08:00:00-05:00", "withdrawal": 5},
        *(
            {"at": f"2025-11-{number:02}T08:00:00-05:00", "systolic": high, "diastolic": high - 50, "pulse": high - 51}
            for number, high in enumerate((120, 130, 140, 150, 160), start=6)
        ),
        {"at": "2025-11-15T08:00:00-05:00", "temperature": 38.5, "sleep_hours": 3},
    ]
    assert section.data == {
        "measures": [
            dict(zip(("name", "median", "lowest", "highest", "answers"), figure, strict=True)) for figure in figures
        ],
        "measured": [{**NOT_MEASURED, **measure} for measure in measured],
        "halt": {"hungry": 2, "angry": 0, "lonely": 1, "tired": 0, "answered": 3},
        "symptoms": [{"name": "sweats", "count": 6}, {"name": "fear of sister", "count": 1}],
        "days": 27,
        "notes": notes,
    }


def test_what_was_not_asked_or_measured_is_left_out(month: Material) -> None:
    empty = replace(month, checkins=[], body=[], wellbeing=[])
    assert helped.symptoms(empty, choice()).blocks == NOTHING
    assert helped.symptoms(empty, choice()).data["halt"]["answered"] == 0
    quiet = replace(
        month, body=[], checkins=month.checkins[:1], wellbeing=[records.replace(month.wellbeing[0], good_exchanges=0)]
    )
    assert facts(helped.symptoms(quiet, choice())) == {
        "Days, of 1 answered": "hungry 1, angry 0, lonely 0, tired 0",
        "Moments with others": "0 good, 0 hard, on 1 day",
    }
    alone = replace(month, checkins=[], body=month.body[1:2], wellbeing=month.wellbeing[2:])
    assert facts(helped.symptoms(alone, choice())) == {"Blood pressure": "120/70", "Symptoms noted": "Sweats (1)"}
    names = tuple(f"symptom {number}" for number in range(7))
    many = replace(month, checkins=[], wellbeing=[], body=[records.replace(month.body[0], symptoms=names)])
    assert facts(helped.symptoms(many, choice()))["Symptoms noted"].endswith("symptom 5 (1) and 1 more")
    six = replace(many, body=[records.replace(month.body[0], symptoms=names[:6])])
    assert facts(helped.symptoms(six, choice()))["Symptoms noted"].endswith("symptom 5 (1)")


def test_support_says_how_it_was_before_and_after(month: Material) -> None:
    section = helped.support(month, choice())
    notes = [
        "Wed 5 Nov: sister may come",
        "Wed 5 Nov: sister drove",
        "Homework: Wed 5 Nov: write to sister",
        "Homework: Thu 27 Nov: list",
    ]
    assert section.name == "support"
    assert section.blocks == (
        Table(
            ("What", "Times", "Before, after (median)"),
            (("SMART", "3", "4.5, 6.5"), ("activity", "1", "-"), ("counseling", "1", "-")),
            "Mood 0-10; for activities the craving.",
        ),
        Facts(
            (
                ("Homework still open", "2"),
                ("Test Fri 7 Nov", "hair test: not positive (as I report it)"),
                ("Test Sat 8 Nov", "HIV with sister: positive (confirmed by a laboratory)"),
                ("Test Sun 9 Nov", "UDS: - (not confirmed)"),
                ("Residential", "from Fri 10 Oct 2025 to Mon 3 Nov 2025"),
                ("Outpatient", "from Tue 4 Nov 2025, still going on"),
            )
        ),
        Lines(tuple(notes), own=True),
    )
    tests = [test["name"] for test in section.data.pop("tests")]
    assert tests == ["hair test", "HIV with sister", "UDS"]
    assert section.data == {
        "attendance": [
            {"type": "smart", "count": 3, "before": 4.5, "after": 6.5},
            {"type": "activity", "count": 1, "before": None, "after": 2.0},
            {"type": "counseling", "count": 1, "before": 3.0, "after": None},
        ],
        "homework_open": 2,
        "notes": notes,
    }
    assert list(facts(helped.support(month, choice("support"))))[1] == "Test Thu 6 Nov"
    assert helped.support(month, choice("support")).data["tests"][0]["name"] == "urine test"
    assert drug_tests(month)[0].name == "urine test"


def test_support_says_where_there_is_nothing(month: Material) -> None:
    empty = replace(month, attendances=[], homework=[], health=[], episodes=[])
    assert helped.support(empty, choice()).blocks == NOTHING
    assert helped.support(empty, choice()).data == {"attendance": [], "homework_open": 0, "tests": [], "notes": []}


def test_goals_count_what_was_done(month: Material) -> None:
    assert helped.goals(month, choice()) == Section(
        "goals",
        (
            Table(
                ("Goal", "Done", "Target"),
                (("call sister", "2", "3"), ("group", "4", "5")),
                "Since the goal was set.",
            ),
        ),
        [{"name": "call sister", "times": 2, "target": 3}, {"name": "group", "times": 4, "target": 5}],
    )
    none = helped.goals(replace(month, goals=[]), choice())
    assert none == Section("goals", (Lines(("No goals are set.",)),), [])


def test_the_plan_names_people_by_their_roles_and_never_a_number(month: Material) -> None:
    section = helped.plan(month, choice())
    assert section == Section(
        "plan",
        (
            Table(("If", "Then I"), (("payday", "text sister; walk"), ("bus past sister's", "-"))),
            Facts(
                (
                    ("Warning signs", "not eating (early); rows with sister"),
                    ("Signs ticked", "Not eating (2), rows with sister (1)"),
                    ("People to call", "sister, someone"),
                    ("Triggers without a response yet", "bored, argument with sister"),
                )
            ),
        ),
        {
            "reviewed_on": None,
            "situations": [
                {"text": "payday", "responses": ["text sister", "walk"]},
                {"text": "bus past sister's", "responses": []},
            ],
            "warning_signs": [{"text": "not eating", "stage": "early"}, {"text": "rows with sister", "stage": None}],
            "signs_ticked": [{"name": "Not eating", "days": 2}, {"name": "rows with sister", "days": 1}],
            "people": ["sister", "someone"],
            "gaps": ["bored", "argument with sister"],
        },
    )
    shown = helped.plan(month, Choice(Names([], shown=True)))
    assert facts(shown)["People to call"] == "Ana (sister), Bo Li"
    assert helped.plan(month, choice("plan")).data["gaps"] == []
    assert "Triggers without a response yet" not in facts(helped.plan(month, choice("plan")))


def test_the_plan_says_when_it_was_gone_through_and_what_it_lacks(month: Material) -> None:
    reviewed = helped.plan(replace(month, plan=month.plan._replace(reviewed_on=day(21))), choice())
    assert facts(reviewed)["Gone through"] == "Fri 21 Nov 2025"
    assert reviewed.data["reviewed_on"] == "2025-11-21"
    none = helped.plan(replace(month, plan=Plan()), choice())
    assert none == Section("plan", (Lines(("No plan is written yet.",)),), {"situations": [], "gaps": []})
    contact = month.plan.of("contacts")[0]
    reason = records.replace(contact, section="reasons", text="my daughter", role=None, phone=None)
    other = helped.plan(replace(month, plan=Plan((reason,)), checkins=[]), choice("plan"))
    assert other.blocks == NOTHING
    bored: Met = month.report.triggers[0]
    triggers = [replace(bored, name=f"trigger {number}") for number in range(7)]
    many = replace(month, report=replace(month.report, triggers=triggers))
    assert facts(helped.plan(many, choice()))["Triggers without a response yet"].endswith("trigger 5 and 1 more")
    six = replace(month, report=replace(month.report, triggers=triggers[:6]))
    assert facts(helped.plan(six, choice()))["Triggers without a response yet"].endswith("trigger 5")
    assert len(helped.plan(many, choice()).data["gaps"]) == 7


@pytest.mark.parametrize("section", [helped.medication, helped.symptoms, helped.support])
def test_notes_stay_at_home_where_they_are_not_chosen(
    month: Material, section: Callable[[Material, Choice], Section]
) -> None:
    made = section(month, choice(notes=False))
    assert "notes" not in made.data
    assert not [block for block in made.blocks if isinstance(block, Lines)]
