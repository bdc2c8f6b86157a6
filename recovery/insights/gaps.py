"""Plan against journal: what the plan does not answer yet, what it holds that was never tried, what is out of date.

Pure: it takes a plan, counts from the journal and a day, and knows no journal and no clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from recovery.aliases.alias import NONE, Aliases
from recovery.insights.report import PlanGap
from recovery.insights.triggers import NONE_BANDED, Banded, Met, total
from recovery.language import tr
from recovery.outlets import words
from recovery.plans.plan import Plan, PlanItem
from recovery.store.names import alike

LOOKBACK_DAYS = 28
REVIEW_DAYS = 30
ENOUGH_CRAVINGS = 5  # before these many cravings in the look-back, a skill not tried says nothing
HELPED_TIMES = 3  # and a skill that is not in the plan is named from these many cravings that passed after it
NALOXONE = ("naloxone", "narcan")


class Finding(NamedTuple):
    """One thing to look at; `more` are the finding's own keys in JSON, `item` the item of the plan it is about."""

    kind: str
    text: str
    more: Mapping[str, Any] = {}
    item: PlanItem | None = None

    def to_json(self) -> dict[str, Any]:
        """As the contract writes it."""
        document = {"kind": self.kind, "text": self.text, **self.more}
        if self.item is not None:
            document["item"] = self.item.id
        return document


@dataclass(frozen=True, slots=True)
class Facts:
    """What the journal knows: names over the 28 days that end with the day, skills ever, signs ticked, the beginning.

    `ended` says how all cravings ended, by how strong they began; `begun` is the day of the plan's first item;
    `cravings` counts those of the 28 days; `naloxone` says whether what is tracked makes naloxone worth having;
    `skill_names` which skills are one.
    """

    triggers: Sequence[Met] = ()
    skills: Sequence[Met] = ()
    signs: Mapping[str, int] = field(default_factory=dict)
    cravings: int = 0
    ended: Banded = NONE_BANDED
    begun: date | None = None
    naloxone: bool = True
    skill_names: Aliases = NONE


def plan_gaps(plan: Plan, triggers: Sequence[Met]) -> tuple[PlanGap, ...]:
    """The triggers that no situation of the plan has a response to, by count."""
    return tuple(PlanGap(trigger.name, trigger.count) for trigger in triggers if not plan.answering([trigger.name]))


def findings(plan: Plan, facts: Facts, day: date) -> list[Finding]:
    """All that is worth looking at as of that day, what can be mended fastest and helps most first."""
    return [
        *_unanswered(plan, facts),
        *_missing(plan),
        *_naloxone(plan, facts),
        *_expired(plan, day),
        *_skills(plan, facts),
        *_signs(plan, facts),
        *_review(plan, facts, day),
    ]


# What matters most comes first: what keeps alive, who helps, what answers a trigger.
PRESSING = (
    *("no_naloxone", "expired", "no_contact", "trigger_without_response", "contact_without_phone", "no_lapse_step"),
    *("no_reason", "skill_not_in_plan", "sign_ticked", "review_due", "skill_never_tried"),
)


def pressing(findings: Sequence[Finding]) -> list[Finding]:
    """The findings by how much they matter, safety first; naloxone out of date before all else that is."""

    def rank(finding: Finding) -> tuple[int, bool]:
        rescue = finding.item is not None and any(word in finding.item.text.casefold() for word in NALOXONE)
        return PRESSING.index(finding.kind), not rescue

    return sorted(findings, key=rank)


def _unanswered(plan: Plan, facts: Facts) -> Iterator[Finding]:
    for gap in plan_gaps(plan, facts.triggers):
        text = tr(
            "{trigger}: {times} in {days} days, and the plan has no response yet.",
            trigger=gap.trigger,
            times=words.times(gap.count),
            days=LOOKBACK_DAYS,
        )
        yield Finding("trigger_without_response", text, gap.to_json())


