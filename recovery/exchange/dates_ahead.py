"""What lies ahead as events: appointments, doses with their times, refills and visits, reviews of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from recovery.language import tr
from recovery.outlets.icalendar import Event, uid
from recovery.plans.plan import Plan
from recovery.store.profile import TIME_OF_DAY
from recovery.treatment import episodes, reminders
from recovery.treatment.episodes import Appointment
from recovery.treatment.medication import Regimen

REVIEW_DAYS = 30
NEUTRAL = "Reminder"
MORNING, AN_HOUR_BEFORE = 9 * 60, -60  # in minutes after an event's beginning


def events(
    appointments: Iterable[Appointment],
    regimens: Iterable[Regimen],
    plan: Plan,
    today: date,
    zone: ZoneInfo,
    *,
    quiet: bool,
) -> list[Event]:
    """The events from today on; in quiet mode every title is neutral, and nothing else is said.

    An appointment takes place in a `zone`; a dose is due by the clock of wherever the person is.
    """
    events = [*_appointments(appointments, today, zone), *_doses(regimens, today), *_review(plan, today)]
    return [event._replace(title=NEUTRAL, place=None, note=None) for event in events] if quiet else events


def _appointments(appointments: Iterable[Appointment], today: date, zone: ZoneInfo) -> Iterator[Event]:
    for appointment in episodes.coming(appointments, today):
        title = tr("Appointment: {what}", what=appointment.what)
        yield reminders.appointment(
            appointment, zone, title, MORNING if appointment.clock is None else AN_HOUR_BEFORE, details=True
        )


def _doses(regimens: Iterable[Regimen], today: date) -> Iterator[Event]:
    for regimen in regimens:
        if regimen.until is not None and regimen.until < today:
            continue
        start = _next(regimen, today)
        if not regimen.as_needed and (regimen.until is None or start <= regimen.until):
            for number, clock in enumerate(regimen.hours or (None,)):
                at = TIME_OF_DAY.load(clock) if clock else None
                name = uid(regimen.id, str(number))
                title = tr("Dose: {name}", name=regimen.name)
                yield Event(name, title, start, at, 5, every_days=regimen.every_days, until=regimen.until)
        for what in ("refill", "visit"):
            day = getattr(regimen, what)
            if day is not None and day >= today:
                yield Event(uid(regimen.id, what), f"{what.capitalize()}: {regimen.name}", day)


def _next(regimen: Regimen, today: date) -> date:
    """The next planned day of a regimen."""
    if regimen.since >= today:
        return regimen.since
    step = regimen.every_days
    return regimen.since + timedelta(days=-(-(today - regimen.since).days // step) * step)


def _review(plan: Plan, today: date) -> Iterator[Event]:
    if plan.items and plan.reviewed_on is not None:
        day = max(today, plan.reviewed_on + timedelta(days=REVIEW_DAYS))
        yield Event(uid(plan.items[0].id, "review", day.isoformat()), tr("Go through my plan"), day)
