"""The course of an urge that is surfed: when to rate it, what was rated. Pure; time is in seconds from the start."""

from __future__ import annotations

from dataclasses import dataclass, field

from recovery.language import tr

EVERY = 5
LONGEST = 120
SKILL = "urge surfing"  # as it is kept with a craving that was ridden out

IN_SECONDS, OUT_SECONDS = 4, 6
BREATH = IN_SECONDS + OUT_SECONDS
LINES = (
    (tr("breathe in, slowly"), tr("and let it go")),
    (tr("breathe in, slowly"), tr("and let it go")),
    (tr("feel where it is in the body"), tr("it rises, it falls; nothing to do")),
)


@dataclass(slots=True)
class Wave:
    """`minutes` is how long it is meant to last; `ratings` are pairs of a minute from the start and a rating 0-10."""

    minutes: int
    ratings: list[tuple[int, int]] = field(default_factory=list)
    _asked: int = -1

    @property
    def marks(self) -> list[int]:
        """The minutes at which to rate: 0, every 5, and the end."""
        return [*range(0, self.minutes, EVERY), self.minutes]

    def due(self, seconds: float) -> bool:
        """Whether a rating is due: a mark has been reached since the last rating."""
        reached = [mark for mark in self.marks if mark * 60 <= seconds]
        return bool(reached) and reached[-1] > self._asked

    def over(self, seconds: float) -> bool:
        """Whether the time is up."""
        return seconds >= self.minutes * 60

    def rate(self, seconds: float, rating: int) -> None:
        """Keep a rating at the minute it was given; two in one minute are one, the later."""
        minute = int(seconds // 60)
        self.ratings = [pair for pair in self.ratings if pair[0] != minute]
        self.ratings.append((minute, rating))
        self._asked = minute

    def skip(self, seconds: float) -> None:
        """Leave a rating out that was due."""
        self._asked = int(seconds // 60)

    def next_mark(self, seconds: float) -> int:
        """The minute of the rating to come."""
        return next((mark for mark in self.marks if mark * 60 > seconds), self.minutes)


def course(ratings: list[tuple[int, int]]) -> str:
    """`7 at the start, 6 after 5 min, 3 after 10 min`."""
    return ", ".join(
        tr("{rating} at the start", rating=rating)
        if minute == 0
        else tr("{rating} after {minute} min", rating=rating, minute=minute)
        for minute, rating in ratings
    )


def breath(seconds: float) -> tuple[str, float]:
    """The line beside the timer and how full the breath is, 0 to 1: in for four seconds, out for six."""
    number, inside = divmod(seconds, BREATH)
    inhaling = inside < IN_SECONDS
    full = inside / IN_SECONDS if inhaling else (BREATH - inside) / OUT_SECONDS
    return LINES[int(number) % len(LINES)][0 if inhaling else 1], full
