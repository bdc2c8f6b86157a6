"""The default engine: one SQLite file, one server process, no set-up.

One thread writes. It takes all work that waits into one transaction, each piece behind a savepoint of its own, and
answers once the whole is on the disk: many clients share the price of one flush.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import sqlite3 as standard
import threading
from collections.abc import Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from recovery.errors import NotFound, Refused, Unreachable
from recovery.server import preparing
from recovery.server.engine import Row, Transaction, Wake, Work

if TYPE_CHECKING:
    import sqlite3 as engine
    from sqlite3 import Connection
else:
    try:
        import sqlcipher3.dbapi2 as engine
    except ImportError:  # no wheel on this platform
        engine = standard
    Connection = engine.Connection

T = TypeVar("T")
READERS = 3
BATCH = 256
BUSY_SECONDS = 30.0
STATEMENTS = 256
SMALL_BYTES = 64 * 1024 * 1024
SCRUB_SECONDS = 10.0  # between two rewrites of a small file
LARGE_SCRUB_SECONDS = 3600.0  # of a larger one
QUIET_SECONDS = 2.0  # how long nobody wrote, before a larger one is rewritten
LATEST_SECONDS = 24 * 3600.0  # when that is not waited for any longer
REWRITE = ("PRAGMA temp_store = FILE", "VACUUM", "PRAGMA temp_store = MEMORY")  # the copy need not fit in memory
EMPTY_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"
IN_USE = "Another recovery serve is using this database. SQLite serves one; take PostgreSQL for several."
NOT_OPENED = "The server's database cannot be opened. Check that its folder is there and can be written to."
NOT_OURS = "That file is not a database of recovery serve, or it is damaged. Nothing was changed."
THERE_ALREADY = "There is a file of that name already, and it was left alone. Choose another name."
NOTHING_THERE = "There is no server's database there. Name it with --database sqlite:///PATH."
NOT_COPIED = "The copy could not be written. Check that its folder is there and that the disk has room."
NEWER = "The server's database was written by a newer version of recovery. Update the program; nothing was changed."


class _Transaction:
    """Work on one connection; nothing in it ever waits for the loop."""

    for_update = ""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.woken: set[bytes] = set()

    async def all(self, sql: str, *values: Any) -> list[Row]:
        return self._connection.execute(sql, values).fetchall()

    async def one(self, sql: str, *values: Any) -> Row | None:
        found: Row | None = self._connection.execute(sql, values).fetchone()
        return found

    async def run(self, sql: str, *values: Any) -> int:
        return self._connection.execute(sql, values).rowcount

    async def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._connection.executemany(sql, rows)

    def wake(self, key: bytes) -> None:
        self.woken.add(key)


def _drive(work: Any, tx: Transaction) -> Any:
    """Run work to its end at once, in this thread."""
    running: Coroutine[Any, Any, Any] = work(tx)
    try:
        running.send(None)
    except StopIteration as end:
        return end.value
    running.close()
    raise AssertionError("work on a database may wait for nothing else")


class _Job(NamedTuple):
    work: Any
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    afterwards: tuple[str, ...] = ()  # statements that no transaction may hold; its result is whether all were done


def _follow(connection: Connection, job: _Job) -> bool:
    """Run what comes after a job; `False` where the disk is full, or a reader keeps the log from being emptied."""
    try:
        found = [connection.execute(each).fetchall() for each in job.afterwards]
    except engine.Error:
        return False
    return not any(rows and rows[0][0] for rows in found)


def connect(path: Path) -> Connection:
    """A connection to the server's file; nothing that was deleted stays in it."""
    connection: Connection = engine.connect(
        str(path), timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS
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
        except engine.OperationalError:
            if monotonic() >= until:
                raise
            sleep(0.05)
        else:
            return


def migrate(connection: Connection) -> None:
    """Bring the tables up to date, once however many processes try. Raises `Unreachable`."""
    found = preparing.migrations("sqlite")
    connection.execute("BEGIN IMMEDIATE")
    try:
        before = _version(connection, found[-1][0])
        for number, statements in found:
            if number > before:
                for each in statements:
                    connection.execute(each)
                connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _version(connection: Connection, newest: int) -> int:
    before = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if before > newest:
        raise Unreachable(NEWER)
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
            _version(connection, preparing.migrations("sqlite")[-1][0])
            connection.execute("VACUUM INTO ?", (str(target),))
        with closing(connect(target)) as copy:
            sound = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            copy.execute("PRAGMA journal_mode = DELETE")
    except engine.Error as error:
        target.unlink()
        raise Refused(NOT_COPIED) from error
    if not sound:
        raise Unreachable(NOT_OURS)


class SQLite:
    """The engine on one file."""

    name = "sqlite"

    def __init__(self, path: Path, *, anew: bool = False) -> None:
        self.path = path
        self._anew = anew
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._writer: threading.Thread | None = None
        self._local = threading.local()
        self._connections: list[Connection] = []
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._lock = -1
        self._scrubbed = self._written = float("-inf")
        self._waits_since: float | None = None  # to be scrubbed

    async def start(self, wake: Wake) -> None:
        """Open the file, which only the owner may read, and start the threads. Raises `Unreachable`."""
        self._wake = wake
        try:
            self._hold()
            connection = self._connect()
            migrate(connection)
            self._settle(connection)
        except (OSError, engine.OperationalError) as error:
            raise Unreachable(NOT_OPENED) from error
        except engine.DatabaseError as error:
            raise Unreachable(NOT_OURS) from error
        self._writer = threading.Thread(target=self._write_forever, args=(connection,), name="writer", daemon=True)
        self._writer.start()

    async def close(self) -> None:
        """Let everything that waits be written, count the run as ended, and close the file."""
        if self._writer is not None:
            self._queue.put(None)
            await asyncio.get_running_loop().run_in_executor(None, self._writer.join)
        self._readers.shutdown()
        if self._connections:
            with suppress(engine.Error, OSError):
                self._count(self._connections[0])
        for each in self._connections:
            with suppress(engine.Error):
                each.close()
        self._connections.clear()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    async def write(self, work: Work[T]) -> T:
        """Hand the work to the writer; returns once it is on the disk."""
        return await self._hand_over(work)

    async def _hand_over(self, work: Work[T], afterwards: tuple[str, ...] = ()) -> T:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._queue.put(_Job(work, future, loop, afterwards))
        return await future

    async def read(self, work: Work[T]) -> T:
        """Run the work on a reader's connection, on one state of the file."""
        found: T = await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)
        return found

    async def read_copy(self, _: Work[T]) -> T | None:
        """There is no copy of one file."""
        return None

    async def size(self) -> int:
        """The pages that are in use; free ones are filled first."""

        async def work(tx: Transaction) -> int:
            (pages,), (free,), (page,) = [
                (await tx.all(f"PRAGMA {each}"))[0] for each in ("page_count", "freelist_count", "page_size")
            ]
            return int((pages - free) * page)

        return await self.read(work)

    async def scrub(self) -> bool:
        """Rewrite the file without what was deleted, and empty the write-ahead log.

        Deleted bytes are overwritten at once, but moving cells between pages leaves copies that only a VACUUM takes
        away. Nobody can write meanwhile, so that a large file is rewritten once an hour at most, when nobody writes or
        a day has passed; `False` until then.
        """
        if not self._due():
            return False

        async def nothing(_: Transaction) -> bool:
            return False

        done = await self._hand_over(nothing, (*REWRITE, EMPTY_LOG))
        self._scrubbed = monotonic()
        if done:
            self._waits_since = None
        return done

    def _due(self) -> bool:
        now = monotonic()
        self._waits_since = now if self._waits_since is None else self._waits_since
        if self.path.stat().st_size <= SMALL_BYTES:
            return now - self._scrubbed >= SCRUB_SECONDS
        quiet = now - self._written >= QUIET_SECONDS or now - self._waits_since >= LATEST_SECONDS
        return quiet and now - self._scrubbed >= LARGE_SCRUB_SECONDS

    @property
    def _beside(self) -> Path:
        return self.path.with_name(self.path.name + ".run")

    def _hold(self) -> None:
        """One server on one file, or wakes and the order of writes would be nobody's."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        self._lock = os.open(self._beside, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            self._lock = -1
            raise Unreachable(IN_USE) from None

    def _connect(self) -> Connection:
        connection = connect(self.path)
        self._connections.append(connection)
        return connection

    def _settle(self, connection: Connection) -> None:
        """Give the file an epoch, another one after a restore, and count this run in the file and beside it.

        A file put in this one's place has another inode. One copied over it is behind the count beside it, unless the
        server was killed in the very run in which the copy was made: for that there is `--new-epoch`.
        """
        counted = self._counted()
        connection.execute("BEGIN IMMEDIATE")
        row = connection.execute("SELECT place FROM server").fetchone()
        inode, run = row[0].split("/") if row else ("", "0")
        here = str(self.path.stat().st_ino)
        anew = self._anew or (row is not None and (inode != here or int(run) != counted))
        after = max(int(run), counted) + 1
        _drive(lambda tx: preparing.prepare(tx, f"{here}/{after}", anew=anew), _Transaction(connection))
        connection.execute("COMMIT")
        self._note(after)

    def _count(self, connection: Connection) -> None:
        run = self._counted() + 1
        connection.execute("UPDATE server SET place = ?", (f"{self.path.stat().st_ino}/{run}",))
        self._note(run)

    def _counted(self) -> int:
        text = os.pread(self._lock, 32, 0).strip()
        return int(text) if text.isdigit() else 0

    def _note(self, run: int) -> None:
        os.pwrite(self._lock, f"{run:020}\n".encode(), 0)
        os.fsync(self._lock)

    def _read(self, work: Work[T]) -> T:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._connect()
            connection.execute("PRAGMA query_only = ON")
        connection.execute("BEGIN")
        try:
            found: T = _drive(work, _Transaction(connection))
            return found
        finally:
            connection.execute("COMMIT")

    def _write_forever(self, connection: Connection) -> None:
        while True:
            first = self._queue.get()
            if first is None:
                return
            batch, last = [first], False
            with suppress(Empty):
                while len(batch) < BATCH and not last:
                    more = self._queue.get_nowait()
                    if more is None:
                        last = True
                    else:
                        batch.append(more)
            self._write_batch(connection, batch)
            if last:
                return

    def _write_batch(self, connection: Connection, batch: list[_Job]) -> None:
        ended: list[tuple[_Job, Any, BaseException | None]] = []
        woken: set[bytes] = set()
        try:
            connection.execute("BEGIN IMMEDIATE")
            for job in batch:
                result, error = self._write_one(connection, job, woken)
                ended.append((job, result, error))
            connection.execute("COMMIT")
            if woken:
                self._written = monotonic()
        except BaseException as error:  # noqa: BLE001 - whatever it is, whoever waits must hear of it
            with suppress(engine.Error):
                connection.execute("ROLLBACK")
            ended = [(job, None, error) for job in batch]
            woken.clear()
        ended = [(job, _follow(connection, job) if job.afterwards else found, wrong) for job, found, wrong in ended]
        with suppress(RuntimeError):  # the loop is gone: nobody waits any more
            batch[0].loop.call_soon_threadsafe(self._answer, ended, woken)

    def _write_one(self, connection: Connection, job: _Job, woken: set[bytes]) -> tuple[Any, BaseException | None]:
        tx = _Transaction(connection)
        connection.execute("SAVEPOINT one")
        try:
            result = _drive(job.work, tx)
        except Exception as error:  # noqa: BLE001 - handed to whoever waits
            connection.execute("ROLLBACK TO one")
            connection.execute("RELEASE one")
            return None, error
        connection.execute("RELEASE one")
        woken |= tx.woken
        return result, None

    def _answer(self, ended: list[tuple[_Job, Any, BaseException | None]], woken: set[bytes]) -> None:
        for job, result, error in ended:
            if job.future.done():
                continue
            if error is None:
                job.future.set_result(result)
            else:
                job.future.set_exception(error)
        for key in woken:
            self._wake(key)
