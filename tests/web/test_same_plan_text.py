"""The plan as one text: the phone writes the terminal's text, reads the same plan from it, and refuses it alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.clock import NOT_A_DAY
from recovery.dates.grammar import WHICH_DAY, YEAR_DIGITS
from recovery.errors import Refused, Usage
from recovery.plans import changes, markdown
from recovery.plans.plan import BY_NAME, SECTIONS, Plan, PlanItem, ordered
from recovery.store import typed_dates
from recovery.store.records import replace
from tests.plans.test_markdown import FIELDS, PLANS, TODAY, WHOLE
from tests.web.drawn_journals import Row
from tests.web.node import NodeError
from tests.web.phone_rules import Phone, canonical

MANY = settings(max_examples=120)
TYPED = (
    *(f"## {section.title}" for section in SECTIONS),
    *("## my  REASONS", "## My raisins", "# a title", "", "  ", "-->", "<!-- away", "<!-- this -->", "what is this"),
    *("- new", "* two  words \N{NO-BREAK SPACE}", "-  ", "- {#0000}", "- twin {#00000001}", "- a {#ffff}", "- ab {#9}"),
    *("- \\u{0}", "- \\u{d800}", "- \\u{20}", "- \\u{1f600} \\u{ffffff}", f"- {'x' * 500}", f"- {'x' * 501}"),
    *("  - stage: early", "  - stage: soon", "  - trigger: Cash", "\t- trigger: cash ", "  - trigger: bus\\u{0}"),
    *("  - then: go home", "  - then:", f"  * then: {'x' * 101}", " - then: no", "  - Then: no", "  - then : no"),
    *(
        "  - phone: 555-0100",
        "  - phone: ask Ana",
        "  - role: sponsor",
        "  - role: a",
        "  - for: any hour",
        "  - awake: 8-23",
    ),
    *(
        "  - awake: 9",
        "  - awake: Always",
        "  - kind: safe",
        "  - kind: nice",
        "  - until: 2027-05-01",
        "  - until: 2027-02-30",
        "  - until: 1 May 2027",
        "  - until: in 3 weeks",
        "  - until: 05/06/2027",
    ),
    *("  - until: 2027/5/1.", "  - until: 1899-12-31", "  - until: 2201-01-01", "  - until: 0050-01-01"),
    *("  - when: night", "  - when: Evening", "  - when: first hour", "  - step: 3", "  - step: 07", "  - step: 7"),
    *("  - step: three", "  - step: \N{SUPERSCRIPT TWO}", "  - mood: 3"),
)
EDITS = st.lists(
    st.tuples(
        st.sampled_from(("put", "put", "put", "drop", "twice", "first")), st.integers(0, 60), st.sampled_from(TYPED)
    ),
    max_size=6,
)


def rows_of(plan: Plan) -> list[Row]:
    names = [column.name for column in PlanItem.columns()]
    return [{"kind": "plan_item", **dict(zip(names, item.to_row(), strict=True))} for item in plan.items]


def items_of(phone: Phone, plan: Plan) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = phone.ask("plan.items", rows_of(plan))
    return items


def told(rows: list[Row], known: set[str]) -> list[str]:
    """Rows without the ids that were made for them, in any order where one place is another's."""
    values = ({**row, "id": row["id"] if row["id"] in known else "new"} for row in rows)
    return sorted(canonical(row) for row in values)


def edited(text: str, edits: list[tuple[str, int, str]]) -> str:
    lines = text.split("\n")
    for way, number, typed in edits:
        at = number % (len(lines) or 1)
        if way == "put":
            lines.insert(at, typed)
        elif way == "first" and lines:
            lines.insert(0, lines.pop(at))
        elif lines:
            lines[at : at + 1] = [] if way == "drop" else [lines[at]] * 2
    return "\n".join(lines)


@given(PLANS | st.just(WHOLE), EDITS)
@MANY
def test_a_text_is_written_and_read_alike(phone: Phone, plan: Plan, edits: list[tuple[str, int, str]]) -> None:
    items, known = items_of(phone, plan), {item.id for item in plan.items}
    text = markdown.written(plan)
    assert phone.ask("plan_text.written", items, plan.revision) == text
    assert phone.ask("plan_text.revisionOf", text) == plan.revision
    text = edited(text, edits)
    here, there = terminal_reads(text, plan), phone_reads(phone, text, items)
    assert (here if isinstance(here, str) else told(here, known)) == (
        there if isinstance(there, str) else told(there, known)
    )


def terminal_reads(text: str, plan: Plan) -> list[Row] | str:
    """The rows of the plan that the text describes, or why it cannot be read."""
    try:
        return rows_of(markdown.read(text, plan, TODAY))
    except Refused as error:
        return day_form(error.sentence)


def phone_reads(phone: Phone, text: str, items: list[dict[str, Any]]) -> list[Row] | str:
    try:
        return [item["row"] for item in phone.ask("plan_text.read", text, items, "fresh", str(TODAY))]
    except NodeError as error:
        return str(error.word)


def day_form(sentence: str) -> str:
    """The phone has no order of day and month to choose, and one sentence for what is no day."""
    for known in (YEAR_DIGITS, WHICH_DAY):
        sentence = sentence.replace(known, NOT_A_DAY)
    return sentence.partition(" Or say once")[0]


