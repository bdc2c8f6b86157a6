"""The phone's store: what a person wrote is there, sealed, whatever happens, and only who may reads it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from recovery.aliases.alias import alias_id
from recovery.store import phrase
from recovery.sync import documents, envelope
from recovery.sync.client import Client
from recovery.sync.documents import Document, Field
from recovery.sync.hybrid_clock import ZERO, Timestamp
from recovery.wire import strict_json
from tests.server.conftest import Serving, database, engine, postgres
from tests.sync.conftest import sync_server
from tests.sync.devices import Device, Person
from tests.sync.scenarios import Behind
from tests.web.node import Node, NodeError
from tests.web.phones import Phone, checkin, craving, new_id

__all__ = ["database", "engine", "postgres", "sync_server"]

SECRET = "the blue door behind the old corner"
PASSPHRASE = "correct horse battery"
Asked = tuple[tuple[str, list[Any]], ...]


@pytest.fixture
def phone(node: Node) -> Phone:
    made = Phone(node, f"store {new_id()}")
    made.ask("create")
    return made


def refused(phone: Phone, ask: str, **given: Any) -> str:
    with pytest.raises(NodeError) as error:
        phone.ask(ask, **given)
    return str(error.value.word)


def put(row: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"edits": [{"put": row, **more}]}


def test_nothing_that_was_written_lies_there_in_clear(phone: Phone) -> None:
    entry = craving(note=SECRET, triggers='["payday"]')
    phone.put(entry, {"kind": "substance", "name": "heroin", "since": "2026-03-02"})
    phone.put({"kind": "craving", "id": entry["id"], "note": f"{SECRET}, again"})
    phone.remove("substance", "heroin")
    told = (SECRET, "craving", "payday", "heroin", "2026-03", entry["id"], "UTC", '"fields"')
    assert phone.ask("holds", texts=told) == [False] * len(told)


def test_what_is_erased_can_be_read_nowhere_any_more(phone: Phone) -> None:
    """Of several entries that one command wrote, of one that was removed, and what was said of their names."""
    old = [craving("2026-01-04", note=f"{SECRET} {number}", triggers='["the harbour"]') for number in range(3)]
    phone.ask("write", command="import", edits=[{"put": row} for row in (*old, craving("2026-03-01", note="stays"))])
    phone.put({"kind": "alias", "id": alias_id("trigger", "the harbour"), "of": "trigger", "name": "the harbour"})
    phone.remove("craving", old[0]["id"])
    phone.put({"kind": "craving", "id": old[1]["id"], "note": f"{SECRET}, in other words"})
    phone.ask("write", command="erase", edits=[{"erase": {"kind": "craving", "local": old[2]["id"]}}])
    assert phone.ask("canBeRead", texts=[f"{SECRET} 2", f"{SECRET} 1", "the harbour"]) == [f"{SECRET} 1", "the harbour"]
    assert phone.ask("purge", before="2026-02-01") == 1
    assert phone.ask("canBeRead", texts=[SECRET, "the harbour", "2026-01", "stays"]) == ["stays"]
    assert [row["note"] for row in phone.ask("rows") if row["kind"] == "craving"] == ["stays"]
    phone.ask("undo")
    phone.ask("restart")
    assert phone.ask("canBeRead", texts=[SECRET]) == []
    assert [row["kind"] for row in phone.ask("rows")] == [
        "profile"
    ]  # what is taken back is the import of what was left


def facts(phone: Phone, before: str) -> dict[str, Any]:
    """What it keeps of the months before one, which is what their rows say."""
    told = phone.ask("facts", before=before)
    assert told["kept"] == told["fresh"]
    kept: dict[str, Any] = told["kept"]
    return kept


def reads(phone: Phone, before: str, *, make: bool = False) -> tuple[int, bool]:
    """How many packs are read for it, and whether it is there."""
    told = phone.ask("reads", of="facts", given=[before, make])
    return told["reads"].get("packs", 0), told["answer"] is not None


def test_older_months_are_kept_summed_up_whatever_is_changed_in_them(phone: Phone) -> None:
    days = [f"{year}-{month:02}-{day:02}" for year in (2024, 2025) for month in range(1, 13) for day in (3, 17)]
    phone.put(*(craving(day, outcome="passed", coping='["walk"]', triggers=f'["{SECRET}"]') for day in days))
    phone.put(*(checkin(day, used=0, good="rain") for day in days[:20]), checkin("2025-02-03", used=1, filled_in=1))
    old = {"kind": "craving", "id": phone.ask("rows", query={"kinds": ["craving"]})[0]["id"]}
    assert facts(phone, "2026-01")["tries"][0]["passed"] == len(days)
    phone.put({**old, "outcome": "used"})
    assert facts(phone, "2026-01")["tries"][0]["passed"] == len(days) - 1
    phone.put({**old, "day": "2025-12-31"})
    assert facts(phone, "2026-01")["oldest"] == days[0]  # of its check-in
    phone.put({"kind": "lapse", "id": new_id(), "at": "2024-05-01T12:00:00Z", "timezone": "UTC", "day": "2024-05-01"})
    assert facts(phone, "2024-06")["lapses"] == [{"day": "2024-05-01", "substance": None}]  # a clock that was set back
    moved = [{"put": {"kind": "checkin", "day": "2023-12-31"}, "was": {"kind": "checkin", "local": days[0]}}]
    phone.ask("write", edits=moved)
    assert facts(phone, "2026-01")["oldest"] == "2023-12-31"
    for way in ("undo", "undo", "redo"):
        phone.ask(way)
        facts(phone, "2026-01")
    phone.ask("damagePacks")
    phone.ask("restart")
    assert facts(phone, "2026-01")["days"]["2025-12"] == 1 << 2 | 1 << 16 | 1 << 30
    phone.put({"kind": "profile", "timezone": "Pacific/Apia", "day_starts": "12:00"})
    facts(phone, "2026-01")


def test_only_what_changed_is_read_for_the_sum_of_older_months(phone: Phone) -> None:
    for month in range(1, 10):
        phone.put(craving(f"2025-{month:02}-15"))
    assert reads(phone, "2025-08") == (1, False)  # there is none yet
    phone.ask("restart")
    assert reads(phone, "2025-08", make=True) == (1 + 7, True)
    phone.ask("restart")
    assert reads(phone, "2025-08") == (1, True)
    assert reads(phone, "2025-08") == (0, True)
    naloxone = {"kind": "supply", "id": new_id(), "day": "2025-01-02", "what": "naloxone", "place": "bag", "count": 1}
    phone.put(craving("2025-08-20"), naloxone)
    assert reads(phone, "2025-08") == (0, True)  # of that nothing is in it
    phone.ask("restart")
    assert reads(phone, "2025-09") == (1 + 1, True)  # a month later, that month alone
    phone.ask("restart")
    assert reads(phone, "2025-09") == (1, True)
    phone.put(craving("2025-03-20"))
    assert reads(phone, "2025-09") == (0, False)
    assert reads(phone, "2025-09", make=True)[1]
    phone.ask("restart")
    assert reads(phone, "2025-09") == (1, True)
    gone = phone.ask("rows", query={"kinds": ["craving"]})[0]["id"]
    phone.ask("write", command="purge", edits=[{"erase": {"kind": "craving", "local": gone}}])
    phone.ask("restart")
    assert reads(phone, "2025-09") == (1, False)  # nothing of what was erased lies in it
    facts(phone, "2025-09")


def test_a_start_and_a_tap_read_what_they_need_however_long_the_journal_is(phone: Phone) -> None:
    counted = []
    for years in ((2025,), (2021, 2022, 2023, 2024)):
        for year in years:
            phone.put(*(craving(f"{year}-{month:02}-{day:02}") for month in range(1, 13) for day in (3, 9, 17)))
        facts(phone, "2025-09")
        phone.ask("restart")
        of_facts: list[Any] = ["2025-09", False]
        asked: Asked = (("rows", [{"from": "2025-09-01"}]), ("facts", of_facts), ("pending", []), ("asked", []))
        told = [phone.ask("reads", of=name, given=given) for name, given in asked]
        assert told[1]["answer"] is not None
        edits = [{"put": craving("2025-12-20")}]
        told += [phone.ask("reads", of=name, given=given) for name, given in (("write", ["log", edits]), *asked)]
        counted.append([one["reads"] for one in told])
    assert counted[0] == counted[1]
    packs = [reads.get("packs", 0) for reads in counted[0]]
    assert packs == [1 + 4, 1, 0, 0, 0, 0, 0, 0, 0]  # the last four months and what has none, the facts; then nothing
    assert counted[0][4] == {"meta": 2, "rows": 1, "outbox": 1, "aside": 1, "packs": 0}


def test_what_holds_beyond_its_day_is_always_at_hand(phone: Phone) -> None:
    daily = {"times": 1, "every_days": 1, "as_needed": 0, "since": "2024-02-01"}
    medication = {"kind": "regimen", "id": new_id(), "day": "2024-02-01", "name": "methadone", **daily}
    phone.put(craving("2024-02-01"), medication)
    assert [row["kind"] for row in phone.ask("rows", query={"from": "2026-01-01"})] == ["profile", "regimen"]


def test_rows_are_found_by_kind_and_day_in_their_order_and_packs_are_made_again(phone: Phone) -> None:
    days = ["2026-03-07", "2024-02-29", "2026-03-08", "2026-02-28"]
    phone.put(*(craving(day, note=day) for day in days), checkin("2026-03-08", mood=3))
    between = {"kinds": ["craving"], "from": "2026-02-28", "to": "2026-03-07"}
    for _ in range(2):  # the second time from packs that were damaged
        assert [row["day"] for row in phone.ask("rows", query={"kinds": ["craving"]})] == days
        assert [row["day"] for row in phone.ask("rows", query=between)] == ["2026-03-07", "2026-02-28"]
        assert [row["kind"] for row in phone.ask("rows", query={"from": "2026-03-08"})] == [
            "profile",
            "craving",
            "checkin",
        ]
        phone.ask("damagePacks")
        phone.ask("restart")
    # A row that moves to another month, and one that gets another name among its kind.
    last = phone.ask("rows", query={"kinds": ["craving"]})[-1]
    phone.put({"kind": "craving", "id": last["id"], "day": "2026-04-01"})
    phone.ask(
        "write",
        edits=[{"put": {"kind": "checkin", "day": "2026-03-09"}, "was": {"kind": "checkin", "local": "2026-03-08"}}],
    )
    assert [row["day"] for row in phone.ask("rows", query={"from": "2026-03-09"}) if "day" in row] == [
        "2026-04-01",
        "2026-03-09",
    ]
    assert phone.ask("row", ref={"kind": "checkin", "local": "2026-03-08"}) is None
    assert phone.ask("undo")["left"] == 0
    assert phone.ask("row", ref={"kind": "checkin", "local": "2026-03-08"})["mood"] == 3


def test_what_is_no_row_of_its_kind_is_refused_and_nothing_of_the_command_is_kept(phone: Phone) -> None:
    whole, before = craving(), phone.rows()
    wrong = {"intensity": 11, "note": " ", "triggers": "[1]", "outcome": "", "day": "2026-02-30", "at": "2026-03-07"}
    for column, value in wrong.items():
        with pytest.raises(NodeError) as error:
            phone.put(craving(), {**whole, column: value})
        assert (error.value.word, error.value.answer["column"]) == ("refused_row", column)
    assert refused(phone, "write", **put({"kind": "dream", "id": new_id()})) == "refused_row"
    assert refused(phone, "write", edits=[{"remove": {"kind": "craving", "local": new_id()}}]) == "no_such_row"
    phone.put(checkin("2026-03-07", mood=1), checkin("2026-03-08"))
    taken = put({"kind": "checkin", "day": "2026-03-08"}, was={"kind": "checkin", "local": "2026-03-07"})
    assert refused(phone, "write", **taken) == "exists"
    assert [row for row in phone.rows() if row["kind"] != "checkin"] == before
    # Another check-in of a day is that day's, under its id, with what is said now.
    phone.put(checkin("2026-03-07", note="later"))
    first, _ = phone.rows("checkin")
    assert (first["mood"], first["note"]) == (1, "later")


def test_undo_and_redo_go_back_and_forth_and_end_at_what_was_written_since(phone: Phone) -> None:
    entry = craving(intensity=1)
    phone.put(entry)
    phone.put({"kind": "craving", "id": entry["id"], "intensity": 2}, command="edit")
    states = [phone.rows("craving")]
    for way in ("undo", "undo"):
        assert phone.ask(way)["left"] == 0
        states.append(phone.rows("craving"))
    assert [[row["intensity"] for row in state] for state in states] == [[2], [1], []]
    assert refused(phone, "undo") == "nothing_left"
    phone.ask("restart")
    for state in states[1::-1]:
        phone.ask("redo")
        assert phone.rows("craving") == state
    assert refused(phone, "redo") == "nothing_to_redo"
    phone.ask("undo")
    phone.put(craving())
    assert refused(phone, "redo") == "nothing_to_redo"
    assert [step["command"] for step in phone.ask("steps")] == ["log", "log"]


def test_a_command_that_stops_leaves_all_or_nothing(phone: Phone) -> None:
    phone.put(craving(note="before"))
    phone.ask("stopAfter", commits=0)
    assert refused(phone, "write", **put(craving(note="not kept"))) == "stopped"
    phone.ask("restart")
    phone.put(craving(note="after"))
    phone.ask("restart")
    assert [row["note"] for row in phone.ask("rows", query={"kinds": ["craving"]})] == ["before", "after"]


def test_what_lay_on_the_disk_before_a_lock_was_set_or_changed_opens_nothing_of_it_afterwards(phone: Phone) -> None:
    phone.put(checkin("2026-03-07", mood=2), craving(note="of March"))
    phone.put(craving("2026-04-01", note="of April"))
    before = phone.rows()
    key, secret, other = {"passphrase": PASSPHRASE}, {"secret": "2a" * 32}, {"passphrase": "another one"}
    phone.ask("copyDisk")
    assert phone.ask("opensWithCopy") == {"sealed": 8, "opened": 8, "keys": 2, "packs": 3}
    phone.ask("protect", lock=key)
    changes: list[tuple[Any, dict[str, Any]]] = [
        (None, {}),
        (key, {"ask": "protect", "lock": other, "present": key}),
        (other, {"ask": "unprotect", "way": "secret", "present": other}),
    ]
    for presents, change in changes:
        if presents:
            phone.ask("copyDisk")
            phone.ask(**change)
        assert phone.ask("opensWithCopy", lock=presents) == {"sealed": 8, "opened": 0, "keys": 0, "packs": 3}
        assert phone.rows() == before
        if change.get("ask") == "protect":
            phone.ask("protect", lock=secret, present=other)
    # A change that stops halfway is no change; and after one that did not, nothing is lost: rows, history, what waits.
    phone.ask("stopAfter", commits=0)
    assert refused(phone, "protect", lock=key, present=other) == "stopped"
    phone.ask("restart")
    phone.ask("unlock", lock=other)
    assert refused(phone, "protect", lock=key, present=key) == "wrong"
    assert phone.rows() == before
    assert phone.ask("undo")["left"] == 0
    assert [row["note"] for row in phone.rows("craving")] == ["of March"]


def test_a_lock_with_two_ways_and_what_is_written_while_it_is_locked(phone: Phone) -> None:
    phone.put(checkin("2026-03-07", mood=2))
    key, secret = {"passphrase": PASSPHRASE}, {"secret": "2a" * 32}
    phone.ask("protect", lock=key)
    assert refused(phone, "protect", lock=secret, present={"passphrase": "another"}) == "wrong"
    phone.ask("protect", lock=secret, present=key)
    assert phone.ask("locks") == ["passphrase", "secret"]
    phone.ask("lock")
    assert [refused(phone, ask) for ask in ("rows", "undo", "sync")] == ["locked"] * 3
    phone.ask("restart")
    assert phone.ask("state") == "locked"
    written = [craving(note=SECRET), checkin("2026-03-07", note="said while locked")]
    for row in written:
        phone.ask("writeLocked", **put(row))
    assert phone.ask("pending")["inbox"] == 2
    assert phone.ask("holds", texts=[SECRET, "said while locked"]) == [False, False]
    assert refused(phone, "unlock", lock={"passphrase": "another"}) == "wrong"
    assert refused(phone, "unlock", lock={"secret": "2b" * 32}) == "wrong"
    phone.ask("unlock", lock=secret)
    assert phone.ask("pending")["inbox"] == 0
    # The day's check-in keeps its id and what it said; each command is one to take back.
    (day,) = phone.rows("checkin")
    assert (day["mood"], day["note"]) == (2, "said while locked")
    assert [change["origin"] for change in phone.ask("history", ref={"kind": "checkin", "local": "2026-03-07"})] == [
        "local",
        "inbox",
    ]
    phone.ask("unprotect", way="passphrase", present=secret)
    assert refused(phone, "unlock", lock=key) == "wrong"
    phone.ask("unprotect", way="secret", present=secret)
    phone.ask("restart")
    assert (phone.ask("state"), phone.ask("locks")) == ("open", [])
    phone.ask("lock")  # there is no lock
    assert phone.ask("state") == "open"


class NewerProgram:
    """Another device of the account, whose program writes what this phone's does not know."""

    def __init__(self, device: Device, one: Client) -> None:
        self.run, self.word = one.run, device.identity.clock_id
        one.run.follow()
        self.ring = one.run.held.ring
        self.path, self.epoch = f"/v1/c/{self.ring.collection.hex()}", one.run.present_epoch().hex()

    def push(self, kind: str, local: str, values: dict[str, Any], *, count: int = 9, **more: Any) -> None:
        """Write a record over whatever stands there, in a far year."""
        clock = Timestamp(2**42, count, self.word)
        fields = {name: Field(value, clock) for name, value in values.items() if name != "kind"}
        deleted = Field(value=False, clock=ZERO)
        plain = documents.encode(Document(kind, local, fields, deleted, count=count, more=more))
        id, version = envelope.record_id(self.ring.id_key, kind, local), envelope.new_version()
        kid, key = next(reversed(self.ring.by_kid.items()))
        blob = strict_json.base64(envelope.seal(kid, key, self.ring.collection, id, version, plain))
        base = self.there(id).get("version")
        body = {
            "epoch": self.epoch,
            "records": [{"id": id.hex(), "base": base, "version": version.hex(), "blob": blob}],
        }
        answer = self.run.server.ask_with_token("POST", f"{self.path}/push", body)
        assert answer["results"][0]["status"] == "ok"

    def there(self, id: bytes) -> dict[str, Any]:
        """The record as the server has it; empty for none."""
        page = self.run.server.ask_with_token("GET", f"{self.path}/pull?after=0&limit=500&epoch={self.epoch}")
        return next((record for record in page["records"] if record["id"] == id.hex()), {})

    def document(self, kind: str, local: str) -> Document:
        """The same in plain text."""
        id = envelope.record_id(self.ring.id_key, kind, local)
        record = self.there(id)
        blob, version = strict_json.blob(record["blob"], 2**20), bytes.fromhex(record["version"])
        return documents.decode(envelope.unseal(self.ring.by_kid, self.ring.collection, id, version, blob))


