"""Plan and journal side by side: what `plan check`, `plan review` and `report` compare, read in one place."""

from __future__ import annotations

from datetime import date

from recovery import clock
from recovery.aliases.queries import aliases
from recovery.diary import Diary
from recovery.insights import gaps, periods, queries
from recovery.insights.gaps import Facts, Finding
from recovery.insights.triggers import tally
from recovery.journal import queries as entries
from recovery.plans import queries as plan_queries
from recovery.plans.plan import Plan
from recovery.safety import classes
from recovery.store.names import alike


def facts(diary: Diary, day: date) -> Facts:
    """What the journal knows as of that day that a plan can be compared with."""
    period = periods.ending(day, gaps.LOOKBACK_DAYS)
    signs: dict[str, int] = {}
    spelled: dict[str, str] = {}
    for ticked in queries.ticked(diary.journal, period):
        for sign in ticked.signs:
            name = spelled.setdefault(alike(sign), sign)
            signs[name] = signs.get(name, 0) + 1
    begun = plan_queries.begun_at(diary.journal)
    kinds = {substance.guess.kind for substance in entries.substances(diary.journal)}
    return Facts(
        triggers=tally(queries.names_in(diary.journal, period)),
        skills=tally(queries.names_ever(diary.journal, coping=True)),
        signs=signs,
        ended=queries.ended_ever(diary.journal),
        cravings=sum(count for count, _ in queries.craving_days(diary.journal, period).values()),
        begun=clock.day_of(begun.astimezone(diary.zone), diary.profile.day_starts) if begun else None,
        naloxone=not kinds or any(map(classes.naloxone_matters, kinds)),
        skill_names=aliases(diary.journal, "skill"),
    )


def findings(diary: Diary, day: date) -> tuple[Plan, list[Finding]]:
    """The plan, and all that is worth looking at in it."""
    plan = plan_queries.plan(diary.journal)
    return plan, gaps.findings(plan, facts(diary, day), day)
