"""The way to the journal's file: engine, opening, migrating, and one transaction for each command."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recovery import clock
from recovery.errors import NotFound, Unreadable
from recovery.store import home, schema

if TYPE_CHECKING:
    import sqlite3 as engine
    from sqlite3 import Connection

    from sqlite_utils import Database
else:
    try:
        import sqlcipher3.dbapi2 as engine
    except ImportError:  # no wheel on this platform: the standard engine serves open journals
        import sqlite3 as engine
    Connection = engine.Connection

BUSY_SECONDS = 5.0
NO_JOURNAL = "There is no journal yet. Make one with: recovery init"
DAMAGED = (
    "The journal cannot be read: the file is damaged or is not a journal. Nothing was changed. "
    "If you have a backup, keep this file and put the backup in its place."
)
NEWER = "This journal was written by a newer version of recovery. Update the program; nothing was changed."
BUSY = "Another recovery command has been writing for a while. Nothing was kept; please try again."


@contextmanager
def understood() -> Iterator[None]:
    """Turn what the engine says into a sentence; text that is no text any more is damage like any other."""
    try:
        yield
    except engine.OperationalError as error:
        text = str(error)
        if "locked" in text or "busy" in text:
            raise Unreadable(BUSY) from error
        if any(word in text for word in ("full", "readonly", "unable to open", "disk I/O")):
            raise Unreadable(home.NOT_WRITTEN.format(folder=home.folder())) from error
        if text.startswith("Could not decode"):
            raise Unreadable(DAMAGED) from error
        raise
    except engine.DatabaseError as error:
        if isinstance(error, engine.IntegrityError | engine.ProgrammingError):
            raise
        raise Unreadable(DAMAGED) from error


def _on_network(path: Path) -> bool:
    """Whether the folder lies on a network file system, where a write-ahead log is unsafe."""
    try:
        mounts = [line.split() for line in Path("/proc/self/mounts").read_text("utf-8").splitlines()]
    except OSError:
        return False
    inside = [(len(mount[1]), mount[2]) for mount in mounts if path.is_relative_to(mount[1])]
    return bool(inside) and max(inside)[1].startswith(("nfs", "cifs", "smb", "9p", "fuse.sshfs"))


def _connect(path: Path) -> Connection:
    connection = engine.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _version(connection: Connection) -> int:
    """The journal's schema version, 0 for an empty file; raises `Unreadable` for any other program's file."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    # In this order: while another command makes the journal, tables may appear between two of these questions.
    used = version or connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
    owner = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if version > len(schema.MIGRATIONS) and owner == schema.APPLICATION_ID:
        raise Unreadable(NEWER)
    if owner != schema.APPLICATION_ID and used:
        raise Unreadable(DAMAGED)
    return version


def tools(connection: Connection) -> Database:
    """The connection in the hands of sqlite-utils, which must be made to use the same engine first."""
    if engine.__name__.startswith("sqlcipher3"):
        import sqlcipher3

        sys.modules.setdefault("pysqlite3", sqlcipher3)
        sys.modules.setdefault("pysqlite3.dbapi2", engine)
    from sqlite_utils import Database

    return Database(connection, recursive_triggers=False, execute_plugins=False)


def _migrate(connection: Connection) -> None:
    """Bring the journal to this program's schema, one writer at a time, each step whole or not at all."""
    from sqlite_utils import Migrations

    steps = Migrations("recovery")
    for number, step in enumerate(schema.MIGRATIONS, start=1):
        steps(name=f"{number:04}-{step.__name__}")(_on_connection(step, number))
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _version(connection) < len(schema.MIGRATIONS):
            steps.apply(tools(connection))
            schema.renew_triggers(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has ended it already
            connection.execute("ROLLBACK")
        raise


def _on_connection(step: Any, number: int) -> Any:
    def run(database: Database) -> None:
        step(database.conn)
        database.conn.execute(f"PRAGMA user_version = {number}")
        database.conn.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")

    run.__name__ = step.__name__
    return run


class Journal:
    """An open journal: one connection, and `command` for everything that writes."""

    def __init__(self, connection: Connection, device: str | None = None) -> None:
        self.connection = connection
        self._device = device
        self.execute = connection.execute
        self.executemany = connection.executemany

    @contextmanager
    def command(self, name: str, *, origin: str = "local") -> Iterator[int]:
        """One command: one transaction that is kept whole or not at all, and one step for `undo`.

        Yields the command's number. Raises `Unreadable` when the disk refuses.
        """
        self.execute("BEGIN IMMEDIATE")
        try:
            cursor = self.execute(
                "INSERT INTO commands (at, device, origin, name) VALUES (?, ?, ?, ?)",
                (clock.stamp(), self._device or home.device(), origin, name),
            )
            number = int(cursor.lastrowid or 0)
            self.execute("UPDATE context SET command = ?", (number,))
            yield number
            self.execute("UPDATE context SET command = NULL")
            self.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.execute("ROLLBACK")
            raise

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()


def exists() -> bool:
    """Whether there is a journal; raises `Unreadable` where that cannot be told."""
    try:
        return home.journal_path().exists()
    except OSError as error:
        raise Unreadable(home.NOT_READ.format(folder=home.folder())) from error


@contextmanager
def reading() -> Iterator[Journal]:
    """The journal, for a command that reads; raises `NotFound` where there is none."""
    if not exists():
        raise NotFound(NO_JOURNAL)
    with _opened() as journal:
        yield journal


@contextmanager
def creating() -> Iterator[Journal]:
    """The journal, for the one command that makes it."""
    home.make_folder()
    with _opened() as journal:
        yield journal


@contextmanager
def rehearsing() -> Iterator[Journal]:
    """An empty journal in memory, to try out what a command would do where there is none yet; leaves no trace."""
    with understood():
        connection = _connect(Path(":memory:"))
        try:
            _migrate(connection)
            yield Journal(connection, device="rehearsal")
        finally:
            connection.close()


@contextmanager
def _opened() -> Iterator[Journal]:
    path = home.journal_path()
    with understood():
        connection = _connect(path)
        try:
            if _version(connection) < len(schema.MIGRATIONS):
                connection.execute("PRAGMA journal_mode = " + ("DELETE" if _on_network(path) else "WAL"))
                tools(connection)
                _migrate(connection)
            yield Journal(connection)
        finally:
            connection.close()
