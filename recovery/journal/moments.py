"""Moments chosen at random: what a person answers at one, the plan by which they are drawn, and the drawing itself.

When a craving is written down says when somebody writes. A moment that chance chose says when cravings are: whoever
answers there tells of hours in which nothing would have been written too. The drawing follows from the plan alone, so
every device of the person knows the same moments, the missed ones too, and nobody without the seed knows any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any, ClassVar, Literal, NamedTuple
from zoneinfo import ZoneInfo

from recovery import clock
from recovery.console import commas, one_line
from recovery.errors import Refused
from recovery.language import Noun, tr, trn
from recovery.store.names import NAME, NAMES
from recovery.store.profile import TIME_OF_DAY
from recovery.store.records import EntryRecord, record, ruled
from recovery.store.rules import DAY, ID, INSTANT, RATING, TEXT, TIMEZONE, Rule, refuse, whole

ANSWERED_WITHIN = timedelta(minutes=30)  # as late as a server still rings, whose delay no craving chose
FEWEST_AWAKE = timedelta(hours=4)
MOST_TIMES = 3
WEEK = 7
AHEAD_DAYS = 14
SEED_DIGITS = 64
TOO_SHORT = tr("Give at least 4 hours, from when to when you are awake.")


def _seed(value: Any) -> str:
    if not isinstance(value, str) or len(value) != SEED_DIGITS or value.strip("0123456789abcdef"):
        raise refuse(tr("{digits} hex digits", digits=SEED_DIGITS))
    return value


SEED = Rule(_seed, wants={"type": "string", "format": "key"})


@record
class Moment(EntryRecord):
    """What somebody answered at a moment chosen at random: how strong the craving was just then, 0 for none.

    `drawn` is the moment that was asked for, `at` when it was answered: more than 30 minutes later it is kept, and
    counts as no answer to that moment. `triggers` and `place` are asked for where there was a craving.
    """

    kind: ClassVar[str] = "moment"
    called: ClassVar[Noun] = Noun("random check-in", "random check-ins")
    searched: ClassVar[tuple[str, ...]] = ("triggers", "place", "note")

    id: str = ruled(ID)
    at: datetime = ruled(INSTANT)
    timezone: str = ruled(TIMEZONE)
    day: date = ruled(DAY)
    drawn: datetime = ruled(INSTANT)
    intensity: int = ruled(RATING)
    triggers: tuple[str, ...] = ruled(NAMES, default=())
    place: str | None = ruled(NAME, optional=True)
    note: str | None = ruled(TEXT, optional=True)

    @property
    def in_time(self) -> bool:
        """Whether it was answered at its moment."""
        return timedelta() <= instant(self.at) - instant(self.drawn) <= ANSWERED_WITHIN

    @property
    def wall(self) -> datetime:
        """What the clock on the wall showed at its moment: the same in whatever zone the plan is read later."""
        return self.drawn.replace(tzinfo=None)

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield tr("random check-in {intensity}", intensity=self.intensity)
        yield commas(self.triggers)
        yield one_line(self.place or "")
        yield "" if self.in_time else tr("answered late")


@record
class Sampling(EntryRecord):
    """From when on moments are drawn, and how: `times` a day between two times on the clock, on `days` of seven days.

    `stopped` is when it was switched off. Moments follow from `seed`, a random number of the person's own devices.
    """

    kind: ClassVar[str] = "sampling"
    called: ClassVar[Noun] = Noun("plan of random check-ins", "plans of random check-ins")
    searched: ClassVar[tuple[str, ...]] = ("note",)

    id: str = ruled(ID)
    at: datetime = ruled(INSTANT)
    timezone: str = ruled(TIMEZONE)
    day: date = ruled(DAY)
    awake_from: time = ruled(TIME_OF_DAY)
    awake_until: time = ruled(TIME_OF_DAY)
    times: int = ruled(whole(1, MOST_TIMES), default=1)
    days: int = ruled(whole(1, WEEK), default=WEEK)
    seed: str = ruled(SEED)
    stopped: datetime | None = ruled(INSTANT, optional=True)
    note: str | None = ruled(TEXT, optional=True)

    @property
    def awake(self) -> timedelta:
        """How long the hours awake are; they may go over midnight."""
        return _awake(self.awake_from, self.awake_until)

    def check_whole(self) -> None:
        """The hours awake are at least four; raises `Refused`."""
        if self.awake < FEWEST_AWAKE:
            raise Refused(TOO_SHORT)

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield trn("{count} random check-in a day", "{count} random check-ins a day", self.times)
        yield f"{self.awake_from:%H:%M}-{self.awake_until:%H:%M}"
        yield "" if self.days == WEEK else tr("on {days} of 7 days", days=self.days)
        yield "" if self.stopped is None else tr("switched off")


class Clock(NamedTuple):
    """By which wall clock days are lived, and when they begin."""

    zone: ZoneInfo
    day_starts: time


class Drawn(NamedTuple):
    """A moment: what the clock on the wall shows, and the instant, in UTC."""

    wall: datetime
    at: datetime


def instant(at: datetime) -> datetime:
    """The time in UTC: of one zone Python compares by the wall, which shows an hour in autumn twice."""
    return at.astimezone(UTC)


def _awake(first: time, last: time) -> timedelta:
    minutes = (last.hour - first.hour) * 60 + last.minute - first.minute
    return timedelta(minutes=minutes if minutes > 0 else minutes + 24 * 60)


def _number(plan: Sampling, day: date, what: str) -> int:
    """A number below 2^48 that looks like chance and is the same each time: SHA-256 of seed, day and what it is for."""
    text = f"{plan.seed}\n{day.isoformat()}\n{what}"
    return int.from_bytes(sha256(text.encode("ascii")).digest()[:6], "big")


def walls(plan: Sampling, day: date) -> list[datetime]:
    """The moments of a date, on the clock: one in each equal part of the hours awake, anywhere in it alike."""
    if _number(plan, day, "day") % WEEK >= plan.days:
        return []
    length = plan.awake // timedelta(seconds=1) // plan.times
    begins = datetime.combine(day, plan.awake_from)
    return [
        begins + timedelta(seconds=part * length + _number(plan, day, str(part)) % length) for part in range(plan.times)
    ]


def drawn(plans: Iterable[Sampling], first: date, last: date, zone: ZoneInfo) -> list[Drawn]:
    """The moments of the plans from one date to another, soonest first; a time that the clock skips is left out.

    Hours awake that go over midnight belong to the date on which they begin.
    """
    moments = []
    for plan in plans:
        for number in range((last - first).days + 1):
            for wall in walls(plan, first + timedelta(days=number)):
                at = wall.replace(tzinfo=zone)
                if clock.exists(at) and _holds(plan, instant(at)):
                    moments.append(Drawn(wall, instant(at)))
    return sorted(moments, key=lambda moment: moment.at)


def _holds(plan: Sampling, at: datetime) -> bool:
    return instant(plan.at) < at and (plan.stopped is None or at <= instant(plan.stopped))


def over(plans: Iterable[Sampling], first: date, last: date, now: datetime, clock_of: Clock) -> list[Drawn]:
    """The moments of the lived days from one to another whose half hour has gone by."""
    moments = drawn(plans, first - timedelta(days=1), last + timedelta(days=1), clock_of.zone)
    return [
        moment
        for moment in moments
        if first <= clock.day_of(moment.at.astimezone(clock_of.zone), clock_of.day_starts) <= last
        and moment.at + ANSWERED_WITHIN < instant(now)
    ]


def last_asked(plans: Iterable[Sampling], answered: Iterable[Moment], now: datetime, zone: ZoneInfo) -> Drawn | None:
    """The latest moment of the last 24 hours, where nobody has answered it."""
    today, present = now.astimezone(zone).date(), instant(now)
    came = [moment for moment in drawn(plans, today - timedelta(days=2), today, zone) if moment.at <= present]
    if not came or present - came[-1].at > timedelta(days=1):
        return None
    return None if came[-1].wall in {answer.wall for answer in answered} else came[-1]


def waits(moment: Drawn | None, now: datetime) -> bool:
    """Whether an answer given now is one to that moment."""
    return moment is not None and instant(now) - moment.at <= ANSWERED_WITHIN


def in_time(answers: Iterable[Moment]) -> list[Moment]:
    """The answers that were given at their moments, one for each: the first."""
    first: dict[datetime, Moment] = {}
    for answer in sorted(answers, key=lambda answer: (instant(answer.at), answer.id)):
        if answer.in_time:
            first.setdefault(answer.wall, answer)
    return list(first.values())


class Answered(NamedTuple):
    """Of how many moments how many were answered at the time, how many later, and in how many there was a craving."""

    asked: int
    answered: int
    late: int
    with_craving: int

    def to_json(self) -> dict[str, Any]:
        """As `report --json` has it."""
        return self._asdict()


class Outcome(NamedTuple):
    """What became of one moment, by the clock on the wall: `answered` in time, answered `late`, or `missed`."""

    wall: datetime
    status: Literal["answered", "late", "missed"]
    answer: Moment | None = None


def outcomes(came: Iterable[Drawn], answers: Sequence[Moment]) -> list[Outcome]:
    """Moments that came against answers; a moment that was answered was asked, whatever the plan says now."""
    known = {moment.wall: Outcome(moment.wall, "missed") for moment in came}
    known |= {answer.wall: Outcome(answer.wall, "late", answer) for answer in answers}
    known |= {answer.wall: Outcome(answer.wall, "answered", answer) for answer in in_time(answers)}
    return [known[wall] for wall in sorted(known)]


def answered(became: Sequence[Outcome]) -> Answered:
    """Counts of what became of moments."""
    status = [one.status for one in became]
    felt = [one.answer.intensity > 0 for one in became if one.answer is not None and one.status == "answered"]
    return Answered(len(became), status.count("answered"), status.count("late"), sum(felt))