def test_kinds_and_fields_of_a_newer_program_survive_and_unfit_values_wait(
    sync_server: Serving, node: Node, home: Path, tmp_path: Path
) -> None:
    person = Person(sync_server.origin, tmp_path)
    other, phone = person.device(), Phone(node, f"newer {new_id()}")
    phone.ask("create")
    phone.ask("joinByWords", server=person.origin, words=phrase.written(person.entropy), name="phone")
    entry, unfit, fit = craving(note="here"), craving(note="unfit", intensity=11), craving(note="fit")
    phone.put(entry)
    for _ in range(2):
        phone.ask("sync")
        other.sync()
    dream = {"colour": "blue", "exact": 2**62, "float": 7.0, "inside": [{"a": 1}]}
    with other.client() as one:
        newer = NewerProgram(other, one)
        newer.push("dream", "one", dream, member=[1, 2.0])
        newer.push("craving", entry["id"], {"weather": "rain"}, member="x")
        for row in (unfit, fit):
            newer.push("craving", row["id"], row)
        newer.push("craving", new_id(), {"id": "another", "note": "says another id"})
        done = phone.ask("sync")
        assert (done["pulled"], done["setAside"]) == (3, 2)
        assert sorted(row["note"] for row in phone.rows("craving")) == ["fit", "here"]
        # An edit here hands on what this program does not know, to the last digit.
        phone.put({"kind": "craving", "id": entry["id"], "intensity": 1})
        phone.ask("sync")
        whole = newer.document("craving", entry["id"])
        assert (whole.fields["weather"].value, whole.more) == ("rain", {"member": "x"})
        assert whole.fields["intensity"].value == 1
        # What did not fit is taken once it does; what is of another kind stays as it is.
        newer.push("craving", unfit["id"], {"intensity": 3}, count=12)
        assert phone.ask("sync")["setAside"] == 0
        assert sorted(row["note"] for row in phone.rows("craving")) == ["fit", "here", "unfit"]
        kept = newer.document("dream", "one")
        assert json.dumps({name: field.value for name, field in kept.fields.items()}) == json.dumps(dream)
        # Columns that are one answer have one clock; what was left open has that before every edit.
        phone.put(checkin("2026-03-07", used=0, free_of='["heroin"]'))
        phone.put({"kind": "checkin", "day": "2026-03-07", "used": 1, "substance": "heroin"})
        phone.ask("sync")
        told = newer.document("checkin", "2026-03-07").fields
        answer = {told[name].clock for name in ("used", "substance", "free_of", "filled_in")}
        assert (len(answer), told["mood"].clock, max(answer) > told["day"].clock) == (1, ZERO, True)
    other.close()


