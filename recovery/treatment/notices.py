"""What the screens of other slices should say today: what is due, and what of yesterday is to be asked.

`today`, `sos` and the prompt call these; they read a few small tables and nothing that grows with the journal.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from recovery.language import tr
from recovery.store import rows
from recovery.store.connection import Journal
from recovery.treatment import assessments, episodes, health, medication, medication_queries, queries, questionnaires
from recovery.treatment.medication import DueDose

AHEAD_DAYS = 7
NEXT_DOSE = tr("next dose")


class Notice(NamedTuple):
    """One line for a screen: what it is about, its text, and the day it belongs to."""

    kind: str
    text: str
    day: date | None = None

    def to_json(self) -> dict[str, Any]:
        """As `today --json` carries it."""
        return {"kind": self.kind, "text": self.text, "day": self.day.isoformat() if self.day else None}


def doses_due(journal: Journal, day: date) -> list[DueDose]:
    """What the day asks of each medication that is taken at set times, also what is written down already."""
    if not rows.any_in(journal, "regimen"):
        return []
    return medication.due(medication_queries.regimens(journal), medication_queries.taken(journal, day, day), day)


def coming_days(journal: Journal, day: date) -> list[Notice]:
    """Visits, refills, injections, appointments, questionnaires and aftercare of the next seven days, and overdue."""
    limit = day + timedelta(days=AHEAD_DAYS)
    notices = _of_medication(journal, day, limit)
    notices += [
        Notice("appointment", _appointment(appointment), appointment.due)
        for appointment in episodes.coming(queries.appointments(journal), day)
        if appointment.due <= limit
    ]
    notices += [
        Notice(
            "assessment",
            tr("{title}: recovery assess {name}", title=questionnaires.instrument(name).title, name=name),
            on,
        )
        for name, on in assessments.due(queries.rhythms(journal), queries.last_assessed(journal), day)
    ]
    notices += [
        Notice(
            "aftercare",
            tr("{step} days after discharge, how is it going? recovery aftercare", step=due_step.step),
            due_step.day,
        )
        for due_step in episodes.due_steps(queries.episodes(journal), queries.aftercare(journal), day)
    ]
    notices += [
        Notice("supply", tr("{what} ({place}) expires", what=supply.what, place=supply.place), supply.until)
        for supply in health.expiring(queries.supplies(journal), day)
    ]
    notices += [
        Notice("health", tr("{name} again", name=record.name), record.again)
        for record in queries.health(journal)
        if record.again is not None and day <= record.again <= limit
    ]
    return sorted(notices, key=lambda notice: (notice.day or day, notice.kind, notice.text))


def _of_medication(journal: Journal, day: date, limit: date) -> list[Notice]:
    """Refills, visits and the doses of what is not taken daily, from a day to another."""
    notices = []
    regimens = medication_queries.regimens(journal)
    for regimen in regimens:
        for what in ("refill", "visit"):
            on: date | None = getattr(regimen, what)
            if on is not None and day <= on <= limit and (regimen.until is None or regimen.until >= day):
                notices.append(Notice(what, tr("{what} for {name}", what=what, name=regimen.name), on))
    if any(regimen.every_days > 1 for regimen in regimens):
        doses = medication_queries.recently_taken(journal, day)
        notices += [
            Notice("dose", tr("{name}, {form}", name=next_dose.name, form=next_dose.form or NEXT_DOSE), next_dose.day)
            for next_dose in medication.next_doses(regimens, doses, day)
            if next_dose.day <= limit
        ]
    return notices


def thoughts_yesterday(journal: Journal, day: date) -> bool:
    """Whether the day before told of thoughts of suicide, and this one says nothing of them yet."""
    today = queries.wellbeing(journal, day, day)
    if any(wellbeing.thoughts_of_suicide is not None for wellbeing in today):
        return False
    before = day - timedelta(days=1)
    ticked = any(wellbeing.thoughts_of_suicide for wellbeing in queries.wellbeing(journal, before, before))
    answered = queries.assessments_between(journal, before, before)
    return ticked or any(assessments.CRISIS in assessment.result().flags for assessment in answered)


def to_discuss(journal: Journal) -> int:
    """How many things stand on the list for the counselor."""
    return len(queries.topics(journal))


def _appointment(appointment: episodes.Appointment) -> str:
    return f"{appointment.what} {appointment.clock:%H:%M}" if appointment.clock else appointment.what


def waits(journal: Journal, what: str, day: date) -> bool:
    """Whether there is still something to be reminded of; `what` is `Reminder.what`."""
    match what:
        case "checkin":
            return not queries.checked_in(journal, day)
        case "doses":
            return any(due.left for due in doses_due(journal, day))
        case "appointments":
            tomorrow = day + timedelta(days=1)
            return any(notice.day is not None and notice.day <= tomorrow for notice in coming_days(journal, day))
        case _:
            return True
