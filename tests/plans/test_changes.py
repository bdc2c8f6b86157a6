"""Two people's changes in one plan: nothing of either is lost."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from recovery.plans.changes import differences, merged
from recovery.plans.plan import Plan, PlanItem, ordered


def item(text: str, position: int, section: str = "reasons") -> PlanItem:
    return PlanItem.checked({"id": str(uuid4()), "section": section, "position": position, "text": text})


ONE, TWO = item("one", 1), item("two", 2)
BASE = Plan(ordered([ONE, TWO]), 1)


def texts(plan: Plan) -> list[str]:
    return [each.text for each in plan.items]


def plan(*items: PlanItem) -> Plan:
    return Plan(ordered(items), 2)


def test_both_additions_stand() -> None:
    result = merged(BASE, plan(ONE, TWO, item("mine", 3)), plan(ONE, TWO, item("theirs", 4)))
    assert texts(result.plan) == ["one", "two", "mine", "theirs"]
    assert result.both == 0


def test_what_they_added_is_not_taken_out_by_a_text_that_never_knew_it() -> None:
    assert "theirs" in texts(merged(BASE, plan(TWO), plan(ONE, TWO, item("theirs", 4))).plan)


def test_what_both_reworded_stands_twice() -> None:
    result = merged(BASE, plan(replace(ONE, text="mine"), TWO), plan(replace(ONE, text="theirs"), TWO))
    assert sorted(texts(result.plan)) == ["mine", "theirs", "two"]
    assert result.both == 1


def test_what_one_took_out_and_the_other_changed_stays() -> None:
    assert "theirs" in texts(merged(BASE, plan(TWO), plan(replace(ONE, text="theirs"), TWO)).plan)
    assert "mine" in texts(merged(BASE, plan(replace(ONE, text="mine"), TWO), plan(TWO)).plan)


def test_different_fields_of_one_item_come_together() -> None:
    maria = item("Maria", 1, "contacts")
    base, mine, theirs = plan(maria), plan(replace(maria, phone="5")), plan(replace(maria, role="sponsor"))
    result = merged(base, mine, theirs)
    assert result.plan.items == (replace(maria, phone="5", role="sponsor"),)
    assert result.both == 0


def test_differences_name_what_is_new_gone_changed_and_moved() -> None:
    found = differences(BASE, plan(replace(TWO, position=0), item("three", 5)))
    assert [(each.before is None, each.after is None, each.moved_only) for each in found] == [
        (False, True, False),
        (False, False, True),
        (True, False, False),
    ]
