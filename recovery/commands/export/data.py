"""`recovery export data`: the whole journal as JSON Lines."""

from __future__ import annotations

import sys
from typing import Annotated

from recovery import console
from recovery.commands.options import Force
from recovery.commands.parameters import Option
from recovery.exchange.queries import chunks
from recovery.language import tr, trn
from recovery.outlets import file as outlet
from recovery.store import connection

PLAIN = tr("Anybody who gets hold of it can read it: keep it as private as the journal.")


def export_data(
    output: Annotated[
        str, Option("--output", "-o", metavar="FILE", help=tr("Where to write it; - is standard output."))
    ] = outlet.STANDARD,
    force: Force = False,
) -> None:
    """Write the whole journal as JSON Lines: one entry a line, as `recovery import` takes it."""
    path = outlet.target(output)
    if path is None:
        _to_standard_output()
        return
    written = 0
    with connection.existing() as journal, outlet.writing(path, force=force) as file:
        for number, chunk in chunks(journal):
            file.write(chunk)
            written += number
    said = trn("Written: 1 line.", "Written: {count:,} lines.", written)
    console.say(f"{said} {PLAIN}")


def _to_standard_output() -> None:
    with connection.existing() as journal:
        for _, chunk in chunks(journal, ascii_only=sys.stdout.isatty()):
            sys.stdout.buffer.write(chunk)
