"""Eight weeks of a made-up person, for `demo` and for the pictures in the documentation.

Pure: the same seed, day and zone give the same entries on every machine, so only `random()` and `getrandbits()` are
drawn, which Python promises to keep. Nothing here is anybody's, and nothing claims how a recovery goes.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from recovery import clock
from recovery.journal.entries import CheckIn, Craving, Entry, Lapse, Note, Substance
from recovery.store.profile import DAY_STARTS_DEFAULT, Profile
from recovery.store.rules import zone_of

T = TypeVar("T")
DAYS = 56
SUBSTANCE = "heroin"
LAPSE_DAY = 9
SILENT = frozenset({10, 11, 31, 32, 44, 52})  # after the lapse, a weekend away, two days that got forgotten


class Situation(NamedTuple):
    """What sets a craving off, at what hours (24 and more are after midnight), how strong and how often."""

    triggers: tuple[str, ...]
    hours: tuple[int, int]
    strength: int
    weight: float


PAYDAY = Situation(("payday", "old corner"), (17, 20), 7, 0)
SUNDAY = Situation(("lonely",), (14, 21), 5, 0)
SITUATIONS = (
    Situation(("bored",), (19, 23), 5, 5),
    Situation(("argument", "family"), (17, 22), 7, 2),
    Situation(("tired", "after work"), (16, 19), 5, 4),
    Situation(("back pain",), (7, 11), 4, 2),
    Situation(("old number called",), (11, 21), 6, 2),
    Situation(("no sleep",), (23, 26), 5, 2),
    Situation(("old corner",), (16, 19), 5, 2),
)
SKILLS: tuple[tuple[tuple[str, ...], float], ...] = (
    (("called sponsor",), 5),
    (("walk",), 4),
    (("meeting",), 2),
    (("breathing",), 2),
    (("cold shower",), 1.5),
    (("wrote it down", "tea"), 1.5),
    ((), 2),
)
GOOD = (
    "dinner with Ana",
    "slept through",
    "walked along the river",
    "paid the phone bill",
    "my daughter called",
    "sun on the porch",
    "made soup for two days",
    "laughed at the meeting",
    "fixed the bike",
    "said no and meant it",
    "first coffee with Ben in a year",
    "the dog next door",
)
INTENTIONS = (
    "meeting at 6",
    "call Maria before work ends",
    "straight home on payday",
    "bed by eleven",
    "cook, not snack",
)
NOTES = (
    (3, 20, ("old corner",), "Took the long way home. Ten minutes more, and I did not have to look at it."),
    (12, 9, (), "Told Maria what happened. She said: good that you told me. We go to the meeting tonight."),
    (19, 22, ("payday",), "Payday went by. Gave Ana the card before work, bought shoes."),
    (27, 18, ("argument",), "Left the room before it got loud. That is new."),
    (38, 21, (), "Weeks without the old number. Blocked it now."),
    (49, 19, (), "For counseling: Fridays are still the hard ones. Evenings alone too."),
)


def settings(last: date, timezone: str) -> tuple[Profile, Substance]:
    """Whose journal it is, and what the made-up person stays free of: since the first of the 56 days."""
    since = last - timedelta(days=DAYS - 1)
    return Profile(timezone=timezone), Substance.checked({"name": SUBSTANCE, "since": since})


def entries(seed: int, last: date, timezone: str) -> Iterator[Entry]:
    """The entries of the 56 days that end with `last`, each through its rules; of the last day only the morning."""
    life = _Life(seed, timezone)
    for number in range(DAYS):
        day = last - timedelta(days=DAYS - 1 - number)
        if number == DAYS - 1:
            yield life.checkin(day, intention=INTENTIONS[0])
        elif number not in SILENT:
            yield from life.day(day, number)


class _Life:
    """The made-up person's days, one after the other."""

    def __init__(self, seed: int, timezone: str) -> None:
        self._random = random.Random(seed)  # noqa: S311 - made-up entries are no secret
        self._timezone = timezone

    def day(self, day: date, number: int) -> Iterator[Entry]:
        """One day's entries; `number` counts the days from 0. Cravings grow fewer, and a little weaker."""
        hardest = 0
        for situation in self._met(day, number):
            craving = self._craving(day, number, situation)
            hardest = max(hardest, craving.intensity)
            yield craving
        if number == LAPSE_DAY:
            yield from self._lapse(day)
            return
        for when, hour, triggers, text in NOTES:
            if when == number:
                yield Note.checked({**self._stamps(day, hour), "triggers": triggers, "text": text})
        if self._chance(0.95):
            yield self._evening(day, number, hardest)

    def _met(self, day: date, number: int) -> Iterator[Situation]:
        if day.weekday() == 4 and (DAYS - 1 - number) // 7 % 2 == 0:
            yield PAYDAY
        if day.weekday() == 6 and self._chance(0.6):
            yield SUNDAY
        often = 1.7 - 0.8 * number / DAYS
        for chance in (0.7 * often, 0.45 * often, 0.2 * often):
            if self._chance(chance):
                yield self._pick([(situation, situation.weight) for situation in SITUATIONS])

    def _craving(self, day: date, number: int, situation: Situation) -> Craving:
        first, last = situation.hours
        stamps = self._stamps(day, first + self._draw() * (last - first))
        swing = round(4 * (self._draw() - self._draw()) - 0.8 * number / DAYS)
        intensity = min(9, max(1, situation.strength + swing))
        skills = self._pick(SKILLS)
        eased = max(0, intensity - 2 - round(2 * self._draw())) if skills else None
        minutes = 5 * (1 + round(intensity * self._draw()))
        return Craving.checked(
            {
                **stamps,
                "substance": SUBSTANCE,
                "intensity": intensity,
                "triggers": situation.triggers,
                "coping": skills,
                "outcome": "passed",
                "intensity_after": eased,
                "minutes": minutes,
                "written": stamps["at"],
                "ended": stamps["at"] + timedelta(minutes=minutes),
            }
        )

    def _lapse(self, day: date) -> Iterator[Entry]:
        """The one lapse: the craving that led to it, and the lapse itself, as `log --outcome used` writes them."""
        common = {"substance": SUBSTANCE, "triggers": ("old number called", "payday")}
        stamps = self._stamps(day, 21.5)
        ended = {"outcome": "used", "written": stamps["at"], "ended": stamps["at"]}
        yield Craving.checked({**stamps, **common, **ended, "intensity": 9, "coping": ("breathing",)})
        yield Lapse.checked({**stamps, **common, "id": self._id()})

    def _evening(self, day: date, number: int, hardest: int) -> CheckIn:
        week = number // 7
        mood = 4 + 0.4 * week - 0.3 * max(0, hardest - 5) + 3 * (self._draw() - 0.5)
        sleep = round(2 * (5.5 + 0.2 * week + 2.5 * (self._draw() - 0.5))) / 2
        halt = (
            {name: self._chance(0.22) for name in ("hungry", "angry", "lonely", "tired")} if self._chance(0.7) else {}
        )
        more: dict[str, object] = {"used": False, "mood": min(9, max(1, round(mood))), "sleep_hours": sleep, **halt}
        if self._chance(0.55):
            more["good"] = self._pick([(text, 1) for text in GOOD])
        if self._chance(0.3):
            more |= {"intention": self._pick([(text, 1) for text in INTENTIONS]), "intention_kept": self._chance(0.75)}
        return self.checkin(day, **more)

    def checkin(self, day: date, **values: object) -> CheckIn:
        """A day's check-in."""
        return CheckIn.checked({"id": self._id(), "day": day, **values})

    def _stamps(self, day: date, hour: float) -> dict[str, Any]:
        """Id, instant, zone and lived day; `hour` runs on past midnight, and an hour the clocks skip moves on."""
        wall = datetime.combine(day, time(), tzinfo=zone_of(self._timezone))
        at = (wall + timedelta(minutes=round(hour * 60))).astimezone(UTC).astimezone(zone_of(self._timezone))
        lived = clock.day_of(at, DAY_STARTS_DEFAULT)
        return {"id": self._id(), "at": at, "timezone": self._timezone, "day": lived}

    def _id(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))

    def _draw(self) -> float:
        return self._random.random()

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _pick(self, choices: Iterable[tuple[T, float]]) -> T:
        """One of the choices, each as likely as its weight."""
        weighted = list(choices)
        left = self._draw() * sum(weight for _, weight in weighted)
        for choice, weight in weighted:
            left -= weight
            if left < 0:
                return choice
        return weighted[-1][0]
