"""What was written while the journal was locked: one command with its arguments, and what makes it the same later.

While such a command is taken in it is the `current` one: it gives its ids, and its own id is remembered with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

if TYPE_CHECKING:
    from recovery.store.engine import Connection

IDS = 4  # more than any command needs: an entry, and the lapse it tells of


class Arrival(NamedTuple):
    """One sealed command. `text` is what came through the pipe; `zone` the machine's; `order` tells which came first."""

    id: str
    ids: tuple[str, ...]
    command: str
    arguments: dict[str, Any]
    text: str
    at: datetime
    zone: str
    order: int


class Arriving:
    """The command being taken in, and how many of its ids are given away."""

    current: Arrival | None = None
    given = 0


class Taken:
    """What this process took in: the answer of each command, and the names of the files set aside."""

    lines: ClassVar[list[str]] = []
    aside: ClassVar[list[str]] = []


@contextmanager
def taking(arrival: Arrival) -> Iterator[None]:
    """Whatever is written now comes from there."""
    Arriving.current, Arriving.given = arrival, 0
    try:
        yield
    finally:
        Arriving.current = None


def next_id() -> str | None:
    """The id that was promised for the next new entry; `None` where nothing is being taken in."""
    arriving = Arriving.current
    if arriving is None or Arriving.given >= len(arriving.ids):
        return None
    Arriving.given += 1
    return arriving.ids[Arriving.given - 1]


def remember(connection: Connection, arrival: Arrival) -> None:
    """Note the arrival's id, inside a command; outside history, so that no `undo` lets it in again."""
    if not known(connection, arrival):
        row = connection.execute("INSERT INTO taken (id) VALUES (?)", (_name(arrival),)).lastrowid
        connection.execute('DELETE FROM changes WHERE "table" = ? AND row = ?', ("taken", row))


def known(connection: Connection, arrival: Arrival) -> bool:
    """Whether it was taken in before."""
    return connection.execute("SELECT 1 FROM taken WHERE id = ?", (_name(arrival),)).fetchone() is not None


def _name(arrival: Arrival) -> str:
    return f"inbox:{arrival.id}"
