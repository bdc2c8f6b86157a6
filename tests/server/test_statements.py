"""What a question costs the database: which statements, in how many round trips, and that each finds by an index.

So nothing here grows with how many accounts and records there are. Seconds are measured by benchmarks.server.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from recovery.server import asking
from recovery.server.engine import Question, Transaction
from recovery.server.postgres import engine, together
from recovery.server.postgres.transaction import PostgresTransaction, TogetherTransaction
from recovery.server.sqlite import engine as sqlite_engine
from recovery.server.sqlite import file, writer
from recovery.server.sqlite.engine import SQLite
from recovery.server.sqlite.transaction import SQLiteTransaction
from recovery.server.sqlite.turns import Turns
from recovery.server.storage import accounts
from recovery.server.storage.accounts import Token
from recovery.server.storage.errors import AccountErased, LoggedOut, OtherEpoch
from recovery.server.storage.pushes import Push, keep
from recovery.server.storage.records import TokenUse
from recovery.server.storage.storage import Storage
from recovery.server.storage.values import Bearer
from tests.server.conftest import Postgres
from tests.server.test_storage import NOW, incoming, new, on, ring

BEGINS = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")
DEVICE = b"d" * 32
# What goes on beside it: other processes are told, of many pushes at once, and a new connection looks where it is.
BESIDE = ("pg_notify", "pg_control_system", "SELECT place FROM server")


class Asked:
    """The statements that were run, and how often the database was waited for."""

    def __init__(self) -> None:
        self.statements: list[Question] = []
        self.waits = 0


@contextmanager
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    """What either engine is asked meanwhile."""
    asked = Asked()

    def note(kind: Any, name: str, *, waits: bool) -> None:
        before = kind.__dict__[name]

        async def run(self: Any, *given: Any) -> Any:
            if isinstance(given[0], str) and any(words in given[0] for words in BESIDE):
                return await before(self, *given)
            if isinstance(given[0], Question):
                asked.statements += given
            elif name == "change":
                sql, types, rows = given
                listed = self.listed(types, rows)
                asked.statements.append(Question(sql.format(rows=listed.sql), listed.values))
            else:
                asked.statements.append(Question(given[0], given[1:]))
            asked.waits += waits
            return await before(self, *given)

        patch.setattr(kind, name, run)

    with monkeypatch.context() as patch:
        for kind in (PostgresTransaction, SQLiteTransaction):
            for name in ("all", "one", "run", "answers"):
                note(kind, name, waits=True)
            note(kind, "change", waits=False)
        note(TogetherTransaction, "answers", waits=True)
        note(SQLite, "ask", waits=True)
        yield asked


async def logged_in(kept: Storage, count: int) -> list[tuple[bytes, bytes, bytes]]:
    """Accounts with a collection that is begun, and a token of each."""
    made, epoch = [], await kept.present_epoch()
    for _ in range(count):
        account, collection, token = new(), new(), new() + new()
        assert await kept.open_account(account, b"a" * 32, b"o" * 160, ring())
        assert await kept.log_in(Token(token, account, DEVICE, NOW + 1000), new(), NOW, "2027-01-15")
        await kept.push(account, collection, epoch, [incoming()])
        made.append((account, collection, token))
    return made


@pytest.mark.parametrize("many", [1, 12])
def test_pushes_that_wait_at_the_same_moment_are_five_statements(
    database: str, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two round trips: what there is, in one; what is written goes with the commit."""

    async def scenario(kept: Storage) -> None:
        people, epoch = await logged_in(kept, many), await kept.present_epoch()
        with recorded(monkeypatch) as asked:
            pushed = await asyncio.gather(
                *(
                    kept.push(account, collection, epoch, [incoming()], TokenUse(token, NOW))
                    for account, collection, token in people
                )
            )
        assert [one.outcomes[0].status for one in pushed] == ["ok"] * many
        transactions = 1 if kept.engine.name == "postgres" or many == 1 else 2  # a writer may have begun with the first
        assert 5 <= len(asked.statements) <= 5 * transactions
        assert 1 <= asked.waits <= transactions

    on(database, scenario)


