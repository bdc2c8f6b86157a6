"""What is kept of each record beside the journal's row: its clocks, its versions, why it waits."""

from __future__ import annotations

import json
from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from recovery.store import sync_notices
from recovery.store.connection import Journal


@dataclass(slots=True, repr=False)
class SyncRecord:
    """What is kept of one record beside the journal's row.

    `row` is the row's key, still there after a deletion so that an undo finds its record again; `live` says that the
    fields are the row's, otherwise they are in `kept`. `known` is the version that the server was last seen with and
    `seq` its place there (0: not seen since it began anew), `version` and `blob` are on their way, `unsent` says that
    something is to be sent, `aside` why something could not be taken or sent. `sealed_under` is the place of
    the key, among those of the collection, under which `known` was sealed.

    `version` and `blob` stand in a table of their own, `sync_sealed`: with them the row would grow and shrink.
    `stored` is the version that stands there.

        a record that is           known     seq    unsent  version, blob  aside   row   live
        new here                   None      0      yes     None           None    key   yes
        as the server has it       version   place  no      None           None    key   yes
        edited here since          version   place  yes     None           None    key   yes
        on its way                 as before        yes     both           None    key   yes
        in conflict, unseen        None      place  yes     None           None    key   yes
        deleted                    as if it were edited, or taken from the server  key   no
        refused by its row         version   place  no      None           why     any   no    its fields are in `kept`
        held until somebody says   version   place  no      None           why     key   yes
        not to be sent             as before        yes     None           why     key   yes
        not to be opened, unknown  None      place  no      None           why     None  no    `kind` is empty
        erased                     as before        yes     None           None    None  no    then `unsent` is no
        here before the server
        began anew                 version   0      no      None           None    key   yes   not seen again: new here

    `aside` is tried again in each run if `kept` has the fields. `known` is the base of the next push,
    so it moves only together with what was merged from that version.
    """

    id: bytes
    kind: str
    local: str
    row: int | None = None
    live: bool = False
    clocks: str = ""
    kept: str | None = None
    count: int = 0
    known: bytes | None = None
    seq: int = 0
    version: bytes | None = None
    blob: bytes | None = None
    unsent: bool = False
    erased: bool = False
    aside: str | None = None
    sealed_under: int = 0
    stored: bytes | None = None


ASKED_AT_ONCE = 500
FIELDS = tuple(field.name for field in fields(SyncRecord))
values = attrgetter(*FIELDS)
COLUMNS = tuple(name for name in FIELDS if name not in ("version", "blob", "stored"))
_row = attrgetter(*COLUMNS)
_COLUMN_LIST = ", ".join(COLUMNS)
_ELSEWHERE = {"version": "s.version", "blob": "s.blob", "stored": "s.version"}
_SELECT = (
    f"SELECT {', '.join(_ELSEWHERE.get(name, f'r.{name}') for name in FIELDS)}"
    " FROM sync_record r LEFT JOIN sync_sealed s ON s.record = r.id WHERE"
)
_PUT = (
    f"INSERT INTO sync_record ({_COLUMN_LIST}) VALUES ({', '.join('?' * len(COLUMNS))})"
    " ON CONFLICT (id) DO UPDATE SET " + ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
)
_STATE = COLUMNS[4:]  # after id, kind, local id and row
_state = attrgetter(*_STATE, "id")
_UPDATE = f"UPDATE sync_record SET {', '.join(f'{name} = ?' for name in _STATE)} WHERE id = ?"


def make_room(journal: Journal) -> None:
    """Give many large transactions what they need: room in memory, and a log that is moved into the file seldom.

    Records stand in the order of random ids, so each transaction writes pages all over.
    """
    journal.execute("PRAGMA cache_size = -24000")
    journal.execute("PRAGMA wal_autocheckpoint = 8000").fetchall()


def _record(row: tuple[Any, ...]) -> SyncRecord:
    record = SyncRecord(*row)
    record.live, record.unsent, record.erased = bool(record.live), bool(record.unsent), bool(record.erased)
    return record


