"""Where a rule changes its answer: the days, hours and counts on both sides of each limit, from both programs."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from recovery import clock
from recovery.insights import gather, sos
from recovery.journal import asking
from recovery.plans import queries as plans
from recovery.store import home
from recovery.store.connection import Journal
from tests.web.drawn_journals import CATALOGUE, TODAY, Row, kept
from tests.web.phone_rules import Phone, canonical
from tests.web.told import as_on_the_phone

PROFILE: Row = {"kind": "profile", "timezone": "Europe/Berlin", "day_starts": "04:00", "seed": None}


def row(kind: str, number: int, **values: Any) -> Row:
    """A row with these values, and nothing else that it need not have."""
    made: Row = {"kind": kind}
    for column in CATALOGUE[kind]["columns"]:
        made[column["name"]] = column.get("absent")
    ids = {"id": f"00000000-0000-4000-8000-{number:012}"} if "id" in made else {}
    usual = {"day": ago(0), "timezone": "Europe/Berlin", "intensity": 7, "at": "2026-03-22T20:00:00Z"}
    return made | ids | {name: value for name, value in usual.items() if name in made} | values


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def regimen(number: int, name: str, **values: Any) -> Row:
    usual = {"name": name, "since": ago(60), "times": 1, "every_days": 1, "as_needed": 0}
    return row("regimen", number, **{**usual, **values})


EPISODE = [row("episode", 1, type="jail", since=ago(40), until=ago(5))]
NALTREXONE = [
    regimen(2, "Vivitrol", every_days=28),
    row("dose", 3, medication="vivitrol", status="taken", day=ago(40)),
]
SUBLOCADE = [regimen(4, "Sublocade", until=ago(20), every_days=28, visit=ago(-3))]
METHADONE = [regimen(5, "methadone", until=ago(4), times=2)]
MISSED = [
    regimen(6, "Suboxone", refill=ago(2)),
    *(row("dose", 7 + number, medication="suboxone", status="missed", day=ago(10 + number)) for number in range(3)),
]
BESIDE = [
    row("supply", 20, what="naloxone", count=1, place="hall", until=ago(-20), day=ago(9)),
    row("rhythm", 21, instrument="phq9", every_days=14),
    row("assessment", 22, instrument="phq9", answers="[0,0,0,0,0,0,0,0,1]", day=ago(8)),
    row("appointment", 23, what="clinic", due=ago(-4), type="visit", clock="09:30"),
    row("aftercare", 24, episode=EPISODE[0]["id"], step=7),
    row("lapse", 25, day=ago(7), overdose="near"),
    row("wellbeing", 26, day=ago(6), thoughts_of_suicide=1),
    row("topic", 27, text="sleep"),
]


@pytest.mark.parametrize("rows", [EPISODE, NALTREXONE, SUBLOCADE, METHADONE, MISSED, [*EPISODE, *MISSED, *BESIDE]])
def test_treatment_day_by_day(phone: Phone, journal: Journal, rows: list[Row]) -> None:
    drawn = [PROFILE, *rows]
    home.save_settings({"country": "DE"})
    said = set()
    with kept(journal, drawn) as diary:
        for number in range(-10, 65):
            here = as_on_the_phone(gather.today_of(diary, date.fromisoformat(ago(number))).to_json())
            assert canonical(phone.ask("today.today", drawn, ago(number))) == canonical(here), ago(number)
            said.add(json.dumps([here["tolerance"], here["coming"]]))
    assert len(said) > 1


@pytest.mark.parametrize("known", [6, 7])
def test_a_share_from_seven_known_days_on(phone: Phone, journal: Journal, known: int) -> None:
    drawn = [PROFILE, row("substance", 0, name="heroin", since=ago(30))]
    drawn += [row("checkin", number, day=ago(number), used=0) for number in range(known)]
    with kept(journal, drawn) as diary:
        here = [run.to_json() for run in gather.streaks_of(diary, TODAY)]
    assert canonical(phone.ask("today.streak", drawn, ago(0))["substances"]) == canonical(here)
    assert (here[0]["window"]["pda_known"] is None) == (known < 7)


@pytest.mark.parametrize("beside", [0, 1])
@pytest.mark.parametrize("days_ago", [3, 4, 5])
def test_a_day_filled_in_is_none_unless_something_else_was_written(
    phone: Phone, journal: Journal, beside: int, days_ago: int
) -> None:
    drawn = [PROFILE, row("checkin", 1, day=ago(days_ago), used=0, filled_in=1)]
    drawn += [row("note", 2, day=ago(days_ago), text="a word")] * beside
    with kept(journal, drawn) as diary:
        here = gather.today_of(diary, TODAY).to_json()
    there = phone.ask("today.today", drawn, ago(0))
    assert (there["line"], there["in_all"]) == (here["line"], here["in_all"])


@pytest.mark.parametrize(("hours", "minutes"), [(2, 59), (3, 0), (3, 1), (23, 59), (24, 0), (24, 1)])
def test_how_long_a_craving_is_fresh_and_asked_about(phone: Phone, journal: Journal, hours: int, minutes: int) -> None:
    at = datetime.fromisoformat("2026-03-20T20:00:00Z")
    drawn = [PROFILE, row("craving", 1, at="2026-03-20T20:00:00Z", day="2026-03-20", triggers='["payday"]')]
    now = (at + timedelta(hours=hours, minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
    with kept(journal, drawn) as diary, clock.as_recorded(datetime.fromisoformat(now)):
        known, due = sos._read(diary, None), asking.due(diary)
    assert tuple(phone.ask("sos.known", drawn, now)["triggers"]) == known.triggers
    assert (phone.ask("today.unasked", drawn, now, []) is None) == (due is None)


def test_a_trigger_is_answered_by_what_is_the_same_before_what_looks_like_it(phone: Phone, journal: Journal) -> None:
    drawn = [PROFILE]
    for number, name in enumerate(("bored", "boredom", "Payday", "mom's kitchen")):
        held = {"section": "situations", "position": number, "text": name, "responses": '["walk"]'}
        drawn.append(row("plan_item", number, **held))
    said = row("alias", 9, of="trigger", name="boredom", same_as=None)
    with kept(journal, drawn) as diary:
        plan = plans.plan(diary.journal)
        for trigger in ("Boredom", "boring", "payday again", "Mom\N{RIGHT SINGLE QUOTATION MARK}s kitchen", "rain"):
            here = [item.text for item in plan.answering([trigger])]
            assert [item["text"] for item in phone.ask("plan.answering", drawn, [trigger])] == here
            assert len(here) == {"Boredom": 1, "boring": 2, "rain": 0}.get(trigger, 1)
    assert [item["text"] for item in phone.ask("plan.answering", [*drawn, said], ["boring"])] == ["bored"]


def test_lists_run_as_days_were_lived_and_a_check_in_closes_its_day(phone: Phone) -> None:
    rows = [
        row("checkin", 1),
        row("craving", 2, at="2026-03-22T20:00:00Z"),
        row("note", 3, at="2026-03-22T19:00:00Z", text="x"),
    ]
    rows += [row("craving", 4, day=ago(1), at="2026-03-22T21:00:00Z")]
    assert [listed["id"][-1] for listed in phone.ask("entries.listed", rows)] == ["4", "3", "2", "1"]
    assert [day["day"] for day in phone.ask("entries.byDay", rows)] == [ago(1), ago(0)]


def test_the_country_of_every_zone_under_each_of_its_names(phone: Phone) -> None:
    zones = files("tzdata").joinpath("zones").read_text("utf-8").split()
    here = {zone: clock.country_of(zone) for zone in zones[::5]}
    assert {zone: phone.ask("countries.countryOf", zone) for zone in here} == here
    assert (clock.country_of("Asia/Calcutta"), clock.country_of("Etc/UTC")) == ("IN", None)


@pytest.mark.parametrize("zone", ["Asia/Calcutta", "US/Eastern", "Europe/Kyiv", "America/Nuuk", "America/Coyhaique"])
def test_a_zone_is_known_under_older_and_newer_names(phone: Phone, zone: str) -> None:
    assert phone.ask("clock.knowsZone", zone)
    at = datetime.fromisoformat("2026-07-01T12:00:00Z").astimezone(ZoneInfo(zone))
    assert phone.ask("clock.isoformat", "2026-07-01T12:00:00Z", zone) == at.isoformat()
    assert not phone.ask("clock.knowsZone", "Mars/Olympus")
