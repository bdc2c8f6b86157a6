"""Worth checking: the patterns of a look-back, and for each the one thing to do about it."""

from __future__ import annotations

import shlex
from typing import NamedTuple

from recovery.console import one_line
from recovery.insights import sentences
from recovery.insights.patterns import Pattern
from recovery.insights.report import Report
from recovery.insights.views import words
from recovery.insights.views.grids import CLAIM_CRAVINGS, CLAIM_DAYS
from recovery.outlets import words as wording


class Finding(NamedTuple):
    """What is worth checking, and what to do: in words, and what to type."""

    text: str
    step: str
    command: str


def base(report: Report) -> str:
    """Over how much was looked: `8 weeks, 63 cravings`."""
    total = sum(map(sum, report.longer_heat))
    return f"{words.short_span(report.period.lookback)}, {wording.cravings(total)}"


def findings(report: Report) -> list[Finding]:
    """The patterns with their steps, the surest first."""
    return [_finding(each) for each in report.patterns]


def nothing(report: Report) -> str:
    """That nothing stands out; empty where something does, or where there is too little to tell."""
    enough = sum(map(sum, report.longer_heat)) >= CLAIM_CRAVINGS and report.longer_days >= CLAIM_DAYS
    return sentences.NOTHING_STANDS_OUT if enough and not report.patterns else ""


def caution(report: Report) -> str:
    """What was asked of a finding before it was shown; empty where there is none, or only a question after silence."""
    return sentences.CHECKING_CAUTION if any(each.kind != "silence" for each in report.patterns) else ""


def _finding(pattern: Pattern) -> Finding:
    name = shlex.quote(one_line(pattern.name or ""))
    text = one_line(pattern.text)
    if pattern.kind == "trigger":
        command = sentences.DO_ADD_SITUATION.format(name=name)
        return Finding(text, sentences.STEP_IF_THEN, command)
    if pattern.kind == "coping":
        return Finding(text, sentences.STEP_KEEP, sentences.DO_ADD_SKILL.format(name=name))
    if pattern.kind == "silence":
        return Finding(text, sentences.STEP_SAY, sentences.DO_CHECKIN)
    about = pattern.claim.partition(": ")[0]
    return Finding(text, sentences.STEP_COUNSELOR, sentences.DO_DISCUSS.format(about=shlex.quote(about)))
