"""The engine for a hosted service: PostgreSQL, with several server processes, and a standby that may answer pulls.

What one process keeps wakes the clients of the others by LISTEN and NOTIFY. The notices are gathered for a moment and
sent after the commit, on a connection of their own: a NOTIFY inside the transactions would make all commits queue.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from recovery.errors import Unreachable
from recovery.language import tr
from recovery.server.asking import Answer, Asking
from recovery.server.engine import Item, Question, Row, Transaction, Wake, Work
from recovery.server.engine import Together as TogetherWork
from recovery.server.postgres.together import Together
from recovery.server.postgres.transaction import PostgresTransaction, TogetherTransaction
from recovery.server.storage import bootstrap

T = TypeVar("T")
Configure = Callable[[AsyncConnection[Any]], Awaitable[None]]
CONNECTIONS = 16  # of one process
WAIT_SECONDS = 10.0
GATHER_SECONDS = 0.05
AGAIN_SECONDS = 1.0
CHANNEL = "recovery"
# Whatever the database's own settings: a commit waits for the disk, and no question hangs for ever. Each goes by an
# index and is planned once for a connection: planning it for the 16 partitions takes longer than answering it.
OPTIONS = (
    "-c synchronous_commit=on -c statement_timeout=30000 -c lock_timeout=10000"
    " -c idle_in_transaction_session_timeout=60000 -c plan_cache_mode=force_generic_plan -c enable_seqscan=off"
)
LOCK = 0x7265636F76657279  # "recovery", the advisory lock of those who migrate
NOT_REACHED = tr("The database cannot be reached. Check its address, its password, and that it runs.")
REPLICA_IS_PRIMARY = tr("The replica is not a standby. Leave --replica out, or name one that follows the database.")
# Which cluster, database and timeline this is: a restored dump lives in another database, a restored or promoted
# cluster on another timeline.
PLACE = """
SELECT (SELECT system_identifier FROM pg_control_system())::text
    || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())::text
    || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8)
