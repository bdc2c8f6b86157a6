"""What a command changes in the plan, as a whole: one command, one revision, one step for `undo`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from recovery.aliases import merging
from recovery.diary import Diary, new_id
from recovery.errors import Refused
from recovery.language import tr
from recovery.plans import feedback_queries, markdown, queries
from recovery.plans.changes import Merged, merged
from recovery.plans.plan import SPACING, Plan, PlanItem, placed, typed
from recovery.store import erasing
from recovery.store.command_names import ERASE
from recovery.store.connection import Journal
from recovery.store.erasing import Copies
from recovery.store.names import alike
from recovery.store.records import replace

THERE_ALREADY = tr("The plan has that already. recovery plan show shows it.")


def add(diary: Diary, section: str, values: Mapping[str, Any], *, command: str = "plan add") -> PlanItem:
    """A new item at the end of its section; raises `Refused`.

    A situation that the plan has already takes the new triggers and responses as well.
    """
    with diary.journal.command(command):
        plan = queries.plan(diary.journal)
        there = plan.of(section)
        position = there[-1].position + SPACING if there else SPACING
        item = typed(PlanItem.checked({**values, "id": new_id(), "section": section, "position": position}))
        same = next((other for other in there if alike(other.text) == alike(item.text)), None)
        if same is None:
            return _put(diary.journal, plan, item)
        known = replace(
            same,
            triggers=_joined(same.triggers, item.triggers),
            responses=_joined(same.responses, item.responses),
        )
        if known == same:
            raise Refused(THERE_ALREADY)
        return _put(diary.journal, plan, known)


def change(diary: Diary, item: PlanItem, changes: Mapping[str, Any], *, command: str) -> PlanItem:
    """Change fields of an item; raises `Refused`."""
    values = {column.name: getattr(item, column.name) for column in item.columns()}
    new = typed(PlanItem.checked({**values, **changes}), item)
    with diary.journal.command(command):
        return _put(diary.journal, queries.plan(diary.journal), new)


def remove(journal: Journal, item: PlanItem, *, forever: bool = False) -> Copies | None:
    """Take an item out of the plan; `forever` erases it for good, and `erasing.finish` follows."""
    with journal.command(ERASE if forever else "plan remove"):
        plan = queries.plan(journal)
        queries.put(journal, plan, _with(plan, [other for other in plan.items if other.id != item.id]))
        if not forever:
            return None
        erasing.erase(journal.connection, erasing.of_id(item.id))
        unused = [*merging.erase_unused(journal), *feedback_queries.erase_unused(journal)]
        return erasing.in_copies(erasing.of_id(item.id), *unused)


def move(journal: Journal, item: PlanItem, place: int) -> None:
    """Put an item at a place in its section, 1 for the first; a place beyond the end is the end."""
    with journal.command("plan move"):
        plan = queries.plan(journal)
        row = [other for other in plan.of(item.section) if other.id != item.id]
        row.insert(place - 1, item)
        positions = placed([None if other.id == item.id else other.position for other in row])
        moved = [replace(other, position=at) for other, at in zip(row, positions, strict=True)]
        others = [other for other in plan.items if other.section != item.section]
        queries.put(journal, plan, _with(plan, others + moved))


def replace_all(journal: Journal, after: Plan, *, command: str) -> None:
    """Make this the plan; the revisions before it stay."""
    with journal.command(command):
        queries.put(journal, queries.plan(journal), after)


def edited(journal: Journal, text: str, today: date) -> tuple[Merged, int]:
    """Take the edited text in; returns the plan as it is now, and how many revisions had come meanwhile.

    Raises `Refused` with the number of the line that cannot be read; the text is then kept for another try.
    """
    number = markdown.revision_of(text)
    try:
        before = queries.plan(journal) if number is None else queries.at_revision(journal, number)
        mine = markdown.read(text, before, today)
    except Refused:
        put_aside(journal, text)
        raise
    with journal.command("plan edit"):
        present = queries.plan(journal)
        result = merged(before, mine, present)
        queries.put(journal, present, result.plan)
        queries.drop_draft(journal)
        meanwhile = present.revision - before.revision
        return result._replace(plan=queries.plan(journal)), meanwhile


def put_aside(journal: Journal, text: str) -> None:
    """Keep the text of an edit for another try."""
    with journal.command("plan draft"):
        queries.keep_draft(journal, text)


def forget_draft(journal: Journal) -> None:
    """Let go of a text that was kept."""
    with journal.command("plan draft"):
        queries.drop_draft(journal)


def _put(journal: Journal, plan: Plan, item: PlanItem) -> PlanItem:
    queries.put(journal, plan, _with(plan, [*(other for other in plan.items if other.id != item.id), item]))
    return item


def _with(plan: Plan, items: list[PlanItem]) -> Plan:
    return plan._replace(items=tuple(items))


def _joined(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    known = {alike(name) for name in old}
    return (*old, *(name for name in new if alike(name) not in known))
