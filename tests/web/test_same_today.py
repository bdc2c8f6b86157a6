"""Today, the next thing, sos and the warnings: the phone's rules give what the terminal's give, on drawn journals."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docs.phone import without_command
from recovery import clock
from recovery.commands.sos import wallet_card
from recovery.commands.sos.command import document
from recovery.insights import gather, sos
from recovery.insights import queries as insights
from recovery.insights.days import strip
from recovery.insights.next_thing import next_thing
from recovery.insights.periods import Period, month_of, months_later
from recovery.insights.use_record import statuses_of_all
from recovery.insights.views import sos as view
from recovery.journal import asking, due_card
from recovery.journal.entries import Craving
from recovery.plans import open_question
from recovery.plans import queries as plans
from recovery.store import home, rows
from recovery.store.connection import Journal
from recovery.treatment import notices, reminders
from tests.web.drawn_journals import TODAY, Row, days, journals, kept, names
from tests.web.phone_rules import Phone, canonical
from tests.web.told import as_on_the_phone, lines
from webapp import make_app

TIMES = 20 if os.environ.get("TESTS_ALL") else 1
SOME = settings(max_examples=30 * TIMES)
NOW = "2026-03-22T22:30:00Z"
GERMANY = {"country": "DE"}
ENTRIES = {"substance": 2, "craving": 8, "lapse": 3, "checkin": 8, "note": 2, "private": 1}
TREATMENT = {
    "regimen": 4,
    "dose": 10,
    "episode": 2,
    "aftercare": 1,
    "appointment": 3,
    "assessment": 2,
    "rhythm": 2,
    "wellbeing": 3,
    "supply": 3,
    "health": 2,
    "topic": 2,
}
LASTING = ("regimen", "rhythm", "episode", "aftercare", "appointment", "supply", "health", "topic", "goal", "reward")


@pytest.fixture(autouse=True)
def germany(journal: Journal) -> None:
    home.save_settings(GERMANY)


def instant(text: str = NOW) -> Any:
    """The present, for as long as the context lasts."""
    return clock.as_recorded(datetime.fromisoformat(text))


@given(drawn=journals(**ENTRIES), as_of=days(10, 3))
@SOME
def test_today(phone: Phone, journal: Journal, drawn: list[Row], as_of: str) -> None:
    with kept(journal, drawn) as diary:
        here = gather.today_of(diary, date.fromisoformat(as_of))
    there = phone.ask("today.today", drawn, as_of)
    assert canonical(there) == canonical(as_on_the_phone(here.to_json()))
    begun = here.first_day and here.first_day.isoformat()
    assert phone.ask("today.begun", drawn) == begun
    for unasked, open_plan in ((True, True), (False, True), (False, False)):
        thing = next_thing(here, unasked=unasked, plan_open=open_plan)
        assert phone.ask("today.nextThing", there, unasked, open_plan) == (thing and thing._asdict())


@given(drawn=journals(substance=2, lapse=3, plan_item=4, **TREATMENT), as_of=days(10, 3))
@SOME
def test_treatment_on_the_first_screen(phone: Phone, journal: Journal, drawn: list[Row], as_of: str) -> None:
    for row in drawn:
        if row["kind"] == "regimen":
            row["name"] = {"a": "Suboxone", "b": "methadone", "c": "Vivitrol"}.get("abc"[len(row["id"]) % 3])
    with kept(journal, drawn) as diary:
        here = gather.today_of(diary, date.fromisoformat(as_of)).to_json()
        waits = {what: notices.waits(journal, what, date.fromisoformat(as_of)) for what in reminders.WHAT}
    assert canonical(phone.ask("today.today", drawn, as_of)) == canonical(as_on_the_phone(here))
    assert {what: phone.ask("reminders.waits", drawn, what, as_of) for what in reminders.WHAT} == waits


def month_of_row(row: Row) -> str:
    """Where the phone keeps it: under its month, or, where it has none or holds beyond its day, under none."""
    return "" if "day" not in row or row["kind"] in LASTING else str(row["day"])[:7]


def summed(phone: Phone, rows: list[Row]) -> Any:
    """The facts of each month, joined."""
    facts = phone.ask("facts.factsOf", [])
    for _, month in groupby(rows, key=month_of_row):
        facts = phone.ask("facts.joined", facts, phone.ask("facts.factsOf", list(month)))
    return facts


@given(drawn=journals(craving=6, lapse=3, checkin=12, note=2, dose=8, assessment=6), far=st.lists(st.integers(0, 30)))
@SOME
def test_facts_of_months_joined_are_those_of_all_their_rows(phone: Phone, drawn: list[Row], far: list[int]) -> None:
    for row, months in zip([row for row in drawn if "day" in row], far, strict=False):
        row["day"] = str(
            date.fromisoformat(row["day"]) - timedelta(days=30 * months)
        )  # doses are looked back on 400 days
    answers = {"substance": None, "free_of": "[]"}  # so that many are the same
    rows = sorted(({**row, **(answers if row["kind"] == "checkin" else {})} for row in drawn), key=month_of_row)
    assert summed(phone, rows) == phone.ask("facts.factsOf", rows)


def on_its_day(row: Row) -> Row:
    """The row at an instant of its day: what is drawn column by column may be months apart, what is kept is not."""
    return row | {"at": row["day"] + row["at"][10:]} if {"at", "day"} <= row.keys() else row


@given(drawn=journals(**ENTRIES, plan_item=2, alias=2, **TREATMENT), cut=days(100, 20), after=st.integers(90, 200))
@SOME
def test_older_months_may_be_told_by_their_facts_alone(phone: Phone, drawn: list[Row], cut: str, after: int) -> None:
    """Facts of each month, joined, and the rows from one month on, give what all rows give."""
    rows = sorted(map(on_its_day, drawn), key=month_of_row)
    first = date.fromisoformat(cut).replace(day=1)
    as_of, now = str(first + timedelta(days=after)), f"{first + timedelta(days=after)}T12:00:00Z"
    recent = [row for row in rows if month_of_row(row) == "" or month_of_row(row) >= cut[:7]]
    facts = summed(phone, [row for row in rows if row not in recent])
    assert phone.ask("today.today", recent, as_of, facts) == phone.ask("today.today", rows, as_of)
    assert phone.ask("today.streak", recent, as_of, 90, facts) == phone.ask("today.streak", rows, as_of, 90)
    assert phone.ask("today.begun", recent, facts) == phone.ask("today.begun", rows)
    week = {"first": str(date.fromisoformat(as_of) - timedelta(days=6)), "last": as_of}
    assert phone.ask("report.report", recent, week, as_of, facts) == phone.ask("report.report", rows, week, as_of)
    for sort in ("trigger", "skill"):
        assert phone.ask("aliases.known", recent, sort, facts) == phone.ask("aliases.known", rows, sort)
    for sort, hour in (("trigger", 21), ("skill", None)):
        offered = phone.ask("triggers.chips", rows, sort, hour)
        assert phone.ask("triggers.chips", recent, sort, hour, facts["offered"]) == offered
    assert phone.ask("sos.known", recent, now, None, facts) == phone.ask("sos.known", rows, now, None)


def test_what_facts_hold_is_what_their_version_says(phone: Phone) -> None:
    """Phones keep facts: where this fails on purpose, `VERSION` of facts.ts is to be raised, and pinned here anew."""
    timed = {"at": "2025-12-24T23:30:00Z", "timezone": "Europe/Berlin", "day": "2025-12-24"}
    craving = {"outcome": "passed", "written": "2025-12-24T23:30:00Z", "ended": "2025-12-25T00:10:00Z"}
    rows = [
        {"kind": "craving", **timed, **craving, "intensity": 7, "triggers": '["payday"]', "coping": '["walk"]'},
        {"kind": "lapse", **timed, "substance": "wine", "triggers": '["bored"]'},
        {"kind": "checkin", "day": "2025-12-01", "used": 0, "free_of": "[]", "signs": "[]", "good": "rain"},
        {"kind": "checkin", "day": "2025-12-31", "used": 0, "free_of": "[]", "signs": "[]", "filled_in": 1},
        {"kind": "dose", **timed, "medication": "naltrexone", "status": "taken", "note": "left out"},
        {"kind": "assessment", **timed, "instrument": "phq9", "answers": "[1]"},
        {"kind": "attendance", **timed, "homework": "a letter", "homework_done": 0},
        {"kind": "attendance", **timed, "homework": "another", "homework_done": 1},
    ]
    tried = {"tried": 1, "passed": 1, "known": 1, "aheadPassed": 1, "aheadKnown": 1}
    at = {name: timed[name] for name in ("at", "timezone")}
    assert phone.ask("facts.factsOf", rows) == {
        "days": {"2025-12": 1 << 0 | 1 << 23},
        "oldest": "2025-12-01",
        "lapses": [{"day": "2025-12-24", "substance": "wine"}],
        "filled": {"2025-12": 1 << 30},
        "names": {"trigger": ["payday"], "skill": ["walk"], "elsewhere": ["bored"]},
        "answers": [{"used": False, "substance": None, "free_of": [], "days": {"2025-12": 1 << 0 | 1 << 30}}],
        "cravings": {"2025-12": [0] * 23 + [11 + 7]},
        "tries": [{"coping": '["walk"]', "band": 2, **tried}],
        "offered": [{"kind": "craving", **at, "triggers": '["payday"]', "coping": '["walk"]'}],
        "good": [{"day": "2025-12-01", "good": "rain"}],
        "doses": [{"kind": "dose", "day": "2025-12-24", "medication": "naltrexone", "status": "taken"}],
        "assessed": {"phq9": "2025-12-24"},
        "homework": [rows[6]],
    }
    assert "VERSION = 5;" in (make_app.HERE / "src" / "rules" / "facts.ts").read_text("utf-8")


@given(drawn=journals(lapse=4, checkin=8, craving=8), months=st.integers(1, 5), cut=days(100, 20))
@SOME
def test_calendar(phone: Phone, journal: Journal, drawn: list[Row], months: int, cut: str) -> None:
    """Of rows, and of the rows from one month on with the facts of those before."""
    period = Period(months_later(TODAY.replace(day=1), 1 - months), month_of(TODAY).last)
    with kept(journal, drawn) as diary:
        use = statuses_of_all(insights.lapses(diary.journal, period), insights.checkins(diary.journal, period))
        facts = strip(period, use, insights.craving_days(diary.journal, period))
    ends = period.to_json()
    here = {"from": ends["from"], "to": ends["to"], "days": [day.to_json() for day in facts]}
    assert phone.ask("today.calendar", drawn, TODAY.isoformat(), months) == here
    older = sorted((row for row in drawn if "" < month_of_row(row) < cut[:7]), key=month_of_row)
    recent = [row for row in drawn if row not in older]
    assert phone.ask("today.calendar", recent, TODAY.isoformat(), months, summed(phone, older)) == here


@given(drawn=journals(craving=8), asked=st.sets(st.integers(0, 7), max_size=3))
@SOME
def test_did_it_pass(phone: Phone, journal: Journal, drawn: list[Row], asked: set[int]) -> None:
    ids = [row["id"] for row in drawn[1:]]
    told = [ids[number] for number in asked if number < len(ids)]
    with kept(journal, drawn) as diary, instant():
        for name in told:
            diary.journal.execute("INSERT OR IGNORE INTO asked (craving) VALUES (?)", (name,))
        here = asking.due(diary)
    there = phone.ask("today.unasked", drawn, NOW, told)
    assert (there and there["id"]) == (here and here.id)


@given(drawn=journals(substance=2, craving=6, lapse=1, checkin=1), minutes=st.lists(st.integers(0, 150), min_size=6))
@settings(max_examples=60 * TIMES)
def test_what_is_said_after_a_craving(phone: Phone, journal: Journal, drawn: list[Row], minutes: list[int]) -> None:
    cravings = [row for row in drawn if row["kind"] == "craving"]
    for row, ago in zip(cravings, minutes, strict=False):
        written = datetime.fromisoformat(NOW) - timedelta(minutes=ago)
        row["written"], row["intensity"] = written.strftime("%Y-%m-%dT%H:%M:%SZ"), 7 + row["intensity"] % 4
    ids = [row["id"] for row in cravings]
    with mock.patch.object(home, "device", return_value="rehearsal"), kept(journal, drawn) as diary, instant():
        for row in cravings:
            craving = rows.read(diary.journal, rows.find(diary.journal, row["id"]))
            assert isinstance(craving, Craving)
            here = due_card.after_craving(diary, craving)
            given = phone.ask("rows.craving", row), NOW, diary.today.isoformat(), ids, GERMANY
            there = phone.ask("due_card.afterCraving", drawn, *given)
            assert " ".join(line["text"] for line in there) == _unfolded(here), row


def _unfolded(card: list[str]) -> str:
    """A card of the terminal, which is folded, without the command at its end."""
    return without_command(" ".join(card))[0]


def test_a_card_is_read_for_an_hour_and_a_line_does_not_make_it_longer(phone: Phone) -> None:
    def at(minute: int, rating: int = 8) -> dict[str, Any]:
        return {"at": f"2026-03-22T{10 + minute // 60}:{minute % 60:02}:00Z", "rating": rating, "kind": "opioid"}

    for before, now, read in (
        ([at(0)], at(60), True),
        ([at(0)], at(61), False),
        ([at(0)], at(10, 9), False),
        ([at(0), at(50)], at(70), False),
        ([at(0), {**at(30), "kind": "other"}], at(59), True),
    ):
        here = [
            due_card.Warned(datetime.fromisoformat(one["at"]), one["rating"], one["kind"]) for one in (*before, now)
        ]
        assert phone.ask("due_card.isRead", before, now) is read
        assert due_card.is_read(here[:-1], here[-1]) is read


@given(
    drawn=journals(substance=2, craving=5, lapse=1, checkin=3, plan_item=8, alias=3),
    trigger=st.none() | names(),
    hour=st.integers(0, 23),
)
@settings(max_examples=40 * TIMES)
def test_sos(phone: Phone, journal: Journal, drawn: list[Row], trigger: str | None, hour: int) -> None:
    now = f"2026-03-22T{hour:02}:30:00Z"
    with kept(journal, drawn) as diary, instant(now):
        known = sos._read(diary, trigger)
        json = document(known)
        thing, why = view.one_thing(known)
        people = view.called(known)
        question = open_question.next_open(plans.plan(diary.journal), TODAY)
        naloxone = view._before_use(known)
        card = wallet_card.parts(known._replace(triggers=sos._read(diary, None).triggers))
        printed = wallet_card._text(card, "md")
    made = phone.ask("wallet_card.parts", drawn, now, GERMANY)
    assert made == [part._asdict() for part in card]
    assert phone.ask("wallet_card.markdown", made) == printed
    assert canonical(phone.ask("sos.sos", drawn, now, GERMANY, trigger)) == canonical(json)
    there = phone.ask("sos.known", drawn, now, trigger)
    assert (there["hour"], there["day"]) == (known.hour, str(known.today))
    assert (there["substance"], there["inUse"], there["lapsed"]) == (known.substance, known.in_use, known.lapsed)
    assert [there["ended"]["passed"], there["ended"]["known"]] == list(known.ended)
    assert [(skill["text"], *skill["said"].values()) for skill in there["skills"]] == [
        (name, *use.said) for name, use in known.skills
    ]
    assert tuple(there["good"]) == known.good
    helps = phone.ask("sos.helps", drawn, now, GERMANY, trigger)
    assert helps["thing"] == {"thing": thing, "why": why}
    assert [(person["name"], person["number"]) for person in helps["call"]] == people
    before, kept_at = helps["before"]["lines"], helps["before"]["naloxone"]
    assert before == lines(naloxone[: len(before)])
    assert len(naloxone) - len(before) == (kept_at is not None)
    assert kept_at is None or kept_at["expired"] == ("out of date" in naloxone[-1])
    assert phone.ask("plan.nextOpen", drawn, TODAY.isoformat()) == (question and question._asdict())
