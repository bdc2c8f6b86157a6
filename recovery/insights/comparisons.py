"""The comparisons behind the patterns: each asks one question of the look-back and says how often chance answers as loudly.

A comparison gives what was counted, what an even spread would give, the sentence, and whether both halves show it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple, Self

from recovery.insights import chance
from recovery.insights import pattern_words as words
from recovery.insights.chance import Unit
from recovery.insights.facts import Answers, CravingFact
from recovery.insights.periods import Period
from recovery.journal.entries import HALT, HIGH_INTENSITY

WINDOW_HOURS = 4
SHORT_SLEEP = 6.0
LOW_MOOD = 3
FEWEST = 5
MOST_NAMES = 10
RECENT_DAYS = 14
SILENT_DAYS = 3
FINE = 60
AGAIN = 1.2
AGAIN_RATING = 0.5


class Felt(NamedTuple):
    """A craving as it is compared, its names folded."""

    day: date
    hour: int
    intensity: int
    triggers: frozenset[str]
    coping: frozenset[str]
    outcome: str | None


class Look(NamedTuple):
    """The look-back made ready: its cravings, also by day, and the first spelling of each name."""

    period: Period
    cravings: Sequence[Felt]
    by_day: Mapping[date, Sequence[Felt]]
    spelling: Mapping[str, str]
    days: frozenset[date]
    hours: frozenset[int]
    answers: Mapping[date, Answers]
    doses: Mapping[date, bool]

    @classmethod
    def of(
        cls,
        period: Period,
        cravings: Iterable[CravingFact],
        days: frozenset[date],
        hours: frozenset[int],
        answers: Mapping[date, Answers],
        doses: Mapping[date, bool],
    ) -> Self:
        """Fold names and sort cravings by day."""
        spelling: dict[str, str] = {}
        by_day: dict[date, list[Felt]] = defaultdict(list)
        for each in sorted(cravings, key=lambda craving: craving.key):
            for name in (*each.triggers, *each.coping):
                spelling.setdefault(name.casefold(), name)
            triggers, coping = (frozenset(map(str.casefold, names)) for names in (each.triggers, each.coping))
            felt = Felt(each.day, each.at.hour, each.intensity, triggers, coping, each.outcome)
            by_day[each.day].append(felt)
        ordered = {day: by_day[day] for day in sorted(by_day)}
        felt_all = [felt for found in ordered.values() for felt in found]
        return cls(period, felt_all, ordered, spelling, days, hours, answers, doses)

    def count(self, days: Iterable[date]) -> int:
        """How many cravings those days had."""
        return sum(len(self.by_day.get(day, ())) for day in days)

    def again(self, holds: Callable[[Period], bool]) -> bool:
        """Whether both halves of the look-back show it."""
        middle = self.period.first + timedelta(days=self.period.days // 2)
        halves = Period(self.period.first, middle - timedelta(days=1)), Period(middle, self.period.last)
        return all(map(holds, halves))


class Claim(NamedTuple):
    """What a comparison would say; `p` is already corrected within its own cells, `again` says both halves show it."""

    kind: str
    p: float
    seen: int
    of: int
    expected: float
    text: str
    again: bool


Family = Callable[[Look], list[Claim]]


def hours(look: Look) -> list[Claim]:
    """A stretch of four hours in which cravings crowd; each day could as well have run some hours earlier or later.

    Chance turns the clock only over the hours in which this person often has cravings, so an empty night is no
    pattern, and one sleepless night does not make the days look crowded.
    """
    total = len(look.cravings)
    often = _often(look.cravings)
    stretches = _stretches(often)
    if len(often) < 2 * WINDOW_HOURS or not stretches:
        return []
    units = []
    for cravings in look.by_day.values():
        row = _by_hour(cravings)
        turned = chance.turned([row[hour] for hour in often])
        rows = [[sum(each[place] for place in stretch) for stretch in stretches] for each in turned]
        units.append(Unit(rows[0], rows))
    found = chance.most_outstanding(units)
    if found is None:
        return []
    stretch = stretches[found.cell]
    inside = {often[place] for place in stretch}

    def holds(half: Period) -> bool:
        mine = [each.hour for each in look.cravings if each.day in half]
        return _more(sum(hour in inside for hour in mine), len(mine) * WINDOW_HOURS / len(often))

    expected = total * WINDOW_HOURS / len(look.hours | set(often))
    text = words.hours(often[stretch[0]], (often[stretch[-1]] + 1) % 24, found.seen, total, expected)
    return [Claim("hour", found.p, found.seen, total, expected, text, look.again(holds))]


def weekdays(look: Look) -> list[Claim]:
    """A day of the week on which cravings crowd; each week could as well have begun on any of its logged days."""
    units = []
    for week in _weeks(sorted(look.days)):
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
        return bool(days) and _more(look.count(days & named), look.count(days) * len(days & named) / len(days))

    total = len(look.cravings)
    expected = total * len(named) / len(look.days)
    text = words.weekday(found.cell, found.seen, total, expected)
    return [Claim("weekday", found.p, found.seen, total, expected, text, look.again(holds))]


def triggers(look: Look) -> list[Claim]:
    """A trigger whose cravings are rated higher, or end in use more often."""
    claims = []
    for name in _frequent(look.cravings, lambda each: each.triggers):
        mine = [each for each in look.cravings if name in each.triggers]
        others = [each for each in look.cravings if name not in each.triggers]
        claims += _rated(look, name, mine, others)
        claims += _used(look, name, mine, others)
    return claims


def _rated(look: Look, name: str, mine: Sequence[Felt], others: Sequence[Felt]) -> list[Claim]:
    """By the mean rating of each craving day; each week could have begun on any of them."""
    marked = {each.day for each in mine}
    ratings = {day: [each for each in found if name in each.triggers] or found for day, found in look.by_day.items()}
    p = _exposed({day: _fine_mean(found) for day, found in ratings.items()}, marked)
    if p is None:
        return []

    def holds(half: Period) -> bool:
        here, there = [each for each in mine if each.day in half], [each for each in others if each.day in half]
        return bool(here and there) and _mean(here) > _mean(there) + AGAIN_RATING

    high, expected = _high(mine), len(mine) * _high(others) / len(others)
    text = words.trigger(look.spelling[name], high, len(mine), expected)
    return [Claim("trigger", p, high, len(mine), expected, text, look.again(holds))]


def _used(look: Look, name: str, mine: Sequence[Felt], others: Sequence[Felt]) -> list[Claim]:
    """By use against no use, where enough ends are known (Fisher's exact test)."""
    known, rest = _known(mine), _known(others)
    used, used_rest = _uses(known), _uses(rest)
    if used + used_rest < FEWEST or len(known) < FEWEST or len(rest) < FEWEST:
        return []
    share = used_rest / len(rest)

    def holds(half: Period) -> bool:
        here = [each for each in known if each.day in half]
        return _more(_uses(here), len(here) * share)

    p = chance.fisher(used, len(known), used_rest, len(rest))
    text = words.trigger_use(look.spelling[name], used, len(known), len(known) * share)
    return [Claim("trigger", p, used, len(known), len(known) * share, text, look.again(holds))]


def coping(look: Look) -> list[Claim]:
    """A coping skill after which cravings passed more often than after none or others (Fisher's exact test)."""
    known = _known(look.cravings)
    claims = []
    for name in _frequent(known, lambda each: each.coping):
        mine = [each for each in known if name in each.coping]
        others = [each for each in known if name not in each.coping]
        passed, rest = len(mine) - _uses(mine), len(others) - _uses(others)

        def holds(half: Period, mine: Sequence[Felt] = mine, others: Sequence[Felt] = others) -> bool:
            here, there = [each for each in mine if each.day in half], [each for each in others if each.day in half]
            return bool(here and there) and _more(_uses(there) / len(there), _uses(here) / len(here))

        p = chance.fisher(passed, len(mine), rest, len(others))
        expected = len(mine) * rest / len(others)
        text = words.coping(look.spelling[name], passed, len(mine), expected)
        claims.append(Claim("coping", p, passed, len(mine), expected, text, look.again(holds)))
    return claims


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
    """Days on which the check-in says hungry, angry, lonely or tired, each for itself."""
    claims = []
    for name in HALT:
        said = {day: getattr(each, name) for day, each in look.answers.items() if getattr(each, name) is not None}
        claims += _crowded("halt", look, said, words.halt(name))
    return claims


def medication(look: Look) -> list[Claim]:
    """Days after a day with a missed dose."""
    missed = {day + timedelta(days=1): was_missed for day, was_missed in look.doses.items()}
    return _crowded("medication", look, missed, words.medication)


def _crowded(
    kind: str, look: Look, exposed: Mapping[date, bool], sentence: Callable[[int, int, float], str]
) -> list[Claim]:
    """How many cravings the exposed days had, among all logged days of which it is known."""
    known = {day for day in exposed if day in look.days and day in look.period}
    marked = {day for day in known if exposed[day]}
    p = _exposed({day: look.count([day]) for day in known}, marked)
    if p is None:
        return []

    def holds(half: Period) -> bool:
        days = {day for day in known if day in half}
        return bool(days & marked) and _more(
            look.count(days & marked), look.count(days) * len(days & marked) / len(days)
        )

    seen, total = look.count(marked), look.count(known)
    expected = total * len(marked) / len(known)
    return [Claim(kind, p, seen, total, expected, sentence(seen, total, expected), look.again(holds))]


def level(look: Look) -> list[Claim]:
    """The last two weeks rated higher than the weeks before, by the mean rating of each craving day."""
    return _risen("level", look, {day: _fine_mean(found) for day, found in look.by_day.items()}, words.level)


def swing(look: Look) -> list[Claim]:
    """The last two weeks swinging more: the step from one craving day's mean to the next one's."""
    means = {day: _fine_mean(found) for day, found in look.by_day.items()}
    days = list(means)
    steps = {day: abs(means[day] - means[before]) for before, day in zip(days, days[1:], strict=False)}
    return _risen("swing", look, steps, words.swing)


def _risen(kind: str, look: Look, values: Mapping[date, int], sentence: Callable[[int, int], str]) -> list[Claim]:
    """Recent days against the earlier ones. Neighbouring days are alike, so days change places two by two."""
    recent = [day for day in values if (look.period.last - day).days < RECENT_DAYS]
    earlier = sorted(value for day, value in values.items() if day not in set(recent))
    if len(recent) < FEWEST or len(earlier) < 2 * FEWEST:
        return []
    ordered = [values[day] for day in values]
    pairs = [sum(ordered[max(0, end - 2) : end]) for end in range(len(ordered), 0, -2)]
    p = _latest_highest(pairs, len(recent) // 2)
    if p is None:
        return []
    middle = earlier[len(earlier) // 2]
    parts = recent[: len(recent) // 2], recent[len(recent) // 2 :]
    both = all(sum(values[day] for day in part) > len(part) * middle for part in parts)
    above = sum(values[day] > middle for day in recent)
    expected = len(recent) * sum(value > middle for value in earlier) / len(earlier)
    return [Claim(kind, p, above, len(recent), expected, sentence(above, len(recent)), both)]


def _latest_highest(latest_first: Sequence[int], recent: int) -> float | None:
    """How often as many blocks drawn at random sum to as much as the latest ones do."""
    if recent < 2 or recent > len(latest_first) - 2:
        return None
    random, seen, exceeding = Random(4), sum(latest_first[:recent]), 0
    for draw in range(1, chance.DRAWS + 1):
        exceeding += sum(random.sample(latest_first, recent)) >= seen
        if exceeding >= chance.ENOUGH_EXCEEDING:
            return exceeding / draw
    return (exceeding + 1) / (chance.DRAWS + 1)


def silence(look: Look) -> list[Claim]:
    """No entry on the last three days or more, after ratings rose, for somebody who rarely leaves a day out."""
    logged = [day for day in look.days if day in look.period]
    silent = (look.period.last - max(logged)).days if logged else 0
    lived = look.period.days - silent
    means = [_fine_mean(found) for found in look.by_day.values()]
    if silent < SILENT_DAYS or len(means) < 3 * FEWEST:
        return []
    left_out = max(1, lived - len(logged)) / lived
    before = sorted(means[:-FEWEST])
    rising = sum(value > before[len(before) // 2] for value in means[-FEWEST:]) >= FEWEST - 1
    return [Claim("silence", left_out**silent, silent, silent, silent * left_out, words.silence(silent), rising)]


FAMILIES: tuple[Family, ...] = (
    hours, weekdays, triggers, coping, sleep, mood, halt, medication, level, swing, silence,
)  # fmt: skip


def _exposed(values: Mapping[date, int], marked: set[date]) -> float | None:
    """How often chance gives the marked days as high a sum, when each week could have begun on any of its days."""
    if len(marked) < FEWEST or len(values) - len(marked) < FEWEST:
        return None
    units = []
    for week in _weeks(sorted(values)):
        places = [place for place, day in enumerate(week) if day in marked]
        if 0 < len(places) < len(week):
            orders = chance.turned([values[day] for day in week])
            rows = [(sum(order[place] for place in places),) for order in orders]
            units.append(Unit(rows[0], rows))
    found = chance.most_outstanding(units)
    return found.p if found else None


def _more(seen: float, expected: float) -> bool:
    """More than expected by a fifth at least: what each half for itself must show."""
    return seen > AGAIN * expected


def _often(cravings: Sequence[Felt]) -> list[int]:
    """The hours in which this person is up and logs: a quarter at least of an even share, alone and with its neighbours."""
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
        each
        for each in places
        if all((often[after] - often[before]) % 24 == 1 for before, after in zip(each, each[1:], strict=False))
    ]


def _weeks(days: Sequence[date]) -> list[list[date]]:
    """Days in their calendar weeks."""
    weeks: dict[tuple[int, int], list[date]] = defaultdict(list)
    for day in days:
        weeks[day.isocalendar()[:2]].append(day)
    return list(weeks.values())


def _by_hour(cravings: Iterable[Felt]) -> list[int]:
    row = [0] * 24
    for each in cravings:
        row[each.hour] += 1
    return row


def _frequent(cravings: Sequence[Felt], names: Callable[[Felt], Iterable[str]]) -> list[str]:
    """Names that come with enough cravings to compare, and are missing from enough; the most frequent ten."""
    counts: dict[str, int] = defaultdict(int)
    for each in cravings:
        for name in names(each):
            counts[name] += 1
    enough = [name for name, count in counts.items() if FEWEST <= count <= len(cravings) - FEWEST]
    return sorted(enough, key=lambda name: (-counts[name], name))[:MOST_NAMES]


def _known(cravings: Iterable[Felt]) -> list[Felt]:
    return [each for each in cravings if each.outcome]


def _uses(cravings: Iterable[Felt]) -> int:
    return sum(each.outcome == "used" for each in cravings)


def _high(cravings: Iterable[Felt]) -> int:
    return sum(each.intensity >= HIGH_INTENSITY for each in cravings)


def _mean(cravings: Sequence[Felt]) -> float:
    return sum(each.intensity for each in cravings) / len(cravings)


def _fine_mean(cravings: Sequence[Felt]) -> int:
    """A mean rating in sixtieths, so that sums stay whole numbers."""
    return round(_mean(cravings) * FINE)
