"""The one thread that writes.

It takes all work that waits into one transaction, each piece behind a savepoint of its own, and answers once the whole
is on the disk: many clients share the price of one flush.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any, NamedTuple, TypeVar

from recovery.server.engine import Wake, Work
from recovery.server.sqlite.file import Connection, EngineError
from recovery.server.sqlite.transaction import SQLiteTransaction, drive

T = TypeVar("T")
BATCH = 256


class _Job(NamedTuple):
    work: Any
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    afterwards: tuple[str, ...] = ()  # statements that no transaction may hold; its result is whether all were done


def _follow(connection: Connection, job: _Job) -> bool:
    """Run what comes after a job; `False` where the disk is full, or a reader keeps the log from being emptied."""
    try:
        found = [connection.execute(each).fetchall() for each in job.afterwards]
    except EngineError:
        return False
    return not any(rows and rows[0][0] for rows in found)


class Writer:
    """The thread and what waits for it."""

    def __init__(self) -> None:
        self.written = float("-inf")  # when somebody's records, rings or mailboxes changed last
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def start(self, connection: Connection, wake: Wake) -> None:
        """Write on that connection from now on, and wake those who wait for what was written."""
        self._wake = wake
        self._thread = threading.Thread(target=self._write_forever, args=(connection,), name="writer", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """Let everything that waits be written."""
        if self._thread is not None:
            self._queue.put(None)
            await asyncio.get_running_loop().run_in_executor(None, self._thread.join)

    async def hand_over(self, work: Work[T], afterwards: tuple[str, ...] = ()) -> T:
        """Have the work done; returns once it is on the disk. With `afterwards`: whether all of these were done."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._queue.put(_Job(work, future, loop, afterwards))
        return await future

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
                self.written = monotonic()
        except BaseException as error:  # noqa: BLE001 - whatever it is, whoever waits must hear of it
            with suppress(EngineError):
                connection.execute("ROLLBACK")
            ended = [(job, None, error) for job in batch]
            woken.clear()
        ended = [(job, _follow(connection, job) if job.afterwards else found, wrong) for job, found, wrong in ended]
        with suppress(RuntimeError):  # the loop is gone: nobody waits any more
            batch[0].loop.call_soon_threadsafe(self._answer, ended, woken)

    def _write_one(self, connection: Connection, job: _Job, woken: set[bytes]) -> tuple[Any, BaseException | None]:
        tx = SQLiteTransaction(connection)
        connection.execute("SAVEPOINT one")
        try:
            result = drive(job.work, tx)
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
