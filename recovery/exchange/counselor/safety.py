"""The section on safety, the most dangerous first, and what the page asks the counselor to speak of today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from recovery.exchange.counselor.choice import Choice, with_notes
from recovery.exchange.counselor.document import Block, Facts, Section
from recovery.exchange.counselor.material import Material
from recovery.exchange.counselor.series import MOST_DAYS, and_more, days_said
from recovery.journal.entries import Lapse
from recovery.language import tr, trn
from recovery.outlets import words as wording
from recovery.store.names import alike
from recovery.treatment.assessments import CRISIS
from recovery.treatment.health import Health, Supply

NALOXONE = ("naloxone", "narcan")


def safety(material: Material, choice: Choice) -> Section:
    """Overdose, thoughts of suicide, use beside missed doses, emergency visits with their reason, naloxone."""
    item9, ticked = item9_days(material), ticked_days(material)
    used, missed = used_days(material), missed_doses(material)
    over = overdoses(material)
    pairs = [(tr("Overdose"), _overdoses(over))]
    if "phq9" in material.assessments:
        pairs.append((tr("PHQ-9 item 9 above 0"), days_said(item9) or tr("no")))
    if ticked:
        pairs.append((tr("Thoughts of suicide ticked"), days_said(ticked)))
    pairs.append((tr("Days with use"), days_said(used) or tr("none written down")))
    if material.adherence or missed:
        pairs.append((tr("Missed doses"), missed_said(missed, choice) or tr("none written down")))
    if visits := emergency_visits(material):
        pairs.append((tr("Emergency or unplanned visits"), visits_said(visits, choice)))
    pairs.append((tr("Naloxone at hand"), _naloxone(material)))
    blocks: list[Block] = [Facts(tuple(pairs))]
    kept, good = _kept(material), _good(material)
    data = {
        "use_days": _json(used),
        "lapses": len(material.lapses),
        "overdoses": {
            "yes": sum(lapse.overdose == "yes" for lapse in over),
            "near": sum(lapse.overdose == "near" for lapse in over),
            "naloxone_given": sum(bool(lapse.naloxone) for lapse in over),
            "events": [
                {"day": lapse.day.isoformat(), "kind": lapse.overdose, "naloxone": lapse.naloxone} for lapse in over
            ],
        },
        "phq9_item9_days": _json(item9) if "phq9" in material.assessments else None,
        "thoughts_of_suicide_days": _json(ticked),
        "emergency_visits": [visit.dated.isoformat() for visit in visits],
        "emergency_visit_reasons": [choice.own(visit.name) for visit in visits],
        "missed_doses": sum(medication.missed for medication in material.adherence) if material.adherence else None,
        "missed": [
            {"name": choice.own(name) if "medication" in choice.sections else None, "days": _json(days)}
            for name, days in missed.items()
        ],
        "naloxone": {
            "at_hand": bool(good) if kept else (False if used_up(material) else None),
            "kept": len(kept),
            "in_date": len(good),
            "used_up": day.isoformat() if (day := used_up(material)) else None,
        },
    }
    with_notes(blocks, data, choice.noted(material.lapses), choice)
    return Section("safety", tuple(blocks), data)


def ask_today(material: Material, choice: Choice) -> str:
    """What cannot wait: overdose, thoughts of suicide; empty without any, or where the section is left out."""
    if "safety" not in choice.sections:
        return ""
    said = []
    for which, text in (("yes", tr("overdose")), ("near", tr("near overdose"))):
        days = [lapse.day for lapse in overdoses(material) if lapse.overdose == which]
        said += [f"{text} {days_said(days)}"] if days else []
    if item9 := item9_days(material):
        said.append(tr("thoughts of death or self-harm (PHQ-9 item 9, {days})", days=days_said(item9)))
    if ticked := ticked_days(material):
        said.append(tr("thoughts of suicide ticked {days}", days=days_said(ticked)))
    return tr("Please ask today: {what}", what=" \N{MIDDLE DOT} ".join(said)) if said else ""


def overdoses(material: Material) -> list[Lapse]:
    """The lapses of the period that were an overdose or a near one."""
    return [lapse for lapse in material.lapses if lapse.overdose]


def item9_days(material: Material) -> list[date]:
    """The days of the period on which item 9 of a PHQ-9 was above 0."""
    answered = material.assessments.get("phq9", [])
    return [
        assessment.day
        for assessment in answered
        if assessment.day in material.period and CRISIS in assessment.result().flags
    ]


def ticked_days(material: Material) -> list[date]:
    """The days of the period on which the check-in ticked thoughts of suicide."""
    return [day.day for day in material.wellbeing if day.thoughts_of_suicide]


def used_days(material: Material) -> list[date]:
    """The days of the period with use of anything."""
    return sorted(day for day in material.use.used if day in material.period)


def missed_doses(material: Material) -> dict[str, list[date]]:
    """The days on which a dose was written down as missed, by the medication's name as it was last spelled."""
    names: dict[str, str] = {}
    days: dict[str, list[date]] = {}
    for dose in material.doses:
        if dose.status == "missed":
            names[alike(dose.medication)] = dose.medication
            days.setdefault(alike(dose.medication), []).append(dose.day)
    return {names[name]: missed for name, missed in days.items()}