def by_ids(journal: Journal, ids: Sequence[bytes]) -> dict[bytes, SyncRecord]:
    """What is kept of these records."""
    records: dict[bytes, SyncRecord] = {}
    for start in range(0, len(ids), ASKED_AT_ONCE):
        part = ids[start : start + ASKED_AT_ONCE]
        rows = journal.execute(f"{_SELECT} r.id IN ({', '.join('?' * len(part))})", tuple(part))
        records.update((row[0], _record(row)) for row in rows.fetchall())
    return records


def on_their_way(journal: Journal, ids: Sequence[bytes]) -> dict[bytes, bytes]:
    """The versions of these records that are sealed, by id; at most a page of them.

    Whatever is changed of a record removes that, so one that is still there is as it was when it was sealed.
    """
    marks = ", ".join("?" * len(ids))
    rows = journal.execute(f"SELECT record, version FROM sync_sealed WHERE record IN ({marks})", tuple(ids))
    return dict(rows.fetchall())


def of_row(journal: Journal, kind: str, row: int) -> SyncRecord | None:
    """What is kept of the record of a row."""
    cursor = journal.execute(f"{_SELECT} r.kind = ? AND r.row = ?", (kind, row))
    found = cursor.fetchone()
    return None if found is None else _record(found)


def of_rows(journal: Journal, kind: str, rows: Sequence[int]) -> dict[int, SyncRecord]:
    """What is kept of the records of these rows, by row."""
    sql = f"{_SELECT} r.kind = ? AND r.row IN (SELECT value FROM json_each(?))"
    records = map(_record, journal.execute(sql, (kind, json.dumps(list(rows)))).fetchall())
    return {record.row: record for record in records if record.row is not None}


def unsent(journal: Journal, limit: int, sent: Collection[bytes] = ()) -> list[SyncRecord]:
    """What is to be sent: entries first, then what a device says that it wrote; `sent` is on its way."""
    marks = ", ".join("?" * len(sent))
    parts = [f"{_SELECT} r.unsent = 1 AND r.kind {is_} 'heads' AND r.id NOT IN ({marks})" for is_ in ("<>", "=")]
    rows = journal.execute(f"{' UNION ALL '.join(parts)} LIMIT ?", (*sent, *sent, limit))
    return [_record(row) for row in rows.fetchall()]


def aside(journal: Journal, limit: int) -> list[SyncRecord]:
    """What came and could not be taken, and might be now."""
    rows = journal.execute(
        f"{_SELECT} r.aside IS NOT NULL AND r.live = 0 AND r.kept IS NOT NULL LIMIT ?",
        (limit,),
    )
    return [_record(row) for row in rows.fetchall()]


def write_logs(journal: Journal, words: Sequence[str]) -> list[SyncRecord]:
    """What each of these devices has said that it wrote."""
    marks = ", ".join("?" * len(words))
    rows = journal.execute(f"{_SELECT} r.kind = 'heads' AND r.local IN ({marks})", tuple(words))
    return [_record(row) for row in rows.fetchall()]


def save(journal: Journal, changed: Sequence[SyncRecord], moved: Iterable[bytes], placed: Container[bytes]) -> None:
    """Keep these. `moved` are the ids of those whose row is another than before: first all of them let go of it.

    Rows may go round, as of a substance renamed and another given its old name, so no order of writing would do.
    `placed` has the ids of those that are new, or whose kind, local id or row may have changed: of the others these
    columns, and their index, stay as they are.
    """
    journal.executemany("UPDATE sync_record SET row = NULL WHERE id = ?", [(record_id,) for record_id in moved])
    journal.executemany(_PUT, [_row(record) for record in changed if record.id in placed])
    journal.executemany(_UPDATE, [_state(record) for record in changed if record.id not in placed])
    save_sealed(journal, changed)


