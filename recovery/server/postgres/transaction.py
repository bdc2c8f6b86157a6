"""Work on one connection to PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from psycopg import AsyncConnection

from recovery.server.engine import Listed, Question, Row


@lru_cache(maxsize=512)
def _own(sql: str) -> str:
    """The SQL as psycopg takes it; lists of values, whose type is said, go in binary."""
    return sql.replace("%", "%%").replace("?::", "%b::").replace("?", "%s")


class PostgresTransaction:
    """Work on one connection."""

    for_update = " FOR UPDATE"
    skips_held = False

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection
        self.woken: set[bytes] = set()

    async def all(self, sql: str, *values: Any) -> list[Row]:
        """Every row of an answer."""
        cursor = await self._connection.execute(_own(sql), values, binary=True)
        return await cursor.fetchall()

    async def one(self, sql: str, *values: Any) -> Row | None:
        """The first row of an answer."""
        cursor = await self._connection.execute(_own(sql), values, binary=True)
        row: Row | None = await cursor.fetchone()
        return row

    async def run(self, sql: str, *values: Any) -> int:
        """Change rows; returns how many."""
        cursor = await self._connection.execute(_own(sql), values)
        return cursor.rowcount

    async def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """The same change with each of these rows of values."""
        async with self._connection.cursor() as cursor:
            await cursor.executemany(_own(sql), list(rows))

    def listed(self, types: str, rows: Sequence[Sequence[Any]]) -> Listed:
        """Rows as a table: one list for each column, so that the statement is the same however many there are."""
        marks = ", ".join(f"?::{kind}[]" for kind in types.split())
        return Listed(f"SELECT * FROM unnest({marks})", tuple(list(column) for column in zip(*rows, strict=True)))

    def by_key(self, columns: str, table: str, key: str, types: str, rows: Sequence[Sequence[Any]]) -> Question:
        """Rows by their primary key: each is the first one from there on, in the key's order.

        Asked for what equals it, the planner may take any index that begins alike, and read all that is under it.
        """
        listed = self.listed(types, rows)
        *first, last = key.split(", ")
        same = " AND ".join(f"{name} = wanted.{name}" for name in first)
        return Question(
            f"WITH wanted ({key}) AS ({listed.sql}) SELECT {columns} FROM wanted CROSS JOIN LATERAL"
            f" (SELECT * FROM {table} WHERE {same} AND {last} >= wanted.{last} ORDER BY {key} LIMIT 1) AS {table}"
            f" WHERE {table}.{last} = wanted.{last}",
            listed.values,
        )

    async def answers(self, *questions: Question) -> list[list[Row]]:
        """Every row of several answers, in one round trip."""
        async with self._connection.pipeline():
            return await self._answers(questions)

    async def _answers(self, questions: Sequence[Question]) -> list[list[Row]]:
        cursors = [await self._connection.execute(_own(sql), values, binary=True) for sql, values in questions]
        return [await cursor.fetchall() for cursor in cursors]

    async def change(self, sql: str, types: str, rows: Sequence[Sequence[Any]]) -> None:
        """The same change with each of these rows, in one statement."""
        listed = self.listed(types, rows)
        await self._connection.execute(_own(sql.format(rows=listed.sql)), listed.values)

    def wake(self, key: bytes) -> None:
        """Remember whom to wake once this work is kept."""
        self.woken.add(key)


class TogetherTransaction(PostgresTransaction):
    """Work for several owners, in which none waits for what another transaction holds."""

    for_update = " FOR UPDATE SKIP LOCKED"
    skips_held = True

    async def answers(self, *questions: Question) -> list[list[Row]]:
        """Every row of several answers; the connection is in a pipeline already."""
        return await self._answers(questions)
