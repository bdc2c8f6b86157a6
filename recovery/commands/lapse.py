"""`recovery lapse`: a return to use. Safety is said before everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from textwrap import wrap
from typing import Annotated, Any

import typer

from recovery import console, prompts
from recovery import diary as diaries
from recovery.commands import names
from recovery.commands.answering import answer, has_plan
from recovery.commands.options import At, Json, NoteText, Substance, Triggers, note_text
from recovery.console import say, tell
from recovery.diary import Diary
from recovery.errors import RecoveryError, Refused, Unreadable, Usage
from recovery.journal import queries, warning, writing
from recovery.journal.entries import Craving
from recovery.language import tr
from recovery.outlets import words as wording
from recovery.safety import cards

WIDTH = 78


def lapse(
    at: At = None,
    trigger: Triggers = None,
    substance: Substance = None,
    amount: Annotated[str | None, typer.Option(help=tr("How much, in your words."))] = None,
    overdose: Annotated[str | None, typer.Option(metavar="near|yes", help=tr("An overdose, or nearly one."))] = None,
    naloxone: Annotated[
        bool | None, typer.Option("--naloxone/--no-naloxone", help=tr("Whether naloxone was given."))
    ] = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """Write down a return to use. What stays counted is said too."""
    show = tell if json else say
    text, warned = note_text(note), False
    over = overdose is not None or naloxone is True
    try:
        with diaries.writing() as diary:
            name = queries.tracked(diary.journal, substance)
            kind = queries.class_of(diary.journal, name)
            after = cards.after_overdose(kind, naloxone=naloxone is True) if over else None
            show(*safety_first(after or warning.card(diary, name, used=True)))
            warned = True
            values: dict[str, Any] = {"triggers": trigger or (), "substance": name, "amount": amount, "note": text}
            values |= {"overdose": overdose, "naloxone": naloxone}
            new_triggers = names.new_and_near(diary, "trigger", trigger or (), json=json)
            instant = diary.when(at)
            ends = ended_by(diary, name, instant)
            record = writing.lapse(diary, instant, values, ends)
            show(*own_steps(diary))
            answer(diary, record, json=json)
            say_ended(ends, show)
            if not json:
                steps = _weeks_after() if over else _next_steps(diary, ends[1].coping if ends else ())
                say(*(line for step in steps for line in wrap(step, WIDTH)))
            names.ask_same(diary, "trigger", new_triggers)
    except RecoveryError as error:
        if not warned and not isinstance(error, Refused | Usage):
            show(*safety_first(cards.after_overdose(None) if over else warning.unread(substance, used=True)))
        raise


@contextmanager
def warned_anyway(show: Any, substance: str | None, *, due: bool, used: bool) -> Iterator[None]:
    """What keeps a person alive is said also where the journal cannot take the entry."""
    try:
        yield
    except Unreadable:
        if due:
            show(*safety_first(warning.unread(substance, used=used)))
        raise


def own_steps(diary: Diary) -> list[str]:
    """The plan's own steps for after a lapse, in its order."""
    if not has_plan(diary):
        return []
    from recovery.insights.views.worst_minute import rows
    from recovery.plans import queries as plan_queries
    from recovery.plans.views.words import lapse_step

    steps = plan_queries.lapse_steps(diary.journal)
    return [*rows("YOUR OWN STEPS", *map(lapse_step, steps)), ""] if steps else []


def safety_first(card: Sequence[str]) -> list[str]:
    """A safety card as it stands before everything else, with a blank line after it; empty where none is due."""
    return [console.style(card[0], "bold"), *card[1:], ""] if card else []


def ended_by(diary: Diary, substance: str | None, at: datetime) -> writing.Waiting | None:
    """The open craving that ended in a use: asked where somebody is there, taken to be so where nobody is.

    The use is written down whatever becomes of the question.
    """
    found = writing.waiting_before(diary, substance, at)
    if found is None or not console.interactive():
        return found
    question = tr("Is this how the craving of {when} ended? [y/n]", when=_told(found[1]))
    try:
        pressed = prompts.key(question, "yn")
    except (EOFError, KeyboardInterrupt):
        return None
    return found if pressed == "y" else None


def say_ended(ends: writing.Waiting | None, show: Callable[..., None]) -> None:
    """What became of the craving, where nobody was asked."""
    if ends is not None and not console.interactive():
        said = tr("The craving of {when} is closed as used; recovery undo takes back both.", when=_told(ends[1]))
        show(*wrap(said, WIDTH))


def _told(craving: Craving) -> str:
    names = ", ".join(console.one_line(name) for name in craving.triggers)
    return f"{wording.when(craving.at)} ({craving.intensity}{', ' + names if names else ''})"


def _weeks_after() -> list[str]:
    """What comes after an overdose was written down: no count of days, and somebody to talk to."""
    return [
        tr("Call your clinic or prescriber, or let somebody call for you. Numbers: recovery sos"),
        tr("For four weeks recovery today and recovery sos say what helps most now."),
    ]


def _next_steps(diary: Diary, in_vain: Sequence[str]) -> list[str]:
    """What stays counted, and what to do next, in that order; no praise for what was just tried in vain."""
    counted = queries.days_without_use(diary.journal)
    kept = (
        tr("Your {counted} days checked in without use stay counted.", counted=counted)
        if counted > 1
        else tr("What you did before stays yours.")
    )
    helped = queries.helped_before(diary.journal, beside=in_vain)
    lines = [kept, tr("One lapse is one event; it does not undo the days before it.")]
    if helped:
        passed, known = queries.ended(diary.journal)
        lines.append(
            tr(
                "What helped before: {name}. As written down, {passed} of {known} passed after it; of all cravings "
                "{all_passed} of {all_known}.",
                name=console.one_line(helped.name),
                passed=helped.passed,
                known=helped.known,
                all_passed=passed,
                all_known=known,
            )
        )
    lines.append(tr("Next: tell one person you trust. Numbers and steps: recovery sos"))
    return [*lines, tr("What helps in the days after: recovery learn lapse")]
