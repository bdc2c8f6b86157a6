"""The journal's file as a database: whether it is one of ours, which journal is in it, and whether its key file fits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from recovery.errors import Unreadable
from recovery.store import engine, schema
from recovery.store.engine import Connection

if TYPE_CHECKING:
    from recovery.store.keyfile import KeyFile

PLAIN_HEADER = b"SQLite format 3\0"
EMPTY = (
    "The journal's file is there but empty, so its content is gone or the disk was full. Nothing was changed. "
    "Put a backup in its place with: recovery restore FILE (recovery doctor lists them)"
)
FOREIGN = (
    "The key file and the journal do not belong together, or the journal is damaged. Nothing was changed. "
    "Put a backup in its place with: recovery restore FILE (recovery doctor lists them)"
)
UNLOCKED_FILE = (
    "The journal should be locked, and its file is not: somebody put another in its place. Nothing was changed. "
    "Put a backup in its place with: recovery restore FILE (recovery doctor lists them)"
)
NEWER = "This journal was written by a newer version of recovery. Update the program; nothing was changed."


def open_file(path: Path, key_file: KeyFile | None, key: bytes | None) -> Connection:
    """The journal in a file, checked to be the one of its key file; raises `Unreadable`."""
    if not path.stat().st_size:
        raise Unreadable(EMPTY)  # a journal is put in place whole; an empty one would open with any key, or begin anew
    connection = engine.connect(path, key)
    try:
        if key_file is not None:
            _check_identity(path, connection, key_file)
        version(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_identity(path: Path, connection: Connection, key_file: KeyFile) -> None:
    """Raise `Unreadable` where the key opens nothing, or another journal."""
    try:
        if identity(connection) != key_file.journal:
            raise Unreadable(FOREIGN)
    except engine.EngineFailure as error:
        if "no such table" in str(error):
            raise Unreadable(FOREIGN) from error
        raise
    except engine.NotRead as error:
        raise Unreadable(UNLOCKED_FILE if is_plain(path) else FOREIGN) from error


def beginning(path: Path) -> bytes:
    """The first 16 bytes of a journal's file, of a locked one a random salt; empty where there is none."""
    try:
        with path.open("rb") as file:
            return file.read(len(PLAIN_HEADER))
    except FileNotFoundError:
        return b""


def is_plain(path: Path) -> bool:
    """Whether a file is an open journal, or another plain SQLite file."""
    return beginning(path) == PLAIN_HEADER


def version(connection: Connection) -> int:
    """The journal's schema version, 0 for an empty file; raises `Unreadable` for any other program's file."""
    steps = int(connection.execute("PRAGMA user_version").fetchone()[0])
    # In this order: while another command makes the journal, tables may appear between two of these questions.
    used = steps or connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
    owner = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if steps > len(schema.MIGRATIONS) and owner == schema.APPLICATION_ID:
        raise Unreadable(NEWER)
    if owner != schema.APPLICATION_ID and used:
        raise Unreadable(engine.DAMAGED)
    return steps


def up_to_date(connection: Connection) -> bool:
    """Whether it has this program's schema; raises `Unreadable` as `version` does."""
    return version(connection) >= len(schema.MIGRATIONS)


def identity(connection: Connection) -> str:
    """The id of the journal in a file; raises `Unreadable` for any other program's file."""
    version(connection)
    row = connection.execute("SELECT id FROM journal").fetchone()
    return str(row[0]) if row else ""


def journal_mode(path: Path) -> str:
    """How writes are made safe there: by a write-ahead log, on a network folder by a rollback journal."""
    return "DELETE" if _on_network(path) else "WAL"


def _on_network(path: Path) -> bool:
    """Whether the folder lies on a network file system, where a write-ahead log is unsafe."""
    try:
        mounts = [line.split() for line in Path("/proc/self/mounts").read_text("utf-8").splitlines()]
    except OSError:
        return False
    inside = [(len(mount[1]), mount[2]) for mount in mounts if path.is_relative_to(mount[1])]
    return bool(inside) and max(inside)[1].startswith(("nfs", "cifs", "smb", "9p", "fuse.sshfs"))
