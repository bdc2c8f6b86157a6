"""Moments chosen at random are the same on phone and terminal: drawn, waited for, counted, written."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.insights.periods import ending
from recovery.insights.report import Facts, build
from recovery.insights.views import sentences
from recovery.journal import moments
from recovery.journal.moments import Clock, Moment, Sampling
from recovery.outlets import icalendar
from recovery.outlets.icalendar import Event
from recovery.store.records import EntryRecord
from recovery.treatment import reminders
from tests.web.drawn_journals import ZONES
from tests.web.phone_rules import Phone

REPORT = build(ending(date(2026, 3, 29), 7), date(2026, 3, 29), Facts([], [], [], 0))
TIMES = 20 if os.environ.get("TESTS_ALL") else 1
NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)  # clocks go forward in Europe on that day
CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from((0, 30)))


@st.composite
def plans(draw: st.DrawFn, zone: str) -> Sampling:
    """A plan that began within the last weeks; hours awake may go over midnight."""
    first = draw(CLOCKS)
    last = (datetime.combine(date(2026, 1, 1), first) + timedelta(minutes=draw(st.integers(240, 1440)))).time()
    begun = NOON - timedelta(hours=draw(st.integers(0, 500)))
    stopped = draw(st.sampled_from((None, None, begun + timedelta(hours=draw(st.integers(0, 400))))))
    return Sampling.checked(
        {
            "id": f"{draw(st.integers(0, 2**32 - 1)):08x}-0000-4000-8000-000000000000",
            "at": begun.astimezone(ZoneInfo(zone)),
            "timezone": zone,
            "day": begun.date(),
            "awake_from": first,
            "awake_until": last,
            "times": draw(st.integers(1, 3)),
            "days": draw(st.integers(1, 7)),
            "seed": f"{draw(st.integers(0, 2**256 - 1)):064x}",
            "stopped": None if stopped is None else stopped.astimezone(ZoneInfo(zone)),
        }
    )


def row(record: EntryRecord) -> dict[str, Any]:
    """The record as the phone keeps it."""
    names = [column.name for column in record.columns()]
    return {"kind": record.kind, **dict(zip(names, record.to_row(), strict=True))}


@given(data=st.data())
@settings(max_examples=40 * TIMES)
def test_what_is_drawn_waits_and_counts(phone: Phone, data: st.DataObject) -> None:
    zone = data.draw(st.sampled_from(ZONES))
    some = data.draw(st.lists(plans(zone), min_size=1, max_size=2, unique_by=lambda plan: plan.id))
    some.sort(key=lambda plan: (plan.at.astimezone(UTC), plan.id))
    clock, first, last = Clock(ZoneInfo(zone), time(4)), date(2026, 3, 12), date(2026, 4, 1)
    drawn = moments.drawn(some, first, last, clock.zone)
    told = [{"wall": one.wall.isoformat(), "at": int(one.at.timestamp() * 1000)} for one in drawn]
    given_rows = [row(plan) for plan in some]
    assert phone.ask("moments.drawn", given_rows, first.isoformat(), last.isoformat(), zone) == told
    answers = []
    for number, one in enumerate(drawn):
        for late in data.draw(st.sampled_from(((), (), (0,), (30,), (31,), (5, 2)))):
            at = (one.at + timedelta(minutes=late)).astimezone(clock.zone)
            answers.append(
                Moment.checked(
                    {
                        "id": f"{number:08x}-00{late:02}-4000-8000-000000000000",
                        "at": at,
                        "timezone": zone,
                        "day": at.date(),
                        "drawn": one.at.astimezone(clock.zone),
                        "intensity": number % 3,
                    }
                )
            )
    given_rows += [row(answer) for answer in answers]
    for now in (NOON, NOON + timedelta(minutes=data.draw(st.integers(-3000, 3000)))):
        present = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        asked = moments.last_asked(some, answers, now, clock.zone)
        wall = None if asked is None else asked.wall.isoformat()
        assert (phone.ask("moments.lastAsked", given_rows, present, zone) or {"wall": None})["wall"] == wall
        assert (phone.ask("moments.waiting", given_rows, present, zone) is not None) == moments.waits(asked, now)
        over = moments.over(some, first, last, now, clock)
        here = moments.answered(moments.outcomes(over, [one for one in answers if first <= one.day <= last]))
        span = {"first": first.isoformat(), "last": last.isoformat()}
        profile = {"timezone": zone, "day_starts": "04:00"}
        there = phone.ask("moments.between", given_rows, span, present, profile)
        assert there == here.to_json()
        assert phone.ask("moments_words.momentsSaid", there) == sentences.moments(replace(REPORT, moments=here))
    for record in (*some, *answers[:3]):
        assert phone.ask("entries.summary", row(record)) == record.summary()
    kept = [answer.id for answer in moments.in_time(answers)]
    assert [one["id"] for one in phone.ask("moments.inTime", given_rows)] == kept


@given(st.text(st.characters(max_codepoint=0x7E, min_codepoint=0x20), max_size=200))
@settings(max_examples=30 * TIMES)
def test_sha256(phone: Phone, text: str) -> None:
    digest = hashlib.sha256(text.encode()).digest()
    assert phone.ask("sha256.sha256", text) == [int.from_bytes(digest[at : at + 4], "big") for at in range(0, 32, 4)]


def test_a_calendar_holds_them_as_the_terminals_does(phone: Phone) -> None:
    now, moment = datetime(2026, 3, 7, 12, tzinfo=UTC), datetime(2026, 3, 8, 14, 3, 9)
    event = Event("one@local", reminders.TEXTS["checkin"][1], moment.date(), moment.time(), minutes=30, alarm=0)
    told = [{"wall": moment.isoformat(), "uid": "one"}]
    there = phone.ask("calendar_file.momentsFile", told, "2026-03-07T12:00:00Z")
    assert there == icalendar.write([event], now).decode()


def test_what_was_said_while_locked_is_the_answer_of_its_moment_or_a_note(phone: Phone) -> None:
    """It is taken in with the instant at which it was said; answered elsewhere meanwhile, it is not lost."""
    profile = {"kind": "profile", "timezone": "Europe/Berlin", "day_starts": "04:00"}
    plan = Sampling.checked(
        {
            "id": "00000000-0000-4000-8000-000000000001", "at": NOON - timedelta(days=5), "timezone": "Europe/Berlin",
            "day": date(2026, 3, 24), "awake_from": time(9), "awake_until": time(21), "seed": "5e" * 32,
        }
    )  # fmt: skip
    came = moments.drawn([plan], date(2026, 3, 27), date(2026, 3, 28), ZoneInfo("Europe/Berlin"))[-1]
    drawn, now = (f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in (came.at, came.at + timedelta(minutes=9)))
    said = {"say": "moment", "id": "00000000-0000-4000-8000-000000000002", "given": {"intensity": 4}}
    held = [profile, row(plan)]
    (edit,) = phone.ask("saying.editsOf", {"rows": held, "now": now, "id": "fresh"}, said)
    answer = edit["put"]
    assert Moment.from_row([answer[column.name] for column in Moment.columns()]).in_time
    assert (answer["kind"], answer["id"], answer["drawn"], answer["intensity"]) == ("moment", said["id"], drawn, 4)
    (edit,) = phone.ask("saying.editsOf", {"rows": [*held, answer], "now": now, "id": "fresh"}, said)
    assert edit["put"]["kind"] == "note"
    assert edit["put"]["text"].endswith("4")
    switched = phone.ask("moments.switchOff", {"rows": held, "now": now, "id": "fresh"})
    assert [one["put"]["stopped"] for one in switched] == [now]
    assert phone.ask("moments.ahead", [profile, switched[0]["put"]], now, "Europe/Berlin") == []
    coming = phone.ask("moments.ahead", held, now, "Europe/Berlin")
    assert len(coming) in (13, 14)
