"""`recovery today`: the first screen, and its one question: how the last craving ended, where it is open.

Nothing of the look back is loaded at the top: `today --prompt` runs before each line of a shell.
"""

from __future__ import annotations

from typing import Annotated

import typer

from recovery import console
from recovery import diary as diaries
from recovery.commands.options import AsOf, Json


def today(
    as_of: AsOf = None,
    prompt: Annotated[
        bool, typer.Option("--prompt", help="A few signs for your shell's prompt; see docs/how-to/reminders.md.")
    ] = False,
    json: Json = False,
) -> None:
    """Where you stand, on one screen."""
    if prompt:
        from recovery.insights.prompt.segment import segment

        if signs := segment():
            console.say(signs)
        return
    show(as_of, json=json)
    if as_of is None and not json and console.interactive():
        _ask()


def show(as_of: str | None = None, *, json: bool = False) -> None:
    """The first screen alone, which only reads."""
    from recovery.insights.gather import as_of_day, today_of
    from recovery.insights.views import today as view
    from recovery.journal import queries

    with diaries.reading() as diary:
        facts = today_of(diary, as_of_day(diary, as_of))
        id_length = queries.prefix_length(diary.journal, [craving.id for craving in facts.open_cravings])
    if json:
        console.emit(facts.to_json())
    else:
        console.say(*view.lines(facts, id_length))


def _ask() -> None:
    """Ask whether the last open craving passed, unless it is long ago."""
    from recovery.commands.after import ask_outcome
    from recovery.insights.today import OPEN_DAYS
    from recovery.journal import queries

    with diaries.reading() as diary:
        waiting = queries.open_craving(diary.journal)
        if waiting and (diary.today - waiting[1].day).days <= OPEN_DAYS:
            ask_outcome(diary, waiting[1])
