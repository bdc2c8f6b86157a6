"""`today` with its one question: how the last craving ended, where it is open. The look back itself only reads."""

from __future__ import annotations

from functools import wraps
from typing import Any

from recovery import console
from recovery import diary as diaries
from recovery.insights import commands
from recovery.insights.today import OPEN_DAYS
from recovery.journal import queries
from recovery.journal.commands import ask_outcome


@wraps(commands.today)
def today(**flags: Any) -> None:
    """As `recovery.insights.commands.today`; on a terminal it asks whether the last open craving passed."""
    commands.today(**flags)
    if any(flags.values()) or not console.interactive():
        return
    with diaries.reading() as diary:
        waiting = queries.open_craving(diary.journal)
        if waiting and (diary.today - waiting[1].day).days <= OPEN_DAYS:
            ask_outcome(diary, waiting[1])
