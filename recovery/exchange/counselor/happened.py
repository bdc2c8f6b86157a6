"""The sections on what happened: to discuss, safety, use, craving, triggers, coping skills."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from recovery.exchange.counselor.document import NAMES, Block, Dots, Facts, Heat, Lines, Name, Section, Strip, Table
from recovery.exchange.counselor.material import Material, weeks
from recovery.exchange.people import Names
from recovery.insights.shares import in_words
from recovery.insights.triggers import Met
from recovery.insights.views import words
from recovery.language import trn
from recovery.outlets import words as wording
from recovery.treatment.assessments import CRISIS

CLAIM_CRAVINGS, CLAIM_DAYS = 20, 14


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person chose beside the sections: whether their notes go along; `names` hides what is private."""

    names: Names
    notes: bool = False
    sections: frozenset[Name] = frozenset(NAMES)

    def own(self, text: str) -> str:
        """The person's words on one line, without private names."""
        return self.names.hide(" ".join(text.split()))

    def noted(self, entries: Iterable[Any], field: str = "note") -> list[str]:
        """The notes of entries with their days, where the person chose to show them."""
        if not self.notes:
            return []
        return [
            f"{wording.short_day(each.day)}: {self.own(text)}" for each in entries if (text := getattr(each, field))
        ]


def with_notes(blocks: list[Block], data: dict[str, Any], notes: list[str], choice: Choice) -> None:
    """Put notes below what stands there, and into the data under `notes`."""
    if notes:
        blocks.append(Lines(tuple(notes), own=True))
    if choice.notes:
        data["notes"] = notes


def discuss(material: Material, choice: Choice) -> Section:
    """What the person wants to talk about, in their words; notes of their own stand here where they are chosen."""
    items = [(each.day, choice.own(each.text)) for each in material.topics]
    blocks: list[Block] = [Lines(tuple(text for _, text in items), own=True)]
    if not items:
        blocks = [Lines(("Nothing is on the list.",))]
    notes = choice.noted(material.notes, "text")
    if notes:
        blocks.append(Lines(tuple(notes), own=True))
    data = [{"day": day.isoformat(), "text": text} for day, text in items]
    data += [{"day": each.day.isoformat(), "text": choice.own(each.text)} for each in material.notes if choice.notes]
    return Section("discuss", tuple(blocks), data)


def days_said(days: Iterable[date]) -> str:
    """Days in a row of words, each once: `Sat 7 Mar, Sun 8 Mar`."""
    return ", ".join(wording.short_day(day) for day in sorted(set(days)))


def safety(material: Material, choice: Choice) -> Section:
    """Dates of use, overdose, thoughts of suicide as ticked or answered, emergency visits, missed doses, naloxone."""
    period = material.period
    used = sorted(day for day in material.use.used if day in period)
    near = [each for each in material.lapses if each.overdose == "near"]
    over = [each for each in material.lapses if each.overdose == "yes"]
    item9 = [
        each.day
        for each in material.assessments.get("phq9", [])
        if each.day in period and CRISIS in each.result().flags
    ]
    ticked = [each.day for each in material.wellbeing if each.thoughts_of_suicide]
    visits = [each for each in material.health if each.type == "visit"]
    missed = sum(each.missed for each in material.adherence)
    naloxone = [each for each in material.supplies if each.what.casefold() in ("naloxone", "narcan")]
    good = [each for each in naloxone if each.until is None or each.until >= material.as_of]
    pairs = [("Days with use", days_said(used) or "none written down")]
    pairs.append(("Overdose", _overdoses(len(over), len(near), over + near)))
    if "phq9" in material.assessments:
        pairs.append(("PHQ-9 item 9 above 0", days_said(item9) or "no"))
    if ticked:
        pairs.append(("Thoughts of suicide ticked", days_said(ticked)))
    if visits:
        pairs.append(("Emergency or unplanned visits", days_said(each.dated for each in visits)))
    if material.adherence:
        pairs.append(("Missed doses written down", str(missed)))
    pairs.append(("Naloxone at hand", _naloxone(len(naloxone), len(good))))
    blocks: list[Block] = [Facts(tuple(pairs))]
    data = {
        "use_days": [day.isoformat() for day in used],
        "lapses": len(material.lapses),
        "overdoses": {
            "yes": len(over),
            "near": len(near),
            "naloxone_given": sum(bool(each.naloxone) for each in over + near),
        },
        "phq9_item9_days": [day.isoformat() for day in item9] if "phq9" in material.assessments else None,
        "thoughts_of_suicide_days": [day.isoformat() for day in ticked],
        "emergency_visits": [each.dated.isoformat() for each in visits],
        "missed_doses": missed if material.adherence else None,
        "naloxone": {"at_hand": len(good) > 0 if naloxone else None, "kept": len(naloxone), "in_date": len(good)},
    }
    with_notes(blocks, data, choice.noted(material.lapses), choice)
    return Section("safety", tuple(blocks), data)


