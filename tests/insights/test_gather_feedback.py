"""The week's sentence: a finding that the report of a week before had too; nothing after thoughts of suicide."""

from __future__ import annotations

import json
from datetime import date, timedelta

from recovery import diary as diaries
from recovery.insights import gather_feedback
from recovery.insights.feedback import Known
from tests.conftest import Call

FIRST = date(2026, 1, 5)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def known(number: int) -> Known:
    with diaries.existing() as diary:
        return gather_feedback.known(diary, day(number))


def kept(call: Call, days: int) -> None:
    """A craving a day, and three more on each fourth, after a short night."""
    cravings = [
        {"kind": "craving", "at": f"{day(number)}T{hour:02}:00:00", "intensity": 5}
        for number in range(days)
        for hour in (range(9, 10) if number % 4 else range(9, 13))
    ]
    slept = [
        {"kind": "checkin", "day": str(day(number)), "used": False, "sleep_hours": 8.0 if number % 4 else 4.0}
        for number in range(days)
    ]
    assert call("import", "-", piped="\n".join(map(json.dumps, cravings + slept))).code == 0


def test_a_finding_is_said_once_the_report_of_seven_days_before_had_it_too(heroin: Call) -> None:
    kept(heroin, 45)
    with diaries.existing() as diary:
        found = next(number for number in range(20, 40) if gather_feedback._of_report(diary.journal, day(number)))
    assert "sleep" not in {candidate.kind for candidate in known(found + 6).candidates}
    assert "sleep" in {candidate.kind for candidate in known(found + 7).candidates}


def test_nothing_is_chosen_for_seven_days_after_thoughts_of_suicide(heroin: Call) -> None:
    kept(heroin, 12)
    assert not known(12).thoughts
    assert heroin("checkin", "--no-use", "--suicide-thoughts", "--day", str(day(3))).code == 0
    assert [known(number).thoughts for number in (2, 3, 10, 11)] == [False, True, True, False]
