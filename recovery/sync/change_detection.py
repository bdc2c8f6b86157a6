"""What was changed on this device since the last look: history, read as edits of records.

No command pays for sync: that a value was changed stands in history anyway, and here it gets its clock. What was in
the journal before it joined is walked through once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any

from recovery.store import kinds
from recovery.store.records import MISSING
from recovery.sync.documents import Document, Field, new_field
from recovery.sync.hybrid_clock import ZERO, Timestamp
from recovery.sync.queries import rows
from recovery.sync.queries.rows import Change
from recovery.sync.queries.sync_records import SyncRecord
from recovery.sync.record_store import AGAIN, RecordStore, milliseconds, natural
from recovery.wire import strict_json

SEEDED_AT_ONCE = 4000


def detect(store: RecordStore) -> None:
    """Give every edit since the last look its clock, inside a transaction."""
    known: dict[str, int] = {}
    scanned = store.state.scanned
    for change in rows.changes(store.journal, scanned):
        scanned = change.key
        if change.origin == "sync" or change.table not in kinds.SYNCED:
            continue
        clock = store.stamp(change.at, known)
        if change.action == "insert":
            first = ZERO if _only_begun(store, change.table) else clock
            _appeared(store, change.table, change.row, first, _as_left(store, change))
        elif change.action == "update":
            _edited(store, change, strict_json.read(change.data), clock)
        else:
            _removed(store, change.table, change.row, strict_json.read(change.data), clock)
        store.save_if_full()
    store.update(scanned=scanned)


def _as_left(store: RecordStore, change: Change) -> dict[str, Any] | None:
    """The row as that change left it, of a kind whose records are named by what can be edited: by its day, say.

    Of other kinds its present values serve, since the clocks of later edits follow. `None` where there is none.
    """
    values = store.values(change.table, change.row)
    if kinds.local_key(change.table) not in ("id", None):
        for action, data in rows.later(store.journal, change):
            if action == "update":
                values = values and values | {name: pair[0] for name, pair in data.items()}
            else:
                values = data if action == "delete" else None
    return values


def walk(store: RecordStore, progress: str) -> str | None:
    """Take up the next rows of a journal that has joined; returns how far it came, `None` once all is done."""
    table, _, after = (progress or f"{kinds.SYNCED[0]} 0").partition(" ")
    untraced = rows.untraced(store.journal, table, store.columns(table), int(after), SEEDED_AT_ONCE)
    store.fetch_rows(table, {key: natural(table, values) for key, _, values in untraced})
    for key, at, values in untraced:
        if store.record_of_row(table, key) is None:
            _appeared(store, table, key, _since(store, table, at), values)
    if len(untraced) == SEEDED_AT_ONCE:
        reached: str | None = f"{table} {untraced[-1][0]}"
    else:
        place = kinds.SYNCED.index(table) + 1
        reached = f"{kinds.SYNCED[place]} 0" if place < len(kinds.SYNCED) else None
    store.update(seeding=reached)
    return reached


def _since(store: RecordStore, kind: str, at: str | None) -> Timestamp:
    """The clock of a row that was there before this journal joined, last changed at that time of history."""
    if _only_begun(store, kind) or (store.state.existing and kind == "substance"):
        return ZERO  # of a substance that both have, the account's first day stands
    clock = Timestamp(milliseconds(at) if at else 0, 0, store.state.clock_id)
    store.clock.see(clock)
    return clock


def _only_begun(store: RecordStore, kind: str) -> bool:
    """Whether that is what a new device began with: what its account already says of itself comes before it."""
    return store.state.existing and kind == "profile"


def _appeared(store: RecordStore, kind: str, row: int, clock: Timestamp, values: dict[str, Any] | None) -> None:
    """A row is there that was not, or that is there again: what it says otherwise than before was edited."""
    if values is None:
        return
    before = store.record_of_row(kind, row)
    id, local, record = store.place(kind, natural(kind, values))
    if before is not None and before.id != id:
        store.set_document(before, store.document(before), None, live=False)
    if record is None or not record.kind:
        record, old = record or SyncRecord(id=id, kind=kind, local=local), Document(kind, local)
    else:
        old = store.document(record)
    fields, unanswered = dict(old.fields), _unanswered(kind)
    said = {
        name
        for name, value in values.items()  # what a new record leaves open takes no answer of another device away
        if (
            fields[name].value != value
            if name in fields
            else value is not None and (name not in unanswered or value != unanswered[name])
        )
    }
    said = together(kind, said)
    fields |= {
        name: new_field((value, clock if name in said else ZERO))
        for name, value in values.items()
        if name in said or name not in fields
    }
    deleted = Field(value=False, clock=clock)
    whole = Document(old.kind, local, fields, deleted, erased=old.erased, count=old.count, more=old.more)
    store.set_edited_document(record, whole, row, live=True)


def together(kind: str, names: Iterable[str]) -> set[str]:
    """These columns, and those that are one answer with any of them."""
    unedited = set(names)
    for group in kinds.record_class(kind).one_answer:
        if unedited.intersection(group):
            unedited.update(group)
    return unedited


@cache
def _unanswered(kind: str) -> dict[str, Any]:
    """What stands in a row of that kind where nothing was said, of the columns that have such a value."""
    columns = kinds.record_class(kind).columns()
    return {
        column.name: column.rule.store(column.default) for column in columns if column.default not in (MISSING, None)
    }


def _edited(store: RecordStore, change: Change, data: dict[str, Any], clock: Timestamp) -> None:
    kind, row = change.table, change.row
    values = _as_left(store, change)
    record = store.record_of_row(kind, row)
    if record is None:  # not walked to yet: what was not edited now is as old as it is
        at = rows.last_changed(store.journal, kind, row, change.key)
        _appeared(store, kind, row, _since(store, kind, at), values)
        record = store.record_of_row(kind, row)
        if record is None:
            return
    if values is not None and natural(kind, values) != record.local.partition(AGAIN)[0]:
        # A check-in of another day, a substance of another name: one record ends, and another holds the row.
        _ended(store, record, None, values | {name: pair[0] for name, pair in data.items()}, clock)
        _appeared(store, kind, row, clock, values)
        return
    document = store.document(record)
    now = values or {name: pair[1] for name, pair in data.items()}
    edits = {name: Field(now[name], clock) for name in together(kind, data) if name in now}
    document = replace(document, fields={**document.fields, **edits}, deleted=Field(False, clock))  # noqa: FBT003
    store.set_edited_document(record, document, row, live=record.live, aside=record.aside)


def _removed(store: RecordStore, kind: str, row: int, last: dict[str, Any], clock: Timestamp) -> None:
    record = store.record_of_row(kind, row)
    if record is not None:  # else it came and went without having been sent
        _ended(store, record, row, last, clock)


def _ended(store: RecordStore, record: SyncRecord, row: int | None, last: dict[str, Any], clock: Timestamp) -> None:
    """A record is taken out of the journal; `last` is what its row said to the end, `row` where an undo finds it."""
    document = store.document(record)
    # What could not be taken into the row is newer than what the row said.
    said = {
        name: Field(last[name], field.clock) for name, field in document.fields.items() if record.live and name in last
    }
    gone = replace(document, fields={**document.fields, **said}, deleted=Field(True, clock))  # noqa: FBT003
    store.set_edited_document(record, gone, row, live=False)
