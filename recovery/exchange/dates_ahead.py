"""What lies ahead as events: appointments, doses with their times, refills and visits, reviews of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from recovery.exchange.calendars import NEUTRAL, Event
from recovery.plans.plan import Plan
from recovery.store.profile import TIME_OF_DAY
from recovery.treatment.episodes import Appointment
from recovery.treatment.medication import Regimen

REVIEW_DAYS = 30
SUFFIX = "local"


def events(
    appointments: Iterable[Appointment], regimens: Iterable[Regimen], plan: Plan, today: date, *, quiet: bool
) -> list[Event]:
    """The events from today on; in quiet mode every title is neutral."""
    found = [*_appointments(appointments, today), *_doses(regimens, today), *_review(plan, today)]
    return [event._replace(title=NEUTRAL) for event in found] if quiet else found


def _appointments(appointments: Iterable[Appointment], today: date) -> Iterator[Event]:
    for each in appointments:
        if each.due >= today and each.kept is None:
            yield Event(f"{each.id}@{SUFFIX}", f"Appointment: {each.what}", each.due, each.clock, 60)


def _doses(regimens: Iterable[Regimen], today: date) -> Iterator[Event]:
    for each in regimens:
        if each.until is not None and each.until < today:
            continue
        if not each.as_needed:
            start = _next(each, today)
            for number, clock in enumerate(each.hours or (None,)):
                at = TIME_OF_DAY.load(clock) if clock else None
                uid = f"{each.id}-{number}@{SUFFIX}"
                yield Event(uid, f"Dose: {each.name}", start, at, 5, each.every_days, each.until)
        for what in ("refill", "visit"):
            day = getattr(each, what)
            if day is not None and day >= today:
                yield Event(f"{each.id}-{what}@{SUFFIX}", f"{what.capitalize()}: {each.name}", day)


def _next(regimen: Regimen, today: date) -> date:
    """The next planned day of a regimen."""
    if regimen.since >= today:
        return regimen.since
    step = regimen.every_days
    return regimen.since + timedelta(days=-(-(today - regimen.since).days // step) * step)


def _review(plan: Plan, today: date) -> Iterator[Event]:
    if plan.items and plan.reviewed_on is not None:
        day = max(today, plan.reviewed_on + timedelta(days=REVIEW_DAYS))
        yield Event(f"plan-review-{day:%Y%m%d}@{SUFFIX}", "Go through my plan", day)
