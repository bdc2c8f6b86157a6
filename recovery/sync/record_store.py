"""One transaction's work on the records: what is kept of each, beside the rows of the journal they stand for.

A record's fields are in its row as long as it has one; what the row cannot hold is kept beside it. `RecordStore` is
the one place that knows this: above it there are documents only.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Any

from recovery import clock
from recovery.store import erasing, kinds
from recovery.store.connection import Journal
from recovery.sync import documents, envelope
from recovery.sync.documents import Document
from recovery.sync.hybrid_clock import HybridClock, Timestamp
from recovery.sync.queries import account_state, rows, sync_records
from recovery.sync.queries.account_state import AccountState
from recovery.sync.queries.sync_records import SyncRecord
from recovery.sync.ring import Ring
from recovery.wire import strict_json

# As SQLite compares names: a record must be one exactly where the table would take one row only.
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
KEPT_AT_ONCE = 2000
AGAIN = "\n"  # before the number of a record that took the place of an erased one; no name and no day holds it
_NUMBER = re.compile("[2-9]|[1-9][0-9]{1,8}")


def natural(kind: str, values: Mapping[str, Any]) -> str:
    """What makes a row the same on every device: its id, its day or its name; of a profile there is one."""
    column = kinds.local_key(kind)
    return kind if column is None else str(values.get(column)).translate(_LOWER)


class RecordStore:
    """The records that one transaction touches; `save` writes them down."""

    def __init__(self, journal: Journal, state: AccountState, ring: Ring) -> None:
        self.journal, self.state, self.ring = journal, state, ring
        self._state_changes: dict[str, Any] = {}
        self._clock: HybridClock | None = None
        self._columns: dict[str, tuple[str, ...]] = {}
        self._column_sets: dict[str, frozenset[str]] = {}
        self._records: dict[bytes, SyncRecord | None] = {}
        self._rows: dict[tuple[str, int], bytes] = {}
        self._without: set[tuple[str, int]] = set()  # rows of which no record is kept
        self._ids: dict[tuple[str, str], bytes] = {}
        self._changed: dict[bytes, SyncRecord] = {}
        self._sealed: list[SyncRecord] = []
        self._placed: set[bytes] = set()  # records that are new, or may stand for another row than they were kept with
        self._moved: set[bytes] = set()  # records that stand for another row than they were kept with
        self._as_sync = False

    @property
    def clock(self) -> HybridClock:
        """This device's hybrid clock; made once something of the transaction reads it or moves it."""
        if self._clock is None:
            self._clock = HybridClock(self.state.clock_id, self.state.clock_ms, self.state.clock_counter)
        return self._clock

    @cached_property
    def present_ms(self) -> int:
        """This device's clock during the transaction, in milliseconds since 1970."""
        return clock.nanoseconds() // 1_000_000

    def finish(self) -> None:
        """The last thing inside the transaction."""
        if self._as_sync:  # what it noted of its own work is no edit to look through
            self.update(scanned=rows.last_change(self.journal))  # lower than before where history was erased
            self.journal.end_command()
        self.save()

    def update(self, **changes: Any) -> None:
        """Change what is known of sync; it is written down with the records."""
        self.state = replace(self.state, **changes)
        self._state_changes |= changes

    def begin_again(self, epoch: bytes) -> None:
        """The server began anew: all that it has will be looked through."""
        sync_records.forget_places(self.journal)
        self.update(epoch=epoch, cursor=0, again=True, newest_key=0, newest_key_seq=None)

    def save(self) -> None:
        """Write down what was changed, and begin with nothing loaded."""
        moved = self._clock
        if moved is not None and (moved.ms, moved.counter) != (self.state.clock_ms, self.state.clock_counter):
            self.update(clock_ms=moved.ms, clock_counter=moved.counter)
        if self._changed or self._moved:
            changed = list(self._changed.values())
            unsent = self.state.unsent or any(record.unsent for record in changed)
            aside = self.state.aside or any(record.aside is not None for record in changed)
            self.state = replace(self.state, unsent=unsent, aside=aside)
            sync_records.save(self.journal, changed, self._moved, self._placed)
        if self._sealed:
            sync_records.save_sealed(self.journal, self._sealed)
        if self._state_changes:
            account_state.save(self.journal, **self._state_changes)
        for held in (self._state_changes, self._records, self._rows, self._changed, self._sealed, self._ids):
            held.clear()
        for ids in (self._moved, self._placed):
            ids.clear()
        self._without.clear()

    def save_if_full(self) -> None:
        """The same, once much lies on it."""
        if len(self._records) > KEPT_AT_ONCE:
            self.save()

    def as_sync(self) -> None:
        """What is written into the journal from here on is the work of sync: no edit, and nothing to undo."""
        if not self._as_sync:
            self.journal.note_command("sync", "sync")
            self._as_sync = True

    @contextmanager
    def attempt(self, record: SyncRecord) -> Iterator[None]:
        """One record's work: where it ends with an error, the journal and what lies here of it are as before.

        Of a record that never had a row nothing is written meanwhile.
        """
        before, as_sync, clock = sync_records.values(record), self._as_sync, self._clock
        reading = None if clock is None else (clock.ms, clock.counter)
        try:
            with rows.attempt(self.journal) if record.row is not None else nullcontext():
                yield
        except BaseException:
            self._detach_row(record)
            for name, value in zip(sync_records.FIELDS, before, strict=True):
                setattr(record, name, value)
            if record.row is not None:
                self._rows[record.kind, record.row] = record.id
            self._as_sync = as_sync
            self._clock = None if reading is None else HybridClock(self.state.clock_id, *reading)
            raise

    def columns(self, kind: str) -> tuple[str, ...]:
        """The columns of a carried kind; none for a kind that this program does not know."""
        if kind not in self._columns:
            self._columns[kind] = rows.columns(self.journal, kind) if kind in kinds.SYNCED else ()
            self._column_sets[kind] = frozenset(self._columns[kind])
        return self._columns[kind]

    def fetch(self, ids: list[bytes]) -> None:
        """Load what is kept of these records."""
        wanted = [record_id for record_id in ids if record_id not in self._records]
        records = sync_records.by_ids(self.journal, wanted) if wanted else {}
        for record_id in wanted:
            self._put(record_id, records.get(record_id))

    def record(self, id: bytes) -> SyncRecord | None:
        """What is kept of a record."""
        if id not in self._records:
            self.fetch([id])
        return self._records[id]

    def record_of_row(self, kind: str, row: int) -> SyncRecord | None:
        """What is kept of the record of a row."""
        if (kind, row) in self._rows:
            return self._records[self._rows[kind, row]]
        record = None if (kind, row) in self._without else sync_records.of_row(self.journal, kind, row)
        if record is None:
            return None
        if record.id in self._records:  # what lies here is newer: the row has left it
            mine = self._records[record.id]
            return mine if mine is not None and mine.row == row else None
        self._put(record.id, record)
        return record

    def cache(self, records: Iterable[SyncRecord]) -> None:
        """Have at hand what was just read of these records."""
        for record in records:
            self._put(record.id, record)

    def fetch_rows(self, kind: str, names: Mapping[int, str]) -> None:
        """Load what is kept of the records of these rows, and of the records of these natural names: the rows' own."""
        self._without |= {(kind, row) for row in names}
        for row, record in sync_records.of_rows(self.journal, kind, [*names]).items():
            self._without.discard((kind, row))
            if record.id not in self._records:
                self._put(record.id, record)
        self.fetch([self.record_id(kind, name) for name in names.values()])

    def _put(self, id: bytes, record: SyncRecord | None) -> None:
        self._records[id] = record
        if record is not None and record.row is not None:
            self._rows[record.kind, record.row] = id

    def mark_changed(self, record: SyncRecord) -> None:
        """Have it written down."""
        if self._records.get(record.id) is None:
            self._placed.add(record.id)
        self._records[record.id] = self._changed[record.id] = record

    def seal(self, record: SyncRecord, version: bytes, blob: bytes) -> None:
        """Have it written down as it goes out; of the record itself nothing is other than before."""
        record.version, record.blob = version, blob
        self._sealed.append(record)

    def place(self, kind: str, name: str) -> tuple[bytes, str, SyncRecord | None]:
        """Where a record of that natural name belongs: its id, its local name, and what is kept of it.

        What was erased stays erased; what takes its place, as another check-in of that day, is another record.
        """
        number = 1
        while True:
            local = name if number == 1 else f"{name}{AGAIN}{number}"
            id = self.record_id(kind, local)
            record = self.record(id)
            if record is None or not record.erased:
                return id, local, record
            number += 1

    def follows_erased(self, kind: str, local: str) -> bool:
        """Whether a record may stand there: the first of its name, or one that takes the place of an erased one."""
        name, again, number = local.partition(AGAIN)
        if not again:
            return True
        if not _NUMBER.fullmatch(number):
            return False
        before = self.record(self.record_id(kind, name if number == "2" else f"{name}{AGAIN}{int(number) - 1}"))
        return before is not None and before.erased

    def record_id(self, kind: str, local: str) -> bytes:
        """A record's id on the wire."""
        if (kind, local) not in self._ids:
            self._ids[kind, local] = envelope.record_id(self.ring.id_key, kind, local)
        return self._ids[kind, local]

    def values(self, kind: str, row: int | None) -> dict[str, Any] | None:
        """A row as it is now; `None` where there is none."""
        if row is None or kind not in kinds.SYNCED:
            return None
        return rows.row_values(self.journal, kind, self.columns(kind), [row]).get(row)

    def rows_of(self, records: Iterable[SyncRecord]) -> dict[bytes, dict[str, Any]]:
        """What the rows of these records say, by record: those of a kind are read at once."""
        wanted: dict[str, dict[int, bytes]] = {}
        for record in records:
            if record.live and record.row is not None and record.kind in kinds.SYNCED:
                wanted.setdefault(record.kind, {})[record.row] = record.id
        return {
            ids[row]: values
            for kind, ids in wanted.items()
            for row, values in rows.row_values(self.journal, kind, self.columns(kind), [*ids]).items()
        }

    def document(self, record: SyncRecord, row: dict[str, Any] | None = None) -> Document:
        """A record in plain text; `row` is what its row says, where that was read already."""
        if record.erased:
            return documents.erased(record.kind, record.count)
        columns = self.columns(record.kind)
        if row is None and record.live:
            row = self.values(record.kind, record.row)
        kept: dict[str, Any] = strict_json.read(record.kept) if record.kept else {}
        clocks = strict_json.read(record.clocks)
        fields, deleted = documents.unpack(clocks, columns, kept.get("f", {}) | (row or {}))
        return Document(record.kind, record.local, fields, deleted, count=record.count, more=kept.get("m", {}))

    def set_document(
        self, record: SyncRecord, document: Document, row: int | None, *, live: bool, aside: str | None = None
    ) -> None:
        """Keep a record as this document; `live` says that the row has the fields that it can have."""
        if (record.kind, record.local, record.row) != (document.kind, document.local, row):
            self._detach_row(record, row)
        columns = self.columns(document.kind) if live else ()
        left: dict[str, Any] = {}
        if not (live and document.fields.keys() <= self._column_sets[document.kind]):
            left = {name: field.value for name, field in document.fields.items() if name not in columns}
        kept = {name: value for name, value in (("f", left), ("m", dict(document.more))) if value}
        record.kind, record.local, record.row, record.live, record.aside = (
            document.kind,
            document.local,
            row,
            live,
            aside,
        )
        record.kept = json.dumps(kept) if kept else None
        if row is not None:
            self._rows[record.kind, row] = record.id
        self.mark_changed(record)
        record.clocks = documents.pack_clocks(document, columns)

    def set_edited_document(
        self, record: SyncRecord, document: Document, row: int | None, *, live: bool, aside: str | None = None
    ) -> None:
        """Keep a record as this document, which was written here and is to be sent."""
        self.mark_unsent(record)
        self.set_document(record, document, row, live=live, aside=aside)

    def _detach_row(self, record: SyncRecord, row: int | None = None) -> None:
        """It no longer stands for its row, which another may have by now, but for the row of that key."""
        self._placed.add(record.id)
        if record.row in (None, row):
            return
        self._moved.add(record.id)
        if self._rows.get((record.kind, record.row)) == record.id:
            del self._rows[record.kind, record.row]

    def mark_unsent(self, record: SyncRecord) -> None:
        """It is to be sent, as a new version: what was sealed before is no longer what it says."""
        record.unsent, record.version, record.blob = True, None, None
        self.mark_changed(record)

    def forget(self, record: SyncRecord) -> None:
        """Keep of a record only that it was erased."""
        self._detach_row(record)
        for name, value in erasing.ERASED.items():
            setattr(record, name, value)
        self.mark_changed(record)

    def see(self, latest: Timestamp) -> int:
        """Let every later clock be greater than that one; returns by how many seconds it lies in the future."""
        present = self.present_ms
        self.clock.see(latest)
        return (latest.ms - present) // 1000

    def tick(self) -> Timestamp:
        """The clock of what is written now."""
        present = self.present_ms
        return self.clock.tick(present)

    def stamp(self, at: str | None, known: dict[str, int]) -> Timestamp:
        """The clock of an edit noted at that time of history, by this program or by another that wrote the file."""
        if at is None:
            return self.tick()
        if at not in known:
            known.clear()
            known[at] = milliseconds(at)
        return self.clock.tick(known[at])


@lru_cache(64)
def milliseconds(at: str) -> int:
    """A time of history, UTC text, in milliseconds since 1970; never less than 0."""
    from datetime import datetime

    return max(0, int(datetime.fromisoformat(at).timestamp() * 1000))
