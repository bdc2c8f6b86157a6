"""The sections on what helps: medication, symptoms, questionnaires, support, goals and the plan."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median
from typing import Any

from recovery.exchange.counselor.document import Block, Facts, Lines, Section, Table
from recovery.exchange.counselor.happened import Choice, with_notes
from recovery.exchange.counselor.material import Material, unplanned
from recovery.journal.entries import HALT
from recovery.outlets import words as wording
from recovery.treatment.assessments import Assessment, instrument

NOTHING = "Nothing written down in the period."
SHOWN_SITUATIONS = 6


def _or_nothing(blocks: list[Block]) -> tuple[Block, ...]:
    return tuple(blocks) or (Lines((NOTHING,)),)


def medication(material: Material, choice: Choice) -> Section:
    """Each medication with its doses taken, late, missed and not written down, and what that could mean."""
    doses = {each.name.casefold(): each.dose for each in material.regimens}
    rows = []
    for each in material.adherence:
        known = "-" if each.known is None else wording.percent(each.known)
        worst = "-" if each.worst is None else wording.percent(min(1.0, each.worst))
        name = choice.own(f"{each.name} {doses.get(each.name.casefold()) or ''}")
        taken = f"{each.taken} ({each.late})" if each.late else str(each.taken)
        rows.append((name, str(each.expected), taken, str(each.missed), str(each.unlogged), known, worst))
    head = ("Medication", "Planned", "Taken (late)", "Missed", "Not logged", "Known", "Worst")
    note = (
        "Known: taken of taken and missed, from 7 doses on. Worst: taken of planned, each dose not logged counted as "
        "not taken. Taking it as prescribed is never use."
    )
    blocks: list[Block] = [Table(head, tuple(rows), note)] if rows else []
    effects = _counts(name for dose in material.doses for name in dose.side_effects)
    if effects:
        blocks.append(Facts((("Side effects noted", _said(effects, choice)),)))
    data: dict[str, Any] = {
        "medications": [{**each.to_json(), "name": choice.own(each.name)} for each in material.adherence],
        "side_effects": [{"name": choice.own(name), "count": count} for name, count in effects],
    }
    with_notes(blocks, data, choice.noted(material.doses), choice)
    return Section("medication", _or_nothing(blocks), data)


def symptoms(material: Material, choice: Choice) -> Section:
    """Withdrawal as rated, sleep, mood and what the check-in asks besides, each with how many answers it rests on."""
    checkins, days = material.checkins, material.lived.days
    measures: dict[str, list[float]] = {
        "Withdrawal, 0-10": [float(each.withdrawal) for each in material.body if each.withdrawal is not None],
        "Sleep, hours": [each.sleep_hours for each in checkins if each.sleep_hours is not None],
        "Mood, 0-10": [float(each.mood) for each in checkins if each.mood is not None],
        "Confidence, 0-10": [float(each.confidence) for each in checkins if each.confidence is not None],
        "Pulse, per minute": [float(each.pulse) for each in material.body if each.pulse is not None],
        "Temperature, °C": [each.temperature for each in material.body if each.temperature is not None],
    }
    rows = tuple(
        (
            name,
            wording.number(median(values)),
            f"{wording.number(min(values))} to {wording.number(max(values))}",
            str(len(values)),
        )
        for name, values in measures.items()
        if values
    )
    blocks: list[Block] = []
    if rows:
        blocks.append(Table(("", "Median", "Range", "Answers"), rows, f"Over {wording.days(days)}."))
    halt = {name: sum(1 for each in checkins if getattr(each, name)) for name in HALT}
    asked = sum(1 for each in checkins if any(getattr(each, name) is not None for name in HALT))
    pressure = [(each.systolic, each.diastolic) for each in material.body if each.systolic is not None]
    pairs = []
    if asked:
        said = ", ".join(f"{name} {count}" for name, count in halt.items())
        pairs.append((f"Days, of {asked} answered", said))
    if pressure:
        pairs.append(("Blood pressure", ", ".join(f"{high}/{low}" for high, low in pressure[-4:])))
    felt = _counts(name for each in material.body for name in each.symptoms)
    if felt:
        pairs.append(("Symptoms noted", _said(felt, choice)))
    moments = [
        each for each in material.wellbeing if each.good_exchanges is not None or each.hard_exchanges is not None
    ]
    if moments:
        good, hard = (
            sum(getattr(each, name) or 0 for each in moments) for name in ("good_exchanges", "hard_exchanges")
        )
        pairs.append(("Moments with others", f"{good} good, {hard} hard, on {wording.days(len(moments))}"))
    if pairs:
        blocks.append(Facts(tuple(pairs)))
    data: dict[str, Any] = {
        "measures": [
            {
                "name": name,
                "median": median(values),
                "lowest": min(values),
                "highest": max(values),
                "answers": len(values),
            }
            for name, values in measures.items()
            if values
        ],
        "halt": {**halt, "answered": asked},
        "symptoms": [{"name": choice.own(name), "count": count} for name, count in felt],
        "days": days,
    }
    own = [each for each in checkins if not each.used]
    notes = [
        *choice.noted(own),
        *choice.noted(own, "good"),
        *choice.noted(material.body),
        *choice.noted(material.wellbeing),
    ]
    with_notes(blocks, data, notes, choice)
    return Section("symptoms", _or_nothing(blocks), data)


def assessments(material: Material, choice: Choice) -> Section:
    """The latest of each questionnaire with the one before; a number and its change, no verdict."""
    rows, data = [], []
    for name, found in material.assessments.items():
        last = found[-1]
        before = found[-2] if len(found) > 1 else None
        rows += [
            _score_row(name, scale.name, scale.low, scale.high, scale.better, last, before)
            for scale in instrument(name).scores
        ]
        data.append({**last.result_json(), "previous": before.result_json() if before else None})
    note = "Answered alone, from the official form. A missing answer leaves its score out."
    head = ("Questionnaire", "Day", "Score", "Before", "Range")
    blocks: list[Block] = [Table(head, tuple(rows), note)] if rows else []
    answered = [each for found in material.assessments.values() for each in found if each.day in material.period]
    notes = choice.noted(answered)
    if notes:
        blocks.append(Lines(tuple(notes), own=True))
    return Section("assessments", _or_nothing(blocks), data)


def _score_row(
    name: str, scale: str, low: int, high: int, better: str, last: Assessment, before: Assessment | None
) -> tuple[str, ...]:
    title = instrument(name).title
    result = last.result()
    value = result.scores[scale]
    shown = "not complete" if value is None else wording.number(value)
    if result.band and scale == instrument(name).scores[0].name:
        shown += f", {result.band}"
    previous = before.result().scores[scale] if before else None
    was = "-" if previous is None or before is None else f"{wording.number(previous)} ({wording.short_day(before.day)})"
    label = title if scale == "total" or len(instrument(name).scores) == 1 else f"{title} {scale}"
    return label, wording.short_day(last.day), shown, was, f"{low}-{high}, {better} is better"


def support(material: Material, choice: Choice) -> Section:
    """Where the person went and how it was before and after, homework, tests as reported, episodes."""
    groups: dict[str, list[Any]] = {}
    for each in material.attendances:
        groups.setdefault(each.type, []).append(each)
    rows = tuple((_type(kind), str(len(found)), _moved(found)) for kind, found in groups.items())
    blocks: list[Block] = []
    if rows:
        blocks.append(Table(("", "Times", "Before, after (median)"), rows, "Mood 0-10; for activities the craving."))
    tests = [each for each in material.health if each.type == "test"]
    pairs = []
    if material.homework:
        pairs.append(("Homework still open", str(len(material.homework))))
    for test in tests:
        sure = {True: "confirmed by a laboratory", False: "not confirmed", None: "as I report it"}[test.confirmed]
        pairs.append(
            (f"Test {wording.short_day(test.dated)}", choice.own(f"{test.name}: {test.result or '-'} ({sure})"))
        )
    for stay in material.episodes:
        if stay.until is None or stay.until >= material.period.first:
            until = f" to {wording.day(stay.until)}" if stay.until else ", still going on"
            pairs.append((stay.type.capitalize(), f"from {wording.day(stay.since)}{until}"))
    if pairs:
        blocks.append(Facts(tuple(pairs)))
    data: dict[str, Any] = {
        "attendance": [
            {"type": kind, "count": len(found), "before": _middle(found, "before"), "after": _middle(found, "after")}
            for kind, found in groups.items()
        ],
        "homework_open": len(material.homework),
        "tests": [
            {"day": each.dated.isoformat(), "name": choice.own(each.name), "confirmed": each.confirmed}
            | {"result": choice.own(each.result) if each.result else None}
            for each in tests
        ],
    }
    notes = [*choice.noted(material.attendances, "takeaway"), *choice.noted(material.attendances)]
    notes += [f"Homework: {text}" for text in choice.noted(material.homework, "homework")]
    with_notes(blocks, data, notes, choice)
    return Section("support", _or_nothing(blocks), data)


def _type(kind: str) -> str:
    return {"smart": "SMART"}.get(kind, kind)


def _middle(found: Iterable[Any], name: str) -> float | None:
    values = [getattr(each, name) for each in found if getattr(each, name) is not None]
    return float(median(values)) if values else None


def _moved(found: list[Any]) -> str:
    before, after = _middle(found, "before"), _middle(found, "after")
    if before is None or after is None:
        return "-"
    return f"{wording.number(before)}, {wording.number(after)}"


def goals(material: Material, choice: Choice) -> Section:
    """Each goal and how often it was done; nothing here counts a free day."""
    rows = tuple((choice.own(each.goal.name), str(each.times), str(each.goal.target)) for each in material.goals)
    blocks: list[Block] = [Table(("Goal", "Done", "Target"), rows, "Since the goal was set.")] if rows else []
    data = [
        {"name": choice.own(each.goal.name), "times": each.times, "target": each.goal.target} for each in material.goals
    ]
    return Section("goals", tuple(blocks) or (Lines(("No goals are set.",)),), data)


def plan(material: Material, choice: Choice) -> Section:
    """The plan's ways out of risky situations, its signs and people by their roles; never a number."""
    mine = material.plan
    if not mine.items:
        return Section("plan", (Lines(("No plan is written yet.",)),), {"situations": [], "gaps": []})
    situations = [
        (choice.own(item.text), [choice.own(each) for each in item.responses]) for item in mine.of("situations")
    ]
    signs = [(choice.own(item.text), item.stage) for item in mine.of("warning_signs")]
    people = [choice.names.person(item.text, item.role) for item in mine.of("contacts")]
    gaps = [choice.own(each) for each in unplanned(material)] if "triggers" in choice.sections else []
    ticked = _counts(name for each in material.checkins for name in each.signs)
    pairs = []
    if mine.reviewed_on:
        pairs.append(("Gone through", wording.day(mine.reviewed_on)))
    if signs:
        pairs.append(("Warning signs", "; ".join(f"{text} ({stage})" if stage else text for text, stage in signs)))
    if ticked:
        pairs.append(("Signs ticked", _said(ticked, choice)))
    if people:
        pairs.append(("People to call", ", ".join(people)))
    if gaps:
        pairs.append(("Triggers without a response yet", ", ".join(gaps[:SHOWN_SITUATIONS])))
    blocks: list[Block] = []
    if situations:
        rows = tuple((text, "; ".join(then) or "-") for text, then in situations)
        blocks.append(Table(("If", "Then I"), rows))
    if pairs:
        blocks.append(Facts(tuple(pairs)))
    data = {
        "reviewed_on": mine.reviewed_on.isoformat() if mine.reviewed_on else None,
        "situations": [{"text": text, "responses": then} for text, then in situations],
        "warning_signs": [{"text": text, "stage": stage} for text, stage in signs],
        "signs_ticked": [{"name": choice.own(name), "days": count} for name, count in ticked],
        "people": people,
        "gaps": gaps,
    }
    return Section("plan", _or_nothing(blocks), data)


def _counts(names: Iterable[str]) -> list[tuple[str, int]]:
    """Names by how often they come, without regard to case."""
    spelling: dict[str, str] = {}
    counts: dict[str, int] = {}
    for name in names:
        folded = name.casefold()
        spelling.setdefault(folded, name)
        counts[folded] = counts.get(folded, 0) + 1
    return [(spelling[each], counts[each]) for each in sorted(counts, key=lambda each: (-counts[each], each))]


def _said(counts: list[tuple[str, int]], choice: Choice) -> str:
    return ", ".join(f"{choice.own(name)} ({count})" for name, count in counts[:6])
