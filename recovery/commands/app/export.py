"""`app export`: the phone app's files, for somebody who serves them elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from recovery.commands.parameters import Argument, Option
from recovery.console import one_line, say
from recovery.errors import Refused, Usage
from recovery.language import tr
from recovery.outlets import file
from recovery.web import headers, manifest
from recovery.wire import protocol

HEADERS = "_headers"  # the form that several hosts of plain files read as it is
BAD_SERVER = tr("That is not a server's address. Write it like: https://recovery.example.org")
NOT_EMPTY = tr("There is something in that folder. Name an empty one, or one that is not there yet.")
NOT_MADE = tr("The folder could not be made, so nothing was written. Check its place and the room on the disk.")


def export(
    folder: Annotated[Path, Argument(metavar="DIR", help=tr("An empty folder, or one that is not there yet."))],
    server: Annotated[
        list[str] | None,
        Option("--server", metavar="URL", help=tr("A server that the app may talk to from its other home.")),
    ] = None,
) -> None:
    """Write the files of the phone app, and the headers with which they must be served."""
    contents = manifest.contents()
    servers = [protocol.origin_of(address) for address in server or ()]
    if None in servers:
        raise Usage(BAD_SERVER)
    reached = [address for address in servers if address]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        empty = not any(folder.iterdir())
    except OSError as error:
        raise Refused(NOT_MADE) from error
    if not empty:
        raise Refused(NOT_EMPTY)
    for name, content in contents.items():
        file.write(folder / name, content, force=False)
    file.write(folder / HEADERS, _headers([*contents], reached).encode("utf-8"), force=False)
    said = tr("Written to {folder}, with the headers that a browser must get.", folder=one_line(str(folder)))
    say(said, tr("Its checksum, which the app shows too: {checksum}", checksum=manifest.ours().shown))


def _headers(names: list[str], servers: list[str]) -> str:
    """A block for each file: its path, and its headers indented below."""
    places = [("/", "index.html"), *((f"/{name}", name) for name in names)]
    blocks = (
        "".join([f"{place}\n", *(f"  {head}: {said}\n" for head, said in headers.of(name, servers).items())])
        for place, name in places
    )
    return "\n".join(blocks)
