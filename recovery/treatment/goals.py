"""Goals and the rewards a person sets for them: for what is done, never for a free day.

A reward for a self-reported free day would pay for lying, so nothing here can count one: a check-in counts as done
whatever it says (care page, "Words").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar, NamedTuple

from recovery.console import one_line
from recovery.errors import NotFound, Refused
from recovery.language import Noun, tr, trn
from recovery.outlets import words
from recovery.store.names import NAME, alike
from recovery.store.records import EntryRecord, record, ruled
from recovery.store.rules import DAY, ID, INSTANT, TEXT, TIMEZONE, choice, whole

# What a goal can count by itself: check-ins, doses taken, meetings and sessions, activities; or only what is told.
COUNTS = ("checkin", "dose", "attend", "activity", "told")
NO_GOAL = tr('No goal is set yet. For example: recovery goal add "walk" --target 5 --reward "a cinema ticket"')
UNKNOWN = tr("There is no such goal. recovery goal list names them.")


@record
class Goal(EntryRecord):
    """Something to do: each `target` times earn the `reward`, each time gives `points`; `area` is a part of life."""

    kind: ClassVar[str] = "goal"
    called: ClassVar[Noun] = Noun("goal", "goals")
    searched: ClassVar[tuple[str, ...]] = ("name", "area", "reward", "note")

    id: str = ruled(ID)
    day: date = ruled(DAY)
    name: str = ruled(NAME)
    area: str | None = ruled(NAME, optional=True)
    counts: str = ruled(choice(*COUNTS), default="told")
    target: int = ruled(whole(1, 1000), default=1)
    points: int = ruled(whole(0, 1000), default=0)
    reward: str | None = ruled(NAME, optional=True)
    closed: date | None = ruled(DAY, optional=True)
    note: str | None = ruled(TEXT, optional=True)

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield self.called()
        yield one_line(self.name)
        yield one_line(self.area or "")
        if self.reward:
            times = trn("each time", "every {count} times", self.target)
            yield f"{times}: {one_line(self.reward)}"
        yield trn("{count} point each", "{count} points each", self.points) if self.points else ""
        yield tr("closed {day}", day=words.day(self.closed)) if self.closed else ""


@record
class Step(EntryRecord):
    """One time that a goal was done, told by the person."""

    kind: ClassVar[str] = "step"
    called: ClassVar[Noun] = Noun("step", "steps")
    searched: ClassVar[tuple[str, ...]] = ("goal", "note")

    id: str = ruled(ID)
    at: datetime = ruled(INSTANT)
    timezone: str = ruled(TIMEZONE)
    day: date = ruled(DAY)
    goal: str = ruled(NAME)
    note: str | None = ruled(TEXT, optional=True)

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield tr("done")
        yield one_line(self.goal)


@record
class Reward(EntryRecord):
    """A reward that the person gave themselves for a goal."""

    kind: ClassVar[str] = "reward"
    called: ClassVar[Noun] = Noun("reward", "rewards")
    searched: ClassVar[tuple[str, ...]] = ("goal", "text")
    long: ClassVar[Mapping[str, str]] = {}

    id: str = ruled(ID)
    day: date = ruled(DAY)
    goal: str = ruled(NAME)
    text: str | None = ruled(NAME, optional=True)

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield self.called()
        yield one_line(self.goal)
        yield one_line(self.text or "")


class Done(NamedTuple):
    """One thing done on a day: a word of `COUNTS`, and the goal it was told for, if it was."""

    counts: str
    day: date
    goal: str | None = None


class Progress(NamedTuple):
    """How a goal stands: `waiting` rewards are earned and not yet taken."""

    goal: Goal
    times: int
    earned: int
    given: int

    @property
    def waiting(self) -> int:
        """Rewards earned and not yet given; never below 0."""
        return max(0, self.earned - self.given)

    @property
    def left(self) -> int:
        """How many times more until the next reward."""
        return self.goal.target - self.times % self.goal.target

    def to_json(self) -> dict[str, Any]:
        """The goal's own fields and how it stands."""
        return {
            **self.goal.to_json(),
            "times": self.times,
            "points_earned": self.times * self.goal.points,
            "rewards_earned": self.earned,
            "rewards_given": self.given,
        }


def progress(goal: Goal, done: Iterable[Done], rewards: Iterable[Reward]) -> Progress:
    """Count what was done for a goal from its first day to the day it was closed; what is told counts for any goal."""
    name = alike(goal.name)
    times = sum(
        goal.day <= done.day and (goal.closed is None or done.day <= goal.closed)
        for done in done
        if (done.counts == "told" and alike(done.goal or "") == name)
        or (done.counts == goal.counts and done.counts != "told")
    )
    given = sum(alike(reward.goal) == name for reward in rewards)
    return Progress(goal, times, times // goal.target if goal.reward else 0, given)


def named(goals: Sequence[Goal], name: str) -> Goal:
    """The goal of that name, or the one whose name begins like that; raises `NotFound`, `Refused`."""
    wanted = alike(name)
    exact = [goal for goal in goals if alike(goal.name) == wanted]
    fitting = exact or [goal for goal in goals if alike(goal.name).startswith(wanted)]
    if not fitting:
        raise NotFound(UNKNOWN if goals else NO_GOAL)
    if len(fitting) > 1:
        raise Refused(tr("Several goals begin like that. Give the whole name."))
    return fitting[0]
