"""What lies ahead, as the events of a calendar."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from recovery.exchange import dates_ahead
from recovery.outlets.icalendar import Event, uid
from recovery.plans.plan import Plan, PlanItem
from recovery.treatment.episodes import Appointment
from recovery.treatment.medication import Regimen

TODAY = date(2026, 3, 22)
BERLIN = ZoneInfo("Europe/Berlin")
NO_PLAN = Plan()


def ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


def regimen(since: int = -10, until: int | None = None, **values: Any) -> Regimen:
    dates = {"since": ahead(since), "until": None if until is None else ahead(until)}
    return Regimen.checked({"id": str(uuid4()), "day": ahead(since), "name": "methadone", **dates, **values})


def appointment(days: int, **values: Any) -> Appointment:
    return Appointment.checked({"id": str(uuid4()), "day": TODAY, "what": "Dr Sample", "due": ahead(days), **values})


def events(*regimens: Regimen, appointments: tuple[Appointment, ...] = (), plan: Plan = NO_PLAN) -> list[Event]:
    return dates_ahead.events(appointments, regimens, plan, TODAY, BERLIN, quiet=False)


def test_a_dose_is_an_event_at_each_of_its_hours() -> None:
    daily = regimen(hours=["08:00", "20:30"], until=0)
    assert events(daily) == [
        Event(uid(daily.id, str(number)), "Dose: methadone", TODAY, at, 5, every_days=1, until=TODAY)
        for number, at in enumerate((time(8), time(20, 30)))
    ]
    (whole,) = events(regimen())
    assert (whole.at, whole.until, whole.every_days) == (None, None, 1)
    assert events(regimen(until=-1)) == []
    assert [event.until for event in events(regimen(until=-1), regimen(until=0))] == [TODAY]
    assert events(regimen(as_needed=True)) == []


@pytest.mark.parametrize(
    ("since", "next_day"), [(0, 0), (3, 3), (-1, 6), (-6, 1), (-7, 0), (-8, 6), (-13, 1), (-14, 0)]
)
def test_the_next_dose_of_a_weekly_one_is_a_whole_number_of_weeks_after_its_first(since: int, next_day: int) -> None:
    (event,) = events(regimen(since, every_days=7))
    assert event.day == ahead(next_day)


@pytest.mark.parametrize(("until", "there"), [(5, False), (6, True), (7, True)])
def test_a_dose_after_the_last_day_is_none(until: int, there: bool) -> None:
    assert [event.day for event in events(regimen(-1, until, every_days=7))] == [ahead(6)] * there


def test_refills_and_visits_from_today_on_are_events_also_of_what_is_taken_as_needed() -> None:
    own = regimen(as_needed=True, refill=ahead(0), visit=ahead(4))
    assert events(own) == [
        Event(uid(own.id, "refill"), "Refill: methadone", TODAY),
        Event(uid(own.id, "visit"), "Visit: methadone", ahead(4)),
    ]
    assert events(regimen(as_needed=True, refill=ahead(-1))) == []


def test_an_appointment_rings_an_hour_before_or_in_its_morning() -> None:
    timed, whole = appointment(2, clock="10:15", place="room 4"), appointment(1)
    first, second = events(appointments=(timed, whole, appointment(-1)))
    assert (first.title, first.day, first.alarm) == ("Appointment: Dr Sample", ahead(1), 9 * 60)
    assert (second.day, second.alarm, second.place, second.zone) == (ahead(2), -60, "room 4", BERLIN)


@pytest.mark.parametrize(("reviewed", "day"), [(-29, 1), (-30, 0), (-31, 0), (0, 30)])
def test_a_plan_is_gone_through_thirty_days_after_the_last_time(reviewed: int, day: int) -> None:
    item = PlanItem.checked({"id": str(uuid4()), "section": "reasons", "text": "my daughter", "position": 1})
    assert events(plan=Plan((item,), 1, ahead(reviewed))) == [
        Event(uid(item.id, "review", ahead(day).isoformat()), "Go through my plan", ahead(day))
    ]
    assert events(plan=Plan((item,), 1)) == events(plan=Plan((), 1, ahead(reviewed))) == []


def test_quiet_events_say_nothing_but_when() -> None:
    given = [appointment(1, place="room 4", note="bring the letter")], [regimen()], NO_PLAN, TODAY, BERLIN
    loud, quiet = dates_ahead.events(*given, quiet=False), dates_ahead.events(*given, quiet=True)
    assert {(event.title, event.place, event.note) for event in quiet} == {("Reminder", None, None)}
    assert [event.day for event in quiet] == [event.day for event in loud]
