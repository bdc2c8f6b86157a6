"""The SQL of sync: what this device keeps of its account, and of each record what the journal's tables do not tell."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from recovery.errors import NotFound
from recovery.store import remarks
from recovery.store.connection import Journal

NOT_JOINED = (
    "This journal does not sync. If another device of yours does, begin with recovery pair there; if not, here with: "
    "recovery sync join URL"
)
VALUES_AT_ONCE = 30_000  # SQLite takes 32,766 in one statement


class Ring(NamedTuple):
    """A key ring as it was published: its generation, its bytes and their signature."""

    generation: int
    ring: bytes
    signature: bytes


@dataclass(frozen=True, kw_only=True, repr=False)
class State:
    """What a device knows of sync. It never shows what is in it: there are keys among it.

    `account` is the account's id, `identity` and `recovery` the public keys that the 24 words give, `proof` what every
    ring of the account holds (see `ring`); `device`, `signing`
    and `sealing` are this device's Ed25519 public key, Ed25519 seed and X25519 private key; `word` is its name in
    clocks; `folder` the name of the folder it was joined in (see `home.device`). `generation` and `ring_hash` pin the
    newest ring seen, `ring_hash` being the SHA-256 of its bytes. `existing`: the account was there before this device.
    `renewing` says how often this device is yet to be replaced, `next_signing` and `next_sealing` are the keys it gets.
    `newest_key` is the place, among the keys of the collection, of the newest under which a record came since the
    server began anew, `newest_key_seq` the first place of such a record.
    """

    server: str
    account: bytes
    identity: bytes
    recovery: bytes
    proof: bytes
    collection: bytes
    folder: str
    name: str
    device: bytes
    signing: bytes
    sealing: bytes
    word: str
    generation: int
    ring_hash: bytes
    existing: bool
    token: str | None = None
    epoch: bytes | None = None
    cursor: int = 0
    clock_ms: int = 0
    clock_counter: int = 0
    scanned: int = 0
    seeding: str | None = ""
    again: bool = False
    newest_key: int = 0
    newest_key_seq: int | None = None
    warnings: str = "[]"
    synced_at: str | None = None
    renewing: int = 0
    next_signing: bytes | None = None
    next_sealing: bytes | None = None


_NAMES = tuple(each.name for each in fields(State))
_COLUMNS = ", ".join(_NAMES)


def state(journal: Journal) -> State | None:
    """What this journal knows of sync; `None` where it has not joined."""
    row = journal.execute(f"SELECT {_COLUMNS} FROM sync_state").fetchone()
    if row is None:
        return None
    values = dict(zip(_NAMES, row, strict=True))
    return State(**values | {"existing": bool(values["existing"]), "again": bool(values["again"])})


def joined(journal: Journal) -> State:
    """The same; raises `NotFound` where it has not joined."""
    found = state(journal)
    if found is None:
        raise NotFound(NOT_JOINED)
    return found


def begin(journal: Journal, new: State, ring: Ring) -> None:
    """Keep a new account or a new membership, inside a transaction; what was kept of another goes.

    What is in the journal will be walked through and sent: history tells the rest from here on.
    """
    leave(journal)
    last = journal.execute("SELECT coalesce(max(key), 0) FROM changes").fetchone()[0]
    values = {name: getattr(new, name) for name in _NAMES} | {"scanned": last, "seeding": ""}
    marks = ", ".join("?" * len(_NAMES))
    journal.execute(f"INSERT INTO sync_state (one, {_COLUMNS}) VALUES (1, {marks})", tuple(values.values()))
    keep_ring(journal, ring)


def leave(journal: Journal) -> None:
    """Forget everything of sync, inside a transaction; the journal itself stays as it is."""
    for table in ("sync_state", "sync_ring", "sync_record"):
        journal.execute(f"DELETE FROM {table}")


def save(journal: Journal, **changes: Any) -> None:
    """Change what is known of sync; by itself, or inside a transaction."""
    unknown = changes.keys() - set(_NAMES)
    if unknown:
        raise KeyError(*unknown)
    assignments = ", ".join(f"{name} = ?" for name in changes)
    journal.execute(f"UPDATE sync_state SET {assignments}", tuple(changes.values()))


def keep_ring(journal: Journal, ring: Ring) -> None:
    """Keep a ring's bytes, so that they can be given back to a server that lost them. Pin it with `save`."""
    journal.execute("INSERT OR REPLACE INTO sync_ring (generation, ring, signature) VALUES (?, ?, ?)", ring)


