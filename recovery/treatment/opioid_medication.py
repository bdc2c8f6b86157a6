"""Medication for opioid use disorder: which one a name means, and whether its cover or its doses have stopped.

Each answer leads to the card on tolerance.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from recovery.safety.safety_cards import TOLERANCE_DAYS
from recovery.store.names import alike
from recovery.treatment.medication import DoseFact, Regimen

AGONISTS = ("methadone", "buprenorphine")  # coming off them raises the risk of death
MISSED_RUNNING = 3  # days missed in a row that lower tolerance

# Which card a missed dose leads to: words that a name may hold, generic names and the common brands.
FAMILIES = {
    "methadone": ("methadone", "methadose", "dolophine"),
    "buprenorphine": ("buprenorphine", "suboxone", "subutex", "zubsolv", "sublocade", "brixadi", "buvidal"),
    "naltrexone": ("naltrexone", "vivitrol", "revia"),
}
ORDER = ("buprenorphine", "methadone", "naltrexone")  # of families that a name may hold, the first one is meant


def family(name: str) -> str | None:
    """`methadone`, `buprenorphine` or `naltrexone` where the name of a medication holds one; buprenorphine first."""
    words = name.casefold()
    return next((family for family in ORDER if any(word in words for word in FAMILIES[family])), None)


def naltrexone_ended(regimens: Iterable[Regimen], doses: Iterable[DoseFact], day: date) -> date | None:
    """The day on which naltrexone's cover ended, where that was at most four weeks before `day`, else `None`."""
    own = [regimen for regimen in regimens if family(regimen.name) == "naltrexone" and regimen.since <= day]
    return _cover_ended(own, doses, day)


def injection_ended(regimens: Iterable[Regimen], doses: Iterable[DoseFact], day: date) -> date | None:
    """The same of buprenorphine that is injected by the week or the month; `None` while another agonist runs."""
    regimens = list(regimens)
    agonists = [regimen for regimen in regimens if family(regimen.name) in AGONISTS]
    if any(agonist.covers(day) and not _injected(agonist) for agonist in agonists):
        return None
    return _cover_ended([agonist for agonist in agonists if _injected(agonist) and agonist.since <= day], doses, day)


def agonist_stopped(regimens: Iterable[Regimen], day: date) -> Regimen | None:
    """The regimen of methadone or buprenorphine that ended in the four weeks up to `day`, where none goes on."""
    own = [regimen for regimen in regimens if family(regimen.name) in AGONISTS and not _injected(regimen)]
    if any(
        regimen.since <= day + timedelta(days=1) and (regimen.until is None or regimen.until > day) for regimen in own
    ):
        return None
    over = [regimen for regimen in own if regimen.until is not None and regimen.until <= day]
    last = max(over, key=lambda regimen: regimen.until or date.min, default=None)
    recent = last is not None and last.until is not None and (day - last.until).days < TOLERANCE_DAYS
    return last if recent else None


def missed_running(regimens: Iterable[Regimen], doses: Iterable[DoseFact], day: date) -> str | None:
    """The daily methadone or buprenorphine missed on three days running in the four weeks up to `day`, else `None`.

    Missed as written down: a day of which nothing is written says nothing, and a day with a dose taken is none.
    """
    own = [regimen for regimen in regimens if family(regimen.name) in AGONISTS and not _injected(regimen)]
    daily = {alike(regimen.name): regimen.name for regimen in own}
    statuses: dict[tuple[str, date], set[str]] = {}
    for dose in doses:
        if dose.day <= day:
            statuses.setdefault((alike(dose.medication), dose.day), set()).add(dose.status)
    missed = {key for key, states in statuses.items() if states == {"missed"}}
    for folded, name in daily.items():
        for ago in range(TOLERANCE_DAYS):
            last = day - timedelta(days=ago)
            if all((folded, last - timedelta(days=back)) in missed for back in range(MISSED_RUNNING)):
                return name
    return None


def _injected(regimen: Regimen) -> bool:
    return regimen.every_days >= 7 and not regimen.as_needed


def _cover_ended(regimens: Iterable[Regimen], doses: Iterable[DoseFact], day: date) -> date | None:
    """The day on which the cover of all of these ended, where that was at most four weeks before `day`, else `None`.

    The cover of a dose is the regimen's own interval; without a dose written down it ends with the regimen.
    """
    ends = []
    for regimen in regimens:
        name = alike(regimen.name)
        given = [
            dose.day
            for dose in doses
            if alike(dose.medication) == name and dose.status != "missed" and regimen.covers(dose.day)
        ]
        if given:
            ends.append(max(given) + timedelta(days=regimen.every_days))
        elif regimen.covers(day):
            return None  # nothing is written down of it, so nobody can say that it was not taken
        elif regimen.until is not None:
            ends.append(regimen.until + timedelta(days=1))
    end = max(ends, default=None)
    return end if end is not None and timedelta(0) <= day - end < timedelta(days=TOLERANCE_DAYS) else None
