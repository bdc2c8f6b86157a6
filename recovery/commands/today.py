"""`recovery today`: the first screen, and its one question: how the last craving ended, where it is open.

Nothing of the look back is loaded at the top: `today --prompt` runs before each line of a shell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from recovery import console
from recovery import diary as diaries
from recovery.commands.options import AsOf, Json
from recovery.language import tr

if TYPE_CHECKING:
    from recovery.diary import Diary
    from recovery.insights.today import Today


def today(
    as_of: AsOf = None,
    prompt: Annotated[
        bool, typer.Option("--prompt", help=tr("A few signs for your shell's prompt; see docs/how-to/reminders.md."))
    ] = False,
    json: Json = False,
) -> None:
    """Where you stand, on one screen."""
    if prompt:
        from recovery.insights.prompt import segment

        if signs := segment():
            console.say(signs)
        return
    facts = show(as_of, json=json)
    if as_of is None and not json and console.interactive():
        _ask(thoughts_yesterday=facts.thoughts_yesterday)


def show(as_of: str | None = None, *, json: bool = False) -> Today:
    """The first screen alone, which only reads; returns what it shows."""
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
    return facts


def _ask(*, thoughts_yesterday: bool) -> None:
    """Ask once how it is after a day with thoughts of suicide, and whether the last open craving passed."""
    from recovery.commands.after import ask_outcome
    from recovery.insights.today import OPEN_DAYS
    from recovery.journal import queries

    with diaries.reading() as diary:
        if thoughts_yesterday:
            _ask_kindly(diary)
        waiting = queries.open_craving(diary.journal)
        if waiting and (diary.today - waiting[1].day).days <= OPEN_DAYS:
            ask_outcome(diary, waiting[1])


def _ask_kindly(diary: Diary) -> None:
    """One question, kept with the day, so that it is not asked again; where the answer is yes, who answers now."""
    from recovery import prompts
    from recovery.commands import crisis
    from recovery.plans import queries as plan_queries
    from recovery.treatment import writing

    still = prompts.yes_no(tr("Are the thoughts of suicide there today too?"))
    if still is None:
        return
    with diary.journal.command("today"):
        writing.wellbeing(diary, diary.today, {"thoughts_of_suicide": still})
    if still:
        crisis.show(plan_queries.plan(diary.journal), json=False)
    else:
        console.say(tr("Good that you said so. It is kept with the day."))
