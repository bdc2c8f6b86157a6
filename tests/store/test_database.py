"""The journal's file: one way to say what is wrong with it, and a log that its folder can bear."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recovery.errors import Unreadable
from recovery.store import connection, database, engine

if TYPE_CHECKING:
    from recovery.diary import Diary


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
    with connection.existing_or_new() as journal:
        mode = journal.execute("PRAGMA journal_mode").fetchone()[0]
    assert mode == ("wal" if kind == "ext4" else "delete")


def test_an_empty_file_is_no_journal_and_is_left_alone(home: Path) -> None:
    """A journal is put in place whole, so an empty file is one that was lost; a new one must not begin over it."""
    home.mkdir()
    (home / "journal.db").touch()
    for way in (connection.existing_or_new, connection.existing):
        with pytest.raises(Unreadable) as error, way():
            pass
        assert error.value.sentence == database.EMPTY
    assert (home / "journal.db").stat().st_size == 0


def test_text_that_is_no_text_any_more_is_damage(diary: Diary, home: Path) -> None:
    with closing(sqlite3.connect(home / "journal.db")) as other:
        other.execute("UPDATE substance SET name = CAST(x'ff' AS TEXT)")
        other.commit()
    with pytest.raises(Unreadable) as error, connection.existing() as journal:
        journal.execute("SELECT name FROM substance").fetchall()
    assert error.value.sentence == engine.DAMAGED


def test_what_is_no_number_and_no_text_is_bound_without_a_search(home: Path) -> None:
    """The engine's binding would fail inside for each NULL and each blob, and a sync binds a dozen a record."""
    module = import_module(engine.Connection.__module__)
    for kind in (type(None), bytes):
        assert (kind, module.PrepareProtocol) in module.adapters
    with closing(engine.connect(Path(":memory:"))) as opened:
        assert opened.execute("SELECT ?, ?, ?, typeof(?1), typeof(?2)", (None, b"\0a", b"")).fetchone() == (
            *(None, b"\0a", b"", "null", "blob"),
        )
