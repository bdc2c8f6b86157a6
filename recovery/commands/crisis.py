"""Thoughts of suicide: who answers now, and the plan's own steps, whatever else was answered."""

from __future__ import annotations

from recovery.console import say, tell
from recovery.insights.views import suicide
from recovery.plans.plan import Plan


def show(plan: Plan, *, json: bool) -> None:
    """At once; beside a document for a program it goes to standard error."""
    (tell if json else say)(*suicide.lines(plan))
