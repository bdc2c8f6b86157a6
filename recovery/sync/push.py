"""What was written here, sealed once for each version and sent until the server has it."""

from __future__ import annotations

from typing import Any

from recovery.errors import Refused, Unreachable
from recovery.store import remarks
from recovery.sync import documents, envelope, write_log
from recovery.sync.apply import Applier
from recovery.sync.pull import Puller, SealedRecord
from recovery.sync.queries import rows, sync_records
from recovery.sync.queries.sync_records import SyncRecord
from recovery.sync.record_store import RecordStore
from recovery.sync.run import SyncRun, present_ms
from recovery.sync.transport import BROKEN, ErrorResponse
from recovery.wire import protocol, strict_json

PUSH_AT_ONCE = protocol.PUSH_RECORDS
PUSH_BYTES = protocol.BODY_LIMIT - 64 * 1024  # of a push, as it is written
RECORD_OVERHEAD = 200  # what JSON adds to a record's blob
TRIES = 8  # for one record in one run, against a server that finds a conflict for ever


class Pusher:
    """The way out; what stands against it is taken in on the way."""

    def __init__(self, run: SyncRun, puller: Puller) -> None:
        self._run, self._puller = run, puller
        self._tries: dict[bytes, int] = {}
        self._mine: set[int] = set()  # places in the account's order that this run filled

    def push(self) -> None:
        """Send all that waits; raises `Unreachable` with what was answered kept."""
        run = self._run
        waiting = sync_records.count_unsent(run.journal)
        batch = self._seal() if waiting or rows.anything_new(run.journal) else []
        while batch:
            run.progress("Sending", run.seen.pushed, waiting)
            state = self._run.state
            body = {
                "epoch": state.epoch.hex() if state.epoch else "",
                "records": [
                    {
                        "id": each.id.hex(),
                        "base": each.known.hex() if each.known else None,
                        "version": (each.version or b"").hex(),
                        "blob": strict_json.base64(each.blob or b""),
                    }
                    for each in batch
                ],
            }
            try:
                answer = self._run.ask("POST", f"/v1/c/{state.collection.hex()}/push", body)
            except ErrorResponse as error:
                if error.code != protocol.OTHER_EPOCH:
                    raise
                self._run.go_on(error)
                self._puller.pull()
            else:
                self._answered(batch, answer)
            batch = self._seal()

    def _seal(self) -> list[SyncRecord]:
        """What is sent next: sealed once, and kept until the server has it."""
        with self._run.transaction() as store:
            found = self._chosen(store, on_heads=False) or self._chosen(store, on_heads=True)
            for each in found:
                store.change(each)
        return found

    def _chosen(self, store: RecordStore, *, on_heads: bool) -> list[SyncRecord]:
        room, chosen = PUSH_BYTES, list[SyncRecord]()
        passed = [each for each, tries in self._tries.items() if tries >= TRIES]
        for record in sync_records.unsent(self._run.journal, PUSH_AT_ONCE + len(passed), heads=on_heads):
            if self._tries.get(record.id, 0) >= TRIES or len(chosen) == PUSH_AT_ONCE:
                continue
            if record.blob is None and not self._sealed(store, record):
                continue
            room -= len(record.blob or b"") * 4 // 3 + RECORD_OVERHEAD
            if room < 0 and chosen:
                break
            chosen.append(record)
        return chosen

    def _sealed(self, store: RecordStore, record: SyncRecord) -> bool:
        # What never arrives must not count, or what others write meanwhile would look older than it is.
        try:
            plain = documents.encode(documents.counted(store.document(record), documents.following(record.count)))
            documents.decode(plain)  # nothing is sent that this program would not read
        except (ValueError, RecursionError, strict_json.Malformed):
            self._pass_over(store, record, remarks.NOT_SENDABLE)
            return False
        record.version = envelope.new_version()
        ring = self._run.held.ring
        try:
            record.blob = envelope.seal(ring.key, ring.collection, record.id, record.version, plain)
        except Refused:
            self._pass_over(store, record, remarks.TOO_LARGE)
            return False
        return True

    def _pass_over(self, store: RecordStore, record: SyncRecord, why: str) -> None:
        """Leave a record for another run, and say why."""
        self._tries[record.id] = TRIES
        self._run.seen.refused[why] = self._run.seen.refused.get(why, 0) + 1
        record.version, record.blob = None, None
        if record.live or record.aside is None:
            record.aside = why
        store.change(record)

    def _answered(self, batch: list[SyncRecord], answer: dict[str, Any]) -> None:
        """What became of each; conflicts are merged and go out again, in another version."""
        results = [strict_json.mapping(each) for each in strict_json.many(answer.get("results"), len(batch))]
        if [each.get("id") for each in results] != [each.id.hex() for each in batch]:
            raise Unreachable(BROKEN)
        statuses = [each.get("status") for each in results]
        if any(each not in protocol.STATUSES for each in statuses):
            raise Unreachable(BROKEN)
        current = [SealedRecord.read(each["current"]) for each in results if isinstance(each.get("current"), dict)]
        if {each.id for each in current} - {each.id for each in batch}:
            raise Unreachable(BROKEN)
        pulled = self._puller.opened(current)
        written: list[tuple[bytes, int]] = []
        again = False
        with self._run.transaction() as store:
            for sent, result in zip(batch, results, strict=True):
                status = result["status"]
                if status in (protocol.OK, protocol.DUPLICATE):
                    seq = strict_json.whole(result.get("seq"), 2**63 - 1)
                    if self._acknowledged(store, sent, seq):
                        written.append((sent.id, documents.following(sent.count)))
                    continue
                self._tries[sent.id] = self._tries.get(sent.id, 0) + 1
                unseen = status == protocol.CONFLICT and "current" not in result
                again |= unseen
                self._not_taken(store, sent, status, unseen=unseen)
            if written and batch[0].kind != documents.HEADS:
                write_log.add(store, written, present_ms())
            applier = Applier(store, present_ms(), takes_removals=self._run.takes_removals)
            applier.take(pulled)
            self._advance(store)
        self._puller.count(applier)
        if protocol.STALE_KEY in statuses or protocol.UNKNOWN_KEY in statuses:
            self._run.follow()
        if again:
            self._puller.pull()

    def _acknowledged(self, store: RecordStore, sent: SyncRecord, seq: int) -> bool:
        record = store.record(sent.id)
        if record is None:
            return False
        record.sealed_under = self._run.place_of(sent.blob or b"")
        record.known, record.seq, record.count = sent.version, seq, max(record.count, documents.following(sent.count))
        if record.version == sent.version:  # else it was edited meanwhile, and that is on its way
            record.version, record.blob, record.unsent = None, None, False
            record.aside = None if record.live or record.aside in remarks.NOT_SENT else record.aside
        store.change(record)
        self._mine.add(seq)
        self._run.seen.pushed += record.kind != documents.HEADS
        return True

    def _not_taken(self, store: RecordStore, sent: SyncRecord, status: str, *, unseen: bool) -> None:
        record = store.record(sent.id)
        if record is None:
            return
        if status == protocol.TOO_LARGE:
            self._pass_over(store, record, remarks.TOO_LARGE)
        elif status == protocol.QUOTA:
            self._pass_over(store, record, remarks.NO_ROOM)
        elif self._tries[sent.id] >= TRIES:
            self._pass_over(store, record, remarks.NOT_AGREED)
        else:
            record.version, record.blob = None, None
            if unseen:  # the server has another version or none: what it has comes now, or it is new there
                record.known = None
            store.change(record)

    def _advance(self, store: RecordStore) -> None:
        """Move the cursor over places that this run filled itself, as long as no other lies between."""
        cursor = start = store.state.cursor
        while cursor + 1 in self._mine:
            cursor += 1
            self._mine.discard(cursor)
        if cursor != start and not store.state.again:
            store.update(cursor=cursor)
