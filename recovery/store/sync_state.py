"""Whether the journal has joined a server, and as what: what stands below sync, and may not load it, asks of its state."""

from __future__ import annotations

from contextlib import closing

from recovery.store import connection as connections
from recovery.store import home
from recovery.store.connection import Journal
from recovery.store.database import open_file
from recovery.store.engine import Connection, understood


def syncs(journal: Journal) -> bool:
    """Whether the journal has joined an account at a server."""
    return journal.execute("SELECT 1 FROM sync_state").fetchone() is not None


def to_be_replaced(journal: Journal) -> bool:
    """Whether the next sync begins with other keys for this device, because a copy of the journal holds its present ones."""
    return journal.execute("SELECT 1 FROM sync_state WHERE renewing > 0").fetchone() is not None


def as_device(connection: Connection) -> tuple[str, bytes] | None:
    """As what the journal joined a server: in which folder (see `home.device`) and by which key; `None`: it has not."""
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'sync_state'").fetchone():
        return None  # a backup from before there was sync
    device: tuple[str, bytes] | None = connection.execute("SELECT folder, device FROM sync_state").fetchone()
    return device


def as_device_here(ask: str) -> tuple[str, bytes] | None:
    """The same of the journal that is here; raises `RecoveryError` or `OSError` where it cannot be opened to see that."""
    if not connections.exists():
        return None
    with understood(), closing(open_file(home.journal_path(), *connections.keys_here(ask))) as connection:
        return as_device(connection)