def _overdoses(over: int, near: int, lapses: list[Any]) -> str:
    if not over and not near:
        return "none written down"
    parts = [trn("{count} overdose", "{count} overdoses", over)] if over else []
    parts += [trn("{count} near overdose", "{count} near overdoses", near)] if near else []
    return f"{', '.join(parts)} ({days_said(each.day for each in lapses)})"


def _naloxone(kept: int, good: int) -> str:
    if not kept:
        return "not written down"
    return "yes, in date" if good else "yes, but out of date"


def use(material: Material, choice: Choice) -> Section:
    """Days since, longest run, percent days abstinent with worst and best case in full, and the strip of days."""
    lived = material.lived
    rows = []
    for each in material.streaks:
        window = each.window
        known = "-" if window.pda_known is None else wording.percent(window.pda_known)
        worst, best = (
            ("-" if share is None else wording.percent(share)) for share in (window.pda_worst, window.pda_best)
        )
        counted = f"{window.abstinent}, {window.used}, {window.unknown}"
        rows.append(
            (
                choice.own(each.name),
                f"{each.current_days} ({each.unknown_days} ?)" if each.unknown_days else f"{each.current_days}",
                f"{each.longest_days}",
                counted,
                known,
                f"{worst} to {best}",
            )
        )
    head = ("Substance", "Days since", "Longest", "Days free, use, ?", "Known", "Worst to best")
    days = tuple((day, material.use.status(day)) for day in lived)
    free, used = (sum(status == which for _, status in days) for which in ("abstinent", "used"))
    note = (
        f"Known, worst, best: percent days abstinent over the {wording.days(lived.days)} of the period from the "
        "first day tracked: among the days with an answer (from 7 on), with each day not known (?) counted as use, as "
        "free. Days since and the longest run count days not known as part of the run."
    )
    blocks: list[Block] = [Strip(days)]
    if rows:
        blocks.append(Table(head, tuple(rows), note))
    else:
        blocks.append(Lines((words.known_days(free, used, lived.days),)))
    data: dict[str, Any] = {
        "as_of": min(material.as_of, material.period.last).isoformat(),
        "substances": [{**each.to_json(), "name": choice.own(each.name)} for each in material.streaks],
        "days": [{"day": day.isoformat(), "status": status} for day, status in days],
    }
    answers = [each for each in material.checkins if each.used]
    with_notes(blocks, data, choice.noted(answers), choice)
    return Section("use", tuple(blocks), data)


