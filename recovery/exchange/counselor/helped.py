"""The sections on what helps: medication, symptoms, support, goals and the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from statistics import median
from typing import Any

from recovery.exchange.counselor.choice import Choice, with_notes
from recovery.exchange.counselor.document import Block, Facts, Lines, Section, Table
from recovery.exchange.counselor.happened import drug_tests, positive_tests, test_json, test_said
from recovery.exchange.counselor.material import Material, unplanned
from recovery.exchange.counselor.series import and_more, counts
from recovery.insights.missed_doses import SHOWN, AfterMissed, after_missed, row_said
from recovery.journal.entries import HALT
from recovery.language import tr
from recovery.outlets import words as wording
from recovery.store.names import alike
from recovery.treatment.body import PARTS

NOTHING = tr("Nothing written down in the period.")
SHOWN_NAMES = 6


def _or_nothing(blocks: list[Block]) -> tuple[Block, ...]:
    return tuple(blocks) or (Lines((NOTHING,)),)


def medication(material: Material, choice: Choice) -> Section:
    """Each medication with its doses taken, late, missed and not written down, and what that could mean."""
    prescribed = {medication.name: _prescribed(material, medication.name) for medication in material.adherence}
    rows = []
    for medication in material.adherence:
        known = "-" if medication.known is None else wording.percent(medication.known)
        worst = "-" if medication.worst is None else wording.percent(min(1.0, medication.worst))
        name = choice.own(f"{medication.name} {prescribed[medication.name]['dose'] or ''}")
        taken = f"{medication.taken} ({medication.late})" if medication.late else str(medication.taken)
        rows.append(
            (name, str(medication.expected), taken, str(medication.missed), str(medication.unlogged), known, worst)
        )
    head = ("Medication", "Planned", "Taken (late)", "Missed", tr("Not logged"), "Known", "Worst")
    note = tr(
        "Known: taken of taken and missed, from 7 doses on. Worst: taken of planned, each dose not logged counted as "
        "not taken. Taking it as prescribed is never use."
    )
    blocks: list[Block] = [Table(head, tuple(rows), note)] if rows else []
    after = _after_missed(material) if "craving" in choice.sections else []
    if after:
        said = "; ".join(map(row_said, after[-SHOWN:]))
        blocks.append(Facts(((tr("After a missed dose"), said),)))
    effects = counts(name for dose in material.doses for name in dose.side_effects)
    if effects:
        blocks.append(Facts(((tr("Side effects noted"), _said(effects, choice)),)))
    data: dict[str, Any] = {
        "medications": [
            {**medication.to_json(), "name": choice.own(medication.name), **_own(prescribed[medication.name], choice)}
            for medication in material.adherence
        ],
        "side_effects": [{"name": choice.own(name), "count": count} for name, count in effects],
        "after_missed": [row.to_json() for row in after],
    }
    with_notes(blocks, data, choice.noted(material.doses), choice)
    return Section("medication", _or_nothing(blocks), data)


def _after_missed(material: Material) -> list[AfterMissed]:
    """The days after the period's missed doses, each beside other days of its weekday."""
    doses: dict[date, bool] = {}
    for dose in material.doses:
        doses[dose.day] = doses.get(dose.day, False) or dose.status == "missed"
    cravings = Counter(craving.day for craving in material.cravings)
    over = min(material.lived.last, material.as_of - timedelta(days=1))
    return after_missed(doses, material.logged, cravings, over)


def _prescribed(material: Material, name: str) -> dict[str, str | None]:
    """A medication's dose as last prescribed, its first day, and its last one where that has come."""
    lines = [
        regimen
        for regimen in material.regimens
        if alike(regimen.name) == alike(name) and regimen.since <= material.seen_on
    ]
    ends = [regimen.until for regimen in lines if regimen.until is not None and regimen.until <= material.seen_on]
    ended = max(ends) if lines and len(ends) == len(lines) else None
    return {
        "dose": max(lines, key=lambda regimen: (regimen.since, regimen.id)).dose if lines else None,
        "since": min(regimen.since for regimen in lines).isoformat() if lines else None,
        "until": ended.isoformat() if ended else None,
    }


