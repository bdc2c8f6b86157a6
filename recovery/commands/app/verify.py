"""`app verify`: whether the phone app at an address is the one that this program knows."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from recovery.commands.options import Json
from recovery.commands.parameters import Argument
from recovery.console import emit, say
from recovery.errors import Unreachable, Usage
from recovery.language import tr
from recovery.sync.transport import Server
from recovery.web import manifest
from recovery.web import verify as comparing

BAD_ADDRESS = tr("That is not the address of an app. Write it like: https://recovery.example.org")
LIMITS = tr(
    "That is what it serves to everybody who asks as this program does. A server could still give one phone something "
    "else; no program can tell from here."
)
DIFFERS = tr("Do not open the app there until you know why.")


def verify(
    url: Annotated[str, Argument(metavar="URL", help=tr("The address of the server, or of the app's folder."))],
    json: Json = False,
) -> None:
    """Fetch every file of the phone app at an address and compare it with the list in this program."""
    known = manifest.ours()
    origin, folder = _place(url)
    server = Server(origin)
    try:
        verdict = comparing.verify(lambda name, limit: server.fetch(folder + name, limit))
    finally:
        server.close()
    if json:
        emit(
            {
                "address": f"{server.origin}{folder}",
                "same": verdict.same,
                "version": verdict.version,
                "known": {"version": known.version, "checksum": known.checksum},
                "changed": list(verdict.changed),
                "missing": list(verdict.missing),
            }
        )
    elif verdict.same:
        say(tr("The phone app there is the one in this program: version {version}.", version=known.version))
        say(tr("Its checksum, which the app shows too: {checksum}", checksum=known.shown), LIMITS)
    else:
        say(*(tr("changed: {name}", name=name) for name in verdict.changed))
        say(*(tr("not there: {name}", name=name) for name in verdict.missing))
    if verdict.sentence is not None:
        raise Unreachable(f"{verdict.sentence} {DIFFERS}")


def _place(url: str) -> tuple[str, str]:
    """The server's origin and the app's folder there; without a path the folder of `recovery serve`. Raises `Usage`."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        raise Usage(BAD_ADDRESS) from None
    path = parts.path if parts.path not in ("", "/") else manifest.FOLDER
    if parts.query or parts.fragment or not path.endswith("/"):
        raise Usage(BAD_ADDRESS)
    return f"{parts.scheme}://{parts.netloc}", path
