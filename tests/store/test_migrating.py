"""Bringing a journal to this program's schema, as far as one process can show it; `keeping` kills some on the way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from recovery.store import connection, migrating


def test_each_migration_can_be_made_twice_without_harm(home: Path) -> None:
    """Two programs that both found an old journal: the second finds it new once it has the lock."""
    with connection.existing_or_new() as journal:
        before = journal.execute("SELECT sql FROM sqlite_schema ORDER BY 1").fetchall()
        migrating.migrate(journal.connection)
        assert journal.execute("SELECT sql FROM sqlite_schema ORDER BY 1").fetchall() == before


def test_what_migrates_knows_the_errors_of_our_engine(home: Path) -> None:
    """In a process of its own: whatever loads sqlite-utils first decides which engine's errors it catches."""
    code = (
        "from recovery.store import connection, engine\n"
        "with connection.existing_or_new(): import sqlite_utils.db\n"
        "print(sqlite_utils.db.OperationalError is engine.EngineFailure)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
