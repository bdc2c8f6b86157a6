"""One transaction for each command, on an engine that is told to be careful; and no trace where nothing is kept."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recovery.errors import NotFound
from recovery.store import connection, schema

if TYPE_CHECKING:
    from recovery.diary import Diary


def test_a_command_is_kept_whole_or_not_at_all(diary: Diary) -> None:
    journal = diary.journal
    before = journal.execute("SELECT count(*) FROM commands").fetchone()
    with suppress(ZeroDivisionError), journal.command("half"):
        journal.execute("INSERT INTO taken (id) VALUES ('x')")
        raise ZeroDivisionError
    assert journal.execute("SELECT count(*) FROM commands").fetchone() == before
    assert journal.execute("SELECT count(*) FROM taken").fetchone() == (0,)
    assert journal.execute("SELECT command FROM context").fetchone() == (None,)
    with journal.command("whole") as number:
        journal.execute("INSERT INTO taken (id) VALUES ('x')")
    assert journal.execute("SELECT command, action FROM changes ORDER BY key DESC LIMIT 1").fetchone() == (
        number,
        "insert",
    )


def test_the_engine_is_told_to_be_careful(diary: Diary) -> None:
    def pragma(name: str) -> object:
        return diary.journal.execute(f"PRAGMA {name}").fetchone()[0]

    assert pragma("synchronous") == 2
    assert pragma("journal_mode") == "wal"
    assert pragma("secure_delete") == 1
    assert pragma("busy_timeout") == 5000
    assert pragma("temp_store") == 2
    assert pragma("application_id") == schema.APPLICATION_ID
    assert pragma("user_version") == len(schema.MIGRATIONS)


def test_reading_makes_nothing(home: Path) -> None:
    with pytest.raises(NotFound), connection.existing():
        pass
    assert not home.exists()


def test_rehearsing_leaves_no_trace(home: Path) -> None:
    with connection.rehearsing() as journal, journal.command("try"):
        journal.execute("INSERT INTO taken (id) VALUES ('x')")
    assert not home.exists()
