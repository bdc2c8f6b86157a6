"""What the week's sentence may be about: findings of the report, what the plan lacks, what helped, answers of the plan.

Each is a count that stands elsewhere too, in words, with how many observations it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from recovery.console import one_line
from recovery.insights import gaps
from recovery.insights.feedback import DISCUSSED, KINDS, TESTED, Candidate
from recovery.insights.gaps import Finding
from recovery.insights.shares import FEWEST_KNOWN
from recovery.insights.views.what_helped import begun, brief
from recovery.insights.what_helped import Helped
from recovery.language import tr
from recovery.outlets import words
from recovery.plans.plan import Plan, Use
from recovery.plans.queries import Uses
from recovery.store.names import alike

if TYPE_CHECKING:
    from recovery.insights.patterns import Pattern

LITTLE_EVIDENCE = 3  # what a thing that is simply missing counts for
HELPED_BY_CHANCE = 0.05  # the share of journals in which skills that do nothing may be named as ones that helped
FEWEST_USES = 3  # of an answer of the plan, before they are told
ENOUGH_USES = 5  # of one after which fewer than half passed, before it is a question for the counselor


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


def of_plan(findings: Iterable[Finding], *, lapsed: bool = False) -> list[Candidate]:
    """What the plan lacks or never tried; in the days after a lapse what helped is said without what is missing."""
    made = []
    for finding in findings:
        if finding.kind in KINDS:
            text = finding.text.removesuffix(gaps.not_in_plan()).rstrip() if lapsed else finding.text
            item = finding.item
            name = str(finding.more.get("trigger") or finding.more.get("skill") or (item.text if item else ""))
            evidence = int(finding.more.get("count") or finding.more.get("known") or LITTLE_EVIDENCE)
            made.append(Candidate(finding.kind, name, evidence, text, item.id if item else name))
    return made


def of_helped(pairs: Iterable[Helped], planned: Iterable[str]) -> list[Candidate]:
    """What helped with what, as far as the plan does not have the skill yet."""
    there = set(map(alike, planned))
    return [
        Candidate("helped", pair.trigger, pair.said(pair.tried).known, f"{brief(pair)} {begun(pair)}", pair.skill)
        for pair in surest(pairs)
        if alike(pair.skill) not in there
    ]


def surest(pairs: Iterable[Helped]) -> list[Helped]:
    """Of each trigger the surest skill after which more passed than chance lets them.

    Both sides must be known well enough. Every pair that is looked at is paid for (Bonferroni).
    """
    looked_at = [
        pair for pair in pairs if min(pair.said(side).known for side in (pair.tried, pair.others)) >= FEWEST_KNOWN
    ]
    first: dict[str, Helped] = {}
    for pair in looked_at:
        if pair.helps and by_chance(pair) * len(looked_at) <= HELPED_BY_CHANCE:
            first.setdefault(alike(pair.trigger), pair)
    return [*first.values()]


def by_chance(pair: Helped) -> float:
    """How often chance lets as many pass after a skill: of all as they are told, and of those that began alike."""
    from recovery.insights.chance import Table, exact

    bands = [Table(*tried, *others) for tried, others in zip(pair.tried.bands, pair.others.bands, strict=True)]
    return max(exact([Table(*pair.said(pair.tried), *pair.said(pair.others))]), exact(bands))


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
