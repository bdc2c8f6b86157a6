"""An invitation: a link that is opened once, or the words of a pairing for two people who stand side by side.

The link's fragment, which a browser sends to nobody, holds the seeds of a one-use identity, the public key of the link
and the hash of the key ring that lists both: 128 bytes behind a version, 172 characters in all.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from recovery.errors import Refused
from recovery.language import tr
from recovery.sync import pairing_words
from recovery.sync.account import Identity
from recovery.wire import protocol

VERSION, GIVEN = "1", "2"  # an invitation, and a page that is read once
PAGE = "/app/circle.html"  # where a browser opens it; a program takes the rest from the fragment
FRAGMENT_LENGTH = 172
_PARTS = 4
_FORM = re.compile(rf"[{VERSION}{GIVEN}][A-Za-z0-9_-]{{{FRAGMENT_LENGTH - 1}}}")
_SCHEME = "recovery:circle"
NOT_ONE = tr(
    "That is not a whole invitation. Copy all of the link, from https:// to its last letter; or give the eight words "
    "with --server URL."
)

A_PAGE = tr("That is a page to read once, not an invitation. Open the link in a browser.")


class Invitation(NamedTuple):
    """What a link says: the server, the one-use identity, the link's public key, and the hash of its key ring."""

    origin: str
    identity: Identity
    account: bytes
    ring: bytes


def link_of(invitation: Invitation, version: str = VERSION) -> str:
    """The link. Whoever opens it first is the other party."""
    identity = invitation.identity
    parts = identity.signing + identity.sealing + invitation.account + invitation.ring
    return f"{invitation.origin}{PAGE}#{version}{urlsafe_b64encode(parts).decode('ascii').rstrip('=')}"


def read_link(link: str) -> Invitation:
    """The invitation of a link; raises `Refused` for anything else, without repeating any of it."""
    try:
        parts = urlsplit(link.strip())
        origin = protocol.origin_of(f"{parts.scheme}://{parts.netloc}")
    except ValueError:
        raise Refused(NOT_ONE) from None
    if origin is None or parts.path != PAGE or parts.query or not _FORM.fullmatch(parts.fragment):
        raise Refused(NOT_ONE)
    if parts.fragment.startswith(GIVEN):
        raise Refused(A_PAGE)
    written = parts.fragment[1:]
    content = urlsafe_b64decode(written + "=")
    if urlsafe_b64encode(content).decode("ascii").rstrip("=") != written:  # its last letter has bits to spare
        raise Refused(NOT_ONE)
    size = protocol.KEY_BYTES
    signing, sealing, account, ring = (content[size * place : size * (place + 1)] for place in range(_PARTS))
    return Invitation(origin, Identity(signing, sealing), account, ring)


def code_of(origin: str, secret: bytes) -> str:
    """What the QR code of an invitation for somebody present holds: the eight words, and the server's address."""
    return f"{_SCHEME}?server={origin}#{pairing_words.words_of(secret).replace(' ', '-')}"


def read_code(text: str, server: str | None) -> tuple[str, bytes]:
    """The server's origin and the secret, by a code's text or by eight words and an address; raises `Refused`."""
    given = text.strip()
    origin = protocol.origin_of(server) if server else None
    if given.startswith(_SCHEME):
        parts = urlsplit(given)
        servers = parse_qs(parts.query).get("server", [])
        origin = origin or (protocol.origin_of(servers[0]) if len(servers) == 1 else None)
        given = parts.fragment
    if origin is None:
        raise Refused(NOT_ONE)
    return origin, pairing_words.secret_of(given)


def is_link(text: str) -> bool:
    """Whether a code is a link, and not the words of a pairing."""
    return text.strip().startswith(("https://", "http://"))
