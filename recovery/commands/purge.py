"""`recovery purge`: everything before a day, erased for good."""

from __future__ import annotations

from typing import Annotated

from recovery import diary as diaries
from recovery import prompts
from recovery.aliases import merging
from recovery.commands.options import Json, Yes
from recovery.commands.parameters import Option
from recovery.console import emit, say, tell
from recovery.language import tr
from recovery.outlets import words
from recovery.plans import feedback_queries
from recovery.store import erasing, sync_state
from recovery.store.command_names import PURGE

UNTIL_THEY_SYNC = tr("Your other devices and the server hold it until they sync: recovery sync")


def purge(
    day: Annotated[str, Option("--before", metavar="DAY", help=tr("The first day that stays."))],
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Erase every entry before a day, with its history and in the program's own backups. No undo."""
    with diaries.existing() as diary:
        connection = diary.journal.connection
        first = diary.past_day(day)
        wanted = erasing.before(first.isoformat())
        number = erasing.count(connection, wanted)
        entries = tr("{entries} before {day}", entries=words.entries(number), day=words.day(first))
        if not prompts.confirm(tr("Erase {entries} for good?", entries=entries), yes=yes):
            say(tr("Nothing was changed."))
            return
        with diary.journal.command(PURGE):
            erasing.erase(connection, wanted)
            names = merging.erase_unused(diary.journal)
            copies = erasing.in_copies(wanted, *names, *feedback_queries.erase_unused(diary.journal))
        left = erasing.finish(connection, copies)
        elsewhere = [UNTIL_THEY_SYNC] if sync_state.syncs(diary.journal) else []
    if json:
        emit({"erased": number, "not_reached": left})
    else:
        erased = tr("Erased: {entries}, with their history and in the program's own backups.", entries=entries)
        say(erased, *([NAMES_TOO] if names else []), OUT_OF_REACH, *elsewhere)
    tell(*left)


NAMES_TOO = tr("What you had said about names that are no longer used was erased too.")
OUT_OF_REACH = tr(
    "Out of reach: backups and exports you wrote elsewhere, copies that a cloud or another device made of this folder, "
    "snapshots of the disk, and what a solid-state disk keeps of overwritten blocks."
)
