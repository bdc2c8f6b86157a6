"""Whose a record of a link is: a mark that the devices of one party alone can make and check.

Both parties hold the key that seals a link, so the letter in a record's local id alone says nothing. The mark is made
with the party's own seeds: its other devices see by it that the other party did not write in its name, and to anybody
else it proves nothing. The other's records need no check: what this party did not write, the other did.
"""

from __future__ import annotations

import hmac
import re

_MARK = re.compile(rb',"by":"([0-9a-f]{64})"}\Z')


def marked(seed: str, record: bytes, version: bytes, body: bytes) -> bytes:
    """The plain text of one version with its mark as the last member."""
    return body[:-1] + b',"by":"' + _mark(seed, record, version, body).encode("ascii") + b'"}'


def split(plain: bytes) -> tuple[bytes, bytes | None]:
    """The plain text without its mark, and the mark, if any."""
    match = _MARK.search(plain)
    return (plain, None) if match is None else (plain[: match.start()] + b"}", match[1])


def is_own(seed: str, record: bytes, version: bytes, body: bytes, mark: bytes | None) -> bool:
    """Whether a device of this party made that version."""
    return mark is not None and hmac.compare_digest(mark, _mark(seed, record, version, body).encode("ascii"))


def _mark(seed: str, record: bytes, version: bytes, body: bytes) -> str:
    return hmac.digest(bytes.fromhex(seed), b"by\0" + record + version + body, "sha256").hex()
