"""What each device says that it wrote, in a record of its own: so that no server can hide an edit unnoticed.

A device that has read past such a record must hold every record it names, at that count of versions or a later one.
The server sees one more record like the others. It can still hide everything that came last, this record with it;
that shows once a device is met that has seen it.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import replace

from recovery.sync.account import device_clock_id
from recovery.sync.documents import HEADS, Document, Field
from recovery.sync.queries import sync_records
from recovery.sync.queries.sync_records import SyncRecord
from recovery.sync.record_store import RecordStore
from recovery.wire.protocol import ID_BYTES

NAMED = 256
WRITES_LIMIT = 2**53 - 1
_COUNT_BYTES = 4
_STEP = ID_BYTES + _COUNT_BYTES


def add(store: RecordStore, written: list[tuple[bytes, int]]) -> None:
    """Note what the server has taken from this device, inside a transaction."""
    id, local, record = store.place(HEADS, store.state.clock_id)
    if record is None or not record.kind:
        record, old = record or SyncRecord(id=id, kind=HEADS, local=local), Document(HEADS, local)
    else:
        old = store.document(record)
    number = old.fields["writes"].value if "writes" in old.fields else 0
    recent = dict(_named(old))
    for written_id, count in written:
        recent.pop(written_id, None)
        recent[written_id] = count
    packed = b"".join(
        written_id + min(count, 2**32 - 1).to_bytes(_COUNT_BYTES) for written_id, count in [*recent.items()][-NAMED:]
    )
    clock = store.tick()
    fields = {
        "writes": Field(min((number if type(number) is int else 0) + len(written), WRITES_LIMIT), clock),
        "recent": Field(b64encode(packed).decode("ascii"), clock),
    }
    store.set_edited_document(record, replace(old, fields={**old.fields, **fields}), None, live=False)


def withheld(store: RecordStore) -> int:
    """How many records other devices have written, that this device should have and has not.

    The listed devices alone are believed, and one that was taken off is none of them.
    """
    ids = {device_clock_id(device.device) for device in store.ring.devices} - {store.state.clock_id}
    logs = [log for log in sync_records.write_logs(store.journal, sorted(ids)) if not log.erased]
    named = [written for log in logs for written in _named(store.document(log))]
    store.fetch(list({id for id, _ in named}))
    missing = 0
    for id, count in named:
        mine = store.record(id)
        missing += mine is None or (mine.count < count and not mine.erased and mine.aside is None)
    return missing


def _named(document: Document) -> list[tuple[bytes, int]]:
    """The records it names; none where it is not as this program would write it."""
    value = document.fields["recent"].value if "recent" in document.fields else ""
    try:
        packed = b64decode(value, validate=True)
    except (ValueError, TypeError):
        return []
    steps = range(0, min(len(packed), NAMED * _STEP) - _STEP + 1, _STEP)
    return [(packed[at : at + ID_BYTES], int.from_bytes(packed[at + ID_BYTES : at + _STEP])) for at in steps]
