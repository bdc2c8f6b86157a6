"""Every proof catches something: a fault is planted, and the proof that is there for it must fail.

Faults of the client are planted in this process, faults of a server in a process of its own. What each proof says of
the program as it is, it says in its own module; here are only the faults, and the tables of what finds them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from recovery.errors import RecoveryError
from recovery.store import keyfile, keys
from recovery.sync import chain, change_detection, documents, envelope, transport, write_log
from recovery.sync.apply import Applier
from recovery.sync.documents import Document
from recovery.sync.hybrid_clock import HybridClock
from recovery.sync.membership import Member
from recovery.sync.pull import Puller
from recovery.sync.push import Pusher
from recovery.sync.queries import account_state, sync_records
from recovery.sync.record_store import RecordStore
from recovery.wire import protocol
from tests.conftest import Call, OpenTerminal
from tests.conftest import Run as RunCommand
from tests.server.conftest import Serving
from tests.sync import test_canaries, test_false_servers, test_faulty_proxy, test_killed, test_restored, test_stories
from tests.sync import test_server_lies as lies
from tests.sync.devices import Person
from tests.sync.scenarios import Behind, Story, planted, tell, write_notes
from tests.sync.served import Device

Patch = pytest.MonkeyPatch
FOUND = (AssertionError, RecoveryError, pytest.fail.Exception)


# Faults of the client.


def the_remote_always_wins(patch: Patch) -> None:
    patch.setattr(documents, "merge", lambda one, other: replace(other, count=max(one.count, other.count)))


def a_field_is_lost_in_merging(patch: Patch) -> None:
    merge = documents.merge

    def loses(one: Document, other: Document) -> Document:
        whole = merge(one, other)
        kept = {name: one.fields[name] for name in ("note",) if name in one.fields}
        return replace(whole, fields={**whole.fields, **kept})

    patch.setattr(documents, "merge", loses)


def what_was_erased_is_revived(patch: Patch) -> None:
    merge = documents.merge

    def revives(one: Document, other: Document) -> Document:
        if one.erased != other.erased:
            return replace(other if one.erased else one, count=max(one.count, other.count))
        return merge(one, other)

    patch.setattr(documents, "merge", revives)


def the_cursor_is_saved_first(patch: Patch) -> None:
    apply = Puller._apply

    def saves_first(self: Puller, pulled: Any, cursor: int | None) -> None:
        account_state.save(self._run.journal, cursor=cursor)
        apply(self, pulled, None)

    patch.setattr(Puller, "_apply", saves_first)


def a_push_moves_the_cursor(patch: Patch) -> None:
    def jumps(self: Pusher, store: RecordStore) -> None:
        if self._mine:
            store.update(cursor=max(self._mine))

    patch.setattr(Pusher, "_advance", jumps)


def an_edit_goes_out_under_the_old_version(patch: Patch) -> None:
    def keeps(self: RecordStore, record: sync_records.SyncRecord) -> None:
        record.unsent = True
        self.mark_changed(record)

    patch.setattr(RecordStore, "mark_unsent", keeps)


def the_clock_learns_nothing(patch: Patch) -> None:
    patch.setattr(HybridClock, "see", lambda *_, **__: None)


def what_never_arrived_counts(patch: Patch) -> None:
    sealed = Pusher._sealed

    def counts(self: Pusher, store: RecordStore, record: sync_records.SyncRecord, row: Any) -> bool:
        record.count += 1
        store.mark_changed(record)
        return sealed(self, store, record, row)

    patch.setattr(Pusher, "_sealed", counts)


def a_lost_answer_is_forgotten(patch: Patch) -> None:
    before = Applier.__init__

    class Deaf(list[Any]):
        def append(self, _: Any) -> None:
            return

    def deaf(self: Applier, *given: Any, **more: Any) -> None:
        before(self, *given, **more)
        self._arrived = Deaf()

    patch.setattr(Applier, "__init__", deaf)


def what_is_sealed_stays_under_the_old_key(patch: Patch) -> None:
    patch.setattr(sync_records, "unseal_all", lambda _: None)
    patch.setattr(Pusher, "_not_taken", lambda *_, **__: None)


def an_edit_is_noted_of_the_day_that_the_row_has_now(patch: Patch) -> None:
    patch.setattr(change_detection, "_as_left", lambda store, change: store.values(change.table, change.row))


CLIENT: tuple[tuple[Callable[[Patch], None], Story], ...] = (
    (the_remote_always_wins, test_stories.two_fields_at_once),
    (a_field_is_lost_in_merging, test_stories.two_fields_at_once),
    (what_was_erased_is_revived, test_stories.erased_here_and_edited_there),
    (the_cursor_is_saved_first, test_stories.stopped_before_it_was_kept),
    (a_push_moves_the_cursor, test_stories.another_wrote_between),
    (an_edit_goes_out_under_the_old_version, test_stories.a_lost_answer_and_then_an_edit),
    (the_clock_learns_nothing, test_stories.an_edit_of_what_was_seen),
    (what_never_arrived_counts, test_stories.nothing_arrived_and_others_wrote),
    (a_lost_answer_is_forgotten, test_stories.a_lost_answer_still_counts),
    (what_is_sealed_stays_under_the_old_key, test_stories.a_new_key_while_something_waits),
    (an_edit_is_noted_of_the_day_that_the_row_has_now, test_stories.answered_and_then_moved),
    (an_edit_is_noted_of_the_day_that_the_row_has_now, test_stories.moved_and_then_answered),
    (an_edit_is_noted_of_the_day_that_the_row_has_now, test_stories.moved_twice_and_removed),
)


@pytest.mark.parametrize(("fault", "story"), CLIENT, ids=lambda part: part.__name__)
def test_a_story_finds_a_fault_of_the_client(
    fault: Callable[[Patch], None],
    story: Story,
    sync_server: Serving,
    made_journal: Path,
    home: Path,
    pages: Callable[[int], None],
    monkeypatch: Patch,
) -> None:
    fault(monkeypatch)
    with pytest.raises(FOUND):
        test_stories.told_at(sync_server.origin, story, made_journal)


def nobody_looks_at_heads(patch: Patch) -> None:
    patch.setattr(write_log, "withheld", lambda *_: 0)


def a_seal_without_record_and_version(patch: Patch) -> None:
    patch.setattr(envelope, "record_info", lambda *_: protocol.info("record\0"))
    patch.setattr(envelope, "record_aad", lambda collection, *_: b"recovery/v1\0" + collection)


def counts_are_not_compared(patch: Patch) -> None:
    merge = Applier._merge

    def blind(self: Applier, *given: Any) -> None:
        merge(self, *given)
        self.older = 0

    patch.setattr(Applier, "_merge", blind)


def no_generation_is_pinned(patch: Patch) -> None:
    patch.setattr(Member, "_give_back", lambda *_: None)
    patch.setattr(Member, "_check_pinned", lambda *_: None)


def anybody_may_sign_a_ring(patch: Patch) -> None:
    patch.setattr(chain, "_check_link", lambda *_: None)


def two_of(person: Person) -> tuple[Any, Any]:
    """As the fixture `two` of the lying servers makes them."""
    one, other = person.device(), person.device()
    lies.write(one, 1, "first")
    for device in (one, other, one):
        device.sync()
    lies.write(one, 2, "second")
    one.sync()
    return one, other


rolled_back = lies.test_an_older_state_of_a_record_is_noticed_and_put_right
LIES: tuple[tuple[Callable[[Patch], None], Callable[[Person], None]], ...] = (
    (nobody_looks_at_heads, lambda person: lies.test_a_record_held_back_is_noticed(two_of(person))),
    (a_seal_without_record_and_version, test_false_servers.an_old_state_under_the_newest_name),
    (counts_are_not_compared, lambda person: rolled_back(two_of(person))),
    (no_generation_is_pinned, lambda person: lies.test_an_older_ring_is_refused(two_of(person))),
    (anybody_may_sign_a_ring, test_false_servers.a_ring_of_somebody_who_was_sent_away),
)


@pytest.mark.parametrize(("fault", "proof"), LIES, ids=[fault.__name__ for fault, _ in LIES])
def test_a_lie_that_is_believed_is_found(
    fault: Callable[[Patch], None], proof: Callable[[Person], None], somebody: Person, monkeypatch: Patch
) -> None:
    fault(monkeypatch)
    with pytest.raises(FOUND):
        proof(somebody)


# Faults of a server.

COMPARES_NOTHING = """
from recovery.server import compare_and_swap
honest = compare_and_swap._status
def careless(each, current, account):
    status = honest(each, current, account)
    return "ok" if status in ("conflict", "duplicate") else status
