"""A listed device that is hostile, or newer than this program: no record of it ends sync, and no clock or count."""

from __future__ import annotations

import time
from typing import Any

import pytest

from recovery.sync import shapes
from recovery.sync.applying import Applier
from tests.sync.devices import Device, Person
from tests.sync.hostile import Hostile
from tests.sync.test_server_lies import edit, texts, write

HOLE = '"@@"'
SOON = [int(time.time() * 1000) + 60_000, 0, "f" * 16]


@pytest.fixture
def two(somebody: Person) -> tuple[Device, Device]:
    """Two devices with one note."""
    made = somebody.device(), somebody.device()
    write(made[0], 1, "one")
    for each in (*made, made[0]):
        each.sync()
    return made


def put(hostile: Hostile, found: tuple[bytes, dict[str, Any]], value: bytes) -> None:
    record, document = found
    plain = shapes.written(document).replace(HOLE.encode(), value)
    assert hostile.push(record, plain) == "ok"


def in_step(*devices: Device) -> None:
    """Sync goes on, both ways, and all end with the same."""
    write(devices[0], 7, "goes on")
    for each in (*devices, *devices):
        assert each.sync().pending == 0
    found = [texts(each) for each in devices]
    assert found[0] == found[-1]
    assert "goes on" in found[-1]


VALUES = (
    *(b"1e999", b"-1e999", b"[1,2]", b'{"a":1}', b"true", b"null", str(2**70).encode(), b"9" * 4300),
    *(b'"\\u0000x"', b'"\\ud800"', b'"\\u0041"', b"[" * 900 + b"]" * 900, b"[" * 90 + b"]" * 90),
)


@pytest.mark.parametrize("where", ["text", "extra", "loses", "kind", "writes"])
def test_no_value_ends_sync(two: tuple[Device, Device], where: str) -> None:
    one, other = two
    for number, value in enumerate(VALUES):
        hostile_value(one, Hostile(other), where, value)
        one.sync()
        edit(one, f"edited {number}")
        one.sync()
    in_step(one, other)


def hostile_value(one: Device, hostile: Hostile, where: str, value: bytes) -> None:
    if where == "kind":
        record = hostile.id("future", "x")
        document = {"kind": "future", "id": "x", "count": 1, "clocks": [SOON], "fields": {"v": ["@@", 0]}}
        put(hostile, (record, document | {"deleted": [False, 0]}), value)
    else:
        record, document = hostile.of("heads" if where == "writes" else "note")
        name = {"text": "text", "extra": "extra", "loses": "text", "writes": "writes"}[where]
        clocks = document["clocks"]
        if where == "loses":
            edit(one, "later")
            clocks += [[1, 0, "z"], SOON]
            document["fields"]["place"] = ["here", len(clocks) - 1]
            document["fields"][name] = ["@@", len(clocks) - 2]
        else:
            clocks.append(SOON)
            document["fields"][name] = ["@@", len(clocks) - 1]
        put(hostile, (record, document), value)


@pytest.mark.parametrize("reading", [[2**48 - 1, 2**32 - 1], [2**48 - 2**40 - 1, 2**32 - 1], [2**53 - 1, 2**53 - 1]])
def test_no_clock_ends_sync(two: tuple[Device, Device], reading: list[int]) -> None:
    one, other = two
    hostile = Hostile(other)
    record, document = hostile.of("note")
    document["clocks"].append([*reading, "f" * 16])
    document["fields"]["day"] = ["2026-03-08", len(document["clocks"]) - 1]
    put(hostile, (record, document), b"")
    one.sync()
    edit(one, "edited after")
    in_step(one, other)
    assert "edited after" in texts(other)


@pytest.mark.parametrize("count", [2**32 - 1, 2**32, 2**53 - 1])
def test_no_count_ends_sync(two: tuple[Device, Device], count: int) -> None:
    one, other = two
    hostile = Hostile(other)
    record, document = hostile.of("note")
    put(hostile, (record, document | {"count": count}), b"")
    one.sync()
    edit(one, "edited after")
    in_step(one, other)
    assert "edited after" in texts(other)


def test_a_name_twice_in_one_list_is_set_aside(two: tuple[Device, Device]) -> None:
    one, other = two
    hostile = Hostile(other)
    record, document = hostile.of("note")
    document["clocks"].append(SOON)
    document["fields"]["triggers"] = ['["b","B "]', len(document["clocks"]) - 1]
    put(hostile, (record, document), b"")
    one.sync()
    assert [row["triggers"] for row in one.rows("note")] == ["[]"]
    in_step(one, other)


def test_what_nobody_foresaw_of_a_record_sets_only_it_aside(
    two: tuple[Device, Device], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what was half done of it is taken back, in the journal and beside it; a later try takes it in."""
    one, other = two
    edit(other, "not foreseen")
    write(other, 2, "two")
    other.sync()
    place = Applier._place

    def fails(self: Applier, trace: Any, mine: Any, theirs: Any, whole: Any) -> None:
        place(self, trace, mine, theirs, whole)
        if whole.fields.get("text", [None])[0] == "not foreseen":
            raise LookupError

    monkeypatch.setattr(Applier, "_place", fails)
    one.sync()
    assert texts(one) == ["one", "two"]
    with one.open() as journal:
        assert journal.execute("SELECT count(*) FROM sync_record WHERE aside IS NOT NULL").fetchone() == (1,)
        assert journal.execute("SELECT count(*) FROM changes WHERE data LIKE '%not foreseen%'").fetchone() == (0,)
    monkeypatch.undo()
    one.sync()
    assert texts(one) == ["not foreseen", "two"]
