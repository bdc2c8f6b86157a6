"""What the screens say today: why tolerance is low, what the next seven days hold, what is asked after a hard day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from recovery.journal.entries import CheckIn
from recovery.safety.safety_cards import tolerance_card
from recovery.store import rows
from recovery.store.connection import Journal
from recovery.store.records import EntryRecord
from recovery.treatment import notices, tolerance
from recovery.treatment.assessments import Assessment, Rhythm
from recovery.treatment.attendance import Topic
from recovery.treatment.body import Wellbeing
from recovery.treatment.episodes import Aftercare, Appointment, Episode
from recovery.treatment.health import Health, Supply
from recovery.treatment.medication import Dose, Regimen
from recovery.treatment.notices import Notice
from tests.rehearsal import rehearsing

TODAY = date(2026, 3, 22)


def ahead(days: int) -> date:
    """The day so many days after today, or before."""
    return TODAY + timedelta(days=days)


def entry(kind: type[EntryRecord], day: date = TODAY, **values: Any) -> EntryRecord:
    """An entry written down on that day."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    stamps = {"id": str(uuid4()), "day": day, "at": at, "timezone": "UTC"}
    names = {column.name for column in kind.columns()}
    return kind.checked({**{name: value for name, value in stamps.items() if name in names}, **values})


def taken(name: str, day: int, status: str = "taken") -> EntryRecord:
    return entry(Dose, ahead(day), medication=name, status=status)


@contextmanager
def holding(*entries: EntryRecord) -> Iterator[Journal]:
    """A journal in memory with these entries."""
    with rehearsing() as opened:
        with opened.command("test"):
            for entry in entries:
                rows.add(opened, entry)
        yield opened


def coming(*entries: EntryRecord) -> list[tuple[str, str, int]]:
    """What the next days hold: kind, text, and how many days ahead."""
    with holding(*entries) as opened:
        told = notices.coming_days(opened, TODAY)
    return [(notice.kind, notice.text, ((notice.day or TODAY) - TODAY).days) for notice in told]


def low(*entries: EntryRecord) -> list[str]:
    with holding(*entries) as opened:
        return tolerance.warning(opened, TODAY)


def stay(kind: str, since: int, until: int | None) -> EntryRecord:
    end = None if until is None else ahead(until)
    return entry(Episode, ahead(since), type=kind, since=ahead(since), until=end)


def test_a_notice_as_other_programs_read_it() -> None:
    assert Notice("visit", "visit for methadone", TODAY).to_json() == {
        "kind": "visit",
        "text": "visit for methadone",
        "day": "2026-03-22",
    }
    assert Notice("visit", "x").to_json()["day"] is None


@pytest.mark.parametrize(
    ("kind", "after"),
    [("jail", "jail"), ("detox", "detox"), ("residential", "a discharge"), ("hospital", "a discharge")],
)
def test_tolerance_is_low_for_four_weeks_after_an_episode(kind: str, after: str) -> None:
    assert low(stay(kind, -60, -27)) == tolerance_card(after)
    assert low(stay(kind, -60, 0)) == tolerance_card(after)
    assert low(stay(kind, -60, -28)) == []
    assert low(stay(kind, -60, None)) == []


def test_tolerance_is_low_after_medication_that_ended_or_was_missed() -> None:
    daily = {"name": "naltrexone", "since": ahead(-60)}
    regimen = entry(Regimen, ahead(-60), **daily, until=ahead(-5))
    assert low(regimen, taken("naltrexone", -5)) == tolerance_card("naltrexone")
    assert low(entry(Regimen, ahead(-60), name="ibuprofen", since=ahead(-60), until=ahead(-5))) == []
    monthly = {"name": "Sublocade", "since": ahead(-420), "every_days": 28}
    injected = entry(Regimen, ahead(-420), **monthly, until=ahead(-40))
    assert low(injected, taken("Sublocade", -40)) == tolerance_card("the end of an injection")
    off = entry(Regimen, ahead(-60), name="Methadose", since=ahead(-60), until=ahead(-3))
    assert low(off) == tolerance_card("coming off methadone")
    running = entry(Regimen, ahead(-60), name="Subutex", since=ahead(-60))
    missed = [taken("Subutex", -number, "missed") for number in (1, 2, 3)]
    assert low(running, *missed) == tolerance_card("missed buprenorphine")
    assert low(running, *missed[:2]) == []
    assert low(running) == []