def _missing(plan: Plan) -> Iterator[Finding]:
    if not plan.of("reasons"):
        yield Finding(
            "no_reason", tr("There is no reason of your own in the plan yet. sos shows it in the worst minute.")
        )
    contacts = plan.of("contacts")
    if not contacts:
        yield Finding("no_contact", tr("There is nobody to call in the plan yet. One name and number is enough."))
    for item in contacts:
        if not item.number:
            yield Finding("contact_without_phone", tr("{text} has no number in the plan.", text=item.text), item=item)
    if not plan.of("lapse_steps"):
        yield Finding("no_lapse_step", tr("There is no step for after a lapse yet: the first hour, the first day."))


def _naloxone(plan: Plan, facts: Facts) -> Iterator[Finding]:
    held = any(word in item.text.casefold() for item in plan.of("surroundings") for word in NALOXONE)
    if facts.naloxone and not held:
        text = tr(
            "Naloxone is not in the plan. Write down where it is and when it expires; a pharmacist can tell you how "
            "to get it."
        )
        yield Finding("no_naloxone", text)


def _expired(plan: Plan, day: date) -> Iterator[Finding]:
    for item in plan.items:
        if item.until and item.until < day:
            yield Finding(
                "expired",
                tr("{text}: out of date since {until}.", text=item.text, until=item.until.isoformat()),
                item=item,
            )


def _skills(plan: Plan, facts: Facts) -> Iterator[Finding]:
    near = facts.skill_names.near
    if facts.cravings >= ENOUGH_CRAVINGS:
        for item in plan.of("skills"):
            if not any(near(item.text, met.name) for met in facts.skills):
                yield Finding(
                    "skill_never_tried",
                    tr("{text}: in the plan, not tried with a craving yet.", text=item.text),
                    item=item,
                )
    planned = [item.text for item in plan.of("skills")]
    planned += [response for item in plan.of("situations") for response in item.responses]
    ended = total(facts.ended)
    for met in facts.skills:
        passed = sum(tried.passed for tried, _ in met.compared(facts.ended))
        helps = passed >= HELPED_TIMES and met.helps(facts.ended)
        if helps and not any(near(met.name, planned_trigger) for planned_trigger in planned):
            text = tr(
                "{name}: {passed} of {known} cravings passed after it as written down, of all cravings {all_passed} of "
                "{all_known}.",
                name=met.name,
                passed=met.said.passed,
                known=met.said.known,
                all_passed=ended.passed,
                all_known=ended.known,
            )
            text = f"{text} {not_in_plan()}"
            yield Finding("skill_not_in_plan", text, {"skill": met.name, "passed": met.passed, "known": met.known})


def not_in_plan() -> str:
    """What is said at the end of a skill that helped."""
    return tr("It is not in the plan.")


def _signs(plan: Plan, facts: Facts) -> Iterator[Finding]:
    stages = {alike(item.text): item for item in plan.of("warning_signs")}
    for name, days in sorted(facts.signs.items(), key=lambda pair: (-pair[1], pair[0].casefold())):
        item = stages.get(alike(name))
        stage = tr(" ({stage} sign)", stage=tr(item.stage)) if item and item.stage else ""
        text = tr(
            "{name}{stage}: ticked on {days} of the last {lookback}.",
            name=name,
            stage=stage,
            days=words.days(days),
            lookback=LOOKBACK_DAYS,
        )
        yield Finding("sign_ticked", text, {"sign": name, "count": days}, item)


def _review(plan: Plan, facts: Facts, day: date) -> Iterator[Finding]:
    since = plan.reviewed_on or facts.begun
    if plan.items and since and (day - since).days >= REVIEW_DAYS:
        what = tr("gone through") if plan.reviewed_on else tr("begun")
        text = tr(
            "The plan was {done} {days} days ago. A look through takes a few minutes.",
            done=what,
            days=(day - since).days,
        )
        yield Finding("review_due", text, {"since": since.isoformat()})
