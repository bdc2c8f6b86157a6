"""Two people's changes in one plan: nothing of either is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID, uuid4

from recovery.plans.changes import Revision, differences, merged
from recovery.plans.plan import Plan, PlanItem, ordered
from recovery.store.records import replace


def item(text: str, position: int, section: str = "reasons") -> PlanItem:
    return PlanItem.checked({"id": str(uuid4()), "section": section, "position": position, "text": text})


ONE, TWO = item("one", 1), item("two", 2)
BASE = Plan(ordered([ONE, TWO]), 1)


def texts(plan: Plan) -> list[str]:
    return [item.text for item in plan.items]


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


def test_what_cannot_stand_in_one_item_stands_twice() -> None:
    """A reason has no role: who makes one of a contact and who gives her a role cannot both be right."""
    maria = item("Maria", 1, "contacts")
    result = merged(plan(maria), plan(replace(maria, section="reasons")), plan(replace(maria, role="sponsor")))
    assert [(made.section, made.role) for made in result.plan.items] == [("reasons", None), ("contacts", "sponsor")]
    assert result.both == 1


def test_a_revision_says_when_on_the_persons_clock_and_how_much_it_changed() -> None:
    differ = differences(BASE, plan(replace(TWO, text="2"), item("three", 5), item("four", 6)))
    revision = Revision(7, datetime(2026, 3, 7, 23, 30, tzinfo=UTC), "plan edit", "cli", tuple(differ))
    assert revision.to_json(timezone(timedelta(hours=2))) == {
        "revision": 7,
        "at": "2026-03-08T01:30:00+02:00",
        "command": "plan edit",
        "origin": "cli",
        "added": 2,
        "changed": 1,
        "removed": 1,
    }


def test_differences_name_what_is_new_gone_changed_and_moved() -> None:
    changes = differences(BASE, plan(replace(TWO, position=0), item("three", 5)))
    assert [(difference.before is None, difference.after is None, difference.moved_only) for difference in changes] == [
        (False, True, False),
        (False, False, True),
        (True, False, False),
    ]


def test_every_clash_is_counted_and_what_comes_after_one_is_merged_too() -> None:
    three, four = item("three", 3), item("four", 4)
    base = plan(ONE, TWO, three, four)
    mine = plan(
        replace(ONE, text="my one"), replace(TWO, text="my two"), replace(three, text="my three"), item("new", 5)
    )
    theirs = Plan(
        ordered([replace(ONE, text="their one"), replace(TWO, text="their two"), replace(four, text="their four")]),
        7,
        date(2026, 3, 1),
    )
    result = merged(base, mine, theirs)
    assert sorted(texts(result.plan)) == [
        "my one",
        "my three",
        "my two",
        "new",
        "their four",
        "their one",
        "their two",
    ]
    assert result.both == 4, "two reworded twice, one changed and taken out, one taken out and changed"
    assert (result.plan.revision, result.plan.reviewed_on) == (7, date(2026, 3, 1))
    assert len({item.id for item in result.plan.items}) == 7
    assert all(str(UUID(item.id)) == item.id for item in result.plan.items)


def test_what_was_only_moved_elsewhere_can_be_taken_out_and_a_move_is_no_clash() -> None:
    moved = plan(replace(ONE, position=9), TWO)
    assert texts(merged(BASE, plan(TWO), moved).plan) == ["two"]
    assert merged(BASE, plan(TWO), moved).both == 0
    both_moved = merged(BASE, plan(replace(ONE, position=5), TWO), moved)
    assert (both_moved.both, len(both_moved.plan.items)) == (0, 2)
    reworded = merged(BASE, plan(replace(ONE, position=5), TWO), plan(replace(ONE, text="theirs"), TWO))
    assert (reworded.both, sorted(texts(reworded.plan))) == (0, ["theirs", "two"])


def test_what_both_took_out_is_gone_and_no_clash() -> None:
    result = merged(BASE, plan(TWO), plan(TWO))
    assert (texts(result.plan), result.both) == (["two"], 0)


def test_fields_that_do_not_go_together_are_a_clash() -> None:
    base = plan(item("night", 1, "skills"))
    only = base.items[0]
    result = merged(base, plan(replace(only, text="mine")), plan(replace(only, text="theirs")))
    assert (result.both, sorted(texts(result.plan))) == (1, ["mine", "theirs"])
    same = merged(base, plan(replace(only, text="same")), plan(replace(only, text="same")))
    assert (same.both, texts(same.plan)) == (0, ["same"])


def test_what_did_not_change_is_no_difference_and_two_clashes_of_one_sort_are_two() -> None:
    assert differences(BASE, BASE) == []
    changed = plan(replace(ONE, text="their one"), replace(TWO, text="their two"))
    result = merged(BASE, plan(), changed)
    assert (result.both, texts(result.plan)) == (2, ["their one", "their two"])
