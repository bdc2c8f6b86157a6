"""Which medication is meant: by a name or its beginning, on a day, and whether a day has more doses than planned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from recovery.errors import NotFound, Refused
from recovery.language import tr
from recovery.store.names import alike
from recovery.treatment import medication
from recovery.treatment.medication import Dose, DoseFact, Regimen

NO_MEDICATION = tr("No medication is written down yet. Add one with: recovery med add NAME --since DAY")
UNKNOWN = tr("That medication is not one you take. recovery med list names them; recovery med add NAME adds one.")
SEVERAL = tr("Several medications fit. Say which one: recovery dose taken NAME; recovery med list names them.")
NONE_THAT_DAY = tr("No medication is written down for that day. Say which one: recovery dose taken NAME")
ENDED = tr("That medication has ended. recovery med add NAME adds it again.")


def same_name(one: str, other: str) -> bool:
    """Whether two names are one, whatever their case."""
    return alike(one) == alike(other)


def begins(name: str, start: str) -> bool:
    """Whether a name begins like that, whatever the case and the blanks."""
    return alike(name).startswith(alike(start))


def known(regimens: Iterable[Regimen], name: str) -> str:
    """The spelling of the one medication meant by a name or its beginning; raises `Refused`."""
    names = {alike(regimen.name): regimen.name for regimen in regimens}
    wanted = alike(name)
    if wanted in names:
        return names[wanted]
    fitting = [spelling for folded, spelling in names.items() if folded.startswith(wanted)]
    if len(fitting) > 1:
        raise Refused(SEVERAL)
    if not fitting:
        raise Refused(UNKNOWN)
    return fitting[0]


def lasting(regimens: Iterable[Regimen], day: date) -> list[Regimen]:
    """Those that have not ended before the day."""
    return [regimen for regimen in regimens if regimen.until is None or regimen.until >= day]


def current(regimens: Sequence[Regimen], name: str, day: date) -> Regimen:
    """The latest regimen of that name that has not ended before the day; raises `Refused`, `NotFound`."""
    if not regimens:
        raise NotFound(NO_MEDICATION)
    wanted = known(regimens, name)
    running = [regimen for regimen in lasting(regimens, day) if same_name(regimen.name, wanted)]
    if not running:
        raise Refused(ENDED)
    return max(running, key=lambda regimen: (regimen.since, regimen.id))


def twin(regimens: Iterable[Regimen], new: Regimen) -> bool:
    """Whether another regimen of that name already covers the first day of the new one: both would count."""
    return any(same_name(old.name, new.name) and old.covers(new.since) for old in regimens)


def offered(regimens: Sequence[Regimen], day: date) -> list[str]:
    """The medications that a dose of the day may be of, where none is named: the only planned one, else all.

    Raises `NotFound` where none was ever written down, `Refused` where none covers the day.
    """
    if not regimens:
        raise NotFound(NO_MEDICATION)
    active = {alike(regimen.name): regimen.name for regimen in regimens if regimen.covers(day)}
    planned = {
        alike(regimen.name): regimen.name for regimen in regimens if regimen.covers(day) and not regimen.as_needed
    }
    if not active:
        raise Refused(NONE_THAT_DAY)
    return list((planned if len(planned) == 1 else active).values())


def too_many(regimens: Iterable[Regimen], taken: Iterable[DoseFact], dose: Dose) -> bool:
    """Whether more is written down for the dose's day than its regimens plan; as-needed medication plans nothing.

    `taken` are the doses of that day.
    """
    own = [regimen for regimen in regimens if same_name(regimen.name, dose.medication)]
    if any(regimen.as_needed for regimen in own) or not any(regimen.covers(dose.day) for regimen in own):
        return False
    planned = max(1, sum(medication.expected(regimen, dose.day, dose.day) for regimen in own))
    return sum(same_name(one.medication, dose.medication) for one in taken if one.status != "missed") > planned
