"""The engine under every journal: SQLCipher's SQLite where there is a wheel of it, else Python's own.

How a file is opened with care, and what the engine's errors mean to a person. An open journal is a plain SQLite file;
with a key file beside it, it is a SQLCipher file under a raw key.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from recovery.errors import Unreadable
from recovery.language import tr
from recovery.store import files, home

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3 as sqlite
    from pathlib import Path

    from sqlite_utils import Database
else:
    try:
        import sqlcipher3.dbapi2 as sqlite
    except ImportError:  # no wheel on this platform: the standard engine serves open journals
        import sqlite3 as sqlite

Connection = sqlite.Connection
EngineError = sqlite.Error
NotAllowed = sqlite.IntegrityError
EngineFailure = sqlite.OperationalError
NotRead = sqlite.DatabaseError
# A binding takes only numbers and text for plain values: for each NULL and each blob it would look for an adapter, fail
# inside and drop the error, at seven times the cost of a number. These two give the value back.
_NULL: dict[None, str] = {}
sqlite.register_adapter(type(None), _NULL.get)
sqlite.register_adapter(bytes, bytes)
BUSY_SECONDS = 5.0
FILES = ("", "-wal", "-shm", "-journal")  # of one journal, as the engine names them
DAMAGED = tr(
    "The journal cannot be read: the file is damaged or is not a journal. Nothing was changed. "
    "Put a backup in its place with: recovery restore FILE (recovery doctor lists them)"
)
NO_CIPHER = tr(
    "This machine has no SQLCipher, which opens a locked journal. Add it with: pipx inject recovery-journal sqlcipher3"
)
BUSY = tr("Another recovery command has been writing for a while. Nothing was kept; please try again.")


@contextmanager
def understood() -> Iterator[None]:
    """Turn what the engine says into a sentence; text that is no text any more is damage like any other."""
    try:
        yield
    except sqlite.OperationalError as error:
        text = str(error)
        if "locked" in text or "busy" in text:
            raise Unreadable(BUSY) from error
        if refuses_writing(error):
            raise Unreadable(home.NOT_WRITTEN.format(folder=home.folder())) from error
        if text.startswith("Could not decode"):
            raise Unreadable(DAMAGED) from error
        raise
    except sqlite.DatabaseError as error:
        if isinstance(error, sqlite.IntegrityError | sqlite.ProgrammingError):
            raise
        raise Unreadable(DAMAGED) from error


def refuses_writing(error: EngineFailure) -> bool:
    """Whether the disk takes nothing: it is full, or may only be read."""
    return any(word in str(error) for word in ("full", "readonly", "unable to open", "disk I/O"))


def connect(path: str | Path, key: bytes | None = None, *, alone: bool = False, unchanging: bool = False) -> Connection:
    """A connection as every use of a journal's file needs it; with a key, to a locked one. Raises `Unreadable`.

    Two ways to read need no room on the disk: `alone`, while no other process has the file open, and `unchanging`,
    where no log waits and nothing can write.
    """
    if not all(files.may_be_opened(f"{path}{suffix}") for suffix in FILES):
        raise Unreadable(DAMAGED)  # the engine would wait for a pipe, and read a device without end
    # An import writes in a thread of its own while it reads on; no two ever use a connection at once.
    connection: Connection = sqlite.connect(
        _unchanging(path) if unchanging else path,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        uri=unchanging,
        check_same_thread=False,
    )
    if key is not None:
        if not connection.execute("PRAGMA cipher_log_level = NONE").fetchone():
            connection.close()
            raise Unreadable(NO_CIPHER)
        connection.execute(f"PRAGMA key = {sql_key(key)}")
    if alone:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _unchanging(path: str | Path) -> str:
    """The address by which the engine reads a file without looking for a log or a lock."""
    from pathlib import Path

    return f"{Path(path).as_uri()}?mode=ro&immutable=1"


def sql_key(key: bytes | None) -> str:
    """A raw key as SQLCipher takes it; the empty one makes a plain file."""
    return "''" if key is None else f"\"x'{key.hex()}'\""


def tools(connection: Connection) -> Database:
    """The connection in the hands of sqlite-utils, which must be made to use the same engine first."""
    if sqlite.__name__.startswith("sqlcipher3"):
        import sqlcipher3

        sys.modules.setdefault("pysqlite3", sqlcipher3)
        sys.modules.setdefault("pysqlite3.dbapi2", sqlite)
    from sqlite_utils import Database

    return Database(connection, recursive_triggers=False, execute_plugins=False)
