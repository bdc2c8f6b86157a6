"""The secret of a pairing, as a person reads it to another device: eight words, or a link in a QR code."""

from __future__ import annotations

import os
from urllib.parse import parse_qs, urlsplit

from recovery.errors import Locked, Refused
from recovery.language import tr
from recovery.store import phrase
from recovery.wire import protocol

WORDS = 8
SECRET_BYTES = 11
NOT_WORDS = tr(
    "Those are not the 8 words of a pairing. Check their number, order and spelling; "
    "the first four letters of each word are enough."
)


def new_secret() -> bytes:
    """What the words stand for: 88 random bits."""
    return os.urandom(SECRET_BYTES)


def words_of(secret: bytes) -> str:
    """The eight words."""
    return phrase.spelled(secret, WORDS)


def secret_of(words: str) -> bytes:
    """What eight words stand for, with blanks, commas or dashes between; raises `Refused`."""
    try:
        return phrase.read_words(words.replace("-", " "), WORDS)
    except Locked:
        raise Refused(NOT_WORDS) from None


def link_of(origin: str, secret: bytes) -> str:
    """What the QR code holds: the same words, and the server's address."""
    return f"recovery:pair?server={origin}#{words_of(secret).replace(' ', '-')}"


def read_link(link: str) -> tuple[str, bytes]:
    """The server's origin and the secret of a QR code's text; raises `Refused`."""
    try:
        parts = urlsplit(link.strip())
        servers = parse_qs(parts.query).get("server", [])
    except ValueError:
        raise Refused(NOT_WORDS) from None
    origin = protocol.origin_of(servers[0]) if len(servers) == 1 else None
    if (parts.scheme, parts.path) != ("recovery", "pair") or origin is None:
        raise Refused(NOT_WORDS)
    return origin, secret_of(parts.fragment)
