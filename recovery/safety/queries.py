"""The SQL of the person's own numbers."""

from __future__ import annotations

from recovery.safety.own_number import OwnNumber
from recovery.store import rows
from recovery.store.connection import Journal


def numbers(journal: Journal) -> list[OwnNumber]:
    """What the person said of the numbers of `sos`, in the order in which it shows them."""
    return rows.select(journal, OwnNumber, "ORDER BY position, number COLLATE BINARY")


def put(journal: Journal, said: OwnNumber) -> None:
    """Keep what was said of a number, inside a command, in place of what was said of it before."""
    row = journal.execute(
        f"SELECT key, {rows.names_of(OwnNumber)} FROM number WHERE number = ?", (said.number,)
    ).fetchone()
    if row is None:
        rows.add(journal, said)
        return
    names = [column.name for column in OwnNumber.columns() if column.name not in ("id", "number")]
    rows.change(journal, row[0], OwnNumber.from_row(row[1:]), {name: getattr(said, name) for name in names})


def drop(journal: Journal, number: str) -> None:
    """Forget what was said of a number, inside a command."""
    journal.execute("DELETE FROM number WHERE number = ?", (number,))