def rings(journal: Journal, after: int = 0) -> list[Ring]:
    """The rings kept, from the generation after that one on."""
    found = journal.execute(
        "SELECT generation, ring, signature FROM sync_ring WHERE generation > ? ORDER BY generation", (after,)
    )
    return [Ring(*row) for row in found]


def pending(journal: Journal) -> int:
    """How many records wait to be sent, as far as history was looked through."""
    return int(journal.execute("SELECT count(*) FROM sync_record WHERE unsent = 1").fetchone()[0])


def set_aside(journal: Journal) -> int:
    """How many records could not be taken in here, or could not be sent."""
    return int(journal.execute("SELECT count(*) FROM sync_record WHERE aside IS NOT NULL").fetchone()[0])


@dataclass(slots=True, kw_only=True, repr=False)
class Trace:
    """What is kept of one record beside the journal's row.

    `row` is the row's key, still there after a deletion so that an undo finds its record again; `live` says that the
    fields are the row's, otherwise they are in `kept`. `known` is the version that the server was last seen with and
    `seq` its place there (0: not seen since it began anew), `version` and `blob` are on their way, `unsent` says that
    something is to be sent, `aside` why something could not be taken or sent. `sealed_under` is the place of
    the key, among those of the collection, under which `known` was sealed.
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


class Change(NamedTuple):
    """A change of history: which row, what was done, what is told of it, and by whom and when."""

    key: int
    table: str
    row: int
    action: str
    data: str
    at: str | None
    origin: str | None


TRACE = tuple(each.name for each in fields(Trace))
_TRACE_COLUMNS = ", ".join(TRACE)
_PUT = (
    f"INSERT INTO sync_record ({_TRACE_COLUMNS}) VALUES ({', '.join('?' * len(TRACE))})"
    " ON CONFLICT (id) DO UPDATE SET " + ", ".join(f"{name} = excluded.{name}" for name in TRACE[1:])
)


def _trace(row: tuple[Any, ...]) -> Trace:
    found = Trace(**dict(zip(TRACE, row, strict=True)))
    found.live, found.unsent, found.erased = bool(found.live), bool(found.unsent), bool(found.erased)
    return found


def traces(journal: Journal, ids: Sequence[bytes]) -> dict[bytes, Trace]:
    """What is kept of these records, at most a page of them."""
    marks = ", ".join("?" * len(ids))
    rows = journal.execute(f"SELECT {_TRACE_COLUMNS} FROM sync_record WHERE id IN ({marks})", tuple(ids))
    return {row[0]: _trace(row) for row in rows.fetchall()}


def trace_of_row(journal: Journal, kind: str, row: int) -> Trace | None:
    """What is kept of the record of a row."""
    found = journal.execute(f"SELECT {_TRACE_COLUMNS} FROM sync_record WHERE kind = ? AND row = ?", (kind, row))
    values = found.fetchone()
    return None if values is None else _trace(values)


def unsent_traces(journal: Journal, limit: int, *, heads: bool) -> list[Trace]:
    """What is to be sent, of entries or of devices' own records, what was sealed before first."""
    which = "=" if heads else "<>"
    rows = journal.execute(
        f"SELECT {_TRACE_COLUMNS} FROM sync_record WHERE unsent = 1 AND kind {which} 'heads' LIMIT ?",
        (limit,),
    )
    return [_trace(row) for row in rows.fetchall()]


def traces_aside(journal: Journal, limit: int) -> list[Trace]:
    """What came and could not be taken, and might be now."""
    rows = journal.execute(
        f"SELECT {_TRACE_COLUMNS} FROM sync_record WHERE aside IS NOT NULL AND live = 0 AND kept IS NOT NULL LIMIT ?",
        (limit,),
    )
    return [_trace(row) for row in rows.fetchall()]


def heads(journal: Journal, words: Sequence[str]) -> list[Trace]:
    """What each of these devices has said that it wrote."""
    marks = ", ".join("?" * len(words))
    rows = journal.execute(
        f"SELECT {_TRACE_COLUMNS} FROM sync_record WHERE kind = 'heads' AND local IN ({marks})", tuple(words)
    )
    return [_trace(row) for row in rows.fetchall()]


