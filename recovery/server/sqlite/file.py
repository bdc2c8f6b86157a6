"""The server's file: opened with care, its tables brought up to date, and copied while a server uses it."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

from recovery.errors import NotFound, Refused, Unreachable
from recovery.language import tr
from recovery.server.storage import bootstrap

if TYPE_CHECKING:
    import sqlite3 as sqlite
else:
    try:
        import sqlcipher3.dbapi2 as sqlite
    except ImportError:  # no wheel on this platform
        import sqlite3 as sqlite

Connection = sqlite.Connection
EngineError = sqlite.Error
EngineFailure = sqlite.OperationalError
NotRead = sqlite.DatabaseError
BUSY_SECONDS = 30.0
STATEMENTS = 256
EMPTY_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"
HEADER_BYTES, MARK_PLACE = 100, 68  # of an SQLite file, and where its "application id" stands, free for any use
MARKS = 1 << 31  # so many numbers there are, then the first again
NOT_OURS = tr("That file is not a database of recovery serve, or it is damaged. Nothing was changed.")
THERE_ALREADY = tr("A file by that name already exists, and it was left alone. Choose another name.")
NOTHING_THERE = tr("There is no server's database there. Name it with --database sqlite:///PATH.")
NOT_COPIED = tr("The copy could not be written. Check that its folder is there and that the disk has room.")


class FileMoved(Exception):
    """The file that is open is no longer the one at its path: what is written to it would be lost."""


class FileOverwritten(FileMoved):
    """Another content stands in the file that is open: together with its log it is no database any more."""


class OpenFile:
    """The server's file with its log and the log's index, as they were when it was opened.

    SQLite goes on writing to a file that was deleted, replaced or overwritten. Whoever asks before and after writing
    can say so: by device and inode, and by a number in the file's header that each transaction counts up. The header
    has the one of the last transaction that was moved out of the log, so never an earlier one than before.
    """

    def __init__(self, path: Path, connection: Connection, overwritten: Callable[[], None]) -> None:
        """`overwritten` is called once, when that is seen for the first time."""
        self._paths = [str(path.with_name(path.name + suffix)) for suffix in ("", "-wal", "-shm")]
        self._opened = self._present()
        self._overwritten = overwritten
        self._lost = False
        self._guard = threading.Lock()
        # Open as long as any connection is: POSIX locks of a process end with any descriptor of their file.
        self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self._written = _marked(connection) or secrets.randbelow(MARKS)
        self.begin(connection)
        connection.execute("COMMIT")
        with suppress(EngineError):  # a full disk
            connection.execute(EMPTY_LOG).fetchall()
        self._seen = self._in_header()

    def begin(self, connection: Connection) -> None:
        """Begin a transaction that writes, and count it.

        As a script, since the number is another each time: sqlcipher3 keeps the statements that were used most, and
        would soon prepare every other one anew.
        """
        self._written = (self._written + 1) % MARKS
        connection.executescript(f"BEGIN IMMEDIATE; PRAGMA application_id = {self._written}")

    def check(self) -> None:
        """Raises `FileMoved`."""
        if self._present() != self._opened:
            raise FileMoved
        with self._guard:
            mark = self._in_header()
            if mark != self._seen and not self._lost:
                if mark < 0 or (mark - self._seen) % MARKS > (self._written - self._seen) % MARKS:
                    self._lost = True
                    self._overwritten()
                else:
                    self._seen = mark
        if self._lost:
            raise FileOverwritten

    def close(self) -> None:
        """After the last connection."""
        os.close(self._descriptor)

    def _present(self) -> list[tuple[int, int] | None]:
        return [_inode(path) for path in self._paths]

    def _in_header(self) -> int:
        """The number in the file itself, whatever waits in the log; -1 for a file that is too short for one."""
        header = os.pread(self._descriptor, HEADER_BYTES, 0)
        return int.from_bytes(header[MARK_PLACE : MARK_PLACE + 4]) if len(header) == HEADER_BYTES else -1


def _marked(connection: Connection) -> int:
    return int(connection.execute("PRAGMA application_id").fetchone()[0])


def _inode(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - a third of what Path.stat takes, around each read and batch
    except OSError:
        return None
    return status.st_dev, status.st_ino


def connect(path: Path) -> Connection:
    """A connection to the server's file, which must be there; nothing that was deleted stays in it."""
    connection: Connection = sqlite.connect(
        f"{path.as_uri()}?mode=rw",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=STATEMENTS,
    )
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _write_ahead(connection: Connection) -> None:
    """Switch the file to a write-ahead log. Where another process does the same, SQLite does not wait by itself."""
    until = monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except EngineFailure:
            if monotonic() >= until:
                raise
            sleep(0.05)
        else:
            return


def migrate(connection: Connection) -> None:
    """Bring the tables up to date, once however many processes try. Raises `Unreachable`."""
    steps = bootstrap.migrations("sqlite")
    connection.execute("BEGIN IMMEDIATE")
    try:
        before = _version(connection, steps[-1][0])
        for number, statements in steps:
            if number > before:
                for statement in statements:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _version(connection: Connection, newest: int) -> int:
    before = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if before > newest:
        raise Unreachable(bootstrap.NEWER)
    if not before and connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
        raise Unreachable(NOT_OURS)
    return before


def back_up(path: Path, target: Path) -> None:
    """Write a whole, consistent copy while the server runs, for the owner's eyes only. Raises `NotFound`, `Refused`.

    The copy is another file, so a server that is started on it takes it as restored and changes its epoch.
    """
    try:
        str(target).encode("utf-8")
        if not path.exists():
            raise NotFound(NOTHING_THERE)
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise Refused(THERE_ALREADY) from None
    except (OSError, UnicodeError) as error:
        raise Refused(NOT_COPIED) from error
    try:
        with closing(connect(path)) as connection:
            _version(connection, bootstrap.migrations("sqlite")[-1][0])
            connection.execute("VACUUM INTO CAST(? AS TEXT)", (os.fsencode(target),))
        with closing(connect(target)) as copy:
            sound = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            copy.execute(f"PRAGMA application_id = {secrets.randbelow(MARKS)}")  # no state of the file it was made of
            copy.execute("PRAGMA journal_mode = DELETE")
    except EngineError as error:
        target.unlink()
        raise Refused(NOT_COPIED) from error
    if not sound:
        raise Unreachable(NOT_OURS)
