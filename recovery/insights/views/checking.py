"""Worth checking: the patterns of a look-back, and for each the one thing to do about it."""

from __future__ import annotations

import shlex
from collections.abc import Collection
from typing import NamedTuple

from recovery.console import one_line
from recovery.insights.patterns import Pattern
from recovery.insights.report import Report
from recovery.insights.views import words
from recovery.language import tr, trn
from recovery.outlets import words as wording
from recovery.store.names import alike

# From so many cravings on: by how many points a trigger may raise ratings, and how many times as many cravings a kind
# of day may have, and still be missed in more than half of all journals. Measured: docs/patterns.md.
MISSED = ((120, 1, 3), (60, 2, 5), (0, 3, 6))


class Finding(NamedTuple):
    """What is worth checking, and what to do: in words, and what to type; nothing to type where it is done."""

    text: str
    step: str
    command: str


def heading() -> str:
    """What stands above the findings."""
    return tr("Worth checking")


def base(report: Report) -> str:
    """Over how much was looked: `8 weeks, 63 cravings`."""
    total = sum(map(sum, report.longer_heat))
    return f"{words.short_span(report.period.lookback)}, {wording.cravings(total)}"


def findings(report: Report) -> list[Finding]:
    """The patterns with their steps, the surest first."""
    return [_finding(pattern, report.planned) for pattern in report.patterns]


def nothing(report: Report) -> str:
    """How many checks found nothing, and what they would have missed; empty where something was found, or none looked.

    In the first days after a use too: what comes before a lapse is not looked at then. The sizes are those that
    `docs/patterns.md` measures for so many cravings.
    """
    if report.patterns or report.run_up_waits or not report.checks:
        return ""
    total = sum(map(sum, report.longer_heat))
    points, times = next((points, times) for least, points, times in MISSED if total >= least)
    looked = trn("{count} check found nothing.", "{count} checks found nothing.", report.checks)
    missed = tr(
        "With {cravings}, ordinary patterns are missed more often than found: a trigger that adds {points}, or days "
        "with {times} times as many cravings.",
        cravings=wording.cravings(total),
        points=trn("{count} point", "{count} points", points),
        times=times,
    )
    return f"{looked} {missed}"


def caution(report: Report) -> str:
    """What was asked of a finding before it was shown; empty where there is none, or only a question after silence."""
    return words.tested() if any(pattern.kind != "silence" for pattern in report.patterns) else ""


def _finding(pattern: Pattern, planned: Collection[str] = ()) -> Finding:
    name = shlex.quote(one_line(pattern.name or ""))
    text = one_line(pattern.text)
    if pattern.kind in ("coping", "before_lapse") and alike(pattern.name or "") in planned:
        return Finding(text, tr("It is in your plan."), "")
    if pattern.kind == "trigger":
        command = tr('recovery plan add situation {name} -t {name} --then "..."', name=name)
        return Finding(text, tr("Write an if-then"), command)
    if pattern.kind == "coping":
        return Finding(text, tr("Keep it in your plan"), tr("recovery plan add skill {name}", name=name))
    if pattern.kind == "before_lapse" and pattern.name:
        return Finding(text, tr("Keep it as a warning sign"), tr("recovery plan add sign {name}", name=name))
    if pattern.kind == "silence":
        return Finding(text, tr("Say how you are"), "recovery checkin")
    about = shlex.quote(one_line(pattern.claim))
    return Finding(text, tr("Keep it for your counselor"), tr("recovery discuss {about}", about=about))
