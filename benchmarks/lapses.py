"""Days of use in a made-up look-back: independent of all else, like a run-up, or after a planted one."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from benchmarks.worlds import World
from recovery.insights.facts import Answers, CravingFact
from recovery.insights.patterns import Evidence
from recovery.insights.periods import Period

RUN_UP, AFTER = 3, 3
SLEEPLESS = 0.2
STRETCH = 16


def with_lapses(world: World, seed: int, made: Evidence) -> Evidence:
    """The look-back with `world.lapses` days of use, none in its last four days.

    `in_runs` puts them in runs of up to four within ten days, `on_weekends` on weekends, which short nights precede.
    `bad_stretch` puts most into two weeks of short nights and low moods, `aftermath` lets three days of short nights,
    loneliness and high cravings follow each; with `silent_after` three days without an entry. `bad_days_only` leaves
    nothing but days of short nights. The plant `before_lapse` makes short nights `1 + 4 x strength` times as frequent
    on the three days before a lapse, or with the planted sign `cravings` cravings so many times as many.
    """
    random = Random(f"{seed} lapses")
    stretch = _stretch(random, made.period) if world.bad_stretch else set()
    uses = _uses(world, random, made.period, stretch)
    after = {use + timedelta(days=step) for use in uses for step in range(1, AFTER + 1)} - uses
    before = {use - timedelta(days=step) for use in uses for step in range(1, RUN_UP + 1)} - uses
    odds = dict.fromkeys(made.period, SLEEPLESS)
    for day in made.period:
        if world.plant == "before_lapse" and world.planted_sign == "sleep" and day in before:
            odds[day] *= 1 + 4 * world.strength
        if day in stretch or (world.aftermath and day in after) or (world.on_weekends and day.weekday() in (3, 4, 5)):
            odds[day] = 0.6
    bad = {day for day in made.period if random.random() < odds[day]}
    hard = bad & (stretch | after) if world.aftermath or world.bad_stretch else set()
    silent = after if world.silent_after else set()
    left_out = silent | ({day for day in made.period if day not in bad} if world.bad_days_only else set())
    if world.plant == "before_lapse" and world.planted_sign == "cravings":
        made = _more_cravings(world, seed, made, before)
    return _kept(made, uses, bad, hard, left_out)


def _more_cravings(world: World, seed: int, made: Evidence, before: set[date]) -> Evidence:
    """Each craving of those days again, at other hours and with ratings of their own."""
    random, cravings = Random(f"{seed} cravings before"), []
    for craving in made.cravings:
        cravings.append(craving)
        times = 4 * world.strength
        for _ in range(int(times) + (random.random() < times % 1) if craving.day in before else 0):
            at = craving.at.replace(hour=random.randrange(7, 24), minute=random.randrange(60))
            rating = min(10, max(0, round(random.gauss(5, 2))))
            again = craving._replace(at=at, intensity=rating, key=world.cravings + len(cravings))
            cravings.append(again._replace(written=None if craving.written is None else at))
    return made._replace(cravings=cravings)


def _stretch(random: Random, period: Period) -> set[date]:
    first = period.first + timedelta(days=random.randrange(period.days - STRETCH))
    return {first + timedelta(days=step) for step in range(STRETCH)}


def _uses(world: World, random: Random, period: Period, stretch: set[date]) -> set[date]:
    """The days of use; of a bad stretch nine in ten."""
    free = [day for day in period if AFTER < (period.last - day).days < (world.late or period.days)]
    if world.on_weekends:
        free = [day for day in free if day.weekday() in (5, 6)]
    uses: set[date] = set()
    while len(uses) < min(world.lapses, len(free)):
        if world.falling:
            (day,) = random.choices(free, [4 ** -((day - period.first).days / period.days) for day in free])
        else:
            within = [one for one in free if not stretch or (one in stretch) == (random.random() < 0.9)]
            day = random.choice(within or free)
        run = random.randrange(1, 5) if world.in_runs else 1
        steps = [step for step in range(10) if (day + timedelta(days=step)) in free]
        for step in [0, *random.sample(steps, min(run - 1, len(steps)))]:
            if len(uses) < world.lapses:
                uses.add(day + timedelta(days=step))
    return uses


def _kept(made: Evidence, uses: set[date], bad: set[date], hard: set[date], left_out: set[date]) -> Evidence:
    """What is written down of such days."""

    def of_day(day: date, said: Answers) -> Answers:
        slept = said._replace(sleep_hours=5.0 if day in bad else max(6.5, said.sleep_hours or 7.0))
        return slept._replace(mood=2, lonely=True) if day in hard else slept

    def felt(craving: CravingFact) -> CravingFact:
        return craving._replace(intensity=min(10, craving.intensity + 3)) if craving.day in hard else craving

    told = made.logged
    answers = {day: of_day(day, said) for day, said in told.answers.items() if day not in left_out}
    return made._replace(
        cravings=[felt(craving) for craving in made.cravings if craving.day not in left_out],
        logged=told._replace(
            days=told.days - left_out,
            answers=answers,
            doses={day: missed for day, missed in told.doses.items() if day not in left_out},
            uses=frozenset(uses),
        ),
    )
