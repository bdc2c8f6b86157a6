"""Stretches of treatment and what follows them: discharge, the weeks of low tolerance, aftercare, appointments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time, timedelta
from typing import ClassVar, NamedTuple

from recovery.console import commas, one_line
from recovery.errors import FieldRefused, Refused
from recovery.language import Noun, tr
from recovery.outlets import words
from recovery.safety.safety_cards import TOLERANCE_DAYS
from recovery.store.names import NAME, NAMES
from recovery.store.profile import TIME_OF_DAY
from recovery.store.records import EntryRecord, record, ruled
from recovery.store.rules import DAY, FLAG, ID, RATING, TEXT, Rule, choice
from recovery.treatment.phrases import rated, span

TYPES = ("detox", "inpatient", "residential", "outpatient", "sober-living", "hospital", "jail", "other")
VISITS = ("visit", "counseling", "refill", "injection", "test", "other")
STEPS = (1, 7, 30, 90)


def _step(value: object) -> int:
    if type(value) is not int or value not in STEPS:
        raise Refused(tr("must be 1, 7, 30 or 90"))
    return value


@record
class Episode(EntryRecord):
    """A stretch of treatment, or of living away from the usual supply, from `since` up to its last day `until`."""

    kind: ClassVar[str] = "episode"
    called: ClassVar[Noun] = Noun("episode", "episodes")
    searched: ClassVar[tuple[str, ...]] = ("type", "name", "goals", "note")

    id: str = ruled(ID)
    day: date = ruled(DAY)
    type: str = ruled(choice(*TYPES))
    name: str | None = ruled(NAME, optional=True)
    since: date = ruled(DAY)
    until: date | None = ruled(DAY, optional=True)
    goals: tuple[str, ...] = ruled(NAMES, default=())
    note: str | None = ruled(TEXT, optional=True)

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield tr("{type} episode", type=self.type)
        yield one_line(self.name or "")
        yield span(self.since, self.until)
        yield commas(self.goals)

    def check_whole(self) -> None:
        """It ends on its first day or later; raises `Refused`."""
        if self.until is not None and self.until < self.since:
            raise FieldRefused("until", tr("must be the day of since or later"))


@record
class Aftercare(EntryRecord):
    """A look back 1, 7, 30 or 90 days after a discharge: how it is going, 0-10, and what is needed."""

    kind: ClassVar[str] = "aftercare"
    called: ClassVar[Noun] = Noun("aftercare check-in", "aftercare check-ins")
    searched: ClassVar[tuple[str, ...]] = ("needs", "note")
    long: ClassVar[Mapping[str, str]] = {"needs": tr("needs"), "note": ""}

    id: str = ruled(ID)
    day: date = ruled(DAY)
    episode: str = ruled(ID)
    step: int = ruled(Rule(_step, wants={"enum": STEPS}))
    going: int | None = ruled(RATING, optional=True)
    needs: str | None = ruled(TEXT, optional=True)
    note: str | None = ruled(TEXT, optional=True)

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield tr("aftercare, day {step}", step=self.step)
        yield rated(tr("going"), self.going)


@record
class Appointment(EntryRecord):
    """Something to go to, on a day that may lie ahead; `kept` says afterwards whether it came about."""

    kind: ClassVar[str] = "appointment"
    called: ClassVar[Noun] = Noun("appointment", "appointments")
    searched: ClassVar[tuple[str, ...]] = ("what", "place", "note")

    id: str = ruled(ID)
    day: date = ruled(DAY)
    what: str = ruled(NAME)
    due: date = ruled(DAY)
    clock: time | None = ruled(TIME_OF_DAY, optional=True)
    type: str = ruled(choice(*VISITS), default="visit")
    place: str | None = ruled(NAME, optional=True)
    kept: bool | None = ruled(FLAG, optional=True)
    note: str | None = ruled(TEXT, optional=True)

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield self.called()
        yield one_line(self.what)
        yield f"{words.day(self.due)}{f' {self.clock:%H:%M}' if self.clock else ''}"
        yield one_line(self.place or "")
        yield {True: tr("kept"), False: tr("not kept"), None: ""}[self.kept]


class DueStep(NamedTuple):
    """An aftercare check-in that is due from `day` on."""

    episode: Episode
    step: int
    day: date


def last_ended(episodes: Iterable[Episode], day: date) -> Episode | None:
    """The episode that ended last in the four weeks that end with `day`, else `None`."""
    over = [
        (episode.until, episode.id, episode)
        for episode in episodes
        if episode.until is not None and episode.until <= day
    ]
    until, _, last = max(over, default=(day, "", None))
    return last if (day - until).days < TOLERANCE_DAYS else None


def due_steps(episodes: Iterable[Episode], done: Iterable[Aftercare], day: date) -> list[DueStep]:
    """For each episode that ended, the latest check-in whose day has come and that nobody answered.

    An older one is not asked for any more; the last one, at 90 days, is due for 90 days.
    """
    answered = {(aftercare.episode, aftercare.step) for aftercare in done}
    due = []
    for episode in episodes:
        if episode.until is None or (day - episode.until).days > 2 * STEPS[-1]:
            continue
        reached = [step for step in STEPS if episode.until + timedelta(days=step) <= day]
        if reached and (episode.id, reached[-1]) not in answered:
            due.append(DueStep(episode, reached[-1], episode.until + timedelta(days=reached[-1])))
    return due


def coming(appointments: Iterable[Appointment], day: date) -> list[Appointment]:
    """Appointments from `day` on that are not over, the next one first."""
    open_ones = (appointment for appointment in appointments if appointment.due >= day and appointment.kept is None)
    return sorted(open_ones, key=lambda appointment: (appointment.due, appointment.clock or time(0)))
