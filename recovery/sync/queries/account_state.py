"""What this device keeps of its account: who it is in it, its keys, how far it has read, and the key rings."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from recovery.errors import NotFound
from recovery.language import tr
from recovery.store.connection import MARK, Journal

NOT_JOINED = tr(
    "This journal does not sync. If another device of yours does, begin with recovery pair there; if not, here with: "
    "recovery sync join URL"
)


class Ring(NamedTuple):
    """A key ring as it was published: its generation, its bytes and their signature."""

    generation: int
    ring: bytes
    signature: bytes


@dataclass(frozen=True, kw_only=True, repr=False)
class AccountState:
    """What a device knows of sync. It never shows what is in it: there are keys among it.

    `account` is the account's id, `identity` and `recovery` the public keys that the 24 words give, `proof` what every
    ring of the account holds (see `ring`); `device`, `signing`
    and `sealing` are this device's Ed25519 public key, Ed25519 seed and X25519 private key; `clock_id` is its name in
    clocks; `folder` the name of the folder it was joined in (see `home.device`). `generation` and `ring_hash` pin the
    newest ring seen, `ring_hash` being the SHA-256 of its bytes. `existing`: the account was there before this device.
    `renewing` says how often this device is yet to be replaced, `next_signing` and `next_sealing` are the keys it gets.
    `newest_key` is the place, among the keys of the collection, of the newest under which a record came since the
    server began anew, `newest_key_seq` the first place of such a record.

    What lies waiting is read with it and not kept: `noted` is the newest change of history, which is past `scanned`
    where something was written since; `unsent` and `aside` say whether any record is to be sent, or was set aside.
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
    clock_id: str
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
    noted: int = 0
    unsent: bool = False
    aside: bool = False


_WAITING = {
    "noted": "SELECT coalesce(max(key), 0) FROM changes",
    "unsent": "SELECT EXISTS (SELECT 1 FROM sync_record WHERE unsent = 1)",
    "aside": "SELECT EXISTS (SELECT 1 FROM sync_record WHERE aside IS NOT NULL)",
}
_NAMES = tuple(field.name for field in fields(AccountState) if field.name not in _WAITING)
_COLUMN = {"clock_id": "word"}  # what a released table calls it, where that differs
_COLUMN_LIST = ", ".join(_COLUMN.get(name, name) for name in _NAMES)
_READ = f"SELECT {_COLUMN_LIST}, {', '.join(f'({query})' for query in _WAITING.values())} FROM sync_state"
_BOOLEANS = ("existing", "again", "unsent", "aside")


def state(journal: Journal) -> AccountState | None:
    """What this journal knows of sync; `None` where it has not joined."""
    row = journal.execute(_READ).fetchone()
    if row is None:
        return None
    values = dict(zip((*_NAMES, *_WAITING), row, strict=True))
    return AccountState(**values | {name: bool(values[name]) for name in _BOOLEANS})


def joined(journal: Journal) -> AccountState:
    """The same; raises `NotFound` where it has not joined."""
    known = state(journal)
    if known is None:
        raise NotFound(NOT_JOINED)
    return known


def begin(journal: Journal, new: AccountState, ring: Ring) -> None:
    """Keep a new account or a new membership, inside a transaction; what was kept of another goes.

    What is in the journal will be walked through and sent: history tells the rest from here on.
    """
    leave(journal)
    last = journal.execute("SELECT coalesce(max(key), 0) FROM changes").fetchone()[0]
    values = {name: getattr(new, name) for name in _NAMES} | {"scanned": last, "seeding": ""}
    marks = ", ".join("?" * len(_NAMES))
    journal.execute(f"INSERT INTO sync_state (one, {_COLUMN_LIST}) VALUES (1, {marks})", tuple(values.values()))
    keep_ring(journal, ring)


def leave(journal: Journal) -> None:
    """Forget everything of sync, inside a transaction; the journal itself stays as it is."""
    for table in ("sync_state", "sync_ring", "sync_record", "sync_sealed"):
        journal.execute(f"DELETE FROM {table}")


def save(journal: Journal, **changes: Any) -> None:
    """Change what is known of sync; by itself, or inside a transaction."""
    unknown = changes.keys() - set(_NAMES)
    if unknown:
        raise KeyError(*unknown)
    assignments = ", ".join(f"{_COLUMN.get(name, name)} = ?" for name in changes)
    journal.execute(MARK)  # by itself it is no `transaction`, which does that
    journal.execute(f"UPDATE sync_state SET {assignments}", tuple(changes.values()))


def keep_ring(journal: Journal, ring: Ring) -> None:
    """Keep a ring's bytes, so that they can be given back to a server that lost them. Pin it with `save`."""
    journal.execute("INSERT OR REPLACE INTO sync_ring (generation, ring, signature) VALUES (?, ?, ?)", ring)


def rings(journal: Journal, after: int = 0) -> list[Ring]:
    """The rings kept, from the generation after that one on."""
    cursor = journal.execute(
        "SELECT generation, ring, signature FROM sync_ring WHERE generation > ? ORDER BY generation", (after,)
    )
    return [Ring(*row) for row in cursor]
