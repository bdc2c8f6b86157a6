"""The plan in words: an item's facts on one line, what a change did, the answer after writing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from recovery.console import one_line, style
from recovery.language import tr
from recovery.outlets import words
from recovery.plans.plan import ANY_HOUR, BY_NAME, CRISIS_STEPS, MOMENTS, PlanItem, Use
from recovery.store.names import alike
from recovery.theme import ADDED, QUIET, TAKEN_OUT

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from recovery.plans.changes import Difference, Revision

LINES_SHOWN = 6
DOT = " \N{MIDDLE DOT} "
ARROW = "\N{RIGHTWARDS ARROW}"


def head(item: PlanItem) -> str:
    """An item's words with what belongs to them, without its responses."""
    parts = [one_line(item.text)]
    if item.triggers and alike(item.text) not in map(alike, item.triggers):
        parts.append(f"({', '.join(map(one_line, item.triggers))})")
    return " ".join(parts)


def aside(item: PlanItem) -> str:
    """What else the plan says of an item: who a person is, until when a thing is good, when a step is meant."""
    parts = [one_line(part) for part in (item.role, item.what_for) if part]
    if item.awake:
        parts.append(awake(item.awake))
    if item.until:
        parts.append(tr("until {day}", day=words.day(item.until)))
    return DOT.join(parts)


def awake(hours: str) -> str:
    """When somebody can be called: `any hour`, `awake 08-23`."""
    return tr("any hour") if hours == ANY_HOUR else tr("awake {hours}", hours=hours)


def moment(kept: str) -> str:
    """When a step is meant, in the person's words or in those that the plan keeps for it."""
    told = dict(zip(MOMENTS, (tr("first hour"), tr("first day"), tr("whom I tell")), strict=True))
    return told.get(kept) or one_line(kept)


def stage(kept: str) -> str:
    """How far before a lapse a warning sign comes."""
    return {"early": tr("early"), "middle": tr("middle"), "late": tr("late")}.get(kept, kept)


def group(item: PlanItem) -> str:
    """The heading within its section that an item stands under; empty where there is none."""
    if item.step:
        return f"{item.step}. {CRISIS_STEPS[item.step - 1]}"
    if item.stage:
        return stage(item.stage)
    return (
        moment(item.moment) if item.moment else {"safe": tr("safe"), "avoid": tr("to avoid")}.get(item.place or "", "")
    )


def summary(item: PlanItem) -> str:
    """The whole item on one line."""
    parts = [BY_NAME[item.section].title, group(item), head(item)]
    parts += [f"{ARROW} {one_line(response)}" for response in item.responses]
    parts += [one_line(item.phone or ""), aside(item)]
    return DOT.join(part for part in parts if part)


def kept(item: PlanItem, id_length: int) -> str:
    """The sentence after writing."""
    return tr("In your plan: {item}   {id}", item=summary(item), id=style(item.id[:id_length], QUIET))


def differences(differences: Sequence[Difference]) -> Iterator[str]:
    """What differs between two revisions, one item a line; the sign carries the meaning."""
    for difference in differences:
        if difference.before is None and difference.after is not None:
            yield style(f"+ {summary(difference.after)}", ADDED)
        elif difference.after is None and difference.before is not None:
            yield style(f"- {summary(difference.before)}", TAKEN_OUT)
        elif difference.before is not None and difference.after is not None:
            if difference.moved_only:
                yield tr("~ {item} (moved)", item=summary(difference.after))
            else:
                yield f"~ {summary(difference.before)}"
                yield f"  {ARROW} {summary(difference.after)}"


def revisions(revisions: Iterable[Revision], zone: ZoneInfo) -> Iterator[str]:
    """The revisions with what each did, on the person's clock; of a large one the first items."""
    for revision in revisions:
        did = ", ".join(f"{number:,} {word}" for word, number in revision.counts.items() if number)
        source = "" if revision.origin == "local" else f" ({revision.origin})"
        at = words.stamp(revision.at.astimezone(zone))
        yield f"{revision.number:>4}  {at}  {revision.command}{source}: {did or 'what it did was erased'}"
        for line in islice(differences(revision.differences), LINES_SHOWN):
            yield f"        {line}"


def person(item: PlanItem) -> str:
    """`Maria, sponsor, any hour`."""
    hours = awake(item.awake) if item.awake else ""
    return ", ".join(one_line(part) for part in (item.text, item.role or "", item.what_for or "", hours) if part)


def lapse_step(item: PlanItem) -> str:
    """`first day: call the clinic`."""
    return f"{moment(item.moment)}: {one_line(item.text)}" if item.moment else one_line(item.text)


def all_cravings(ended: tuple[int, int]) -> str:
    """What a share of some cravings is seen beside."""
    return tr("as written down; all cravings {passed} of {known}", passed=ended[0], known=ended[1])


def responses(items: Iterable[PlanItem], uses: Callable[[str], Use]) -> list[tuple[str, str]]:
    """The responses of some situations with what the journal knows of each, `passed 4 of 4`."""
    responses: dict[str, tuple[str, str]] = {}
    for item in items:
        for response in item.responses:
            use = uses(response)
            passed, ends = use.said
            known = tr("passed {passed} of {known}", passed=passed, known=ends) if ends else ""
            responses.setdefault(alike(response), (response, known))
    return list(responses.values())