def test_a_pull_is_one_statement_whose_answer_is_one_row(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(kept: Storage) -> None:
        ((account, collection, token),) = await logged_in(kept, 1)
        bearer, epoch = await kept.bearer(token, NOW), await kept.present_epoch()
        assert bearer is not None
        assert bearer.account == account
        with recorded(monkeypatch) as asked:
            page = await kept.pull(bearer, collection, epoch, 0, 100, TokenUse(token, NOW))
        assert page.next == 1
        assert (len(asked.statements), asked.waits) == (1, 1)
        assert len(await kept.engine.ask(asked.statements[0])) == 1

    on(database, scenario)


def test_every_statement_finds_its_rows_by_an_index(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(kept: Storage) -> list[str]:
        with recorded(monkeypatch) as asked:
            ((account, collection, token),) = await logged_in(kept, 1)
            bearer, epoch = await kept.bearer(token, NOW), await kept.present_epoch()
            assert bearer is not None
            again = [incoming() for _ in range(3)]
            for _ in range(2):  # the second time all of it is in the way
                await kept.push(account, collection, epoch, again, TokenUse(token, NOW))
                again = [incoming(record=record.id) for record in again]
            await kept.pull(bearer, collection, epoch, 0, 100, TokenUse(token, NOW))
            await kept.devices(account)
            await kept.usage(account)
            await kept.rings(account, 0)
            await kept.doorbells(account, DEVICE, NOW)
            await kept.due_reminders(NOW)
            await kept.sweep(NOW)
            await kept.log_out(token, account)
            await kept.erase(account)
        return [await explained(kept, question) for question in asked.statements if question.sql.startswith(BEGINS)]

    plans = on(database, scenario)
    assert len(plans) > 40
    for plan in plans:
        for line in plan.splitlines()[1:]:
            words = line.replace(" on ", " ").split()
            scans = [
                words[at + 1 + (words[at + 1] == "Scan")] for at, word in enumerate(words) if word in ("SCAN", "Seq")
            ]
            assert not {name.strip("_0123456789") for name in scans} & TABLES, plan


TABLES = {
    "account", "collection", "device", "doorbell", "given_tickets", "mailbox", "record", "reminder", "ring", "slot",
    "ticket", "token", "used_nonce",
}  # fmt: skip


MANY_ACCOUNTS = """
INSERT INTO record (account, collection, id, version, seq, size, blob)
SELECT decode(md5('a' || n), 'hex'), decode(md5('c' || n), 'hex'), decode(md5(n || '.' || seq), 'hex'),
       decode(md5('v' || seq), 'hex'), seq, 1, '\\x00'::bytea
FROM generate_series(1, 1500) AS n, generate_series(1, 8) AS seq
"""


def test_a_push_reads_no_other_records_of_its_account(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are many accounts, the planner takes the index of the order to be as good as the one of the ids."""
    database = postgres.database()

    async def scenario(kept: Storage) -> str:
        ((account, collection, token),) = await logged_in(kept, 1)
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute(MANY_ACCOUNTS)
            connection.execute("ANALYZE record")
        with recorded(monkeypatch) as asked:
            await kept.push(account, collection, await kept.present_epoch(), [incoming()], TokenUse(token, NOW))
        (question,) = [question for question in asked.statements if "version, seq, size FROM wanted" in question.sql]
        return await explained(kept, question)

    plan = on(database, scenario)
    assert "pkey on record_" in plan
    assert "_seq_idx" not in plan, plan


def test_a_question_is_planned_once_for_a_connection(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    """And read by an index also where the table was nearly empty when it was planned."""
    monkeypatch.setattr(engine, "CONNECTIONS", 1)

    async def scenario(kept: Storage) -> None:
        ((account, collection, token),) = await logged_in(kept, 1)
        bearer, epoch = await kept.bearer(token, NOW), await kept.present_epoch()
        assert bearer is not None
        for _ in range(12):
            await kept.push(account, collection, epoch, [incoming()], TokenUse(token, NOW))
            await kept.pull(bearer, collection, epoch, 0, 100, TokenUse(token, NOW))

        async def work(tx: Transaction) -> tuple[int, int, str]:
            rows = await tx.all("SELECT sum(generic_plans), sum(custom_plans) FROM pg_prepared_statements")
            scans = await tx.all("SELECT current_setting('enable_seqscan')")
            return int(rows[0][0]), int(rows[0][1]), scans[0][0]

        once, anew, scans = await kept.engine.read(work)
        assert once > 0
        assert anew == 0
        assert scans == "off"

    on(postgres.database(), scenario)


async def explained(kept: Storage, question: Question) -> str:
    """The plan, as it is chosen where the tables are large."""

    async def work(tx: Transaction) -> str:
        if isinstance(kept.engine, SQLite):
            rows = await tx.all(f"EXPLAIN QUERY PLAN {question.sql}", *question.values)
        else:
            await tx.run("SET enable_seqscan = off")
            rows = await tx.all(f"EXPLAIN {question.sql}", *question.values)
            await tx.run("RESET enable_seqscan")
        return "\n".join([question.sql, *(str(row[-1]) for row in rows)])

    return await kept.engine.read(work)


def test_pushes_of_one_moment_cross_to_the_writer_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One hop to the thread that writes, however many push, and none to look their tokens up."""
    told: list[int] = []
    put = Turns.put

    def counted(self: Turns[Any], *jobs: tuple[bytes, Any]) -> None:
        told.append(len(jobs))
        put(self, *jobs)

    async def scenario(kept: Storage) -> None:
        people, epoch = await logged_in(kept, 12), await kept.present_epoch()
        monkeypatch.setattr(Turns, "put", counted)
        monkeypatch.setattr(SQLite, "read", None)
        await asyncio.gather(
            *(kept.push(account, place, epoch, [incoming()], TokenUse(token, NOW)) for account, place, token in people)
        )
        assert told == [12]
        monkeypatch.undo()

    on(f"sqlite://{tmp_path}/s.db", scenario)


@pytest.mark.parametrize("many", [1, 11])
def test_no_statement_of_a_push_is_prepared_twice(tmp_path: Path, many: int) -> None:
    """Also after more transactions than statements are kept: each has a number of its own in its text."""
    prepared: list[int] = []

    async def scenario(kept: Storage) -> None:
        assert isinstance(kept.engine, SQLite)
        people, epoch = await logged_in(kept, many), await kept.present_epoch()

        async def push() -> None:
            pushes = [
                Push(account, place, epoch, [incoming()], token, NOW, full=False) for account, place, token in people
            ]

            async def work(tx: Transaction) -> None:
                await keep(tx, pushes, kept.quota_of)

            await kept.engine.write(b"", work)

        def asked(action: int, *_: object) -> int:
            prepared.append(action)
            return 0

        for _ in range(file.STATEMENTS):
            await kept.engine.write(b"", nothing)
        kept.engine._connections[0].set_authorizer(asked)
        await push()
        assert sqlite3.SQLITE_INSERT in prepared
        prepared.clear()
        await push()
        assert set(prepared) <= {sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_PRAGMA}

    on(f"sqlite://{tmp_path}/s.db", scenario)


def test_pulls_of_one_moment_go_to_the_database_together(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes meanwhile goes with the next."""
    monkeypatch.setattr(asking, "SLOW_SECONDS", 1000.0)

    async def scenario(kept: Storage) -> None:
        people, epoch = await logged_in(kept, 5), await kept.present_epoch()
        bearers = [await kept.bearer(token, NOW) for _, _, token in people]
        groups: list[int] = []
        answers = kept.engine._asking._answers  # type: ignore[attr-defined]

        async def counted(questions: list[Question]) -> Any:
            groups.append(len(questions))
            return await answers(questions)

        async def pull() -> None:
            pulls = [
                kept.pull(bearer, collection, epoch, 0, 100, TokenUse(token, NOW))
                for bearer, (_, collection, token) in zip(bearers, people, strict=True)
                if bearer is not None
            ]
            assert [page.next for page in await asyncio.gather(*pulls)] == [1] * 5

        kept.engine._asking._answers = counted  # type: ignore[attr-defined]
        await pull()
        await asyncio.gather(pull(), pull())
        assert groups == [5, 8, 2]

    on(database, scenario)


def test_one_question_that_fails_leaves_the_others_of_its_moment_alone(database: str) -> None:
    async def scenario(kept: Storage) -> None:
        wrong, *right = await asyncio.gather(
            *(kept.engine.ask(Question(sql)) for sql in ("SELECT * FROM nothing", "SELECT 1", "SELECT 2")),
            return_exceptions=True,
        )
        assert isinstance(wrong, Exception)
        assert [list(map(tuple, rows)) for rows in right] == [[(1,)], [(2,)]]  # type: ignore[arg-type]

    on(database, scenario)


def test_questions_whose_pages_are_slow_to_come_hold_up_the_others_for_a_moment_only() -> None:
    async def scenario() -> None:
        begun, slow_pages = asyncio.Event(), asyncio.Event()

        async def answers(questions: list[Question]) -> list[asking.Answer]:
            if questions[0].sql == "slow":
                begun.set()
                await slow_pages.wait()
            if questions[0].sql == "wrong":
                raise OSError
            return [[(question.sql,)] for question in questions]

        asked = asking.Asking(answers)
        slow = asyncio.create_task(asked.ask(Question("slow")))
        await begun.wait()
        for _ in range(3):
            assert await asked.ask(Question("quick")) == [("quick",)]
        assert not slow.done()
        slow_pages.set()
        assert await slow == [("slow",)]
        with pytest.raises(OSError):
            await asked.ask(Question("wrong"))
        assert await asked.ask(Question("quick")) == [("quick",)]

    asyncio.run(scenario())


def test_a_pull_is_not_prepared_again_for_another_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite plans a bare `LIMIT ?` anew for each value."""
    monkeypatch.setattr(sqlite_engine, "READERS", 1)
    prepared: list[int] = []

    def noted(action: int, *_: object) -> int:
        prepared.append(action)
        return 0

    async def scenario(kept: Storage) -> None:
        assert isinstance(kept.engine, SQLite)
        ((account, collection, token),) = await logged_in(kept, 1)
        bearer, epoch = await kept.bearer(token, NOW), await kept.present_epoch()
        assert bearer is not None
        kept.engine._connections[1].set_authorizer(noted)
        for after, limit in ((0, 100), (0, 7), (1, 100)):
            prepared.clear()
            await kept.pull(bearer._replace(account=account), collection, epoch, after, limit, TokenUse(token, NOW))
            assert bool(prepared) == (limit == 100 and after == 0)

    on(f"sqlite://{tmp_path}/s.db", scenario)


def test_those_who_pushed_a_moment_ago_are_waited_for(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that all of them share one flush of the disk, also where their requests come one after the other."""
    for module in (writer, together):
        monkeypatch.setattr(module, "GATHER_SECONDS", 1000.0)

    async def scenario(kept: Storage) -> None:
        people, epoch = await logged_in(kept, 4), await kept.present_epoch()

        def push(number: int) -> asyncio.Task[Any]:
            account, collection, token = people[number]
            return asyncio.create_task(kept.push(account, collection, epoch, [incoming()], TokenUse(token, NOW)))

        await asyncio.gather(*map(push, range(4)))
        early = [push(0), push(1)]
        with recorded(monkeypatch) as asked:
            done, _ = await asyncio.wait(early, timeout=0.1)
            assert (done, asked.statements) == (set(), [])
            await asyncio.gather(*early, push(2), push(3))
            assert len(asked.statements) == 5
        alone = push(0)
        assert (await asyncio.wait([alone], timeout=0.1))[0] == set()
        monkeypatch.undo()
        await asyncio.gather(alone, push(1), push(2), push(3))

    on(database, scenario)


def test_nobody_waits_long_for_those_who_do_not_come_again(database: str) -> None:
    async def scenario(kept: Storage) -> None:
        people, epoch = await logged_in(kept, 4), await kept.present_epoch()
        for count in (4, 1, 1):
            await asyncio.gather(
                *(
                    kept.push(account, collection, epoch, [incoming()], TokenUse(token, NOW))
                    for account, collection, token in people[:count]
                )
            )

    on(database, scenario)


def test_a_group_of_pushes_on_sqlite_is_ten_statements_and_looks_at_its_file_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not one more for each push: each step lets go of Python's lock, and has to get it back from the loop."""
    ran: list[str] = []
    looks: list[None] = []
    check = file.OpenFile.check

    def looked(self: file.OpenFile) -> None:
        looks.append(None)
        check(self)

    async def scenario(kept: Storage) -> None:
        assert isinstance(kept.engine, SQLite)
        people, epoch = await logged_in(kept, 8), await kept.present_epoch()
        kept.engine._connections[0].set_trace_callback(ran.append)
        monkeypatch.setattr(file.OpenFile, "check", looked)
        await asyncio.gather(
            *(kept.push(account, place, epoch, [incoming()], TokenUse(token, NOW)) for account, place, token in people)
        )
        assert [line.split()[0] for line in ran] == (
            ["BEGIN", "PRAGMA", "SAVEPOINT", "WITH", "WITH", "WITH", "WITH", "WITH", "RELEASE", "COMMIT"]
        )
        assert len(looks) == 2

    on(f"sqlite://{tmp_path}/s.db", scenario)


async def nothing(_: Transaction) -> None:
    """Work that changes nothing."""


def test_a_token_that_is_believed_still_opens_nothing_once_it_is_gone(database: str) -> None:
    """What one process remembers of it, another may have taken back: it is looked up where it is used."""

    async def scenario(kept: Storage) -> None:
        people, epoch = await logged_in(kept, 3), await kept.present_epoch()
        believed = [await kept.bearer(token, NOW) for _, _, token in people]

        async def refused(number: int, now: int = NOW) -> bool:
            account, collection, token = people[number]
            bearer = believed[number]
            assert bearer is not None
            assert kept.token_cache.of(token) == bearer
            asking, outcomes = TokenUse(token, now), []
            for ask in (
                kept.push(account, collection, epoch, [incoming()], asking),
                kept.push(account, collection, epoch, [incoming() for _ in range(20)], asking),
                kept.pull(bearer, collection, epoch, 0, 10, asking),
            ):
                try:
                    await ask
                    outcomes.append(False)
                except (AccountErased, LoggedOut):
                    outcomes.append(True)
            assert len(set(outcomes)) == 1
            return outcomes[0]

        async def elsewhere(tx: Transaction) -> None:
            await tx.run("DELETE FROM token WHERE hash = ?", people[0][2])
            await tx.run("UPDATE account SET until = ? WHERE id = ?", NOW + 10, people[2][0])

        assert not await refused(0)
        await kept.engine.write(people[0][0], elsewhere)
        assert await refused(0)
        assert not await refused(1)
        assert await refused(1, NOW + 1000), "it has run out"
        assert not await refused(2)
        assert await refused(2, NOW + 10), "its account has ended"
        await kept.put_ring(people[1][0], ring(2, b"e" * 32))
        assert await refused(1), "its device was taken off"
        assert (await kept.usage(people[1][0])).records == 22
        stolen = TokenUse(people[2][2], NOW)
        with pytest.raises(LoggedOut):
            await kept.push(people[1][0], people[1][1], epoch, [incoming()], stolen)
        ahead = believed[2]
        assert ahead is not None
        with pytest.raises(OtherEpoch):  # also where the database was put back since, and holds less than is remembered
            await kept.pull(ahead._replace(counter=1000), people[2][1], new(), 0, 10, stolen)
        await kept.erase(people[2][0])
        assert await refused(2), "its account was erased"

    on(database, scenario)


def test_nobody_ends_with_the_error_of_another_who_pushed_at_the_same_moment(database: str) -> None:
    async def scenario(kept: Storage) -> None:
        people, epoch = await logged_in(kept, 6), await kept.present_epoch()
        records = [incoming() for _ in people]
        records[2] = records[2]._replace(id=b"too short for the table")
        pushed = await asyncio.gather(
            *(
                kept.push(account, collection, epoch, [record], TokenUse(token, NOW))
                for (account, collection, token), record in zip(people, records, strict=True)
            ),
            return_exceptions=True,
        )
        failed = [isinstance(one, Exception) for one in pushed]
        assert failed == [number == 2 for number in range(6)]
        assert [(await kept.usage(account)).records for account, _, _ in people] == [2, 2, 1, 2, 2, 2]

    on(database, scenario)


def test_only_so_many_tokens_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "CACHED_TOKENS", 2)
    cache, bearer = accounts.TokenCache(), Bearer(b"a", DEVICE, NOW, 0, 1)
    for token in (b"1", b"2", b"1", b"3"):
        cache.note(token, bearer)
    assert [cache.of(token) for token in (b"1", b"2", b"3")] == [bearer, None, bearer]
    cache.note(b"3", None)
    assert cache.of(b"3") is None
