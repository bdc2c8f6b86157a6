"""The plan's next open question: the three first, then each of the rest in its turn."""

from __future__ import annotations

from datetime import date, timedelta

from recovery.plans.open_question import FIRST, LATER, next_open
from recovery.plans.plan import BY_NAME, Plan, PlanItem

DAY = date(2026, 3, 22)


def plan(*sections: str) -> Plan:
    """A plan with one item in each of these sections."""
    return Plan(
        tuple(
            PlanItem.checked({"id": f"00000000-0000-4000-8000-{number:012}", "section": name, "text": "x"})
            for number, name in enumerate(sections)
        )
    )


def test_every_section_is_asked_for_once() -> None:
    assert sorted(question.section for question in (*FIRST, *LATER)) == sorted(BY_NAME)


def test_the_first_three_come_in_their_order_and_the_rest_in_turn() -> None:
    names = [question.section for question in FIRST]
    for count, name in enumerate(names):
        asked = next_open(plan(*names[:count]), DAY)
        assert asked is not None
        assert asked.section == name
    days = [next_open(plan(*names), DAY + timedelta(days=number)) for number in range(len(LATER))]
    assert {day.section for day in days if day} == {question.section for question in LATER}, (
        "one left out is not next again"
    )
    assert next_open(plan(*BY_NAME), DAY) is None
