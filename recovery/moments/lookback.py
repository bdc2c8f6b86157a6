"""`report` with its keys: a finding kept for the counselor, a trigger without a plan answered. It itself only reads."""

from __future__ import annotations

from collections.abc import Iterable
from functools import wraps
from typing import Any

from recovery import console, keypress
from recovery import diary as diaries
from recovery.commands.plan import if_then as ifthen
from recovery.commands.report import report
from recovery.console import say
from recovery.insights.patterns import Pattern
from recovery.plans import queries as plan_queries


@wraps(report)
def report(**flags: Any) -> None:
    """As `recovery.commands.report.report`; on a terminal the first gap of the plan is offered to be closed."""
    found = report(**flags)
    if found is None or flags.get("json") or not console.interactive():
        return
    if not flags.get("as_of"):
        _keep(found.patterns)
    if not found.plan_gaps:
        return
    with diaries.reading() as diary:
        begun = plan_queries.revision(diary.journal) > 0
        if begun:
            ifthen.offer(diary, found.plan_gaps)
    if not begun:
        say("A plan for what comes back, in about ten minutes: recovery plan start")


def _keep(patterns: Iterable[Pattern]) -> None:
    """One key puts a finding on the list for the counselor."""
    for pattern in patterns:
        about = pattern.claim.partition(": ")[0]
        pressed = keypress.asked(f"{console.one_line(about)}: [d]iscuss with your counselor, Enter leaves it.")
        if pressed.lower() == "d":
            from recovery.commands.discuss import discuss

            discuss([about])