def missed_said(missed: dict[str, list[date]], choice: Choice, *, medicines: int = 5, days: int = MOST_DAYS) -> str:
    """`buprenorphine 12, 13 Nov; sertraline 3 Nov`; the days alone where the medication is left out."""
    if "medication" not in choice.sections:
        return days_said((day for gone in missed.values() for day in gone), days)
    said = [f"{choice.own(name)} {days_said(gone, days)}" for name, gone in missed.items()]
    return and_more("; ".join(said[:medicines]), len(said) - medicines)


def emergency_visits(material: Material) -> list[Health]:
    """The visits of the period that nobody planned."""
    return [record for record in material.health if record.type == "visit"]


def visits_said(visits: Sequence[Health], choice: Choice, most: int = 4) -> str:
    """`15 Nov: overdose; 20 Nov: chest pain`, the latest where they are many."""
    said = [f"{days_said([visit.dated])}: {choice.own(visit.name)}" for visit in visits[-most:]]
    return and_more("; ".join(said), len(visits) - most)


def used_up(material: Material) -> date | None:
    """The day on which the last naloxone was used up or put away; `None` where some is left or none ever was."""
    closed = [supply.closed for supply in _naloxones(material) if supply.closed is not None]
    return max(closed) if closed and not _kept(material) else None


def _naloxones(material: Material) -> list[Supply]:
    return [supply for supply in material.supplies if supply.what.casefold() in NALOXONE]


def _kept(material: Material) -> list[Supply]:
    return [supply for supply in _naloxones(material) if supply.closed is None or supply.closed > material.seen_on]


def _good(material: Material) -> list[Supply]:
    return [supply for supply in _kept(material) if supply.until is None or supply.until >= material.as_of]


def _naloxone(material: Material) -> str:
    day = used_up(material)
    if day is not None:
        return tr("no: used up or put away {day}", day=wording.short_day(day))
    if not _kept(material):
        return tr("not written down")
    return tr("yes, in date") if _good(material) else tr("yes, but out of date")


def _overdoses(lapses: list[Lapse]) -> str:
    if not lapses:
        return tr("none written down")
    over, near = (sum(lapse.overdose == which for lapse in lapses) for which in ("yes", "near"))
    parts = [trn("{count} overdose", "{count} overdoses", over)] if over else []
    parts += [trn("{count} near overdose", "{count} near overdoses", near)] if near else []
    given = tr(", naloxone given") if any(lapse.naloxone for lapse in lapses) else ""
    return f"{', '.join(parts)} ({days_said(lapse.day for lapse in lapses)}{given})"


def _json(days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in days]