def test_several_reasons_stand_together() -> None:
    off = entry(Regimen, ahead(-60), name="methadone", since=ahead(-60), until=ahead(-3))
    assert low(off, stay("jail", -3, -1)) == tolerance_card("jail and coming off methadone")


def test_what_the_day_asks_of_medication() -> None:
    regimen = entry(Regimen, ahead(-9), name="methadone", since=ahead(-9), times=2)
    with holding(regimen, taken("methadone", 0), taken("methadone", -1)) as opened:
        ((name, planned, left),) = [(dose.name, dose.planned, dose.left) for dose in notices.doses_due(opened, TODAY)]
    assert (name, planned, left) == ("methadone", 2, 1)
    with holding() as opened:
        assert notices.doses_due(opened, TODAY) == []


@pytest.mark.parametrize("what", ["refill", "visit"])
@pytest.mark.parametrize(("on", "told"), [(-1, False), (0, True), (7, True), (8, False)])
def test_refills_and_visits_of_the_next_seven_days(what: str, on: int, told: bool) -> None:
    regimen = entry(Regimen, name="methadone", since=ahead(-9), **{what: ahead(on)})
    assert coming(regimen) == [(what, f"{what} for methadone", on)] * told


@pytest.mark.parametrize(("until", "told"), [(-1, False), (0, True), (1, True)])
def test_a_medication_that_ended_has_no_visit(until: int, told: bool) -> None:
    regimen = entry(Regimen, name="methadone", since=ahead(-9), until=ahead(until), visit=ahead(2))
    assert bool(coming(regimen)) is told


@pytest.mark.parametrize(("since", "on"), [(-21, 7), (-20, None), (-22, 6), (-27, 1), (-28, 0), (-29, -1)])
def test_an_injection_is_told_a_week_ahead_and_stays_due(since: int, on: int | None) -> None:
    monthly = {"name": "Sublocade", "since": ahead(since), "every_days": 28, "form": "injection"}
    given = taken("Sublocade", since)
    dose = [] if on is None else [("dose", "Sublocade, injection", on)]
    assert coming(entry(Regimen, ahead(since), **monthly), given) == dose
    visited = entry(Regimen, ahead(since), **monthly, visit=ahead(7))
    assert coming(visited, given) == [*dose, ("visit", "visit for Sublocade", 7)]


def test_every_second_day_is_a_dose_of_its_own_too() -> None:
    plan = {"name": "Subutex", "since": ahead(-4), "every_days": 2}
    assert coming(entry(Regimen, ahead(-4), **plan)) == [("dose", "Subutex, next dose", 0)]
    assert coming(entry(Regimen, ahead(-4), **{**plan, "every_days": 1})) == []
    yearly = {"name": "shot", "since": ahead(-366), "every_days": 366}
    assert coming(entry(Regimen, ahead(-366), **yearly), taken("shot", 0)) == []


def test_appointments_of_the_next_seven_days_with_their_clock() -> None:
    timed = entry(Appointment, what="Dr Sample", due=ahead(7), clock="09:05")
    whole = entry(Appointment, what="court", due=ahead(0))
    later = entry(Appointment, what="later", due=ahead(8))
    assert coming(timed, whole, later) == [("appointment", "court", 0), ("appointment", "Dr Sample 09:05", 7)]


def test_questionnaires_that_are_due_are_told_by_their_title() -> None:
    weekly = entry(Rhythm, ahead(-20), instrument="gad7", every_days=7)
    answered = entry(Assessment, ahead(-9), instrument="gad7", answers=[0] * 7)
    assert coming(weekly, answered) == [("assessment", "GAD-7: recovery assess gad7", -2)]
    assert coming(weekly, entry(Assessment, ahead(-6), instrument="gad7", answers=[0] * 7)) == []


