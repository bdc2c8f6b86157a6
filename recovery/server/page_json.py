"""A page of records as JSON, written by hand: the bytes of `messages.Page` for a third of the processor's time."""

from __future__ import annotations

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
        head = f'"}},{{"id":"{record.hex()}","version":"{version.hex()}","seq":{seq},"blob":"'
        parts += (head.encode(), b64encode(blob))
    if parts:
        parts[0] = parts[0].removeprefix(b'"},')
        parts.append(b'"}')
    more = "true" if page.more else "false"
    end = f'],"next":{page.next},"head":{page.head},"epoch":"{epoch}","more":{more}}}'
    return b"".join((b'{"records":[', *parts, end.encode()))
