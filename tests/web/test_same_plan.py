"""The plan on the phone, as in the terminal: what is written, what a check finds, what it was, how it reads."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.commands.plan.show import _use
from recovery.diary import Diary
from recovery.errors import RecoveryError, Refused
from recovery.insights import plan_check
from recovery.insights.gaps import Facts, findings, pressing
from recovery.plans import changes, one_line, queries, writing
from recovery.plans.plan import BY_NAME, placed
from recovery.plans.views import paper, words
from recovery.store import history as taken_back
from recovery.store.connection import Journal
from recovery.wire import strict_json
from tests.web.drawn_journals import WORDS, Row, days, journals, kept, names, row
from tests.web.node import NodeError
from tests.web.phone_rules import Phone, canonical
from tests.web.test_same_writing import NOW, SOME, after, compared, folder, opened, stamp, table

__all__ = ["folder"]
MANY = settings(max_examples=100)
SECTIONS = [*BY_NAME]
PLANS = journals(plan_item=8)
MET = {"substance": 2, "craving": 14, "checkin": 4, "plan_item": 9, "plan": 1, "alias": 3}
PARTS_OF_LINES = (
    *(
        "Maria",
        "my sponsor",
        "mum",
        "555-0100",
        "+1 (555) 010-0100 ext 4",
        "sponsor",
        "any hour",
        "8am - 11 pm",
        "08-23",
    ),
    *(
        "24/7",
        "12",
        "the",
        "9 to 5",
        "Dr. Lee",
        "payday",
        "then I go home",
        "if",
        "-> then text Maria",
        "and run",
        "or hide",
    ),
)
LINES = st.lists(st.sampled_from(PARTS_OF_LINES), min_size=1, max_size=4).flatmap(
    lambda parts: st.sampled_from((", ", " ", "; ", " then ")).map(lambda between: between.join(parts))
)


@given(LINES)
@MANY
def test_one_line_holds_all_of_an_item(phone: Phone, line: str) -> None:
    assert phone.ask("one_line.contact", line) == one_line.contact(line)
    text, responses = one_line.situation(line)
    assert phone.ask("one_line.situation", line) == {"text": text, "responses": responses}


@given(st.lists(st.none() | st.integers(0, 40) | st.integers(0, 1 << 52), max_size=8))
@MANY
def test_places(phone: Phone, positions: list[int | None]) -> None:
    assert phone.ask("places.placed", positions) == placed(positions)


GIVEN = st.fixed_dictionaries(
    {"text": names() | st.sampled_from(("", "  two  words ", "x" * 501))},
    optional={
        "stage": st.sampled_from(("early", "late")),
        "triggers": st.lists(names(), max_size=3),
        "responses": st.lists(names() | st.sampled_from(("", "x" * 101)), max_size=3),
        "phone": names() | st.sampled_from(("555-0100", "112", "1-800-RECOVER")),
        "role": names(),
        "what_for": names() | st.just("any  time"),
        "awake": st.sampled_from(("any hour", "Always", "8-23", "08:00 - 24", "25-3", "nights")),
        "place": st.sampled_from(("safe", "avoid")),
        "until": days(),
        "moment": st.sampled_from(("night", "Evening", "first hour", "payday")),
        "step": st.integers(0, 7),
    },
)


def fitting(section: str, given: dict[str, Any]) -> dict[str, Any]:
    """What a form of that section gives."""
    return {name: value for name, value in given.items() if name in ("text", *BY_NAME[section].fields)}


def dated(values: dict[str, Any]) -> dict[str, Any]:
    return values | ({"until": date.fromisoformat(values["until"])} if "until" in values else {})


@given(PLANS, st.sampled_from(SECTIONS), GIVEN)
@SOME
def test_an_item_is_added_or_refused_alike(phone: Phone, drawn: list[Row], section: str, given: dict[str, Any]) -> None:
    values = fitting(section, given)
    present = {"rows": drawn, "now": stamp(NOW), "id": "fresh"}
    with time_machine.travel(NOW, tick=False), opened(drawn) as diary:
        try:
            writing.add(diary, section, dated(values))
        except RecoveryError:
            with pytest.raises(NodeError):
                phone.ask("planning.added", present, section, values)
            return
        here = table(diary.journal, "plan_item")
    there = after(drawn, phone.ask("planning.added", present, section, values))
    assert compared(plan_of(there), ids(drawn)) == compared(here, ids(drawn))


@given(PLANS, st.data(), GIVEN, st.integers(1, 9))
@SOME
def test_an_item_is_changed_moved_and_removed_alike(
    phone: Phone, drawn: list[Row], data: st.DataObject, given: dict[str, Any], place: int
) -> None:
    items = [made for made in drawn if made["kind"] == "plan_item"]
    if not items:
        return
    item = data.draw(st.sampled_from(items))
    values = dict.fromkeys(BY_NAME[item["section"]].fields) | fitting(item["section"], given)
    present = {"rows": drawn, "now": stamp(NOW), "id": "fresh"}
    for way in ("changed", "moved", "removed"):
        with time_machine.travel(NOW, tick=False), opened(drawn) as diary:
            old = queries.find(diary.journal, item["id"])
            try:
                if way == "changed":
                    lists = {name: value or () for name, value in values.items() if name in ("triggers", "responses")}
                    writing.change(diary, old, dated_or_none(values | lists), command="plan edit")
                elif way == "moved":
                    writing.move(diary.journal, old, place)
                else:
                    writing.remove(diary.journal, old)
            except Refused:
                with pytest.raises(NodeError):
                    phone.ask("planning.changed", present, item["id"], values)
                continue
            here = table(diary.journal, "plan_item")
        arguments: dict[str, list[Any]] = {
            "changed": [present, item["id"], values],
            "moved": [present, item["id"], place],
            "removed": [item["id"]],
        }
        edits = phone.ask(f"planning.{way}", *arguments[way])
        gone = [edit["remove"]["local"] for edit in edits if "remove" in edit]
        there = after([made for made in drawn if made.get("id") not in gone], [edit for edit in edits if "put" in edit])
        assert compared(plan_of(there), ids(drawn)) == compared(here, ids(drawn)), way


def dated_or_none(values: dict[str, Any]) -> dict[str, Any]:
    return values | ({"until": date.fromisoformat(values["until"])} if values.get("until") else {})


def plan_of(rows: list[Row]) -> list[Row]:
    return [made for made in rows if made["kind"] == "plan_item"]


def ids(drawn: list[Row]) -> set[Any]:
    return {made.get("id") for made in drawn}


@given(drawn=journals(**MET), as_of=days(10, 40), begun=st.none() | days(60, 0))
@SOME
def test_a_check_finds_the_same(
    phone: Phone, journal: Journal, drawn: list[Row], as_of: str, begun: str | None
) -> None:
    day, since = date.fromisoformat(as_of), None if begun is None else date.fromisoformat(begun)
    for made in drawn:  # a skill is one by its name, and often tried
        if made["kind"] == "craving":
            made["coping"] = '["run"]' if made["intensity"] % 3 else made["coping"]
    with kept(journal, drawn) as diary:
        plan, facts = queries.plan(diary.journal), plan_check.facts(diary, day)
        known = Facts(**{name: getattr(facts, name) for name in facts.__slots__} | {"begun": since})
        all_found = findings(plan, known, day)
        uses = queries.skill_uses(diary.journal).of
        told = words.responses(plan.of("situations"), uses)
        answered = [item.id for item in plan.answering(WORDS[:4])]
    assert canonical(phone.ask("gaps.check", drawn, as_of, begun)) == canonical([one.to_json() for one in all_found])
    there = phone.ask("gaps.pressing", phone.ask("gaps.findings", drawn, as_of, begun))
    assert [one["text"] for one in there] == [one.text for one in pressing(all_found)]
    assert [item["id"] for item in phone.ask("plan.answering", drawn, WORDS[:4])] == answered
    assert phone.ask("uses.told", drawn) == [{"text": text, "known": known} for text, known in told]


@given(PLANS, row("plan"))
@SOME
def test_the_plan_on_paper_and_in_words(phone: Phone, journal: Journal, drawn: list[Row], reviewed: Row) -> None:
    drawn = [*drawn, reviewed]
    with kept(journal, drawn) as diary:
        plan = queries.plan(diary.journal)
    assert phone.ask("paper.markdown", drawn) == paper.as_markdown(plan)
    items = phone.ask("plan.items", drawn)
    assert [phone.ask("plan_words.summary", item) for item in items] == [words.summary(item) for item in plan.items]
    half = [made for number, made in enumerate(drawn) if number % 2 or made["kind"] != "plan_item"]
    with kept(journal, half) as diary:
        old = queries.plan(diary.journal)
    there = phone.ask("plan_changes.differences", phone.ask("plan.items", half), items)
    assert phone.ask("plan_words.differenceLines", there) == [
        *map(plain, words.differences(changes.differences(old, plan)))
    ]


def plain(line: str) -> str:
    return line.removeprefix("\x1b[0m")


STEPS = st.lists(st.tuples(st.sampled_from(("add", "change", "move", "remove", "undo")), st.integers(0, 9)), max_size=7)


@given(journals(plan_item=3), STEPS, st.data())
@SOME
def test_what_the_plan_was(phone: Phone, drawn: list[Row], steps: list[tuple[str, int]], data: st.DataObject) -> None:
    """Commands of the terminal; both read the same history, and make the plan what it was."""
    with time_machine.travel(NOW, tick=False), opened(drawn) as diary:
        for way, number in steps:
            command(diary, way, number)
        rows = [*(made for made in drawn if made["kind"] != "plan_item"), *shared(table(diary.journal, "plan_item"))]
        told = history(diary.journal)
        here = queries.revisions(diary.journal)
        wanted = data.draw(st.integers(0, len(here)))
        was = queries.at_revision(diary.journal, wanted)
        writing.replace_all(diary.journal, was, command="plan restore")
        restored = shared(table(diary.journal, "plan_item"))
    there = phone.ask("plan_changes.revisions", rows, told)
    assert [one["number"] for one in there] == [one.number for one in here]
    assert [phone.ask("plan_changes.counts", one["differences"]) for one in there] == [one.counts for one in here]
    old = phone.ask("plan_changes.atRevision", rows, told, wanted)
    assert [item["id"] for item in phone.ask("plan.items", old)] == [item.id for item in was.items]
    edits = phone.ask("planning.restored", {"rows": rows, "now": stamp(NOW), "id": "fresh"}, old)
    gone = [edit["remove"]["local"] for edit in edits if "remove" in edit]
    then = after([made for made in rows if made.get("id") not in gone], [edit for edit in edits if "put" in edit])
    assert compared(plan_of(then), ids(then)) == compared(restored, ids(then))


def command(diary: Diary, way: str, number: int) -> None:
    items = queries.plan(diary.journal).items
    try:
        if way == "undo":
            taken_back.undo(diary.journal)
        elif way == "add":
            writing.add(diary, SECTIONS[number], {"text": WORDS[number]})
        elif items:
            item = items[number % len(items)]
            if way == "change":
                writing.change(diary, item, {"text": WORDS[number]}, command="plan edit")
            elif way == "move":
                writing.move(diary.journal, item, 1 + number % 3)
            else:
                writing.remove(diary.journal, item)
    except RecoveryError:
        pass


def history(journal: Journal) -> list[dict[str, Any]]:
    """The terminal's history of the plan, as the phone keeps its own: rows under their ids."""
    names = {made["key"]: made["id"] for made in table(journal, "plan_item")}
    told: list[dict[str, Any]] = []
    for at, name, origin, key in journal.execute(
        """SELECT c.at, c.name, c.origin, r.command FROM plan_revision r JOIN commands c ON c.key = r.command
           ORDER BY r.key DESC"""
    ).fetchall():
        changes: list[dict[str, Any]] = []
        for row_key, action, data in journal.execute(
            """SELECT "row", action, data FROM changes WHERE command = ? AND "table" = 'plan_item'
               ORDER BY key DESC""",
            (key,),
        ).fetchall():
            values = strict_json.read(data) if data else {}
            if action == "delete":
                names[row_key] = values["id"]
            change = {"id": names[row_key], "action": action}
            if action == "delete":
                change["row"] = shared([values | {"kind": "plan_item"}])[0]
            elif action == "update":
                change["fields"] = values
            changes.insert(0, change)
        told.insert(0, {"at": at, "command": name, "origin": origin, "changes": changes})
    return told


def shared(rows: list[Row]) -> list[Row]:
    """Rows as a synced document carries them: without the terminal's own key."""
    return [{name: value for name, value in made.items() if name != "key"} for made in rows]


def test_what_helped_is_counted_as_in_the_terminal(phone: Phone, journal: Journal) -> None:
    cravings = [
        {
            "kind": "craving",
            "id": f"3f9a0000-0000-4000-8000-00000000000{number}",
            "at": f"2026-03-1{number}T12:00:00Z",
            "timezone": "UTC",
            "day": f"2026-03-1{number}",
            "intensity": 7,
            "triggers": '["payday"]',
            "coping": '["Text Maria"]',
            "outcome": outcome,
        }
        for number, outcome in enumerate(("passed", "passed", "used", None))
    ]
    profile = {"kind": "profile", "timezone": "UTC", "day_starts": "04:00", "seed": None}
    with kept(journal, [profile, *cravings]) as diary:
        here = _use(queries.skill_uses(diary.journal).of("text maria"))
    use = phone.ask("uses.use", [profile, *cravings], "text maria")
    assert {name: use[name] for name in here} == here == {"tried": 4, "passed": 2}
    assert phone.ask("plan_words.used", use) == "used 4, passed 2 of 3"
