"""The warning of low tolerance, first of all in `today` and `sos`: it loads no more of treatment than it asks.

What it reads are a few small tables and nothing that grows with the journal.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from recovery.language import tr
from recovery.safety import safety_cards
from recovery.store import rows
from recovery.store.connection import Journal
from recovery.treatment import medication_queries, opioid_medication
from recovery.treatment.episodes import Episode, last_ended


def warning(journal: Journal, day: date) -> list[str]:
    """The warning for four weeks after whatever lowers tolerance; nothing otherwise."""
    reasons = list(_lowered(journal, day))
    return safety_cards.tolerance_card(tr(" and ").join(reasons)) if reasons else []


def _lowered(journal: Journal, day: date) -> Iterator[str]:
    """What lowered tolerance in the last four weeks: an episode, a medication that ended, doses missed."""
    episode = last_ended(rows.select(journal, Episode), day)
    if episode is not None:
        yield {"jail": tr("jail"), "detox": tr("detox")}.get(episode.type, tr("a discharge"))
    regimens = medication_queries.regimens(journal)
    if not any(opioid_medication.family(regimen.name) for regimen in regimens):
        return
    doses = medication_queries.recently_taken(journal, day)
    if opioid_medication.naltrexone_ended(regimens, doses, day) is not None:
        yield tr("naltrexone")
    if opioid_medication.injection_ended(regimens, doses, day) is not None:
        yield tr("the end of an injection")
    stopped = opioid_medication.agonist_stopped(regimens, day)
    if stopped is not None:
        yield tr("coming off {medicine}", medicine=opioid_medication.family(stopped.name))
    missed = opioid_medication.missed_running(regimens, doses, day)
    if missed is not None:
        yield tr("missed {medicine}", medicine=opioid_medication.family(missed))
