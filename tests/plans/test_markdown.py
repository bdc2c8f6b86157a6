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
from recovery.store.records import replace

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


def item(number: int, section: str, text: str, **more: object) -> PlanItem:
    """An item whose id begins with the number, eight characters long."""
    id = f"{number:08x}-0000-4000-8000-000000000000"
    return PlanItem.checked({"id": id, "section": section, "position": number, "text": text, **more})


WHOLE = Plan(
    ordered(
        [
            item(1, "warning_signs", "skipping meals", stage="early"),
            item(2, "situations", "payday", triggers=["cash", "bus"], responses=["go home"], moment="night"),
            item(3, "contacts", "Maria", phone="555-0100", role="sponsor", what_for="any hour", awake="08-23"),
            item(4, "places", "library", place="safe"),
            item(5, "surroundings", "naloxone in the drawer", until=date(2027, 5, 1)),
            item(6, "lapse_steps", "call \x1b[31m", moment="first day"),
            item(7, "crisis", "walk", step=3),
        ]
    ),
    12,
    date(2026, 3, 1),
)


AS_TEXT = r"""## My reasons

<!-- - my daughter -->

## Warning signs

- skipping meals {#00000001}
  - stage: early

## High-risk situations

- payday {#00000002}
  - trigger: cash
  - trigger: bus
  - then: go home
  - when: night

## What helps me

<!-- - cold shower, below it if it is for one part of the day  - when: night -->

## People to call

- Maria {#00000003}
  - phone: 555-0100
  - role: sponsor
  - for: any hour
  - awake: 08-23

## Places

- library {#00000004}
  - kind: safe

## My surroundings

- naloxone in the drawer {#00000005}
  - until: 2027-05-01

## Treatment

<!-- - Dr. Lee, below it  - role: prescriber  - phone: 555-0101 -->

## If I lapse

- call \u{1b}[31m {#00000006}
  - when: first day

## Rewards for what I do

<!-- - cinema, below it  - for: four meetings -->

## In a crisis

- walk {#00000007}
  - step: 3
"""


def test_a_plan_is_written_line_for_line_and_an_empty_section_shows_an_example() -> None:
    text = markdown.written(WHOLE)
    head, _, sections = text.partition("-->\n\n")
    assert head.startswith("# My relapse-prevention plan (revision 12)\n\n<!--\nOne line is one item:  - my daughter\n")
    assert "like {#3f9a}, says" in head
    assert sections == AS_TEXT
    assert markdown.read(text, WHOLE, TODAY) == WHOLE
    assert markdown.read(text.replace("\n", "\r\n"), WHOLE, TODAY) == WHOLE
    friend = Plan((item(1, "contacts", "Bo", role="friend"),))
    assert "- Bo {#0000}\n  - role: friend\n" in markdown.written(friend), "without a number the rest stands"


def test_a_mark_is_as_long_as_it_takes_to_tell_the_items_apart() -> None:
    def mark(*numbers: int) -> str:
        plan = Plan(ordered([item(number, "reasons", "x") for number in numbers]))
        return next(line for line in markdown.written(plan).split("\n") if line.startswith("- x"))

    assert mark(0x3F9A0000) == "- x {#3f9a}"
    assert mark(0x3F9A0000, 0x3F9B0000) == "- x {#3f9a}"
    assert mark(0x3F9A0000, 0x3F9A1000) == "- x {#3f9a0}"
    twins = [item(1, "reasons", "x"), item(1, "reasons", "x")]
    assert f"{{#{twins[0].id}}}" in markdown.written(Plan(tuple(twins)))


def test_what_is_wrong_stands_at_the_top_of_the_first_remark_and_moves_no_line() -> None:
    assert (
        markdown.marked("# x\n<!--\na\n-->\n<!-- b -->", r"Line 3: \1.") == "# x\n<!-- Line 3: \\1.\na\n-->\n<!-- b -->"
    )
    assert markdown.marked("x <!-- y", "z") == "x <!-- y"


def test_the_revision_is_read_from_the_heading() -> None:
    assert markdown.revision_of("\n# My plan (revision 123456789)\n") == 123456789
    assert markdown.revision_of("## My plan (revision 3)") is None
    assert markdown.revision_of("") is None


PEOPLE, RISKS = "People to call", "High-risk situations"


def parts(*lines: str, section: str = PEOPLE) -> PlanItem:
    """The item that these lines below it make."""
    text = "\n".join([f"## {section}", "- x", *lines])
    (made,) = markdown.read(text, Plan(), TODAY).items
    return made


