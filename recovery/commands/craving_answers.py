"""What is said and asked once it is written down how a craving ended, by whichever command.

Where it ended in use: the safety card first, then the person's own steps, and what stays counted.
"""

from __future__ import annotations

from collections.abc import Sequence

from recovery import console, prompts
from recovery.commands import safety_first
from recovery.commands.answering import answer
from recovery.commands.lapse_answers import next_steps, own_steps, wrapped
from recovery.console import say, tell
from recovery.diary import Diary
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
