"""What changed stands in order of danger; what lies before the journal is told apart from what nobody wrote down."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from tests.exchange.counselor.conftest import page_of, written

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
