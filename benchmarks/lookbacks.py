"""Made-up look-backs for calibrating the patterns: none planted, or one of known kind and strength."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from math import exp
from random import Random

from benchmarks.lapses import with_lapses
from benchmarks.unwritten import as_told
from benchmarks.worlds import LAST, World
from recovery.insights.facts import Answers, CravingFact, Logged, MomentFact
from recovery.insights.patterns import Evidence
from recovery.insights.periods import Period

TRIGGERS = ("payday", "bored", "argument", "old corner", "lonely", "phone")
SKILLS = ("called sponsor", "walk", "cold shower", "meeting")
AWAKE = range(7, 24)
RATE_DAYS = 14


def evidence(world: World, seed: int) -> Evidence:
    """One made-up look-back."""
    random = Random(seed)
    period = Period(LAST - timedelta(days=world.days - 1), LAST)
    days = [
        day
        for day in period
        if random.random() < world.logged
        and not (world.workdays and day.weekday() > 4)
        and not (world.weekends and day.weekday() < 5)
    ]
    days = days or [LAST]
    answers = {day: _answers(random) for day in days if random.random() < 0.9}
    answers = _moody(seed, period, answers) if world.moody else answers
    doses = {day: random.random() < 0.2 for day in days}
    weights = _weights(world, random, days, answers, doses)
    if world.late:
        weights = [weight * ((LAST - day).days < world.late) for day, weight in zip(days, weights, strict=True)]
    level = _levels(world, random, period)
    odds = {day: random.choice((0.02, 0.02, 0.02, 0.6)) if world.bad_days else 0.15 for day in days}
    wakes = {day: random.choice((0, 1, 2, 3)) if world.edges else 0 for day in days}
    cravings: list[CravingFact] = []
    for key in range(world.cravings):
        day = random.choices(days, weights)[0]
        if world.plant == "weekday" and random.random() < world.strength:
            fridays = [day for day in days if day.weekday() == 4]
            day = random.choice(fridays)
        if cravings and random.random() < world.repeated:
            again = cravings[-1]
            minute = min(59, again.at.minute + random.randrange(5))
            near = min(10, max(0, again.intensity + random.choice((-1, 0, 0, 1))))
            cravings.append(again._replace(at=again.at.replace(minute=minute), intensity=near, key=key))
            continue
        craving = _craving(world, random, day, level[day], period.last, odds[day], key)
        if world.edges:
            hour = random.randrange(7 + wakes[day], 21 + wakes[day])
            craving = craving._replace(at=craving.at.replace(hour=hour))
        cravings.append(craving)
    cravings = _as_written(world, random, cravings)
    if world.reverse:
        counts = Counter(craving.day for craving in cravings)
        answers = {
            day: answers._replace(tired=random.random() < min(0.9, 0.1 + 0.25 * counts[day]))
            for day, answers in answers.items()
        }
    hours = frozenset(craving.at.hour for craving in cravings) | frozenset({8, 21})
    if world.plant == "silence":
        cut = period.last - timedelta(days=5)
        cravings = [_lifted(craving, (cut - craving.day).days < 8, 4) for craving in cravings if craving.day <= cut]
        days = [day for day in days if day <= cut]
    made = Evidence(period, cravings, Logged(frozenset(days), hours, answers, doses, _moments(world, seed, period)))
    return as_told(world, seed, with_lapses(world, seed, made) if world.lapses else made)


def _moments(world: World, seed: int, period: Period) -> list[MomentFact]:
    """The random check-ins of a look-back, drawn apart, so that nothing else of a world changes with them."""
    random, drift = Random(f"moments {seed}"), 0.0
    moments = []
    for day in period if world.sampled else ():
        drift = 0.9 * drift + random.gauss(0, 0.6)
        share = min(0.8, 0.3 * (2 ** min(1.3, max(-2.5, drift)) if world.drifting else random.gammavariate(3, 1 / 3)))
        bad = world.bad_weeks and Random(f"week {seed} {day.isocalendar()[:2]}").random() < 0.5
        share = share * (1.5 if bad else 0.5) if world.bad_weeks else share
        spells = _spells(world, random, share)
        for part in range(world.sampled):
            minute = 8 * 60 + int((part + random.random()) * 14 * 60 / world.sampled)
            felt = spells[minute // 60]
            answered = 0.75 * (0.5 if world.busy and minute < 13 * 60 else 1) * (0.5 if world.shy and felt else 1)
            answered *= 0.1 if bad and minute < 13 * 60 else 1
            if random.random() < answered:
                at = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=UTC)
                moments.append(MomentFact(day, at, random.choice((2, 3, 5, 6, 8)) if felt else 0))
    return moments


def _spells(world: World, random: Random, share: float) -> list[bool]:
    """Whether there is a craving in each hour of a day: spells that end in an hour with odds of one in two."""
    hours, within = [], random.random() < share
    for hour in range(24):
        wanted = share
        if world.plant == "hour":
            wanted = share * (1 - world.strength) + (share * world.strength * 17 / 4 if 18 <= hour < 22 else 0)
        if random.random() < 0.5 or world.plant == "hour":
            within = random.random() < min(0.95, wanted)
        hours.append(within)
    return hours


def _as_written(world: World, random: Random, cravings: list[CravingFact]) -> list[CravingFact]:
    """The cravings with the times that stand in the journal, and when they were written down, where that is known."""
    bedtime: dict[date, float] = {}
    typed: dict[date, bool] = {}
    results = []
    for craving in cravings:
        night = bedtime.setdefault(craving.day, 22.2 + random.gauss(0, 0.6))
        at, written = craving.at, craving.at
        if world.shifts or world.travel:
            turned = (
                8 * (craving.day.isocalendar().week % 3) if world.shifts else 8 * (14 < (LAST - craving.day).days <= 28)
            )
            at = written = at.replace(hour=(at.hour + turned) % 24)
        if world.evenings:
            at = written = at.replace(hour=random.randrange(18, 24))
        if random.random() < world.nightly or typed.setdefault(craving.day, random.random() < world.typed):
            bedtime[craving.day] = night + 0.04
            at = written = _at(craving.day, night)
        elif random.random() < world.heaped:
            at, written = _at(craving.day, random.choice((12, 18, 21))), _at(craving.day, night)
        results.append(craving._replace(at=at, written=None if world.imported else written))
    return results


def _at(day: date, hour: float) -> datetime:
    minute = min(24 * 60 - 1, round(60 * hour))
    return datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=UTC)


def _levels(world: World, random: Random, days: Period) -> dict[date, float]:
    """Each day's level around 5, spread 1; it keeps `carried` of the day before."""
    answers, level = {}, random.gauss(0, 1)
    for day in days:
        level = world.carried * level + random.gauss(0, (1 - world.carried**2) ** 0.5)
        answers[day] = 5 + level
    return answers


