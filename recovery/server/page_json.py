"""A page of records as JSON, written by hand: the bytes of `messages.Page` for a third of the processor's time."""

from __future__ import annotations

from binascii import hexlify
from typing import TYPE_CHECKING

from recovery.server.storage.errors import Page

if TYPE_CHECKING:
    from base64 import b64encode
else:
    try:
        from pybase64 import b64encode
    except ImportError:  # no wheel for this machine
        from base64 import b64encode


def written(page: Page, epoch: str) -> bytes:
    """The page; `epoch` is hexadecimal, and which one it is was checked."""
    parts: list[bytes] = []
    for record, version, seq, blob, _ in page.records:
        parts += (
            b',{"id":"',
            hexlify(record),
            b'","version":"',
            hexlify(version),
            b'","seq":%d,"blob":"' % seq,
            b64encode(blob),
            b'"}',
        )
    if parts:
        parts[0] = b'{"records":[{"id":"'
    else:
        parts.append(b'{"records":[')
    more = b"true" if page.more else b"false"
    parts.append(b'],"next":%d,"head":%d,"epoch":"%b","more":%b}' % (page.next, page.head, epoch.encode(), more))
    return b"".join(parts)
