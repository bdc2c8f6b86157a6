"""The SQL of moments chosen at random: the plans by which they are drawn, and what was answered."""

from __future__ import annotations

from datetime import date

from recovery.journal.moments import Moment, Sampling
from recovery.store import rows
from recovery.store.connection import Journal
from recovery.store.rows import Located


def any_plan(journal: Journal) -> bool:
    """Whether random check-ins were ever switched on: whoever has none pays nothing for them."""
    return rows.any_in(journal, "sampling")


def plans(journal: Journal) -> list[Sampling]:
    """The plans, those too that were switched off, in the order in which they began."""
    return rows.select(journal, Sampling, "ORDER BY at, id")


def running(journal: Journal) -> list[tuple[Located, Sampling]]:
    """The plans that were not switched off, with their rows; two only where two devices began one."""
    sampling = journal.execute(f"SELECT key, {rows.names_of(Sampling)} FROM sampling WHERE stopped IS NULL").fetchall()
    return [(Located("sampling", row[0]), Sampling.from_row(row[1:])) for row in sampling]


def answers(journal: Journal, first: date, last: date) -> list[Moment]:
    """What was answered on the days from one to another."""
    return rows.select(
        journal, Moment, "WHERE day BETWEEN ? AND ? ORDER BY at, id", (first.isoformat(), last.isoformat())
    )
