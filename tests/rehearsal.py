"""An empty journal in memory, as `connection.rehearsing` makes it, without a folder of a program's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recovery.store import engine, migrating
from recovery.store.connection import Journal

MEMORY = Path(":memory:")


@contextmanager
def rehearsing() -> Iterator[Journal]:
    """A journal of one's own with nothing in it."""
    connection = engine.connect(MEMORY)
    try:
        migrating.migrate(connection)
        yield Journal(connection, device="rehearsal")
    finally:
        connection.close()
