"""`recovery note`: anything, written down."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import Annotated

from recovery import console
from recovery import diary as diaries
from recovery.commands import editor, names
from recovery.commands.answering import answer
from recovery.commands.options import At, Json, Triggers, note_text
from recovery.commands.parameters import Argument
from recovery.errors import Usage
from recovery.journal import writing
from recovery.language import tr


def note(
    text: Annotated[
        list[str] | None,
        Argument(metavar="TEXT", help=tr("The note. With - or without text, it is read from the terminal or a pipe.")),
    ] = None,
    trigger: Triggers = None,
    at: At = None,
    json: Json = False,
) -> None:
    """Write anything down."""
    words = " ".join(text or ())
    if not words and sys.stdin.isatty() and not console.interactive():
        raise Usage(tr("Say the note: recovery note TEXT, or pipe it in with: recovery note -"))
    content = note_text(words or "-")
    read = nullcontext() if words not in ("", "-") else editor.note_kept_if_refused(content or "")
    with read, diaries.existing_or_new() as diary:
        new_triggers = names.new_and_near(diary, "trigger", trigger or (), json=json)
        record = writing.note(diary, diary.when(at), {"text": content, "triggers": trigger or ()})
        answer(diary, record, json=json)
        names.ask_same(diary, "trigger", new_triggers)
