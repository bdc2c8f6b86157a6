"""Merging two states of a record: whatever the order, the same comes out, and the later edit of each field stays."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.sync import documents
from recovery.sync.documents import Document, Field, decode, encode, merge
from recovery.sync.hybrid_clock import HybridClock, Timestamp
from recovery.wire import strict_json

NAMES = ("text", "note", "day", "newer")
clocks = st.builds(Timestamp, st.integers(0, 3), st.integers(0, 1), st.sampled_from("ab"))
values = st.one_of(st.none(), st.integers(-2, 2), st.sampled_from(["", "a", "b", "\u00e9\U0001f600"]), st.just(0.5))
edits = st.builds(Field, values, clocks)
bodies = st.dictionaries(st.sampled_from(NAMES), edits)
alive = st.builds(
    Document,
    kind=st.just("note"),
    local=st.just("x"),
    fields=bodies,
    deleted=st.builds(Field, st.booleans(), clocks),
    count=st.integers(0, 3),
    more=st.dictionaries(st.sampled_from(["m", "n"]), values),
)
any_document = alive | st.builds(documents.erased, st.just("note"), st.integers(0, 3))


def like(one: Document, other: Document) -> bool:
    """Equal as they are written: 1 and 1.0 are two values there."""
    return json.loads(encode(one)) == json.loads(encode(other)) and repr(sorted(one.fields.items())) == repr(
        sorted(other.fields.items())
    )


@given(any_document, any_document)
def test_merging_does_not_ask_who_comes_first(one: Document, other: Document) -> None:
    assert merge(one, other).same(merge(other, one))
    assert merge(one, other).count == merge(other, one).count


@given(any_document, any_document, any_document)
def test_merging_does_not_ask_in_which_order(one: Document, other: Document, third: Document) -> None:
    assert merge(merge(one, other), third).same(merge(one, merge(other, third)))


@given(any_document, any_document)
def test_merging_twice_changes_nothing(one: Document, other: Document) -> None:
    assert merge(one, one).same(one)
    both = merge(one, other)
    assert merge(both, other).same(both)
    assert merge(both, one).same(both)


@given(alive, alive)
def test_no_field_and_no_later_edit_is_lost(one: Document, other: Document) -> None:
    both = merge(one, other)
    for side in (one, other):
        for name, field in side.fields.items():
            assert both.fields[name].clock >= field.clock
            assert both.fields[name] in (one.fields.get(name), other.fields.get(name))


@given(any_document, st.sampled_from(NAMES), st.integers(-(2**40), 2**40), st.booleans())
def test_an_edit_after_seeing_wins_whatever_the_clocks_say(seen: Document, name: str, ms: int, deletes: bool) -> None:
    clock = HybridClock("c")
    for field in (*seen.fields.values(), seen.deleted):
        clock.see(field.clock)
    tick = clock.tick(ms)
    mine = replace(seen, fields={**seen.fields, name: Field("mine", tick)}, deleted=Field(deletes, tick))
    both = merge(seen, mine)
    if not seen.erased:
        assert both.fields[name].value == "mine"
        assert both.deleted.value is deletes
    else:
        assert both.erased, "what was erased stays erased"


@given(any_document)
def test_a_document_comes_back_as_it_was(one: Document) -> None:
    assert like(decode(encode(one)), one)
    assert decode(encode(one)).more == one.more


@given(alive)
def test_its_clocks_come_back_as_they_were(one: Document) -> None:
    for columns in (tuple(sorted(one.fields)), ("text", "note"), ()):
        values = {name: field.value for name, field in one.fields.items()}
        clocks, deleted = documents.unpack(json.loads(documents.pack_clocks(one, columns)), columns, values)
        assert clocks == one.fields
        assert deleted == one.deleted


def test_what_a_newer_program_wrote_is_carried_along() -> None:
    newer = json.loads(encode(Document("dream", "x", {"depth": Field([1, {"a": None}], Timestamp(1, 0, "a"))})))
    newer["mood of the moon"] = {"full": True}
    read = decode(strict_json.written(newer))
    again = json.loads(encode(merge(read, replace(read, fields={"new": Field(1, Timestamp(2, 0, "b"))}))))
    assert again["mood of the moon"] == {"full": True}
    assert again["fields"]["depth"][0] == [1, {"a": None}]
    assert set(again["fields"]) == {"depth", "new"}


GOOD = {
    "kind": "note",
    "id": "x",
    "count": 1,
    "clocks": [[1, 0, "a"]],
    "fields": {"text": ["t", 0]},
    "deleted": [False, 0],
}
WRONG = [
    {"kind": None},
    {"kind": 5},
    {"kind": ""},
    {"id": None},
    {"id": "x" * 2000},
    {"count": -1},
    {"count": 1.5},
    {"count": True},
    {"count": 2**60},
    {"clocks": None},
    {"clocks": [[1, 0]]},
    {"clocks": [[-1, 0, "a"]]},
    {"clocks": [[2**60, 0, "a"]]},
    {"clocks": [[1, 0, "a" * 99]]},
    {"clocks": [[1, 0, 7]]},
    {"clocks": [[True, 0, "a"]]},
    {"clocks": []},
    {"fields": []},
    {"fields": {"text": "t"}},
    {"fields": {"text": ["t"]}},
    {"fields": {"text": ["t", 1]}},
    {"fields": {"text": ["t", -1]}},
    {"fields": {"text": ["t", True]}},
    {"fields": {"": ["t", 0]}},
    {"fields": {"x" * 200: ["t", 0]}},
    {"fields": {str(number): ["t", 0] for number in range(600)}},
    {"deleted": [0, 0]},
    {"deleted": None},
    {"deleted": [False, 4]},
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda value: str(value)[:40])
def test_what_is_no_document_is_refused_cleanly(wrong: dict[str, object]) -> None:
    assert decode(strict_json.written(GOOD)).kind == "note"
    with pytest.raises(strict_json.Malformed):
        decode(strict_json.written(GOOD | wrong))


@pytest.mark.parametrize(
    "plain",
    [b"", b"{", b"[]", b"\xff", b'{"kind":"note"}', b"[" * 100_000, b'{"a":NaN}', b'{"kind":"note","kind":"x"}'],
)
def test_bytes_that_are_no_document_are_refused_cleanly(plain: bytes) -> None:
    with pytest.raises(strict_json.Malformed):
        decode(plain)


def test_half_a_letter_is_refused() -> None:
    good = strict_json.written(GOOD)
    with pytest.raises(strict_json.Malformed):
        decode(good.replace(b'["t",0]', b'["\\ud800",0]'))
    assert decode(good.replace(b'["t",0]', b'["\\ud83d\\ude00",0]')).fields["text"].value == "\U0001f600"
