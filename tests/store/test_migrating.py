"""Bringing a journal to this program's schema, as far as one process can show it; `keeping` kills some on the way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from recovery.store import connection, engine, migrating
from recovery.store.engine import Connection


def test_each_migration_can_be_made_twice_without_harm(home: Path) -> None:
    """Two programs that both found an old journal: the second finds it new once it has the lock."""
    with connection.existing_or_new() as journal:
        before = journal.execute("SELECT sql FROM sqlite_schema ORDER BY 1").fetchall()
        migrating.migrate(journal.connection)
        assert journal.execute("SELECT sql FROM sqlite_schema ORDER BY 1").fetchall() == before


def held(connection: Connection) -> dict[str, object]:
    """All that stands in a journal's file, but for its id and the moments at which its tables were made."""
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    settings = ("user_version", "application_id", "page_size", "auto_vacuum", "encoding", "journal_mode")
    everything: dict[str, object] = {
        "schema": connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid").fetchall(),
        "settings": [connection.execute(f"PRAGMA {name}").fetchone() for name in settings],
    }
    for table in tables:
        columns = [row[1] for row in connection.execute("SELECT * FROM pragma_table_info(?)", (table,))]
        left_out = {"journal": "id", "_sqlite_migrations": "applied_at"}.get(table)
        asked = ", ".join(f'"{column}"' for column in columns if column != left_out)
        everything[table] = connection.execute(f'SELECT {asked} FROM "{table}"').fetchall()
    return everything


def test_the_empty_journal_that_tests_copy_is_what_the_program_makes(home: Path, tmp_path: Path) -> None:
    connections = [engine.connect(tmp_path / f"{number}.db") for number in range(3)]
    makers = (migrating.migrate.__wrapped__, migrating.migrate, migrating.migrate)  # type: ignore[attr-defined]
    for opened, migrate in zip(connections, makers, strict=True):
        opened.execute("PRAGMA journal_mode = WAL")
        migrate(opened)
    made, copied, again = map(held, connections)
    assert len(made) > 60
    assert made == copied == again
    assert len({opened.execute("SELECT id FROM journal").fetchone() for opened in connections}) == 3
    for opened in connections:
        opened.close()


def test_what_migrates_knows_the_errors_of_our_engine(home: Path) -> None:
    """In a process of its own: whatever loads sqlite-utils first decides which engine's errors it catches."""
    code = (
        "from recovery.store import connection, engine\n"
        "with connection.existing_or_new(): import sqlite_utils.db\n"
        "print(sqlite_utils.db.OperationalError is engine.EngineFailure)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
