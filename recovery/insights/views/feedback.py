"""The week's sentence as it is said, and the one thing to do about it."""

from __future__ import annotations

import shlex
from typing import Any

from recovery.console import one_line
from recovery.insights.feedback import DISCUSSED, TESTED, Candidate
from recovery.language import tr


def step(candidate: Candidate) -> str:
    """The one thing to do, and what to type for it."""
    name = shlex.quote(one_line(candidate.step))
    match candidate.kind:
        case "trigger_without_response":
            return tr('Write an if-then: recovery plan add situation {name} -t {name} --then "..."', name=name)
        case "helped" | "skill_not_in_plan" | "coping":
            return tr("Keep it in your plan: recovery plan add skill {name}", name=name)
        case "response_used":
            return tr("Does it still work for you? recovery plan show")
        case kind if kind in (*DISCUSSED, "discuss"):
            return tr("A question for your counselor: recovery discuss {about}", about=name)
        case kind if kind in TESTED:
            return _step_of_finding(candidate, name)
        case _:
            return tr("Fix it in a minute: recovery plan review")


def _step_of_finding(candidate: Candidate, name: str) -> str:
    match candidate.kind:
        case "trigger" if candidate.step == candidate.name:
            return tr('Write an if-then: recovery plan add situation {name} -t {name} --then "..."', name=name)
        case "hour" | "weekday":
            return tr('Plan something for that time: recovery plan add situation {name} --then "..."', name=name)
        case "medication":
            return tr("After a missed dose ask your clinic: recovery learn missed-dose")
        case _ if candidate.kind != "trigger" and candidate.step:
            return tr("Keep it as a warning sign: recovery plan add sign {name}", name=name)
        case _:
            return tr("What does your plan say about it? recovery plan show")


def sentence(candidate: Candidate) -> str:
    """`This week: ...`."""
    return tr("This week: {text}", text=one_line(candidate.text))


def to_json(candidate: Candidate | None) -> dict[str, Any]:
    """As `feedback --json` holds it; all `null` where nothing is said."""
    if candidate is None:
        return {"about": None, "name": None, "evidence": None, "text": None}
    return {
        "about": candidate.kind,
        "name": candidate.name or None,
        "evidence": candidate.evidence,
        "text": one_line(candidate.text),
    }
