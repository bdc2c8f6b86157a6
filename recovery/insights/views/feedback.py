"""The week's sentence as it is said, and the one thing to do about it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from recovery.console import one_line
from recovery.insights.feedback import DISCUSSED, ENOUGH_USES, FEWEST_USES, TESTED, Candidate, surest
from recovery.insights.views.what_helped import begun, brief
from recovery.insights.what_helped import Helped
from recovery.language import tr
from recovery.outlets import words
from recovery.plans.plan import Plan, Use
from recovery.plans.queries import Uses
from recovery.store.names import alike

if TYPE_CHECKING:
    from recovery.insights.patterns import Pattern


def of_findings(patterns: Iterable[Pattern], plan: Plan, topics: Iterable[str]) -> list[Candidate]:
    """The report's findings, the surest first; none whose step the plan or the counselor's list has already."""
    listed = [*topics]
    there, titles = set(map(alike, listed)), set(map(_title, listed))
    for item in (*plan.of("warning_signs"), *plan.of("skills"), *plan.of("situations")):
        there |= set(map(alike, (item.text, *item.responses)))
    made = []
    for pattern in patterns:
        step = _about(pattern, plan)
        done = alike(step) in there or (pattern.kind in DISCUSSED and _title(step) in titles)
        if pattern.kind in TESTED and (pattern.kind == "trigger" or not done):
            text = tr("{text} As written down in eight weeks.", text=pattern.counts)
            name = (pattern.name or "") if pattern.kind in ("trigger", "coping") else ""
            made.append(Candidate(pattern.kind, name, pattern.of, text, step))
    return made


def _about(pattern: Pattern, plan: Plan) -> str:
    """What a finding's step is about: the situation that answers a trigger, a name, a sign, or what was counted."""
    from recovery.insights.run_up import in_words

    match pattern.kind:
        case "trigger":
            name = pattern.name or ""
            return next((item.id for item in plan.answering([name])), name)
        case "coping" | "before_lapse":
            return pattern.name or ""
        case "sleep" | "mood" | "halt":
            return in_words(pattern.sign or "")
        case kind if kind in DISCUSSED:
            return pattern.claim
        case _:
            return pattern.claim.partition(": ")[0]


def _title(text: str) -> str:
    """What stays the same of a finding's words while its counts change: what stands before the colon."""
    return alike(text.partition(": ")[0])


def of_helped(pairs: Iterable[Helped], planned: Iterable[str]) -> list[Candidate]:
    """What helped with what, as far as the plan does not have the skill yet."""
    there = set(map(alike, planned))
    return [
        Candidate("helped", pair.trigger, pair.said(pair.tried).known, f"{brief(pair)} {begun(pair)}", pair.skill)
        for pair in surest(pairs)
        if alike(pair.skill) not in there
    ]


def of_responses(plan: Plan, uses: Uses, topics: Iterable[str]) -> list[Candidate]:
    """How often each answer of the plan was used and how often it passed; where seldom, a question for the counselor.

    What is on the counselor's list is no question any more.
    """
    made, listed = [], set(map(alike, topics))
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
                if known >= ENOUGH_USES and passed * 2 < known and alike(response) not in listed:
                    made.append(Candidate("discuss", response, known, text, response))
                else:
                    made.append(Candidate("response_used", response, known, text, item.id))
    return made


def step(candidate: Candidate) -> str:
    """The one thing to do, and what to type for it."""
    name = shlex.quote(one_line(candidate.step))
    match candidate.kind:
        case "trigger_without_response":
            return tr('Write an if-then: recovery plan add situation {name} -t {name} --then "..."', name=name)
        case "helped" | "skill_not_in_plan" | "coping":
            return tr("Keep it in your plan: recovery plan add skill {name}", name=name)
        case "response_used":
            return tr("Does it still serve you? recovery plan show")
        case kind if kind in (*DISCUSSED, "discuss"):
            return tr("A question for your counselor: recovery discuss {about}", about=name)
        case kind if kind in TESTED:
            return _step_of_finding(candidate, name)
        case _:
            return tr("Mend it in a minute: recovery plan review")


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
            return tr("What does your plan say to it? recovery plan show")


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
