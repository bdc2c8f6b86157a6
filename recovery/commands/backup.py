"""`recovery backup`: the journal as one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from recovery import clock
from recovery.commands.options import Force, Json
from recovery.commands.parameters import Option
from recovery.console import emit, one_line, say
from recovery.errors import Refused
from recovery.language import tr
from recovery.outlets import file as outlet
from recovery.store import backups, connection, home

NO_FOLDER = tr(
    "The backup could not be written. Check that the folder exists, that you may write there, "
    "and that the disk has room."
)
PLAIN = tr("Anybody who gets hold of it can read it.")
AS_LOCKED = tr("It opens with your passphrase or the 24 recovery words.")


def backup(
    output: Annotated[
        str | None,
        Option(
            "--output", "-o", metavar="FILE", help=tr("Where to write it (default: among the program's own backups).")
        ),
    ] = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Write the whole journal into one file, as locked as it is, and read it back."""
    if output is None:
        stamp = clock.machine_now()
        locked = home.locked()
        name = f"journal-{stamp:%Y-%m-%d-%H%M%S}{backups.LOCKED_SUFFIX if locked else backups.OPEN_SUFFIX}"
        target = home.backups() / name
    else:
        target = Path(output).expanduser()
        outlet.check_free(target, force=force)
    with connection.existing() as journal:
        key_file, key = connection.keys_here()
        if output is None:
            home.make_part(home.backups())  # not before it is known that there is a journal
        try:
            target = backups.write(journal.connection, target, key_file, key, over=output is not None)
        except OSError as error:
            raise Refused(NO_FOLDER) from error
    size = target.stat().st_size
    if json:
        emit({"file": str(target), "bytes": size, "locked": key_file is not None})
    else:
        say(
            tr("Written and read back: {target} ({max:,} KiB).", target=one_line(str(target)), max=max(1, size // 1024))
        )
        say(AS_LOCKED if key_file else PLAIN)
