"""`checkin` with the plan at hand: its warning signs are offered to be ticked, where that question is switched on."""

from __future__ import annotations

from functools import wraps
from typing import Any

from recovery import console
from recovery import diary as diaries
from recovery.console import say
from recovery.journal import checkin as answers
from recovery.journal import writing
from recovery.moments.commands import pick
from recovery.plans import queries as plan_queries


@wraps(answers.checkin)
def checkin(**flags: Any) -> None:
    """As `recovery.journal.checkin.checkin`; the signs are asked for only in a check-in that asked its questions."""
    record = answers.checkin(**flags)
    asked = record is not None and not any(value for name, value in flags.items() if name != "day")
    if record is None or not asked or not console.interactive() or not diaries.question_on("signs"):
        return
    with diaries.reading() as diary:
        offered = [item.text for item in plan_queries.signs(diary.journal)]
        ticked = pick("Any warning signs today?", offered)
        if ticked:
            writing.checkin(diary, record.day, {"signs": [*record.signs, *ticked]})
            say(f"Kept with it: {console.joined(ticked)}.")
