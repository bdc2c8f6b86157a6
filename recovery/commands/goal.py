"""Goals and self-set rewards: `goal add`, `done`, `list`, `reward`, `close`. For what is done, never for free days."""

from __future__ import annotations

from typing import Annotated, Literal

from recovery import diary as diaries
from recovery.commands import answering
from recovery.commands.options import At, Json, NoteText, note_text
from recovery.commands.parameters import Argument, Option
from recovery.console import emit, say
from recovery.diary import Diary
from recovery.errors import Refused, Usage
from recovery.language import tr
from recovery.store.names import alike
from recovery.treatment import queries, writing
from recovery.treatment.goals import NO_GOAL, Goal, Progress, Reward, Step, named, progress
from recovery.treatment.views import pages

NOT_EARNED = tr("No reward is waiting for that goal. recovery goal list says what is left.")

Name = Annotated[str, Argument(metavar="NAME", help=tr("The goal; the beginning of its name will do."))]


def add(
    name: Annotated[list[str], Argument(metavar="NAME", help=tr("What you will do."))],
    area: Annotated[str | None, Option(metavar="NAME", help=tr("A part of life: family, work, home, health."))] = None,
    counts: Annotated[
        Literal["checkin", "dose", "attend", "activity", "told"],
        Option(help=tr("What counts by itself; told: only what you say with goal done.")),
    ] = "told",
    target: Annotated[int, Option(min=1, max=1000, help=tr("How many times it takes to earn the reward."))] = 1,
    points: Annotated[int, Option(min=0, max=1000, help=tr("Points each time."))] = 0,
    reward: Annotated[str | None, Option(metavar="TEXT", help=tr("What you give yourself for it."))] = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """Set a goal for something you do, with a reward of your own if you like."""
    with diaries.existing_or_new() as diary:
        values = {"name": " ".join(name), "area": area, "counts": counts, "target": target, "points": points}
        record = writing.dated(diary, Goal, {**values, "reward": reward, "note": note_text(note)})
        if any(alike(goal.name) == alike(record.name) for goal in queries.goals(diary.journal)):
            raise Refused(tr("There is already a goal by that name. recovery goal close ends it."))
        writing.keep(diary, "goal add", record)
        answering.answer(diary, record, json=json)


def done(name: Name, at: At = None, note: NoteText = None, json: Json = False) -> None:
    """You did it, once."""
    with diaries.existing() as diary:
        goal = _goal(diary, name)
        record = writing.timed(diary, Step, at, {"goal": goal.name, "note": note_text(note)})
        if goal.counts != "told":
            raise Usage(tr("That goal counts by itself, from what you write down."))
        writing.keep(diary, "goal done", record)
        answering.answer(diary, record, *pages.progress(_progress(diary, goal)), json=json)


def list_(
    everything: Annotated[bool, Option("--all", help=tr("Also goals that are closed."))] = False,
    json: Json = False,
) -> None:
    """Your goals and how they stand."""
    with diaries.existing() as diary:
        progress = [_progress(diary, goal) for goal in queries.goals(diary.journal, closed=everything)]
    if json:
        emit([goal.to_json() for goal in progress])
    elif not progress:
        say(NO_GOAL)
    else:
        for goal in progress:
            say(*pages.progress(goal))


def reward(name: Name, json: Json = False) -> None:
    """Take a reward that you earned."""
    with diaries.existing() as diary:
        goal = _goal(diary, name)
        if not _progress(diary, goal).waiting:
            raise Refused(NOT_EARNED)
        record = writing.dated(diary, Reward, {"goal": goal.name, "text": goal.reward})
        writing.keep(diary, "goal reward", record)
        answering.answer(diary, record, tr("Enjoy it."), json=json)


def close(name: Name, json: Json = False) -> None:
    """End a goal; what was done for it stays."""
    with diaries.existing() as diary:
        goal = _goal(diary, name)
        located = (queries.row_of(diary.journal, goal), goal)
        answering.answer(diary, writing.change(diary, "goal close", located, {"closed": diary.today}), json=json)


def _goal(diary: Diary, name: str) -> Goal:
    """The open goal of that name or beginning; raises `NotFound`, `Refused`."""
    return named(queries.goals(diary.journal), name)


def _progress(diary: Diary, goal: Goal) -> Progress:
    rewards = [reward for reward in queries.rewards(diary.journal) if reward.day >= goal.day]
    return progress(goal, queries.done(diary.journal, goal.day), rewards)