def put_traces(journal: Journal, changed: Sequence[Trace], moved: Iterable[bytes]) -> None:
    """Keep these. `moved` are the ids of those whose row is another than before: first all of them let go of it.

    Rows may go round, as of a substance renamed and another given its old name, so no order of writing would do.
    """
    journal.executemany("UPDATE sync_record SET row = NULL WHERE id = ?", [(each,) for each in moved])
    journal.executemany(_PUT, [tuple(getattr(each, name) for name in TRACE) for each in changed])


def columns(journal: Journal, kind: str) -> tuple[str, ...]:
    """The table's own columns: no name that comes from elsewhere is ever put into a statement."""
    return tuple(str(row[1]) for row in journal.execute(f"PRAGMA table_info({kind})") if row[1] != "key")


def row_values(journal: Journal, kind: str, names: Sequence[str], keys: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The rows of these keys, as the table has them."""
    if len(keys) == 1:
        rows = journal.execute(f"SELECT key, {', '.join(names)} FROM {kind} WHERE key = ?", (keys[0],))
    else:
        wanted = json.dumps(list(keys))
        rows = journal.execute(
            f"SELECT key, {', '.join(names)} FROM {kind} WHERE key IN (SELECT value FROM json_each(?))", (wanted,)
        )
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows.fetchall()}


def changes(journal: Journal, after: int) -> Iterator[Change]:
    """What history has noted since that change."""
    rows = journal.execute(
        """SELECT h.key, h."table", h.row, h.action, h.data, c.at, c.origin
           FROM changes h LEFT JOIN commands c ON c.key = h.command WHERE h.key > ? ORDER BY h.key""",
        (after,),
    )
    while found := rows.fetchmany(500):
        yield from map(Change._make, found)


def later(journal: Journal, change: Change) -> list[tuple[str, dict[str, Any]]]:
    """What was done to the same row after that change, the last first."""
    rows = journal.execute(
        'SELECT action, data FROM changes WHERE "table" = ? AND row = ? AND key > ? ORDER BY key DESC',
        (change.table, change.row, change.key),
    )
    return [(action, json.loads(data)) for action, data in rows.fetchall()]


def untraced(
    journal: Journal, kind: str, names: Sequence[str], after: int, limit: int
) -> list[tuple[int, str | None, dict[str, Any]]]:
    """Rows after that key: key, when the row was last changed as far as history tells, and its values."""
    rows = journal.execute(
        f"""SELECT key, (SELECT max(c.at) FROM changes h JOIN commands c ON c.key = h.command
            WHERE h."table" = '{kind}' AND h.row = t.key), {", ".join(names)} FROM {kind} t WHERE key > ?
            ORDER BY key LIMIT ?""",
        (after, limit),
    )
    return [(row[0], row[1], dict(zip(names, row[2:], strict=True))) for row in rows.fetchall()]


def last_changed(journal: Journal, kind: str, row: int, before: int) -> str | None:
    """When a row was last changed before that change of history, as far as it tells."""
    found = journal.execute(
        """SELECT max(c.at) FROM changes h JOIN commands c ON c.key = h.command
           WHERE h."table" = ? AND h.row = ? AND h.key < ?""",
        (kind, row, before),
    )
    at: str | None = found.fetchone()[0]
    return at


def next_key(journal: Journal, kind: str) -> int:
    """The key that the table's next row gets; never one that was given before."""
    row = journal.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (kind,)).fetchone()
    return (int(row[0]) if row else 0) + 1


