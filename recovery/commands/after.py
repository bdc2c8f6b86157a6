"""`recovery after`: how the last craving ended."""

from __future__ import annotations

from typing import Annotated, Literal

from recovery import console, prompts
from recovery import diary as diaries
from recovery.commands import names, safety_first
from recovery.commands.answering import has_plan
from recovery.commands.craving_answers import answer_craving, offer_answer, warn_of_use
from recovery.commands.options import Coping, Json, minutes_long, rating
from recovery.commands.parameters import Argument
from recovery.console import say, tell
from recovery.errors import Usage
from recovery.journal import due_card, writing
from recovery.language import tr


def after(
    outcome: Annotated[
        Literal["passed", "used"] | None, Argument(metavar="passed|used", help=tr("How it ended."))
    ] = None,
    entry: Annotated[str | None, Argument(metavar="ID", help=tr("Which craving (default: the last open one)."))] = None,
    intensity: Annotated[int | None, rating(tr("How strong it is now, 0 to 10."))] = None,
    coping: Coping = None,
    minutes: Annotated[int | None, minutes_long(tr("How long it lasted, 0 to 1440."))] = None,
    json: Json = False,
) -> None:
    """Say how the last craving ended."""
    if outcome is None:
        outcome = _asked()
        if outcome is None:
            say(tr("It stays open. Nothing was changed."))
            return
    values = {"outcome": outcome, "intensity_after": intensity, "coping": coping, "minutes": minutes}
    used = outcome == "used"
    card = due_card.unread(None, used=True) if used else ()
    with safety_first.anyway(tell if json else say, card), diaries.existing() as diary:
        offers = has_plan(diary) and not json and coping is None and console.interactive()
        craving = writing.asked_about(diary, entry)[1]
        if used:
            warn_of_use(diary, craving.substance, json=json)
        new_skills = names.new_and_near(diary, "skill", coping or (), json=json)
        record = writing.outcome(diary, craving.id, values)
        answer_craving(diary, record, json=json, lapse_written=craving.outcome != "used")
        names.ask_same(diary, "skill", new_skills)
        if record.outcome != "used" and offers:
            offer_answer(diary, record)


def _asked() -> Literal["passed", "used"] | None:
    """How the craving ended; `None` for Enter. Raises `Usage` when nobody is there."""
    if not console.interactive():
        raise Usage(tr("Say how it ended: recovery after passed|used"))
    pressed = prompts.key(tr("How did the craving end? [p]assed [u]sed"), "pu")
    return "passed" if pressed == "p" else "used" if pressed == "u" else None
