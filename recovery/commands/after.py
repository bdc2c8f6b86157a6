"""`recovery after`: how the last craving ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from recovery import console, prompts
from recovery import diary as diaries
from recovery.commands import names, safety_first
from recovery.commands.answering import answer, has_plan
from recovery.commands.lapse import next_steps, own_steps, wrapped
from recovery.commands.options import Coping, Json, minutes_long, rating
from recovery.commands.parameters import Argument
from recovery.console import say, tell
from recovery.diary import Diary
from recovery.errors import Usage
from recovery.journal import asking, due_card, writing
from recovery.journal.entries import Craving
from recovery.language import tr
from recovery.outlets import entries as listing
from recovery.outlets import words
from recovery.store import rows

LAPSE_WRITTEN = (
    tr("The lapse is written down with it."),
    tr("Pressed by mistake? recovery undo takes both back."),
)
LAPSE_THERE = tr("Its lapse was written down before.")


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


def warn_of_use(diary: Diary, substance: str | None, *, json: bool) -> None:
    """The safety card of a use, in full: before anything is asked and before it is written down."""
    safety_first.show(tell if json else say, due_card.card(diary, substance, used=True))


def answer_craving(diary: Diary, record: Craving, *, json: bool, lapse_written: bool = True) -> None:
    """What was kept; where it ended in use, the person's own steps before it and what helps after it.

    Without `lapse_written` it had ended so before, and its lapse is there.
    """
    show = tell if json else say
    if record.outcome == "used":
        show(*own_steps(diary))
    answer(diary, record, json=json)
    if record.outcome == "used":
        there = None if lapse_written else LAPSE_THERE
        say_lapse(diary, record.substance, in_vain=record.coping, there=there, json=json)


def say_lapse(
    diary: Diary, substance: str | None, *, in_vain: Sequence[str] = (), there: str | None = None, json: bool = False
) -> None:
    """That the lapse was kept with what was said, or is `there` already; then what `lapse` says, on a terminal too."""
    (tell if json else say)(*([there] if there else LAPSE_WRITTEN))
    if not json:
        say(*wrapped(next_steps(diary, substance, in_vain)))


def offer_answer(diary: Diary, record: Craving) -> None:
    """Show what the plan answers."""
    from recovery.commands.plan import responses as answers

    answers.offer(diary, record)


def ask_outcome(diary: Diary, craving: Craving) -> None:
    """Ask how an earlier craving ended, where somebody is there to say; it is asked once."""
    if not console.interactive():
        tell(
            tr(
                "A craving from {at} is still open: recovery after passed {id}",
                at=words.when(craving.at),
                id=craving.id[:8],
            )
        )
        return
    asking.remember(diary, craving)
    about = ", ".join(
        [tr("craving {intensity}", intensity=craving.intensity), *(console.one_line(name) for name in craving.triggers)]
    )
    at = words.lately(craving.at, craving.day, diary.today)
    question = tr("{at}, {about}. Did it pass? [p]assed [u]sed [s]kip", at=at, about=about)
    outcome = {"p": "passed", "u": "used"}.get(prompts.key(question, "pus"))
    if outcome == "used":
        warn_of_use(diary, craving.substance, json=False)
    if outcome is not None:
        record = writing.outcome(diary, craving.id, {"outcome": outcome})
        say(listing.kept(record, rows.prefix_length(diary.journal, [record.id])))
    if outcome == "used":
        say_lapse(diary, craving.substance, in_vain=craving.coping)
