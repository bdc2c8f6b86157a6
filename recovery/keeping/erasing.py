"""`purge` and `wipe`: what is erased here does not come back, and what cannot be reached is said."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

import typer

from recovery import diary as diaries
from recovery import prompts
from recovery.console import emit, one_line, say, tell
from recovery.errors import RecoveryError, Refused
from recovery.language import tr
from recovery.options import Json, Yes
from recovery.outlets import words
from recovery.store import erasing, home, joined, keyfile, opening, session
from recovery.store.connection import SESSION
from recovery.store.engine import EngineError

TYPED = "erase everything"
OUT_OF_REACH = (
    "Out of reach: backups and exports you wrote elsewhere, copies that a cloud or another device made of this folder, "
    "snapshots of the disk, and what a solid-state disk keeps of overwritten blocks."
)
UNTIL_THEY_SYNC = "Your other devices and the server hold it until they sync: recovery sync"
LEAVE_FIRST = (
    "This journal syncs. wipe takes nothing off your other devices and the server, and they go on listing this one: "
    "say recovery sync leave first, or recovery devices revoke NAME on another device afterwards."
)
STILL_LISTED = (
    "Your other devices and the server keep what was synced, and still list this device. "
    "Take it off on another one: recovery devices revoke NAME"
)
IF_IT_SYNCED = f"If this journal synced: {STILL_LISTED[0].lower()}{STILL_LISTED[1:]}"


def purge(
    day: Annotated[str, typer.Option("--before", metavar="DAY", help="The first day that stays.")],
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Erase every entry before a day, with its history and in the program's own backups. No undo."""
    with diaries.reading() as diary:
        connection = diary.journal.connection
        first = diary.past_day(day)
        wanted = erasing.before(first.isoformat())
        number = erasing.count(connection, wanted)
        entries = tr("{entries} before {day}", entries=words.entries(number), day=words.day(first))
        if not prompts.confirm(tr("Erase {entries} for good?", entries=entries), yes=yes):
            say("Nothing was changed.")
            return
        with diary.journal.command("purge"):
            erasing.erase(connection, wanted)
        left = erasing.finish(connection, wanted)
        elsewhere = [UNTIL_THEY_SYNC] if joined.syncs(diary.journal) else []
    if json:
        emit({"erased": number, "not_reached": left})
    else:
        erased = tr("Erased: {entries}, with their history and in the program's own backups.", entries=entries)
        say(erased, OUT_OF_REACH, *elsewhere)
    tell(*left)


def _syncs() -> bool | None:
    """Whether the journal has joined a server; `None` where that cannot be seen, and nobody is asked for its key."""
    try:
        return joined.as_device_here(SESSION) is not None
    except (RecoveryError, OSError, EngineError):
        return None


def wipe(yes: Yes = False, json: Json = False) -> None:
    """Erase the journal, its keys, its backups and its settings from this device. No undo."""
    if not home.folder().is_dir():
        raise Refused("There is nothing here to erase.")
    syncs = _syncs()
    if not yes:
        tell(f"This erases everything in {home.folder()}. {OUT_OF_REACH}", *([LEAVE_FIRST] if syncs else []))
        answer = prompts.ask(f'Type "{TYPED}" to go on:', str, flag="--yes")
        if " ".join(answer.lower().split()) != TYPED:
            say("Nothing was changed.")
            return
    with suppress(RecoveryError):  # no key file, or a broken one: then no session can be told from another
        session.drop(keyfile.load())
    opening.forget()
    left = erasing.everything()
    if json:
        emit({"erased": True, "left": [str(each) for each in left]})
        return
    say("Erased. " + OUT_OF_REACH)
    if syncs is not False:
        say(STILL_LISTED if syncs else IF_IT_SYNCED)
    if left:
        say(f"These files are not the program's and stay: {', '.join(one_line(each.name) for each in left)}")
