"""Columns added to a table whose rows other devices have too: what sync keeps beside those rows is brought along.

Nothing here is an edit: no field gets a clock that it did not have, so a migration beats nothing that anybody said.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from recovery.store.engine import EngineError
from recovery.wire import strict_json

if TYPE_CHECKING:
    from recovery.store.engine import Connection

Clocks = Any  # as `sync.documents.pack_clocks` keeps them: one for all columns, or one for each


def add_columns(connection: Connection, table: str, *definitions: str) -> None:
    """Add columns to a synced table, inside a migration; each definition begins with the column's name.

    In every row they count as never set. What a newer program had sent of them, and this journal kept beside the row
    because it had no such column, goes into the row; where the table refuses it, it is as if it had not come.
    """
    names = [definition.split()[0] for definition in definitions]
    for definition in definitions:
        connection.execute(f"ALTER TABLE {table} ADD COLUMN {definition}")
    places = _places(connection, table)

    def never_set(clocks: Clocks, _: int) -> bool:
        if not isinstance(clocks, list):
            return False
        for name in names:
            _set_bit(clocks, places[name], on=True)
        return True

    _each_clocks(connection, table, never_set)
    kept = connection.execute(
        "SELECT id, row, clocks, kept FROM sync_record WHERE kind = ? AND live = 1 AND kept IS NOT NULL", (table,)
    )
    for record, row, clocks, beside in kept.fetchall():
        _take_in(connection, table, names, (record, row, strict_json.read(clocks), strict_json.read(beside)))


def send(connection: Connection, table: str, *names: str) -> None:
    """Have what a migration put into these columns sent, as old as the record is."""
    places = _places(connection, table)
    filled = {
        name: {row for (row,) in connection.execute(f"SELECT key FROM {table} WHERE {name} IS NOT NULL")}
        for name in names
    }

    def as_the_record(clocks: Clocks, row: int) -> bool:
        changed = False
        for name in names:
            if row in filled[name]:
                changed |= _as(clocks, places, name, "id")
        return changed

    sealed = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'sync_sealed'").fetchone()
    for record in _each_clocks(connection, table, as_the_record):
        if sealed:
            connection.execute("UPDATE sync_record SET unsent = 1 WHERE id = ?", (record,))
            connection.execute("DELETE FROM sync_sealed WHERE record = ?", (record,))
        else:  # before `schema.sealing`
            connection.execute("UPDATE sync_record SET unsent = 1, version = NULL, blob = NULL WHERE id = ?", (record,))


def as_old_as(connection: Connection, table: str, name: str, other: str) -> None:
    """Let a new column be as old as another one, where the two are one answer."""
    places = _places(connection, table)
    _each_clocks(connection, table, lambda clocks, _: _as(clocks, places, name, other))


def _places(connection: Connection, table: str) -> dict[str, int]:
    columns = [str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})") if row[1] != "key"]
    return {name: place for place, name in enumerate(columns)}


def _each_clocks(connection: Connection, table: str, change: Callable[[Clocks, int], bool]) -> list[bytes]:
    """Change the clocks of each record that has a row; returns the ids of those that were."""
    cursor = connection.execute("SELECT id, row, clocks FROM sync_record WHERE kind = ? AND live = 1", (table,))
    changed = []
    for record, row, text in cursor.fetchall():
        clocks = strict_json.read(text)
        if change(clocks, row):
            changed.append((_written(clocks), record))
    connection.executemany("UPDATE sync_record SET clocks = ? WHERE id = ?", changed)
    return [record for _, record in changed]


def _as(clocks: Clocks, places: dict[str, int], name: str, other: str) -> bool:
    """Give a column that was never set the clock of another one."""
    if isinstance(clocks, list):
        bits = clocks[3] if len(clocks) > 3 else 0
        if not bits >> places[name] & 1 or bits >> places[other] & 1:
            return False
        _set_bit(clocks, places[name], on=False)
        return True
    if name in clocks["f"] or other not in clocks["f"]:
        return False
    clocks["f"][name] = clocks["f"][other]
    return True


def _set_bit(clocks: list[Any], place: int, *, on: bool) -> None:
    """The bits behind the one clock of a record name the columns that nobody set."""
    bits = clocks[3] if len(clocks) > 3 else 0
    clocks[3:] = [bits | 1 << place if on else bits & ~(1 << place)]


def _take_in(
    connection: Connection, table: str, names: Sequence[str], trace: tuple[bytes, int, Clocks, dict[str, Any]]
) -> None:
    """Put what had arrived of the new columns into the row."""
    record, row, clocks, kept = trace
    fields = kept.get("f", {})
    arrived = [name for name in names if name in fields]
    for name in arrived:
        if not _taken(connection, table, row, name, fields.pop(name)):
            clocks["f"].pop(name, None)
    if arrived:
        left = {name: value for name, value in kept.items() if value}
        connection.execute(
            "UPDATE sync_record SET clocks = ?, kept = ? WHERE id = ?",
            (_written(clocks), json.dumps(left) if left else None, record),
        )


def _taken(connection: Connection, table: str, row: int, name: str, value: Any) -> bool:
    if isinstance(value, (list, dict)):
        return False
    connection.execute("SAVEPOINT taking")
    try:
        connection.execute(f"UPDATE {table} SET {name} = ? WHERE key = ?", (value, row))
    except EngineError:
        connection.execute("ROLLBACK TO taking")
        return False
    finally:
        connection.execute("RELEASE taking")
    return True


def _written(clocks: Clocks) -> str:
    return json.dumps(clocks, separators=(",", ":"))
