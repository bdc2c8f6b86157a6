"""The questions of the check-in, one function for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from recovery import console, prompts
from recovery import diary as diaries
from recovery.commands.after import LAPSE_WRITTEN
from recovery.console import say, tell
from recovery.diary import Diary
from recovery.journal import queries
from recovery.journal.entries import CheckIn, halt_values
from recovery.language import tr
from recovery.store.records import alike

Day = Annotated[str | None, typer.Option("--day", metavar="DAY", help=tr("Which day (default: today)."))]


def aftercare(diary: Diary, record: CheckIn, *, json: bool) -> None:
    """Say what a person should know after the answer they gave."""
    if record.used:
        (tell if json else say)(*LAPSE_WRITTEN)
    elif _contradicted(diary, record):
        tell(tr("A lapse is written down for that day, so the day stays counted as used. recovery show lists it."))


def _contradicted(diary: Diary, record: CheckIn) -> bool:
    """Whether a lapse of that day is of something that the check-in says was not used."""
    free = {alike(name) for name in record.free_of}
    lapsed = [alike(lapse.substance or "") for lapse in queries.lapses_on(diary.journal, record.day)]
    return any(name in free or (record.used is False and not free) for name in lapsed)


def questions(diary: Diary, old: CheckIn | None) -> dict[str, Callable[[], dict[str, Any]]]:
    """The questions of the short conversation by their names, in their usual order; Enter leaves an answer open."""
    asked: dict[str, Callable[[], dict[str, Any]]] = {
        "used": lambda: _use_question(diary),
        "mood": lambda: {"mood": prompts.number(tr("Mood, 0 (worst) to 10 (best)?"), 10)},
        "sleep": lambda: {"sleep_hours": prompts.number(tr("Hours slept?"), 24, whole=False)},
        "halt": _halt_question,
    }
    if diaries.question_on("confidence"):
        asked["confidence"] = lambda: {"confidence": prompts.number(tr("Confidence, 0 to 10?"), 10)}
    asked["good"] = lambda: {"good": prompts.line(tr("One good thing today?")) or None}
    if old and old.intention and old.intention_kept is None:
        intention = console.one_line(old.intention, 60)
        asked["kept"] = lambda: {
            "intention_kept": prompts.yes_no(tr('"{intention}": did it work out?', intention=intention))
        }
    return asked


def _use_question(diary: Diary) -> dict[str, Any]:
    substances = [substance.name for substance in queries.substances(diary.journal)]
    free_of = console.one_line(substances[0]) if len(substances) == 1 else ""
    used = prompts.yes_no(tr("Did you use {value} today?", value=free_of or "anything"))
    values: dict[str, Any] = {"used": used}
    if used and len(substances) > 1:
        values["substance"] = prompts.one(tr("Which one?"), substances)
    return values


def _halt_question() -> dict[str, bool | None]:
    question = tr("Hungry, angry, lonely, tired? [letters h a l t, - for none]")
    return prompts.until(question, lambda reply: halt_values(reply or None))
