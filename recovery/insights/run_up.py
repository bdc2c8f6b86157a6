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
FEWEST_LED_UP = 2  # lapses with a day before them that is not one after another
TOGETHER_DAYS = 7  # lapses less than so far apart move together: days before and after them touch
MOVED_DAYS = 28
NEAR_DAYS = 10
CRAVINGS = "cravings"
CRAVINGS_PART = 0.6  # of what chance may do here, for the number of cravings; the rest for what marks a day


class Days(NamedTuple):
    """Days before a lapse by the lapse that they lead up to, and the other days.

    Days of use belong to neither, nor do the three days after one: they may be its aftermath. `logged` have an entry.
    """

    before: Mapping[date, Sequence[date]]
    others: Collection[date]
    logged: Collection[date] = frozenset()

    @classmethod
    def of(cls, lived: Period, uses: Collection[date], logged: Collection[date] = frozenset()) -> Self:
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
        return cls(before, others, logged)

    @property
    def compared(self) -> list[date]:
        """The days of either side in order: over these the days before a lapse are moved."""
        return sorted([*self.others, *(day for led in self.before.values() for day in led)])


class Sign(NamedTuple):
    """How often something was there on the days of which that is known: 0 or 1, but for cravings their number."""

    name: str
    marks: Mapping[date, int]

    def since(self, days: Iterable[date]) -> list[date]:
        """Those of these days that are not before the first one of which it is known."""
        first = min(self.marks, default=None)
        return [day for day in days if first is not None and day >= first]

    def among(self, days: Collection[date]) -> tuple[int, int]:
        """How often it was there on these days, and of how many of them that is known."""
        known = [self.marks[day] for day in days if day in self.marks]
        return sum(known), len(known)


class _Row(NamedTuple):
    """A sign on the days compared, in parts of 3,600; what is not known is their mean. It begins where it is known."""

    start: int
    values: Sequence[int]

    def seen(self, places: Iterable[int], step: int) -> int:
        """How much it has at these places, moved by a step over the days since it is known."""
        there = [place - self.start + step for place in places if place >= self.start]
        return sum(self.values[place % len(self.values)] for place in there)


def run_up(look: Look) -> list[Claim]:
    """What stands out most on the days before a lapse; none until three days after the last one.

    The number of cravings is asked about apart, and all that marks a day or does not together: each has its part of
    what chance may do.
    """
    uses = {day for day in look.uses if day in look.period}
    if not look.days or len(uses) < FEWEST_LAPSES or waits(look):
        return []
    lived = Period(min(look.days), look.period.last)
    days = Days.of(lived, uses, look.days)
    signs = [sign for sign in signs_of(look, lived) if _may_tell(sign, days)]
    cravings = [sign for sign in signs if sign.name == CRAVINGS]
    marks = [sign for sign in signs if sign.name != CRAVINGS]
    asked = (cravings, CRAVINGS_PART), (marks, 1 - CRAVINGS_PART)
    claims = [claim for some, part in asked if (claim := _outstanding(some, part, days))]
    return [min(claims, key=lambda claim: (not claim.again, claim.p))] if claims else []


def _outstanding(signs: Sequence[Sign], part: float, days: Days) -> Claim | None:
    """The sign that stands out most, compared with the most outstanding one of lapses moved to other days."""
    compared = days.compared
    rows = [_row(sign, compared) for sign in signs]
    at = {day: place for place, day in enumerate(compared)}
    groups = [[at[day] for lapse in lapses for day in days.before[lapse]] for lapses in _together(days.before)]
    outstanding = chance.most_outstanding_apart([_moved(rows, places, len(compared)) for places in groups])
    return _claim(signs[outstanding.cell], min(1.0, outstanding.p / part), days) if outstanding else None


def _together(lapses: Iterable[date]) -> list[list[date]]:
    """Lapses less than a week apart, which move together: so runs of them stay runs."""
    groups: list[list[date]] = []
    for lapse in sorted(lapses):
        if groups and (lapse - groups[-1][-1]).days < TOGETHER_DAYS:
            groups[-1].append(lapse)
        else:
            groups.append([lapse])
    return groups


def _moved(rows: Sequence[_Row], places: Sequence[int], compared: int) -> chance.Placed:
    """The days before lapses at every place of the eight weeks around them, of the days that are compared."""
    least, most = -min(places), compared - 1 - max(places)
    first = max(least, min(-MOVED_DAYS, most - 2 * MOVED_DAYS))
    steps = range(first, min(most, first + 2 * MOVED_DAYS) + 1)
    unit = chance.Unit(_seen(rows, places, 0), [_seen(rows, places, step) for step in steps])
    return chance.Placed(unit, -first, max(places), max(places) - min(places) + 1)


def _seen(rows: Sequence[_Row], places: Sequence[int], step: int) -> tuple[int, ...]:
    return tuple(row.seen(places, step) for row in rows)


def waits(look: Look) -> bool:
    """Whether a use was so lately that what led up to it is not looked at yet."""
    return any(0 <= (look.period.last - day).days < RUN_UP_DAYS for day in look.uses)


