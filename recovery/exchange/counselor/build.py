"""From what the journal holds and what the person chose to the page: the sections, what changed, the appendix."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date

from recovery.exchange.counselor import happened, helped, questionnaires, safety, worth_checking
from recovery.exchange.counselor.changes import changes, figures
from recovery.exchange.counselor.choice import Choice
from recovery.exchange.counselor.document import NAMES, Document, Name, Section, Table
from recovery.exchange.counselor.material import Material
from recovery.language import tr
from recovery.outlets import words as wording

TITLE = tr("Summary for my counselor")
NEUTRAL = "Summary"

SECTIONS: dict[Name, Callable[[Material, Choice], Section]] = {
    "discuss": happened.discuss,
    "safety": safety.safety,
    "use": happened.use,
    "craving": happened.craving,
    "triggers": happened.triggers,
    "coping": happened.coping,
    "patterns": worth_checking.patterns,
    "medication": helped.medication,
    "symptoms": helped.symptoms,
    "assessments": questionnaires.assessments,
    "support": helped.support,
    "goals": helped.goals,
    "plan": helped.plan,
}


def build(
    material: Material,
    chosen: Collection[Name],
    choice: Choice,
    *,
    made_on: date,
    name: str | None = None,
    appendix: bool = False,
    quiet: bool = False,
) -> Document:
    """The page of the chosen sections, in their order; no section tells what only another one would show."""
    choice = replace(choice, sections=frozenset(chosen))
    return Document(
        title=NEUTRAL if quiet else TITLE,
        name=name,
        first=material.period.first,
        last=material.period.last,
        made_on=made_on,
        days_logged=material.report.days_logged,
        days_filled_in=material.report.days_filled_in,
        days=material.lived.days,
        changes=changes(material, choice),
        changed=figures(material, choice),
        sections=tuple(SECTIONS[name](material, choice) for name in NAMES if name in chosen),
        appendix=_appendix(material, chosen) if appendix else None,
    )


def _appendix(material: Material, chosen: Collection[Name]) -> Table:
    """The table of days, its columns from the chosen sections only."""
    answers = {checkin.day: checkin for checkin in material.checkins}
    head = ["Day"]
    head += ["Use"] if "use" in chosen else []
    head += ["Cravings", "Peak"] if "craving" in chosen else []
    head += ["Sleep", "Mood"] if "symptoms" in chosen else []
    rows = []
    status = {"abstinent": "no", "used": "yes", "unknown": "?"}
    for day in material.report.days:
        if day.day not in material.lived:
            continue
        row = [wording.short_day(day.day)]
        row += [status[day.status]] if "use" in chosen else []
        row += [str(day.cravings), "-" if day.peak is None else str(day.peak)] if "craving" in chosen else []
        if "symptoms" in chosen:
            answer = answers.get(day.day)
            sleep, mood = (answer.sleep_hours, answer.mood) if answer else (None, None)
            row += ["-" if sleep is None else wording.number(sleep), "-" if mood is None else str(mood)]
        rows.append(tuple(row))
    return Table(tuple(head), tuple(rows), tr("Days: no = said to be without use, ? = not known."))
