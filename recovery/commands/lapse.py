"""`recovery lapse`: a return to use. Safety is said before everything else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from recovery import console, prompts
from recovery import diary as diaries
from recovery.commands import names, safety_first
from recovery.commands.answering import answer
from recovery.commands.lapse_answers import ended_by, next_steps, own_steps, say_ended, weeks_after, wrapped
from recovery.commands.options import At, Json, NoteText, Substance, Triggers, note_text, with_clock
from recovery.commands.parameters import Argument, Option
from recovery.console import say, tell
from recovery.diary import Diary
from recovery.errors import Refused, Usage
from recovery.journal import due_card, queries, writing
from recovery.language import tr
from recovery.outlets import words as wording
from recovery.safety import safety_cards
from recovery.store import connection, invocation

TOLD_TWICE = tr(
    "A use of that hour was written down already, and this may be the same one. If it was another: recovery lapse --at"
)

Amount = Annotated[str | None, Option(help=tr("How much, in your words."))]
Overdose = Annotated[str | None, Option(metavar="near|yes", help=tr("An overdose, or nearly one."))]
Naloxone = Annotated[bool | None, Option("--naloxone/--no-naloxone", help=tr("Whether naloxone was given."))]


What = Annotated[list[str] | None, Argument(metavar="SUBSTANCE", help=tr("Which substance; the same as -s."))]


def lapse(
    what: What = None,
    at: At = None,
    trigger: Triggers = None,
    substance: Substance = None,
    amount: Amount = None,
    overdose: Overdose = None,
    naloxone: Naloxone = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """Write down a return to use. What stays counted is said too."""
    at, what = with_clock(at, what or ())
    values: dict[str, Any] = {"triggers": trigger or (), "substance": _said(what, substance), "amount": amount}
    values |= {"overdose": overdose, "naloxone": naloxone, "note": note}
    _write(at, values, json=json, sure=True)


def used(
    what: What = None,
    at: At = None,
    trigger: Triggers = None,
    substance: Substance = None,
    amount: Amount = None,
    overdose: Overdose = None,
    naloxone: Naloxone = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """Another name for lapse: an everyday word, so on a terminal one key is asked before it is written down."""
    at, what = with_clock(at, what or ())
    values: dict[str, Any] = {"triggers": trigger or (), "substance": _said(what, substance), "amount": amount}
    values |= {"overdose": overdose, "naloxone": naloxone, "note": note}
    _write(at, values, json=json, sure=json or not console.interactive())


def _said(what: Sequence[str] | None, substance: str | None) -> list[str]:
    """The names of a substance on the line: after the command, and by the flag."""
    return [name for name in (" ".join(what or ()), substance) if name]


def _one(said: Sequence[str]) -> str | None:
    """The substance that was named; raises `Usage` where it was named twice."""
    if len(said) > 1:
        raise Usage(tr("Name the substance once: after the command, or with -s."))
    return said[0] if said else None


def after_a_key() -> None:
    """A lapse just now, once a key says that it is one."""
    _write(None, {"substance": []}, json=False, sure=False)


def _write(at: str | None, values: dict[str, Any], *, json: bool, sure: bool) -> None:
    """Safety, then, where the person is not `sure`, one key; then the lapse is kept and answered."""
    show = tell if json else say
    naloxone = values.get("naloxone") is True
    over = values.get("overdose") is not None or naloxone
    said = " ".join(values["substance"]) or None
    unread = safety_cards.after_overdose(None, naloxone=naloxone) if over else due_card.unread(said, used=True)
    with safety_first.anyway(show, unread, sealed=True):
        if not connection.exists() or values.get("note") == "-":  # before anything is said of a journal, or asked
            safety_first.show(show, unread)
        values |= {"substance": _one(values["substance"]), "note": note_text(values.get("note"))}
        with diaries.existing_or_new() as diary:
            name = queries.tracked(diary.journal, values["substance"])
            kind = queries.class_of(diary.journal, name)
            if not invocation.current().warned:
                after = safety_cards.after_overdose(kind, naloxone=naloxone) if over else None
                safety_first.show(show, after or due_card.card(diary, name, used=True))
            instant = diary.when(at)
            if not _meant(diary, name, instant, sure=sure, asks=console.interactive() and not json):
                return
            new_triggers = names.new_and_near(diary, "trigger", values.get("triggers", ()), json=json)
            ends = ended_by(diary, name, instant)
            record = writing.lapse(diary, instant, {**values, "substance": name}, ends)
            show(*own_steps(diary))
            answer(diary, record, json=json)
            say_ended(ends, show)
            if not json:
                steps = next_steps(diary, record.substance, ends[1].coping if ends else ())
                say(*wrapped(weeks_after() if over else steps))
            names.ask_same(diary, "trigger", new_triggers)


def _meant(diary: Diary, substance: str | None, at: datetime, *, sure: bool, asks: bool) -> bool:
    """Whether to write a use down: one key where the person is not `sure`, or wrote one of that hour already.

    Nobody is there to press it where a sealed use is taken in: it is `Refused`, and so becomes a note.
    """
    unseen = invocation.current().arriving is not None
    written = queries.lapse_near(diary.journal, substance, at) if asks or unseen else None
    if written is not None and unseen:
        raise Refused(TOLD_TWICE)
    if written is not None:
        since = wording.clock(written.at)
        question = tr(
            "Another use since {since}? [y] another one  [Enter] no, the one already written down", since=since
        )
        if prompts.key(question, "yn") == "y":
            return True
        say(tr("The lapse from {since} stays as it is. Nothing more was written down.", since=since))
        return False
    return sure or agreed()


def agreed() -> bool:
    """Whether a lapse is meant: one key, so that a word typed in passing writes none; it is said that none was."""
    if prompts.key(tr("Write a lapse down? recovery undo can take it back. [y/n]"), "yn") == "y":
        return True
    say(tr("Nothing was written down."))
    return False
