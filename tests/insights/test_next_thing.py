"""The day's one next thing: what comes first of what is open."""

from __future__ import annotations

from datetime import date

from recovery.insights.next_thing import NextThing, next_thing
from recovery.insights.today import Today
from recovery.treatment.medication import DueDose

DONE, MORNING, EVENING = (
    DueDose("iron", "", 1, 0, ()),
    DueDose("methadone", "", 1, 1, ()),
    DueDose("zinc", "", 2, 2, ()),
)


def today(*doses: DueDose, checked_in: bool) -> Today:
    return Today(date(2026, 3, 22), [], [], checked_in=checked_in, open_cravings=[], doses=doses)


def test_an_open_craving_comes_before_a_dose_a_dose_before_the_check_in_and_that_before_the_plan() -> None:
    waiting, taken = today(DONE, MORNING, EVENING, checked_in=False), today(DONE, checked_in=False)
    assert next_thing(waiting, unasked=True, plan_open=True) == NextThing("outcome")
    assert next_thing(waiting, unasked=False, plan_open=True) == NextThing("dose", "methadone")
    assert next_thing(taken, unasked=False, plan_open=True) == NextThing("checkin", "")
    assert next_thing(today(checked_in=True), unasked=False, plan_open=True) == NextThing("plan")
    assert next_thing(today(checked_in=True), unasked=False) is None
    assert next_thing(today(checked_in=True), unasked=True) == NextThing("outcome")
