"""The day's one next thing, which bare `recovery` offers with one key. Pure: it only chooses."""

from __future__ import annotations

from typing import Literal, NamedTuple

from recovery.insights.today import Today

Kind = Literal["outcome", "dose", "checkin", "plan"]


class NextThing(NamedTuple):
    """What to offer: how a craving ended, a dose (with the name of its medication), the check-in, a plan's question."""

    kind: Kind
    name: str = ""


def next_thing(today: Today, *, unasked: bool, plan_open: bool = False) -> NextThing | None:
    """What comes first of what is open; nothing where all is done.

    `unasked`: a craving of the last day is open and was not asked about. `plan_open`: the plan has a question left.
    """
    if unasked:
        return NextThing("outcome")
    dose = next((dose for dose in today.doses if dose.left), None)
    if dose is not None:
        return NextThing("dose", dose.name)
    if not today.checked_in:
        return NextThing("checkin")
    return NextThing("plan") if plan_open else None
