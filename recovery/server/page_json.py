"""A page of records as JSON, written by hand: the bytes of `messages.Page` for a fraction of the time.

No line of Python is run for each record: what many records need is one call for all of them.
"""

from __future__ import annotations

import struct
from binascii import hexlify
from typing import TYPE_CHECKING

from recovery.server.storage.values import Page
from recovery.wire import protocol

if TYPE_CHECKING:
    from base64 import b64encode
else:
    try:
        from pybase64 import b64encode
    except ImportError:  # no wheel for this machine
        from base64 import b64encode

RECORD = [b'"},{"id":"', b"", b'","version":"', b"", b'","seq":', b"", b',"blob":"', b""]


def written(page: Page, epoch: str) -> bytes:
    """The page; `epoch` is hexadecimal, and which one it is was checked."""
    more = "true" if page.more else "false"
    end = f'],"next":{page.next},"head":{page.head},"epoch":"{epoch}","more":{more}}}'
    return b"".join((b'{"records":[', *_records(page), end.encode()))


def _records(page: Page) -> list[bytes]:
    if not page.sizes:
        return []
    blobs = struct.unpack(f"{page.sizes.replace(' ', 's')}s", page.blobs)
    ids = hexlify(page.heads, b" ", protocol.ID_BYTES).split()
    parts = RECORD * len(blobs)
    parts[1::8], parts[3::8], parts[5::8] = ids[0::2], ids[1::2], page.seqs.encode().split()
    parts[7::8] = map(b64encode, blobs)
    parts[0] = parts[0].removeprefix(b'"},')
    parts.append(b'"}')
    return parts
