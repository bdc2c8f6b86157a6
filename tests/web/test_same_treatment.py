"""Treatment on the phone is what it is in the terminal: what is due, scored, counted, written, and said in short."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from docs.phone import DATA, without_command
from recovery.diary import Diary
from recovery.errors import Refused
from recovery.store import home, kinds, rows
from recovery.store.connection import Journal
from recovery.store.records import EntryRecord
from recovery.treatment import (
    assessments,
    episodes,
    health,
    learn_cards,
    medication,
    medication_queries,
    queries,
    questionnaires,
    regimens,
    writing,
)
from recovery.treatment.body import celsius
from recovery.treatment.goals import progress
from recovery.treatment.views import pages
from tests.web.drawn_journals import WHOLE, Row, days, journals, kept, row
from tests.web.phone_rules import Phone, canonical
from tests.web.test_same_writing import NOW, after, compared, opened, stamp, table

TREATMENT = json.loads((DATA / "treatment.json").read_text("utf-8"))
SOME = settings(max_examples=30 if WHOLE else 15)
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
    for number, made in enumerate(drawn):
        needed = {"body": "withdrawal", "ruler": "importance"}.get(made["kind"])
        if needed is not None and made[needed] is None:
            made[needed] = 5
        if made["kind"] == "assessment" and questionnaires.instrument(made["instrument"]).closed(
            answers := json.loads(made["answers"])
        ):
            made["answers"] = json.dumps([0] + [None] * (len(answers) - 1), separators=(",", ":"))
        if made["kind"] == "body":
            made["systolic"], made["diastolic"] = (120, 80) if number % 2 else (None, None)
        for column in ("name", "medication", "goal"):
            if column in made and made["kind"] in ("regimen", "dose", "goal", "step", "reward"):
                made[column] = ("Straße", "STRASSE", "room 101")[number % 3]
    return drawn


JOURNALS = journals(**ALL).map(whole)


@given(drawn=JOURNALS, as_of=days(20, 3))
@SOME
def test_what_is_written_down_and_due(phone: Phone, journal: Journal, drawn: list[Row], as_of: str) -> None:
    day = date.fromisoformat(as_of)
    first = day - timedelta(days=27)
    written = [made for made in drawn if made["kind"] in ALL]
    with kept(journal, drawn) as diary:
        entries = [rows.read(journal, rows.find(journal, made["id"])) for made in written]
        there = [[phone.ask("entries.summary", made), *phone.ask("entries.texts", made)] for made in written]
        assert there == [[entry.summary(), *entry.texts()] for entry in entries]
        prescribed, taken = medication_queries.regimens(journal), medication_queries.taken(journal, first, day)
        _same_medication(phone, drawn, prescribed, taken, (first, day))
        _same_lists(phone, drawn, diary, day)


def _same_medication(phone: Phone, drawn: list[Row], prescribed: Any, taken: Any, period: tuple[date, date]) -> None:
    first, day = period
    told = [made for made in drawn if made["kind"] == "regimen"]
    doses = [made for made in drawn if made["kind"] == "dose"]
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
    homework = ids(queries.open_homework(journal))
    assert ids(phone.ask("treatment.openHomework", drawn)) == homework
    older, later = drawn[: len(drawn) // 2], drawn[len(drawn) // 2 :]
    assert ids(phone.ask("treatment.openHomework", later, phone.ask("facts.factsOf", older))) == homework
    assert ids(phone.ask("treatment.topics", drawn)) == ids(queries.topics(journal))
    at_hand = health.at_hand(queries.supplies(journal), day)
    assert ids(phone.ask("treatment.atHand", drawn, str(day))) == ids(at_hand)
    assert phone.ask("treatment.isPregnant", drawn, str(day)) == health.pregnant(queries.health(journal), day)
    last = {name: str(on) for name, on in queries.last_assessed(journal).items()}
    due = assessments.due(queries.rhythms(journal), queries.last_assessed(journal), day)
    assert phone.ask("questionnaires.due", drawn, last, str(day)) == [
        {"instrument": name, "day": str(on)} for name, on in due
    ]
    for name in {made["instrument"] for made in drawn if made["kind"] == "assessment"}:
        past = pages.results_json(questionnaires.instrument(name), queries.assessments(journal, name))
        assert canonical(phone.ask("questionnaires.history", drawn, name)) == canonical(past)


@given(drawn=journals(body=6).map(whole), as_of=days(20, 3), span=st.sampled_from((7, 28, 90)))
@SOME
def test_the_body_over_some_days(phone: Phone, journal: Journal, drawn: list[Row], as_of: str, span: int) -> None:
    last = date.fromisoformat(as_of)
    first = last - timedelta(days=span - 1)
    with kept(journal, drawn):
        here = queries.body(journal, first, last)
    period = {"first": str(first), "last": str(last)}
    there = phone.ask("body.history", drawn, period)
    assert canonical(there) == canonical([{"kind": "body", **entry.to_json()} for entry in here])
    rated = [entry.withdrawal for entry in here if entry.withdrawal is not None]
    told = phone.ask("body.course", rated)
    said = f"first {told['first']}, highest {told['highest']}, last {told['last']}" if told else ""
    assert [line for line in pages.bodies(here) if line.startswith("first ")] == (
        [f"{said}; {len(rated)} ratings"] if told else []
    )


@given(
    text=st.from_regex(r"\A[0-9]{2,3}([.,][0-9]{1,2})? ?[cCfF]?\Z")
    | st.sampled_from(("", "warm", "37.", "1000", "86", "113"))
)
@settings(max_examples=60)
def test_a_temperature(phone: Phone, text: str) -> None:
    try:
        here = celsius(text)
    except Refused:
        here = None
    assert phone.ask("body.celsius", text) == here


def test_what_answers_mean(phone: Phone) -> None:
    """All of them where the form says all, else those at the ends; a scale without words says nothing."""
    scale = "0 not at all, 1 some days, 2 more than half of the days, 3 nearly every day"
    assert phone.ask(
        "questionnaires.answerWords", scale, "0 not at all \N{HORIZONTAL ELLIPSIS} 3 nearly every day"
    ) == {
        "0": "not at all",
        "1": "some days",
        "2": "more than half of the days",
        "3": "nearly every day",
    }
    assert phone.ask("questionnaires.answerWords", scale, "0 no, 4 yes") == {"0": "no", "4": "yes"}
    assert phone.ask("questionnaires.answerWords", "0 to 4, as the form says", "0 to 4") == {}


@given(name=st.sampled_from(questionnaires.names()), data=st.data())
@settings(max_examples=120 if WHOLE else 60)
def test_every_questionnaire_is_scored_alike(phone: Phone, name: str, data: st.DataObject) -> None:
    which = questionnaires.instrument(name)
    answers = [
        data.draw(st.sampled_from([None, item.low, item.high]) | st.integers(item.low, item.high))
        for item in which.items
    ]
    if which.closed(answers):
        answers[1:] = [None] * (len(answers) - 1)
    here = questionnaires.score(which, answers)
    instrument = TREATMENT["instruments"][name]
    there = phone.ask("questionnaires.score", instrument, answers)
    assert canonical(there) == canonical({"scores": here.scores, "band": here.band, "flags": here.flags})
    assert phone.ask("questionnaires.line", there) == here.line()
    crisis = [
        number
        for number, answer in enumerate(answers, start=1)
        if phone.ask("questionnaires.isCrisis", instrument, number, answer)
    ]
    assert bool(crisis) == (assessments.CRISIS in here.flags)


WRITTEN = [kind for kind in ALL if kind not in ("wellbeing", "rhythm", "checkin")]


@given(drawn=st.sampled_from(WRITTEN).flatmap(row), data=st.data())
@settings(max_examples=60 if WHOLE else 30)
def test_what_is_written(phone: Phone, drawn: Row, data: st.DataObject) -> None:
    """A new record of any kind, a change of one, another dose, a questionnaire's rhythm, a day's well-being."""
    whole([drawn])
    record = kinds.record_class(drawn["kind"])
    assert issubclass(record, EntryRecord)
    start = data.draw(row("profile"))
    given = {name: value for name, value in drawn.items() if name not in ("kind", "id", "at", "timezone", "day")}
    values = {name: value for name, value in _as_given(record, drawn).items() if name in given}
    if data.draw(st.booleans()):
        for name in TREATMENT["defaults"].get(drawn["kind"], ()):
            del given[name], values[name]  # then what the kind itself says stands there
    with _both(phone, [start], drawn["kind"]) as (diary, ask):
        timed = record.timed()
        made = writing.timed(diary, record, None, values) if timed else writing.dated(diary, record, values)
        writing.keep(diary, "written", made)
        ask("recorded", drawn["kind"], given)


def _as_given(record: type[EntryRecord], drawn: Row) -> dict[str, Any]:
    columns = [column.name for column in record.columns()]
    stored = record.from_row([drawn[name] for name in columns])
    return {name: getattr(stored, name) for name in columns}


@contextmanager
def _both(phone: Phone, drawn: list[Row], kind: str) -> Iterator[tuple[Diary, Any]]:
    """The terminal's journal, and a function that has the phone give its edits; on leaving both must hold the same."""
    edits: list[dict[str, Any]] = []

    def ask(rule: str, *given: Any) -> None:
        present = {"rows": drawn, "now": stamp(NOW), "id": "fresh"}
        module = "wellbeing" if rule == "wellbeing" else "treatment_writing"
        edits.extend(phone.ask(f"{module}.{rule}", present, *given))

    with time_machine.travel(NOW, tick=False), opened(drawn) as diary:
        yield diary, ask
        here = table(diary.journal, kind)
    known = {made.get("id") for made in drawn}
    there = [made for made in after(drawn, edits) if made["kind"] == kind]
    assert compared(there, known) == compared(here, known)


