"""What was written while the journal was locked: one command with its arguments, and what makes it the same later.

While such a command is taken in (`invocation.taking`), what it writes gets the ids promised then, and its own id is remembered
with it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from recovery.store.engine import Connection

IDS = 4  # more than any command needs: an entry, and the lapse it tells of


class SealedCommand(NamedTuple):
    """One sealed command. `text` is what came through the pipe; `zone` the machine's; `order` tells which came first."""

    id: str
    ids: tuple[str, ...]
    command: str
    arguments: dict[str, Any]
    text: str
    at: datetime
    zone: str
    order: int


def remember(connection: Connection, arrival: SealedCommand) -> None:
    """Note the arrival's id, inside a command; outside history, so that no `undo` lets it in again."""
    if not known(connection, arrival):
        row = connection.execute("INSERT INTO taken (id) VALUES (?)", (_name(arrival),)).lastrowid
        connection.execute('DELETE FROM changes WHERE "table" = ? AND row = ?', ("taken", row))


def known(connection: Connection, arrival: SealedCommand) -> bool:
    """Whether it was taken in before."""
    return connection.execute("SELECT 1 FROM taken WHERE id = ?", (_name(arrival),)).fetchone() is not None


def _name(arrival: SealedCommand) -> str:
    return f"inbox:{arrival.id}"
