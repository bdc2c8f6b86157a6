"""Days like today: what a morning's signs went with on this person's own days. A count, never a forecast.

Asked of many mornings, so a sign is told only where chance would do as much on far fewer: see docs/patterns.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from recovery.insights.facts import LOW_MOOD, SHORT_SLEEP, Answers
from recovery.insights.triggers import NONE_ENDED, Ended
from recovery.journal.entries import HALT, HIGH_INTENSITY
from recovery.language import tr

LOOKED_BACK = 180
FEWEST_LIKE = 8
FEWEST_OTHERS = 14
MOST_EXACT, MOST_TURNED = 0.0025, 0.01  # so that 1 patternless journal in 20 at most tells one in 56 mornings
TICKED = 2
DAY = timedelta(days=1)


class Past(NamedTuple):
    """The days before a morning: those with an entry, what was said, doses missed, and each day's highest craving."""

    logged: Collection[date]
    answers: Mapping[date, Answers]
    doses: Mapping[date, bool]
    peaks: Mapping[date, int]


class LikeToday(NamedTuple):
    """The sign that today has, and on how many days a craving of 7 or more came: with it, and without it.

    `skill` is what helped this person most, where that is known, and `skill_ended` how many passed after it, of how
    many.
    """

    sign: str
    high: int
    of: int
    other_high: int
    others: int
    skill: str | None = None
    skill_ended: Ended = NONE_ENDED

    @property
    def text(self) -> str:
        """What helped, where that is known, and the counts as a sentence, which are no forecast."""
        said = tr(
            "{sign}: on {of} of the {known} days of the last half year for which you wrote this down. Of those {of} "
            "days, {high} had a craving of 7 or more; of the other {others}, {other_high}.",
            sign=in_words(self.sign),
            of=self.of,
            known=self.of + self.others,
            high=self.high,
            others=self.others,
            other_high=self.other_high,
        )
        no_forecast = tr("These are past days; they do not say how today will go.")
        if self.skill is None:
            return f"{said} {no_forecast}"
        helped = tr(
            "What helped you: {skill} ({passed} of {known} passed, as written down).",
            skill=self.skill,
            **self.skill_ended._asdict(),
        )
        return f"{helped} {said} {no_forecast}"

    def to_json(self) -> dict[str, Any]:
        """Under `like_today` in `today --json`."""
        ended = self.skill_ended._asdict() if self.skill else None
        return {**self._asdict(), "skill_ended": ended, "text": self.text}


def like_today(past: Past, today: date) -> LikeToday | None:
    """The surest of the signs that today has; `None` where there is none, or where too little is known."""
    told = [one for sign in SIGNS if marked(past, sign, today) and (one := _compared(past, sign, today))]
    return min(told, key=lambda one: one[0])[1] if told else None


def marked(past: Past, sign: str, day: date) -> bool | None:
    """Whether a day had a sign by its morning; `None` where that is not known."""
    night, before = past.answers.get(day), past.answers.get(day - DAY)
    if sign == "sleep":
        return None if night is None or night.sleep_hours is None else night.sleep_hours < SHORT_SLEEP
    if sign == "medication":
        return past.doses.get(day - DAY)
    if before is None:
        return None
    if sign == "mood":
        return None if before.mood is None else before.mood <= LOW_MOOD
    ticked = [answer for name in HALT if (answer := getattr(before, name)) is not None]
    return sum(ticked) >= TICKED if ticked else None


SIGNS = ("sleep", "mood", "halt", "medication")


def _compared(past: Past, sign: str, today: date) -> tuple[float, LikeToday] | None:
    """How sure it is, and the counts: Fisher's test of the days must pass, and so must the turned days of a weekday.

    Days count from the first craving on. Where the sign is known more often of days with a hard craving than of the
    others, so many of the others are missing; Fisher's test must pass as if they had all had it.
    """
    from recovery.insights.chance import fisher
    from recovery.insights.claims import AGAIN, marked_higher

    begun = min(past.peaks, default=today)
    counted = [day for day in sorted(past.logged) if 0 < (today - day).days <= LOOKED_BACK and day >= begun]
    known = {day: there for day in counted if (there := marked(past, sign, day)) is not None}
    like, others = [day for day in known if known[day]], [day for day in known if not known[day]]
    if len(like) < FEWEST_LIKE or len(others) < FEWEST_OTHERS:
        return None
    high = {day: int(past.peaks.get(day, 0) >= HIGH_INTENSITY) for day in counted}
    seen, elsewhere = sum(high[day] for day in like), sum(high[day] for day in others)
    if seen * len(others) <= AGAIN * elsewhere * len(like):
        return None
    hard, known_hard = sum(high.values()), seen + elsewhere
    missing = -(-known_hard * (len(counted) - hard) // hard) - (len(known) - known_hard)
    exact = fisher(seen, len(like) + max(0, missing), elsewhere, len(others))
    if exact > MOST_EXACT:
        return None
    turned = marked_higher({day: high[day] for day in known}, set(like))
    if turned is None or turned > MOST_TURNED:
        return None
    return exact, LikeToday(sign, seen, len(like), elsewhere, len(others))


def in_words(sign: str) -> str:
    """A sign of the morning at the beginning of a sentence."""
    return {
        "sleep": tr("Less than 6 hours of sleep"),
        "mood": tr("A mood of 3 or less yesterday"),
        "halt": tr("Two of hungry, angry, lonely, tired yesterday"),
        "medication": tr("A missed dose yesterday"),
    }[sign]
