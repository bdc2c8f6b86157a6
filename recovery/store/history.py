"""Taking commands back, and reading what an entry was before.

The history itself is written by SQL triggers (see `schema`); this is its reader. A command is undone by
playing its changes backwards inside a new command that says which one it undoes, so nothing is ever rewritten.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple

from recovery.errors import NotFound
from recovery.store import home, kinds
from recovery.store.connection import Journal
from recovery.store.engine import NotAllowed

NOTHING_LEFT = "There is nothing left to take back on this device."


class Step(NamedTuple):
    """One command of this device that can be taken back, or was; `at` is in UTC.

    `left` is how many of its changes were not taken back, because another device had changed the same since.
    """

    number: int
    name: str
    at: datetime
    changes: int
    left: int = 0


class Change(NamedTuple):
    """One change of one row: `fields` maps a column to its value before and after."""

    at: datetime
    command: str
    origin: str
    action: str
    fields: dict[str, tuple[Any, Any]]


def steps(journal: Journal, limit: int) -> list[Step]:
    """The newest commands that `undo` would take back, the next one first."""
    rows = journal.execute(
        """SELECT c.key, c.name, c.at, (SELECT count(*) FROM changes WHERE command = c.key)
           FROM commands c
           WHERE c.device = ? AND c.origin IN ('local', 'inbox', 'import') AND c.undoes IS NULL AND c.name <> 'init'
             AND NOT EXISTS (SELECT 1 FROM commands u WHERE u.undoes = c.key)
             AND EXISTS (SELECT 1 FROM changes WHERE command = c.key)
           ORDER BY c.key DESC LIMIT ?""",
        (home.device(), limit),
    )
    return [Step(number, name, datetime.fromisoformat(at), changes) for number, name, at, changes in rows]


def undo(journal: Journal) -> Step:
    """Take back this device's last command; raises `NotFound` when there is none left."""
    with journal.command("undo") as number:
        waiting = steps(journal, 1)
        if not waiting:
            raise NotFound(NOTHING_LEFT)
        step = waiting[0]
        journal.execute("UPDATE commands SET undoes = ? WHERE key = ?", (step.number, number))
        changes = journal.execute(
            'SELECT "table", row, action, data FROM changes WHERE command = ? ORDER BY key DESC', (step.number,)
        ).fetchall()
        back = [
            table in kinds.KEPT and _reverse(journal, table, row, action, json.loads(data))
            for table, row, action, data in changes
        ]
    return step._replace(left=back.count(False))


def _reverse(journal: Journal, table: str, row: int, action: str, data: dict[str, Any]) -> bool:
    """Play one change backwards; where another device has taken its place meanwhile, that stays, and it is `False`."""
    journal.execute("SAVEPOINT reverse")
    try:
        whole = _play(journal, table, row, action, data)
    except NotAllowed:
        journal.execute("ROLLBACK TO reverse")
        whole = False
    journal.execute("RELEASE reverse")
    return whole


def _play(journal: Journal, table: str, row: int, action: str, data: dict[str, Any]) -> bool:
    """Whether all of it was still as the change had left it."""
    if action == "insert":
        return journal.execute(f"DELETE FROM {table} WHERE key = ?", (row,)).rowcount == 1
    if action == "delete":
        names = ", ".join(["key", *data])
        marks = ", ".join("?" * (len(data) + 1))
        journal.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", (row, *data.values()))
        return True
    whole = True
    for column, (before, after) in data.items():
        update = f"UPDATE {table} SET {column} = ? WHERE key = ? AND {column} IS ?"
        whole &= journal.execute(update, (before, row, after)).rowcount == 1
    return whole


def of_row(journal: Journal, table: str, row: int) -> list[Change]:
    """What happened to one row, oldest first."""
    rows = journal.execute(
        """SELECT c.at, c.name, c.origin, h.action, h.data FROM changes h LEFT JOIN commands c ON c.key = h.command
           WHERE h."table" = ? AND h.row = ? ORDER BY h.key""",
        (table, row),
    )
    return [
        Change(
            datetime.fromisoformat(at),
            name,
            origin,
            action,
            {column: (pair[0], pair[1]) for column, pair in json.loads(data).items()} if action == "update" else {},
        )
        for at, name, origin, action, data in rows
        if at is not None
    ]


def origin_of(journal: Journal, table: str, row: int) -> str | None:
    """How one row came into the journal: `local`, `inbox`, `sync` or `import`; `None` where history no longer tells."""
    found = journal.execute(
        """SELECT c.origin FROM changes h JOIN commands c ON c.key = h.command
           WHERE h."table" = ? AND h.row = ? AND h.action = 'insert' ORDER BY h.key DESC LIMIT 1""",
        (table, row),
    ).fetchone()
    return None if found is None else str(found[0])
