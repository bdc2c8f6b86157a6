"""Warning signs of the plan against cravings: what the days were like on which a person ticked them.

Pure. It compares days with days and claims no cause: signs and cravings may both come from a third thing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from recovery.plans.plan import STAGES, PlanItem
from recovery.store.names import alike

OTHER = "other"


class Ticked(NamedTuple):
    """The warning signs of one day's check-in."""

    day: date
    signs: tuple[str, ...]


class StageDays(NamedTuple):
    """The days on which a sign of one stage was ticked, beside the other days with an entry.

    `stage` is early, middle or late, or `other` for a sign that has no stage in the plan; `signs` counts days by name.
    """

    stage: str
    days: int
    cravings: int
    other_days: int
    other_cravings: int
    signs: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        """The keys of a stage under `signs` in `report --json`."""
        return {
            "stage": self.stage,
            "days": self.days,
            "cravings": self.cravings,
            "other_days": self.other_days,
            "other_cravings": self.other_cravings,
            "signs": [{"text": name, "days": count} for name, count in self.signs.items()],
        }


def by_stage(
    ticked: Sequence[Ticked], plan: Sequence[PlanItem], logged: Collection[date], cravings: Mapping[date, int]
) -> list[StageDays]:
    """The stages that were ticked, early first; `cravings` counts by day, `logged` holds all days with an entry."""
    stages = {alike(item.text): item.stage or OTHER for item in plan}
    stages_seen = []
    for stage in (*STAGES, OTHER):
        days: set[date] = set()
        names: dict[str, list[str]] = {}
        for answered in ticked:
            for sign in answered.signs:
                if stages.get(alike(sign), OTHER) == stage:
                    days.add(answered.day)
                    names.setdefault(alike(sign), []).append(sign)
        if days:
            others = set(logged) - days
            counts = {spelled[0]: len(spelled) for spelled in names.values()}
            stages_seen.append(
                StageDays(
                    stage=stage,
                    days=len(days),
                    cravings=sum(cravings.get(day, 0) for day in days),
                    other_days=len(others),
                    other_cravings=sum(cravings.get(day, 0) for day in others),
                    signs=dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].casefold()))),
                )
            )
    return stages_seen