def _own(prescribed: dict[str, str | None], choice: Choice) -> dict[str, str | None]:
    dose = prescribed["dose"]
    return {**prescribed, "dose": None if dose is None else choice.own(dose)}


def symptoms(material: Material, choice: Choice) -> Section:
    """Withdrawal as rated, sleep, mood and what the check-in asks besides, each with how many answers it rests on."""
    checkins, days = material.checkins, material.lived.days
    measures = _measures(material)
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
        blocks.append(Table((tr("Measure"), "Median", "Range", "Answers"), rows, f"Over {wording.days(days)}."))
    halt = {name: sum(1 for checkin in checkins if getattr(checkin, name)) for name in HALT}
    asked = sum(1 for checkin in checkins if any(getattr(checkin, name) is not None for name in HALT))
    felt = counts(name for body in material.body for name in body.symptoms)
    pairs = _felt(material, choice, halt if asked else {}, asked, felt)
    if pairs:
        blocks.append(Facts(tuple(pairs)))
    data: dict[str, Any] = {
        **_measures_json(material, measures),
        "halt": {**halt, "answered": asked},
        "symptoms": [{"name": choice.own(name), "count": count} for name, count in felt],
        "days": days,
    }
    own = [checkin for checkin in checkins if not checkin.used]
    notes = [
        *choice.noted(own),
        *choice.noted(own, "good"),
        *choice.noted(material.body),
        *choice.noted(material.wellbeing),
    ]
    with_notes(blocks, data, notes, choice)
    return Section("symptoms", _or_nothing(blocks), data)


def _measures_json(material: Material, measures: dict[str, list[float]]) -> dict[str, Any]:
    """Each measure in figures, and what was measured when."""
    return {
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
        "measured": [
            {"at": measure.at.isoformat(), **{name: getattr(measure, name) for name in PARTS}}
            for measure in material.body
        ],
    }


def _measures(material: Material) -> dict[str, list[float]]:
    """Each measure with its unit, and every answer or measurement of it."""
    return {
        "Withdrawal, 0-10": [float(body.withdrawal) for body in material.body if body.withdrawal is not None],
        "Sleep, hours": [checkin.sleep_hours for checkin in material.checkins if checkin.sleep_hours is not None],
        "Mood, 0-10": [float(checkin.mood) for checkin in material.checkins if checkin.mood is not None],
        "Confidence, 0-10": [
            float(checkin.confidence) for checkin in material.checkins if checkin.confidence is not None
        ],
        "Pulse, per minute": [float(body.pulse) for body in material.body if body.pulse is not None],
        "Temperature, °C": [body.temperature for body in material.body if body.temperature is not None],
    }


def _felt(
    material: Material, choice: Choice, halt: Mapping[str, int], asked: int, felt: list[tuple[str, int]]
) -> list[tuple[str, str]]:
    """What is counted rather than measured: needs, blood pressure, symptoms, moments with others.

    `halt` has the days of each need, of `asked` days that were answered; it is empty where none was.
    """
    pressure = [(body.systolic, body.diastolic) for body in material.body if body.systolic is not None]
    pairs: list[tuple[str, str]] = []
    if halt:
        said = ", ".join(f"{name} {count}" for name, count in halt.items())
        pairs.append((tr("Days, of {asked} answered", asked=asked), said))
    if pressure:
        pairs.append((tr("Blood pressure"), ", ".join(f"{high}/{low}" for high, low in pressure[-4:])))
    if felt:
        pairs.append((tr("Symptoms noted"), _said(felt, choice)))
    moments = [day for day in material.wellbeing if day.good_exchanges is not None or day.hard_exchanges is not None]
    if moments:
        good, hard = (sum(getattr(day, name) or 0 for day in moments) for name in ("good_exchanges", "hard_exchanges"))
        pairs.append(
            (
                tr("Moments with others"),
                tr("{good} good, {hard} hard, on {count}", good=good, hard=hard, count=wording.days(len(moments))),
            )
        )
    return pairs


