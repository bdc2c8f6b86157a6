"""Writing down what happened: `log`, `after`, `lapse`, `note`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from recovery import console, listing, prompts, safety
from recovery import diary as diaries
from recovery.console import emit, say, tell
from recovery.diary import Diary
from recovery.errors import Usage
from recovery.journal import queries, writing
from recovery.journal.entries import Craving
from recovery.options import At, Json, Triggers, note_text
from recovery.outlets import words
from recovery.store.records import EntryRecord


def note(
    text: Annotated[list[str] | None, typer.Argument(metavar="TEXT", help="The note; - or nothing reads it.")] = None,
    trigger: Triggers = None,
    at: At = None,
    json: Json = False,
) -> None:
    """Write anything down."""
    words = " ".join(text or ())
    if not words and sys.stdin.isatty() and not console.interactive():
        raise Usage("Say the note: recovery note TEXT, or pipe it in with: recovery note -")
    content = note_text(words or "-")
    with diaries.writing() as diary:
        record = writing.note(diary, diary.when(at), {"text": content, "triggers": trigger or ()})
        answer(diary, record, json=json)


def answer(diary: Diary, record: EntryRecord, *, json: bool) -> None:
    """What a writing command answers: the entry as JSON, or one sentence."""
    if json:
        emit(record.to_json())
    else:
        say(listing.kept(record, queries.prefix_length(diary.journal, [record.id])))


def ask_outcome(diary: Diary, craving: Craving) -> None:
    """Ask how an earlier craving ended, where somebody is there to say."""
    if not console.interactive():
        tell(f"A craving of {words.when(craving.at)} is still open: recovery after passed {craving.id[:8]}")
        return
    names = ", ".join(console.one_line(name) for name in craving.triggers)
    about = f"craving {craving.intensity}{', ' + names if names else ''}"
    question = f"{words.when(craving.at)}, {about}. Did it pass? [p]assed [u]sed [s]kip"
    outcome = prompts.choice(question, {"p": "passed", "u": "used", "s": "skip"})
    if outcome in ("passed", "used"):
        record = writing.outcome(diary, craving.id, {"outcome": outcome})
        say(listing.kept(record, queries.prefix_length(diary.journal, [record.id])))
        if outcome == "used":
            say("The lapse is written down with it.", *safety.lapse_card(record.substance))
