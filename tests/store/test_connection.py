"""One transaction for each command, and one way to say what went wrong with the file."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recovery.errors import NotFound, Unreadable
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
    with pytest.raises(NotFound), connection.reading():
        pass
    assert not home.exists()


def test_rehearsing_leaves_no_trace(home: Path) -> None:
    with connection.rehearsing() as journal, journal.command("try"):
        journal.execute("INSERT INTO taken (id) VALUES ('x')")
    assert not home.exists()


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs", "ext4"])
def test_on_a_network_folder_there_is_no_write_ahead_log(
    kind: str, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"disk / ext4 rw 0 0\nserver:/x {tmp_path} {kind} rw 0 0\n")
    real = Path.read_text
    monkeypatch.setattr(
        Path,
        "read_text",
        lambda path, *rest: real(mounts if str(path) == "/proc/self/mounts" else path, *rest),
    )
    with connection.creating() as journal:
        mode = journal.execute("PRAGMA journal_mode").fetchone()[0]
    assert mode == ("wal" if kind == "ext4" else "delete")


def test_an_empty_file_is_no_journal_and_is_left_alone(home: Path) -> None:
    """A journal is put in place whole, so an empty file is one that was lost; a new one must not begin over it."""
    home.mkdir()
    (home / "journal.db").touch()
    for way in (connection.creating, connection.reading):
        with pytest.raises(Unreadable) as error, way():
            pass
        assert error.value.sentence == connection.EMPTY
    assert (home / "journal.db").stat().st_size == 0


def test_text_that_is_no_text_any_more_is_damage(diary: Diary, home: Path) -> None:
    with closing(sqlite3.connect(home / "journal.db")) as other:
        other.execute("UPDATE substance SET name = CAST(x'ff' AS TEXT)")
        other.commit()
    with pytest.raises(Unreadable) as error, connection.reading() as journal:
        journal.execute("SELECT name FROM substance").fetchall()
    assert error.value.sentence == connection.DAMAGED


def test_each_migration_can_be_made_twice_without_harm(home: Path) -> None:
    """Two programs that both found an old journal: the second finds it new once it has the lock."""
    with connection.creating() as journal:
        before = journal.execute("SELECT sql FROM sqlite_schema ORDER BY 1").fetchall()
        connection._migrate(journal.connection)
        assert journal.execute("SELECT sql FROM sqlite_schema ORDER BY 1").fetchall() == before
