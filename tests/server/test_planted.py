"""The proofs of the storage and of the page of routes catch something: a fault is planted, and they must fail."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from typing import Any

import psycopg
import pytest
from schemathesis.core.failures import FailureGroup

from recovery.server import openapi
from recovery.server.engine import Transaction
from recovery.server.postgres import engine as postgres_engine
from recovery.server.postgres import transaction
from recovery.server.storage.storage import Storage
from tests.server import test_openapi, test_storage
from tests.server.conftest import Postgres
from tests.server.person import Person

Patch = pytest.MonkeyPatch


async def _in_two_steps(self: Storage, account: bytes, collection: bytes, _epoch: bytes, records: Any) -> Any:
    """The places are given in one transaction, and filled in another."""

    async def give(tx: Transaction) -> int:
        row = await tx.one(f"SELECT counter FROM account WHERE id = ?{tx.for_update}", account)
        assert row is not None
        await tx.run("UPDATE account SET counter = ? WHERE id = ?", row[0] + 1, account)
        return int(row[0]) + 1

    place = await self.engine.write(account, give)
    await asyncio.sleep(0.02 * (place % 2))

    async def fill(tx: Transaction) -> None:
        one = records[0]
        await tx.run(
            "INSERT INTO record (account, collection, id, version, seq, size, blob) VALUES (?, ?, ?, ?, ?, ?, ?)",
            account, collection, one.id, one.version, place, len(one.blob), one.blob,
        )  # fmt: skip

    await self.engine.write(account, fill)


async def _at_once(self: postgres_engine.PostgreSQL, whose: bytes, work: Any, item: Any) -> Any:
    """Each item in a transaction of its own, whoever's it is."""
    (done,) = await self.write(whose, lambda tx: work(tx, [item]))
    return done


def test_a_counter_outside_the_transaction_is_found(database: str, monkeypatch: Patch) -> None:
    monkeypatch.setattr(Storage, "push", _in_two_steps)
    with pytest.raises(AssertionError):
        test_storage.test_a_reader_misses_nothing_while_many_write(database)


def test_rows_that_are_not_held_are_found(postgres: Postgres, monkeypatch: Patch) -> None:
    """Without FOR UPDATE two processes decide on the same state of a record."""
    monkeypatch.setattr(transaction.PostgresTransaction, "for_update", "")
    # As with two processes: neither takes turns with the other.
    monkeypatch.setattr(postgres_engine.PostgreSQL, "_turn", lambda *_: nullcontext())
    monkeypatch.setattr(postgres_engine.PostgreSQL, "write_together", _at_once)
    with pytest.raises((AssertionError, psycopg.Error)):
        test_storage.test_one_wins_where_many_change_the_same_record(postgres.database())


def test_an_answer_that_the_page_does_not_name_is_found(person: Person, monkeypatch: Patch) -> None:
    page = openapi.page()
    del page["paths"]["/v1/usage"]["get"]["responses"]["401"]
    monkeypatch.setattr(openapi, "page", lambda: page)
    with pytest.raises(FailureGroup):
        test_openapi.test_schemathesis_finds_no_answer_that_the_page_does_not_name("GET /v1/usage", person)