compare_and_swap._status = careless
"""
DROPS_SOME = """
from recovery.server.storage import pushes
honest = pushes.compare_and_swap
def forgetful(*given):
    decided = honest(*given)
    return decided._replace(writes={k: v for k, v in decided.writes.items() if v[1] % 7})
pushes.compare_and_swap = forgetful
"""
ANSWERS_FIRST = """
import time
from recovery.server.sqlite.writer import Writer
def early(self, first):
    connection, woken = self._connection, set()
    connection.execute("BEGIN IMMEDIATE")
    if first.item is not None:
        ended = self._write_items(connection, [first], woken)
    else:
        ended = [(first, *self._write_one(connection, first.work, woken))]
    pushes = first.item is not None or "push" in first.work.__qualname__
    if pushes:
        first.loop.call_soon_threadsafe(self._answer, ended, woken)
        time.sleep(0.1)
    connection.execute("COMMIT")
    if not pushes:
        first.loop.call_soon_threadsafe(self._answer, ended, woken)
    return 1
Writer._write_batch = early
"""
KEEPS_ITS_EPOCH = """
from recovery.server.storage import bootstrap
honest = bootstrap.prepare
async def same(tx, place, *, anew=False):
    await honest(tx, place)
bootstrap.prepare = same
"""
REVOKES_NOBODY = """
from recovery.server.sqlite.transaction import SQLiteTransaction
honest = SQLiteTransaction.run
async def lenient(self, sql, *values):
    if sql.startswith(("DELETE FROM device WHERE account = ? AND", "DELETE FROM token WHERE account = ? AND")):
        return 0
    return await honest(self, sql, *values)
