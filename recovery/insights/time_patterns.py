"""Where cravings crowd: hours of the day, days of the week, and days after something that a check-in or a dose says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from recovery.insights import chance
from recovery.insights.chance import Unit
from recovery.insights.claims import (
    FEWEST_CRAVINGS,
    FEWEST_DAYS,
    Claim,
    Felt,
    Look,
    enough,
    marked_higher,
    more,
    rounded,
    weeks_of,
    within,
)
from recovery.insights.facts import LOW_MOOD, SHORT_SLEEP, instant
from recovery.insights.periods import Period
from recovery.journal.entries import HALT
from recovery.language import tr

WINDOW_HOURS = 4
TOGETHER_SECONDS = 600
HEAPED_MINUTES = 5
FEWEST_AROUND = 12


def hours(look: Look) -> list[Claim]:
    """A stretch of four hours in which cravings crowd; each day could as well have run some hours earlier or later.

    What was written down later, or all at once, says when somebody wrote, and is left out (see `_timed`). Chance turns
    each day's clock over the hours between which the days around it lie, so neither an empty night nor another shift is
    a pattern. Both halves of the period must show more than the fuller half of the hours further off. So must each of
    the four hours, and the cravings that another followed on the same day: a habit of writing before going to bed fills
    an hour or two, and is the last of its day.
    """
    cravings = _timed(look.cravings)
    often = _often(cravings)
    starts = [hour for hour in often if all((hour + step) % 24 in often for step in range(WINDOW_HOURS))]
    if not enough(cravings) or len(often) < 2 * WINDOW_HOURS or not starts:
        return []
    outstanding = chance.most_outstanding(list(_turned_days(cravings, starts)))
    if outstanding is None:
        return []
    stretch = [(starts[outstanding.cell] + step) % 24 for step in range(WINDOW_HOURS)]
    further_off = [hour for hour in often if hour not in _with_neighbours(stretch)]

    def fuller(some: Iterable[Felt], part: Sequence[int]) -> bool:
        """Whether these hours are fuller than the fuller half of the hours further off."""
        row = _by_hour(some)
        others = [row[hour] for hour in further_off]
        return more(sum(row[hour] for hour in part), len(part) * _mean_of_fuller_half(others))

    total = len(cravings)
    seen = sum(_by_hour(cravings)[hour] for hour in stretch)
    expected = total * WINDOW_HOURS / len(look.hours | set(often))
    text = tr(
        "{first:02}:00 to {end:02}:00: {seen} of {total} cravings; spread evenly over the hours with entries it would "
        "be {expected}.",
        first=stretch[0],
        end=(stretch[-1] + 1) % 24,
        seen=seen,
        total=total,
        expected=rounded(expected),
    )
    followed = [craving for craving, after in pairwise(cravings) if craving.day == after.day]
    again = (
        look.again(lambda half: fuller(within(cravings, half), stretch))
        and all(fuller(cravings, [hour]) for hour in stretch)
        and more(sum(craving.hour in stretch for craving in followed), len(followed) * WINDOW_HOURS / len(often))
    )
    return [Claim("hour", outstanding.p, seen, total, expected, text, again)]


def _with_neighbours(stretch: Sequence[int]) -> set[int]:
    """The hours of a stretch, with the one before it and the one after."""
    return {*stretch, (stretch[0] - 1) % 24, (stretch[-1] + 1) % 24}


def _mean_of_fuller_half(counts: Sequence[int]) -> float:
    """The mean of the larger half of these counts; of an odd number the middle one is among them."""
    larger = sorted(counts)[len(counts) // 2 :]
    return sum(larger) / len(larger)


def _timed(cravings: Sequence[Felt]) -> list[Felt]:
    """The cravings whose time says when they were, and not when somebody wrote or what hour came to mind.

    None that was written later, and none within ten minutes of another: they were written together. Where it is not
    known when one was written, none at a full five minutes either.
    """
    times = sorted((instant(craving.at), place) for place, craving in enumerate(cravings))
    ordered = [cravings[place] for _, place in times]
    near = [(after - before).total_seconds() <= TOGETHER_SECONDS for (before, _), (after, _) in pairwise(times)]
    follows, leads = [False, *near], [*near, False]
    return [
        craving
        for craving, after, before in zip(ordered, follows, leads, strict=False)
        if not (after or before) and (craving.moment or (craving.moment is None and craving.at.minute % HEAPED_MINUTES))
    ]


def _turned_days(cravings: Sequence[Felt], starts: Sequence[int]) -> Iterator[Unit]:
    """Each day with its cravings in four hours from each of `starts`, and the same for every turn of its clock."""
    by_day: dict[date, list[int]] = defaultdict(list)
    for craving in cravings:
        by_day[craving.day].append(craving.hour)
    days = list(by_day)
    counted_in = [
        [cell for cell, start in enumerate(starts) if (hour - start) % 24 < WINDOW_HOURS] for hour in range(24)
    ]
    for place, day in enumerate(days):
        arc = _arc(_around(days, by_day, place))
        if len(arc) < 2 * WINDOW_HOURS:
            continue
        at = Counter(arc.index(hour) for hour in by_day[day]).items()
        rows = []
        for turn in range(len(arc)):
            row = [0] * len(starts)
            for position, count in at:
                for cell in counted_in[arc[(position + turn) % len(arc)]]:
                    row[cell] += count
            rows.append(row)
        yield Unit(rows[0], rows)


def _around(days: Sequence[date], by_day: Mapping[date, list[int]], place: int) -> set[int]:
    """The hours of a day and of the nearest days on both sides, until there are enough cravings to tell."""
    hours, wide = list(by_day[days[place]]), 0
    while len(hours) < FEWEST_AROUND and wide < len(days):
        wide += 1
        for other in (place - wide, place + wide):
            if 0 <= other < len(days):
                hours += by_day[days[other]]
    return set(hours)


def _arc(hours: set[int]) -> list[int]:
    """The shortest stretch of the clock that holds all these hours."""
    ordered = sorted(hours)
    gaps = [((after - before) % 24 or 24, after) for before, after in pairwise([*ordered, ordered[0]])]
    longest, first = max(gaps)
    return [(first + step) % 24 for step in range(25 - longest)]


def weekdays(look: Look) -> list[Claim]:
    """A day of the week on which cravings crowd; each week could as well have begun on any of its logged days."""
    logged = look.counted
    units = []
    for week in weeks_of(sorted(logged)):
        rows = []
        for values in chance.turned([look.count([day]) for day in week]):
            row = [0] * 7
            for day, value in zip(week, values, strict=True):
                row[day.weekday()] = value
            rows.append(row)
        units.append(Unit(rows[0], rows))
    outstanding = chance.most_outstanding(units)
    if outstanding is None:
        return []
    named = {day for day in logged if day.weekday() == outstanding.cell}

    def holds(half: Period) -> bool:
        days = {day for day in logged if day in half}
        return bool(days) and more(look.count(days & named), look.count(days) * len(days & named) / len(days))

    total = len(look.cravings)
    expected = total * len(named) / len(logged)
    text = tr(
        "{weekday}: {seen} of {total} cravings; an even spread would be {expected}.",
        weekday=_weekday(outstanding.cell),
        seen=outstanding.seen,
        total=total,
        expected=rounded(expected),
    )
    return [Claim("weekday", outstanding.p, outstanding.seen, total, expected, text, look.again(holds))]


def _weekday(number: int) -> str:
    days = (
        tr("Mondays"), tr("Tuesdays"), tr("Wednesdays"), tr("Thursdays"), tr("Fridays"), tr("Saturdays"), tr("Sundays"),
    )  # fmt: skip
    return days[number]


def sleep(look: Look) -> list[Claim]:
    """Days after a short night; a check-in's hours are those of the night before it."""
    slept = {day: answers.sleep_hours for day, answers in look.answers.items() if answers.sleep_hours is not None}
    return _crowded(
        "sleep",
        look,
        {day: value < SHORT_SLEEP for day, value in slept.items()},
        tr("Days after less than 6 hours of sleep"),
        "sleep",
    )