def test_what_was_sent_and_not_answered_goes_again_byte_for_byte(sync_server: Serving, phone: Phone) -> None:
    phone.ask("begin", server=sync_server.origin, name="phone")
    phone.ask("sync")
    phone.put(craving(note="on its way"))
    assert refused(phone, "sync", breaks={"after": 2, "arrives": True}) == "away"
    assert phone.ask("pending")["count"] == 1
    phone.ask("restart")
    assert phone.ask("pending")["count"] == 1
    done = phone.ask("sync")
    assert (done["pending"], done["warnings"], phone.ask("pending")["count"]) == (0, [], 0)
    assert [row["note"] for row in phone.rows("craving")] == ["on its way"]
    # Stopped between the answer and its note: the same, once more.
    phone.put(craving(note="again"))
    phone.ask("stopAfter", commits=1)
    assert refused(phone, "sync") == "stopped"
    phone.ask("restart")
    done = phone.ask("sync")
    assert (done["pending"], phone.ask("pending")["count"], len(phone.rows("craving"))) == (0, 0, 2)
    assert refused(phone, "begin", server=sync_server.origin, name="phone") == "has_account"


def test_a_server_that_forgets_tokens_and_comes_back_from_nothing(database: str, node: Node, home: Path) -> None:
    behind = Behind(database)
    try:
        one, two = Phone(node, f"one {new_id()}"), Phone(node, f"two {new_id()}")
        one.ask("create")
        one.put(craving(note="from one"))
        words = one.ask("begin", server=behind.origin, name="one")["words"]
        one.ask("sync")
        two.ask("create")
        two.ask("joinByWords", server=behind.origin, words=words, name="two")
        two.put(craving(note="from two"))
        for each in (two, one):
            each.ask("sync")
        assert one.rows() == two.rows()
        behind.stop()
        assert refused(one, "sync") == "away"
        one.put(craving(note="while it was away"))
        behind.start(database)
        assert one.ask("sync")["pushed"] == 1
        assert two.ask("sync")["pulled"] == 1
        assert one.rows() == two.rows()
        assert [device["name"] for device in two.ask("devices")] == ["one", "two"]
        one.ask("leave", how={"deleteAccount": True})
        assert refused(two, "sync") == "out"
        assert len(two.rows("craving")) == 3
    finally:
        behind.close()


