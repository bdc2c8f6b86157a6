"""Treatment on the phone is what it is in the terminal: what is due, scored, counted, written, and said in short."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from docs.phone import DATA
from recovery.diary import Diary
from recovery.errors import Refused
from recovery.store import rows
from recovery.store.connection import Journal
from recovery.treatment import (
    assessments,
    episodes,
    health,
    medication,
    queries,
    questionnaires,
    regimens,
)
from recovery.treatment.goals import progress
from recovery.treatment.views import pages
from tests.web.drawn_journals import Row, days, journals, kept
from tests.web.phone_rules import Phone, canonical

SOME = settings(max_examples=30)
ALL = {
    "regimen": 4,
    "dose": 12,
    "assessment": 5,
    "rhythm": 3,
    "attendance": 4,
    "topic": 3,
    "thought": 2,
    "card": 2,
    "ruler": 2,
    "goal": 3,
    "step": 5,
    "reward": 3,
    "episode": 3,
    "aftercare": 2,
    "appointment": 4,
    "body": 3,
    "wellbeing": 3,
    "supply": 3,
    "health": 3,
    "checkin": 5,
}


def whole(drawn: list[Row]) -> list[Row]:
    """Rows whose columns fit each other, as the program writes them; few names, so that they meet."""
    for number, row in enumerate(drawn):
        if row["kind"] == "body":
            row["systolic"], row["diastolic"] = (120, 80) if number % 2 else (None, None)
        for column in ("name", "medication", "goal"):
            if column in row and row["kind"] in ("regimen", "dose", "goal", "step", "reward"):
                row[column] = ("Straße", "STRASSE", "room 101")[number % 3]
    return drawn


JOURNALS = journals(**ALL).map(whole)


@given(drawn=JOURNALS, as_of=days(20, 3))
@SOME
def test_what_is_written_down_and_due(phone: Phone, journal: Journal, drawn: list[Row], as_of: str) -> None:
    day = date.fromisoformat(as_of)
    first = day - timedelta(days=27)
    kinds = [row for row in drawn if row["kind"] in ALL]
    with kept(journal, drawn) as diary:
        entries = [rows.read(journal, rows.find(journal, row["id"])) for row in kinds]
        there = [[phone.ask("entries.summary", row), *phone.ask("entries.texts", row)] for row in kinds]
        assert there == [[entry.summary(), *entry.texts()] for entry in entries]
        prescribed, taken = queries.regimens(journal), queries.taken(journal, first, day)
        _same_medication(phone, drawn, prescribed, taken, (first, day))
        _same_lists(phone, drawn, diary, day)


def _same_medication(phone: Phone, drawn: list[Row], prescribed: Any, taken: Any, period: tuple[date, date]) -> None:
    first, day = period
    told = [row for row in drawn if row["kind"] == "regimen"]
    doses = [row for row in drawn if row["kind"] == "dose"]
    ends = {"first": str(first), "last": str(day)}
    here = [figure.to_json() for figure in medication.adherence(prescribed, taken, first, day)]
    assert canonical(phone.ask("medication.adherence", told, doses, ends)) == canonical(here)
    coming = [
        {"name": name, "form": form, "day": str(on)} for name, form, on in medication.next_doses(prescribed, taken, day)
    ]
    assert (
        phone.ask("medication.nextDoses", told, [dose for dose in doses if str(first) <= dose["day"]], str(day))
        == coming
    )
    try:
        offered = regimens.offered(prescribed, day) if prescribed else []
    except Refused:
        offered = []
    assert phone.ask("medication.offered", drawn, str(day)) == offered


def _same_lists(phone: Phone, drawn: list[Row], diary: Diary, day: date) -> None:
    journal = diary.journal

    def ids(entries: Any) -> list[str]:
        return [entry.id if hasattr(entry, "id") else entry["id"] for entry in entries]

    goals = queries.goals(journal)
    done = queries.done(journal, min((goal.day for goal in goals), default=day))
    given = queries.rewards(journal)
    here = [progress(goal, done, [one for one in given if one.day >= goal.day]).to_json() for goal in goals]
    assert canonical(phone.ask("goals.goalsJson", drawn)) == canonical(here)
    steps = episodes.due_steps(queries.episodes(journal), queries.aftercare(journal), day)
    there = [
        (one["episode"]["id"], one["step"], one["day"]) for one in phone.ask("treatment.dueSteps", drawn, str(day))
    ]
    assert there == [(one.episode.id, one.step, str(one.day)) for one in steps]
    coming = episodes.coming(queries.appointments(journal), day)
    assert ids(phone.ask("treatment.comingAppointments", drawn, str(day))) == ids(coming)
    assert ids(phone.ask("treatment.openHomework", drawn)) == ids(queries.open_homework(journal))
    assert ids(phone.ask("treatment.topics", drawn)) == ids(queries.topics(journal))
    at_hand = health.at_hand(queries.supplies(journal), day)
    assert ids(phone.ask("treatment.atHand", drawn, str(day))) == ids(at_hand)
    assert phone.ask("treatment.isPregnant", drawn, str(day)) == health.pregnant(queries.health(journal), day)
    last = {name: str(on) for name, on in queries.last_assessed(journal).items()}
    due = assessments.due(queries.rhythms(journal), queries.last_assessed(journal), day)
    assert phone.ask("questionnaires.due", drawn, last, str(day)) == [
        {"instrument": name, "day": str(on)} for name, on in due
    ]
    for name in {row["instrument"] for row in drawn if row["kind"] == "assessment"}:
        past = pages.results_json(questionnaires.instrument(name), queries.assessments(journal, name))
        assert canonical(phone.ask("questionnaires.history", drawn, name)) == canonical(past)


@given(name=st.sampled_from(questionnaires.names()), data=st.data())
@settings(max_examples=120)
def test_every_questionnaire_is_scored_alike(phone: Phone, name: str, data: st.DataObject) -> None:
    which = questionnaires.instrument(name)
    answers = [
        data.draw(st.sampled_from([None, item.low, item.high]) | st.integers(item.low, item.high))
        for item in which.items
    ]
    if which.closed(answers):
        answers[1:] = [None] * (len(answers) - 1)
    here = questionnaires.score(which, answers)
    instrument = json.loads((DATA / "treatment.json").read_text("utf-8"))["instruments"][name]
    there = phone.ask("questionnaires.score", instrument, answers)
    assert canonical(there) == canonical({"scores": here.scores, "band": here.band, "flags": here.flags})
    assert phone.ask("questionnaires.line", there) == here.line()
    crisis = [
        number
        for number, answer in enumerate(answers, start=1)
        if phone.ask("questionnaires.isCrisis", instrument, number, answer)
    ]
    assert bool(crisis) == (assessments.CRISIS in here.flags)


GOLDEN = [
    ("phq9", [1] * 4 + [0] * 5, "4, minimal"),
    ("phq9", [3] * 9, "27, severe"),
    ("gad7", [2] * 7, "14, moderate"),
    ("barc10", [6] * 10, "60"),
    ("sows", [4] * 16, "64"),
    ("bam", [4] * 17, "use 12, risk 24, protective 24"),
    ("dast10", [0, 0, 1, 0, 0, 0, 0, 0, 0, 0], "0, none"),
    ("pcptsd5", [0, None, None, None, None, None], "0"),
    ("phq9", [0] * 8 + [None], "not complete"),
]
"""Totals of care.md's boundary vectors, as a person reads them."""


def test_the_totals_of_the_forms(phone: Phone) -> None:
    all_of_them = json.loads((DATA / "treatment.json").read_text("utf-8"))["instruments"]
    for name, answers, line in GOLDEN:
        result = phone.ask("questionnaires.score", all_of_them[name], answers)
        assert phone.ask("questionnaires.line", result) == line, name
    assert phone.ask("questionnaires.isCrisis", all_of_them["phq9"], 9, 1) is True
