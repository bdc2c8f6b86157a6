"""The plan as text and back: any plan is the same plan again, and what cannot be read is named by its line."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.console import clean
from recovery.errors import Refused
from recovery.plans import markdown
from recovery.plans.plan import CRISIS_STEPS, PARTS, PLACES, SECTIONS, STAGES, Plan, PlanItem, ordered

TODAY = date(2026, 3, 18)

ANY = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
TEXTS = st.text(ANY, min_size=1, max_size=60).filter(lambda text: bool(text.split()))
LINES = st.one_of(
    TEXTS, st.sampled_from(["- x", "{#abcd}", "\\u{1b}", "<!-- x", "## My reasons", "then: x", "\x1b[31m", "\u202e"])
)
NAMES = st.lists(LINES, max_size=3)
FIELDS = {
    "stage": st.none() | st.sampled_from(STAGES),
    "triggers": NAMES,
    "responses": NAMES,
    "phone": st.none() | LINES,
    "role": st.none() | LINES,
    "what_for": st.none() | LINES,
    "awake": st.none() | st.sampled_from(["08-23", "any hour", "22-06"]),
    "place": st.none() | st.sampled_from(PLACES),
    "until": st.none() | st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    "step": st.none() | st.integers(1, len(CRISIS_STEPS)),
}


@st.composite
def items(draw: st.DrawFn) -> PlanItem:
    section = draw(st.sampled_from(SECTIONS))
    values = {name: draw(FIELDS[name]) for name in section.fields if name != "moment"}
    if "moment" in section.fields:
        moments = LINES if section.name == "lapse_steps" else st.sampled_from(list(PARTS))
        values["moment"] = draw(st.none() | moments)
    id = str(UUID(int=draw(st.integers(0, 2**128 - 1)), version=4))
    position = draw(st.integers(0, 2**53))
    return PlanItem.checked({**values, "id": id, "section": section.name, "position": position, "text": draw(LINES)})


PLANS = st.lists(items(), max_size=12, unique_by=lambda item: item.id).map(lambda several: Plan(ordered(several), 3))


@given(PLANS)
def test_any_plan_comes_back_as_it_was(plan: Plan) -> None:
    assert markdown.read(markdown.written(plan), plan, TODAY) == plan


@given(PLANS)
def test_the_text_is_harmless_to_look_at(plan: Plan) -> None:
    text = markdown.written(plan)
    assert clean(text) == text
    assert markdown.revision_of(text) == 3


def plan_of(*texts: str) -> Plan:
    made = [
        PlanItem.checked({"id": str(uuid4()), "section": "reasons", "position": 10 * number, "text": text})
        for number, text in enumerate(texts, start=1)
    ]
    return Plan(ordered(made), 1)


def test_an_item_keeps_its_identity_when_it_is_reworded_and_moved() -> None:
    plan = plan_of("one", "two", "three")
    lines = markdown.written(plan).split("\n")
    third = next(line for line in lines if line.startswith("- three"))
    lines.remove(third)
    first = next(number for number, line in enumerate(lines) if line.startswith("- one"))
    lines.insert(first, third.replace("three", "the third"))
    read = markdown.read("\n".join(lines), plan, TODAY)
    assert [item.text for item in read.items] == ["the third", "one", "two"]
    assert read.items[0].id == plan.items[2].id
    assert [item.position for item in read.items[1:]] == [10, 20], "who was not moved stays where it was"


def test_a_new_line_is_a_new_item_and_a_line_taken_out_is_gone() -> None:
    plan = plan_of("one", "two")
    text = markdown.written(plan)
    two = next(line for line in text.split("\n") if line.startswith("- two"))
    read = markdown.read(text.replace(two, "* brand new"), plan, TODAY)
    assert [item.text for item in read.items] == ["one", "brand new"]
    assert read.items[1].id not in {item.id for item in plan.items}


def test_a_copied_line_is_a_new_item() -> None:
    plan = plan_of("one")
    text = markdown.written(plan)
    one = next(line for line in text.split("\n") if line.startswith("- one"))
    read = markdown.read(text.replace(one, f"{one}\n{one}"), plan, TODAY)
    assert len({item.id for item in read.items}) == 2


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("- one", "what is this", "cannot be read"),
        ("## My reasons", "## My raisins", "names no section"),
        ("- one", "- one\n  - phone: 5", "you can write: nothing"),
        ("one {#", "one {#ffff", "belongs to no item"),
        ("- one", f"- {'x' * 501}", "text must be"),
        ("## What helps me", "## What helps me\n\n- walk\n  - when: noonish", "when must be one of"),
        ("## My surroundings", "## My surroundings\n- spray\n  - until: soon", "That is not a day I can read"),
        ("## In a crisis", "## In a crisis\n- x\n  - step: 7", "step must be"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(before: str, after: str, says: str) -> None:
    plan = plan_of("one")
    text = markdown.written(plan).replace(before, after, 1)
    lines = text.split("\n")
    with pytest.raises(Refused) as caught:
        markdown.read(text, plan, TODAY)
    assert says in caught.value.sentence
    number = int(caught.value.sentence.split()[1].rstrip(":"))
    assert any(part.strip() in lines[number - 1] for part in after.split("\n")[-1:]), (number, lines[number - 1])
