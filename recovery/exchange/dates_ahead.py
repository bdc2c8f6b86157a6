"""What lies ahead as events: appointments, doses with their times, refills and visits, reviews of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from uuid import UUID, uuid5

from recovery.exchange.calendars import NEUTRAL, Event
from recovery.plans.plan import Plan
from recovery.store.profile import TIME_OF_DAY
from recovery.treatment.episodes import Appointment
from recovery.treatment.medication import Regimen

REVIEW_DAYS = 30
_SPACE = UUID("2b7c1c0e-6d0f-5a57-9d5b-8a4f0f6f3a11")


def events(
    appointments: Iterable[Appointment], regimens: Iterable[Regimen], plan: Plan, today: date, *, quiet: bool
) -> list[Event]:
    """The events from today on; in quiet mode every title is neutral."""
    found = [*_appointments(appointments, today), *_doses(regimens, today), *_review(plan, today)]
    return [event._replace(title=NEUTRAL) for event in found] if quiet else found


def _appointments(appointments: Iterable[Appointment], today: date) -> Iterator[Event]:
    for each in appointments:
        if each.due >= today and each.kept is None:
            yield Event(_uid(each.id), f"Appointment: {each.what}", each.due, each.clock, 60)


def _doses(regimens: Iterable[Regimen], today: date) -> Iterator[Event]:
    for each in regimens:
        if each.until is not None and each.until < today:
            continue
        if not each.as_needed:
            start = _next(each, today)
            for number, clock in enumerate(each.hours or (None,)):
                at = TIME_OF_DAY.load(clock) if clock else None
                uid = _uid(each.id, str(number))
                yield Event(uid, f"Dose: {each.name}", start, at, 5, each.every_days, each.until)
        for what in ("refill", "visit"):
            day = getattr(each, what)
            if day is not None and day >= today:
                yield Event(_uid(each.id, what), f"{what.capitalize()}: {each.name}", day)


def _next(regimen: Regimen, today: date) -> date:
    """The next planned day of a regimen."""
    if regimen.since >= today:
        return regimen.since
    step = regimen.every_days
    return regimen.since + timedelta(days=-(-(today - regimen.since).days // step) * step)


def _review(plan: Plan, today: date) -> Iterator[Event]:
    if plan.items and plan.reviewed_on is not None:
        day = max(today, plan.reviewed_on + timedelta(days=REVIEW_DAYS))
        yield Event(_uid(plan.items[0].id, "review", day.isoformat()), "Go through my plan", day)


def _uid(*parts: str) -> str:
    """The same event has the same name each time, so a calendar replaces it; without the id it tells nothing."""
    return f"{uuid5(_SPACE, '/'.join(parts))}@local"