def mood(look: Look) -> list[Claim]:
    """Days after a day of low mood."""
    moods = {day: answers.mood for day, answers in look.answers.items() if answers.mood is not None}
    low = {day + timedelta(days=1): value <= LOW_MOOD for day, value in moods.items()}
    return _crowded("mood", look, low, tr("Days after a mood of 3 or less"), "mood")


def halt(look: Look) -> list[Claim]:
    """Days after a check-in that says hungry, angry, lonely or tired, each for itself.

    Not the day itself: an evening's tick comes after the day's cravings, and may as well come of them.
    """
    claims = []
    for name in HALT:
        said = {
            day: getattr(answers, name) for day, answers in look.answers.items() if getattr(answers, name) is not None
        }
        after = {day + timedelta(days=1): felt for day, felt in said.items()}
        claims += _crowded("halt", look, after, tr("Days after {feeling} was ticked", feeling=name), name)
    return claims


def medication(look: Look) -> list[Claim]:
    """Days after a day with a missed dose."""
    missed = {day + timedelta(days=1): was_missed for day, was_missed in look.doses.items()}
    return _crowded("medication", look, missed, tr("Days after a missed dose"), "medication")


def _crowded(kind: str, look: Look, exposed: Mapping[date, bool], about: str, sign: str) -> list[Claim]:
    """How many cravings the exposed days had, among all logged days of which it is known."""
    counted = look.counted
    known = {day for day in exposed if day in counted}
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
    text = tr(
        "{about}: {seen} of {total} cravings; by the number of such days it would be {expected}.",
        about=about,
        seen=seen,
        total=total,
        expected=rounded(expected),
    )
    return [Claim(kind, p, seen, total, expected, text, look.again(holds), sign=sign)]


def _often(cravings: Sequence[Felt]) -> list[int]:
    """The hours in which this person is up and logs: a quarter of an even share, alone and with their neighbours."""
    counts = _by_hour(cravings)
    alone, together = max(1, len(cravings) / 96), max(2, len(cravings) / 32)
    return [
        hour
        for hour in range(24)
        if counts[hour] >= alone and counts[hour - 1] + counts[hour] + counts[(hour + 1) % 24] >= together
    ]


def _by_hour(cravings: Iterable[Felt]) -> list[int]:
    row = [0] * 24
    for craving in cravings:
        row[craving.hour] += 1
    return row
