"""The section on questionnaires: the latest score beside the one before, with its ends, and no score made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from recovery.exchange.counselor.document import Lines, Section, Table, Trend, Trends
from recovery.exchange.counselor.material import Material
from recovery.exchange.counselor.questionnaires import assessments, from_labels
from recovery.store import records
from recovery.treatment.assessments import Assessment
from tests.exchange.counselor.month import choice


def test_each_score_stands_beside_the_one_before(month: Material) -> None:
    section = assessments(month, choice())
    assert section.name == "assessments"
    table, trends, notes = section.blocks
    assert table == Table(
        ("Questionnaire", "Day", "Score", "Before", "Range"),
        (
            ("PHQ-9", "Mon 24 Nov", "24, severe*", "17* (Mon 10 Nov)", "0-27, less is better"),
            ("BAM use", "Sun 23 Nov", "3*", "-", "0-12, less is better"),
            ("BAM risk", "Sun 23 Nov", "2*", "1* (Mon 20 Oct)", "0-24, less is better"),
            ("BAM protective", "Sun 23 Nov", "0*", "0* (Mon 20 Oct)", "0-24, more is better"),
            ("GAD-7", "Tue 25 Nov", "not complete*", "-", "0-21, less is better"),
            ("BARC-10", "Wed 1 Oct", "50*", "40* (Mon 1 Sep)", "10-60, more is better"),
        ),
        "Answered alone. A missing answer leaves its score out. * short labels, not the official form.",
    )
    points = (date(2025, 10, 20), 9), (date(2025, 11, 10), 17), (date(2025, 11, 24), 24)
    assert trends == Trends((Trend("PHQ-9", 0, 27, points),), "Dashed: where its source says to look.")
    assert notes == Lines(("Mon 10 Nov: sister was in the room",), own=True)
    latest = {name: (answered[-1], answered[-2:-1]) for name, answered in month.assessments.items()}
    assert section.data == [
        {**last.result_json(), "previous": before[0].result_json() if before else None}
        for last, before in latest.values()
    ]
    assert [scores["previous"] is None for scores in section.data] == [False, False, True, False]


def test_no_questionnaire_is_said_to_be_none(month: Material) -> None:
    assert assessments(replace(month, assessments={}), choice()) == Section(
        "assessments", (Lines(("Nothing written down in the period.",)),), []
    )


def test_notes_are_of_the_period_and_only_where_they_are_chosen(month: Material) -> None:
    before, within, last = month.assessments["phq9"]
    answered = [records.replace(before, note="earlier"), within, records.replace(last, note="later")]
    noted = replace(month, assessments={"phq9": answered})
    assert assessments(noted, choice()).blocks[-1] == Lines(
        ("Mon 10 Nov: sister was in the room", "Mon 24 Nov: later"), own=True
    )
    assert isinstance(assessments(noted, choice(notes=False)).blocks[-1], Trends)


def test_our_labels_are_marked_and_the_official_form_is_not(month: Material) -> None:
    first, *_ = month.assessments["phq9"]
    assert [from_labels(records.replace(first, form_at_hand=said)) for said in (True, False, None)] == [
        False,
        True,
        True,
    ]
    (craving,) = month.assessments["gad7"]
    assert not from_labels(records.replace(craving, instrument="craving3", answers=(1, 2, 3))), (
        "it has no official form"
    )
    shown = assessments(replace(month, assessments={"phq9": [first, first]}), choice())
    (table,) = (block for block in shown.blocks if isinstance(block, Table))
    assert table.rows == (("PHQ-9", "Mon 20 Oct", "9, mild", "9 (Mon 20 Oct)", "0-27, less is better"),)
    assert table.note == "Answered alone. A missing answer leaves its score out."
    labelled = records.replace(first, form_at_hand=None)
    for answered, marked in (
        ([labelled, first], "9* (Mon 20 Oct)"),
        ([first, labelled], "9 (Mon 20 Oct)"),
        ([labelled, first, first], "9 (Mon 20 Oct)"),
    ):
        shown = assessments(replace(month, assessments={"phq9": answered}), choice())
        (table,) = (block for block in shown.blocks if isinstance(block, Table))
        assert table.rows[0][3] == marked
        assert ("short labels" in table.note) == (labelled in answered[-2:]), "it is about what is shown"


@pytest.mark.parametrize(("times", "points"), [(2, 0), (3, 3), (12, 12), (13, 12)])
def test_a_line_is_drawn_through_three_to_twelve_figures(month: Material, times: int, points: int) -> None:
    first: Assessment = month.assessments["phq9"][0]
    answered = [records.replace(first, day=first.day + timedelta(days=number)) for number in range(times)]
    drawn = [
        block.items[0].points
        for block in assessments(replace(month, assessments={"phq9": answered}), choice()).blocks
        if isinstance(block, Trends)
    ]
    assert [len(figures) for figures in drawn] == ([points] if points else [])
    assert all(figures[-1][0] == answered[-1].day for figures in drawn)


def test_an_incomplete_answer_is_no_point_and_the_thresholds_are_drawn(month: Material) -> None:
    bam, after = month.assessments["bam"]
    drawn = assessments(replace(month, assessments={"bam": [after, bam, after, after]}), choice()).blocks[1]
    assert isinstance(drawn, Trends)
    assert [(trend.name, trend.low, trend.high, len(trend.points)) for trend in drawn.items] == [
        ("BAM use", 0, 12, 3),
        ("BAM risk", 0, 24, 4),
        ("BAM protective", 0, 24, 4),
    ]
    assert drawn.items[0].thresholds == ((1, ""),)
    auditc = [records.replace(bam, instrument="auditc", answers=(2, 1, 1))] * 3
    (trend,) = (
        trend
        for block in assessments(replace(month, assessments={"auditc": auditc}), choice()).blocks
        if isinstance(block, Trends)
        for trend in block.items
    )
    assert [at for at, _ in trend.thresholds] == [4, 3]
