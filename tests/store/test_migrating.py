"""Bringing a journal to this program's schema, as far as one process can show it; `keeping` kills some on the way."""

from __future__ import annotations

from pathlib import Path

from recovery.store import connection, migrating


def test_each_migration_can_be_made_twice_without_harm(home: Path) -> None:
    """Two programs that both found an old journal: the second finds it new once it has the lock."""
    with connection.creating() as journal:
        before = journal.execute("SELECT sql FROM sqlite_schema ORDER BY 1").fetchall()
        migrating.migrate(journal.connection)
        assert journal.execute("SELECT sql FROM sqlite_schema ORDER BY 1").fetchall() == before
