"""From what the journal holds and what the person chose to the page: the sections, what changed, the appendix."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date

from recovery.exchange.counselor import happened, helped, worth_checking
from recovery.exchange.counselor.document import NAMES, Document, Name, Section, Table
from recovery.exchange.counselor.happened import Choice
from recovery.exchange.counselor.material import Material
from recovery.insights.abstinence import UseRecord
from recovery.insights.periods import Period
from recovery.insights.ratings import Ratings
from recovery.language import trn
from recovery.outlets import words as wording
from recovery.treatment.assessments import instrument

TITLE = "Summary for my counselor"
NEUTRAL = "Summary"
MOST_CHANGES = 3

SECTIONS: dict[Name, Callable[[Material, Choice], Section]] = {
    "discuss": happened.discuss,
    "safety": happened.safety,
    "use": happened.use,
    "craving": happened.craving,
    "triggers": happened.triggers,
    "coping": happened.coping,
    "patterns": worth_checking.patterns,
    "medication": helped.medication,
    "symptoms": helped.symptoms,
    "assessments": helped.assessments,
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
        days=material.lived.days,
        changes=tuple(_changes(material, chosen, choice)[:MOST_CHANGES]),
        sections=tuple(SECTIONS[each](material, choice) for each in NAMES if each in chosen),
        appendix=_appendix(material, chosen) if appendix else None,
    )


def _changes(material: Material, chosen: Collection[Name], choice: Choice) -> list[str]:
    """What changed against the period before, from the chosen sections only; numbers, no judgement."""
    said: list[str] = []
    before = f"the {wording.days(material.period.days)} before"
    if "use" in chosen:
        now = _known(material.use, material.lived)
        then = _known(material.use_before, material.period.previous)
        said.append(f"Use on {now}; {before}: {then}.")
    if "craving" in chosen:
        ours, theirs = material.report.cravings.ratings, material.report.previous.ratings
        if ours.count or theirs.count:
            said.append(f"{_ratings(ours).capitalize()}; {before}: {_ratings(theirs)}.")
    if "assessments" in chosen:
        said += _moved(material)
    if "triggers" in chosen and material.report.triggers:
        top = material.report.triggers[0]
        said.append(f"Most often: {choice.own(top.name)}, {top.count} of {material.report.cravings.ratings.count}.")
    if "support" in chosen and material.attendances:
        said.append(f"Sessions, meetings and activities written down: {len(material.attendances)}.")
    return said


def _known(use: UseRecord, period: Period) -> str:
    used = sum(1 for day in period if use.status(day) == "used")
    free = sum(1 for day in period if use.status(day) == "abstinent")
    known = trn("{count} known day", "{count} known days", used + free)
    return f"{used} of {known} ({period.days - used - free} not known)"


def _ratings(ratings: Ratings) -> str:
    if not ratings.count or ratings.median is None:
        return "no cravings written down"
    return f"{wording.cravings(ratings.count)}, median {wording.number(ratings.median)}, peak {ratings.peak}"


def _moved(material: Material) -> list[str]:
    said = []
    for name, found in material.assessments.items():
        if len(found) < 2 or found[-1].day not in material.period:
            continue
        scale = instrument(name).scores[0]
        now, then = found[-1].result().scores[scale.name], found[-2].result().scores[scale.name]
        if now is not None and then is not None:
            label = instrument(name).title if scale.name == "total" else f"{instrument(name).title} {scale.name}"
            day = wording.short_day(found[-2].day)
            said.append(f"{label} {wording.number(now)} of {scale.high}; on {day} it was {wording.number(then)}.")
    return said


def _appendix(material: Material, chosen: Collection[Name]) -> Table:
    """The table of days, its columns from the chosen sections only."""
    answers = {each.day: each for each in material.checkins}
    head = ["Day"]
    head += ["Use"] if "use" in chosen else []
    head += ["Cravings", "Peak"] if "craving" in chosen else []
    head += ["Sleep", "Mood"] if "symptoms" in chosen else []
    rows = []
    status = {"abstinent": "no", "used": "yes", "unknown": "?"}
    for each in material.report.days:
        if each.day not in material.lived:
            continue
        row = [wording.short_day(each.day)]
        row += [status[each.status]] if "use" in chosen else []
        row += [str(each.cravings), "-" if each.peak is None else str(each.peak)] if "craving" in chosen else []
        if "symptoms" in chosen:
            answer = answers.get(each.day)
            sleep, mood = (answer.sleep_hours, answer.mood) if answer else (None, None)
            row += ["-" if sleep is None else wording.number(sleep), "-" if mood is None else str(mood)]
        rows.append(tuple(row))
    return Table(tuple(head), tuple(rows), "Days: no = said to be without use, ? = not known.")
