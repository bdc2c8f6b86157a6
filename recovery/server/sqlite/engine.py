"""The engine itself: one connection that writes, a few that read, and nothing that ever waits for the loop."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from recovery.errors import Unreachable
from recovery.language import tr
from recovery.server.asking import Answer, Asking
from recovery.server.engine import Item, Question, Row, Together, Transaction, Wake, Work
from recovery.server.sqlite import file
from recovery.server.sqlite.file import EMPTY_LOG, Connection, EngineError, EngineFailure
from recovery.server.sqlite.restore_detection import RunCounter
from recovery.server.sqlite.secure_delete import REWRITE, VacuumSchedule
from recovery.server.sqlite.transaction import SQLiteTransaction, drive
from recovery.server.sqlite.writer import Writer

T = TypeVar("T")
READERS = 3
NOT_OPENED = tr(
    "The server's database cannot be opened. Check that its folder is there, and that both belong to the user that the "
    "server runs as."
)


class SQLite:
    """The engine on one file."""

    name = "sqlite"
    copied = False
    bytes_joined = "CAST(group_concat({}, '') AS BLOB)"
    numbers_joined = "group_concat({}, ' ')"

    def __init__(self, path: Path, *, anew: bool = False) -> None:
        self._path = path
        self._anew = anew
        self._runs = RunCounter(path)
        self._writer = Writer()
        self._pace = VacuumSchedule(path)
        self._local = threading.local()
        self._connections: list[Connection] = []
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._asking = Asking(self._answers)

    async def start(self, wake: Wake) -> None:
        """Open the file, which only the owner may read, and start the threads. Raises `Unreachable`."""
        try:
            self._runs.hold()
            connection = self._connect()
            file.migrate(connection)
            self._runs.settle(connection, anew=self._anew)
            self._file = file.OpenFile(self._path, connection, self._runs.note_overwritten)
        except (OSError, EngineFailure) as error:
            raise Unreachable(NOT_OPENED) from error
        except file.NotRead as error:
            raise Unreachable(file.NOT_OURS) from error
        self._writer.start(connection, self._file, wake)

    async def close(self) -> None:
        """Let everything that waits be written, count the run as ended, and close the file."""
        await self._writer.stop()
        self._readers.shutdown()
        try:
            if self._connections:
                self._file.check()
                self._runs.count(self._connections[0])
        except file.FileOverwritten:
            _keep_open(self._connections)
            return
        except (EngineError, OSError, file.FileMoved):
            pass
        for connection in self._connections:
            with suppress(EngineError):
                connection.close()
        if self._connections:
            self._file.close()
        self._connections.clear()
        self._runs.let_go()

    async def write(self, whose: bytes, work: Work[T]) -> T:
        """Hand the work to the writer; returns once it is on the disk. Raises `FileMoved`."""
        return await self._writer.hand_over(whose, work)

    async def write_together(self, whose: bytes, work: Together[Item, T], item: Item) -> T:
        """Hand the item to the writer, which takes those of others along."""
        return await self._writer.hand_over_item(whose, work, item)

    async def read(self, work: Work[T]) -> T:
        """Run the work on a reader's connection, on one state of the file. Raises `FileMoved`."""
        result: T = await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)
        return result

    async def ask(self, question: Question) -> list[Row]:
        """The answer, by one step of the engine for a row. Raises `FileMoved`."""
        return await self._asking.ask(question)

    async def ask_copy(self, _: Question) -> list[Row] | None:
        """There is no copy of one file."""
        return None

    async def size(self) -> int:
        """The pages that are in use; free ones are filled first."""

        async def work(tx: Transaction) -> int:
            (pages,), (free,), (page,) = [
                (await tx.all(f"PRAGMA {pragma}"))[0] for pragma in ("page_count", "freelist_count", "page_size")
            ]
            return int((pages - free) * page)

        return await self.read(work)

    async def scrub(self) -> bool:
        """Rewrite the file without what was deleted, and empty the write-ahead log; `False` where that must wait.

        Deleted bytes are overwritten at once, but moving cells between pages leaves copies that only a VACUUM takes
        away.
        """
        if not self._pace.due(self._writer.written):
            return False

        async def nothing(_: Transaction) -> bool:
            return False

        done = await self._writer.hand_over(b"", nothing, (*REWRITE, EMPTY_LOG))
        self._pace.scrubbed(whole=done)
        return done

    async def _answers(self, questions: list[Question]) -> list[Answer]:
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._answered, questions)

    def _answered(self, questions: list[Question]) -> list[Answer]:
        """The answers, each a transaction by itself."""
        connection = self._reader()
        return [_answer(connection, question) for question in questions]

    def _connect(self) -> Connection:
        connection = file.connect(self._path)
        self._connections.append(connection)
        return connection

    def _reader(self) -> Connection:
        """The connection of the thread that reads. Raises `FileMoved`."""
        self._file.check()  # before a connection is made: that would wait for a log that is away, or begin another
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._connect()
            connection.execute("PRAGMA query_only = ON")
            self._file.check()
        return connection

    def _read(self, work: Work[T]) -> T:
        connection = self._reader()
        connection.execute("BEGIN")
        try:
            result: T = drive(work, SQLiteTransaction(connection))
            return result
        finally:
            connection.execute("COMMIT")


def _answer(connection: Connection, question: Question) -> Answer:
    try:
        return connection.execute(*question).fetchall()
    except EngineError as error:
        return error


def _keep_open(connections: list[Connection]) -> None:
    """Hold them until the process is gone: the last that is closed would write its log over another content."""
    threading.Thread(target=lambda _: threading.Event().wait(), args=(connections,), daemon=True).start()