def _answers(random: Random) -> Answers:
    feelings = [random.random() < 0.3 for _ in range(4)]
    return Answers(round(random.gauss(7, 1.3), 1), min(10, max(0, round(random.gauss(5.5, 2)))), *feelings)


def _moody(seed: int, period: Period, answers: dict[date, Answers]) -> dict[date, Answers]:
    """Answers of days that are like the days before, drawn apart; sleep, mood and feelings go together."""
    random, level, drawn = Random(f"moody {seed}"), 0.0, {}
    for day in period:
        level = 0.9 * level + random.gauss(0, 0.44)
        feelings = [random.random() < min(0.95, max(0.03, 0.3 + 0.22 * level)) for _ in range(4)]
        sleep, mood = random.gauss(7 - level, 0.8), random.gauss(5.5 - 1.6 * level, 1)
        drawn[day] = Answers(round(sleep, 1), min(10, max(0, round(mood))), *feelings)
    return {day: drawn[day] for day in answers}


def _weights(
    world: World, random: Random, days: list[date], answers: dict[date, Answers], doses: dict[date, bool]
) -> list[float]:
    """How many cravings each day draws; planted days draw `1 + 8 x strength` times as many."""
    weights = []
    uneven = _uneven(world, random, days)
    for day in days:
        weight = random.gammavariate(2, 0.5) if world.clustered else 1.0
        weight *= uneven.get(day, 1.0)
        if world.falling:
            weight *= 4.0 ** ((LAST - day).days / world.days)
        if world.plant == "rate" and (LAST - day).days < RATE_DAYS:
            weight *= 1 + 4 * world.strength
        if world.fewer and (LAST - day).days < 14:
            weight /= 3
        before = answers.get(day - timedelta(days=1))
        mine = answers.get(day)
        hit = {
            "sleep": mine is not None and mine.sleep_hours is not None and mine.sleep_hours < 6,
            "mood": before is not None and before.mood is not None and before.mood <= 3,
            "halt_after": before is not None and bool(before.tired),
            "medication": doses.get(day - timedelta(days=1), False),
        }.get(world.plant or "", False)
        weights.append(weight * (1 + 8 * world.strength) if hit else weight)
    return weights


def _uneven(world: World, random: Random, days: list[date]) -> dict[date, float]:
    """How many times as many cravings each day draws: its logarithm drifts and keeps `uneven` of the last."""
    factors: dict[date, float] = {}
    level = random.gauss(0, 1) if world.uneven else 0.0
    for day in Period(days[0], days[-1]) if world.uneven else ():
        level = world.uneven * level + random.gauss(0, (1 - world.uneven**2) ** 0.5)
        factors[day] = exp(level / 2)
    return factors


def _craving(world: World, random: Random, day: date, level: float, last: date, odds: float, key: int) -> CravingFact:
    hour = random.choice(AWAKE) if random.random() >= world.awake_at_night else random.randrange(24)
    if world.plant == "hour" and random.random() < world.strength:
        hour = random.choice((18, 19, 20, 21))
    triggers = tuple(random.sample(TRIGGERS, random.choice((1, 1, 2))))
    skill = random.choice(SKILLS)
    outcome = None if random.random() < 0.1 else "used" if random.random() < odds else "passed"
    if world.plant == "coping" and outcome:
        chance = 0.02 if skill == "walk" else 0.1 + 0.5 * world.strength
        outcome = "used" if random.random() < chance else "passed"
    rating = random.gauss(level, 1.8)
    recent = (last - day).days < 14
    if world.plant == "trigger" and "payday" in triggers:
        rating += 5 * world.strength
    if world.plant == "level" and recent:
        rating += 5 * world.strength
    if world.plant == "swing" and recent:
        rating = 5 + (4 if day.toordinal() % 2 else -4) * world.strength * 1.5 + random.gauss(0, 1)
    elif world.plant == "swing":
        rating = 5 + random.gauss(0, 1)
    at = datetime(day.year, day.month, day.day, hour, random.randrange(60), tzinfo=UTC)
    return CravingFact(day, at, min(10, max(0, round(rating))), triggers, (skill,), outcome, key)


def _lifted(craving: CravingFact, lifted: bool, by: int) -> CravingFact:
    return craving._replace(intensity=min(10, craving.intensity + by)) if lifted else craving
