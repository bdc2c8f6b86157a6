"""What treatment's kinds of entry say about themselves: their facts on one line, and their longer texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from recovery.console import one_line
from recovery.language import trn
from recovery.outlets import words
from recovery.store.records import EntryRecord
from recovery.treatment.assessments import Assessment, Result, Rhythm, instrument
from recovery.treatment.attendance import Attendance, Topic
from recovery.treatment.body import Body, Wellbeing
from recovery.treatment.episodes import Aftercare, Appointment, Episode
from recovery.treatment.goals import Goal, Reward, Step
from recovery.treatment.health import Health, Supply
from recovery.treatment.medication import Dose, Regimen
from recovery.treatment.skills import Card, Ruler, Thought

DOT = " \N{MIDDLE DOT} "
LONG = {
    "takeaway": "takeaway",
    "homework": "homework",
    "text": "",
    "situation": "what happened",
    "thought": "thought",
    "evidence_for": "speaks for it",
    "evidence_against": "speaks against it",
    "balanced": "fairer view",
    "needs": "needs",
    "note": "",
}


def summary(entry: EntryRecord) -> str:
    """An entry's facts on one line, without its time, id and longer texts."""
    return DOT.join(part for part in _parts(entry) if part)


def texts(entry: EntryRecord) -> Iterator[str]:
    """The longer texts of an entry, as they were written."""
    if isinstance(entry, Reward):
        return
    for name, label in LONG.items():
        text = getattr(entry, name, None)
        if text:
            done = " (done)" if name == "homework" and getattr(entry, "homework_done", None) else ""
            yield f"{label}: {text}{done}" if label else f"{text}"


def _parts(entry: EntryRecord) -> Iterator[str]:  # noqa: C901, PLR0912, PLR0915 - one short case for each kind
    match entry:
        case Regimen():
            yield from ("medication", one_line(entry.name), one_line(entry.dose or ""), schedule(entry))
            yield _span(entry.since, entry.until)
        case Dose():
            yield from (f"dose {entry.status}", one_line(entry.medication), _names(entry.side_effects))
        case Assessment():
            yield from (instrument(entry.instrument).title, result_line(entry.result()))
        case Rhythm():
            yield from ("questionnaire", instrument(entry.instrument).title, f"every {entry.every_days} days")
        case Attendance():
            yield from (entry.type, one_line(entry.name or ""), change(entry.rated, entry.before, entry.after))
            yield f"{entry.minutes} min" if entry.minutes is not None else ""
        case Topic():
            yield f"to discuss{f' (done {entry.done.isoformat()})' if entry.done else ''}"
        case Thought():
            yield from ("thought record", change(one_line(entry.feeling or "feeling"), entry.before, entry.after))
        case Card():
            yield from ("diary card", f"urge {entry.urge}", _names(entry.feelings), _names(entry.skills))
            yield {True: "acted on", False: "not acted on", None: ""}[entry.acted_on]
        case Ruler():
            yield from ("rulers", one_line(entry.about or ""))
            yield from (_rated(entry, name) for name in ("importance", "confidence", "readiness"))
            yield _names(entry.reasons)
        case Goal() | Step() | Reward():
            yield from _goal_parts(entry)
        case Episode():
            yield from (f"{entry.type} episode", one_line(entry.name or ""), _span(entry.since, entry.until))
            yield _names(entry.goals)
        case Aftercare():
            yield from (f"aftercare, day {entry.step}", _rated(entry, "going"))
        case Appointment():
            clock = f" {entry.clock:%H:%M}" if entry.clock else ""
            yield from (
                "appointment",
                one_line(entry.what),
                f"{entry.due.isoformat()}{clock}",
                one_line(entry.place or ""),
            )
            yield {True: "kept", False: "not kept", None: ""}[entry.kept]
        case Body():
            yield from ("body", *_measures(entry), _names(entry.symptoms))
        case Wellbeing():
            yield "with others and within"
            if entry.good_exchanges is not None or entry.hard_exchanges is not None:
                yield f"with others: {entry.good_exchanges or 0} good, {entry.hard_exchanges or 0} hard"
            yield "thoughts of suicide" if entry.thoughts_of_suicide else ""
        case Supply():
            yield from (one_line(entry.what), one_line(entry.place), f"{entry.count} there" if entry.count > 1 else "")
            yield f"until {entry.until.isoformat()}" if entry.until else ""
            yield f"gone {entry.closed.isoformat()}" if entry.closed else ""
        case Health():
            yield from (entry.type, one_line(entry.name), entry.dated.isoformat(), one_line(entry.result or ""))
            yield {True: "confirmed", False: "not confirmed", None: ""}[entry.confirmed]
            yield f"again {entry.again.isoformat()}" if entry.again else ""
        case _:
            yield entry.kind


def _goal_parts(entry: Goal | Step | Reward) -> Iterator[str]:
    match entry:
        case Goal():
            yield from ("goal", one_line(entry.name), one_line(entry.area or ""))
            if entry.reward:
                times = trn("each time", "every {count} times", entry.target)
                yield f"{times}: {one_line(entry.reward)}"
            yield f"{entry.points} points each" if entry.points else ""
            yield f"closed {entry.closed.isoformat()}" if entry.closed else ""
        case Step():
            yield from ("done", one_line(entry.goal))
        case Reward():
            yield from ("reward", one_line(entry.goal), one_line(entry.text or ""))


def schedule(entry: Regimen) -> str:
    """`2 times a day at 08:00, 20:00`, `every 28 days`, `as needed`."""
    if entry.as_needed:
        return "as needed"
    times = words.times(entry.times)
    every = trn("a day", "every {count} days", entry.every_days)
    return f"{times} {every}" + (f" at {', '.join(entry.hours)}" if entry.hours else "")


def change(what: str, before: int | None, after: int | None) -> str:
    """`mood 4 -> 7`, with the one that is there where the other is missing."""
    if before is None and after is None:
        return ""
    if before is None or after is None:
        return f"{what} {before} before" if after is None else f"{what} {after} after"
    return f"{what} {before} \N{RIGHTWARDS ARROW} {after}"


def result_line(result: Result) -> str:
    """`5, mild`, or each score by its name where there are several; what is missing is said."""
    scores = [
        f"{'' if len(result.scores) == 1 else name + ' '}{'not complete' if value is None else f'{value:.3g}'}"
        for name, value in result.scores.items()
    ]
    return ", ".join([*scores, *([result.band] if result.band else [])])


def _measures(entry: Body) -> Iterator[str]:
    yield _rated(entry, "withdrawal")
    yield f"pulse {entry.pulse}" if entry.pulse is not None else ""
    yield f"{entry.temperature:.1f} \N{DEGREE SIGN}C" if entry.temperature is not None else ""
    yield f"{entry.systolic}/{entry.diastolic} mmHg" if entry.systolic is not None else ""
    yield f"slept {entry.sleep_hours:g} h" if entry.sleep_hours is not None else ""


def _rated(entry: EntryRecord, name: str) -> str:
    value = getattr(entry, name)
    return "" if value is None else f"{name} {value}"


def _names(names: Iterable[str]) -> str:
    return ", ".join(one_line(name) for name in names)


def _span(since: date, until: date | None) -> str:
    return f"{since.isoformat()} to {until.isoformat()}" if until else f"since {since.isoformat()}"
