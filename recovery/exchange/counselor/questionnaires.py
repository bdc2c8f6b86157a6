"""The section on questionnaires: the latest of each with the one before, and how each score moved; no verdict."""

from __future__ import annotations

from collections.abc import Iterator

from recovery.exchange.counselor.choice import Choice
from recovery.exchange.counselor.document import Block, Lines, Section, Table, Trend, Trends
from recovery.exchange.counselor.material import Material
from recovery.language import tr
from recovery.outlets import words as wording
from recovery.treatment.assessments import Assessment
from recovery.treatment.questionnaires import Instrument, Score, instrument

NOTHING = tr("Nothing written down in the period.")
OWN_LABELS = "*"
FEWEST, MOST = 3, 12


def assessments(material: Material, choice: Choice) -> Section:
    """Numbers and their change; the mark says where they were answered from our labels and not from the form."""
    rows, data, trends = [], [], []
    for name, answered in material.assessments.items():
        which, last = instrument(name), answered[-1]
        before = answered[-2] if len(answered) > 1 else None
        rows += [_row(which, scale, last, before) for scale in which.scores]
        data.append({**last.result_json(), "previous": before.result_json() if before else None})
        trends += list(_trends(which, answered))
    head = (tr("Questionnaire"), tr("Day"), tr("Score"), tr("Before"), tr("Range"))
    blocks: list[Block] = [Table(head, tuple(rows), _note(material))] if rows else []
    if trends:
        blocks.append(Trends(tuple(trends), tr("Dashed: where its source says to look.")))
    inside = [
        assessment
        for answered in material.assessments.values()
        for assessment in answered
        if assessment.day in material.period
    ]
    notes = choice.noted(inside)
    if notes:
        blocks.append(Lines(tuple(notes), own=True))
    return Section("assessments", tuple(blocks) or (Lines((NOTHING,)),), data)


def from_labels(answered: Assessment) -> bool:
    """Whether the questionnaire has an official form and nobody said that it was at hand."""
    return instrument(answered.instrument).official and answered.form_at_hand is not True


def _note(material: Material) -> str:
    parts = [tr("Answered alone. A missing answer leaves its score out.")]
    shown = [assessment for answered in material.assessments.values() for assessment in answered[-2:]]
    if any(map(from_labels, shown)):
        parts.append(tr("{mark} short labels, not the official form.", mark=OWN_LABELS))
    return " ".join(parts)


def _row(which: Instrument, scale: Score, last: Assessment, before: Assessment | None) -> tuple[str, ...]:
    result = last.result()
    value = result.scores[scale.name]
    shown = tr("not complete") if value is None else wording.number(value)
    if result.band and scale == which.scores[0]:
        shown += f", {result.band}"
    shown += OWN_LABELS if from_labels(last) else ""
    previous = before.result().scores[scale.name] if before else None
    was = "-"
    if previous is not None and before is not None:
        mark = OWN_LABELS if from_labels(before) else ""
        was = f"{wording.number(previous)}{mark} ({wording.short_day(before.day)})"
    better = tr("more is better") if scale.better == "higher" else tr("less is better")
    ends = f"{scale.low}-{scale.high}, {better}"
    return _label(which, scale), wording.short_day(last.day), shown, was, ends


def _trends(which: Instrument, answered: list[Assessment]) -> Iterator[Trend]:
    for scale in which.scores:
        figures = [(assessment.day, assessment.result().scores[scale.name]) for assessment in answered]
        points = tuple((day, figure) for day, figure in figures if figure is not None)[-MOST:]
        if len(points) >= FEWEST:
            thresholds = tuple((threshold.at, threshold.who) for threshold in scale.thresholds)
            yield Trend(_label(which, scale), scale.low, scale.high, points, thresholds)


def _label(which: Instrument, scale: Score) -> str:
    return which.title if len(which.scores) == 1 else f"{which.title} {scale.name}"
