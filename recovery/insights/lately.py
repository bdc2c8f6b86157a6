"""What changed of late against the person's own weeks before: the level, its swing, and silence after a rise."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import NamedTuple

from recovery.insights import chance
from recovery.insights.claims import FEWEST, FEWEST_DAYS, FINE, Claim, Look, known_alike, more
from recovery.language import tr

RECENT_DAYS = 14
SILENT_DAYS = 3
WEEK = 7
RATE_WEEKS = (1, 2, 3, 4)
MOST_ALIKE = 0.9


def level(look: Look) -> list[Claim]:
    """The last two weeks rated higher than the weeks before, by the mean rating of each craving day.

    Levels drift, and pairs of days are alike beyond the pair: so what the last weeks lie above the others is made
    smaller by what that makes means err, and the p-value counts double (see docs/patterns.md).
    """
    return [claim._replace(p=min(1.0, 2 * claim.p)) for claim in _risen("level", look, _day_means(look))]


def swing(look: Look) -> list[Claim]:
    """The last two weeks swinging more: the step from one craving day's first rating to the next one's.

    One rating a day, since the mean of many swings less than the mean of few: writing less is no swing.
    """
    first = {day: of_day[0].intensity for day, of_day in look.by_day.items()}
    days = list(first)
    steps = {day: FINE * abs(first[day] - first[before]) for before, day in pairwise(days)}
    return _risen("swing", look, steps)


class _Days(NamedTuple):
    """How many cravings some days had, the latest first, and how many of them lie in each stretch of late."""

    counts: Sequence[int]
    recent: Sequence[int]

    def latest(self) -> chance.Latest | None:
        """The stretch that stands out most. Days change places two by two."""
        pairs = [sum(self.counts[start : start + 2]) for start in range(0, len(self.counts) - 1, 2)]
        return chance.latest_most(pairs, [size // 2 for size in self.recent])

    def expected(self, place: int) -> float:
        """What an even spread of the cravings over these days would give the stretch."""
        return sum(self.counts) * self.recent[place] / len(self.counts)

    def again(self, place: int) -> bool:
        """Whether both halves of the stretch show more than the days before it."""
        size = self.recent[place]
        before = sum(self.counts[size:]) / (len(self.counts) - size)
        halves = self.counts[: size // 2], self.counts[size // 2 : size]
        return all(more(sum(half), before * len(half)) for half in halves)


def rate(look: Look) -> list[Claim]:
    """More cravings in the last one to four weeks than before, for each day with an entry.

    Which of the four stands out most is paid for; both halves of it must show it, and for each day at all too. Days
    before the first craving do not count, nor do stretches in which a clearly smaller or larger share of the days has
    an entry than before: who gives up the check-in writes on days with a craving alone.
    """
    if not look.by_day:
        return []
    last = look.period.last
    lived = [last - timedelta(days=step) for step in range((last - min(look.by_day)).days + 1)]
    logged = [day for day in lived if day in look.days]
    may_tell = []
    for days in (weeks * WEEK for weeks in RATE_WEEKS):
        size = sum((last - day).days < days for day in logged)
        if size < FEWEST or len(logged) - size < FEWEST_DAYS:
            continue
        if known_alike(size, days, len(logged) - size, len(lived) - days):
            may_tell.append((days, size))
    if not may_tell:
        return []
    by_entries = _Days([look.count([day]) for day in logged], [size for _, size in may_tell])
    by_calendar = _Days([look.count([day]) for day in lived], [days for days, _ in may_tell])
    latest = by_entries.latest()
    if latest is None:
        return []
    days, size = may_tell[latest.place]
    seen, total = sum(by_entries.counts[:size]), len(look.cravings)
    text = tr(
        "The last {days} days: {seen} cravings; the {before} days before: {others}, as written down.",
        days=days,
        seen=seen,
        before=len(lived) - days,
        others=total - seen,
    )
    expected = max(by_entries.expected(latest.place), by_calendar.expected(latest.place))
    again = by_entries.again(latest.place) and by_calendar.again(latest.place)
    return [Claim("rate", latest.p, seen, total, expected, text, again)]


def _risen(kind: str, look: Look, values: Mapping[date, int]) -> list[Claim]:
    """Recent days against the earlier ones. Neighbouring days are alike, so days change places two by two."""
    recent = [day for day in values if (look.period.last - day).days < RECENT_DAYS]
    earlier = sorted(value for day, value in values.items() if day not in set(recent))
    if len(recent) < FEWEST or len(earlier) < 2 * FEWEST:
        return []
    ordered = [values[day] for day in values]
    pairs = [sum(ordered[max(0, end - 2) : end]) for end in range(len(ordered), 0, -2)]
    latest = len(recent) // 2
    p = _latest_highest(pairs, latest, _widened(pairs, latest) if kind == "level" else 1.0)
    if p is None:
        return []
    middle = earlier[len(earlier) // 2]
    parts = recent[: len(recent) // 2], recent[len(recent) // 2 :]
    both = all(sum(values[day] for day in part) > len(part) * middle for part in parts)
    above = sum(values[day] > middle for day in recent)
    expected = len(recent) * sum(value > middle for value in earlier) / len(earlier)
    if kind == "level":
        text = tr(
            "The last two weeks, rated higher: {above} of {of} craving days above the middle of the weeks before.",
            above=above,
            of=len(recent),
        )
    else:
        text = tr(
            "The last two weeks, more up and down: {above} of {of} steps from day to day larger than the middle of the "
            "weeks before.",
            above=above,
            of=len(recent),
        )
    return [Claim(kind, p, above, len(recent), expected, text, both)]


def _widened(latest_first: Sequence[int], recent: int) -> float:
    """How many times as far a mean errs where neighbours are alike, within the latest and within the others.

    By the correlation of neighbours, none below 0 (Bartlett 1946). In whole numbers, which add up alike everywhere.
    """
    latest, others = latest_first[:recent], latest_first[recent:]
    parts = (latest, others), (others, latest)
    above = [[len(other) * (len(part) * value - sum(part)) for value in part] for part, other in parts]
    squares = sum(value * value for part in above for value in part)
    together = sum(one * after for part in above for one, after in pairwise(part))
    alike = min(MOST_ALIKE, max(0.0, together / squares)) if squares else 0.0
    return math.sqrt((1 + alike) / (1 - alike))


def _latest_highest(latest_first: Sequence[int], recent: int, widened: float = 1.0) -> float | None:
    """How often as many blocks drawn at random sum to as much as the latest ones do.

    What these lie above the mean counts the less, the further means err (`_widened`).
    """
    if recent < 2 or recent > len(latest_first) - 2:
        return None
    random, exceeding = Random(4), 0  # noqa: S311 - chance without secrets
    mean, seen = recent * sum(latest_first) / len(latest_first), sum(latest_first[:recent])
    needed = math.ceil(mean + (seen - mean) / widened - 1e-9)
    for draw in range(1, chance.DRAWS + 1):
        exceeding += sum(random.sample(latest_first, recent)) >= needed
        if exceeding >= chance.ENOUGH_EXCEEDING:
            return exceeding / draw
    return (exceeding + 1) / (chance.DRAWS + 1)


def silence(look: Look) -> list[Claim]:
    """Nothing on three full days or more, after ratings rose, for somebody who never was silent so long before.

    The last day of the look-back is left out, since it may not be over.
    """
    logged = sorted(look.days)
    means = list(_day_means(look).values())
    if len(means) < 3 * FEWEST:
        return []
    silent = (look.period.last - logged[-1]).days - 1
    gaps = [(day - before).days - 1 for before, day in pairwise(logged)]
    if silent < SILENT_DAYS or silent <= max(gaps):
        return []
    lived = (logged[-1] - logged[0]).days + 1
    left_out = max(1, sum(gaps))
    before = sorted(means[:-FEWEST])
    rising = sum(value > before[len(before) // 2] for value in means[-FEWEST:]) >= FEWEST - 1
    text = tr(
        "Nothing logged for {days} days, after days rated higher than usual for you. How are you? A short check-in "
        "is enough.",
        days=silent,
    )
    p = left_out**silent / lived**silent  # in whole numbers: powers of a fraction differ from machine to machine
    return [Claim("silence", p, silent, silent, silent * left_out / lived, text, rising)]


def _day_means(look: Look) -> dict[date, int]:
    """Each day's mean rating in sixtieths, so that sums stay whole numbers."""
    return {
        day: round(FINE * sum(of_day.intensity for of_day in of_day) / len(of_day))
        for day, of_day in look.by_day.items()
    }