def test_a_server_put_back_from_an_old_copy_gets_back_what_it_lost(node: Node, home: Path, tmp_path: Path) -> None:
    kept = tmp_path / "server.db"
    behind = Behind(f"sqlite://{kept}")
    try:
        one, two = Phone(node, f"one {new_id()}"), Phone(node, f"two {new_id()}")
        one.ask("create")
        words = one.ask("begin", server=behind.origin, name="one")["words"]
        one.put(craving(note="in the copy"))
        one.ask("sync")
        behind.stop()
        copy = kept.read_bytes()
        behind.start(f"sqlite://{kept}")
        two.ask("create")
        two.ask("joinByWords", server=behind.origin, words=words, name="two")
        two.put(craving(note="after it"))
        for phone in (two, one):
            phone.ask("sync")
        behind.stop()
        for file in tmp_path.glob("server.db*"):
            file.unlink(missing_ok=True)
        kept.write_bytes(copy)
        behind.start(f"sqlite://{kept}")
        # Its own ring is not there yet: another device gives it back.
        assert refused(two, "sync") == "lost_device"
        one.put(craving(note="since"))
        assert one.ask("sync")["pushed"] >= 2
        for phone in (two, one):
            phone.ask("sync")
        assert one.rows() == two.rows()
        assert sorted(row["note"] for row in two.rows("craving")) == ["after it", "in the copy", "since"]
    finally:
        behind.close()


def test_what_one_device_erases_is_read_on_no_other_either(sync_server: Serving, node: Node, phone: Phone) -> None:
    """The other one has their changes all from one sync, and so in one command of its history."""
    words = phone.ask("begin", server=sync_server.origin, name="phone")["words"]
    old = [craving("2026-01-04", note=f"{SECRET} {number}") for number in range(3)]
    phone.put(*old, craving(note="stays"))
    phone.ask("sync")
    other = Phone(node, f"store {new_id()}")
    other.ask("create")
    other.ask("joinByWords", server=sync_server.origin, words=words, name="tablet")
    other.ask("sync")
    phone.put(*({"kind": "craving", "id": row["id"], "note": "in other words"} for row in old))
    phone.ask("sync")
    other.ask("sync")
    assert other.ask("canBeRead", texts=[SECRET]) == [SECRET]
    assert phone.ask("purge", before="2026-02-01") == 3
    phone.ask("sync")
    assert other.ask("sync")["erased"] == 3
    assert other.ask("canBeRead", texts=[SECRET, "stays"]) == ["stays"]
