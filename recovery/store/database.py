"""The journal's file as a database: whether it is one of ours, which journal is in it, and whether its key file fits."""

from __future__ import annotations

import os
from contextlib import suppress

from recovery.errors import Unreadable
from recovery.language import tr
from recovery.store import engine, files, schema
from recovery.store.engine import Connection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from recovery.store.keyfile import KeyFile

PLAIN_HEADER = b"SQLite format 3\0"
EMPTY = tr(
    "The journal's file is there but empty, so its content is gone or the disk was full. Nothing was changed. "
    "Put a backup in its place with: recovery restore FILE (recovery doctor lists them)"
)
FOREIGN = tr(
    "The key file and the journal do not belong together, or the journal is damaged. Nothing was changed. "
    "Put a backup in its place with: recovery restore FILE (recovery doctor lists them)"
)
UNLOCKED_FILE = tr(
    "The journal should be locked, and its file is not: somebody put another in its place. Nothing was changed. "
    "Put a backup in its place with: recovery restore FILE (recovery doctor lists them)"
)
OLD_KEY_FILE = tr(
    "The key file is an older one than the journal was last opened with: somebody put it back. An old passphrase would "
    "open it, so nothing was opened. Put the newer one back, or a backup with its own: recovery restore FILE (recovery "
    "doctor lists them). If you did it yourself: recovery doctor --take-as-it-is"
)
NEWER = tr("This journal was written by a newer version of recovery. Update the program; nothing was changed.")


def open_to_read(path: str | Path, key_file: KeyFile | None, key: bytes | None) -> Connection:
    """The same as `open_file`, and on a full disk or one that takes nothing a connection that only reads."""
    try:
        return open_file(path, key_file, key)
    except engine.EngineFailure as error:
        if not engine.refuses_writing(error):
            raise
    try:
        return open_file(path, key_file, key, alone=True)
    except engine.EngineFailure as error:
        if not engine.refuses_writing(error) or not settled(path):
            raise
    return open_file(path, key_file, key, unchanging=True)


def settled(path: str | Path) -> bool:
    """Whether all of the journal stands in its one file. Whoever writes while it is open elsewhere leaves a log."""
    for suffix in ("-wal", "-journal"):
        with suppress(FileNotFoundError):
            if os.stat(f"{path}{suffix}").st_size:
                return False
    return True


def open_file(path: str | Path, key_file: KeyFile | None, key: bytes | None, **ways: bool) -> Connection:
    """The journal in a file, checked to be the one of its key file; `ways` as in `engine.connect`. Raises `Unreadable`."""
    try:
        empty = not os.stat(path).st_size
    except OSError as error:
        raise Unreadable(engine.DAMAGED) from error
    if empty:
        raise Unreadable(EMPTY)  # a journal is put in place whole; an empty one would open with any key, or begin anew
    connection = engine.connect(path, key, **ways)
    try:
        if key_file is not None:
            _check_identity(path, connection, key_file)
            _check_generation(connection, key_file)
        version(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_identity(path: str | Path, connection: Connection, key_file: KeyFile) -> None:
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


def _check_generation(connection: Connection, key_file: KeyFile) -> None:
    if key_file.generation < key_generation(connection):
        raise Unreadable(OLD_KEY_FILE)


def beginning(path: str | Path) -> bytes:
    """The first 16 bytes of a journal's file, of a locked one a random salt; empty where there is none."""
    try:
        with files.opened(path) as file:
            return file.read(len(PLAIN_HEADER))
    except (FileNotFoundError, files.NotPlain):
        return b""


def is_plain(path: str | Path) -> bool:
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


def has_log(connection: Connection) -> bool:
    """Whether it is written by a write-ahead log; a restored file gets its own, one on a network folder has none."""
    return bool(connection.execute("PRAGMA journal_mode").fetchone()[0] != "delete")


def is_current(connection: Connection) -> bool:
    """Whether nothing is to be written before it is used."""
    return has_log(connection) and up_to_date(connection)


def identity(connection: Connection) -> str:
    """The id of the journal in a file; raises `Unreadable` for any other program's file."""
    version(connection)
    row = connection.execute("SELECT id FROM journal").fetchone()
    return str(row[0]) if row else ""


def key_generation(connection: Connection) -> int:
    """The newest key file that the journal was opened with; 0 for a journal of an older program."""
    try:
        row = connection.execute("SELECT key_generation FROM journal").fetchone()
    except engine.EngineFailure as error:
        if "no such column" not in str(error):
            raise
        return 0
    return int(row[0]) if row else 0


def note_generation(connection: Connection, key_file: KeyFile) -> None:
    """Let the journal refuse older key files from now on."""
    if key_generation(connection) < key_file.generation:
        connection.execute("UPDATE journal SET key_generation = ?", (key_file.generation,))


def journal_mode(path: Path) -> str:
    """How writes are made safe there: by a write-ahead log, on a network folder by a rollback journal."""
    return "DELETE" if _on_network(path) else "WAL"


def _on_network(path: Path) -> bool:
    """Whether the folder lies on a network file system, where a write-ahead log is unsafe."""
    from pathlib import Path

    try:
        mounts = [line.split() for line in Path("/proc/self/mounts").read_text("utf-8").splitlines()]
    except OSError:
        return False
    inside = [(len(mount[1]), mount[2]) for mount in mounts if path.is_relative_to(mount[1])]
    return bool(inside) and max(inside)[1].startswith(("nfs", "cifs", "smb", "9p", "fuse.sshfs"))