def test_parts_below_an_item_may_be_set_in_many_ways() -> None:
    made = parts("   * phone:  555-0100 ", "\t- role:sponsor", "  - for:", "  - awake: 8-23")
    assert (made.phone, made.role, made.what_for, made.awake) == ("555-0100", "sponsor", None, "08-23")
    assert parts("  - then: a", "  - then: b", section="HIGH-RISK   situations").responses == ("a", "b")
    assert parts("  - until: 2027-05-01", section="My surroundings").until == date(2027, 5, 1)
    assert parts("  - until: 5 apr", section="My surroundings").until == date(2026, 4, 5), "it lies ahead"
    assert parts("  - phone: \\u{2b}112\\u{ffffff}").phone == "+112\U0010ffff"
    assert parts("<!-- a remark", "- inside", "-->", "  <!-- one line -->", "", "# a title").text == "x"


@pytest.mark.parametrize(
    ("section", "lines", "said"),
    [
        (PEOPLE, ["  - phone: 1", "  - phone: 2"], "Line 4: phone is given twice for one item."),
        (PEOPLE, ["  - role: a", "  - phone: abc"], "Line 4: phone must be a number that can be dialled, such as 988"),
        (PEOPLE, ["  - role: a", "  - awake: noon"], 'Line 4: awake must be hours such as 08-23, or "any'),
        (PEOPLE, ["  - role: a", f"  - for: {'x' * 300}"], "Line 4: for must be "),
        (PEOPLE, ["  - stage: early"], "Line 3: under an item of this section you can write: phone, role,"),
        (RISKS, ["  - trigger: a", f"  - then: {'x' * 600}", "  - then: b"], "Line 4: then must be "),
        (RISKS, ["  - mood: a"], "Line 3: under an item of this section you can write: trigger, then, when"),
        ("In a crisis", ["  - step: three"], "Line 3: step must be "),
        ("In a crisis", ["  - step: \N{SUPERSCRIPT TWO}"], "Line 3: step must be "),
        ("In a crisis", ["  - step: \N{ARABIC-INDIC DIGIT TWO}"], "Line 3: step must be "),
        ("My surroundings", ["  - until: soon"], "Line 3: That is not a day I can read"),
        ("Places", ["  - kind: nice"], "Line 3: kind must be "),
        ("Places", [" - kind: safe"], "Line 3 cannot be read."),
        ("Places", ["- {#00000001}"], "Line 3 cannot be read."),
        ("Places", ["<!-- x", "-->", "- y {#0000}"], "Line 5 has a mark that belongs to no item."),
    ],
)  # fmt: skip
def test_a_part_that_cannot_be_is_named_by_the_line_it_stands_on(section: str, lines: list[str], said: str) -> None:
    with pytest.raises(Refused) as caught:
        parts(*lines, section=section)
    assert caught.value.sentence.startswith(said)


def test_a_line_before_any_heading_is_no_item() -> None:
    with pytest.raises(Refused, match="Line 2 cannot be read"):
        markdown.read("# title\n- x", Plan(), TODAY)


def test_a_mark_that_fits_two_items_is_none() -> None:
    plan = Plan(ordered([item(0x3F9A0000, "reasons", "a"), item(0x3F9A1000, "reasons", "b")]))
    with pytest.raises(Refused, match="Line 2 has a mark that belongs to no item"):
        markdown.read("## My reasons\n- a {#3f9a}", plan, TODAY)


def test_an_item_that_moves_to_another_section_keeps_its_identity_and_gets_a_place_there() -> None:
    plan = Plan(ordered([item(5, "reasons", "a"), item(7, "reasons", "b"), item(9, "rewards", "c")]), 4, TODAY)
    text = "## My reasons\n- a {#00000005}\n## Rewards for what I do\n- c {#00000009}\n- b {#00000007}"
    read = markdown.read(text, plan, TODAY)
    assert [(made.id[:8], made.section, made.text) for made in read.items] == [
        ("00000005", "reasons", "a"),
        ("00000009", "rewards", "c"),
        ("00000007", "rewards", "b"),
    ]
    first, second, third = (made.position for made in read.items)
    assert (first, second) == (5, 9)
    assert third > second
    assert (read.revision, read.reviewed_on) == (4, TODAY)


def test_items_that_share_a_place_keep_it_where_nothing_was_moved() -> None:
    """Two devices may each have put one there."""
    plan = Plan(
        ordered([item(5, "reasons", "a"), replace(item(6, "reasons", "b"), position=5), item(9, "rewards", "c")])
    )
    text = markdown.written(plan).replace("- c", "- d")
    assert [made.position for made in markdown.read(text, plan, TODAY).items] == [5, 5, 9]
