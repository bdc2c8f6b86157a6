"""The plan's model: what an item may hold, its order, who can be called and what is meant for which hour."""

from __future__ import annotations

from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.errors import Refused
from recovery.plans.plan import SECTIONS, Plan, PlanItem, placed, typed
from recovery.store.records import replace


def item(section: str, text: str = "x", **values: Any) -> PlanItem:
    return PlanItem.checked({"id": str(uuid4()), "section": section, "text": text, **values})


@given(st.lists(st.none() | st.integers(1, 1000), max_size=30))
def test_placed_positions_rise_and_keep_as_many_as_can_be(positions: list[int | None]) -> None:
    result = placed(positions)
    assert len(result) == len(positions)
    assert all(one < other for one, other in pairwise(result))
    known = [position for position in positions if position is not None]
    if len(known) == len(positions) and known == sorted(set(known)):
        assert result == positions


def test_moving_one_of_many_changes_one_position() -> None:
    positions: list[int | None] = [1000 * number for number in range(1, 2001)]
    moved = positions.pop()
    assert moved
    changed = [one for one, other in zip(placed([moved, *positions]), [moved, *positions], strict=True) if one != other]
    assert len(changed) == 1


def test_a_section_holds_only_its_own_fields() -> None:
    with pytest.raises(Refused, match="phone does not belong"):
        item("reasons", phone="5")
    with pytest.raises(Refused, match="one of: morning"):
        item("skills", moment="always")
    assert item("lapse_steps", moment="first day").shown()["when"] == "first day"


def test_a_number_that_nobody_can_dial_is_refused_when_typed_and_left_where_it_stands() -> None:
    old = item("contacts", "Ana", phone="abc")
    assert (old.phone, old.number, item("contacts", "Maria", phone="112").number) == ("abc", None, "112")
    for before in (None, item("contacts", "Ana", phone="555-0100")):
        with pytest.raises(Refused, match="phone must be a number that can be dialled"):
            typed(old, before)
    assert typed(replace(old, role="sponsor"), old).role == "sponsor"


@pytest.mark.parametrize("section", [section.name for section in SECTIONS])
def test_an_item_comes_back_from_its_json_line(section: str) -> None:
    made = item(section)
    document = made.to_json()
    assert document.pop("kind") == "plan_item"
    assert PlanItem.checked(document) == made


@pytest.mark.parametrize(
    ("values", "hour", "awake"),
    [
        ({"awake": "8-23"}, 22, True),
        ({"awake": "08-23"}, 23, False),
        ({"awake": "22-06"}, 3, True),
        ({"awake": "22-06"}, 12, False),
        ({"awake": "24/7"}, 4, True),
        ({"for": "any hour"}, 4, True),
        ({"for": "company"}, 4, None),
        ({}, 12, None),
    ],
)
def test_who_is_awake(values: dict[str, str], hour: int, awake: bool | None) -> None:
    assert item("contacts", "Maria", **values).awake_at(hour) is awake


def test_the_night_runs_over_midnight() -> None:
    night = item("skills", moment="Night")
    assert [hour for hour in range(24) if night.fits(hour)] == [0, 1, 2, 3, 4, 22, 23]


def test_a_situation_answers_its_triggers_and_its_own_words_without_regard_to_case() -> None:
    situation = item("situations", "Payday", triggers=["old corner"], responses=["walk"])
    plan = Plan((situation,))
    assert plan.answering(["payday"]) == plan.answering(["Old Corner"]) == [situation]
    assert not plan.answering(["argument"])
    assert not Plan((item("situations", "payday"),)).answering(["payday"]), "without a response nothing is answered"
