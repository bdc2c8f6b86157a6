"""Where cravings crowd: hours of the day, days of the week, and days after something that a check-in or a dose says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import pairwise

from recovery.insights import chance
from recovery.insights import pattern_words as words
from recovery.insights.chance import Unit
from recovery.insights.lookback import (
    FEWEST_CRAVINGS,
    FEWEST_DAYS,
    Claim,
    Felt,
    Look,
    marked_higher,
    more,
    weeks_of,
    within,
)
from recovery.insights.periods import Period
from recovery.journal.entries import HALT

WINDOW_HOURS = 4
SHORT_SLEEP = 6.0
LOW_MOOD = 3


def hours(look: Look) -> list[Claim]:
    """A stretch of four hours in which cravings crowd; each day could as well have run some hours earlier or later.

    Chance turns the clock only over the hours in which this person often has cravings, so an empty night is no
    pattern, and one sleepless night does not make the days look crowded. Both halves must show more than the fuller
    half of the hours further off: where getting up and going to bed vary, the hours between them exceed an even share.
    """
    total = len(look.cravings)
    often = _often(look.cravings)
    stretches = _stretches(often)
    if len(often) < 2 * WINDOW_HOURS or not stretches:
        return []
    units, places = [], range(len(often))
    for cravings in look.by_day.values():
        row = _by_hour(cravings)
        ahead = [sum(row[often[(place + step) % len(often)]] for step in range(WINDOW_HOURS)) for place in places]
        rows = [[each[stretch[0]] for stretch in stretches] for each in chance.turned(ahead)]
        units.append(Unit(rows[0], rows))
    found = chance.most_outstanding(units)
    if found is None:
        return []
    stretch = stretches[found.cell]
    inside = {often[place] for place in stretch}
    beside = inside | {(hour + step) % 24 for hour in inside for step in (-1, 1)}

    def holds(half: Period) -> bool:
        row = _by_hour(within(look.cravings, half))
        others = sorted(row[hour] for hour in often if hour not in beside)
        fuller = others[len(others) // 2 :]
        return more(sum(row[hour] for hour in inside), WINDOW_HOURS * sum(fuller) / len(fuller))

    expected = total * WINDOW_HOURS / len(look.hours | set(often))
    text = words.hours(often[stretch[0]], (often[stretch[-1]] + 1) % 24, found.seen, total, expected)
    return [Claim("hour", found.p, found.seen, total, expected, text, look.again(holds))]


def weekdays(look: Look) -> list[Claim]:
    """A day of the week on which cravings crowd; each week could as well have begun on any of its logged days."""
    units = []
    for week in weeks_of(sorted(look.days)):
        rows = []
        for values in chance.turned([look.count([day]) for day in week]):
            row = [0] * 7
            for day, value in zip(week, values, strict=True):
                row[day.weekday()] = value
            rows.append(row)
        units.append(Unit(rows[0], rows))
    found = chance.most_outstanding(units)
    if found is None:
        return []
    named = {day for day in look.days if day.weekday() == found.cell}

    def holds(half: Period) -> bool:
        days = {day for day in look.days if day in half}
        return bool(days) and more(look.count(days & named), look.count(days) * len(days & named) / len(days))

    total = len(look.cravings)
    expected = total * len(named) / len(look.days)
    text = words.weekday(found.cell, found.seen, total, expected)
    return [Claim("weekday", found.p, found.seen, total, expected, text, look.again(holds))]


def sleep(look: Look) -> list[Claim]:
    """Days after a short night; a check-in's hours are those of the night before it."""
    slept = {day: each.sleep_hours for day, each in look.answers.items() if each.sleep_hours is not None}
    return _crowded("sleep", look, {day: value < SHORT_SLEEP for day, value in slept.items()}, words.sleep)


def mood(look: Look) -> list[Claim]:
    """Days after a day of low mood."""
    moods = {day: each.mood for day, each in look.answers.items() if each.mood is not None}
    low = {day + timedelta(days=1): value <= LOW_MOOD for day, value in moods.items()}
    return _crowded("mood", look, low, words.mood)


def halt(look: Look) -> list[Claim]:
    """Days on which the check-in says hungry, angry, lonely or tired, each for itself, and the days after them."""
    claims = []
    for name in HALT:
        said = {day: getattr(each, name) for day, each in look.answers.items() if getattr(each, name) is not None}
        after = {day + timedelta(days=1): felt for day, felt in said.items()}
        claims += _crowded("halt", look, said, partial(words.halt, name))
        claims += _crowded("halt", look, after, partial(words.halt_after, name))
    return claims


def medication(look: Look) -> list[Claim]:
    """Days after a day with a missed dose."""
    missed = {day + timedelta(days=1): was_missed for day, was_missed in look.doses.items()}
    return _crowded("medication", look, missed, words.medication)


def _crowded(
    kind: str, look: Look, exposed: Mapping[date, bool], sentence: Callable[[int, int, float], str]
) -> list[Claim]:
    """How many cravings the exposed days had, among all logged days of which it is known."""
    known = {day for day in exposed if day in look.days}
    marked = {day for day in known if exposed[day]}
    if look.count(known) < FEWEST_CRAVINGS or len(known) < FEWEST_DAYS:
        return []
    p = marked_higher({day: look.count([day]) for day in known}, marked)
    if p is None:
        return []

    def holds(half: Period) -> bool:
        days = {day for day in known if day in half}
        return bool(days & marked) and more(
            look.count(days & marked), look.count(days) * len(days & marked) / len(days)
        )

    seen, total = look.count(marked), look.count(known)
    expected = total * len(marked) / len(known)
    return [Claim(kind, p, seen, total, expected, sentence(seen, total, expected), look.again(holds))]


def _often(cravings: Sequence[Felt]) -> list[int]:
    """The hours in which this person is up and logs: a quarter of an even share, alone and with their neighbours."""
    counts = _by_hour(cravings)
    alone, together = max(1, len(cravings) / 96), max(2, len(cravings) / 32)
    return [
        hour
        for hour in range(24)
        if counts[hour] >= alone and counts[hour - 1] + counts[hour] + counts[(hour + 1) % 24] >= together
    ]


def _stretches(often: Sequence[int]) -> list[tuple[int, ...]]:
    """The places of every four hours that follow one another on the clock; a stretch never spans a gap."""
    places = [tuple((first + step) % len(often) for step in range(WINDOW_HOURS)) for first in range(len(often))]
    return [
        each for each in places if all((often[after] - often[before]) % 24 == 1 for before, after in pairwise(each))
    ]


def _by_hour(cravings: Iterable[Felt]) -> list[int]:
    row = [0] * 24
    for each in cravings:
        row[each.hour] += 1
    return row
