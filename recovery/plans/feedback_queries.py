"""The SQL of the weeks' sentences."""

from __future__ import annotations

from datetime import date

from recovery.aliases import queries as alias_queries
from recovery.plans import queries as plan_queries
from recovery.plans.feedback import Feedback
from recovery.store import erasing, rows
from recovery.store.connection import Journal
from recovery.store.erasing import Wanted
from recovery.store.names import alike

ALL = f"SELECT {rows.names_of(Feedback)} FROM feedback ORDER BY week"


def said(journal: Journal) -> list[Feedback]:
    """The sentences of all weeks, the oldest first."""
    return [Feedback.from_row(row) for row in journal.execute(ALL).fetchall()]


def is_said(journal: Journal, week: date) -> bool:
    """Whether a week has its sentence: `today` loads nothing to see that it has."""
    return journal.execute("SELECT 1 FROM feedback WHERE week = ?", (week.isoformat(),)).fetchone() is not None


def keep(journal: Journal, week: date, about: str, name: str) -> None:
    """Keep for all devices what the sentence of a week was about; not a step for `undo`.

    A week that has its sentence keeps it.
    """
    said = Feedback.checked({"week": week, "about": about, "name": name or None})
    with journal.transaction():
        if not is_said(journal, week):
            rows.add(journal, said)


def answer(journal: Journal, week: date, said: str) -> bool:
    """Keep an answer, inside a command; false where the week has no sentence."""
    row = journal.execute("SELECT key FROM feedback WHERE week = ?", (week.isoformat(),)).fetchone()
    if row is None:
        return False
    journal.execute("UPDATE feedback SET answer = ? WHERE key = ?", (said, row[0]))
    return True


def erase_unused(journal: Journal) -> list[Wanted]:
    """Erase, inside a command that erased entries, the weeks whose sentence was about what nothing carries now."""
    carried = {alike(name) for of in alias_queries.TABLES for name in alias_queries.known(journal, of)}
    for item in plan_queries.plan(journal).items:
        carried |= set(map(alike, (item.text, *item.triggers, *item.responses)))
    wanted = [
        Wanted("week", one.week.isoformat(), Feedback.kind)
        for one in said(journal)
        if one.name is not None and alike(one.name) not in carried
    ]
    for week in wanted:
        erasing.erase(journal.connection, week)
    return wanted
