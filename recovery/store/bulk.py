"""Many new rows of one kind at once.

What follows a new row (history, timeline, search, the counts by name) its triggers write row by row. For hundreds of
rows they are taken away, inside the same transaction, one statement writes it for all rows, and they are put back as
they were. The outcome is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

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


class _Apart(NamedTuple):
    """A kind whose triggers are away: their texts, what writes for many rows what they would, and the next row's key."""

    triggers: list[str]
    followers: list[str]
    next_key: int


class Inserting:
    """Rows part by part, inside one transaction; `finish` is to be its last step.

    The triggers of a kind are away from its first many rows to the end, so nothing else may insert into its table. Each
    statement about the schema would make the engine prepare all others anew.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._apart: dict[str, _Apart] = {}

    def next_key(self, kind: str) -> int:
        """The key that the table's next row gets."""
        return self._apart[kind].next_key if kind in self._apart else next_key(self._connection, kind)

    def insert(self, kind: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows, each with its key first; where this fails, whatever it wrote is to be taken back."""
        before = self._apart.copy()
        try:
            self._inserted(kind, names, rows)
        except BaseException:
            self._apart = before
            raise

    def finish(self) -> None:
        """Put the triggers back."""
        for kind in [*self._apart]:
            self._put_back(kind)

    def _inserted(self, kind: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        first, last = rows[0][0], rows[-1][0]
        if first < self.next_key(kind) or [row[0] for row in rows] != [*range(first, first + len(rows))]:
            self._put_back(kind)
        elif len(rows) >= FEWEST and kind not in self._apart:
            self._take_apart(kind)
        self._insert(kind, names, rows)
        if kind in self._apart:
            apart = self._apart[kind] = self._apart[kind]._replace(next_key=last + 1)
            for statement in apart.followers:
                self._connection.execute(statement, (first, last))

    def _take_apart(self, kind: str) -> None:
        statements = sql_triggers.at_once(self._connection, kind)
        marks = ", ".join("?" * len(statements))
        triggers = self._connection.execute(
            f"SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name IN ({marks}) ORDER BY rowid",
            (*statements,),
        ).fetchall()
        for name, _ in triggers:
            self._connection.execute(f"DROP TRIGGER {name}")
        followers = [statement for name, _ in triggers for statement in statements[name]]
        self._apart[kind] = _Apart([text for _, text in triggers], followers, 0)

    def _put_back(self, kind: str) -> None:
        if kind in self._apart:
            for text in self._apart.pop(kind).triggers:
                self._connection.execute(text)

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
