"""Looking back: the phone's report gives the numbers and the sentences of the terminal's, on drawn journals."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from docs.sentences import without_typed
from recovery.console import one_line
from recovery.insights import gather, missed_doses, triggers
from recovery.insights import queries as insights
from recovery.insights.periods import Period
from recovery.insights.report import Report
from recovery.insights.treatment_summary import NONE
from recovery.insights.views import compare, first_page, sentences, words
from recovery.insights.views import streak as view
from recovery.store.connection import Journal
from tests.web.drawn_journals import TODAY, Row, days, journals, kept
from tests.web.phone_rules import Phone, canonical

TIMES = 20 if os.environ.get("TESTS_ALL") else 1
SOME = settings(max_examples=40 * TIMES)
DRAWN = journals(substance=2, craving=14, lapse=3, checkin=10, note=2, plan_item=5, alias=3)
APART = ("patterns", "treatment")  # sought in a worker; a section of its own
PERIODS = st.builds(
    lambda last, length: Period(last - timedelta(days=length - 1), last),
    st.integers(-30, 6).map(lambda ahead: TODAY + timedelta(days=ahead)),
    st.sampled_from((1, 7, 7, 7, 28, 31, 100)),
)


def document(report: Report) -> dict[str, Any]:
    """`report --json` as the phone has it."""
    return {name: block for name, block in report.to_json().items() if name not in APART}


@given(drawn=DRAWN, period=PERIODS, as_of=days(10, 3))
@SOME
def test_report(phone: Phone, journal: Journal, drawn: list[Row], period: Period, as_of: str) -> None:
    with kept(journal, drawn) as diary:
        here = gather.with_plan(diary, gather.report_of(diary, period, date.fromisoformat(as_of)))
    there = phone.ask("report.report", drawn, {"first": str(period.first), "last": str(period.last)}, as_of)
    assert canonical(there["document"]) == canonical(document(here))
    assert there["days_filled_in"] == here.days_filled_in
    assert there["checkins"] == here.checkins
    assert (there["hardest"] and (there["hardest"]["day"], there["hardest"]["intensity"])) == (
        here.hardest and (str(here.hardest.day), here.hardest.intensity)
    )
    assert there["good"] == (here.good and here.good[1])
    assert [met["name"] for met in there["longer_triggers"]] == [met.name for met in here.longer_triggers]
    assert (there["longer_heat"], there["longer_days"]) == (here.longer_heat, here.longer_days)
    assert tuple(there["longer_ended"].values()) == here.longer_ended
    shown = {"first": str(period.first), "last": str(period.last)}
    assert phone.ask("period_words.title", shown) == words.title(period)
    assert phone.ask("which_used.whichUsed", there["used"]) == words.which_used(here.days)
    assert phone.ask("report_words.coverage", there) == sentences.coverage(here)
    assert phone.ask("report_words.brief", there) == [*sentences.brief(here)]
    untreated = replace(here, treatment=NONE)
    assert phone.ask("report_words.summary", there) == sentences.summary(untreated)
    assert phone.ask("report_words.nextStep", there) == without_typed(sentences.next_step(here))
    doing = phone.ask("report_words.worthDoing", there)
    assert (doing["text"] if doing else "") == without_typed(first_page.worth_doing(here, keys=False))
    rows = [
        str(said) for label, said in first_page._said(here, keys=False) if label in ("Set off most by", "Passed after")
    ]
    after = phone.ask("report_words.passedAfter", there)
    mine = [phone.ask("report_words.setOffBy", there), after and f"{after['shares']}   {after['base']}"]
    assert [row for row in mine if row] == rows
    for sort, met in (("triggers", here.triggers), ("coping", triggers.ranked(here.coping))):
        given = there["document"][sort] if sort == "triggers" else phone.ask("triggers.ranked", there["document"][sort])
        assert [phone.ask("period_words.passedOf", one) for one in given] == [*map(words.passed_of, met)]
        assert [phone.ask("period_words.trueShare", one) for one in given] == [*map(words.true_share, met)]
        assert phone.ask("period_words.onlyAhead", given) == words.only_ahead(met)


def unanswered(number: int, day: str) -> Row:
    """A questionnaire without an answer, of that day and always of one instant."""
    return {
        "kind": "assessment", "id": f"eb1167b3-67a9-4378-bc65-c1e582e2e66{number}", "at": "2026-03-22T22:00:00Z",
        "timezone": "UTC", "day": day, "instrument": "phq9", "answers": f"[{', '.join(['null'] * 9)}]", "note": None,
        "form_at_hand": None,
    }  # fmt: skip


# What was filled in later for the day before has the place of the day before, whatever its instant.
FILLED_IN = [
    {"kind": "profile", "timezone": "UTC", "day_starts": "00:00", "seed": None},
    unanswered(1, "2026-03-22"),
    unanswered(2, "2026-03-21"),
]


@example(drawn=FILLED_IN, period=Period(date(2026, 3, 22), date(2026, 3, 22)), as_of="2026-03-22")
@given(
    drawn=journals(craving=4, regimen=2, dose=6, attendance=4, assessment=5, wellbeing=3, thought=1),
    period=PERIODS,
    as_of=days(10, 3),
)
@settings(max_examples=25 * TIMES)
def test_treatment_beside_cravings(
    phone: Phone, journal: Journal, drawn: list[Row], period: Period, as_of: str
) -> None:
    with kept(journal, drawn) as diary:
        here = gather.report_of(diary, period, date.fromisoformat(as_of))
        treated = insights.treated(diary.journal)
    shown = {"first": str(period.first), "last": str(period.last)}
    assert phone.ask("treatment_summary.isTreated", drawn) == treated
    if treated:
        there = phone.ask("treatment_summary.treatmentSummary", drawn, shown, as_of)
        assert canonical(there) == canonical(here.treatment.to_json())
    days_of = phone.ask("today.strip", drawn, shown)
    peaks = {day.day: day.peak for day in here.days if day.peak is not None}
    told = [*map(one_line, here.treatment.sentences(peaks))]
    assert phone.ask("treatment_summary.treatmentWords", drawn, shown, as_of, days_of) == told


@given(seed=st.integers(0, 2**32), as_of=days(10, 3))
@settings(max_examples=10 * TIMES)
def test_the_day_after_a_missed_dose(phone: Phone, journal: Journal, seed: int, as_of: str) -> None:
    chance, number = Random(seed), 0
    drawn: list[Row] = [{"kind": "profile", "timezone": "UTC", "day_starts": "00:00", "seed": None}]
    for ago in range(70):
        day = str(TODAY - timedelta(days=ago))
        for kind, columns in (
            ("dose", {"medication": "methadone", "status": chance.choice(("taken", "late", "missed"))}),
            ("note", {"triggers": "[]", "text": "x"}),
        ):
            if chance.random() < 0.6:
                number += 1
                id = f"eb1167b3-67a9-4378-bc65-c1e582e2{number:04}"
                drawn.append(
                    {"kind": kind, "id": id, "at": f"{day}T12:00:00Z", "timezone": "UTC", "day": day, **columns}
                )
                if kind == "dose":
                    drawn[-1] |= {"side_effects": "[]", "note": None}
    period = Period(TODAY - timedelta(days=6), TODAY)
    with kept(journal, drawn) as diary:
        here = gather.report_of(diary, period, date.fromisoformat(as_of)).treatment
    there = phone.ask(
        "treatment_summary.treatmentSummary", drawn, {"first": str(period.first), "last": str(period.last)}, as_of
    )
    assert canonical(there["after_missed"]) == canonical([row.to_json() for row in here.after_missed])
    assert phone.ask("missed_doses.afterMissedWords", there["after_missed"]) == [*missed_doses.said(here.after_missed)]


@given(drawn=DRAWN, one=PERIODS, other=PERIODS)
@settings(max_examples=15 * TIMES)
def test_two_periods_side_by_side(phone: Phone, journal: Journal, drawn: list[Row], one: Period, other: Period) -> None:
    periods = (one, other)
    with kept(journal, drawn) as diary:
        here = [gather.report_of(diary, period, TODAY) for period in periods]
    asked = ({"first": str(period.first), "last": str(period.last)} for period in periods)
    there = [phone.ask("report.report", drawn, period, str(TODAY)) for period in asked]
    rows = [(title, [list(row) for row in rows]) for title, rows in compare.sections(*here)]
    assert [(part["title"], part["rows"]) for part in phone.ask("side_by_side.sections", *there)] == rows
    assert phone.ask("side_by_side.notes", *there) == compare.notes(*here)


@given(drawn=journals(substance=2, lapse=3, checkin=12), as_of=days(30, 30))
@SOME
def test_streaks_in_words(phone: Phone, journal: Journal, drawn: list[Row], as_of: str) -> None:
    with kept(journal, drawn) as diary:
        here = gather.streaks_of(diary, date.fromisoformat(as_of))
    given = [phone.ask(f"rows.{name}", drawn) for name in ("substances", "lapses", "checkIns")]
    there = phone.ask("abstinence.runs", *given, as_of)
    for run, streak in zip(there, here, strict=True):
        _, *told = view.lines([streak], streak.as_of)  # below the heading
        rows = " ".join(f"{label} {text}" for label, text in phone.ask("streak_words.lines", run, as_of))
        assert rows == " ".join(" ".join(told).split())
