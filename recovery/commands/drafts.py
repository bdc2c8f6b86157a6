"""What stood in an editor when a command was killed under it: not for long in plain text beside a locked journal."""

from __future__ import annotations

from recovery import diary as diaries
from recovery import editor
from recovery.commands.plan.edit import take_up
from recovery.errors import RecoveryError
from recovery.store import keyfile, opening

ENTRY = ".txt"


def put_away() -> None:
    """Overwrite the text of an entry, which nobody asks for again; keep that of the plan inside the journal.

    The plan's text waits where no session is open: only the journal can hold it, and it is not thrown away.
    """
    for _ in editor.left_behind(ENTRY):
        pass
    try:
        opening.key_of(keyfile.load(), opening.Ask.SESSION)
        with diaries.reading() as diary:
            take_up(diary)
    except RecoveryError:  # the command itself says what is wrong, if it is
        return