def insert_rows(journal: Journal, kind: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """New rows in one statement, their keys first; with one each the full-text index would write itself out at each."""
    marks = f"({', '.join('?' * (len(names) + 1))})"
    at_once = max(1, VALUES_AT_ONCE // (len(names) + 1))
    for start in range(0, len(rows), at_once):
        part = rows[start : start + at_once]
        values = [value for row in part for value in row]
        journal.execute(f"INSERT INTO {kind} (key, {', '.join(names)}) VALUES {', '.join([marks] * len(part))}", values)


def update_row(journal: Journal, kind: str, row: int, values: Mapping[str, Any]) -> None:
    """Set these columns of a row; their names are from `columns`."""
    assignments = ", ".join(f"{name} = ?" for name in values)
    journal.execute(f"UPDATE {kind} SET {assignments} WHERE key = ?", (*values.values(), row))


def delete_row(journal: Journal, kind: str, row: int) -> None:
    """Take a row out."""
    journal.execute(f"DELETE FROM {kind} WHERE key = ?", (row,))


def id_taken(journal: Journal, kind: str, id: str) -> bool:
    """Whether a row of that kind has that id."""
    return journal.execute(f"SELECT 1 FROM {kind} WHERE id = ?", (id,)).fetchone() is not None


def told(journal: Journal, kind: str, row: int, name: str, value: Any) -> bool:
    """Whether history shows that a column of a row ever had that value."""
    found = journal.execute(
        f"""SELECT 1 FROM changes WHERE "table" = ? AND row = ? AND action = 'update'
            AND (json_extract(data, '$.{name}[0]') IS ? OR json_extract(data, '$.{name}[1]') IS ?) LIMIT 1""",
        (kind, row, value, value),
    )
    return found.fetchone() is not None


@contextmanager
def attempt(journal: Journal) -> Iterator[None]:
    """Inside a transaction: what is written here is taken back if it ends with an error."""
    journal.execute("SAVEPOINT attempt")
    try:
        yield
    except BaseException:
        journal.execute("ROLLBACK TO attempt")
        raise
    finally:
        journal.execute("RELEASE attempt")


def begin_again(journal: Journal, epoch: bytes) -> None:
    """The server began anew: nothing is known of what it has, and all of it will be looked through."""
    journal.execute("UPDATE sync_record SET seq = 0, version = NULL, blob = NULL")
    save(journal, epoch=epoch, cursor=0, again=True, newest_key=0, newest_key_seq=None)


def missing_there(journal: Journal) -> None:
    """All was looked through: what was known to be there and was not seen is to be sent again."""
    journal.execute("UPDATE sync_record SET known = NULL, unsent = 1 WHERE seq = 0 AND known IS NOT NULL")
    journal.execute("DELETE FROM sync_record WHERE seq = 0 AND kind = '' AND erased = 0")
    save(journal, again=False)


def unread_places(journal: Journal, limit: int) -> list[int]:
    """Where records stand of which nothing is here, because they could not be read, or that this program stumbled on.

    Any of them: those that never can be read must not stand before the others for ever.
    """
    rows = journal.execute(
        """SELECT seq FROM sync_record WHERE aside IS NOT NULL AND (kind = '' OR aside = ?) AND seq > 0
           ORDER BY random() LIMIT ?""",
        (remarks.UNFORESEEN, limit),
    )
    return [int(row[0]) for row in rows.fetchall()]


def unseal_all(journal: Journal) -> None:
    """Let go of what was sealed and not yet acknowledged: there is a newer key."""
    journal.execute("UPDATE sync_record SET version = NULL, blob = NULL WHERE blob IS NOT NULL")


def changed_since(journal: Journal, scanned: int) -> bool:
    """Whether history has noted anything after that change."""
    return journal.execute("SELECT 1 FROM changes WHERE key > ? LIMIT 1", (scanned,)).fetchone() is not None


def unreadable(journal: Journal) -> int:
    """How many records there are of which nothing is here, because they could not be opened."""
    found = journal.execute("SELECT count(*) FROM sync_record WHERE aside IS NOT NULL AND kind = '' AND erased = 0")
    return int(found.fetchone()[0])


def left_to_send(journal: Journal) -> bool:
    """Whether something was written here that the last run did not look at, or looked at too late to send it."""
    unseen = """SELECT 1 FROM changes h LEFT JOIN commands c ON c.key = h.command
                WHERE h.key > (SELECT scanned FROM sync_state) AND c.origin IS NOT 'sync' LIMIT 1"""
    unsent = "SELECT 1 FROM sync_record WHERE unsent = 1 AND aside IS NULL LIMIT 1"
    return any(journal.execute(each).fetchone() for each in (unseen, unsent))


def once_more(journal: Journal, why: str) -> None:
    """Let the records of which something is here, and that were set aside for that reason, come again.

    The reason is forgotten once they are taken in, or sent again.
    """
    here = "aside = ? AND (kind <> '' OR erased = 1)"
    first = journal.execute(f"SELECT min(seq) FROM sync_record WHERE {here}", (why,)).fetchone()[0]
    if first is not None:
        journal.execute(f"UPDATE sync_record SET known = NULL WHERE {here}", (why,))
        journal.execute("UPDATE sync_state SET cursor = min(cursor, ?)", (max(0, first - 1),))


def aside_for(journal: Journal, why: str) -> int:
    """How many records were set aside for that reason."""
    return int(journal.execute("SELECT count(*) FROM sync_record WHERE aside = ?", (why,)).fetchone()[0])
