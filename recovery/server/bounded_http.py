"""uvicorn's connections, with a bound on how long a client leaves an answer unread, and each answer in one write."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    Base = asyncio.Protocol
else:
    Base = object
UNREAD_SECONDS = 30.0


class OneWrite:
    """A transport that sends what was written in one turn of the loop at once: the head of an answer with its body."""

    def __init__(self, transport: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._parts: list[bytes] = []
        self.is_closing = transport.is_closing

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, part: bytes) -> None:
        """Send it with what else comes in this turn."""
        if not self._parts:
            self._loop.call_soon(self._send)
        self._parts.append(part)

    def close(self) -> None:
        """Close it once all of it is sent."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        parts, self._parts = self._parts, []
        if parts and not self.is_closing():
            self._transport.writelines(parts)


class Bounded(Base):
    """Ends a connection whose client has read nothing for so long of what waits for it."""

    transport: Any
    loop: asyncio.AbstractEventLoop
    _ends: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """A client is there."""
        super().connection_made(OneWrite(transport, self.loop))  # type: ignore[arg-type]

    def pause_writing(self) -> None:
        """More waits than is to be held."""
        super().pause_writing()
        self._ends = self.loop.call_later(UNREAD_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """It was read."""
        self._read_on()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._read_on()
        super().connection_lost(exc)

    def _read_on(self) -> None:
        if self._ends is not None:
            self._ends.cancel()
            self._ends = None


class BoundedH11(Bounded, H11Protocol):
    """The connection with the parser in Python, whose own bound on a head is set (`processes.py`)."""