@given(regimen=row("regimen"), start=days(30, 30), start_row=row("profile"), days_apart=st.integers(1, 366))
@settings(max_examples=30)
def test_what_is_said_of_it_later(phone: Phone, regimen: Row, start: str, start_row: Row, days_apart: int) -> None:
    regimen["until"] = None
    if start > regimen["since"]:
        with _both(phone, [start_row, regimen], "regimen") as (diary, ask):
            record = medication_queries.regimens(diary.journal)[0]
            writing.replaced(diary, "med change", record, date.fromisoformat(start), {"dose": "16 mg", "times": 2})
            ask("replaced", regimen, start, {"dose": "16 mg", "times": 2})
    with _both(phone, [start_row], "rhythm") as (diary, ask):
        values = {"instrument": "phq9", "every_days": days_apart}
        writing.keep(diary, "assess every", writing.dated(diary, assessments.Rhythm, values))
        ask("rhythm", "phq9", days_apart)
    with _both(phone, [start_row], "wellbeing") as (diary, ask):
        with diary.journal.command("checkin"):
            writing.wellbeing(diary, diary.today, {"thoughts_of_suicide": True, "good_exchanges": 2})
        ask("wellbeing", diary.today.isoformat(), {"thoughts_of_suicide": 1, "good_exchanges": 2})


@given(names=st.lists(st.sampled_from(("Suboxone film", "methadone", "Vivitrol", "sertraline")), max_size=3))
@settings(max_examples=12)
def test_cards(phone: Phone, journal: Journal, names: list[str]) -> None:
    for country, pregnant in ((None, False), ("DE", True), ("US", False)):
        home.save_settings({} if country is None else {"country": country})
        here = learn_cards.missed_dose(names, pregnant=pregnant)
        there = phone.ask("learn_cards.missedDose", names, pregnant, {"country": country})
        assert [line["text"] for line in there] == [text for text, _ in map(without_command, here)]
        shown = phone.ask("learn_cards.cards", {"country": country})
        assert [(one["name"], one["title"], len(one["lines"])) for one in shown] == [
            (one.name, one.title, len(one.lines)) for one in learn_cards.cards()
        ]


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
    all_of_them = TREATMENT["instruments"]
    for name, answers, line in GOLDEN:
        result = phone.ask("questionnaires.score", all_of_them[name], answers)
        assert phone.ask("questionnaires.line", result) == line, name
    assert phone.ask("questionnaires.isCrisis", all_of_them["phq9"], 9, 1) is True
