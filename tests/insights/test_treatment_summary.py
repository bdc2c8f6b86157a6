"""Treatment in a look back: what is said of doses, visits, questionnaires and moments with others."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

from recovery.insights.treatment_summary import NONE
from recovery.insights.treatment_summary import TreatmentSummary as Summary
from recovery.treatment.assessments import Assessment
from recovery.treatment.attendance import Attendance
from recovery.treatment.body import Wellbeing
from recovery.treatment.medication import Adherence

FIRST, SECOND, THIRD = date(2026, 3, 7), date(2026, 3, 8), date(2026, 3, 9)


def assessed(name: str, day: date, *answers: int | None) -> Assessment:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    values = {"id": str(uuid4()), "at": at, "timezone": "UTC", "day": day, "instrument": name, "answers": answers}
    return Assessment.checked(values)


def went(kind: str, day: date = FIRST) -> Attendance:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Attendance.checked({"id": str(uuid4()), "at": at, "timezone": "UTC", "day": day, "type": kind})


def lived(day: date, good: int | None, hard: int | None) -> Wellbeing:
    return Wellbeing.checked({"id": str(uuid4()), "day": day, "good_exchanges": good, "hard_exchanges": hard})


def said(summary: Summary, peaks: dict[date, int] | None = None) -> list[str]:
    return list(summary.sentences(peaks or {}))


def test_doses_are_counted_with_those_that_nobody_wrote_down() -> None:
    summary = Summary(
        medication=[
            Adherence("methadone", expected=7, taken=4, late=1, missed=1),
            Adherence("naltrexone", expected=1, taken=1, late=0, missed=0),
            Adherence("ibuprofen", expected=0, taken=3, late=0, missed=0),
        ]
    )
    assert said(summary) == [
        "methadone: 4 of 7 doses taken, 1 missed, 2 not written down.",
        "naltrexone: 1 of 1 doses taken, 0 missed.",
    ]


def test_a_missed_dose_stands_beside_the_hardest_craving_of_such_days() -> None:
    missed = Summary(missed_days=frozenset({FIRST, SECOND}))
    assert said(missed, {FIRST: 4, SECOND: 10, THIRD: 10}) == [
        "A dose was missed on 2 days; hardest craving on such a day 10."
    ]
    assert said(missed, {FIRST: 9, SECOND: 4}) == ["A dose was missed on 2 days; hardest craving on such a day 9."]
    assert said(missed, {THIRD: 10}) == ["A dose was missed on 2 days; no craving written down on them."]
    assert said(Summary(missed_days=frozenset({FIRST})), {FIRST: 0}) == [
        "A dose was missed on 1 day; hardest craving on such a day 0."
    ]


def test_visits_are_counted_by_what_they_were_the_most_frequent_first() -> None:
    assert said(Summary(attended=[went("group"), went("counseling"), went("counseling")])) == [
        "You went: counseling 2, group 1."
    ]


def test_of_each_questionnaire_the_last_is_told_and_how_far_it_moved() -> None:
    first, second, third = (assessed("gad7", day, *answers) for day, answers in (
        (FIRST, (3, 3, 3, 0, 0, 0, 0)),
        (SECOND, (1, 1, 1, 1, 1, 0, 0)),
        (THIRD, (1, 1, 1, 1, 1, 0, 0)),
    ))  # fmt: skip
    assert said(Summary(assessments=[first])) == ["GAD-7 on 2026-03-07: 9, mild."]
    assert said(Summary(assessments=[second], before={"gad7": first})) == ["GAD-7 on 2026-03-08: 5 (-4), mild."]
    assert said(Summary(assessments=[first, second], before={"gad7": third})) == ["GAD-7 on 2026-03-08: 5 (-4), mild."]
    assert said(Summary(assessments=[second, third])) == ["GAD-7 on 2026-03-09: 5 (as before), mild."]
    other = assessed("craving3", FIRST, 5, 6, None)
    assert said(Summary(assessments=[other, first], before={"gad7": second})) == [
        "Weekly craving check on 2026-03-07: not complete.",
        "GAD-7 on 2026-03-07: 9 (+4), mild.",
    ]
    gone = Summary(assessments=[other], before={"craving3": assessed("craving3", FIRST, 5, 6, 7)})
    assert said(gone) == ["Weekly craving check on 2026-03-07: not complete."]


def test_a_questionnaire_of_several_scores_names_each_and_rounds_to_three_figures() -> None:
    before, after = assessed("bam", FIRST, *([0] * 17)), assessed("bam", SECOND, *([1] * 17))
    (sentence,) = said(Summary(assessments=[after], before={"bam": before}))
    figures = after.result().scores
    moved = {name: (value or 0) - (before.result().scores[name] or 0) for name, value in figures.items()}
    told = ", ".join(f"{name} {value:g} ({moved[name]:+g})" for name, value in figures.items())
    assert list(figures) == ["use", "risk", "protective"]
    assert sentence == f"BAM on 2026-03-08: {told}."
    thirds = Summary(
        assessments=[assessed("craving3", SECOND, 1, 2, 2)], before={"craving3": assessed("craving3", FIRST, 0, 0, 1)}
    )
    assert said(thirds) == ["Weekly craving check on 2026-03-08: 1.67 (+1.33)."]


def test_moments_with_others_are_summed_over_the_days_that_say_anything() -> None:
    assert said(Summary(wellbeing=[lived(FIRST, 2, None), lived(SECOND, 3, 1)])) == [
        "With others: 5 good moments, 1 hard one, on 2 days."
    ]
    assert said(Summary(wellbeing=[lived(FIRST, None, 1)])) == ["With others: 0 good moments, 1 hard one, on 1 day."]
    assert said(Summary(wellbeing=[lived(FIRST, 1, None)])) == ["With others: 1 good moment, 0 hard ones, on 1 day."]
    assert said(Summary(wellbeing=[lived(FIRST, 0, None)])) == []
    assert said(NONE) == []


def test_treatment_as_other_programs_read_it() -> None:
    first, second = assessed("gad7", FIRST, 3, 3, 3, 0, 0, 0, 0), assessed("gad7", SECOND, 1, 1, 1, 1, 1, 0, 0)
    summary = Summary(
        medication=[Adherence("methadone", 7, 4, 1, 1)],
        attended=[went("group"), went("group"), went("smart")],
        assessments=[first, second, assessed("tea", SECOND, 5, 5, 5, 5)],
        wellbeing=[lived(FIRST, 2, None), lived(SECOND, 3, 1), lived(THIRD, None, 1)],
    )
    told = summary.to_json()
    assert told.pop("medication") == [summary.medication[0].to_json()]
    assert told.pop("assessments") == [
        {**second.result_json(), "change": {"total": -4}},
        {**summary.assessments[2].result_json(), "change": None},
    ]
    assert told == {
        "attendance": {"group": 2, "smart": 1},
        "with_others": {"days": 3, "good_exchanges": 5, "hard_exchanges": 2},
        "after_missed": [],
    }
    empty = {"days": 0, "good_exchanges": 0, "hard_exchanges": 0}
    lists: dict[str, object] = {"medication": [], "assessments": [], "after_missed": []}
    assert NONE.to_json() == {**lists, "attendance": {}, "with_others": empty}
