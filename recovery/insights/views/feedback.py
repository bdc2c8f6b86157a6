"""The week's sentence as it is said, and the one thing to do about it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from typing import Any

from recovery.console import one_line
from recovery.insights.feedback import FEWEST_USES, Candidate, surest
from recovery.insights.views.what_helped import brief
from recovery.insights.what_helped import Helped
from recovery.language import tr
from recovery.outlets import words
from recovery.plans.plan import Plan, Use
from recovery.plans.queries import Uses
from recovery.store.names import alike


def of_helped(pairs: Iterable[Helped], planned: Iterable[str]) -> list[Candidate]:
    """What helped with what, as far as the plan does not have the skill yet."""
    there = set(map(alike, planned))
    return [
        Candidate("helped", pair.trigger, pair.said(pair.tried).known, brief(pair), pair.skill)
        for pair in surest(pairs)
        if alike(pair.skill) not in there
    ]


def of_responses(plan: Plan, uses: Uses) -> list[Candidate]:
    """How often each answer of the plan was used and how often it passed."""
    made = []
    for item in plan.of("situations"):
        for response in item.responses:
            use: Use = uses.of(response)
            passed, known = use.said
            if known >= FEWEST_USES:
                text = tr(
                    "Your answer to {situation}, {response}: used {times}, passed {passed} of {known}.",
                    situation=one_line(item.text, 40),
                    response=one_line(response, 40),
                    times=words.times(use.tried),
                    passed=passed,
                    known=known,
                )
                made.append(Candidate("response_used", response, known, text, item.id))
    return made


def step(candidate: Candidate) -> str:
    """The one thing to do, and what to type for it."""
    name = shlex.quote(one_line(candidate.step))
    match candidate.kind:
        case "trigger_without_response":
            return tr('Write an if-then: recovery plan add situation {name} -t {name} --then "..."', name=name)
        case "helped" | "skill_not_in_plan":
            return tr("Keep it in your plan: recovery plan add skill {name}", name=name)
        case "response_used":
            return tr("Does it still serve you? recovery plan show")
        case _:
            return tr("Mend it in a minute: recovery plan review")


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
