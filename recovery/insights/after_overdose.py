"""The four weeks after an overdose or a near one: what `today` and `sos` say besides, in a few lines, no reproach."""

from __future__ import annotations

from datetime import date, timedelta

from recovery.console import one_line
from recovery.diary import Diary
from recovery.journal import queries
from recovery.plans import queries as plan_queries
from recovery.plans.views.words import person
from recovery.safety import classes, safety_cards

CARING = ("clinic", "prescriber", "doctor", "physician", "nurse")


def lines(diary: Diary, day: date) -> list[str]:
    """What helps now; nothing where no overdose was written down in the last four weeks."""
    lapse = queries.last_overdose(diary.journal, day - timedelta(days=safety_cards.AFTER_OVERDOSE_DAYS - 1), day)
    if lapse is None:
        return []
    from recovery.treatment import health, medication_queries, opioid_medication
    from recovery.treatment import queries as treatment

    kind = queries.class_of(diary.journal, lapse.substance)
    kept = health.at_hand(treatment.supplies(diary.journal), day)
    running = [regimen for regimen in medication_queries.regimens(diary.journal) if regimen.covers(day)]
    return safety_cards.weeks_after_overdose(
        opioid=bool(lapse.naloxone) or classes.naloxone_matters(kind),
        naloxone=any(supply.what.casefold() == "naloxone" and supply.day > lapse.day for supply in kept),
        medication=any(opioid_medication.family(regimen.name) in opioid_medication.AGONISTS for regimen in running),
        person=_who_cares(diary)
        or next((one_line(regimen.prescriber) for regimen in running if regimen.prescriber), None),
    )


def _who_cares(diary: Diary) -> str | None:
    """Clinic or prescriber among the people of the plan, with the number."""
    for item in plan_queries.plan(diary.journal).of("contacts"):
        told = f"{item.text} {item.role or ''} {item.what_for or ''}".casefold()
        if item.number and any(word in told for word in CARING):
            return f"{person(item)} {one_line(item.number)}"
    return None