def test_aftercare_is_asked_for_until_it_is_answered() -> None:
    ended = stay("residential", -60, -8)
    said = "7 days after discharge, how is it going? recovery aftercare"
    assert coming(ended) == [("aftercare", said, -1)]
    assert coming(ended, entry(Aftercare, episode=ended.id, step=7)) == []


def test_naloxone_that_expires_and_tests_to_repeat() -> None:
    assert coming(entry(Supply, place="bag", until=ahead(30))) == [("supply", "naloxone (bag) expires", 30)]
    assert coming(entry(Supply, place="bag", until=ahead(31))) == []
    for on, told in ((-1, False), (0, True), (7, True), (8, False)):
        test = entry(Health, type="test", name="HIV", dated=ahead(-90), again=ahead(on))
        assert coming(test) == [("health", "HIV again", on)] * told
    assert coming(entry(Health, type="test", name="HIV", dated=ahead(-90))) == []


def test_what_comes_stands_by_its_day_then_by_kind_then_by_text() -> None:
    told = coming(
        entry(Health, type="test", name="HIV", dated=ahead(-90), again=ahead(2)),
        entry(Appointment, what="b", due=ahead(2)),
        entry(Appointment, what="a", due=ahead(2)),
        entry(Regimen, name="methadone", since=ahead(-9), visit=ahead(1)),
    )
    assert [(kind, day) for kind, _, day in told] == [
        ("visit", 1),
        ("appointment", 2),
        ("appointment", 2),
        ("health", 2),
    ]
    assert [text for _, text, _ in told[1:3]] == ["a", "b"]


CRISIS = [0, 0, 0, 0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("entries", "asked"),
    [
        ([entry(Wellbeing, ahead(-1), thoughts_of_suicide=True)], True),
        ([entry(Wellbeing, ahead(-1), thoughts_of_suicide=False)], False),
        ([entry(Wellbeing, ahead(-2), thoughts_of_suicide=True)], False),
        ([entry(Wellbeing, ahead(-1), good_exchanges=1)], False),
        ([entry(Wellbeing, ahead(-1), thoughts_of_suicide=True), entry(Wellbeing, good_exchanges=1)], True),
        ([entry(Wellbeing, ahead(-1), thoughts_of_suicide=True), entry(Wellbeing, thoughts_of_suicide=False)], False),
        ([entry(Wellbeing, ahead(-1), thoughts_of_suicide=True), entry(Wellbeing, thoughts_of_suicide=True)], False),
        ([entry(Assessment, ahead(-1), instrument="phq9", answers=CRISIS)], True),
        ([entry(Assessment, ahead(-1), instrument="phq9", answers=[3] * 8 + [0])], False),
        ([entry(Assessment, ahead(-2), instrument="phq9", answers=CRISIS)], False),
        ([entry(Assessment, instrument="phq9", answers=CRISIS)], False),
        ([], False),
    ],
)
def test_thoughts_of_suicide_are_asked_after_on_the_next_day(entries: list[EntryRecord], asked: bool) -> None:
    with holding(*entries) as opened:
        assert notices.thoughts_yesterday(opened, TODAY) is asked


def test_what_is_to_discuss_is_counted() -> None:
    done = entry(Topic, text="done", done=TODAY)
    with holding(entry(Topic, text="sleep"), entry(Topic, text="work"), done) as opened:
        assert notices.to_discuss(opened) == 2


def waits(what: str, *entries: EntryRecord) -> bool:
    with holding(*entries) as opened:
        return notices.waits(opened, what, TODAY)


def test_a_reminder_rings_only_while_there_is_something_to_do() -> None:
    assert waits("checkin")
    assert waits("checkin", entry(CheckIn, mood=4)), "whether anything was used is not said"
    assert not waits("checkin", entry(CheckIn, used=False))
    daily = entry(Regimen, ahead(-9), name="methadone", since=ahead(-9))
    assert waits("doses", daily, taken("methadone", -1))
    assert not waits("doses", daily, taken("methadone", 0))
    assert [waits("appointments", entry(Appointment, what="court", due=ahead(days))) for days in (-1, 0, 1, 2)] == [
        False,
        True,
        True,
        False,
    ]
    assert not waits("appointments")
    assert waits("journal"), "of a reminder in the person's own words nobody knows"