def save_sealed(journal: Journal, records: Iterable[SyncRecord]) -> None:
    """Keep of these what is on its way, and nothing of those of which nothing is."""
    others = [record for record in records if record.version != record.stored]
    put = [(record.id, record.version, record.blob) for record in others if record.version is not None]
    gone = [record.id for record in others if record.stored is not None]
    if gone:
        journal.execute(f"DELETE FROM sync_sealed WHERE record IN ({', '.join('?' * len(gone))})", gone)
    journal.executemany("INSERT INTO sync_sealed (record, version, blob) VALUES (?, ?, ?)", put)
    for record in others:
        record.stored = record.version


def count_unsent(journal: Journal) -> int:
    """How many records wait to be sent, as far as history was looked through."""
    return int(journal.execute("SELECT count(*) FROM sync_record WHERE unsent = 1").fetchone()[0])


def count_aside(journal: Journal) -> int:
    """How many records could not be taken in here, or could not be sent."""
    return int(journal.execute("SELECT count(*) FROM sync_record WHERE aside IS NOT NULL").fetchone()[0])


def count_aside_for(journal: Journal, why: str) -> int:
    """How many records were set aside for that reason."""
    return int(journal.execute("SELECT count(*) FROM sync_record WHERE aside = ?", (why,)).fetchone()[0])


def count_unreadable(journal: Journal) -> int:
    """How many records there are of which nothing is here, because they could not be opened."""
    cursor = journal.execute("SELECT count(*) FROM sync_record WHERE aside IS NOT NULL AND kind = '' AND erased = 0")
    return int(cursor.fetchone()[0])


def left_to_send(journal: Journal) -> bool:
    """Whether something was written here that the last run did not look at, or looked at too late to send it."""
    unseen = """SELECT 1 FROM changes h LEFT JOIN commands c ON c.key = h.command
                WHERE h.key > (SELECT scanned FROM sync_state) AND c.origin IS NOT 'sync' LIMIT 1"""
    unsent = "SELECT 1 FROM sync_record WHERE unsent = 1 AND aside IS NULL LIMIT 1"
    return any(journal.execute(sql).fetchone() for sql in (unseen, unsent))


def unread_places(journal: Journal, limit: int) -> list[int]:
    """Where records stand of which nothing is here, because they could not be read, or that this program stumbled on.

    Any of them: those that never can be read must not stand before the others for ever.
    """
    rows = journal.execute(
        """SELECT seq FROM sync_record WHERE aside IS NOT NULL AND (kind = '' OR aside = ?) AND seq > 0
           ORDER BY random() LIMIT ?""",
        (sync_notices.UNFORESEEN, limit),
    )
    return [int(row[0]) for row in rows.fetchall()]


def fetch_again(journal: Journal, why: str) -> int | None:
    """Let the records of which something is here, and that were set aside for that reason, come again.

    Returns the place before the first of them, from which on to pull; `None` where there is none. The reason is
    forgotten once they are taken in, or sent again.
    """
    here = "aside = ? AND (kind <> '' OR erased = 1)"
    first = journal.execute(f"SELECT min(seq) FROM sync_record WHERE {here}", (why,)).fetchone()[0]
    if first is None:
        return None
    journal.execute(f"UPDATE sync_record SET known = NULL WHERE {here}", (why,))
    return max(0, int(first) - 1)


def unseal_all(journal: Journal) -> None:
    """Let go of what was sealed and not yet acknowledged: there is a newer key."""
    journal.execute("DELETE FROM sync_sealed")


def forget_places(journal: Journal) -> None:
    """The server began anew: nothing is known of what it has."""
    journal.execute("UPDATE sync_record SET seq = 0")
    unseal_all(journal)


def resend_missing(journal: Journal) -> None:
    """All was looked through: what was known to be there and was not seen is to be sent again."""
    journal.execute("UPDATE sync_record SET known = NULL, unsent = 1 WHERE seq = 0 AND known IS NOT NULL")
    journal.execute("DELETE FROM sync_record WHERE seq = 0 AND kind = '' AND erased = 0")
