"""Who waits for what: clients on the event stream for their account, both sides of a pairing for their mailbox.

A wake says only that something moved. It is a hint: whoever waits looks for itself when it comes, and now and then
without one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Hub:
    """The waiting clients of one process."""

    def __init__(self) -> None:
        self._waiting: dict[bytes, set[asyncio.Event]] = {}
        self.stopped = False

    @contextmanager
    def waiting(self, key: bytes) -> Iterator[asyncio.Event]:
        """An event that is set whenever the key moved, and when the server stops."""
        event = asyncio.Event()
        self._waiting.setdefault(key, set()).add(event)
        if self.stopped:
            event.set()
        try:
            yield event
        finally:
            events = self._waiting[key]
            events.discard(event)
            if not events:
                del self._waiting[key]

    def wake(self, key: bytes) -> None:
        """Wake whoever waits for a key."""
        for event in self._waiting.get(key, ()):
            event.set()

    def stop(self) -> None:
        """Wake everybody for good."""
        self.stopped = True
        for events in self._waiting.values():
            for event in events:
                event.set()


async def moved(event: asyncio.Event, seconds: float) -> bool:
    """Wait until the event is set, at most so long; the next wait begins anew."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    event.clear()
    return True
