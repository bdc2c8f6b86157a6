"""What is known of each day: facts of lapses and check-ins, gathered into a record of use for each substance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

from recovery.store.names import alike

Status = Literal["abstinent", "used", "unknown"]


class Tracked(NamedTuple):
    """A substance: `since` is the first day without it, `closed` the last day it was tracked, if that day has come."""

    name: str
    since: date
    closed: date | None = None


class LapseFact(NamedTuple):
    """A lapse as far as a streak cares; no substance means the first tracked one."""

    day: date
    substance: str | None = None


class CheckInFact(NamedTuple):
    """A day's answer as far as a streak cares; `used` is `None` where the question was left open.

    `free_of` names what was not used, where the answer is not about all that was tracked. `filled_in`: it was given
    later, for several days at once.
    """

    day: date
    used: bool | None
    substance: str | None = None
    free_of: tuple[str, ...] = ()
    filled_in: bool = False


class UseRecord:
    """What is known of one substance: its lapses' days (one for each lapse), used days, and days said to be free.

    `filled_in` are the free days of which that was said later, for several at once. `of` names what was used on a day,
    in a record over several substances.
    """

    __slots__ = ("filled_in", "free", "lapses", "of", "used")

    def __init__(self, lapses: Iterable[date] = (), used: Iterable[date] = (), free: Iterable[date] = ()) -> None:
        self.lapses = list(lapses)
        self.used, self.free = set(used), set(free)
        self.filled_in: set[date] = set()
        self.of: dict[date, list[str]] = {}

    def status(self, day: date) -> Status:
        """Used if anything says so, abstinent if the check-in says so, else unknown."""
        if day in self.used:
            return "used"
        return "abstinent" if day in self.free else "unknown"


def first_tracked(substances: Sequence[Tracked], day: date) -> Tracked | None:
    """The substance that an entry of `day` means when it names none: the oldest one still tracked then."""
    still = (substance for substance in substances if substance.closed is None or substance.closed >= day)
    return next(still, substances[0] if substances else None)


def use_records(
    substances: Sequence[Tracked], lapses: Iterable[LapseFact], checkins: Iterable[CheckInFact]
) -> dict[str, UseRecord]:
    """What each substance's days are known to be, by its casefolded name.

    A check-in without use speaks for every substance tracked then, or for those that it names; one with use for its
    own and for those that it was free of. The rest stay unknown.
    """
    records = {alike(substance.name): UseRecord() for substance in substances}

    def owner(day: date, name: str | None) -> UseRecord | None:
        if name is None:
            first = first_tracked(substances, day)
            return records[alike(first.name)] if first else None
        return records.get(alike(name))

    for lapse in lapses:
        if record := owner(lapse.day, lapse.substance):
            record.lapses.append(lapse.day)
            record.used.add(lapse.day)
    for checkin in checkins:
        for name in _said_free(checkin, substances):
            if record := records.get(alike(name)):
                record.free.add(checkin.day)
                if checkin.filled_in:
                    record.filled_in.add(checkin.day)
        if checkin.used and (record := owner(checkin.day, checkin.substance)):
            record.used.add(checkin.day)
    return records


def _said_free(checkin: CheckInFact, substances: Sequence[Tracked]) -> Sequence[str]:
    """The substances that a check-in says were not used: those it names, else all that were tracked then."""
    if checkin.used is not False or checkin.free_of:
        return checkin.free_of
    return [substance.name for substance in substances if substance.closed is None or substance.closed >= checkin.day]


def statuses_of_all(
    lapses: Iterable[LapseFact], checkins: Iterable[CheckInFact], tracked: Sequence[str] = ()
) -> UseRecord:
    """What the days are known to be over all substances: used if any lapse or used check-in stands on them.

    Where two or more are `tracked`, the first one first, it also says which were used on a day.

    These are facts of the day: neither `since` nor the list of tracked substances plays a part. A day of which some
    substances are known to be free, and others are not, is unknown.
    """
    record = UseRecord()

    def used(day: date, name: str | None) -> None:
        record.used.add(day)
        names = record.of.setdefault(day, [])
        if len(tracked) > 1 and alike(name or tracked[0]) not in map(alike, names):
            names.append(name or tracked[0])

    for lapse in lapses:
        used(lapse.day, lapse.substance)
    for checkin in checkins:
        if checkin.used:
            used(checkin.day, checkin.substance)
        elif checkin.used is False and not checkin.free_of:
            record.free.add(checkin.day)
    return record
