"""`today --prompt`: a few signs for the shell's prompt, which is shown all day beside everything else.

It never fails, and loads next to nothing: not the look back, and medication only where some is prescribed. Nor does it
compare the journal's pages (docs/decisions/0290): the next command that is typed does.
"""

from __future__ import annotations

from datetime import date

from recovery import diary as diaries
from recovery.insights.abstinence import streaks
from recovery.insights.use_record import LapseFact, Tracked
from recovery.journal import queries
from recovery.store import connection, home, rows
from recovery.store.connection import Journal


def segment() -> str:
    """`48d` full days, `?` while the check-in waits, `!` while doses do; empty where nothing can be said.

    In quiet mode the number stands alone, so that nobody who looks on can tell what is counted.
    """
    try:
        # Nobody is asked for a passphrase before each line.
        with diaries.reading(connection.SESSION, compared=False) as diary:
            journal, today = diary.journal, diary.today
            tracked = [
                Tracked(substance.name, substance.since, substance.closed)
                for substance in queries.substances(journal, closed=True)
            ]
            uses = [LapseFact(day, substance) for day, substance in queries.days_of_use(journal)]
            runs = streaks(tracked, uses, (), today)
            checkin = queries.checkin_of(journal, today)
            waiting = "" if checkin is not None and checkin[1].used is not None else "?"
            waiting += "!" if _doses_open(journal, today) else ""
            unit = "" if home.settings().get("quiet") else "d"
    except Exception:  # noqa: BLE001 - what was not compared may read as anything, and a prompt says nothing of it
        return ""
    return (f"{runs[0].current_days}{unit}" if runs else "") + waiting


def _doses_open(journal: Journal, day: date) -> bool:
    """Whether the day still waits for a dose."""
    if not rows.any_in(journal, "regimen"):
        return False
    from recovery.treatment.medication import Dose, DoseFact, Regimen, due

    doses = [DoseFact(dose.medication, dose.status, day) for dose in rows.of_day(journal, Dose, day)]
    return any(medication.left for medication in due(rows.select(journal, Regimen), doses, day))
