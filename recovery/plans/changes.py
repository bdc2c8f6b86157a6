"""What differs between two plans, and both of two people's changes brought into one plan. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from recovery.errors import Refused
from recovery.plans.plan import Plan, PlanItem, ordered
from recovery.store.records import replace
from recovery.store.rules import new_id


class Difference(NamedTuple):
    """One item that differs: `before` is `None` for a new one, `after` for one taken out."""

    before: PlanItem | None
    after: PlanItem | None

    @property
    def fields(self) -> dict[str, Any]:
        """What changed in it, with the value after; empty for a new item or one taken out."""
        if self.before is None or self.after is None:
            return {}
        return changed_fields(self.before, self.after)

    @property
    def moved_only(self) -> bool:
        """Whether it only stands elsewhere in its section."""
        return set(self.fields) == {"position"}


class Revision(NamedTuple):
    """One change of the plan; `at` is in UTC, `command` what was typed."""

    number: int
    at: datetime
    command: str
    origin: str
    differences: tuple[Difference, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many items it added, changed and removed."""
        added = sum(1 for difference in self.differences if difference.before is None)
        removed = sum(1 for difference in self.differences if difference.after is None)
        return {"added": added, "changed": len(self.differences) - added - removed, "removed": removed}

    def to_json(self, zone: tzinfo) -> dict[str, Any]:
        """As `plan history --json` writes it, on that zone's clock."""
        at = self.at.astimezone(zone).isoformat()
        return {"revision": self.number, "at": at, "command": self.command, "origin": self.origin, **self.counts}


def changed_fields(before: PlanItem, after: PlanItem) -> dict[str, Any]:
    """The fields of an item that differ, with their values after."""
    names = [column.name for column in before.columns()]
    return {name: getattr(after, name) for name in names if getattr(before, name) != getattr(after, name)}


def differences(before: Plan, after: Plan) -> list[Difference]:
    """Every item that differs: taken out ones first, then new and changed ones in the plan's order."""
    old, new = before.by_id(), after.by_id()
    gone = [Difference(item, None) for item in before.items if item.id not in new]
    return gone + [Difference(old.get(item.id), item) for item in after.items if old.get(item.id) != item]


class Merged(NamedTuple):
    """The plan with both changes in it; `both` counts the items that both had changed, so that both versions stand."""

    plan: Plan
    both: int


def merged(base: Plan, mine: Plan, theirs: Plan) -> Merged:
    """My changes to `base` brought into what the plan has become meanwhile: nothing of either is lost.

    What both changed differently stays as they have it, and my version stands beside it as an item of its own.
    What one took out and the other changed stays.
    """
    result = theirs.by_id()
    common = base.by_id()
    both = 0
    for before, after in differences(base, mine):
        if after is None and before is not None:
            present = result.get(before.id)
            if present is not None and _same_but_for_place(present, before):
                del result[before.id]
            elif present is not None:
                both += 1
        elif after is not None:
            present = result.get(after.id)
            if before is None or present is None:
                both += before is not None
                result[after.id] = after
                continue
            item, clash = _together(common[after.id], after, present)
            result[after.id] = item
            if clash:
                both += 1
                copy = replace(after, id=new_id())
                result[copy.id] = copy
    return Merged(Plan(ordered(result.values()), theirs.revision, theirs.reviewed_on), both)


def _same_but_for_place(one: PlanItem, other: PlanItem) -> bool:
    return replace(one, position=0) == replace(other, position=0)


def _together(base: PlanItem, mine: PlanItem, theirs: PlanItem) -> tuple[PlanItem, bool]:
    """Both changes in one item where they do not clash; theirs, and True, where they do."""
    ours, others = changed_fields(base, mine), changed_fields(base, theirs)
    ours_said = {name: value for name, value in ours.items() if name != "position"}
    if any(name in others and others[name] != value for name, value in ours_said.items()):
        return theirs, True
    try:
        return _checked(theirs, ours), False
    except Refused:
        return theirs, True


def _checked(item: PlanItem, changes: Mapping[str, Any]) -> PlanItem:
    values = {column.name: getattr(item, column.name) for column in item.columns()}
    return PlanItem.checked({**values, **changes})
