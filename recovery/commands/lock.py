"""`recovery lock`: the key wiped now."""

from __future__ import annotations

from recovery.commands.options import Json
from recovery.console import emit, say
from recovery.language import tr
from recovery.store import connection, keyfile, opening, session, switching


def lock(json: Json = False) -> None:
    """Close the journal now. What you write while it is locked is kept sealed."""
    switching.settle()
    if not connection.has_key_file():
        if json:
            emit({"locked": False})
        else:
            say(OPEN)
        return
    session.drop(keyfile.load())
    opening.forget()
    if json:
        emit({"locked": True})
    else:
        say("Locked.")


OPEN = tr("The journal has no passphrase, so it is open to whoever uses this login. recovery passphrase set locks it.")