def craving(material: Material, choice: Choice) -> Section:
    """How many and how strong, how they ended, the trend where there is enough, each craving, and weekday by hour."""
    report = material.report
    figures = report.cravings
    ratings = figures.ratings
    blocks: list[Block] = []
    if not ratings.count or ratings.quartiles is None:
        blocks.append(Lines(("No cravings written down.",)))
    else:
        low, middle, high = ratings.quartiles
        spread = f"{ratings.sd:.1f}" if ratings.sd is not None else "needs 7 ratings"
        pairs = [
            ("Cravings", f"{ratings.count} on {wording.days(len({each.day for each in material.cravings}))}"),
            ("Median, middle half", f"{wording.number(middle)}, {wording.number(low)} to {wording.number(high)}"),
            ("Peak, spread (SD)", f"{ratings.peak}, {spread}"),
            ("Days with 7 or more", str(figures.high_days)),
            ("Ended", f"{figures.passed} passed, {figures.used} in use, {figures.unknown_outcome} not answered"),
            ("The period before", _before(material)),
        ]
        trend = weeks(material)
        if trend:
            said = ", ".join(f"{wording.number(median)} ({count})" for _, count, median in trend)
            pairs.append(("Median by week (cravings)", said))
        blocks += [Facts(tuple(pairs)), _dots(material)]
        total = sum(map(sum, report.heat))
        days = len({each.day for each in material.cravings})
        note = f"{wording.cravings(total)} by weekday and hour."
        if total < CLAIM_CRAVINGS or days < CLAIM_DAYS:
            note += f" Too few to say when it is hard: that needs {CLAIM_CRAVINGS} on {CLAIM_DAYS} days."
        blocks.append(Heat(tuple(map(tuple, report.heat)), report.day_starts.hour, note))
    bias = words.bias(report)
    if bias:
        blocks.append(Lines((bias,)))
    whole = report.to_json()
    data: dict[str, Any] = {
        **{name: whole[name] for name in ("cravings", "previous", "hours", "weekdays")},
        "weeks": [
            {"week": day.isoformat(), "count": count, "median": median} for day, count, median in weeks(material)
        ],
        "days": [{"day": each.day.isoformat(), "cravings": each.cravings, "peak": each.peak} for each in report.days],
    }
    with_notes(blocks, data, choice.noted(material.cravings), choice)
    return Section("craving", tuple(blocks), data)


def _before(material: Material) -> str:
    before = material.report.previous.ratings
    if not before.count or before.median is None:
        return "none written down"
    return f"{before.count}, median {wording.number(before.median)}, peak {before.peak}"


def _dots(material: Material) -> Dots:
    starts = material.report.day_starts.hour * 60 + material.report.day_starts.minute

    def part(at: datetime) -> float:
        return ((at.hour * 60 + at.minute - starts) % 1440) / 1440

    points = tuple((each.day, part(each.at), each.intensity, each.outcome) for each in material.report.timed)
    return Dots(material.lived.first, material.lived.last, points)


def triggers(material: Material, choice: Choice) -> Section:
    """What set cravings off, by count; names that became one role are counted as they stand."""
    met = material.report.triggers
    rows = tuple(
        (
            choice.own(each.name),
            str(each.count),
            wording.number(each.ratings.median or 0),
            str(each.ratings.peak),
            _passed(each),
        )
        for each in met
    )
    of = f"Of {wording.cravings(material.report.cravings.ratings.count)}; a craving may have several."
    table = Table(("Trigger", "Cravings", "Median", "Peak", "Passed"), rows, of)
    blocks: list[Block] = [table] if rows else [Lines(("No triggers written down.",))]
    return Section("triggers", tuple(blocks), _renamed(met, choice))


def coping(material: Material, choice: Choice) -> Section:
    """What was tried and how often the craving passed, with where the true share may lie."""
    met = material.report.coping
    rows = tuple(
        (choice.own(each.name), str(each.count), _passed(each), in_words(each.interval) or "-") for each in met
    )
    table = Table(("Skill", "Tried", "Passed", "True share"), rows, "Passed without use, of those whose end is known.")
    blocks: list[Block] = [table] if rows else [Lines(("No coping skills written down.",))]
    return Section("coping", tuple(blocks), _renamed(met, choice))


def _passed(met: Met) -> str:
    return words.passed_of(met)


def _renamed(met: Iterable[Met], choice: Choice) -> list[dict[str, Any]]:
    return [{**each.to_json(), "name": choice.own(each.name)} for each in met]
