"""The section on safety, counted by hand: each day, each kind of overdose, each box of naloxone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from recovery.exchange.counselor import safety
from recovery.exchange.counselor.document import Facts, Lines
from recovery.exchange.counselor.material import Material
from recovery.insights.use_record import UseRecord
from recovery.store import records
from tests.exchange.counselor.month import choice


def day(number: int) -> date:
    return date(2025, 11, number)


def facts(material: Material) -> dict[str, str]:
    block = safety.safety(material, choice()).blocks[0]
    assert isinstance(block, Facts)
    return dict(block.pairs)


def data(material: Material) -> Any:
    return safety.safety(material, choice()).data


def test_all_of_it_stands_there_the_most_dangerous_first(month: Material) -> None:
    section = safety.safety(month, choice())
    assert section.name == "safety"
    assert section.blocks == (
        Facts(
            (
                ("Overdose", "1 overdose, 1 near overdose (15, 22 Nov, naloxone given)"),
                ("PHQ-9 item 9 above 0", "10 Nov"),
                ("Thoughts of suicide ticked", "8 Nov"),
                ("Days with use", "4, 15, 22, 24 Nov"),
                ("Missed doses", "buprenorphine 6, 8 Nov; sertraline 12 Nov"),
                ("Emergency or unplanned visits", "15 Nov: overdose, sister came; 16 Nov: chest pain"),
                ("Naloxone at hand", "yes, in date"),
            )
        ),
        Lines(("Sat 15 Nov: sister found me",), own=True),
    )
    assert section.data == {
        "use_days": ["2025-11-04", "2025-11-15", "2025-11-22", "2025-11-24"],
        "lapses": 3,
        "overdoses": {
            "yes": 1,
            "near": 1,
            "naloxone_given": 1,
            "events": [
                {"day": "2025-11-15", "kind": "near", "naloxone": True},
                {"day": "2025-11-22", "kind": "yes", "naloxone": False},
            ],
        },
        "phq9_item9_days": ["2025-11-10"],
        "thoughts_of_suicide_days": ["2025-11-08"],
        "emergency_visits": ["2025-11-15", "2025-11-16"],
        "emergency_visit_reasons": ["overdose, sister came", "chest pain"],
        "missed_doses": 3,
        "missed": [
            {"name": "buprenorphine", "days": ["2025-11-06", "2025-11-08"]},
            {"name": "sertraline", "days": ["2025-11-12"]},
        ],
        "naloxone": {"at_hand": True, "kept": 2, "in_date": 1, "used_up": None},
        "notes": ["Sat 15 Nov: sister found me"],
    }


def test_the_name_of_a_medicine_stays_out_with_its_section(month: Material) -> None:
    section = safety.safety(month, choice("safety"))
    assert isinstance(section.blocks[0], Facts)
    assert dict(section.blocks[0].pairs)["Missed doses"] == "6, 8, 12 Nov"
    assert [missed["name"] for missed in section.data["missed"]] == [None, None]
    assert safety.missed_said(safety.missed_doses(month), choice("safety"), days=2) == "8, 12 Nov and 1 more"
    assert (
        safety.missed_said(safety.missed_doses(month), choice(), medicines=1, days=1)
        == "buprenorphine 8 Nov and 1 more and 1 more"
    )
    assert safety.missed_said({f"m{number}": [day(2)] for number in range(6)}, choice()).endswith(
        "; m4 2 Nov and 1 more"
    )


def test_what_was_not_written_down_is_called_that_and_is_not_a_no(month: Material) -> None:
    empty = replace(
        month,
        lapses=[],
        assessments={},
        wellbeing=[],
        doses=[],
        adherence=[],
        health=[],
        supplies=[],
        use=UseRecord(month.use.lapses, free=month.use.free),
    )
    assert facts(empty) == {
        "Overdose": "none written down",
        "Days with use": "none written down",
        "Naloxone at hand": "not written down",
    }
    assert data(empty) == {
        "use_days": [],
        "lapses": 0,
        "overdoses": {"yes": 0, "near": 0, "naloxone_given": 0, "events": []},
        "phq9_item9_days": None,
        "thoughts_of_suicide_days": [],
        "emergency_visits": [],
        "emergency_visit_reasons": [],
        "missed_doses": None,
        "missed": [],
        "naloxone": {"at_hand": None, "kept": 0, "in_date": 0, "used_up": None},
        "notes": [],
    }
    assert safety.ask_today(empty, choice()) == ""
    quiet = replace(month, doses=[], assessments={"phq9": month.assessments["phq9"][2:]})
    assert facts(quiet)["Missed doses"] == "none written down"
    assert facts(quiet)["PHQ-9 item 9 above 0"] == "no"
    assert data(quiet)["phq9_item9_days"] == []
    without_plan = replace(month, adherence=[])
    assert facts(without_plan)["Missed doses"].startswith("buprenorphine")
    assert data(without_plan)["missed_doses"] is None


def test_every_overdose_is_counted_by_its_kind(month: Material) -> None:
    near, over, _ = month.lapses
    assert facts(replace(month, lapses=[near, near]))["Overdose"] == "2 near overdoses (15 Nov, naloxone given)"
    assert facts(replace(month, lapses=[over, over]))["Overdose"] == "2 overdoses (22 Nov)"
    assert data(replace(month, lapses=[near, over, near]))["overdoses"]["near"] == 2
    assert data(replace(month, lapses=[near, over, over]))["overdoses"]["yes"] == 2


def test_what_cannot_wait_is_said_in_one_line_of_the_section(month: Material) -> None:
    assert safety.ask_today(month, choice("safety")) == (
        "Please ask today: overdose 22 Nov · near overdose 15 Nov · "
        "thoughts of death or self-harm (PHQ-9 item 9, 10 Nov) · thoughts of suicide ticked 8 Nov"
    )
    assert safety.ask_today(month, choice("use", "assessments")) == ""


def test_only_what_happened_in_the_period_counts(month: Material) -> None:
    week = replace(month, period=replace(month.period, first=day(11)))
    assert safety.item9_days(week) == []
    assert safety.used_days(week) == [day(15), day(22), day(24)]


@pytest.mark.parametrize(
    ("boxes", "said", "at_hand"),
    [
        ([("naloxone", 29, None)], "yes, in date", True),
        ([("NARCAN", None, None)], "yes, in date", True),
        ([("naloxone", 28, None)], "yes, but out of date", False),
        ([("naloxone", 28, 29)], "no: used up or put away Sat 29 Nov", False),
        (
            [("naloxone", None, 9), ("Narcan", None, 12), ("narcan", None, 7)],
            "no: used up or put away Wed 12 Nov",
            False,
        ),
        ([("naloxone", None, 30)], "yes, in date", True),  # it was still there on the day the page is of
        ([("test strips", None, None)], "not written down", None),
    ],
)
def test_naloxone_that_is_gone_or_out_of_date_helps_nobody(
    month: Material, boxes: list[tuple[str, int | None, int | None]], said: str, at_hand: bool | None
) -> None:
    supplies = [
        records.replace(
            month.supplies[0],
            what=what,
            until=None if until is None else day(until),
            closed=None if closed is None else day(closed),
        )
        for what, until, closed in boxes
    ]
    material = replace(month, supplies=supplies)
    assert facts(material)["Naloxone at hand"] == said
    kept = data(material)["naloxone"]
    assert kept["at_hand"] is at_hand
    gone = max((closed for _, _, closed in boxes if closed is not None), default=0) if said.startswith("no:") else None
    assert kept["used_up"] == (f"2025-11-{gone:02}" if gone else None)


def test_the_last_visits_are_named_and_the_others_counted(month: Material) -> None:
    visits = [
        records.replace(safety.emergency_visits(month)[0], dated=day(number), name="pain") for number in range(1, 6)
    ]
    assert safety.visits_said(visits, choice()) == "2 Nov: pain; 3 Nov: pain; 4 Nov: pain; 5 Nov: pain and 1 more"
    assert safety.visits_said(visits[:4], choice()).startswith("1 Nov: pain; 2 Nov")
    assert safety.visits_said(visits, choice(), most=2) == "4 Nov: pain; 5 Nov: pain and 3 more"
