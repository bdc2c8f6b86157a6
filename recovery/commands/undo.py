"""`recovery undo`: the last command taken back."""

from __future__ import annotations

import sys
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from recovery import diary as diaries
from recovery.commands.options import Json
from recovery.console import emit, folded, say
from recovery.language import trn
from recovery.outlets import words
from recovery.store import history

LISTED_STEPS = 10


def undo(
    waiting: Annotated[bool, typer.Option("--list", help="Show what would be taken back, the next one first.")] = False,
    json: Json = False,
) -> None:
    """Take back the last command; again for the one before it."""
    with diaries.reading() as diary:
        if waiting:
            found = history.steps(diary.journal, LISTED_STEPS)
            if json:
                emit([_step(step) for step in found])
            else:
                say(
                    *(
                        [f"{words.stamp(step.at.astimezone(diary.zone))}  {step.name}" for step in found]
                        or [history.NOTHING_LEFT]
                    )
                )
            return
        step = history.undo(diary.journal)
        if json:
            emit(_step(step))
        else:
            say(*folded(_undone(step, diary.zone), sys.stdout))


def _undone(step: history.Step, zone: ZoneInfo) -> str:
    at = f"{step.name} of {words.when(step.at.astimezone(zone))}"
    if step.left == step.changes:
        return f"Not taken back: {at}. What it wrote was changed on another device since, and stays."
    what = trn("{count} change", "{count} changes", step.changes)
    if step.left:
        what = f"{step.changes - step.left} of {what}; the rest was changed on another device since, and stays"
    return f"Taken back: {at} ({what})."


def _step(step: history.Step) -> dict[str, Any]:
    found = {"command": step.name, "at": step.at.isoformat(), "changes": step.changes}
    return found | ({"left": step.left} if step.left else {})