READ = (
    *("2027-05-01", "2027/5/1.", "5.11.2026", "5. 11. 2026", "31/12/2026", "12-31-2026", "05/05/2027", "20270501"),
    *("1 May 2027", "May 1st, 2027", "the 1st of may 2027", "sat 1 may 2027", "2027 may 1", "1-may-2027", "3 sept."),
    *("5 apr", "29 feb", "5.11.", "13/12", "fri", "this friday", "last tues.", "the 19th", "today", "tomorrow"),
    *("day after tomorrow", "in 3 weeks", "in a month", "in 2 weeks and 3 days", "in one year", "2 days ago"),
    *("1 de mayo de 2027", "15 septiembre", "viernes", "hoy", "in 1 year and 2 months"),
)
REFUSED = ("05/06/2027", "next friday", "1/2", "soon", "1 may 27", "fri 1 may 2027", "31.2.2027", "yesterday 11pm")
WORDS_OF_DAYS = (
    *(
        "1",
        "2",
        "05",
        "31",
        "2027",
        "27",
        "may",
        "mar",
        "sept.",
        "friday",
        "sat",
        "in",
        "ago",
        "weeks",
        "days",
        "month",
    ),
    *(
        "a",
        "two",
        "the",
        "of",
        "de",
        "mayo",
        "last",
        "next",
        "this",
        "1st",
        "5.11.",
        "05/06/2027",
        "5/13",
        "-",
        "and",
        "on",
    ),
)


@pytest.mark.parametrize("text", READ)
def test_a_day_is_read_in_the_words_that_the_terminal_takes(phone: Phone, text: str) -> None:
    assert phone.ask("typed_day.dayTyped", text, str(TODAY)) == str(typed_dates.day(text, TODAY, ahead=True))


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_day_or_more_than_one_is_refused_on_both(phone: Phone, home: Path, text: str) -> None:
    with pytest.raises(Usage) as refused:
        typed_dates.day(text, TODAY, ahead=True)
    with pytest.raises(NodeError) as refused_there:
        phone.ask("typed_day.dayTyped", text, str(TODAY))
    assert day_form(refused.value.sentence) == refused_there.value.word


@given(st.lists(st.lists(st.sampled_from(WORDS_OF_DAYS), min_size=1, max_size=5).map(" ".join), max_size=40))
@settings(max_examples=30)
def test_never_is_another_day_read_than_on_the_terminal(phone: Phone, texts: list[str]) -> None:
    for text in texts:
        try:
            there = phone.ask("typed_day.dayTyped", text, str(TODAY))
        except NodeError:
            continue
        assert there == str(typed_dates.day(text, TODAY, ahead=True)), text


@st.composite
def changed(draw: st.DrawFn, plan: Plan) -> Plan:
    """The plan after changes: items gone, moved, reworded, in another section, with other fields, and new."""
    made: list[PlanItem] = []
    for item in plan.items:
        way = draw(st.sampled_from(("stays", "stays", "gone", "moved", "reworded", "field", "section")))
        if way != "gone":
            made.append(CHANGES[way](draw, item) if way in CHANGES else item)
    if draw(st.booleans()):
        made.append(PlanItem.checked({"id": NEW, "section": "rewards", "position": 7, "text": "new"}))
    return plan._replace(items=ordered(made))


def _field(draw: st.DrawFn, item: PlanItem) -> PlanItem:
    name = draw(st.sampled_from((*BY_NAME[item.section].fields, "text")))
    if name in ("text", "moment"):
        return replace(item, text="another")
    values = {column.name: getattr(item, column.name) for column in item.columns()}
    return PlanItem.checked({**values, name: draw(FIELDS[name])})


NEW = "99999999-0000-4000-8000-000000000000"
CHANGES: dict[str, Callable[[st.DrawFn, PlanItem], PlanItem]] = {
    "moved": lambda draw, item: replace(item, position=draw(st.integers(0, 9))),
    "reworded": lambda draw, item: replace(item, text=draw(st.sampled_from(("one", "other")))),
    "field": _field,
    "section": lambda _, item: PlanItem.checked(
        {"id": item.id, "section": "reasons", "position": item.position, "text": item.text}
    ),
}
SMALL = PLANS.map(lambda plan: plan._replace(items=plan.items[:4]))
THREE = SMALL.flatmap(lambda base: st.tuples(st.just(base), changed(base), changed(base)))


@given(THREE | st.tuples(st.just(WHOLE), changed(WHOLE), changed(WHOLE)))
@MANY
def test_two_changes_come_together_alike(phone: Phone, plans: tuple[Plan, Plan, Plan]) -> None:
    base, mine, theirs = plans
    here = changes.merged(base, mine, theirs)
    given = [items_of(phone, plan) for plan in plans]
    there = phone.ask("plan_merging.merged", *given, "fresh")
    known = {item.id for plan in plans for item in plan.items}
    assert there["both"] == here.both
    assert told([item["row"] for item in there["plan"]], known) == told(rows_of(here.plan), known)
    edits = phone.ask("plan_merging.turned", given[2], there["plan"])
    held = {row["id"]: row for row in rows_of(theirs)}
    for edit in edits:
        if "remove" in edit:
            del held[edit["remove"]["local"]]
        else:
            held[edit["put"]["id"]] = {**EMPTY, **held.get(edit["put"]["id"], {}), **edit["put"]}
    assert told([*held.values()], known) == told(rows_of(here.plan), known)


EMPTY = {column.name: None for column in PlanItem.columns()} | {"triggers": "[]", "responses": "[]"}
