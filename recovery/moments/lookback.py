"""`report` with its one key: from a trigger without a plan to the if-then. The look back itself only reads."""

from __future__ import annotations

from functools import wraps
from typing import Any

from recovery import console
from recovery import diary as diaries
from recovery.console import say
from recovery.insights import commands
from recovery.moments import ifthen
from recovery.plans import queries as plan_queries


@wraps(commands.report)
def report(**flags: Any) -> None:
    """As `recovery.insights.commands.report`; on a terminal the first gap of the plan is offered to be closed."""
    found = commands.report(**flags)
    if found is None or not found.plan_gaps or flags.get("json") or not console.interactive():
        return
    with diaries.reading() as diary:
        begun = plan_queries.revision(diary.journal) > 0
        if begun:
            ifthen.offer(diary, found.plan_gaps)
    if not begun:
        say("A plan for what comes back, in about ten minutes: recovery plan start")
