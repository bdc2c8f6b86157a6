"""`today` with its one question: how the last craving ended, where it is open. The look back itself only reads.

Nothing of the look back is loaded here: `today --prompt` runs before each line of a shell.
"""

from __future__ import annotations

from typing import Annotated

import typer

from recovery import console
from recovery.options import AsOf, Json


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
    from recovery.commands.today import today

    today(as_of, json=json)
    if as_of is None and not json and console.interactive():
        _ask()


def _ask() -> None:
    """Ask whether the last open craving passed, unless it is long ago."""
    from recovery import diary as diaries
    from recovery.commands.after import ask_outcome
    from recovery.insights.today import OPEN_DAYS
    from recovery.journal import queries

    with diaries.reading() as diary:
        waiting = queries.open_craving(diary.journal)
        if waiting and (diary.today - waiting[1].day).days <= OPEN_DAYS:
            ask_outcome(diary, waiting[1])
