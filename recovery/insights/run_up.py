"""The run-up to a lapse: what marks the three days before one more often than this person's other days."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple, Self

from recovery.insights import chance
from recovery.insights.claims import FEWEST, FEWEST_DAYS, FINE, Claim, Look, known_alike, more
from recovery.insights.facts import LOW_MOOD, SHORT_SLEEP
from recovery.insights.periods import Period
from recovery.journal.entries import HALT, HIGH_INTENSITY
from recovery.language import tr

RUN_UP_DAYS = 3
FEWEST_LAPSES = 3
NEAR_DAYS = 10


class Days(NamedTuple):
    """Days before a lapse by the lapse that they lead up to, and the other days.

    Days of use belong to neither, nor do the three days after one: they may be its aftermath.
    """

    before: Mapping[date, Sequence[date]]
    others: Collection[date]

    @classmethod
    def of(cls, lived: Period, uses: Collection[date]) -> Self:
        """The days of `lived`, of which `uses` were days of use."""
        after = {use + timedelta(days=step) for use in uses for step in range(RUN_UP_DAYS + 1)}
        before: dict[date, list[date]] = {}
        others = []
        for day in lived:
            if day in after:
                continue
            ahead = [day + timedelta(days=step) for step in range(1, RUN_UP_DAYS + 1)]
            lapse = next((one for one in ahead if one in uses), None)
            if lapse is None:
                others.append(day)
            else:
                before.setdefault(lapse, []).append(day)
        return cls(before, others)


class Sign(NamedTuple):
    """Something that marks a day or does not; `marks` holds the days of which that is known."""

    name: str
    marks: Mapping[date, bool]

    def since(self, days: Iterable[date]) -> list[date]:
        """Those of these days that are not before the first one of which it is known."""
        first = min(self.marks, default=None)
        return [day for day in days if first is not None and day >= first]

    def among(self, days: Collection[date]) -> tuple[int, int]:
        """On how many of these days it was there, of those of which that is known."""
        known = [self.marks[day] for day in days if day in self.marks]
        return sum(known), len(known)


def run_up(look: Look) -> list[Claim]:
    """The sign that stands out most on the days before a lapse; none until three days after the last one.

    All lapses are turned together over the days, so that lapses close to each other stay so.
    """
    uses = {day for day in look.uses if day in look.period}
    if not look.days or not uses or waits(look):
        return []
    lived = Period(min(look.days), look.period.last)
    days = Days.of(lived, uses)
    if len(days.before) < FEWEST_LAPSES:
        return []
    before = [day for led in days.before.values() for day in led]
    signs = [sign for sign in signs_of(look, lived) if _may_tell(sign, days)]
    places = [(day - lived.first).days for day in before]
    outstanding = chance.turned_together([_scores(sign, lived, {*before, *days.others}) for sign in signs], places)
    return [_claim(signs[outstanding.cell], outstanding.p, days)] if outstanding else []


def waits(look: Look) -> bool:
    """Whether a use was so lately that what led up to it is not looked at yet."""
    return any(0 <= (look.period.last - day).days < RUN_UP_DAYS for day in look.uses)


def signs_of(look: Look, lived: Period) -> list[Sign]:
    """What may mark a day, chosen beforehand; none of it is known of a day without an entry, but that it had none.

    That a day had no high craving is known from the first craving on.
    """
    said = look.answers
    high = {day: any(felt.intensity >= HIGH_INTENSITY for felt in look.by_day.get(day, ())) for day in look.counted}
    slept = {day: one.sleep_hours < SHORT_SLEEP for day, one in said.items() if one.sleep_hours is not None}
    moods = {day: one.mood <= LOW_MOOD for day, one in said.items() if one.mood is not None}
    felt = [
        Sign(name, {day: getattr(one, name) for day, one in said.items() if getattr(one, name) is not None})
        for name in HALT
    ]
    silent = {day: day not in look.days for day in lived}
    return [
        Sign("high", high),
        Sign("sleep", slept),
        Sign("mood", moods),
        *felt,
        Sign("medication", look.doses),
        Sign("signs", look.signs),
        Sign("silence", silent),
    ]


def _may_tell(sign: Sign, days: Days) -> bool:
    """Whether it is known of enough days on either side, about as often on both, and neither always nor never there."""
    led = [since for run in days.before.values() if (since := sign.since(run))]
    before, others = [day for run in led for day in run], sign.since(days.others)
    (there, known), (elsewhere, of) = sign.among(before), sign.among(others)
    return (
        len(led) >= FEWEST_LAPSES
        and known >= FEWEST
        and of >= FEWEST_DAYS
        and FEWEST <= there + elsewhere <= known + of - FEWEST
        and known_alike(known, len(before), of, len(others))
    )


def _scores(sign: Sign, lived: Period, compared: Collection[date]) -> list[int | None]:
    """By how much each day lies above the mean of those that are compared; `None` where that is not known."""
    known = {day for day in compared if day in sign.marks}
    there, of = sign.among(known)
    return [round(FINE * FINE * (sign.marks[day] - there / of)) if day in known else None for day in lived]


def _claim(sign: Sign, p: float, days: Days) -> Claim:
    """The count. The earlier lapses and the later ones must show it, also against other days near and of the weekday.

    So neither a bad month nor the weekend is taken for what comes before a lapse. Nor may it vanish where what is not
    known is counted as no.
    """
    rest, of_rest = sign.among(days.others)
    led = [since for lapse in sorted(days.before) if (since := sign.since(days.before[lapse]))]
    middle = len(led) // 2

    def holds(some: Sequence[Sequence[date]]) -> bool:
        there, of = sign.among([day for run in some for day in run])
        return of > 0 and more(there / of, rest / of_rest)

    seen, known = sign.among([day for run in led for day in run])
    before, others = sum(map(len, led)), len(sign.since(days.others))
    again = (
        more(seen / before, rest / others)
        and holds(led[:middle])
        and holds(led[middle:])
        and more(seen, _usual(sign, days, lambda day, other: day.weekday() == other.weekday()))
        and more(seen, _usual(sign, days, lambda day, other: abs((day - other).days) <= NEAR_DAYS))
    )
    values = {"sign": in_words(sign.name), "seen": seen, "known": known, "rest": rest, "of_rest": of_rest}
    all_before = sum(map(len, days.before.values()))
    if known < all_before:
        text = tr(
            "The three days before a lapse: {sign} on {seen} of {known} (known of {known} of the {before} days "
            "before); on other days {rest} of {of_rest}.",
            before=all_before,
            **values,
        )
    else:
        text = tr(
            "The three days before a lapse: {sign} on {seen} of {known}; on other days {rest} of {of_rest}.", **values
        )
    name = None if sign.name == "signs" else in_words(sign.name)
    return Claim("before_lapse", p, seen, known, known * rest / of_rest, text, again, name)


def _usual(sign: Sign, days: Days, like: Callable[[date, date], bool]) -> float:
    """How many of the days before a lapse would have the sign at the rate of the other days like each of them.

    Where no other day is like it, at the rate of all of them.
    """
    others = [day for day in sorted(days.others) if day in sign.marks]
    usual = 0.0
    for day in (day for lapse in sorted(days.before) for day in days.before[lapse] if day in sign.marks):
        there, of = sign.among([other for other in others if like(day, other)] or others)
        usual += there / of
    return usual


def in_words(name: str) -> str:
    """A sign as it stands in a sentence, and in the plan."""
    return {
        "high": tr("a craving of 7 or more"),
        "sleep": tr("less than 6 hours of sleep"),
        "mood": tr("a mood of 3 or less"),
        "hungry": tr("hungry"),
        "angry": tr("angry"),
        "lonely": tr("lonely"),
        "tired": tr("tired"),
        "medication": tr("a missed dose"),
        "signs": tr("a warning sign of your plan"),
        "silence": tr("nothing written down"),
    }[name]
