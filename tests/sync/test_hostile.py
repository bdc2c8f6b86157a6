"""A listed device that is hostile, or newer than this program: no record of it ends sync, and no clock or count."""

from __future__ import annotations

import os
import time
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from recovery.store import erasing, health, keys, sync_notices
from recovery.store.connection import existing
from recovery.sync import apply, chain, documents, envelope, server_api
from recovery.sync.account import Identity, OpeningProof
from recovery.sync.apply import Applier, OpenedRecord
from recovery.sync.documents import Document, Field
from recovery.sync.hybrid_clock import Timestamp
from recovery.sync.pull import Puller, SealedRecord
from recovery.sync.queries import account_state, sync_records
from recovery.sync.ring import Signed
from recovery.sync.row_writer import RowWriter
from recovery.sync.transport import Server
from recovery.wire import strict_json
from tests.conftest import Call
from tests.sync.devices import DAY, Device, Person, living_in
from tests.sync.hostile import Hostile
from tests.sync.rings import in_clear
from tests.sync.test_server_lies import ID, edit, texts, write

HOLE = '"@@"'


def soon() -> list[Any]:
    """A clock that is a minute ahead of whatever was written up to now."""
    return [int(time.time() * 1000) + 60_000, 0, "f" * 16]


@pytest.fixture
def two(somebody: Person) -> tuple[Device, Device]:
    """Two devices with one note."""
    made = somebody.device(), somebody.device()
    write(made[0], 1, "one")
    for record in (*made, made[0]):
        record.sync()
    return made


def put(hostile: Hostile, own_record: tuple[bytes, dict[str, Any]], value: bytes) -> None:
    record, document = own_record
    plain = strict_json.written(document).replace(HOLE.encode(), value)
    assert hostile.push(record, plain) == "ok"


def in_step(*devices: Device) -> None:
    """Sync goes on, both ways, and all end with the same."""
    write(devices[0], 7, "goes on")
    for device in (*devices, *devices):
        assert device.sync().pending == 0
    shown = [texts(device) for device in devices]
    assert shown[0] == shown[-1]
    assert "goes on" in shown[-1]


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
    document: dict[str, Any]
    if where == "kind":
        record = hostile.id("future", "x")
        document = {"kind": "future", "id": "x", "count": 1, "clocks": [soon()], "fields": {"v": ["@@", 0]}}
        put(hostile, (record, document | {"deleted": [False, 0]}), value)
    else:
        record, document = hostile.of("heads" if where == "writes" else "note")
        name = {"text": "text", "extra": "extra", "loses": "text", "writes": "writes"}[where]
        clocks = document["clocks"]
        if where == "loses":
            edit(one, "later")
            clocks += [[1, 0, "z"], soon()]
            document["fields"]["place"] = ["here", len(clocks) - 1]
            document["fields"][name] = ["@@", len(clocks) - 2]
        else:
            clocks.append(soon())
            document["fields"][name] = ["@@", len(clocks) - 1]
        put(hostile, (record, document), value)


@pytest.mark.parametrize("number", ["2", "3", "02", "x", "9" * 900])
def test_no_second_record_of_a_day_stands_beside_the_first(two: tuple[Device, Device], number: str) -> None:
    """What takes the place of an erased check-in waits until that one is erased, whoever sends it first."""
    one, other = two
    day = "INSERT INTO checkin (id, day, mood) VALUES (?, '2026-03-07', ?)"
    hostile, ids = Hostile(other), [f"3f9a0000-0000-4000-8000-0000000000{n}" for n in (31, 32)]
    local = f"2026-03-07\n{number}"
    fields = {"id": [ids[1], 0], "day": ["2026-03-07", 0], "mood": [9, 0]}
    document = {"kind": "checkin", "id": local, "count": 1, "clocks": [soon()], "fields": fields, "deleted": [False, 0]}
    put(hostile, (hostile.id("checkin", local), document), b"")
    with one.open() as journal, journal.command("checkin"):
        journal.execute(day, (ids[0], 3))
    for device in (one, other, one, other):
        assert device.sync().pending == 0
    assert [[row["mood"] for row in device.rows("checkin")] for device in two] == [[3], [3]]
    with one.open() as journal, journal.command("remove"):
        erasing.erase(journal.connection, erasing.of_id(ids[0]))
    for device in (one, other, one, other):
        device.sync()
    left = [9] if number == "2" else []
    assert [[row["mood"] for row in device.rows("checkin")] for device in two] == [left, left]
    in_step(one, other)


