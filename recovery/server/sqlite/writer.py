"""The one thread that writes.

It takes what waits into one transaction, one piece of each account in turn, each behind a savepoint of its own, and
answers once the whole is on the disk: many clients share the price of one flush. The next begins once as many wait as
were there a moment ago, or a moment later.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from time import monotonic
from typing import Any, NamedTuple, TypeVar

from recovery.server.engine import GATHER_SECONDS, Item, Together, Wake, Work
from recovery.server.sqlite.file import Connection, EngineError, OpenFile
from recovery.server.sqlite.transaction import SQLiteTransaction, drive
from recovery.server.sqlite.turns import Turns

T = TypeVar("T")
BATCH = 256
BATCH_SECONDS = 0.1  # a batch that took so long takes nothing more


class _Job(NamedTuple):
    whose: bytes
    work: Any
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    item: Any = None  # where the work takes items of several owners
    afterwards: tuple[str, ...] = ()  # statements that no transaction may hold; its result is whether all were done


_Ended = tuple[_Job, Any, BaseException | None]


def _item_ended(job: _Job, result: Any) -> _Ended:
    return (job, None, result) if isinstance(result, Exception) else (job, result, None)


def _follow(connection: Connection, job: _Job) -> bool:
    """Run what comes after a job; `False` where the disk is full, or a reader keeps the log from being emptied."""
    try:
        results = [connection.execute(sql).fetchall() for sql in job.afterwards]
    except EngineError:
        return False
    return not any(rows and rows[0][0] for rows in results)


class Writer:
    """The thread and what waits for it."""

    def __init__(self) -> None:
        self.written = float("-inf")  # when somebody's records, rings or mailboxes changed last
        self._turns: Turns[_Job] = Turns()
        self._came: list[tuple[bytes, _Job]] = []  # in this turn of the loop; the thread is told once
        self._thread: threading.Thread | None = None

    def start(self, connection: Connection, file: OpenFile, wake: Wake) -> None:
        """Write on that connection from now on, and wake those who wait for what was written."""
        self._connection, self._file, self._wake = connection, file, wake
        self._thread = threading.Thread(target=self._write_forever, name="writer", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """Let everything that waits be written."""
        if self._thread is not None:
            self._tell()
            self._turns.end()
            await asyncio.get_running_loop().run_in_executor(None, self._thread.join)

    async def hand_over(self, whose: bytes, work: Work[T], afterwards: tuple[str, ...] = ()) -> T:
        """Have the work done; returns once it is on the disk. With `afterwards`: whether all of these were done."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._hand(_Job(whose, work, future, loop, afterwards=afterwards))
        return await future

    async def hand_over_item(self, whose: bytes, work: Together[Item, T], item: Item) -> T:
        """Have the item done with those of others; returns once it is on the disk."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._hand(_Job(whose, work, future, loop, item))
        return await future

    def _hand(self, job: _Job) -> None:
        if not self._came:
            job.loop.call_soon(self._tell)
        self._came.append((job.whose, job))

    def _tell(self) -> None:
        came, self._came = self._came, []
        self._turns.put(*came)

    def _write_forever(self) -> None:
        present = 1
        while (first := self._turns.wait(present, GATHER_SECONDS)) is not None:
            present = self._write_batch(first)

    def _write_batch(self, first: _Job) -> int:
        """Write what waits; returns how many were there, those who have come meanwhile too."""
        connection = self._connection
        begun: list[_Job] = [first]
        ended: list[_Ended] = []
        together: dict[bytes, _Job] = {}  # items that wait for each other, by owner
        woken: set[bytes] = set()
        try:
            self._file.begin(connection)
            until = monotonic() + BATCH_SECONDS
            for job in begun:
                kind = next(iter(together.values()), job).work
                if job.item is None or job.whose in together or job.work != kind:
                    ended += self._write_items(connection, [*together.values()], woken)
                    together.clear()
                if job.item is None:
                    ended.append((job, *self._write_one(connection, job.work, woken)))
                else:
                    together[job.whose] = job
                if len(begun) < BATCH and monotonic() < until and (another := self._turns.take()) is not None:
                    begun.append(another)
            ended += self._write_items(connection, [*together.values()], woken)
            self._file.check()  # a log that has grown is moved into the file as this is kept
            connection.execute("COMMIT")
            self._file.check()  # what went into a file that is nobody's was not kept
            if woken:
                self.written = monotonic()
        except BaseException as error:  # noqa: BLE001 - whatever it is, whoever waits must hear of it
            with suppress(EngineError):
                connection.execute("ROLLBACK")
            ended = [(job, None, error) for job in begun]
            woken.clear()
        ended = [
            (job, _follow(connection, job) if job.afterwards and not wrong else result, wrong)
            for job, result, wrong in ended
        ]
        present = len(begun) + len(self._turns)
        with suppress(RuntimeError):  # the loop is gone: nobody waits any more
            first.loop.call_soon_threadsafe(self._answer, ended, woken)
        return present

    def _write_items(self, connection: Connection, jobs: list[_Job], woken: set[bytes]) -> list[_Ended]:
        """Items of several owners at once; where that fails, each alone, so that nobody ends with another's error."""
        if not jobs:
            return []
        items = [job.item for job in jobs]
        results, error = self._write_one(connection, lambda tx: jobs[0].work(tx, items), woken)
        if error is None:
            return [_item_ended(job, result) for job, result in zip(jobs, results, strict=True)]
        if len(jobs) == 1:
            return [(jobs[0], None, error)]
        return [ended for job in jobs for ended in self._write_items(connection, [job], woken)]

    def _write_one(self, connection: Connection, work: Any, woken: set[bytes]) -> tuple[Any, BaseException | None]:
        tx = SQLiteTransaction(connection)
        connection.execute("SAVEPOINT one")
        try:
            result = drive(work, tx)
        except Exception as error:  # noqa: BLE001 - handed to whoever waits
            connection.execute("ROLLBACK TO one")
            connection.execute("RELEASE one")
            return None, error
        connection.execute("RELEASE one")
        woken |= tx.woken
        return result, None

    def _answer(self, ended: list[_Ended], woken: set[bytes]) -> None:
        for job, result, error in ended:
            if job.future.done():
                continue
            if error is None:
                job.future.set_result(result)
            else:
                job.future.set_exception(error)
        for key in woken:
            self._wake(key)