def signs_of(look: Look, lived: Period) -> list[Sign]:
    """What may mark a day, chosen beforehand; none of it is known of a day without an entry, but that it had none.

    Cravings and that a day had no high one are known from the first craving on.
    """
    said = look.answers
    counts = {day: look.count([day]) for day in look.counted}
    high = {day: any(felt.intensity >= HIGH_INTENSITY for felt in look.by_day.get(day, ())) for day in look.counted}
    slept = {day: one.sleep_hours < SHORT_SLEEP for day, one in said.items() if one.sleep_hours is not None}
    moods = {day: one.mood <= LOW_MOOD for day, one in said.items() if one.mood is not None}
    felt = [
        Sign(name, {day: getattr(one, name) for day, one in said.items() if getattr(one, name) is not None})
        for name in HALT
    ]
    silent = {day: day not in look.days for day in lived}
    return [
        Sign(CRAVINGS, counts),
        Sign("high", high),
        Sign("sleep", slept),
        Sign("mood", moods),
        *felt,
        Sign("medication", look.doses),
        Sign("signs", look.signs),
        Sign("silence", silent),
    ]


def _may_tell(sign: Sign, days: Days) -> bool:
    """Whether it is known of enough days on either side, about as often on both, and is not alike on nearly all."""
    led = [since for run in days.before.values() if (since := sign.since(run))]
    before, others = [day for run in led for day in run], sign.since(days.others)
    (_, known), (_, of) = sign.among(before), sign.among(others)
    marks = [sign.marks[day] for day in (*before, *others) if day in sign.marks]
    return (
        len(led) >= FEWEST_LED_UP
        and known >= FEWEST
        and of >= FEWEST_DAYS
        and sum(mark > min(marks) for mark in marks) >= FEWEST
        and sum(mark < max(marks) for mark in marks) >= FEWEST
        and known_alike(known, len(before), of, len(others))
    )


def _row(sign: Sign, compared: Sequence[date]) -> _Row:
    """A sign on the days that are compared; where it is not known, its mean."""
    there, known = sign.among(compared)
    mean = round(FINE * FINE * there / known)
    since = sign.since(compared)
    values = [FINE * FINE * sign.marks[day] if day in sign.marks else mean for day in since]
    return _Row(len(compared) - len(since), values)


def _claim(sign: Sign, p: float, days: Days) -> Claim:
    """The count. The earlier lapses and the later ones must show it, also against other days near and of the weekday.

    So neither a bad month nor the weekend is taken for what comes before a lapse. Nor may it vanish where what is not
    known is counted as no, or where each entry that leaves it out is: as no before a lapse, as yes on other days.
    """
    rest, of_rest = sign.among(days.others)
    led = [since for lapse in sorted(days.before) if (since := sign.since(days.before[lapse]))]
    middle = len(led) // 2

    def holds(some: Sequence[Sequence[date]]) -> bool:
        there, of = sign.among([day for run in some for day in run])
        return of > 0 and more(there / of, rest / of_rest)

    seen, known = sign.among([day for run in led for day in run])
    before, others = [day for run in led for day in run], sign.since(days.others)
    left_out, of_others = (
        sum(day in days.logged and day not in sign.marks for day in some) for some in (before, others)
    )
    again = (
        more(seen / len(before), rest / len(others))
        and more(seen / (known + left_out), (rest + of_others) / (of_rest + of_others))
        and holds(led[:middle])
        and holds(led[middle:])
        and more(seen, _usual(sign, days, lambda day, other: day.weekday() == other.weekday()))
        and more(seen, _usual(sign, days, lambda day, other: abs((day - other).days) <= NEAR_DAYS))
    )
    text = _text(sign, seen, known, rest, of_rest, sum(map(len, days.before.values())))
    name = None if sign.name == "signs" else in_words(sign.name)
    if sign.name == CRAVINGS:
        return Claim("before_lapse", p, seen, seen + rest, (seen + rest) * known / (known + of_rest), text, again, name)
    return Claim("before_lapse", p, seen, known, known * rest / of_rest, text, again, name)


def _text(sign: Sign, seen: int, known: int, rest: int, of_rest: int, before: int) -> str:
    """The count in words; where a sign is not known of all days `before` a lapse, of how many it is."""
    if sign.name == CRAVINGS:
        return tr(
            "The three days before a lapse: {seen} cravings on {known} days with an entry; on {of_rest} other days "
            "with an entry: {rest}.",
            seen=seen,
            known=known,
            rest=rest,
            of_rest=of_rest,
        )
    values = {"sign": in_words(sign.name), "seen": seen, "known": known, "rest": rest, "of_rest": of_rest}
    if known < before:
        return tr(
            "The three days before a lapse: {sign} on {seen} of {known} (known of {known} of the {before} days "
            "before); on other days {rest} of {of_rest}.",
            before=before,
            **values,
        )
    return tr(
        "The three days before a lapse: {sign} on {seen} of {known}; on other days {rest} of {of_rest}.", **values
    )


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
        CRAVINGS: tr("more cravings than usual"),
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
