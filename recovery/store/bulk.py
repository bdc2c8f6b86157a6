"""Many new rows of one kind at once.

What follows a new row (history, timeline, search, the counts by name) its triggers write row by row. For hundreds of
rows they are taken away, inside the same transaction, one statement writes it for all rows, and they are put back as
they were. The outcome is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    keys = [row[0] for row in rows]
    if len(rows) < FEWEST or keys[0] < next_key(connection, kind) or keys != [*range(keys[0], keys[0] + len(keys))]:
        _insert(connection, kind, names, rows)
        return
    statements = sql_triggers.at_once(connection, kind)
    marks = ", ".join("?" * len(statements))
    triggers = connection.execute(
        f"SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name IN ({marks}) ORDER BY rowid",
        (*statements,),
    ).fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    _insert(connection, kind, names, rows)
    for name, _ in triggers:
        for statement in statements[name]:
            connection.execute(statement, (keys[0], keys[-1]))
    for _, text in triggers:
        connection.execute(text)


def _insert(connection: Connection, kind: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Some hundreds in one statement: with one each the full-text index would write itself out at each."""
    marks = f"({', '.join('?' * (len(names) + 1))})"
    at_once = max(1, VALUES_AT_ONCE // (len(names) + 1))
    for start in range(0, len(rows), at_once):
        part = rows[start : start + at_once]
        connection.execute(
            f"INSERT INTO {kind} (key, {', '.join(names)}) VALUES {', '.join([marks] * len(part))}",
            tuple(chain.from_iterable(part)),
        )
