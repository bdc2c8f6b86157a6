"""Many new rows of one kind at once.

What follows a new row (history, timeline, search, the counts by name) its triggers write row by row. For hundreds of
rows they are taken away, inside the same transaction, one statement writes it for all rows, and they are put back as
they were. The outcome is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from recovery.store import sql_triggers
from recovery.store.engine import Connection

FEWEST = 200  # rows for which it pays to take the triggers away
VALUES_AT_ONCE = 30_000  # SQLite takes 32,766 in one statement


def next_key(connection: Connection, kind: str) -> int:
    """The key that the table's next row gets; never one that was given before."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (kind,)).fetchone()
    return (int(row[0]) if row else 0) + 1


def insert(connection: Connection, kind: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows, each with its key first, inside a transaction that is taken back, or to a savepoint, where this fails.

    They are many at once where their keys rise and none of them was given before.
    """
    inserting = Inserting(connection)
    inserting.insert(kind, names, rows)
    inserting.finish()


class Inserting:
    """Rows part by part, inside one transaction that is taken back where this fails; `finish` is to be its last step.

    The triggers of a kind are away from its first many rows to the end, so nothing else may insert into its table. Each
    statement about the schema would make the engine prepare all others anew.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._followers: dict[str, list[str]] = {}  # by kind: what writes all that follows new rows
        self._away: list[str] = []  # texts of the triggers that are away
        self._next: dict[str, int] = {}  # by kind: the key of its next row, once its triggers are away

    def next_key(self, kind: str) -> int:
        """The key that the table's next row gets."""
        return self._next.get(kind) or next_key(self._connection, kind)

    def insert(self, kind: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows, each with its key first; of a kind of which there were many, their keys must rise one by one."""
        first, last = rows[0][0], rows[-1][0]
        if kind not in self._followers:
            many = len(rows) >= FEWEST and first >= self.next_key(kind)
            if not many or [row[0] for row in rows] != [*range(first, first + len(rows))]:
                self._insert(kind, names, rows)
                return
            self._take_apart(kind)
        self._insert(kind, names, rows)
        self._next[kind] = last + 1
        for statement in self._followers[kind]:
            self._connection.execute(statement, (first, last))

    def finish(self) -> None:
        """Put the triggers back."""
        for text in self._away:
            self._connection.execute(text)
        self._away.clear()
        self._followers.clear()
        self._next.clear()

    def _take_apart(self, kind: str) -> None:
        statements = sql_triggers.at_once(self._connection, kind)
        marks = ", ".join("?" * len(statements))
        triggers = self._connection.execute(
            f"SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name IN ({marks}) ORDER BY rowid",
            (*statements,),
        ).fetchall()
        for name, _ in triggers:
            self._connection.execute(f"DROP TRIGGER {name}")
        self._followers[kind] = [statement for name, _ in triggers for statement in statements[name]]
        self._away += [text for _, text in triggers]

    def _insert(self, kind: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Some hundreds in one statement: with one each, the engine would give Python's lock back and forth for each."""
        columns = f"{kind} (key, {', '.join(names)})"
        marks = f"({', '.join('?' * (len(names) + 1))})"
        for part in _parts(rows, VALUES_AT_ONCE // (len(names) + 1)):
            values = ", ".join([marks] * len(part))
            self._connection.execute(f"INSERT INTO {columns} VALUES {values}", tuple(chain.from_iterable(part)))


def _parts(rows: Sequence[Sequence[Any]], limit: int) -> Iterator[Sequence[Sequence[Any]]]:
    """All rows in parts whose lengths are powers of two: statements are kept to be used again, so there must be few."""
    place = 0
    while place < len(rows):
        length = 1 << (min(limit, len(rows) - place).bit_length() - 1)
        yield rows[place : place + length]
        place += length
