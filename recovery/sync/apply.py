"""What came from the server, merged into the journal: field by field, never jamming, and losing no edit.

A record that cannot be read, or that this program stumbles on, is left out with the reason, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from recovery.store import erasing, kinds, sync_notices
from recovery.store.engine import EngineError, EngineFailure
from recovery.sync import documents, write_log
from recovery.sync.conflicts import Conflict
from recovery.sync.documents import Document
from recovery.sync.queries import sync_records
from recovery.sync.queries.sync_records import SyncRecord
from recovery.sync.record_store import RecordStore
from recovery.sync.row_writer import RowWriter

UNREADABLE = 10_000  # records that could not be opened, and of which nothing is here: at most this many are noted
_TOLD = (
    sync_notices.DAMAGED,
    sync_notices.MALFORMED,
    sync_notices.OLD_KEY,
)  # why a record is left out, in words of its own
_UNFORESEEN = (EngineError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)


class OpenedRecord(NamedTuple):
    """A record from the server: its document, or why there is none."""

    id: bytes
    version: bytes
    seq: int
    document: Document | None
    aside: str | None = None
    key: int = 0  # the place of its key among the collection's
    retired: bool = False  # there is a newer key


class Applier:
    """Takes records into the journal inside one transaction, and counts what became of them."""

    def __init__(self, store: RecordStore, *, takes_removals: bool = False) -> None:
        self._takes_removals = takes_removals
        self._newest = (store.state.newest_key, store.state.newest_key_seq)
        self._store = store
        self._rows = RowWriter(store)
        self._unreadable: int | None = None
        self._arrived: list[tuple[bytes, int]] = []
        self._changed: set[bytes] = set()
        self.pulled = self.merged = self.older = 0
        self.aside: set[bytes] = set()
        self.refused: dict[str, int] = {}  # by why they were left out
        self.ahead = 0  # by how many seconds the furthest clock lies in the future

    @property
    def erased(self) -> list[erasing.Wanted]:
        """What was erased, to be erased in copies too."""
        return self._rows.erased

    @property
    def starts(self) -> list[str]:
        """What there is to say of first days that are others now."""
        return self._rows.starts

    @property
    def conflicts(self) -> list[Conflict]:
        """What two devices changed at once."""
        return self._rows.conflicts

    def take(self, pulled: Iterable[OpenedRecord]) -> None:
        """Merge these."""
        records, store = list(pulled), self._store
        store.fetch([record.id for record in records])
        for record in records:
            self._take(record)
        self._rows.insert()
        self._count_aside(records)
        if self._newest != (store.state.newest_key, store.state.newest_key_seq):
            store.update(newest_key=self._newest[0], newest_key_seq=self._newest[1])
        if self._arrived:
            write_log.add(self._store, self._arrived)
        if self.erased:
            erasing.finish_history(self._store.journal.connection)

    def _count_aside(self, opened: list[OpenedRecord]) -> None:
        records = filter(None, (self._store.record(incoming.id) for incoming in opened))
        waiting = {
            record.id for record in records if record.aside is not None and record.aside not in sync_notices.NOT_SENT
        }
        self.aside |= waiting
        self.pulled -= len(waiting & self._changed)

    def retry(self, records: Iterable[SyncRecord]) -> None:
        """Try once more what was set aside."""
        for waiting in records:
            record = self._store.record(waiting.id)
            if record is None or record.erased or record.kind not in kinds.SYNCED:
                continue
            whole = self._store.document(record)
            if not whole.deleted.value:
                self._rows.place(record, None, None, whole)
        self._rows.insert()

    def _take(self, incoming: OpenedRecord) -> None:
        store = self._store
        record = store.record(incoming.id)
        if record is not None and incoming.version in (record.known, record.version):
            self._is_there(record, incoming)
            return
        if record is None:
            record = SyncRecord(id=incoming.id, kind="", local="")
        if incoming.document is None:
            self._unopened(record, incoming)
            return
        if (
            store.record_id(incoming.document.kind, incoming.document.local) != incoming.id
            and not incoming.document.erased
        ):
            self._unopened(record, incoming._replace(aside=sync_notices.FOREIGN))
            return
        if self._takes_what_lasts(incoming.id, incoming.document):
            self._unopened(record, incoming._replace(aside=sync_notices.MALFORMED))
            return
        if self._outdated(record, incoming):
            self._unopened(record, incoming._replace(aside=sync_notices.OLD_KEY))
            return
        self._note_key(incoming.key, incoming.seq)
        waiting = len(self._rows.waiting)
        try:
            with store.attempt(record):
                self._merge(record, incoming, incoming.document)
        except EngineFailure:  # the disk, not the record
            raise
        except _UNFORESEEN:
            # Whatever this program did not foresee of it: the record waits, and sync goes on.
            del self._rows.waiting[waiting:]
            record.seq, record.aside = incoming.seq, sync_notices.UNFORESEEN
            store.mark_changed(record)

    def _is_there(self, record: SyncRecord, incoming: OpenedRecord) -> None:
        if incoming.version == record.version:  # it had arrived, and only the answer was lost
            record.known, record.version, record.blob, record.unsent, record.seq = (
                incoming.version,
                None,
                None,
                False,
                0,
            )
            record.count = documents.following(record.count)
            if record.kind != documents.HEADS:
                self._arrived.append((record.id, record.count))
        if record.seq != incoming.seq:
            record.seq = incoming.seq
            self._store.mark_changed(record)
        self._note_key(record.sealed_under, incoming.seq)

    def _takes_what_lasts(self, id: bytes, theirs: Document) -> bool:
        gone = theirs.erased or theirs.deleted.value is True
        return gone and id == self._store.record_id(kinds.LASTING, kinds.LASTING)

    def _outdated(self, record: SyncRecord, incoming: OpenedRecord) -> bool:
        """Whether an honest server could not have taken it: a newer key was in use when it came there."""
        newest, since = self._newest
        return incoming.key < record.sealed_under or (
            incoming.key < newest and since is not None and incoming.seq > since
        )

    def _note_key(self, key: int, seq: int) -> None:
        newest, since = self._newest
        if key > newest or (key == newest and (since is None or seq < since)):
            self._newest = (key, seq)

    def _unopened(self, record: SyncRecord, incoming: OpenedRecord) -> None:
        """Nothing of it can be used. What this device has of it is sent again, unless only a key is missing.

        Without the key nothing is known of what stands there, so nothing is put in its place as long as the key may
        come. A ring that is asked for at the next sync and still does not name it never will: somebody had a key alone.
        """
        empty, record.seq = not record.kind and not record.erased, incoming.seq
        waits = incoming.aside == sync_notices.NO_KEY and (empty or record.aside != sync_notices.NO_KEY)
        why = (
            incoming.aside
            if incoming.aside is not None and (waits or incoming.aside in _TOLD)
            else sync_notices.DAMAGED
        )
        self.refused[why] = self.refused.get(why, 0) + 1
        if empty and record.aside is None and not self._room_for_unreadable():
            return
        if empty or waits:
            record.aside = incoming.aside if empty or record.aside is None else record.aside
        else:
            record.known, record.aside = incoming.version, None if record.aside == sync_notices.NO_KEY else record.aside
            self._store.mark_unsent(record)
        self._store.mark_changed(record)

    def _room_for_unreadable(self) -> bool:
        """Whether one more is noted: a server may make up as many as it likes, and the disk is not its own."""
        if self._unreadable is None:
            self._unreadable = sync_records.count_unreadable(self._store.journal)
        self._unreadable += 1
        return self._unreadable <= UNREADABLE

    def _merge(self, record: SyncRecord, incoming: OpenedRecord, theirs: Document) -> None:
        store = self._store
        mine = store.document(record) if record.kind or record.erased else None
        self.ahead = max(self.ahead, store.see(documents.latest(theirs)))
        if record.known is not None and theirs.count < record.count and record.seq:
            self.older += 1
        if mine is not None and mine.erased:
            theirs = replace(theirs, kind=mine.kind)
        whole = theirs if mine is None else documents.merge(mine, theirs)
        changes = mine is None or not whole.same(mine)
        if self._must_ask(mine, whole, incoming):
            record.known, record.seq, record.aside = incoming.version, incoming.seq, sync_notices.HELD
            record.count = max(record.count, theirs.count)
            store.mark_changed(record)
            return
        if changes and whole.kind != documents.HEADS:
            self.pulled += 1
            self._changed.add(record.id)
        record.sealed_under, edited_here = incoming.key, record.unsent
        self.merged += record.unsent and mine is not None and not theirs.same(mine) and not whole.same(theirs)
        record.known, record.seq, record.version, record.blob = incoming.version, incoming.seq, None, None
        record.unsent = not whole.same(theirs) or theirs.count < record.count  # counts go up only, also after a restore
        record.count = max(record.count, theirs.count)
        store.mark_changed(record)
        if changes or record.aside:
            self._rows.place(record, mine, theirs, whole)
        elif mine is not None and record.live and record.row is not None:
            self._rows.show_losers(record.kind, record.row, mine, theirs, whole)
        if edited_here and mine is not None:
            self._rows.note_lost(record, mine, theirs, whole)

    def _must_ask(self, mine: Document | None, whole: Document, incoming: OpenedRecord) -> bool:
        """Whether it would take away what is here, under a key that a device which was taken off may have."""
        if mine is None or mine.erased or mine.deleted.value or not incoming.retired or self._takes_removals:
            return False
        return whole.erased or whole.deleted.value is True
