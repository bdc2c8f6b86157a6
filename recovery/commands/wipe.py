"""`recovery wipe`: journal, keys and backups, erased from this device."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

from recovery import prompts
from recovery.commands.circle import leaving
from recovery.commands.options import Json, Yes
from recovery.commands.parameters import Option
from recovery.commands.purge import OUT_OF_REACH
from recovery.console import emit, one_line, say, tell
from recovery.errors import RecoveryError, Refused
from recovery.language import tr
from recovery.store import erasing, home, keyfile, opening, session, sync_state
from recovery.store.connection import SESSION
from recovery.store.engine import EngineError

TYPED = tr("erase everything")
LEAVE_FIRST = tr(
    "This journal syncs. wipe removes nothing from your other devices or the server, and they go on listing this "
    "device. Run recovery sync leave first, or recovery devices revoke NAME on another device afterwards."
)
STILL_LISTED = tr(
    "Your other devices and the server keep what was synced, and still list this device. "
    "Take it off on another one: recovery devices revoke NAME"
)
IF_IT_SYNCED = tr(
    "If this journal synced: {still_listed}{still_listed_other}",
    still_listed=STILL_LISTED[0].lower(),
    still_listed_other=STILL_LISTED[1:],
)


def _syncs() -> bool | None:
    """Whether the journal has joined a server; `None` where that cannot be seen, and nobody is asked for its key."""
    try:
        return sync_state.as_device_here(SESSION) is not None
    except (RecoveryError, OSError, EngineError):
        return None


def wipe(
    keep_circle: Annotated[
        bool, Option("--keep-circle", help=tr("The journal was moved, and its circle goes on where it is now."))
    ] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Erase the journal, its keys, its backups and its settings from this device. No undo."""
    if not home.folder().is_dir():
        raise Refused(tr("There is nothing here to erase."))
    syncs = _syncs()
    if not yes:
        tell(
            tr("This erases everything in {folder}. {out_of_reach}", folder=home.folder(), out_of_reach=OUT_OF_REACH),
            *([LEAVE_FIRST] if syncs else []),
            *(leaving.before() if not keep_circle else ()),
        )
        answer = prompts.ask(tr('Type "{typed}" to go on:', typed=TYPED), str, flag="--yes")
        if " ".join(answer.lower().split()) != TYPED:
            say(tr("Nothing was changed."))
            return
    circle = leaving.Left() if keep_circle else leaving.end_with_the_journal()
    with suppress(RecoveryError):  # no key file, or a broken one: then no session can be told from another
        session.drop(keyfile.load())
    opening.forget()
    left = erasing.everything()
    if json:
        links = {"links_ended": circle.ended, "links_left": circle.unreached}
        emit({"erased": True, "left": [str(path) for path in left], **links})
        return
    say("Erased. " + OUT_OF_REACH, *circle.lines)
    if syncs is not False:
        say(STILL_LISTED if syncs else IF_IT_SYNCED)
    if left:
        say(
            tr(
                "These files are not the program's and stay: {names}",
                names=", ".join(one_line(path.name) for path in left),
            )
        )
