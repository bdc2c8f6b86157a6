"""The conformance suite of the two engines: the same promises, asked of the storage itself."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import secrets
import sqlite3
import stat
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import psycopg
import pytest

from recovery.errors import Unreachable
from recovery.server import database_url
from recovery.server.compare_and_swap import Incoming, Quota
from recovery.server.engine import Transaction
from recovery.server.sqlite import writer
from recovery.server.storage import accounts, records
from recovery.server.storage.accounts import Token
from recovery.server.storage.errors import AccountErased, Full, OtherEpoch, OtherGeneration, StillErasing
from recovery.server.storage.rings import Ring
from recovery.server.storage.storage import Storage
from recovery.server.storage.values import Bearer, Page
from recovery.wire import protocol
from tests.conftest import PATIENCE_SECONDS
from tests.server.conftest import Postgres
from tests.server.person import sealed

if TYPE_CHECKING:
    from recovery.server.postgres.engine import PostgreSQL

T = TypeVar("T")
NOW = 1_800_000_000
KID, OTHER_KID = b"k" * 8, b"o" * 8
QUOTA = Quota(1000, 10 * 1024 * 1024)
Scenario = Callable[[Storage], Awaitable[T]]


def new() -> bytes:
    return secrets.token_bytes(16)


def ring(generation: int = 1, *devices: bytes, kid: bytes = KID, retired: tuple[bytes, ...] = ()) -> Ring:
    return Ring(generation, b"ring %d" % generation, bytes(64), kid, retired, devices or (b"d" * 32,))


def incoming(base: bytes | None = None, record: bytes = b"", kid: bytes = KID, size: int = 1024) -> Incoming:
    return Incoming(record or new(), base, new(), sealed(kid.hex(), size))


@asynccontextmanager
async def opened(database: str, woken: list[bytes] | None = None, **more: Any) -> AsyncIterator[Storage]:
    made = Storage(database_url.engine(database, **more), QUOTA)
    await made.start((woken if woken is not None else []).append)
    try:
        yield made
    finally:
        await made.close()


async def with_account(kept: Storage) -> bytes:
    account = new()
    assert await kept.open_account(account, b"a" * 32, b"o" * 160, ring())
    return account


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def on(database: str, scenario: Scenario[T]) -> T:
    async def work() -> T:
        async with opened(database) as kept:
            return await scenario(kept)

    return run(work())


async def versions(kept: Storage, account: bytes, collection: bytes) -> list[tuple[int, bytes]]:
    bearer = Bearer(account, b"d" * 32, 0, 0, 1)
    page = await kept.pull(bearer, collection, await kept.present_epoch(), 0, 500)
    return list(
        zip(seqs_of(page), (page.heads[at + 16 : at + 32] for at in range(0, len(page.heads), 32)), strict=True)
    )


def seqs_of(page: Page) -> list[int]:
    return [int(seq) for seq in page.seqs.split()]


def test_one_wins_where_many_change_the_same_record(database: str) -> None:
    async def scenario(kept: Storage) -> None:
        account, collection = await with_account(kept), new()
        first = incoming()
        await kept.push(account, collection, await kept.present_epoch(), [first])
        base, epoch = first.version, await kept.present_epoch()
        for _ in range(10):
            rivals = [incoming(base, first.id) for _ in range(16)]
            pushed = await asyncio.gather(*(kept.push(account, collection, epoch, [rival]) for rival in rivals))
            statuses = [push.outcomes[0].status for push in pushed]
            assert sorted(statuses) == ["conflict"] * 15 + ["ok"]
            base = rivals[statuses.index("ok")].version
            assert {push.current[first.id].version for push in pushed if push.current} == {base}
        assert await versions(kept, account, collection) == [(11, base)]

    on(database, scenario)


def test_a_locked_account_holds_up_no_other(postgres: Postgres) -> None:
    """24 pushes wait for a row that somebody else holds: they do not hold all connections meanwhile."""
    database = postgres.database()

    async def scenario(kept: Storage) -> None:
        locked, other = await with_account(kept), await with_account(kept)
        epoch = await kept.present_epoch()
        async with await psycopg.AsyncConnection.connect(database) as holding:
            await holding.execute("SELECT 1 FROM account WHERE id = %s FOR UPDATE", (locked,))
            waiting = [asyncio.create_task(kept.push(locked, new(), epoch, [incoming()])) for _ in range(24)]
            await asyncio.sleep(0.1)
            assert (await kept.push(other, new(), epoch, [incoming()])).outcomes[0].status == "ok"
            assert (await kept.usage(locked)).records == 0, "and may be read"
            assert sum(task.done() for task in waiting) <= 1, "one of them at most had given up by then"
            await holding.rollback()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert not cast("PostgreSQL", kept.engine)._turns, "nothing is kept of those who waited"

    on(database, scenario)


def test_an_account_waits_for_no_more_than_one_batch_of_another(tmp_path: Path) -> None:
    order: list[bytes] = []

    async def scenario(kept: Storage) -> None:
        many, other = new(), new()
        begun, go = threading.Event(), threading.Event()

        async def hold(_: Transaction) -> None:
            begun.set()
            go.wait(60)

        def note(whose: bytes) -> asyncio.Task[None]:
            async def work(_: Transaction) -> None:
                order.append(whose)

            return asyncio.create_task(kept.engine.write(whose, work))

        held = asyncio.create_task(kept.engine.write(many, hold))
        await asyncio.get_running_loop().run_in_executor(None, begun.wait, 60)
        tasks = [note(many) for _ in range(3 * writer.BATCH)] + [note(other)]
        await asyncio.sleep(0)
        go.set()
        await asyncio.gather(held, *tasks)

    on(f"sqlite://{tmp_path}/s.db", scenario)
    assert len(order) == 3 * writer.BATCH + 1
    assert len(set(order[:2])) == 2, "owners take turns"


def test_a_batch_that_took_long_takes_nothing_more(tmp_path: Path) -> None:
    """Or one who sends large work on and on would keep everybody from being answered."""

    async def scenario(kept: Storage) -> int:
        answered = 0

        async def slow(_: Transaction) -> int:
            time.sleep(writer.BATCH_SECONDS)  # noqa: ASYNC251 - in the writer's own thread
            return answered

        def count(_: object) -> None:
            nonlocal answered
            answered += 1

        tasks = [asyncio.create_task(kept.engine.write(new(), slow)) for _ in range(4)]
        for task in tasks:
            task.add_done_callback(count)
        return max(await asyncio.gather(*tasks))

    assert on(f"sqlite://{tmp_path}/s.db", scenario) > 0, "the first was answered before the last was begun"


def test_an_error_takes_back_its_own_work_and_no_other(database: str) -> None:
    async def scenario(kept: Storage) -> None:
        account, collection = await with_account(kept), new()

        async def breaks(tx: Transaction) -> None:
            await tx.run("UPDATE account SET counter = 99 WHERE id = ?", account)
            raise LookupError

        epoch = await kept.present_epoch()
        works = [kept.push(account, collection, epoch, [incoming()]) for _ in range(8)]
        broken = [kept.engine.write(account, breaks) for _ in range(8)]
        mixed = [work for pair in zip(works, broken, strict=True) for work in pair]
        results = await asyncio.gather(*mixed, return_exceptions=True)
        assert [isinstance(result, LookupError) for result in results] == [False, True] * 8
        assert [seq for seq, _ in await versions(kept, account, collection)] == list(range(1, 9))
        with pytest.raises(OtherEpoch):
            await kept.push(account, collection, new(), [incoming()])
        assert (await kept.usage(account)).records == 8

    on(database, scenario)


def test_a_reader_misses_nothing_while_many_write(database: str) -> None:
    async def scenario(kept: Storage) -> None:
        account, collection = await with_account(kept), new()
        bearer = Bearer(account, b"d" * 32, 0, 0, 1)
        writing = asyncio.gather(
            *(_push_many(kept, account, collection) for _ in range(8)),
        )
        seen: list[int] = []
        cursor = 0
        while True:
            done = writing.done()
            page = await kept.pull(bearer, collection, await kept.present_epoch(), cursor, 7)
            seen += seqs_of(page)
            assert page.head >= page.next >= cursor
            cursor = page.next
            if done and not page.more:
                break
            await asyncio.sleep(0)
        await writing
        assert seen == list(range(1, 161))

    async def _push_many(kept: Storage, account: bytes, collection: bytes) -> None:
        for _ in range(20):
            await kept.push(account, collection, await kept.present_epoch(), [incoming()])

    on(database, scenario)


def test_a_token_ends_on_its_second_and_slides(database: str) -> None:
    async def scenario(kept: Storage) -> None:
        account = await with_account(kept)
        token = Token(b"t" * 32, account, b"d" * 32, NOW + 100)
        assert await kept.log_in(token, b"n" * 32, NOW + 120, "2027-01-15")
        bearer = await kept.bearer(token.hash, NOW + 99)
        assert bearer is not None
        assert bearer[:3] == (account, b"d" * 32, NOW + 100)
        assert await kept.bearer(token.hash, NOW + 100) is None
        await kept.seen(token.hash, bearer, NOW + 500, "2027-01-16")
        assert await kept.bearer(token.hash, NOW + 100) is not None
        assert await kept.devices(account) == [(b"d" * 32, "2027-01-16")]
        again = Token(b"u" * 32, account, b"d" * 32, NOW + 100)
        assert not await kept.log_in(again, b"n" * 32, NOW + 120, "2027-01-15"), "the nonce was used"
        assert not await kept.log_in(again._replace(device=b"x" * 32), b"m" * 32, NOW + 120, "2027-01-15")
        await kept.sweep(NOW + 501)
        assert await kept.bearer(token.hash, NOW) is None
        assert await _count(kept, "used_nonce") == 0

    on(database, scenario)


async def _count(kept: Storage, table: str) -> int:
    async def work(tx: Transaction) -> int:
        row = await tx.one(f"SELECT count(*) FROM {table}")
        assert row is not None
        return int(row[0])

    return await kept.engine.read(work)


def test_revoking_and_logging_in_at_once_leaves_no_token(database: str) -> None:
    async def scenario(kept: Storage) -> None:
        first, second = b"1" * 32, b"2" * 32
        for attempt in range(10):
            account = new()
            await kept.open_account(account, b"a" * 32, b"o" * 160, ring(1, first, second))
            tokens = [Token(secrets.token_bytes(32), account, second, NOW + 100) for _ in range(4)]
            logins = [kept.log_in(token, secrets.token_bytes(32), NOW, "2027-01-15") for token in tokens]
            await asyncio.gather(*logins[:2], kept.put_ring(account, ring(2, first)), *logins[2:])
            assert [await kept.bearer(token.hash, NOW) for token in tokens] == [None] * 4, attempt

    on(database, scenario)


def test_no_login_outlives_an_account_that_is_erased_meanwhile(database: str) -> None:
    """Its token would serve in the account that the same words open next, whose list of devices is another."""

    async def scenario(kept: Storage) -> None:
        async def later(token: Token, after: int) -> None:
            await asyncio.sleep(after / 1000)
            await kept.log_in(token, secrets.token_bytes(32), NOW, "2027-01-15")

        for attempt in range(20):
            account = new()
            await kept.open_account(account, b"a" * 32, b"o" * 160, ring())
            tokens = [Token(secrets.token_bytes(32), account, b"d" * 32, NOW + 100) for _ in range(6)]
            await asyncio.gather(kept.erase(account), *(later(old, after) for after, old in enumerate(tokens)))
            await kept.open_account(account, b"a" * 32, b"o" * 160, ring(1, b"n" * 32))
            assert [await kept.bearer(old.hash, NOW) for old in tokens] == [None] * 6, attempt

    on(database, scenario)


def test_two_rings_of_one_generation_cannot_both_stand(database: str) -> None:
    async def scenario(kept: Storage) -> None:
        account = await with_account(kept)
        puts = [kept.put_ring(account, ring(2, secrets.token_bytes(32))) for _ in range(6)]
        results = await asyncio.gather(*puts, return_exceptions=True)
        assert [type(result) for result in results].count(OtherGeneration) == 5
        generation, rings = await kept.rings(account, 0)
        assert (generation, [signed.generation for signed in rings]) == (2, [1, 2])

    on(database, scenario)


def test_a_device_can_be_taken_off_where_there_is_no_room_for_rings(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else one in other hands would write rings until there is none, and could never be taken off again."""
    first, second, third = b"1" * 32, b"2" * 32, b"3" * 32

    async def scenario(kept: Storage) -> None:
        account = new()
        await kept.open_account(account, b"a" * 32, b"o" * 160, ring(1, first, second))
        monkeypatch.setattr(protocol, "RINGS_LIMIT", len(ring().ring))
        for devices in ((first, second), (first, second, third), (first, third)):
            with pytest.raises(Full):
                await kept.put_ring(account, ring(2, *devices))
        await kept.put_ring(account, ring(2, first))
        assert [device for device, _ in await kept.devices(account)] == [first]
        monkeypatch.setattr(protocol, "RINGS_LIMIT", 2 * len(ring().ring))
        with pytest.raises(Full):
            await kept.put_ring(account, ring(3, third))
        for generation in (3, 4):
            await kept.put_ring(account, ring(generation, third)._replace(by_words=True))
        with pytest.raises(Full):
            await kept.put_ring(account, ring(5, first)._replace(by_words=True))

    on(database, scenario)


