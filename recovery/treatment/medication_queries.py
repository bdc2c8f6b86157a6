"""What is read of medication where somebody waits, so that no other record of treatment is loaded with it."""

from __future__ import annotations

from datetime import date, timedelta

from recovery.store import rows
from recovery.store.connection import Journal
from recovery.treatment.medication import DoseFact, Regimen

RECENT_DAYS = 400


def regimens(journal: Journal) -> list[Regimen]:
    """Every regimen there ever was, in the order in which they were added."""
    return rows.select(journal, Regimen)


def taken(journal: Journal, first: date, last: date) -> list[DoseFact]:
    """The same as the arithmetic needs them."""
    cursor = journal.execute(
        "SELECT medication, status, day FROM dose WHERE day BETWEEN ? AND ?", (first.isoformat(), last.isoformat())
    )
    return [DoseFact(name, status, date.fromisoformat(day)) for name, status, day in cursor]


def recently_taken(journal: Journal, day: date) -> list[DoseFact]:
    """The doses from which the next ones are counted: those of the 400 days up to that one."""
    return taken(journal, day - timedelta(days=RECENT_DAYS), day)
