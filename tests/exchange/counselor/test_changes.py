"""What changed stands in order of danger; what lies before the journal is told apart from what nobody wrote down."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from recovery.exchange.counselor.changes import changes, figures
from recovery.exchange.counselor.document import Name
from recovery.exchange.counselor.material import Material
from recovery.insights.ratings import Ratings
from recovery.insights.use_record import UseRecord
from recovery.store import records
from tests.exchange.counselor.conftest import page_of, written
from tests.exchange.counselor.month import choice

FIRST, LAST = date(2025, 11, 3), date(2025, 11, 30)
HEROIN = {"kind": "substance", "name": "heroin", "since": "2025-01-01"}


def checkins(first: date, last: date, used: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """A check-in for each day."""
    for number in range((last - first).days + 1):
        day = f"{first + timedelta(days=number)}"
        yield {"kind": "checkin", "day": day, "used": day in used}


def phq9(day: str, item9: int, rest: int = 1) -> dict[str, Any]:
    return {"kind": "assessment", "at": f"{day}T10:00:00", "instrument": "phq9", "answers": [rest] * 8 + [item9]}


def lapse(day: str, **more: Any) -> dict[str, Any]:
    return {"kind": "lapse", "at": f"{day}T22:00:00", "substance": "heroin", **more}


def missed(day: str, name: str) -> dict[str, Any]:
    return {"kind": "dose", "at": f"{day}T08:00:00", "medication": name, "status": "missed"}


def test_danger_comes_first_and_never_the_alphabet() -> None:
    lines = [
        HEROIN,
        *checkins(FIRST - timedelta(days=28), LAST, used=("2025-10-20",)),
        lapse("2025-11-14"),
        lapse("2025-11-15", overdose="near", naloxone=True),
        phq9("2025-10-20", 0),
        phq9("2025-11-23", 2, rest=2),
        {"kind": "assessment", "at": "2025-10-20T11:00:00", "instrument": "bam", "answers": [0] * 17},
        {"kind": "assessment", "at": "2025-11-23T11:00:00", "instrument": "bam", "answers": [0, 0, 0, 2, 0] + [0] * 12},
        {"kind": "assessment", "at": "2025-10-20T12:00:00", "instrument": "barc10", "answers": [4] * 10},
        {"kind": "assessment", "at": "2025-11-23T12:00:00", "instrument": "barc10", "answers": [5] * 10},
        {"kind": "regimen", "day": "2025-10-01", "name": "buprenorphine", "since": "2025-10-01"},
        *(missed(f"2025-11-{day}", "buprenorphine") for day in (12, 13, 14)),
        {"kind": "health", "day": "2025-11-15", "type": "visit", "name": "overdose", "dated": "2025-11-15"},
        {"kind": "craving", "at": "2025-11-10T12:00:00", "intensity": 7, "triggers": ["aaa"]},
    ]
    ask, danger, rest = page_of(lines, FIRST, LAST).changes
    assert ask == "Please ask today: near overdose 15 Nov · thoughts of death or self-harm (PHQ-9 item 9, 23 Nov)"
    assert danger == (
        "Against the 28 days before: use on 2 of 28 known days (before: 1 of 28 known days) · PHQ-9 8 → 18 · "
        "BAM use 0 → 2, risk 0 → 0, protective 0 → 0 · "
        "missed buprenorphine 12, 13, 14 Nov (days with use: 14, 15 Nov) · emergency visit 15 Nov: overdose"
    )
    assert (
        rest
        == "1 craving, median 7, peak 7 (before: no cravings written down) · BARC-10 40 → 50 · most often aaa, 1 of 1"
    )
    without = page_of(lines, FIRST, LAST, "assessments", "craving", "medication").changes
    assert not [line for line in without if "ask today" in line or "missed" in line or "use on" in line]
    nameless = page_of(lines, FIRST, LAST, "safety").changes[1]
    assert (
        nameless == "Against the 28 days before: missed 12, 13, 14 Nov (days with use: 14, 15 Nov) · "
        "emergency visit 15 Nov: overdose"
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (lapse("2025-11-15", overdose="yes"), "overdose 15 Nov"),
        (lapse("2025-11-15", overdose="near"), "near overdose 15 Nov"),
        (phq9("2025-11-20", 1), "thoughts of death or self-harm (PHQ-9 item 9, 20 Nov)"),
        ({"kind": "wellbeing", "day": "2025-11-20", "thoughts_of_suicide": True}, "thoughts of suicide ticked 20 Nov"),
        (phq9("2025-11-20", 0, rest=3), None),
        (phq9("2025-11-01", 3), None),
        (lapse("2025-11-15"), None),
    ],
)
def test_an_overdose_or_item_9_makes_the_first_line_please_ask_today(line: dict[str, Any], said: str | None) -> None:
    first = page_of([HEROIN, line], FIRST, LAST).changes[0]
    assert first == f"Please ask today: {said}" if said else "ask today" not in first


def test_a_period_before_without_a_journal_is_said_to_be_that() -> None:
    lines = [HEROIN, *checkins(FIRST + timedelta(days=5), LAST, used=("2025-11-20",))]
    document = page_of(lines, FIRST, LAST, "use", "craving")
    assert document.changes == ("Against the 28 days before: use on 1 of 23 known days (no journal then)",)
    lines.append({"kind": "craving", "at": "2025-11-20T12:00:00", "intensity": 7})
    document = page_of(lines, FIRST, LAST, "use", "craving")
    assert document.changes[1] == "1 craving, median 7, peak 7 (no journal then)"
    assert "- The period before: no journal then" in written(document, "md").decode()


def test_days_before_the_first_entry_are_before_the_journal_and_not_unknown() -> None:
    lines = [HEROIN, *checkins(FIRST + timedelta(days=5), LAST - timedelta(days=1), used=("2025-11-20",))]
    document = page_of(lines, FIRST, LAST, "use")
    data = json.loads(written(document, "json"))["use"]
    marks = [day["status"] for day in data["days"]]
    assert marks[:5] == ["before"] * 5
    assert marks[5:] == ["abstinent"] * 12 + ["used"] + ["abstinent"] * 9 + ["unknown"]
    window = data["substances"][0]["window"]
    assert (window["days"], window["abstinent"], window["used"], window["unknown"]) == (23, 21, 1, 1)
    assert data["journal_begins"] == "2025-11-08"
    text = written(document, "md").decode()
    assert "\N{EN DASH} before the journal" in text
    assert "over 23 days of the period" in text
    for format_ in ("html", "pdf"):
        assert written(document, format_)


def test_the_longest_run_says_how_much_of_it_is_unwritten() -> None:
    lines = [HEROIN, *checkins(FIRST, LAST, used=("2025-11-20",))]
    text = written(page_of(lines, FIRST, LAST, "use"), "md").decode()
    # 1 January to 19 November: 323 days, of which check-ins speak for 17; then 21 to 29 November.
    assert "| heroin | 9 | 323 (306) | 27, 1, 0 |" in text
    data = json.loads(written(page_of(lines, FIRST, LAST, "use"), "json"))["use"]["substances"][0]
    assert (data["longest_days"], data["longest_unknown_days"]) == (323, 306)


def safety_of(*lines: dict[str, Any]) -> str:
    return written(page_of([HEROIN, *lines], FIRST, LAST, "safety", "medication"), "md").decode()


def test_missed_doses_stand_with_their_days_and_medicine_below_the_days_of_use() -> None:
    regimen = {"kind": "regimen", "day": "2025-10-01", "since": "2025-10-01"}
    text = safety_of(
        {**regimen, "name": "sertraline"},
        {**regimen, "name": "buprenorphine"},
        lapse("2025-11-14"),
        missed("2025-11-12", "buprenorphine"),
        missed("2025-11-13", "Buprenorphine"),
        missed("2025-11-20", "sertraline"),
    )
    assert "- Days with use: 14 Nov\n- Missed doses: Buprenorphine 12, 13 Nov; sertraline 20 Nov\n" in text


def test_naloxone_that_was_used_up_says_when() -> None:
    supply = {"kind": "supply", "day": "2025-11-01", "place": "drawer"}
    assert "- Naloxone at hand: not written down" in safety_of()
    assert "- Naloxone at hand: yes, in date" in safety_of(supply)
    assert "- Naloxone at hand: yes, but out of date" in safety_of({**supply, "until": "2025-11-02"})
    gone = {**supply, "closed": "2025-11-15"}
    assert "- Naloxone at hand: no: used up or put away Sat 15 Nov" in safety_of(gone)
    assert "- Naloxone at hand: yes, in date" in safety_of(gone, supply)


def test_an_emergency_visit_keeps_its_reason() -> None:
    visit = {"kind": "health", "day": "2025-11-15", "type": "visit", "name": "chest pain", "dated": "2025-11-15"}
    assert "- Emergency or unplanned visits: 15 Nov: chest pain" in safety_of(visit)


def test_a_positive_urine_test_stands_under_use() -> None:
    test = {"kind": "health", "day": "2025-11-15", "type": "test", "dated": "2025-11-15"}
    lines: list[dict[str, Any]] = [
        HEROIN,
        {**test, "name": "urine test", "result": "positive for fentanyl", "confirmed": True},
        {**test, "name": "urine test", "result": "negative"},
        {**test, "name": "HIV", "result": "positive"},
    ]
    data = json.loads(written(page_of(lines, FIRST, LAST), "json"))
    assert [positive_test["result"] for positive_test in data["use"]["positive_tests"]] == ["positive for fentanyl"]
    assert [test["name"] for test in data["support"]["tests"]] == ["urine test", "HIV"]
    text = written(page_of(lines, FIRST, LAST), "md").decode()
    use, support = (text.index(f"## {title}") for title in ("Use", "Support"))
    assert use < text.index("urine test: positive for fentanyl (confirmed by a laboratory)") < support
    assert len(json.loads(written(page_of(lines, FIRST, LAST, "support"), "json"))["support"]["tests"]) == 3


def said(material: Material, *chosen: Name) -> list[str]:
    """What the lines say, part by part, but for what is to be asked today."""
    lines = changes(material, choice(*chosen))
    return [part for line in lines if not line.startswith("Please ask") for part in line.split(" \N{MIDDLE DOT} ")]


def with_ratings(month: Material, ours: list[int], before: list[int]) -> Material:
    """The month with cravings of these ratings, and those before."""
    now, then = month.report.cravings, month.report.previous
    report = replace(
        month.report,
        cravings=replace(now, ratings=Ratings.of(ours)),
        previous=replace(then, ratings=Ratings.of(before)),
    )
    return replace(month, report=report)


def test_what_changed_is_counted_by_hand(month: Material) -> None:
    assert said(month) == [
        "Against the 28 days before: use on 4 of 11 known days, 16 not known (before: 2 of 4 known days, 24 not known)",
        "PHQ-9 17 → 24",
        "BAM risk 1 → 2, protective 0 → 0",
        "missed buprenorphine 6, 8 Nov; sertraline 12 Nov (days with use: 4, 15, 22, 24 Nov)",
        "emergency visit 15 Nov: overdose, sister came; 16 Nov: chest pain",
        "7 cravings, median 5, peak 9 (before: 2 cravings, median 5, peak 6)",
        "most often bored, 4 of 7",
        "5 sessions, meetings or activities",
    ]
    overdose = replace(month, lapses=month.lapses[2:])
    assert said(overdose)[0] == "Against the 28 days before: no overdose or near one written down (before: 1)"
    assert "missed" not in " ".join(said(month, "use", "assessments", "craving", "triggers", "support"))


def test_a_part_that_has_nothing_to_say_is_left_out(month: Material) -> None:
    assert said(replace(month, doses=[], health=[]), "safety") == []
    assert said(replace(month, overdoses_before=0, lapses=[]), "safety", "medication")[0].startswith(
        "Against the 28 days before: missed buprenorphine"
    )
    idle = replace(month, use=UseRecord(month.use.lapses, free=month.use.free))
    assert said(idle, "safety", "medication")[0].endswith("missed buprenorphine 6, 8 Nov; sertraline 12 Nov")
    assert said(with_ratings(month, [], []), "craving") == []
    before = "Against the 28 days before: "
    assert said(with_ratings(month, [], [4]), "craving") == [
        f"{before}no cravings written down (before: 1 craving, median 4, peak 4)"
    ]
    assert said(with_ratings(month, [3, 4], []), "craving") == [
        f"{before}2 cravings, median 3.5, peak 4 (before: no cravings written down)"
    ]
    assert said(replace(month, report=replace(month.report, triggers=[])), "triggers") == []
    assert said(replace(month, attendances=[]), "support") == []
    one = replace(month, attendances=month.attendances[:1])
    assert said(one, "support") == [f"{before}1 session, meeting or activity"]
    assert said(month, "triggers") == [f"{before}most often bored, 4 of 7"]
    named = replace(month, report=replace(month.report, triggers=month.report.triggers[1:]))
    assert said(named, "triggers") == [f"{before}most often argument with sister, 1 of 7"]


def test_use_is_counted_over_days_that_are_known(month: Material) -> None:
    one = replace(month, use=UseRecord(used=set(), free={FIRST}), begun=FIRST)
    assert said(one, "use") == ["Against the 28 days before: use on 0 of 1 known day, 26 not known (no journal then)"]
    day = replace(month.period, last=FIRST)
    single = replace(month, period=day, report=replace(month.report, period=day, as_of=FIRST))
    assert said(single, "use")[0].startswith("Against the day before: use on 0 of 1 known day (before: ")


def test_many_doses_and_visits_are_shortened_to_the_latest(month: Material) -> None:
    (dose, *_) = month.doses
    missed = [records.replace(dose, day=FIRST + timedelta(days=number), status="missed") for number in range(5)]
    others = [records.replace(dose, medication=f"m{number}", status="missed", day=LAST) for number in range(3)]
    assert said(replace(month, doses=missed + others, health=[]), "safety", "medication") == [
        (
            "Against the 28 days before: missed buprenorphine 4, 5, 6, 7 Nov and 1 more; m0 30 Nov; m1 30 Nov "
            "and 1 more (days with use: 4, 15, 22, 24 Nov)"
        )
    ]
    visit = next(record for record in month.health if record.type == "visit")
    assert said(replace(month, doses=[], health=[visit] * 3), "safety")[0].endswith(
        "emergency visit 15 Nov: overdose, sister came; 15 Nov: overdose, sister came and 1 more"
    )


def test_a_score_moves_only_between_two_answers_of_which_the_last_is_of_the_period(month: Material) -> None:
    first, second, last = month.assessments["phq9"]
    (incomplete,) = month.assessments["gad7"]

    def moved(name: str, *answered: Any) -> list[str]:
        return said(replace(month, assessments={name: list(answered)}), "assessments")

    assert moved("phq9", second) == []
    assert moved("phq9", last, second) == ["Against the 28 days before: PHQ-9 24 → 17"]
    assert moved("phq9", last, first) == []
    assert moved("phq9", first, second, first) == []
    assert moved("gad7", incomplete, incomplete) == []
    whole = records.replace(incomplete, answers=(1,) * 7)
    assert moved("gad7", whole, incomplete) == moved("gad7", incomplete, whole) == []
    assert moved("gad7", whole, records.replace(whole, answers=(2,) * 7)) == [
        "Against the 28 days before: GAD-7 7 → 14"
    ]


def test_the_figures_of_what_changed_are_those_of_the_chosen_sections(month: Material) -> None:
    def told(material: Material, *chosen: Name) -> list[tuple[str, Any, Any]]:
        rows = figures(material, choice(*chosen))
        assert all(list(row) == ["name", "now", "before"] for row in rows)
        return [(row["name"], row["now"], row["before"]) for row in rows]

    suicide = ("days with thoughts of suicide", 2, None)
    doses, visits = ("missed doses", 3, None), ("emergency visits", 2, None)
    assert told(month, "safety") == [("overdoses", 2, 1), suicide, doses, visits]
    assert told(month, "use") == [("days used", 4, 2), ("days free", 7, 2), ("days unknown", 16, 24)]
    assert told(month, "assessments") == [
        ("phq9 total", 24, 17),
        ("bam use", 3, None),
        ("bam risk", 2, 1),
        ("bam protective", 0, 0),
        ("gad7 total", None, None),
    ]
    assert told(month, "craving") == [("cravings count", 7, 2), ("cravings median", 5, 5), ("cravings peak", 9, 6)]
    assert told(month, "support") == [("sessions", 5, None)]
    assert told(month, "plan") == []
    new = replace(month, begun=FIRST)
    assert told(new, "safety")[0] == ("overdoses", 2, None)
    assert [before for _, _, before in told(new, "use", "craving")] == [None] * 6
    assert [name for name, _, _ in told(month)] == [
        "overdoses", suicide[0], "days used", "days free", "days unknown", "phq9 total", "bam use", "bam risk",
        "bam protective", "gad7 total", doses[0], visits[0], "cravings count", "cravings median", "cravings peak",
        "sessions",
    ]  # fmt: skip
