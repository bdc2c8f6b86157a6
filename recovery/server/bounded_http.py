"""uvicorn's connections with bounds of our own: on what a client leaves unread, and on what it sends beside bodies."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    Base = asyncio.Protocol
else:
    Base = object
UNREAD_SECONDS = 30.0


class Unread(Base):
    """Ends a connection whose client has read nothing for so long of what waits for it."""

    transport: Any
    loop: asyncio.AbstractEventLoop
    _ends: asyncio.TimerHandle | None = None

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


class BoundedH11(Unread, H11Protocol):
    """The connection with the parser in Python, whose own bound on a head is set (`processes.py`)."""
