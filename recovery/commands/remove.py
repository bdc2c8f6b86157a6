"""`recovery remove`: an entry taken out."""

from __future__ import annotations

from typing import Annotated

from recovery import console, prompts
from recovery import diary as diaries
from recovery.aliases import merging
from recovery.commands.edit import UNCHANGED
from recovery.commands.options import Json, Yes
from recovery.commands.parameters import Argument, Option
from recovery.console import emit, say, tell
from recovery.journal import writing
from recovery.language import tr
from recovery.outlets import entries as listing
from recovery.plans import feedback_queries
from recovery.store import erasing, rows
from recovery.store.command_names import ERASE


def remove(
    entry: Annotated[str, Argument(metavar="ID", help=tr("The beginning of the entry's id."))],
    forever: Annotated[bool, Option("--forever", help=tr("Erase it and its history; no undo."))] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Take an entry out of the journal. recovery undo brings it back, unless it was --forever."""
    with diaries.existing() as diary:
        located = writing.locate(diary, entry)
        old = rows.read(diary.journal, located)
        if not yes and console.interactive():
            say(*listing.detail(old))
        when = listing.written(old)
        question = tr("{when}. Erase this for good?", when=when) if forever else tr("{when}. Remove this?", when=when)
        if not prompts.confirm(question, yes=yes):
            say(UNCHANGED)
            return
        copies: erasing.Copies | None = None
        with diary.journal.command(ERASE if forever else "remove"):
            if forever:
                erasing.erase(diary.journal.connection, erasing.of_id(old.id))
                unused = [*merging.erase_unused(diary.journal), *feedback_queries.erase_unused(diary.journal)]
                copies = erasing.in_copies(erasing.of_id(old.id), *unused)
            else:
                rows.delete(diary.journal, located)
        if copies is not None:
            tell(*erasing.finish(diary.journal.connection, copies))
        if json:
            emit({"removed": old.id, "forever": forever})
        else:
            say(tr("Erased, and its history with it.") if forever else tr("Removed. recovery undo brings it back."))