def test_a_server_that_makes_up_records_does_not_fill_the_disk(
    two: tuple[Device, Device], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = two
    monkeypatch.setattr(apply, "UNREADABLE", 10)
    made_up = [OpenedRecord(os.urandom(16), os.urandom(16), 1000 + n, None, sync_notices.DAMAGED) for n in range(30)]
    for start in (0, 15):
        with one.client() as run, run.run.transaction() as store:
            Applier(store).take(made_up[start : start + 15])
    with one.open() as journal:
        assert sync_records.count_unreadable(journal) == 10


def test_a_record_under_a_key_of_one_device_alone_is_sent_again(
    somebody: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It put a ring that nobody else reads, and then records under the key in it; the words went on without it."""
    opened = Puller.opened
    one, other = somebody.device(), somebody.device()
    write(one, 1, "one")
    for device in (one, other, one):
        device.sync()
    held, owner, alone = somebody.held, Identity.of_phrase(somebody.entropy), os.urandom(32)
    assert held is not None
    bad = in_clear(chain._next(held, other.identity), other.identity, lambda body: name_key(body, alone))
    put_ring(other, bad)
    hostile = Hostile(other, ring=replace(held.ring, keys=(*held.ring.keys, alone)))
    record, document = hostile.of("note")
    assert hostile.push(os.urandom(16), b'{"kind": "nothing"}') == "ok"
    put(hostile, (record, document), b"")
    rings = [Signed(ring.ring, ring.signature) for ring in rings_of(one)]
    opening = OpeningProof.of(keys.opener(somebody.entropy), somebody.account, rings[0].hash)
    newest, tablet = chain.by_phrase([*rings, bad], somebody.entropy, opening), Identity.new()
    assert [line.device for line in newest.left_out] == [other.identity.public]
    on = chain.with_device(newest.held, owner, "tablet", tablet.public, tablet.sealing_public, DAY)
    put_ring(one, on.signed, as_owner=owner)
    edit(one, "edited here")
    assert any("does not have yet" in warning for warning in one.sync().warnings)
    assert one.sync().pending == 0
    assert one.sync().warnings == ()
    pages = list[int]()

    def counted(puller: Puller, page: list[SealedRecord]) -> list[OpenedRecord]:
        pages.append(len(page))
        return opened(puller, page)

    monkeypatch.setattr(Puller, "opened", counted)
    one.sync()
    assert pages == [1], "what none can read is asked for by itself, not with all that came after it"
    seen = Hostile(one, ring=replace(on.ring, keys=(*on.ring.keys, alone))).of("note")[1]
    assert seen["fields"]["text"][0] == "edited here"


def name_key(body: dict[str, Any], key: bytes) -> None:
    """The ring's open parts name a key that is in no ring."""
    body.update(retired=[*body["retired"], body["kid"]], kid=envelope.kid_of_key(key).hex())


def rings_of(device: Device) -> list[account_state.Ring]:
    with device.open() as journal:
        return account_state.rings(journal)


def put_ring(device: Device, signed: Signed, *, as_owner: Identity | None = None) -> None:
    with closing(Server(device.person.origin)) as server:
        server_api.log_in(server, as_owner or device.identity, device.person.account.id)
        server.ask("PUT", "/v1/ring", signed.to_json())


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
    document["clocks"].append(soon())
    document["fields"]["triggers"] = ['["b","B "]', len(document["clocks"]) - 1]
    put(hostile, (record, document), b"")
    one.sync()
    assert [row["triggers"] for row in one.rows("note")] == ["[]"]
    in_step(one, other)


@pytest.mark.parametrize(
    ("kind", "local", "fields"),
    [
        ("note", ID.format(9), {"at": "9999-12-31T23:59:59Z", "timezone": "Pacific/Kiritimati", "day": "2026-03-07"}),
        ("rhythm", "phq9", {"day": "9999-12-31", "instrument": "phq9", "every_days": 7}),
    ],
)
def test_a_day_at_the_end_of_the_calendar_ends_no_command(
    two: tuple[Device, Device], kind: str, local: str, fields: dict[str, Any], call: Call
) -> None:
    """One from which nothing can be reckoned on would end every screen and every export that meets it."""
    one, other = two
    hostile = Hostile(other)
    values = {"id": ID.format(9), **fields} | ({"text": "x", "triggers": "[]"} if kind == "note" else {})
    bad = {"kind": kind, "id": local, "count": 1, "clocks": [soon()], "deleted": [False, 0]}
    put(hostile, (hostile.id(kind, local), bad | {"fields": {name: [value, 0] for name, value in values.items()}}), b"")
    with living_in(one.folder):
        assert call("sync", "--json").json["set_aside"] == 1
        for command in (("today",), ("show", "--all"), ("search", "x"), ("assess", "due"), ("export", "data")):
            assert call(*command).code == 0
    in_step(one, other)


@pytest.mark.parametrize("gone", [{"erased": True}, {"erased": True, "kind": "note"}, {"deleted": [True, 0]}])
def test_no_device_takes_the_profile_from_the_others(
    two: tuple[Device, Device], gone: dict[str, Any], call: Call
) -> None:
    """No command does it, and without it no command has anything to show, on no device."""
    one, other = two
    hostile = Hostile(other)
    profile = {"kind": "profile", "id": "profile", "count": 9, "clocks": [soon()], "fields": {}, "deleted": [False, 0]}
    put(hostile, (hostile.id("profile", "profile"), profile | gone), b"")
    in_step(one, other)
    third = one.person.device(init=False)
    third.sync()
    for device in (one, other, third):
        assert device.rows("profile")
        with living_in(device.folder):
            assert call("today").code == 0


@pytest.mark.parametrize("listed", [True, False])
def test_only_a_listed_device_may_say_that_something_is_held_back(two: tuple[Device, Device], listed: bool) -> None:
    """Records that say they are of devices which nobody added would cost all others memory and peace, for good."""
    one, other = two
    hostile = Hostile(other)
    word = other.identity.clock_id if listed else "f" * 16
    fields = {"writes": [1, 0], "recent": [strict_json.base64(bytes(16) + (7).to_bytes(4)), 0]}
    record = {"kind": "heads", "id": word, "count": 9, "clocks": [soon()], "deleted": [False, 0], "fields": fields}
    put(hostile, (hostile.id("heads", word), record), b"")
    assert any("holding something back" in warning for warning in one.sync().warnings) is listed


def test_what_nobody_foresaw_of_a_record_sets_only_it_aside(
    two: tuple[Device, Device], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what was half done of it is taken back, in the journal and beside it; a later try takes it in."""
    one, other = two
    edit(other, "not foreseen")
    write(other, 2, "two")
    other.sync()
    place = RowWriter.place

    def fails(self: RowWriter, record: Any, mine: Any, theirs: Any, whole: Any) -> None:
        place(self, record, mine, theirs, whole)
        if whole.fields.get("text", [None])[0] == "not foreseen":
            raise LookupError

    monkeypatch.setattr(RowWriter, "place", fails)
    ran = one.sync()
    assert (ran.set_aside, ran.warnings) == (1, ()), "it came, so nobody holds it back"
    assert texts(one) == ["one", "two"]
    with one.open() as journal:
        assert journal.execute("SELECT count(*) FROM sync_record WHERE aside IS NOT NULL").fetchone() == (1,)
        assert journal.execute("SELECT count(*) FROM changes WHERE data LIKE '%not foreseen%'").fetchone() == (0,)
    monkeypatch.undo()
    one.sync()
    assert texts(one) == ["not foreseen", "two"]


def test_what_a_device_wrote_badly_is_not_laid_upon_the_server(two: tuple[Device, Device], call: Call) -> None:
    """Half a surrogate pair; and of what was set aside `sync` tells, in its JSON only where there is something."""
    one, other = two
    hostile = Hostile(other)
    with living_in(one.folder):
        assert call("sync", "--json").json == {"pushed": 0, "pulled": 0, "merged": 0, "pending": 0}
        bad = {"kind": "note", "id": "x", "count": 1, "clocks": [soon()], "fields": {"text": ["@@", 0]}}
        put(hostile, (hostile.id("note", "x"), bad | {"deleted": [False, 0]}), b'"\\ud800"')
        answer = call("sync", "--json").json
        assert answer["set_aside"] == 1
        assert "older than that one" in answer["warnings"][0]
        assert "a device wrote it" in call("doctor").out


def test_what_was_set_aside_is_tried_again(two: tuple[Device, Device], monkeypatch: pytest.MonkeyPatch) -> None:
    """As once a newer program is there, whose rules are wider; nothing need be sent again for it."""
    one, other = two
    edit(other, "wider")
    write(other, 2, "two")
    other.sync()
    monkeypatch.setattr(
        "recovery.sync.row_writer.refusal", lambda kind, _: "text is too wide" if kind == "note" else None
    )
    assert one.sync().set_aside == 2
    assert texts(one) == ["one"]
    with living_in(one.folder), existing() as journal:
        assert sum("text is too wide" in check.text for check in health.sync(journal.connection)) == 2
    monkeypatch.undo()
    monkeypatch.setenv("RECOVERY_HOME", str(one.folder))
    assert one.sync().set_aside == 0
    assert texts(one) == ["wider", "two"]


def came(device: Device, pulled: OpenedRecord, *, takes_removals: bool = False) -> Applier:
    """That record comes to a device, as from a server that was put back or lies: an honest one takes no old key."""
    with device.client() as one, one.run.transaction() as store:
        applier = Applier(store, takes_removals=takes_removals)
        applier.take([pulled])
    return applier


def note_of(device: Device, number: int) -> bytes:
    with device.client() as one, one.run.transaction() as store:
        return store.record_id("note", ID.format(number))


@pytest.mark.parametrize("how", ["erased", "deleted"])
def test_a_removal_under_a_retired_key_waits_for_the_person(two: tuple[Device, Device], how: str) -> None:
    """As of a device that was taken off and a server that was put back: nothing goes before the person says so."""
    one, _ = two
    record = note_of(one, 1)
    document = documents.erased("note", 99)
    if how == "deleted":
        document = Document("note", ID.format(1), {}, Field(True, Timestamp(*soon())), count=99)  # noqa: FBT003
    pulled = OpenedRecord(record, b"v" * 16, 99, document, None, 0, retired=True)
    came(one, pulled)
    assert texts(one) == ["one"]
    with living_in(one.folder), existing() as journal:
        (named,) = [check.text for check in health.sync(journal.connection) if "kept" in check.text]
        assert "--take-removals" in named
    with one.client() as run, run.run.transaction():
        assert sync_records.count_aside_for(run.run.journal, sync_notices.HELD) == 1
        sync_records.fetch_again(run.run.journal, sync_notices.HELD)
    came(one, pulled, takes_removals=True)
    assert texts(one) == []


def test_the_person_is_told_and_takes_removals(two: tuple[Device, Device]) -> None:
    """Erased before a key was retired and met after it: kept and said at each sync, until the person says so."""
    one, other = two
    with other.open() as journal, journal.command("remove"):
        erasing.erase(journal.connection, erasing.of_id(ID.format(1)))
    other.sync()
    one.person.rotate(other)
    for _ in range(2):
        result = one.sync()
        assert texts(one) == ["one"]
        assert any("--take-removals" in warning for warning in result.warnings)
    with one.client() as run:
        run.run.takes_removals = True
        assert run.sync().warnings == ()
    assert texts(one) == []
    assert one.sync().warnings == ()


def test_an_old_key_after_a_newer_one_is_refused(two: tuple[Device, Device]) -> None:
    """An entry last seen under a newer key, and any that came after such a one; what came before it is taken."""
    one, _ = two

    def state(number: int, seq: int, key: int, text: str) -> OpenedRecord:
        values = {"id": ID.format(number), "at": "2026-03-07T21:40:00Z", "timezone": "UTC", "day": "2026-03-07"}
        values |= {"text": text, "triggers": "[]"}
        fields = {name: Field(value, Timestamp(*soon())) for name, value in values.items()}
        document = Document("note", ID.format(number), fields, Field(False, Timestamp(*soon())), count=9)  # noqa: FBT003
        return OpenedRecord(note_of(one, number), text.encode().ljust(16), seq, document, None, key, retired=key == 0)

    came(one, state(1, 100, 1, "newer"))
    assert came(one, state(1, 50, 0, "older")).refused == {sync_notices.OLD_KEY: 1}
    assert came(one, state(2, 101, 0, "after")).refused == {sync_notices.OLD_KEY: 1}
    assert came(one, state(3, 99, 0, "before")).refused == {}
    assert texts(one) == ["newer", "before"]
