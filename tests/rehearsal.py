"""An empty journal in memory, as `connection.rehearsing` makes it, copied from one whose tables were made once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from recovery.store import engine, migrating
from recovery.store.connection import Journal
from recovery.store.engine import Connection

MEMORY = Path(":memory:")


@cache
def migrated() -> Connection:
    """What is copied; it stays open for as long as this process runs."""
    connection = engine.connect(MEMORY)
    migrating.migrate(connection)
    return connection


@contextmanager
def rehearsing() -> Iterator[Journal]:
    """A journal of one's own with nothing in it."""
    connection = engine.connect(MEMORY)
    try:
        migrated().backup(connection)
        yield Journal(connection, device="rehearsal")
    finally:
        connection.close()