def test_what_is_not_kept_fills_no_disk(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else one who sends the same again and again would have the server say to everybody that it is full."""
    monkeypatch.setattr(records, "MEASURE_SECONDS", 3600.0)

    async def scenario(kept: Storage) -> None:
        account, collection, epoch = await with_account(kept), new(), await kept.present_epoch()
        kept._disk = await kept.engine.size() + 512 * 1024
        same = incoming(size=100 * 1024)
        for status in (protocol.OK, *[protocol.DUPLICATE] * 10):
            pushed = await kept.push(account, collection, epoch, [same])
            assert [outcome.status for outcome in pushed.outcomes] == [status]
        pushed = await kept.push(account, collection, epoch, [incoming()])
        assert [outcome.status for outcome in pushed.outcomes] == [protocol.OK]

    on(database, scenario)


def test_a_mailbox_lives_five_minutes(database: str) -> None:
    async def scenario(kept: Storage) -> None:
        account, mailbox = await with_account(kept), new()
        assert await kept.offer(mailbox, account, b"o", NOW, 5) is None
        assert await kept.collect(mailbox, "offer", NOW + 299) == b"o"
        assert await kept.collect(mailbox, "join", NOW + 299) == protocol.WAITING
        assert await kept.collect(mailbox, "offer", NOW + 300) == protocol.GONE
        assert await kept.post(mailbox, None, "join", b"j", NOW + 300) == protocol.GONE
        await kept.sweep(NOW + 301)
        assert await _count(kept, "slot") == 0
        assert await kept.offer(mailbox, account, b"o", NOW + 302, 5) == protocol.GONE
        await kept.sweep(NOW + 601)
        assert await _count(kept, "mailbox") == 0

    on(database, scenario)


def test_first_post_wins_also_when_both_come_at_once(database: str) -> None:
    async def scenario(kept: Storage) -> None:
        for _ in range(5):
            account, mailbox = await with_account(kept), new()
            await kept.offer(mailbox, account, b"o", NOW, 5)
            answer = await asyncio.gather(*(kept.post(mailbox, None, "join", b"%d" % n, NOW) for n in range(2)))
            assert sorted(map(str, answer)) == ["None", "taken"]
            assert await kept.collect(mailbox, "join", NOW) == protocol.GONE

    on(database, scenario)


def test_erasing_one_account_touches_no_other(database: str) -> None:
    async def scenario(kept: Storage) -> None:
        first, second, collection = await with_account(kept), await with_account(kept), new()
        for account, collection_ in ((first, collection), (second, new())):
            await kept.push(account, collection_, await kept.present_epoch(), [incoming(), incoming()])
            await kept.offer(new(), account, b"o", NOW, 5)
            await kept.log_in(Token(secrets.token_bytes(32), account, b"d" * 32, NOW), secrets.token_bytes(32), NOW, "")
        tables = ("account", "ring", "device", "token", "collection", "record", "mailbox", "slot")
        before = [await _count(kept, table) for table in tables]
        await kept.erase(first)
        assert [await _count(kept, table) for table in tables] == [count // 2 for count in before]
        await kept.push(second, collection, await kept.present_epoch(), [incoming()])

    on(database, scenario)


def test_what_a_large_account_leaves_goes_with_the_next_sweep(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "ERASED_AT_ONCE", 10)
    monkeypatch.setattr(accounts, "ERASE_SECONDS", 0.0)

    async def scenario(kept: Storage) -> None:
        account, collection = await with_account(kept), new()
        other = await with_account(kept)
        epoch = await kept.present_epoch()
        for owner in (account, other):
            await kept.push(owner, collection, epoch, [incoming() for _ in range(35)])
        await kept.erase(account)
        assert await _count(kept, "record") == 60, "the answer does not wait for all of it"
        with pytest.raises(AccountErased):
            await kept.push(account, collection, epoch, [incoming()])
        with pytest.raises(StillErasing):
            await kept.open_account(account, b"a" * 32, b"o" * 160, ring())
        await kept.sweep(NOW)
        assert (await _count(kept, "record"), await _count(kept, "leaving")) == (35, 0)
        assert await kept.open_account(account, b"a" * 32, b"o" * 160, ring())
        assert await versions(kept, account, collection) == []
        assert len(await versions(kept, other, collection)) == 35

    on(database, scenario)


def test_what_one_keeps_wakes_who_waits(database: str) -> None:
    async def work() -> None:
        woken: list[bytes] = []
        async with opened(database, woken) as kept:
            account = await with_account(kept)
            await kept.push(account, new(), await kept.present_epoch(), [incoming()])
            await asyncio.sleep(0.05)
            assert account in woken

    run(work())


def _open_and_close(database: str, gate: Any) -> None:
    engine = database_url.engine(database)
    gate.wait()

    async def work() -> None:
        if engine.name == "sqlite":
            from recovery.server.sqlite import file

            path = Path(database.removeprefix("sqlite://"))
            path.touch(0o600)  # noqa: ASYNC240 - as a first start does
            with contextlib.closing(file.connect(path)) as connection:
                file.migrate(connection)
        else:
            await engine.start(lambda _: None)
            await engine.close()

    asyncio.run(work())


def test_migrations_run_once_however_many_begin(database: str) -> None:
    processes = multiprocessing.get_context("spawn")
    gate = processes.Barrier(4)
    started = [processes.Process(target=_open_and_close, args=(database, gate)) for _ in range(4)]
    for process in started:
        process.start()
    for process in started:
        process.join(PATIENCE_SECONDS)
    assert [process.exitcode for process in started] == [0] * 4
    on(database, with_account)


def test_a_newer_or_foreign_database_is_left_alone(tmp_path: Path, postgres: Postgres) -> None:
    def refusal(database: str) -> str:
        with pytest.raises(Unreachable) as caught:
            on(database, with_account)
        return caught.value.sentence

    newer, foreign, no_database = (tmp_path / name for name in ("newer.db", "foreign.db", "text.db"))
    on(f"sqlite://{newer}", with_account)
    with contextlib.closing(sqlite3.connect(newer)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with contextlib.closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE mine (a)")
    no_database.write_text("A letter to Ana. " * 100)
    assert "newer" in refusal(f"sqlite://{newer}")
    assert "not a database of recovery" in refusal(f"sqlite://{foreign}")
    assert "not a database of recovery" in refusal(f"sqlite://{no_database}")
    assert no_database.read_text() == "A letter to Ana. " * 100
    database = postgres.database()
    on(database, with_account)
    with psycopg.connect(database) as other:
        other.execute("UPDATE migration SET number = 99 WHERE number = 1")
    assert "newer" in refusal(database)


def test_the_file_is_its_owners_and_one_servers(tmp_path: Path) -> None:
    database = f"sqlite://{tmp_path}/made/server.db"

    async def work() -> None:
        async with opened(database) as kept:
            await with_account(kept)
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "made").iterdir()}
            assert set(modes.values()) == {0o600}, modes
            assert stat.S_IMODE((tmp_path / "made").stat().st_mode) == 0o700
            with pytest.raises(Unreachable, match="Another recovery serve"):
                await Storage(database_url.engine(database), QUOTA).start(lambda _: None)
            await with_account(kept)

    run(work())