SQLiteTransaction.run = lenient
"""
LOGS_ADDRESSES = """
from recovery.server import logs
honest = logs.Log.write
logs.Log.write = lambda self, event, **fields: honest(self, event, client="127.0.0.1", **fields)
"""
LOGS_TOKENS = """
from recovery.server import call
honest = call.Call.bearer
async def loose(self, *given, **more):
    self.context.log.write("bearer", token=" ".join(self._said(b"authorization")))
    return await honest(self, *given, **more)
call.Call.bearer = loose
"""
# A client that looks through everything anew whenever it begins.
BEGINS_ANEW = """
from recovery.sync import client
honest = client.Client.prepare
def anew(self):
    honest(self)
    if self.run.state.epoch is not None:
        with self.run.transaction() as store:
            store.begin_again(self.run.state.epoch)
client.Client.prepare = anew
"""
# A client that lets go of no page.
KEEPS_EVERYTHING = """
from recovery.sync.pull import PullPage
honest = PullPage.read.__func__
kept = []
def keeping(cls, answer, *given):
    kept.append((answer, honest(cls, answer, *given)))
    return kept[-1][1]
PullPage.read = classmethod(keeping)
"""


@pytest.fixture
def faulty(home: Path, tmp_path: Path) -> Iterator[Callable[[str], Behind]]:
    """Starts a server with a fault, on SQLite."""
    made: list[Behind] = []

    def start(statements: str) -> Behind:
        env = planted(tmp_path / "planted", statements) if statements else None
        made.append(Behind(f"sqlite://{tmp_path}/faulty.db", env))
        return made[-1]

    yield start
    for entry in made:
        entry.close()
        stumbled = [
            line for line in entry.logs if '"status":500' in line or "AttributeError" in line or "TypeError" in line
        ]
        assert not stumbled, "the fault itself stumbled, so what was found is not what was planted"


def test_a_server_that_compares_nothing_is_found(
    faulty: Callable[[str], Behind], made_journal: Path, pages: Callable[[int], None]
) -> None:
    with pytest.raises(AssertionError):
        test_stories.told_at(faulty(COMPARES_NOTHING).origin, test_stories.the_same_entry_between, made_journal)


def test_a_server_that_acknowledges_what_it_drops_is_found(
    faulty: Callable[[str], Behind], made_journal: Path, pages: Callable[[int], None]
) -> None:
    behind = faulty(DROPS_SOME)
    with pytest.raises(FOUND):
        tell(test_faulty_proxy.on_a_bad_line(behind, 1), behind.origin, made_journal)


def test_an_answer_before_the_commit_is_found(
    faulty: Callable[[str], Behind], tmp_path: Path, pages: Callable[[int], None]
) -> None:
    pages(10)
    behind = faulty(ANSWERS_FIRST)
    person = Person(behind.origin, tmp_path)
    with pytest.raises(AssertionError, match="something acknowledged was lost"):
        test_killed.dies_while_clients_push(behind, person)
    person.close()


@pytest.mark.parametrize("fault", [KEEPS_ITS_EPOCH, REVOKES_NOBODY], ids=["keeps its epoch", "revokes nobody"])
def test_a_restore_that_goes_wrong_is_found(
    fault: str, faulty: Callable[[str], Behind], run: RunCommand, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    behind = faulty(fault)
    person = Person(behind.origin, tmp_path)
    with pytest.raises(FOUND):
        test_restored.everything_comes_back(
            behind, person, lambda: test_restored.back_up(behind, run, request, tmp_path)
        )
    person.close()


def test_a_first_sync_that_begins_anew_each_time_is_found(
    faulty: Callable[[str], Behind], tmp_path: Path, monkeypatch: Patch
) -> None:
    behind = faulty("")
    person = Person(behind.origin, tmp_path)
    first, second = person.device(), person.device()
    write_notes(first, test_killed.LARGE)
    first.sync()
    monkeypatch.setenv("PYTHONPATH", planted(tmp_path / "client", BEGINS_ANEW)["PYTHONPATH"])
    with pytest.raises(AssertionError, match="it began anew"):
        test_killed.a_first_sync_is_killed(behind, second, random.Random(1), test_killed.taken_in)
    person.close()


def test_a_client_that_keeps_every_page_is_found(
    faulty: Callable[[str], Behind], tmp_path: Path, monkeypatch: Patch
) -> None:
    behind = faulty("")
    monkeypatch.setenv("PYTHONPATH", planted(tmp_path / "client", KEEPS_EVERYTHING)["PYTHONPATH"])
    with pytest.raises(AssertionError, match="it grows with the journal"):
        test_killed.memory_stays_small(behind, tmp_path)


# Faults that let something show.


class Leak(NamedTuple):
    """What is planted in the server, and in the client."""

    name: str
    where: str
    server: str = ""
    client: Callable[[Patch], None] = lambda _: None


def seals_nothing(patch: Patch) -> None:
    def open_letter(self: envelope.Envelope, *bound: bytes) -> bytes:
        kid, plain = next(reversed(self._expanding)), bound[-1]
        head = bytes([protocol.ENVELOPE]) + kid + bytes(protocol.NONCE_BYTES)
        return head + envelope.padded(plain) + bytes(protocol.TAG_BYTES)

    start = protocol.HEAD_BYTES + protocol.NONCE_BYTES
    patch.setattr(envelope.Envelope, "seal", open_letter)
    patch.setattr(envelope.Envelope, "unseal", lambda *given: envelope.unpadded(given[-1][start : -protocol.TAG_BYTES]))


def says_its_name(patch: Patch) -> None:
    honest = transport.Server._credentials
    patch.setattr(
        transport.Server, "_credentials", lambda self: {**honest(self), "User-Agent": test_canaries.DEVICES[0]}
    )


LEAKS = (
    Leak("nothing is sealed", "zq7canary in faulty.db", client=seals_nothing),
    Leak("a device says its name", "zq7laptop in the wire", client=says_its_name),
    Leak("addresses in the log", "an address in the server's log", server=LOGS_ADDRESSES),
    Leak("tokens in the log", "a token in the server's log", server=LOGS_TOKENS),
)


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.name)
def test_what_shows_is_found(
    leak: Leak,
    faulty: Callable[[str], Behind],
    call: Call,
    terminal: OpenTerminal,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: Patch,
) -> None:
    monkeypatch.setattr(keys, "COST", keyfile.FLOOR)
    behind = faulty(leak.server)
    leak.client(monkeypatch)
    with pytest.raises(AssertionError, match=leak.where):
        test_canaries.nothing_shows(
            behind, lambda name: Device(name, tmp_path / name, call, monkeypatch), terminal, request
        )
