"""Taking commands back, and reading what an entry was before.

The history itself is written by SQL triggers (see `schema`); this is its reader. A command is undone by
playing its changes backwards inside a new command that says which one it undoes, so nothing is ever rewritten.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from recovery.errors import NotFound
from recovery.language import tr
from recovery.store import home, kinds
from recovery.store.command_names import CIRCLE, ERASING, INIT, REDO, UNDO
from recovery.store.connection import Journal
from recovery.store.engine import NotAllowed
from recovery.wire import strict_json

NOTHING_LEFT = tr("There is nothing left to take back on this device.")
NOTHING_TO_REDO = tr("There is nothing to bring back: nothing was taken back, or something was written since.")
FRESH = timedelta(hours=1)  # within it a command is taken back without a question
OWN = "origin IN ('local', 'inbox', 'import')"  # what was written on this device, by whatever way
_ROWS = '(SELECT count(*) FROM (SELECT DISTINCT "table", row FROM changes WHERE command = {}))'


class Step(NamedTuple):
    """One command of this device that can be taken back, or was; `at` is in UTC.

    `number` is the command's own; `last` that of the last undo or redo of it, its own where there was none. `changes`
    is how many rows it changed, whichever way it is played; `left`, how many of those were not played back whole,
    because another device had changed the same since.
    """

    number: int
    name: str
    at: datetime
    changes: int
    last: int
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
    steps: list[Step] = []
    commands = journal.execute(
        f"""SELECT c.key, c.name, c.at, {_ROWS.format("c.key")}
            FROM commands c WHERE c.device = ? AND {OWN} AND c.undoes IS NULL AND c.name NOT IN ('{INIT}', '{CIRCLE}')
              AND EXISTS (SELECT 1 FROM changes WHERE command = c.key)
            ORDER BY c.key DESC""",
        (home.device(),),
    )
    for number, name, at, changes in commands:
        *undone_and_redone, last = _life(journal, number)
        if len(undone_and_redone) % 2 == 0:
            steps.append(Step(number, name, datetime.fromisoformat(at), changes, last))
            if len(steps) == limit:
                break
    return steps


def next_redo(journal: Journal) -> Step:
    """What `redo` would bring back; raises `NotFound` when there is nothing, or something was written since the undo."""
    commands = journal.execute(
        f"""SELECT key, undoes, name FROM commands c WHERE device = ? AND {OWN}
            AND (undoes IS NOT NULL OR name IN (?, ?) OR EXISTS (SELECT 1 FROM changes WHERE command = c.key))
            ORDER BY key DESC""",
        (home.device(), *ERASING),
    )
    for number, undoes, name in commands:
        if undoes is None:
            break
        if name == UNDO and len(_life(journal, number)) == 1:
            return _root(journal, number)
    raise NotFound(NOTHING_TO_REDO)


def erased_last(journal: Journal) -> bool:
    """Whether the last thing this device did was erasing for good, which nothing takes back."""
    last = journal.execute(
        f"SELECT name FROM commands WHERE device = ? AND {OWN} ORDER BY key DESC LIMIT 1", (home.device(),)
    ).fetchone()
    return last is not None and last[0] in ERASING


def just_written(journal: Journal, step: Step, now: datetime) -> bool:
    """Whether the command is the last thing that was written here, and no more than an hour ago."""
    return now - step.at <= FRESH and is_newest(journal, step)


def is_newest(journal: Journal, step: Step) -> bool:
    """Whether nothing was written since, here or by another device, that was not an undo or a redo."""
    newest = journal.execute(
        "SELECT max(key) FROM commands c WHERE undoes IS NULL AND EXISTS (SELECT 1 FROM changes WHERE command = c.key)"
    ).fetchone()[0]
    return bool(newest == step.number)


def undo(journal: Journal) -> Step:
    """Take back this device's last command; raises `NotFound` when there is none left."""
    with journal.command(UNDO) as number:
        waiting = steps(journal, 1)
        if not waiting:
            raise NotFound(NOTHING_LEFT)
        return _played_back(journal, number, waiting[0])


def redo(journal: Journal) -> Step:
    """Bring back what the last undo took; raises `NotFound` as `next_redo` does."""
    step = next_redo(journal)
    with journal.command(REDO) as number:
        return _played_back(journal, number, step)


def touched(journal: Journal, step: Step) -> list[tuple[str, int, str, dict[str, Any]]]:
    """What a command did, in its order: table, row, `insert`, `update` or `delete`, and the data of the change."""
    rows = journal.execute(
        'SELECT "table", row, action, data FROM changes WHERE command = ? ORDER BY key', (step.last,)
    )
    return [(table, row, action, strict_json.read(data)) for table, row, action, data in rows]


def _life(journal: Journal, number: int) -> list[int]:
    """A command, the undo of it, the redo of that, and so on: the numbers of all of them."""
    life = [number]
    while (after := journal.execute("SELECT key FROM commands WHERE undoes = ?", (life[-1],)).fetchone()) is not None:
        life.append(after[0])
    return life


def _root(journal: Journal, last: int) -> Step:
    """The command that an undo, or the undo of a redo, took back."""
    number = last
    while (before := journal.execute("SELECT undoes FROM commands WHERE key = ?", (number,)).fetchone()[0]) is not None:
        number = before
    name, at = journal.execute("SELECT name, at FROM commands WHERE key = ?", (number,)).fetchone()
    (changes,) = journal.execute(f"SELECT {_ROWS.format('?')}", (number,)).fetchone()
    return Step(number, name, datetime.fromisoformat(at), changes, last)


def _played_back(journal: Journal, number: int, step: Step) -> Step:
    """Play a step's changes backwards as the work of the command `number`."""
    journal.execute("UPDATE commands SET undoes = ? WHERE key = ?", (step.last, number))
    left = {
        (table, row)
        for table, row, action, data in reversed(touched(journal, step))
        if table not in kinds.WITH_HISTORY or not _reverse(journal, table, row, action, data)
    }
    return step._replace(left=len(left))


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
            {column: (pair[0], pair[1]) for column, pair in strict_json.read(data).items()}
            if action == "update"
            else {},
        )
        for at, name, origin, action, data in rows
        if at is not None
    ]


def origin_of(journal: Journal, table: str, row: int) -> str | None:
    """How one row came into the journal: `local`, `inbox`, `sync` or `import`; `None` where history no longer tells."""
    row_of_command = journal.execute(
        """SELECT c.origin FROM changes h JOIN commands c ON c.key = h.command
           WHERE h."table" = ? AND h.row = ? AND h.action = 'insert' ORDER BY h.key DESC LIMIT 1""",
        (table, row),
    ).fetchone()
    return None if row_of_command is None else str(row_of_command[0])