"""


async def migrate(connection: AsyncConnection[Any]) -> None:
    """Bring the tables up to date, once however many processes try. Raises `Unreachable`."""
    steps = bootstrap.migrations("postgres")
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        await connection.execute("CREATE TABLE IF NOT EXISTS migration (number bigint PRIMARY KEY)")
        cursor = await connection.execute("SELECT coalesce(max(number), 0) FROM migration")
        before = (await cursor.fetchone() or (0,))[0]
        if before > steps[-1][0]:
            raise Unreachable(bootstrap.NEWER)
        for number, statements in steps:
            if number > before:
                for statement in statements:
                    await connection.execute(statement)
                await connection.execute("INSERT INTO migration (number) VALUES (%s)", (number,))


async def settle(connection: AsyncConnection[Any], *, anew: bool = False) -> None:
    """Give the database an epoch, and another one where it says that it lives elsewhere than before."""
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        tx = PostgresTransaction(connection)
        here = await tx.one(PLACE)
        before = await tx.one("SELECT place FROM server")
        place = str(here[0]) if here else ""
        moved = before is not None and before[0] != place
        if before is None or moved or anew:
            await bootstrap.prepare(tx, place, anew=moved or anew)


def _pool(url: str, configure: Configure) -> AsyncConnectionPool[AsyncConnection[Any]]:
    """Connections that are made when they are needed; each new one is looked at, it may have found another server."""
    return AsyncConnectionPool(
        url,
        min_size=1,
        max_size=CONNECTIONS,
        timeout=WAIT_SECONDS,
        open=False,
        kwargs={"autocommit": True, "connect_timeout": int(WAIT_SECONDS), "options": OPTIONS},
        configure=configure,
    )


class PostgreSQL:
    """The engine on one database, with a standby if there is one."""

    name = "postgres"
    bytes_joined = "string_agg({}, ''::bytea)"
    numbers_joined = "string_agg(({})::text, ' ')"

    def __init__(self, url: str, replica: str | None = None, *, anew: bool = False) -> None:
        self._url = url
        self._anew = anew
        self._pool = _pool(url, settle)
        self._replica = _pool(replica, _must_follow) if replica else None
        self.copied = replica is not None
        self._listening: asyncio.Task[None] | None = None
        self._telling: asyncio.Task[None] | None = None
        self._untold: set[bytes] = set()
        self._something = asyncio.Event()
        self._turns: WeakValueDictionary[bytes, asyncio.Lock] = WeakValueDictionary()
        self._together: dict[Any, Together[Any, Any]] = {}  # by kind of work
        self._asking = Asking(self._answers)
        self._stopped = False

    async def start(self, wake: Wake) -> None:
        """Connect, migrate, and listen to the other processes. Raises `Unreachable`."""
        self._wake = wake
        try:
            async with await self._connect() as connection:
                await migrate(connection)
                await settle(connection, anew=self._anew)
            await self._pool.open(wait=True, timeout=WAIT_SECONDS)
            if self._replica is not None:
                await self._replica.open(wait=True, timeout=WAIT_SECONDS)
        except (psycopg.Error, PoolTimeout, OSError) as error:
            await self.close()
            raise Unreachable(NOT_REACHED) from error
        listens = asyncio.Event()
        self._listening = asyncio.create_task(self._listen(listens))
        self._telling = asyncio.create_task(self._tell())
        with suppress(TimeoutError):
            async with asyncio.timeout(WAIT_SECONDS):
                await listens.wait()

    async def close(self) -> None:
        """Tell the others what is not told yet, and let go."""
        self._stopped = True
        self._something.set()
        if self._telling is not None:
            with suppress(TimeoutError, psycopg.Error):
                await asyncio.wait_for(self._telling, WAIT_SECONDS)
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening
        for pool in (self._replica, self._pool):
            if pool is not None:
                await pool.close()

    async def write(self, whose: bytes, work: Work[T]) -> T:
        """Run the work in a transaction; its commit waits for the disk.

        Work of one owner takes one connection: its rows are locked for each other anyway, and what waits for such a
        lock would hold all the connections that others need. Raises `TimeoutError` where its turn does not come.
        """
        async with self._turn(whose), self._pool.connection() as connection, connection.transaction():
            tx = PostgresTransaction(connection)
            done = await work(tx)
        self._woke(tx.woken)
        return done

    async def write_together(self, whose: bytes, work: TogetherWork[Item, T], item: Item) -> T:
        """Do the item in a transaction with those of other owners."""
        if work not in self._together:
            self._together[work] = Together(work, self._pool, self.write, self._woke)
        done: T = await self._together[work].write(whose, item)
        return done

    def _woke(self, keys: set[bytes]) -> None:
        """What these stand for was kept: wake those who wait for it, here and in the other processes."""
        for key in keys:
            self._wake(key)
        if keys:
            self._untold |= keys
            self._something.set()

    @asynccontextmanager
    async def _turn(self, whose: bytes) -> AsyncIterator[None]:
        lock = self._turns.get(whose)  # forgotten with the last one that holds or awaits it
        if lock is None:
            lock = self._turns[whose] = asyncio.Lock()
        async with asyncio.timeout(WAIT_SECONDS):
            await lock.acquire()
        try:
            yield
        finally:
            lock.release()

    async def read(self, work: Work[T]) -> T:
        """Run the work; each of its questions sees what is kept at that moment."""
        async with self._pool.connection() as connection:
            return await work(PostgresTransaction(connection))

    async def ask(self, question: Question) -> list[Row]:
        """The answer to one question, in one round trip with those of others."""
        return await self._asking.ask(question)

    async def _answers(self, questions: list[Question]) -> list[Answer]:
        try:
            async with self._pool.connection() as connection, connection.pipeline():
                return [*await TogetherTransaction(connection).answers(*questions)]
        except Exception as error:  # noqa: BLE001 - each hears of its own
            if len(questions) == 1:
                return [error]
        return [answer for question in questions for answer in await self._answers([question])]

    async def ask_copy(self, question: Question) -> list[Row] | None:
        """The same of the standby; where that is away the answer is `None`, as if there were none."""
        if self._replica is None:
            return None
        try:
            async with self._replica.connection(timeout=0.5) as connection:
                return await PostgresTransaction(connection).all(question.sql, *question.values)
        except (psycopg.Error, PoolTimeout, OSError):
            return None

    async def size(self) -> int:
        """The database's files; rows that were deleted count until autovacuum lets others take their place."""

        async def work(tx: Transaction) -> int:
            row = await tx.one("SELECT pg_database_size(current_database())")
            return int(row[0]) if row else 0

        return await self.read(work)

    async def scrub(self) -> bool:
        """Nothing: autovacuum frees deleted rows, and their bytes go when their pages are written anew."""
        return True

    async def _connect(self) -> AsyncConnection[Any]:
        return await AsyncConnection.connect(self._url, autocommit=True, connect_timeout=int(WAIT_SECONDS))

    async def _listen(self, listens: asyncio.Event) -> None:
        while True:
            with suppress(psycopg.Error, OSError):
                async with await self._connect() as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    listens.set()
                    async for notice in connection.notifies():
                        with suppress(ValueError):
                            self._wake(bytes.fromhex(notice.payload))
            await asyncio.sleep(AGAIN_SECONDS)

    async def _tell(self) -> None:
        while not self._stopped or self._untold:
            await self._something.wait()
            if not self._stopped:
                await asyncio.sleep(GATHER_SECONDS)
            self._something.clear()
            keys, self._untold = self._untold, set()
            try:
                await self.read(lambda tx, keys=keys: _notify(tx, keys))  # type: ignore[misc]
            except (psycopg.Error, PoolTimeout, OSError):
                if self._stopped:
                    return
                self._untold |= keys
                self._something.set()
                await asyncio.sleep(AGAIN_SECONDS)


async def _notify(tx: Transaction, keys: set[bytes]) -> None:
    await tx.all("SELECT pg_notify(?, key) FROM unnest(?::text[]) AS key", CHANNEL, [key.hex() for key in keys])


async def _must_follow(connection: AsyncConnection[Any]) -> None:
    cursor = await connection.execute("SELECT pg_is_in_recovery()")
    if not (await cursor.fetchone() or (False,))[0]:
        raise psycopg.OperationalError(REPLICA_IS_PRIMARY)
