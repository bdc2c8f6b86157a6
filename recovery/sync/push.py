"""What was written here, sealed once for each version and sent until the server has it."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple, Protocol

from recovery.errors import Refused, Unreachable
from recovery.store import sync_notices
from recovery.sync import documents, envelope, write_log
from recovery.sync.pull import PendingAnswer, Puller, SealedRecord
from recovery.sync.queries import sync_records
from recovery.sync.queries.sync_records import SyncRecord
from recovery.sync.record_store import RecordStore
from recovery.sync.run import SyncRun
from recovery.sync.transport import BROKEN, ErrorResponse
from recovery.wire import protocol, strict_json

PUSH_AT_ONCE = protocol.PUSH_RECORDS
PUSH_BYTES = protocol.BODY_LIMIT - 64 * 1024  # of a push, as it is written
RECORD_OVERHEAD = 200  # what JSON adds to a record's blob
TRIES = 8  # for one record in one run, against a server that finds a conflict for ever


class Sealed(Protocol):
    """A record on its way: its id, the version last seen at the server, and the next version, sealed."""

    id: bytes
    known: bytes | None
    version: bytes | None
    blob: bytes | None


def sendable(record: Sealed) -> dict[str, Any]:
    """One record of a push, as the protocol page writes it."""
    return {
        "id": record.id.hex(),
        "base": record.known.hex() if record.known else None,
        "version": (record.version or b"").hex(),
        "blob": strict_json.base64(record.blob or b""),
    }


class _Taken(NamedTuple):
    """A batch all of which the server has taken, and its answer, yet to be noted."""

    batch: list[SyncRecord]
    results: list[dict[str, Any]]


_TAKEN_STATUSES = frozenset({protocol.OK, protocol.DUPLICATE})


def _is_taken(result: dict[str, Any]) -> bool:
    return result["status"] in _TAKEN_STATUSES


class Pusher:
    """The way out; what stands against it is taken in on the way."""

    def __init__(self, run: SyncRun, puller: Puller) -> None:
        self._run, self._puller = run, puller
        self._tries: dict[bytes, int] = {}
        self._mine: set[int] = set()  # places in the account's order that this run filled

    def push(self) -> None:
        """Send all that waits; raises `Unreachable` with what was answered kept."""
        run = self._run
        batch = self._seal()
        waiting = sync_records.count_unsent(run.journal) if len(batch) == PUSH_AT_ONCE else 0
        taken: _Taken | None = None
        while batch:
            if waiting:
                run.progress("Sending", run.seen.pushed, waiting)
            goes_on = len(batch) == PUSH_AT_ONCE or taken is not None
            asked = self._question(batch, beside=goes_on)
            following = self._meanwhile(taken, batch) if goes_on else []
            taken, answer = None, self._answer(asked)
            if answer is None:
                batch = self._seal()
            elif following and (results := _results(batch, answer)) and all(map(_is_taken, results)):
                taken, batch = _Taken(batch, results), following
            else:
                batch = self._answered(batch, answer)  # what was sealed meanwhile waits as it is

    def _meanwhile(self, taken: _Taken | None, sent: list[SyncRecord]) -> list[SyncRecord]:
        """While a batch is on its way: keep what the server took before, and seal what is sent next."""
        with self._run.transaction() as store:
            if taken is not None:
                self._note(store, *taken)
                self._advance(store)
                store.save()
            return self._next(store, frozenset(record.id for record in sent))

    def _question(self, batch: list[SyncRecord], *, beside: bool) -> PendingAnswer:
        """What pushes these and gives the answer; `beside` it is under way at once."""
        state, server = self._run.state, self._run.server
        body = {"epoch": state.epoch.hex() if state.epoch else "", "records": [sendable(record) for record in batch]}
        question = ("POST", f"/v1/c/{state.collection.hex()}/push", body)
        return server.asking(*question) if beside else partial(server.ask_with_token, *question)

    def _answer(self, asked: PendingAnswer) -> dict[str, Any] | None:
        """The server's answer; `None` where it turned out to have begun anew."""
        try:
            return asked()
        except ErrorResponse as error:
            if error.code != protocol.OTHER_EPOCH:
                raise
            self._run.go_on(error)
        self._puller.pull()
        return None

    def _seal(self) -> list[SyncRecord]:
        """What is sent next: sealed once, and kept until the server has it."""
        with self._run.transaction() as store:
            return self._next(store)

    def _next(self, store: RecordStore, sent: frozenset[bytes] = frozenset()) -> list[SyncRecord]:
        """The same, inside a transaction whose changes are saved: it is chosen in SQL. `sent` is on its way.

        Entries go first, and what this device says that it wrote once there are none.
        """
        while True:
            passed = self._passed()
            waiting = sync_records.unsent(self._run.journal, PUSH_AT_ONCE + passed, sent)
            chosen = self._chosen(store, waiting, alone=not sent)
            if chosen or passed == self._passed():
                return chosen

    def _passed(self) -> int:
        """How many records are left for another run."""
        return sum(tries >= TRIES for tries in self._tries.values())

    def _chosen(self, store: RecordStore, waiting: list[SyncRecord], *, alone: bool) -> list[SyncRecord]:
        """As many of these as go out at once, each sealed and kept so; what this device wrote, only `alone`."""
        room, chosen = PUSH_BYTES, list[SyncRecord]()
        if not waiting:
            return chosen
        store.cache(waiting)
        rows = store.rows_of(record for record in waiting if record.blob is None)
        for record in waiting:
            if self._tries.get(record.id, 0) >= TRIES:
                continue
            if len(chosen) == PUSH_AT_ONCE or (record.kind == documents.HEADS and (chosen or not alone)):
                break
            if record.blob is None and not self._sealed(store, record, rows.get(record.id)):
                continue
            room -= len(record.blob or b"") * 4 // 3 + RECORD_OVERHEAD
            if room < 0 and chosen:
                break
            chosen.append(record)
        return chosen

    def _sealed(self, store: RecordStore, record: SyncRecord, row: dict[str, Any] | None) -> bool:
        # What never arrives must not count, or what others write meanwhile would look older than it is.
        try:
            plain = documents.written(documents.counted(store.document(record, row), documents.following(record.count)))
        except (ValueError, RecursionError, strict_json.Malformed):
            self._pass_over(store, record, sync_notices.NOT_SENDABLE)
            return False
        version = envelope.new_version()
        try:
            blob = store.ring.envelope.seal(record.id, version, plain)
        except Refused:
            self._pass_over(store, record, sync_notices.TOO_LARGE)
            return False
        store.seal(record, version, blob)
        return True

    def _pass_over(self, store: RecordStore, record: SyncRecord, why: str) -> None:
        """Leave a record for another run, and say why."""
        self._tries[record.id] = TRIES
        self._run.seen.refused[why] = self._run.seen.refused.get(why, 0) + 1
        record.version, record.blob = None, None
        if record.live or record.aside is None:
            record.aside = why
        store.mark_changed(record)

    def _answered(self, batch: list[SyncRecord], answer: dict[str, Any]) -> list[SyncRecord]:
        """What became of each: conflicts are merged, and go out again in another version. Returns what is sent next."""
        results = _results(batch, answer)
        statuses = {result["status"] for result in results}
        standing = _standing_in_the_way(batch, results) if protocol.CONFLICT in statuses else []
        opened = self._puller.opened(standing) if standing else []
        other_key = not statuses.isdisjoint({protocol.STALE_KEY, protocol.UNKNOWN_KEY})
        unseen = any(result["status"] == protocol.CONFLICT and "current" not in result for result in results)
        with self._run.transaction() as store:
            self._note(store, batch, results)
            if opened:
                self._puller.apply(store, opened)
            self._advance(store)
            store.save()
            chosen = [] if other_key or unseen else self._next(store)
        if other_key:
            self._run.follow()
        if unseen:
            self._puller.pull()
        return self._seal() if other_key or unseen else chosen

    def _note(self, store: RecordStore, batch: list[SyncRecord], results: list[dict[str, Any]]) -> None:
        """Keep what the server has taken, and why it did not take the rest."""
        kids = [envelope.kid_of(record.blob or b"") for record in batch]
        counts = [documents.following(record.count) for record in batch]
        ids = [record.id for record in batch]
        versions = sync_records.on_their_way(self._run.journal, ids)
        store.cache(record for record in batch if record.version == versions.get(record.id))
        store.fetch(ids)
        written: list[tuple[bytes, int]] = []
        for sent, kid, count, result in zip(batch, kids, counts, results, strict=True):
            if _is_taken(result):
                if self._acknowledged(store, sent, kid, count, result["seq"]):
                    written.append((sent.id, count))
            else:
                self._tries[sent.id] = self._tries.get(sent.id, 0) + 1
                self._not_taken(store, sent, result)
        if written and batch[0].kind != documents.HEADS:
            write_log.add(store, written)

    def _acknowledged(self, store: RecordStore, sent: SyncRecord, kid: bytes, count: int, seq: int) -> bool:
        record = store.record(sent.id)
        if record is None:
            return False
        record.sealed_under = [*store.ring.by_kid].index(kid)
        record.known, record.seq, record.count = sent.version, seq, max(record.count, count)
        if record.version == sent.version:  # else it was edited meanwhile, and that is on its way
            record.version, record.blob, record.unsent = None, None, False
            record.aside = None if record.live or record.aside in sync_notices.NOT_SENT else record.aside
        store.mark_changed(record)
        self._mine.add(seq)
        self._run.seen.pushed += record.kind != documents.HEADS
        return True

    def _not_taken(self, store: RecordStore, sent: SyncRecord, result: dict[str, Any]) -> None:
        record, status = store.record(sent.id), result["status"]
        if record is None:
            return
        if status == protocol.TOO_LARGE:
            self._pass_over(store, record, sync_notices.TOO_LARGE)
        elif status == protocol.QUOTA:
            self._pass_over(store, record, sync_notices.NO_ROOM)
        elif self._tries[sent.id] >= TRIES:
            self._pass_over(store, record, sync_notices.NOT_AGREED)
        else:
            record.version, record.blob = None, None
            if status == protocol.CONFLICT and "current" not in result:
                record.known = None  # the server has another version or none: what it has comes now, or it is new there
            store.mark_changed(record)

    def _advance(self, store: RecordStore) -> None:
        """Move the cursor over places that this run filled itself, as long as no other lies between."""
        cursor = start = store.state.cursor
        while cursor + 1 in self._mine:
            cursor += 1
            self._mine.discard(cursor)
        if cursor != start and not store.state.again:
            store.update(cursor=cursor)


def _results(batch: list[SyncRecord], answer: dict[str, Any]) -> list[dict[str, Any]]:
    """What became of each record, in their order; raises `Unreachable` for what no honest server answers."""
    results = [strict_json.mapping(result) for result in strict_json.many(answer.get("results"), len(batch))]
    if [result.get("id") for result in results] != [record.id.hex() for record in batch]:
        raise Unreachable(BROKEN)
    if any(result.get("status") not in protocol.STATUSES for result in results):
        raise Unreachable(BROKEN)
    for place in [result.get("seq") for result in results if result["status"] in _TAKEN_STATUSES]:
        strict_json.whole(place, 2**63 - 1)
    return results


def _standing_in_the_way(batch: list[SyncRecord], results: list[dict[str, Any]]) -> list[SealedRecord]:
    """The server's own versions of what conflicts, as far as it gave them; raises `Unreachable` for other records."""
    current = [SealedRecord.read(result["current"]) for result in results if isinstance(result.get("current"), dict)]
    if {sealed.id for sealed in current} - {sealed.id for sealed in batch}:
        raise Unreachable(BROKEN)
    return current
