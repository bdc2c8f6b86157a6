"""What a made-up person leaves out of the check-in: all of it from some day on, or a night on some days only."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from benchmarks.worlds import World
from recovery.insights.facts import SHORT_SLEEP, Answers
from recovery.insights.patterns import Evidence
from recovery.journal.entries import HIGH_INTENSITY

RUN_UP = 3


def as_told(world: World, seed: int, made: Evidence) -> Evidence:
    """The look-back without what the person of this world leaves out."""
    random, told = Random(f"{seed} unwritten"), made.logged
    answers, days, doses = dict(told.answers), set(told.days), dict(told.doses)
    if world.given_up:
        felt = {craving.day for craving in made.cravings} | told.uses
        late = {day for day in days | set(answers) | set(doses) if (made.period.last - day).days < world.given_up}
        days = {day for day in days if day not in late or day in felt}
        answers = {day: said for day, said in answers.items() if day not in late}
        doses = {day: missed for day, missed in doses.items() if day not in late}
    if world.told_more:
        hard = {craving.day for craving in made.cravings if craving.intensity >= HIGH_INTENSITY}
        before = {use - timedelta(days=step) for use in told.uses for step in range(1, RUN_UP + 1)}
        answers = {day: _of(said, random, day in hard, day in before) for day, said in answers.items()}
    return made._replace(logged=told._replace(days=frozenset(days), answers=answers, doses=doses))


def _of(said: Answers, random: Random, hard: bool, before: bool) -> Answers:
    """A check-in without the night that is not told; chance is asked for each, so that worlds stay alike."""
    short = said.sleep_hours is not None and said.sleep_hours < SHORT_SLEEP
    drawn = random.random()
    left_out = not short and drawn < 2 / 3 if before else short and not hard and drawn < 0.7
    return said._replace(sleep_hours=None) if left_out else said
