"""What treatment reads from the journal: whole tables where they stay small, days or the latest where they grow."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from recovery.errors import NotFound, Refused
from recovery.language import tr
from recovery.store import rows
from recovery.store.connection import Journal
from recovery.store.records import EntryRecord
from recovery.treatment.assessments import Assessment, Rhythm
from recovery.treatment.attendance import ACTIVITY, Attendance, Topic
from recovery.treatment.body import Body, Wellbeing
from recovery.treatment.episodes import Aftercare, Appointment, Episode
from recovery.treatment.goals import Done, Goal, Reward
from recovery.treatment.health import Health, Supply
from recovery.treatment.medication import Dose
from recovery.treatment.skills import Ruler

E = TypeVar("E", bound=EntryRecord)
ANOTHER_KIND = tr("That entry is of another kind. recovery show ID says of which.")


def _between(journal: Journal, record: type[E], first: date, last: date) -> list[E]:
    order = "at, id" if record.timed() else "day, key"
    return rows.select(
        journal, record, f"WHERE day BETWEEN ? AND ? ORDER BY {order}", (first.isoformat(), last.isoformat())
    )


def entry(journal: Journal, record: type[E], prefix: str) -> tuple[int, E]:
    """The entry of that kind whose id begins like that, with its row; raises `NotFound`, `Refused`."""
    located = rows.find(journal, prefix)
    stored = rows.read(journal, located)
    if not isinstance(stored, record):
        raise Refused(ANOTHER_KIND)
    return located.row, stored


def row_of(journal: Journal, record: EntryRecord) -> int:
    """The row of an entry that was read; raises `NotFound` when it went meanwhile."""
    located = journal.execute(f"SELECT key FROM {record.kind} WHERE id = ?", (record.id,)).fetchone()
    if located is None:
        raise NotFound(rows.NO_SUCH_ENTRY)
    return int(located[0])


def doses(journal: Journal, first: date, last: date) -> list[Dose]:
    """The doses of some days, oldest first."""
    return _between(journal, Dose, first, last)


def assessments(journal: Journal, instrument: str) -> list[Assessment]:
    """Every answer to one questionnaire, oldest first."""
    return rows.select(journal, Assessment, "WHERE instrument = ? ORDER BY at, id", (instrument,))


def assessments_between(journal: Journal, first: date, last: date) -> list[Assessment]:
    """The questionnaires of some days, oldest first."""
    return _between(journal, Assessment, first, last)


def last_before(journal: Journal, day: date) -> dict[str, Assessment]:
    """The last answer to each questionnaire before a day."""
    latest = rows.select(
        journal,
        Assessment,
        """WHERE key IN (SELECT (SELECT key FROM assessment a WHERE a.instrument = b.instrument AND a.day < ?1
           ORDER BY a.at DESC, a.id DESC LIMIT 1)
           FROM (SELECT DISTINCT instrument FROM assessment WHERE day < ?1) b)""",
        (day.isoformat(),),
    )
    return {assessment.instrument: assessment for assessment in latest}


def last_assessed(journal: Journal) -> dict[str, date]:
    """The day of the latest answer to each questionnaire."""
    cursor = journal.execute("SELECT instrument, max(day) FROM assessment GROUP BY instrument")
    return {name: date.fromisoformat(day) for name, day in cursor}


def rhythms(journal: Journal) -> list[Rhythm]:
    """How often each questionnaire is wanted."""
    return rows.select(journal, Rhythm, "ORDER BY instrument")


def attendances(journal: Journal, first: date, last: date) -> list[Attendance]:
    """The sessions, meetings and activities of some days, oldest first."""
    return _between(journal, Attendance, first, last)


def open_homework(journal: Journal) -> list[Attendance]:
    """Where homework was given that is not done, oldest first."""
    return rows.select(journal, Attendance, "WHERE homework IS NOT NULL AND homework_done IS NOT 1 ORDER BY at, id")


def topics(journal: Journal, *, done: bool = False) -> list[Topic]:
    """What is to be discussed, oldest first; with `done` also what was."""
    return rows.select(journal, Topic, "ORDER BY day, key" if done else "WHERE done IS NULL ORDER BY day, key")


def last_ruler(journal: Journal) -> Ruler | None:
    """The latest rulers that give a reason."""
    rulers = rows.select(journal, Ruler, "WHERE reasons <> '[]' ORDER BY at DESC, id DESC LIMIT 1")
    return rulers[0] if rulers else None


def goals(journal: Journal, *, closed: bool = False) -> list[Goal]:
    """The goals in the order in which they were set."""
    return rows.select(journal, Goal, "ORDER BY key" if closed else "WHERE closed IS NULL ORDER BY key")


def rewards(journal: Journal) -> list[Reward]:
    """Every reward that was taken."""
    return rows.select(journal, Reward)


def done(journal: Journal, since: date) -> list[Done]:
    """What was done since a day, as goals count it. A check-in counts whatever it says; none filled in later."""
    cursor = journal.execute(
        """SELECT 'checkin', day, NULL FROM checkin WHERE day >= ?1 AND filled_in IS NOT 1
           UNION ALL SELECT 'dose', day, NULL FROM dose WHERE day >= ?1 AND status <> 'missed'
           UNION ALL SELECT iif(type = ?2, 'activity', 'attend'), day, NULL FROM attendance WHERE day >= ?1
           UNION ALL SELECT 'told', day, goal FROM step WHERE day >= ?1""",
        (since.isoformat(), ACTIVITY),
    )
    return [Done(counts, date.fromisoformat(day), goal) for counts, day, goal in cursor]


def checked_in(journal: Journal, day: date) -> bool:
    """Whether the day's check-in says used or not."""
    answered = journal.execute(
        "SELECT 1 FROM checkin WHERE day = ? AND used IS NOT NULL", (day.isoformat(),)
    ).fetchone()
    return answered is not None


def episodes(journal: Journal) -> list[Episode]:
    """Every episode, by its first day."""
    return rows.select(journal, Episode, "ORDER BY since, key")


def aftercare(journal: Journal) -> list[Aftercare]:
    """Every aftercare check-in, oldest first."""
    return rows.select(journal, Aftercare, "ORDER BY day, key")


def appointments(journal: Journal) -> list[Appointment]:
    """Every appointment, by its day."""
    return rows.select(journal, Appointment, "ORDER BY due, clock, key")


def body(journal: Journal, first: date, last: date) -> list[Body]:
    """Withdrawal and measurements of some days, oldest first."""
    return _between(journal, Body, first, last)


def wellbeing(journal: Journal, first: date, last: date) -> list[Wellbeing]:
    """The signs of some days."""
    return _between(journal, Wellbeing, first, last)


def supplies(journal: Journal) -> list[Supply]:
    """Naloxone and the like, also what is used up."""
    return rows.select(journal, Supply)


def health(journal: Journal) -> list[Health]:
    """Tests, vaccines, visits and conditions, by their day."""
    return rows.select(journal, Health, "ORDER BY dated, key")
