"""Work on one connection, from its beginning to its end in one thread."""

from __future__ import annotations

from collections.abc import Coroutine, Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from recovery.server.engine import Listed, Question, Row, Transaction
from recovery.server.sqlite.file import Connection


@lru_cache(maxsize=256)
def _values(columns: int, rows: int) -> str:
    row = f"({', '.join('?' * columns)})"
    return f"VALUES {', '.join([row] * rows)}"


class SQLiteTransaction:
    """Work on one connection; nothing in it ever waits for the loop."""

    for_update = ""
    skips_held = False

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.woken: set[bytes] = set()

    async def all(self, sql: str, *values: Any) -> list[Row]:
        """Every row of an answer."""
        return self._connection.execute(sql, values).fetchall()

    async def one(self, sql: str, *values: Any) -> Row | None:
        """The first row of an answer."""
        row: Row | None = self._connection.execute(sql, values).fetchone()
        return row

    async def run(self, sql: str, *values: Any) -> int:
        """Change rows; returns how many."""
        return self._connection.execute(sql, values).rowcount

    async def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """The same change with each of these rows of values."""
        self._connection.executemany(sql, rows)

    def listed(self, _: str, rows: Sequence[Sequence[Any]]) -> Listed:
        """Rows as a table, the last one as often as makes their number a power of two: so there are few statements."""
        count = 1 << (len(rows) - 1).bit_length()
        values = [*chain.from_iterable(rows), *chain.from_iterable([rows[-1]] * (count - len(rows)))]
        return Listed(_values(len(rows[0]), count), tuple(values))

    def by_key(self, columns: str, table: str, key: str, types: str, rows: Sequence[Sequence[Any]]) -> Question:
        """Rows by their primary key."""
        listed = self.listed(types, rows)
        among = f"WITH wanted ({key}) AS ({listed.sql})"
        return Question(f"{among} SELECT {columns} FROM wanted CROSS JOIN {table} USING ({key})", listed.values)

    async def answers(self, *questions: Question) -> list[list[Row]]:
        """Every row of several answers."""
        return [self._connection.execute(*question).fetchall() for question in questions]

    async def change(self, sql: str, _: str, rows: Sequence[Sequence[Any]]) -> None:
        """The same change with each of these rows, as many of them in a statement as make a power of two.

        So there are few statements, and few steps: each of these lets go of Python's lock and takes it back.
        """
        at = 0
        while left := len(rows) - at:
            count = 1 << (left.bit_length() - 1)
            values = tuple(chain.from_iterable(rows[at : at + count]))
            self._connection.execute(sql.format(rows=_values(len(rows[0]), count)), values)
            at += count

    def wake(self, key: bytes) -> None:
        """Remember whom to wake once this work is kept."""
        self.woken.add(key)


def drive(work: Any, tx: Transaction) -> Any:
    """Run work to its end at once, in this thread."""
    running: Coroutine[Any, Any, Any] = work(tx)
    try:
        running.send(None)
    except StopIteration as end:
        return end.value
    running.close()
    raise AssertionError("work on a database may wait for nothing else")
