"""A record made a row of the journal, or taken out of it; what the tables or the rules of its kind refuse is set aside.

A value that loses is written and overwritten in one command, so that history shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from recovery.console import one_line
from recovery.errors import FieldRefused, Refused
from recovery.language import tr
from recovery.store import bulk, erasing, kinds, sync_notices
from recovery.store.engine import EngineError
from recovery.store.records import MISSING, Record
from recovery.sync.conflicts import Conflict, overridden_here, overridden_there
from recovery.sync.documents import Document, Field
from recovery.sync.queries import rows
from recovery.sync.queries.sync_records import SyncRecord
from recovery.sync.record_store import AGAIN, RecordStore, milliseconds, natural

# What the engine says to a row or a value that it cannot hold; Python's own words for a number or a text too wild.
NOT_READABLE = tr("a value cannot be read")
TWICE = tr("{} names something twice")
_REFUSALS = (EngineError, OverflowError, UnicodeEncodeError)


class _New(NamedTuple):
    """A row to be made."""

    record: SyncRecord
    document: Document
    values: dict[str, Any]


class RowWriter:
    """Makes rows what their documents say, inside one transaction; `insert` is its last step, for the new ones."""

    def __init__(self, store: RecordStore) -> None:
        self._store = store
        self.waiting: list[_New] = []
        self.erased: list[erasing.Wanted] = []
        self.starts: list[str] = []  # sentences
        self.conflicts: list[Conflict] = []

    def place(self, record: SyncRecord, mine: Document | None, theirs: Document | None, whole: Document) -> None:
        """Make the journal's row what the document says."""
        store, kind = self._store, whole.kind
        if whole.erased:
            self._erase(record, whole)
            return
        columns = store.columns(kind)
        if not columns:
            store.set_document(record, whole, None, live=False)
            return
        row = record.row
        present = store.values(kind, row)
        if whole.deleted.value:
            if present is not None and row is not None:
                store.as_sync()
                rows.delete_row(store.journal, kind, row)
            store.set_document(record, whole, row, live=False)
            return
        values = {name: whole.fields[name].value for name in columns if name in whole.fields}
        rule = refusal(kind, {**present, **values} if present else values)
        reason = None if rule is None else f"{sync_notices.RULE} {rule}"
        if natural(kind, values) != whole.local.partition(AGAIN)[0]:
            reason = sync_notices.FOREIGN
        elif not store.follows_erased(kind, whole.local):
            reason = sync_notices.TOO_EARLY
        if reason is not None:
            store.set_document(record, whole, row, live=False, aside=reason)
        elif present is None or row is None:
            self.waiting.append(_New(record, whole, values))
        else:
            self._update(record, row, whole, {name: value for name, value in values.items() if present[name] != value})
            self._note_start(record, present, values)
            if mine is not None and theirs is not None and record.live:
                self.show_losers(kind, row, mine, theirs, whole)

    def _note_start(self, record: SyncRecord, present: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Another first day without a substance changes all its numbers, so the person is told."""
        before, now = present.get("since"), values.get("since")
        if record.kind == "substance" and record.live and before != now:
            self.starts.append(
                sync_notices.START.format(substance=one_line(str(values.get("name"))), now=now, before=before)
            )

    def _update(self, record: SyncRecord, row: int, whole: Document, differing: dict[str, Any]) -> None:
        store = self._store
        if "id" in differing and rows.id_taken(store.journal, whole.kind, differing["id"]):
            whole, differing = self._with_own_id(record, whole, differing)
        try:
            if differing:
                store.as_sync()
                with rows.attempt(store.journal):
                    rows.update_row(store.journal, whole.kind, row, differing)
        except _REFUSALS:
            store.set_document(record, whole, row, live=False, aside=sync_notices.NOT_TAKEN)
        else:
            store.set_document(record, whole, row, live=True)

    def show_losers(self, kind: str, row: int, mine: Document, theirs: Document, whole: Document) -> None:
        """Let history tell the values of another device that a later edit of this one overrode."""
        store = self._store
        for name in store.columns(kind):
            ours, other = mine.fields.get(name), theirs.fields.get(name)
            if ours is None or other is None or whole.fields[name] != ours or ours.value == other.value:
                continue
            if not isinstance(other.value, str | int | float | None):
                continue  # of a newer program; no column holds it, so history cannot tell it
            if rows.told(store.journal, kind, row, name, other.value):
                continue
            store.as_sync()
            try:
                with rows.attempt(store.journal):
                    rows.update_row(store.journal, kind, row, {name: other.value})
                    rows.update_row(store.journal, kind, row, {name: ours.value})
            except _REFUSALS:
                continue
            if ours.clock.device == store.state.clock_id:
                self.conflicts.append(overridden_there(mine, theirs, name))

    def note_lost(self, record: SyncRecord, mine: Document, theirs: Document, whole: Document) -> None:
        """Note the values which this device set, and which an edit of another device overrode unseen."""
        state = self._store.state
        if record.live and not record.aside and not whole.deleted.value:
            since = milliseconds(state.synced_at) if state.synced_at else 0
            self.conflicts += overridden_here(mine, theirs, whole, state.clock_id, since)

    def _erase(self, record: SyncRecord, whole: Document) -> None:
        store = self._store
        if record.row is not None and record.kind in kinds.SYNCED:
            store.as_sync()
            column = kinds.local_key(record.kind) or "id"
            value = record.local.partition(AGAIN)[0]
            erasing.erase_row(store.journal.connection, record.kind, record.row, column, value)
            self.erased.append(erasing.Wanted(column, value, record.kind))
        record.kind = record.kind or whole.kind
        store.forget(record)

    def insert(self) -> None:
        """Make the rows that wait, by hundreds in one statement; where that is refused, one by one."""
        store, waiting = self._store, self.waiting
        self.waiting = []
        groups: dict[tuple[str, tuple[str, ...]], list[_New]] = {}
        for new in waiting:
            groups.setdefault((new.document.kind, tuple(new.values)), []).append(new)
        if not groups:
            return
        store.as_sync()
        inserting = bulk.Inserting(store.journal.connection)
        for (kind, names), group in groups.items():
            keys = _keys(inserting, kind, group)
            lines = [[row, *new.values.values()] for row, new in zip(keys, group, strict=True)]
            try:
                with rows.attempt(store.journal):
                    inserting.insert(kind, names, lines)
            except _REFUSALS:
                for new in group:
                    self._insert_one(inserting, new)
            else:
                for row, new in zip(keys, group, strict=True):
                    store.set_document(new.record, new.document, row, live=True)
        inserting.finish()

    def _insert_one(self, inserting: bulk.Inserting, new: _New) -> None:
        store, kind = self._store, new.document.kind
        document, values = new.document, new.values
        if kinds.local_key(kind) != "id" and "id" in values and rows.id_taken(store.journal, kind, values["id"]):
            document, values = self._with_own_id(new.record, document, values)
        (row,) = _keys(inserting, kind, [new])
        try:
            with rows.attempt(store.journal):
                inserting.insert(kind, tuple(values), [[row, *values.values()]])
        except _REFUSALS:
            store.set_document(new.record, new.document, new.record.row, live=False, aside=sync_notices.NOT_TAKEN)
        else:
            store.set_document(new.record, document, row, live=True)

    def _with_own_id(
        self, record: SyncRecord, document: Document, values: dict[str, Any]
    ) -> tuple[Document, dict[str, Any]]:
        """A check-in that was moved to another day took its id along, and its old day is there too: each needs its own.

        It follows from the record's id, so two devices that meet this give the same one.
        """
        own = Field(str(UUID(bytes=record.id)), self._store.tick())
        self._store.mark_unsent(record)
        return replace(document, fields={**document.fields, "id": own}), {**values, "id": own.value}


@cache
def _rules(record: type[Record]) -> list[tuple[str, Callable[[Any], Any], Callable[[Any], Any], Any]]:
    """Each column's name, how its value is read from a row and checked, and what stands for none."""
    return [(column.name, column.rule.load, column.rule.check, column.absent) for column in record.columns()]


def refusal(kind: str, values: Mapping[str, Any]) -> str | None:
    """Why a row of that kind cannot be taken, naming a field and never a value; `None` where it can."""
    record: type[Record] = kinds.record_class(kind)
    made: dict[str, Any] = {}
    name = ""
    try:
        for name, load, check, absent in _rules(record):  # type: ignore[arg-type]  # as in `Record.columns`
            value = values.get(name)
            if value is None and absent is not MISSING:
                made[name] = absent
                continue
            given = None if value is None else load(value)
            made[name] = checked = check(given)
            if type(given) is tuple and len(checked) != len(given):
                return TWICE.format(name)
        name = ""
        record.of_checked(made).check_whole()
    except Refused as error:
        return (FieldRefused(name, error.sentence) if name else error).sentence
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError):
        return NOT_READABLE
    return None


def _keys(inserting: bulk.Inserting, kind: str, group: list[_New]) -> list[int]:
    """The key of each row: the one that the record had before, or a new one."""
    if kinds.local_key(kind) is None:
        return [1] * len(group)
    free = inserting.next_key(kind)
    keys = []
    for new in group:
        keys.append(free if new.record.row is None else new.record.row)
        free += new.record.row is None
    return keys
