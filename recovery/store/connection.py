"""The way to the journal's file: engine, key, opening, migrating, and one transaction for each command.

An open journal is a plain SQLite file. With a key file beside it, it is a SQLCipher file under a raw key.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from recovery import clock
from recovery.errors import NotFound, Unreadable
from recovery.store import arrival, home, locks, schema

if TYPE_CHECKING:
    import sqlite3 as engine
    from sqlite3 import Connection

    from sqlite_utils import Database

    from recovery.store.keyfile import KeyFile
else:
    try:
        import sqlcipher3.dbapi2 as engine
    except ImportError:  # no wheel on this platform: the standard engine serves open journals
        import sqlite3 as engine
    Connection = engine.Connection

EngineError = engine.Error
NotAllowed = engine.IntegrityError
EngineFailure = engine.OperationalError
BUSY_SECONDS = 5.0
# Who may be asked for the key (see `opening.Ask`, which a command on an open journal need not load).
PERSON, MACHINE, SESSION = "person", "machine", "session"
MIGRATION_SECONDS = 600.0
PLAIN_HEADER = b"SQLite format 3\0"
NO_JOURNAL = "There is no journal yet. Make one with: recovery init"
DAMAGED = (
    "The journal cannot be read: the file is damaged or is not a journal. Nothing was changed. "
    "Put a backup in its place with: recovery restore FILE (recovery doctor lists them)"
)
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
NO_CIPHER = (
    "This machine has no SQLCipher, which opens a locked journal. Add it with: pipx inject recovery-journal sqlcipher3"
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


def connect(path: Path, key: bytes | None = None) -> Connection:
    """A connection as every use of a journal's file needs it; with a key, to a locked one. Raises `Unreadable`."""
    connection: Connection = engine.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    if key is not None:
        if not connection.execute("PRAGMA cipher_log_level = NONE").fetchone():
            connection.close()
            raise Unreadable(NO_CIPHER)
        connection.execute(f"PRAGMA key = {sql_key(key)}")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def sql_key(key: bytes | None) -> str:
    """A raw key as SQLCipher takes it; the empty one makes a plain file."""
    return "''" if key is None else f"\"x'{key.hex()}'\""


def version(connection: Connection) -> int:
    """The journal's schema version, 0 for an empty file; raises `Unreadable` for any other program's file."""
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    # In this order: while another command makes the journal, tables may appear between two of these questions.
    used = found or connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
    owner = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if found > len(schema.MIGRATIONS) and owner == schema.APPLICATION_ID:
        raise Unreadable(NEWER)
    if owner != schema.APPLICATION_ID and used:
        raise Unreadable(DAMAGED)
    return found


