"""What the prompt reads: days of use, and whether a dose is still open. No look back is loaded for it."""

from __future__ import annotations

from datetime import date

from recovery.insights.abstinence import LapseFact
from recovery.store.connection import Journal
from recovery.store.rows import any_in, names_of

_USED = """SELECT day, substance FROM lapse UNION SELECT day, substance FROM checkin WHERE used"""


def used(journal: Journal) -> list[LapseFact]:
    """Each day with a use, by a lapse or by a check-in, and of what; all that the length of a run depends on."""
    return [LapseFact(date.fromisoformat(day), substance) for day, substance in journal.execute(_USED)]


def doses_open(journal: Journal, day: date) -> bool:
    """Whether the day still waits for a dose; loads medication only where some is prescribed."""
    if not any_in(journal, "regimen"):
        return False
    from recovery.treatment.medication import Regimen, Taken, due

    regimens = map(Regimen.from_row, journal.execute(f"SELECT {names_of(Regimen)} FROM regimen").fetchall())
    found = journal.execute("SELECT medication, status FROM dose WHERE day = ?", (day.isoformat(),))
    return any(each.left for each in due(regimens, [Taken(name, status, day) for name, status in found], day))
