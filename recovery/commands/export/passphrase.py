"""The passphrase of one file that is handed over, asked for twice; it is never the journal's own."""

from __future__ import annotations

import os
from pathlib import Path

from recovery import console
from recovery.errors import Refused, Usage
from recovery.exchange import encryption
from recovery.language import tr

DIFFERENT = tr("The two did not match.")
ASK = tr(
    "There is no terminal to ask for the passphrase on. Set {variable} for this one command.",
    variable=encryption.VARIABLE,
)


def for_this_file() -> str:
    """The passphrase for this one file; raises `Usage`, `Refused`."""
    given = os.environ.get(encryption.VARIABLE)
    if given is None:
        if not console.interactive():
            raise Usage(ASK)
        from getpass import getpass

        given = getpass(tr("A passphrase for this file alone, not your journal's: "))
        if len(given) >= encryption.SHORTEST and getpass(tr("Once more: ")) != given:
            raise Refused(DIFFERENT)
    if len(given) < encryption.SHORTEST:
        raise Refused(encryption.TOO_SHORT)
    return given


def as_age(path: Path) -> Path:
    """The name of a file in the age format."""
    return path if path.suffix.lower() == encryption.AGE else path.with_name(path.name + encryption.AGE)
