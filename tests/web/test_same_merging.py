"""The phone's documents and clocks against the program's own: both run, on what hypothesis draws."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from recovery.aliases.alias import alias_id
from recovery.sync import documents
from recovery.sync.hybrid_clock import ZERO, HybridClock, Timestamp
from recovery.sync.row_writer import refusal
from recovery.treatment import questionnaires
from recovery.wire import strict_json
from tests.web.drawn_journals import WHOLE, WORDS
from tests.web.node import Node

# Half a pair alone, letters beyond 16 bits beside U+FFFD, DEL, what JSON escapes: where two languages part ways.
LETTERS = st.sampled_from([*'aZé\u007f\u00ad\u2028\uffff\ud800"\\\n/', "\U0001f600", "__proto__", "1", "07"])
TEXTS = st.lists(LETTERS, max_size=3).map("".join)
NUMBERS = st.one_of(
    st.integers(-3, 3),
    st.sampled_from([2**53 - 1, 2**53, 2**53 + 1, 2**63 - 1, -(2**63), 2**63, 10**30]),
    st.sampled_from([0.0, -0.0, 1.0, 7.5, 0.1, 1e-5, 1.5e-7, 1e15, 1e16, 123456789012345680.0, 1e22, 5e-324, 1.7e308]),
    st.floats(allow_nan=False, allow_infinity=False),
)
ATOMS = st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS)
VALUES = st.recursive(
    ATOMS, lambda inside: st.lists(inside, max_size=2) | st.dictionaries(TEXTS, inside, max_size=2), max_leaves=4
)
CLOCKS = st.sampled_from([[0, 0, ""], [5, 0, "a"], [5, 1, "a"], [5, 0, "b"], [2**48 - 1, 2**32 - 1, "z"]])
ODD_CLOCKS = st.sampled_from(
    [[2**48, 0, ""], [1.0, 0, "a"], [True, 0, "a"], [5, 0, "é"], [5, 0], ["5", 0, "a"], [0, 0, "a" * 65]]
)


BROKEN = ("", ",", "}", '"', "1e999", "NaN", "01", "-", "\\", "[" * 40, "\x01", "\ufeff")


@st.composite
def texts(draw: st.DrawFn, *, odd: bool = True) -> str:
    """A document as JSON text; with `odd`, often one that is none."""
    rarely = st.integers(0, 9).map(lambda number: odd and number == 0)
    clocks = draw(st.lists(ODD_CLOCKS if draw(rarely) else CLOCKS, min_size=1, max_size=3))
    place = st.integers(0, len(clocks) - 1 + draw(rarely))
    names = st.sampled_from(["a", "b", "c", "__proto__"])
    fields = {name: [draw(VALUES), draw(place)] for name in draw(st.lists(names, unique=True, max_size=3))}
    deleted = draw(VALUES) if draw(rarely) else draw(st.booleans())
    more = draw(st.dictionaries(st.sampled_from(["m", "n"]), VALUES, max_size=2))
    members: dict[str, Any] = {**more, "kind": draw(TEXTS) if draw(rarely) else "note"}
    members |= {"count": draw(ATOMS) if draw(rarely) else draw(st.integers(0, 3))}
    if draw(st.integers(0, 5)) == 0:
        members |= {"erased": True}
    else:
        members |= {
            "id": draw(TEXTS) if odd else "5",
            "clocks": clocks,
            "fields": fields,
            "deleted": [deleted, draw(place)],
        }
    if draw(rarely):
        members.pop(draw(st.sampled_from(sorted(members))))
    text = json.dumps(members, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1])))
    if draw(rarely):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(BROKEN)) + text[at + 1 :]
    return text


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    running = Node("merging.mjs")
    yield running
    running.close()


def sent(content: bytes) -> str:
    return b64encode(content).decode("ascii")


def decoded(content: bytes) -> documents.Document | None:
    try:
        return documents.decode(content)
    except strict_json.Malformed:
        return None


@settings(max_examples=200 if WHOLE else 70, deadline=None)
@given(text=texts())
def test_what_is_a_document_and_what_is_none(node: Node, text: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    mine, theirs = decoded(content), node.ask("decoded", sent(content))
    assert (mine is None) == (theirs is None)
    if mine is not None:
        assert documents.encode(mine) == b64decode(theirs)


@settings(max_examples=200 if WHOLE else 70, deadline=None)
@given(one=texts(odd=False), other=texts(odd=False))
def test_two_documents_become_the_same_one(node: Node, one: str, other: str) -> None:
    contents = [text.encode("utf-8", "surrogatepass") for text in (one, other)]
    read = [decoded(content) for content in contents]
    if read[0] is None or read[1] is None:
        return
    theirs = node.ask("merged", [sent(content) for content in contents])
    assert documents.encode(documents.merge(read[0], read[1])) == b64decode(theirs["plain"])
    assert read[0].same(read[1]) == theirs["says"]
    clocks = [field.clock for field in (*read[0].fields.values(), read[0].deleted)]
    assert max(clocks) == Timestamp(*theirs["latest"])


@settings(max_examples=100 if WHOLE else 40, deadline=None)
@given(value=VALUES)
def test_the_greater_of_two_values_is_chosen_by_the_same_text(node: Node, value: Any) -> None:
    text = json.dumps(value)
    try:
        strict_json.check_nested(strict_json.unbounded(b'{"a":' + text.encode() + b"}"), 32)
    except strict_json.Malformed:
        return
    assert node.ask("canonical", text) == json.dumps(value, sort_keys=True)


COMMON = {"timezone": "UTC", "at": "2026-03-07T12:00:00Z", "day": "2026-03-07", "note": None, "form_at_hand": None}
ID = "00000000-0000-4000-8000-000000000001"
ASKED = [*questionnaires.names(), "PHQ-9", "bam ", "Gad 7", "no such", "__proto__"]
ODD_LISTS = st.sampled_from(["[]", "[1.0]", "[true]", "{}", "[-0,0,0]", "[1e0, 1, 1]", "[[1]]", "[", "[0,0,0]x"])


@st.composite
def assessments(draw: st.DrawFn) -> dict[str, Any]:
    """A questionnaire as it may come from another device: mostly possible, often just beside it."""
    name = draw(st.sampled_from(ASKED))
    known = name.casefold().replace("-", "").replace(" ", "")
    items = questionnaires.instrument(known).items if known in questionnaires.names() else [None] * 3
    ends = [(item.low, item.high) if item else (0, 3) for item in items]
    answers: list[Any] = [draw(st.none() | st.sampled_from([low, high])) for low, high in ends]
    if draw(st.booleans()):
        place = draw(st.integers(0, len(answers) - 1))
        answers[place] = draw(st.sampled_from([ends[place][0] - 1, ends[place][1] + 1, 1.0, True, 2**60]))
    if draw(st.booleans()):
        answers = draw(st.sampled_from([answers[:-1], [*answers, 0], [0, *[None] * (len(answers) - 1)]]))
    text = draw(st.just(json.dumps(answers)) | ODD_LISTS) if draw(st.booleans()) else json.dumps(answers)
    return {**COMMON, "kind": "assessment", "id": ID, "instrument": name.strip(), "answers": text}


@st.composite
def said_of_names(draw: st.DrawFn) -> dict[str, Any]:
    """What is said of a name, under the id of that name or of one beside it."""
    name, other = draw(st.sampled_from(WORDS)), draw(st.sampled_from(WORDS))
    of, second = draw(st.sampled_from(["trigger", "skill"])), draw(st.sampled_from(["trigger", "skill"]))
    id = alias_id(*draw(st.sampled_from([(of, name), (of, name.upper()), (second, name), (of, other)])))
    return {"kind": "alias", "id": id, "of": of, "name": name, "same_as": draw(st.none() | st.just(other))}


@settings(max_examples=300 if WHOLE else 100, deadline=None)
@given(row=assessments() | said_of_names())
def test_a_row_that_one_of_them_refuses_the_other_refuses(node: Node, row: dict[str, Any]) -> None:
    values = {name: value for name, value in row.items() if name != "kind"}
    event(f"{row['kind']} refused: {refusal(row['kind'], values) is not None}")
    assert (node.ask("refused", row) is None) == (refusal(row["kind"], values) is None)


READINGS = st.tuples(st.integers(0, 2**48 - 1), st.integers(0, 2**32 - 1), st.just("x"))


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(st.integers(0, 2**41) | READINGS | st.just((5, 2**32 - 1, "x")), max_size=6))
def test_clocks_give_the_same_readings(node: Node, steps: list[Any]) -> None:
    clock, mine = HybridClock("d"), list[list[Any]]()
    for step in steps:
        if isinstance(step, tuple):
            clock.see(Timestamp(*step))
            mine.append([clock.ms, clock.counter])
        else:
            mine.append(list(clock.tick(step)))
    assert node.ask("clock", {"device": "d", "steps": steps}) == mine
    assert ZERO == (0, 0, "")
