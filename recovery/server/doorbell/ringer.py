"""What is to be rung, and when: a bounded list in memory, a few senders, and nobody who waits for them.

`announce` rings the doorbells of an account but for those of the device that pushed; `ring_at` rings one at an instant
to come. Reminders stand in the database, and are taken from it when they are due, by one of its processes. Each
doorbell has a rate of its own in each account: what comes faster is rung once, later. A ring that a server takes with
it when it ends is not made up: a push service promises nothing either.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic
from typing import NamedTuple

from recovery.server import limits, logs
from recovery.server.doorbell import encryption, hosts
from recovery.server.doorbell.encryption import Sender
from recovery.server.doorbell.post import Answer, post
from recovery.server.limits import RateLimiter
from recovery.server.storage.storage import Storage

SENDERS = 8
WAITING = 5000  # rings that are to come, and announcements
TRIES_AFTER = (5.0, 30.0, 120.0)  # seconds; then it is given up
LONGEST_WAIT = 600.0  # whatever a service says
GONE = (404, 410)  # the browser has let go of it
LATER = (0, 429)  # and what begins with 5
AGAIN_SECONDS = 1.0
REMINDERS_SECONDS = 20.0  # between two looks at what is due

Bell = tuple[bytes, bytes]  # an account, and a doorbell of it


class _Due(NamedTuple):
    """When it is to be rung, and the earliest that its rate and its service allow, in seconds of `monotonic`."""

    at: float
    free: float
    tried: int = 0


class Ringer:
    """The doorbells of one process; `allowed` are the hosts that may be sent to."""

    def __init__(self, storage: Storage, rates: RateLimiter, log: logs.Log, allowed: tuple[str, ...]) -> None:
        self.allowed = allowed
        self._storage, self._rates, self._log = storage, rates, log
        self._announced: dict[tuple[bytes, bytes], None] = {}
        self._due: dict[Bell, _Due] = {}
        self._changed = asyncio.Event()
        self._sender: Sender | None = None

    async def start(self, contact: str) -> None:
        """Take the server's key, which is made once and for all of its processes."""
        self._sender = Sender(await self._storage.push_key(encryption.new_private()), contact)

    @property
    def public(self) -> bytes:
        """The key that a browser subscribes with."""
        return self._sender.public if self._sender else b""

    def announce(self, account: bytes, but: bytes) -> None:
        """Ring the account's doorbells, but for those of the device that did it. Returns at once."""
        if len(self._announced) >= WAITING:
            self._log.write("ring", error="full")
            return
        self._announced[account, but] = None
        self._changed.set()

    def ring_at(self, bell: Bell, at: float) -> None:
        """Ring one doorbell at an instant of `monotonic`, or later as its rate or its service wants.

        Where it waits already it rings once, at the earlier of both instants.
        """
        due = self._due.get(bell)
        if due is None:
            if len(self._due) >= WAITING:
                self._log.write("ring", error="full")
                return
            due = _Due(at, monotonic() + self._rates.wait("ring", bell, limits.RINGING))
        self._due[bell] = due._replace(at=max(due.free, min(due.at, at)))
        self._changed.set()

    async def run(self) -> None:
        """Send on and on, until it is cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._forever(self._look_up))
            group.create_task(self._forever(self._remind))
            for _ in range(SENDERS):
                group.create_task(self._forever(self._send_next))

    async def _forever(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except Exception as error:  # noqa: BLE001 - the next one may find the database again
                self._log.write("ring", error=type(error).__name__)
                await asyncio.sleep(AGAIN_SECONDS)

    async def _look_up(self) -> None:
        """Find the doorbells of what was announced first."""
        while not self._announced:
            await self._until(None)
        account, but = next(iter(self._announced))
        del self._announced[account, but]
        for bell in await self._storage.doorbells(account, but, logs.seconds()):
            self.ring_at((account, bell), monotonic())

    async def _remind(self) -> None:
        """Ring what is due by itself, and wait for a while."""
        for bell in await self._storage.due_reminders(logs.seconds()):
            self.ring_at(bell, monotonic())
        await asyncio.sleep(REMINDERS_SECONDS)

    async def _send_next(self) -> None:
        """Wait for the next that is due, and send it."""
        bell, due = await self._next()
        kept = await self._storage.doorbell(*bell, logs.seconds())
        to = hosts.endpoint(kept.endpoint) if kept else None
        service = hosts.listed(to.host, self.allowed) if to else None
        if kept is None or to is None or service is None or self._sender is None:
            return  # taken away meanwhile, or its host is no longer on the list
        authorization = self._sender.authorization(f"https://{to.host}", logs.seconds())
        answer = await post(to, authorization, encryption.encrypted(kept.key, kept.secret))
        if answer.status in GONE:
            await self._storage.remove_doorbell(bell[0], kept)
        elif answer.status in LATER or answer.status >= 500:
            self._again(bell, due, answer)
        if not 200 <= answer.status < 300:
            self._log.write("ring", service=service, status=answer.status)

    def _again(self, bell: Bell, due: _Due, answer: Answer) -> None:
        """Try later what could not be sent now, unless it was tried often enough or is to be rung anew anyway."""
        if due.tried < len(TRIES_AFTER) and len(self._due) < WAITING:
            at = monotonic() + max(TRIES_AFTER[due.tried], min(answer.retry_after, LONGEST_WAIT))
            self._due.setdefault(bell, _Due(at, at, due.tried + 1))
            self._changed.set()

    async def _next(self) -> tuple[Bell, _Due]:
        """Wait for the one that is due first, and take it off the list."""
        while True:
            first = min(self._due, key=lambda bell: self._due[bell].at, default=None)
            if first is None:
                await self._until(None)
            elif (wait := self._due[first].at - monotonic()) > 0:
                await self._until(wait)
            else:
                return first, self._due.pop(first)

    async def _until(self, seconds: float | None) -> None:
        """Wait until something changed, at most so long. Nothing is awaited between looking and this."""
        self._changed.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()