def identity(connection: Connection) -> str:
    """The id of the journal in a file; raises `Unreadable` for any other program's file."""
    version(connection)
    row = connection.execute("SELECT id FROM journal").fetchone()
    return str(row[0]) if row else ""


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
        if version(connection) < len(schema.MIGRATIONS):
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

    written: ClassVar[bool] = False  # whether this process has written to a journal

    def __init__(self, connection: Connection, device: str | None = None) -> None:
        self.connection = connection
        self._device = device
        self.execute = connection.execute
        self.executemany = connection.executemany

    @contextmanager
    def command(self, name: str, *, origin: str = "local") -> Iterator[int]:
        """One command: one transaction that is kept whole or not at all, and one step for `undo`.

        Yields the command's number. Raises `Unreadable` when the disk refuses. What comes from the inbox is remembered
        in the same transaction, so that it is taken in once.
        """
        arriving = arrival.Arriving.current
        with self.transaction():
            number = self.note_command(name, "inbox" if arriving else origin)
            if arriving:
                arrival.remember(self.connection, arriving)
            yield number
            self.end_command()

    def note_command(self, name: str, origin: str) -> int:
        """Let what is written from here on, inside a transaction, be the work of a command; returns its number."""
        cursor = self.execute(
            "INSERT INTO commands (at, device, origin, name) VALUES (?, ?, ?, ?)",
            (clock.stamp(), self._device or home.device(), origin, name),
        )
        number = int(cursor.lastrowid or 0)
        self.execute("UPDATE context SET command = ?", (number,))
        return number

    def end_command(self) -> None:
        """What follows, inside the same transaction, is no command's work any more."""
        self.execute("UPDATE context SET command = NULL")
        Journal.written = True

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep what is written whole or not at all, without it being a step of history."""
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
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


class _Opened:
    """What else happens at the first opening of a locked journal: the command table takes the inbox in."""

    hook: Callable[[], None] | None = None


def at_first_opening(hook: Callable[[], None]) -> None:
    """Have that done once, as soon as a locked journal is open in this process."""
    _Opened.hook = hook


@contextmanager
def reading(ask: str = PERSON) -> Iterator[Journal]:
    """The journal, for a command that reads; raises `NotFound` where there is none, `Locked` without its key."""
    if not exists():
        raise NotFound(NO_JOURNAL)
    with _opened(ask) as journal:
        yield journal


@contextmanager
def creating() -> Iterator[Journal]:
    """The journal, for a command that may be the first to write; made whole, or not at all, where there is none."""
    home.make_folder()
    with _opened(make=True) as journal:
        yield journal


@contextmanager
def rehearsing() -> Iterator[Journal]:
    """An empty journal in memory, to try out what a command would do where there is none yet; leaves no trace."""
    with understood():
        connection = connect(Path(":memory:"))
        try:
            _migrate(connection)
            yield Journal(connection, device="rehearsal")
        finally:
            connection.close()


@contextmanager
def _opened(ask: str = PERSON, *, make: bool = False) -> Iterator[Journal]:
    path = home.journal_path()
    with understood():
        if home.next_key_path().exists():
            from recovery.store import switching

            switching.settle()
        with locks.shared():
            key_file, key = _key(ask)
            if make and not path.exists():
                _make(path, key_file, key)
            connection = open_file(path, key_file, key)
            try:
                _bring_up(connection, key_file, key)
                if key_file is not None and _Opened.hook is not None:
                    hook, _Opened.hook = _Opened.hook, None
                    hook()
                yield Journal(connection)
            finally:
                connection.close()


def _key(ask: str) -> tuple[KeyFile | None, bytes | None]:
    """The key file and the key; `None` for an open journal."""
    if not home.key_path().exists():
        return None, None
    from recovery.store import opening

    return opening.current(opening.Ask(ask))


def open_file(path: Path, key_file: KeyFile | None, key: bytes | None) -> Connection:
    """The journal in a file, checked to be the one of its key file; raises `Unreadable`."""
    if not path.stat().st_size:
        raise Unreadable(EMPTY)  # a journal is put in place whole; an empty one would open with any key, or begin anew
    connection = connect(path, key)
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
    except engine.OperationalError as error:
        if "no such table" in str(error):
            raise Unreadable(FOREIGN) from error
        raise
    except engine.DatabaseError as error:
        with path.open("rb") as file:
            plain = file.read(len(PLAIN_HEADER)) == PLAIN_HEADER
        raise Unreadable(UNLOCKED_FILE if plain else FOREIGN) from error


def _make(path: Path, key_file: KeyFile | None, key: bytes | None) -> None:
    """A new journal, put in place once it is whole: an empty file is never taken for one, and the first made stays."""
    temporary = path.with_name(f".new-{os.urandom(8).hex()}")
    os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, home.FILE_RIGHTS))
    try:
        connection = connect(temporary, key)
        try:
            connection.execute(f"PRAGMA journal_mode = {journal_mode(path)}")
            _migrate(connection)
            if key_file is not None:
                connection.execute("UPDATE journal SET id = ?", (key_file.journal,))
            # Closing does this too, but says nothing where the disk is full; the log is not put in place.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            connection.close()
        with suppress(FileExistsError):
            _link(temporary, path)
        home.settle_folder(path.parent)
    finally:
        for left in path.parent.glob(f"{temporary.name}*"):
            left.unlink(missing_ok=True)


def _link(temporary: Path, path: Path) -> None:
    """Give the file its name unless that is taken; raises `FileExistsError`."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: the rename is as good as long as nobody else makes a journal
        if not path.exists():
            temporary.rename(path)


def journal_mode(path: Path) -> str:
    """How writes are made safe there: by a write-ahead log, on a network folder by a rollback journal."""
    return "DELETE" if _on_network(path) else "WAL"


def _bring_up(connection: Connection, key_file: KeyFile | None, key: bytes | None) -> None:
    """Migrate a journal of an older program: one process at a time, after a backup; and give a restored one its log."""
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete":
        with suppress(engine.OperationalError):  # somebody else is using it: the next command does it
            connection.execute(f"PRAGMA journal_mode = {journal_mode(home.journal_path())}")
    if version(connection) >= len(schema.MIGRATIONS):
        return
    with locks.alone(home.make_part(home.backups()), MIGRATION_SECONDS):
        found = version(connection)
        if found >= len(schema.MIGRATIONS):
            return
        if found:
            from recovery.store import backups

            backups.make(connection, home.backups() / f"before-step-{found + 1}", key_file, key)
        _migrate(connection)


def no_journal() -> NotFound:
    """There is none."""
    return NotFound(NO_JOURNAL)


def joined_as(connection: Connection) -> tuple[str, bytes] | None:
    """As what the journal joined a server: in which folder (see `home.device`) and by which key; `None`: it has not."""
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'sync_state'").fetchone():
        return None  # a backup from before there was sync
    found: tuple[str, bytes] | None = connection.execute("SELECT folder, device FROM sync_state").fetchone()
    return found


def joined_here(ask: str) -> tuple[str, bytes] | None:
    """The same of the journal that is here; raises `RecoveryError` or `OSError` where it cannot be opened to see that."""
    if not exists():
        return None
    with understood(), closing(open_file(home.journal_path(), *_key(ask))) as connection:
        return joined_as(connection)


def syncs(journal: Journal) -> bool:
    """Whether the journal has joined an account at a server."""
    return journal.execute("SELECT 1 FROM sync_state").fetchone() is not None


def to_be_replaced(journal: Journal) -> bool:
    """Whether the next sync begins with other keys for this device, because a copy of the journal holds its present ones."""
    return journal.execute("SELECT 1 FROM sync_state WHERE renewing > 0").fetchone() is not None


def mark_to_be_replaced(connection: Connection) -> None:
    """Have the next sync do that. Keys that were drawn for it before are in the copy too: then it is done twice."""
    connection.execute("UPDATE sync_state SET renewing = 1 + (next_signing IS NOT NULL)")
