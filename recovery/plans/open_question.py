"""The plan's next open question: three things on the first evening, the rest over the days after, one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from recovery.language import tr
from recovery.plans.plan import Plan


class OpenQuestion(NamedTuple):
    """A section of the plan with nothing in it yet, and the question that begins it."""

    section: str
    text: str


FIRST = (
    OpenQuestion("reasons", tr("What do you do this for?")),
    OpenQuestion("contacts", tr("Who can you call?")),
    OpenQuestion("situations", tr("What is hard for you, and what will you do then?")),
)
LATER = (
    OpenQuestion("surroundings", tr("What around you is safer now, and where is naloxone?")),
    OpenQuestion("skills", tr("What eases it for you?")),
    OpenQuestion("lapse_steps", tr("If you lapse: what do you do in the first hour, and whom do you tell?")),
    OpenQuestion("warning_signs", tr("What could others notice before you do?")),
    OpenQuestion("places", tr("Where is it easier, and where is it not?")),
    OpenQuestion("treatment", tr("What have you agreed with those who treat you?")),
    OpenQuestion("crisis", tr("What helps on a day when living is hard?")),
    OpenQuestion("rewards", tr("What is a good reward for what you did?")),
)


def still_open(plan: Plan, questions: Sequence[OpenQuestion]) -> list[OpenQuestion]:
    """Those of the questions whose section is empty, in their order."""
    return [question for question in questions if not plan.of(question.section)]


def next_open(plan: Plan, day: date) -> OpenQuestion | None:
    """The question to offer on a day; `None` once every section has something in it.

    One of the first three comes before all others. Of the rest, one that is left out is not the next day's again.
    """
    first, later = still_open(plan, FIRST), still_open(plan, LATER)
    if first:
        return first[0]
    return later[day.toordinal() % len(later)] if later else None
