"""Worth checking: the patterns of a look-back, and for each the one thing to do about it."""

from __future__ import annotations

import shlex
from typing import NamedTuple

from recovery.console import one_line
from recovery.insights.patterns import Pattern
from recovery.insights.report import Report
from recovery.insights.views import words
from recovery.insights.views.grids import CLAIM_CRAVINGS, CLAIM_DAYS

HEADING = "Worth checking"
QUIET = "Nothing stands out beyond what chance alone brings."
CAUTION = "Each was found in both halves of these weeks, after counting every comparison made. It names no cause."


class Finding(NamedTuple):
    """What is worth checking, and what to do: in words, and what to type."""

    text: str
    step: str
    command: str


def base(report: Report) -> str:
    """Over how much was looked: `8 weeks, 63 cravings`."""
    total = sum(map(sum, report.longer_heat))
    return f"{words.short_span(report.period.lookback)}, {words.plural(total, 'craving')}"


def findings(report: Report) -> list[Finding]:
    """The patterns with their steps, the surest first."""
    return [_finding(each) for each in report.patterns]


def nothing(report: Report) -> str:
    """That nothing stands out; empty where something does, or where there is too little to tell."""
    enough = sum(map(sum, report.longer_heat)) >= CLAIM_CRAVINGS and report.longer_days >= CLAIM_DAYS
    return QUIET if enough and not report.patterns else ""


def _finding(pattern: Pattern) -> Finding:
    name = shlex.quote(one_line(pattern.name or ""))
    text = one_line(pattern.text)
    if pattern.kind == "trigger":
        command = f'recovery plan add situation {name} -t {name} --then "..."'
        return Finding(text, "Write an if-then", command)
    if pattern.kind == "coping":
        return Finding(text, "Keep it in your plan", f"recovery plan add skill {name}")
    if pattern.kind == "silence":
        return Finding(text, "Say how you are", "recovery checkin")
    about = pattern.claim.partition(": ")[0]
    return Finding(text, "Keep it for your counselor", f"recovery discuss {shlex.quote(about)}")
