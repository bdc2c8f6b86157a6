"""One POST to a push service: to an address that was looked at, within seconds, and no redirect is followed."""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

from recovery.server.doorbell import hosts
from recovery.server.doorbell.hosts import Endpoint

PORT = 443
CONNECT_SECONDS = 5.0
ALL_SECONDS = 15.0
HEAD_BYTES = 8192
ADDRESSES = 2  # of one host that are tried, one after the other
KEPT_SECONDS = 24 * 3600  # how long the service keeps it for a phone that is off
STATUS = re.compile(rb"HTTP/1\.[01] ([2-5][0-9]{2})[ \r]")
RETRY_AFTER = re.compile(rb"\r\nretry-after:[ \t]*([0-9]{1,9})[ \t]*\r\n", re.IGNORECASE)


class Answer(NamedTuple):
    """The service's status, 0 where none came, and after how many seconds it wants to be asked again."""

    status: int
    retry_after: int = 0


@lru_cache(maxsize=1)
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


async def post(to: Endpoint, authorization: str, content: bytes) -> Answer:
    """What the service says to an encrypted message. Every message goes out with the same headers."""
    head = (
        f"POST {to.path} HTTP/1.1\r\nHost: {to.host}\r\nAuthorization: {authorization}\r\nTTL: {KEPT_SECONDS}\r\n"
        "Urgency: high\r\nTopic: doorbell\r\nContent-Encoding: aes128gcm\r\nContent-Type: application/octet-stream\r\n"
        f"Content-Length: {len(content)}\r\nConnection: close\r\n\r\n"
    )
    with suppress(OSError, TimeoutError, ssl.SSLError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        async with asyncio.timeout(ALL_SECONDS):
            return await _exchange(to.host, head.encode("ascii") + content)
    return Answer(0)


async def _exchange(host: str, request: bytes) -> Answer:
    reader, writer = await _connected(host)
    try:
        writer.write(request)
        await writer.drain()
        head = await reader.readuntil(b"\r\n\r\n")
    finally:
        writer.transport.abort()
    status, wait = STATUS.match(head), RETRY_AFTER.search(head)
    return Answer(int(status[1]) if status else 0, int(wait[1]) if wait else 0)


async def addresses(host: str) -> list[str]:
    """What the resolver says of a host, each address once. Raises `OSError`."""
    known = await asyncio.get_running_loop().getaddrinfo(host, PORT, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in known))


async def _connected(host: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection to the host, by an address that is public. Raises `OSError`."""
    public = [address for address in await addresses(host) if hosts.is_public(address)]
    error: OSError = OSError()
    for address in public[:ADDRESSES]:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                return await asyncio.open_connection(
                    address, PORT, ssl=_context(), server_hostname=host, limit=HEAD_BYTES
                )
        except OSError as failed:
            error = failed
    raise error