def support(material: Material, choice: Choice) -> Section:
    """Where the person went and how it was before and after, homework, tests as reported, episodes."""
    groups: dict[str, list[Any]] = {}
    for attendance in material.attendances:
        groups.setdefault(attendance.type, []).append(attendance)
    rows = tuple((_type(kind), str(len(visits)), _moved(visits)) for kind, visits in groups.items())
    blocks: list[Block] = []
    if rows:
        head = (tr("What"), tr("Times"), tr("Before, after (median)"))
        blocks.append(Table(head, rows, tr("Mood 0-10; for activities the craving.")))
    under_use = positive_tests(material) if "use" in choice.sections else []
    tests = [test for test in drug_tests(material) if test not in under_use]
    pairs = []
    if material.homework:
        pairs.append((tr("Homework still open"), str(len(material.homework))))
    pairs += [test_said(test, choice) for test in tests]
    for stay in material.episodes:
        if stay.until is None or stay.until >= material.period.first:
            until = f" to {wording.day(stay.until)}" if stay.until else tr(", still going on")
            pairs.append((stay.type.capitalize(), f"from {wording.day(stay.since)}{until}"))
    if pairs:
        blocks.append(Facts(tuple(pairs)))
    data: dict[str, Any] = {
        "attendance": [
            {"type": kind, "count": len(visits), "before": _middle(visits, "before"), "after": _middle(visits, "after")}
            for kind, visits in groups.items()
        ],
        "homework_open": len(material.homework),
        "tests": [test_json(test, choice) for test in tests],
    }
    notes = [*choice.noted(material.attendances, "takeaway"), *choice.noted(material.attendances)]
    notes += [f"Homework: {text}" for text in choice.noted(material.homework, "homework")]
    with_notes(blocks, data, notes, choice)
    return Section("support", _or_nothing(blocks), data)


def _type(kind: str) -> str:
    return {"smart": "SMART"}.get(kind, kind)


def _middle(records: Iterable[Any], name: str) -> float | None:
    values = [getattr(record, name) for record in records if getattr(record, name) is not None]
    return float(median(values)) if values else None


def _moved(records: list[Any]) -> str:
    before, after = _middle(records, "before"), _middle(records, "after")
    if before is None or after is None:
        return "-"
    return f"{wording.number(before)}, {wording.number(after)}"


def goals(material: Material, choice: Choice) -> Section:
    """Each goal and how often it was done; nothing here counts a free day."""
    rows = tuple((choice.own(goal.goal.name), str(goal.times), str(goal.goal.target)) for goal in material.goals)
    blocks: list[Block] = [Table(("Goal", "Done", "Target"), rows, tr("Since the goal was set."))] if rows else []
    data = [
        {"name": choice.own(goal.goal.name), "times": goal.times, "target": goal.goal.target} for goal in material.goals
    ]
    return Section("goals", tuple(blocks) or (Lines((tr("No goals are set."),)),), data)


def plan(material: Material, choice: Choice) -> Section:
    """The plan's ways out of risky situations, its signs and people by their roles; never a number."""
    mine = material.plan
    if not mine.items:
        return Section("plan", (Lines((tr("No plan is written yet."),)),), {"situations": [], "gaps": []})
    situations = [
        (choice.own(item.text), [choice.own(response) for response in item.responses]) for item in mine.of("situations")
    ]
    signs = [(choice.own(item.text), item.stage) for item in mine.of("warning_signs")]
    people = [choice.names.person(item.text, item.role) for item in mine.of("contacts")]
    gaps = [choice.own(trigger) for trigger in unplanned(material)] if "triggers" in choice.sections else []
    ticked = counts(name for checkin in material.checkins for name in checkin.signs)
    pairs = []
    if mine.reviewed_on:
        pairs.append((tr("Gone through"), wording.day(mine.reviewed_on)))
    if signs:
        pairs.append((tr("Warning signs"), "; ".join(f"{text} ({stage})" if stage else text for text, stage in signs)))
    if ticked:
        pairs.append((tr("Signs ticked"), _said(ticked, choice)))
    if people:
        pairs.append((tr("People to call"), ", ".join(people)))
    if gaps:
        shown = ", ".join(gaps[:SHOWN_NAMES])
        pairs.append((tr("Triggers without a response yet"), and_more(shown, len(gaps) - SHOWN_NAMES)))
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


def _said(often: list[tuple[str, int]], choice: Choice) -> str:
    text = ", ".join(f"{choice.own(name)} ({count})" for name, count in often[:SHOWN_NAMES])
    return and_more(text, len(often) - SHOWN_NAMES)
