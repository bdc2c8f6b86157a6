"""The journal's rows as records read and write them, and what history tells of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from recovery.store.connection import Journal
from recovery.wire import strict_json


class Change(NamedTuple):
    """A change of history: which row, what was done, what is told of it, and by whom and when."""

    key: int
    table: str
    row: int
    action: str
    data: str
    at: str | None
    origin: str | None


def columns(journal: Journal, kind: str) -> tuple[str, ...]:
    """The table's own columns: no name that comes from elsewhere is ever put into a statement."""
    return tuple(str(row[1]) for row in journal.execute(f"PRAGMA table_info({kind})") if row[1] != "key")


def row_values(journal: Journal, kind: str, names: Sequence[str], keys: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The rows of these keys, as the table has them."""
    if len(keys) == 1:
        rows = journal.execute(f"SELECT key, {', '.join(names)} FROM {kind} WHERE key = ?", (keys[0],))
    else:
        wanted = json.dumps(list(keys))
        rows = journal.execute(
            f"SELECT key, {', '.join(names)} FROM {kind} WHERE key IN (SELECT value FROM json_each(?))", (wanted,)
        )
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows.fetchall()}


def changes(journal: Journal, after: int) -> Iterator[Change]:
    """What history has noted since that change."""
    rows = journal.execute(
        """SELECT h.key, h."table", h.row, h.action, h.data, c.at, c.origin
           FROM changes h LEFT JOIN commands c ON c.key = h.command WHERE h.key > ? ORDER BY h.key""",
        (after,),
    )
    while part := rows.fetchmany(500):
        yield from map(Change._make, part)


def later(journal: Journal, change: Change) -> list[tuple[str, dict[str, Any]]]:
    """What was done to the same row after that change, the last first."""
    rows = journal.execute(
        'SELECT action, data FROM changes WHERE "table" = ? AND row = ? AND key > ? ORDER BY key DESC',
        (change.table, change.row, change.key),
    )
    return [(action, strict_json.read(data)) for action, data in rows.fetchall()]


def untraced(
    journal: Journal, kind: str, names: Sequence[str], after: int, limit: int
) -> list[tuple[int, str | None, dict[str, Any]]]:
    """Rows after that key: key, when the row was last changed as far as history tells, and its values."""
    rows = journal.execute(
        f"""SELECT key, (SELECT max(c.at) FROM changes h JOIN commands c ON c.key = h.command
            WHERE h."table" = '{kind}' AND h.row = t.key), {", ".join(names)} FROM {kind} t WHERE key > ?
            ORDER BY key LIMIT ?""",
        (after, limit),
    )
    return [(row[0], row[1], dict(zip(names, row[2:], strict=True))) for row in rows.fetchall()]


def last_changed(journal: Journal, kind: str, row: int, before: int) -> str | None:
    """When a row was last changed before that change of history, as far as it tells."""
    cursor = journal.execute(
        """SELECT max(c.at) FROM changes h JOIN commands c ON c.key = h.command
           WHERE h."table" = ? AND h.row = ? AND h.key < ?""",
        (kind, row, before),
    )
    at: str | None = cursor.fetchone()[0]
    return at


def last_change(journal: Journal) -> int:
    """The newest change that history has noted."""
    return int(journal.execute("SELECT coalesce(max(key), 0) FROM changes").fetchone()[0])


def update_row(journal: Journal, kind: str, row: int, values: Mapping[str, Any]) -> None:
    """Set these columns of a row; their names are from `columns`."""
    assignments = ", ".join(f"{name} = ?" for name in values)
    journal.execute(f"UPDATE {kind} SET {assignments} WHERE key = ?", (*values.values(), row))


def delete_row(journal: Journal, kind: str, row: int) -> None:
    """Take a row out."""
    journal.execute(f"DELETE FROM {kind} WHERE key = ?", (row,))


def id_taken(journal: Journal, kind: str, id: str) -> bool:
    """Whether a row of that kind has that id."""
    return journal.execute(f"SELECT 1 FROM {kind} WHERE id = ?", (id,)).fetchone() is not None


def told(journal: Journal, kind: str, row: int, name: str, value: Any) -> bool:
    """Whether history shows that a column of a row ever had that value."""
    cursor = journal.execute(
        f"""SELECT 1 FROM changes WHERE "table" = ? AND row = ? AND action = 'update'
            AND (json_extract(data, '$.{name}[0]') IS ? OR json_extract(data, '$.{name}[1]') IS ?) LIMIT 1""",
        (kind, row, value, value),
    )
    return cursor.fetchone() is not None


@contextmanager
def attempt(journal: Journal) -> Iterator[None]:
    """Inside a transaction: what is written here is taken back if it ends with an error."""
    journal.execute("SAVEPOINT attempt")
    try:
        yield
    except BaseException:
        journal.execute("ROLLBACK TO attempt")
        raise
    finally:
        journal.execute("RELEASE attempt")
