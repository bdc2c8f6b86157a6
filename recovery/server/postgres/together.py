"""Items of several owners in one transaction: what waits when one begins goes with it.

Two round trips and one flush of the disk serve all of them, so one begins once as many wait as wrote a moment ago, or a
moment later. No row is waited for: whoever's is held by somebody else
is done alone afterwards, on a connection of its own, and holds up nobody.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any, Generic, NamedTuple, TypeVar

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from recovery.server.engine import GATHER_SECONDS, Held, Item, Transaction
from recovery.server.engine import Together as Work
from recovery.server.postgres.transaction import TogetherTransaction

T = TypeVar("T")
ITEMS = 64  # of one transaction
WAIT_SECONDS = 10.0
Alone = Callable[[bytes, Any], Awaitable[Any]]  # the engine's `write`


class _Job(NamedTuple):
    whose: bytes
    item: Any
    future: asyncio.Future[Any]
    since: float


class Together(Generic[Item, T]):
    """What waits for one kind of work, by owner, and the transaction under way."""

    def __init__(
        self,
        work: Work[Item, T],
        pool: AsyncConnectionPool[AsyncConnection[Any]],
        alone: Alone,
        woke: Callable[[set[bytes]], None],
    ) -> None:
        self._work, self._pool, self._alone, self._woke = work, pool, alone, woke
        self._waiting: OrderedDict[bytes, deque[_Job]] = OrderedDict()  # whose turn is next comes first
        self._busy: set[bytes] = set()
        self._writing: asyncio.Task[None] | None = None
        self._alone_tasks: set[asyncio.Task[None]] = set()
        self._looks = False
        self._present = 1  # so many owners wrote a moment ago, or wait
        self._gathering: asyncio.TimerHandle | None = None

    async def write(self, whose: bytes, item: Item) -> T:
        """Do the item; returns once it is on the disk. Raises `TimeoutError` where its turn does not come."""
        loop = asyncio.get_running_loop()
        job = _Job(whose, item, loop.create_future(), monotonic())
        self._waiting.setdefault(whose, deque()).append(job)
        if not self._looks:  # whatever else comes at this moment goes with it
            self._looks = True
            loop.call_soon(self._begin)
        result: T = await job.future
        return result

    def _begin(self) -> None:
        """Write what waits, one transaction after the other: what comes meanwhile goes with the next."""
        self._looks = False
        if self._writing is not None:
            return
        if len(self._waiting) < self._present:
            if self._waiting and self._gathering is None:
                self._gathering = asyncio.get_running_loop().call_later(GATHER_SECONDS, self._begin_with, 1)
            return
        if self._gathering is not None:
            self._gathering.cancel()
            self._gathering = None
        if jobs := self._next():
            self._writing = asyncio.create_task(self._write(jobs))
            self._writing.add_done_callback(self._written)

    def _begin_with(self, present: int) -> None:
        """Wait for no more than so many."""
        self._gathering, self._present = None, present
        self._begin()

    def _written(self, _: asyncio.Task[None]) -> None:
        self._writing = None
        self._begin()

    def _next(self) -> list[_Job]:
        """The first item of each owner that has none under way."""
        jobs = [self._take(whose) for whose in [owner for owner in self._waiting if owner not in self._busy][:ITEMS]]
        self._busy.update(job.whose for job in jobs)
        return jobs

    def _take(self, whose: bytes) -> _Job:
        jobs = self._waiting.pop(whose)
        job = jobs.popleft()
        if jobs:
            self._waiting[whose] = jobs
        return job

    async def _write(self, jobs: list[_Job]) -> None:
        """Do these in one transaction; what cannot be done there, or fails, is done alone."""
        items = [job.item for job in jobs]
        try:
            async with self._pool.connection() as connection, connection.pipeline(), connection.transaction():
                tx = TogetherTransaction(connection)
                results = await self._work(tx, items)
        except Exception:  # noqa: BLE001 - each hears of its own error, not of another's
            results = [Held()] * len(jobs)
        else:
            self._woke(tx.woken)
        self._present = min(ITEMS, len({job.whose for job in jobs} | self._waiting.keys()))
        for job, result in zip(jobs, results, strict=True):
            if isinstance(result, Held):
                self._alone_tasks.add(task := asyncio.create_task(self._write_alone(job)))
                task.add_done_callback(self._alone_tasks.discard)
            else:
                self._answer(job, result)

    async def _write_alone(self, job: _Job) -> None:
        async def work(tx: Transaction) -> T | Exception:
            return (await self._work(tx, [job.item]))[0]

        try:
            if monotonic() - job.since > WAIT_SECONDS:
                raise TimeoutError  # noqa: TRY301 - the turn of its owner did not come
            result = await self._alone(job.whose, work)
        except Exception as error:  # noqa: BLE001 - handed to whoever waits
            result = error
        self._answer(job, result)
        self._begin()

    def _answer(self, job: _Job, result: T | Exception) -> None:
        self._busy.discard(job.whose)
        if job.future.done():
            return
        if isinstance(result, Exception):
            job.future.set_exception(result)
        else:
            job.future.set_result(result)
