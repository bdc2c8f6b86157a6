"""So many clients on one server, in this process: requests made beforehand, answers looked at, and what both cost.

Answers a second say little on a machine that does other things too, so what the server's processes spent of the
processor stands beside them; and what the clients themselves spent shows whether they were what there was to wait for.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple
from urllib.parse import urlsplit

MADE = 64  # requests of one client that are made before the clock starts
HEAD_END, LENGTH = b"\r\n\r\n", b"content-length: "
OK = (b"HTTP/1.1 200", b"HTTP/1.1 201", b"HTTP/1.0 200", b"HTTP/1.0 201")
GOOD = (b'"status":"ok"', b'"records":[{', b"epoch", b"ETag", b"Etag")
Make = Callable[[int, int], bytes]


class Load(NamedTuple):
    """What so many clients got out of a server: answers, in how many seconds, and how long each took, in seconds.

    `cost` is what the server's processes spent of the processor for one answer, `own` what the clients did.
    """

    clients: int
    answers: int
    seconds: float
    median: float
    slow: float
    cost: float
    own: float

    @property
    def each_second(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


class _Client(asyncio.Protocol):
    """One client: asks again as soon as it has its answer, until the time is over; anew where it is hung up on."""

    def __init__(self, place: tuple[str, int], make: Callable[[int], bytes], until: float, took: list[float]) -> None:
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._place, self._make, self._until, self._took = place, make, until, took
        self._ahead = [make(count) for count in range(MADE)]
        self._asked = 0
        self._parts: list[bytes] = []
        self._missing: int | None = None  # of the answer's bytes; not known before its head is whole

    async def connect(self) -> None:
        """Begin, or go on."""
        await asyncio.get_running_loop().create_connection(lambda: self, *self._place)

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        message = self._ahead[self._asked] if self._asked < MADE else self._make(self._asked)
        self._asked += 1
        self._begun = time.perf_counter()
        self._transport.write(message)

    def data_received(self, data: bytes) -> None:
        self._parts.append(data)
        if self._missing is None:
            head = b"".join(self._parts)
            end = head.find(HEAD_END)
            if end < 0:
                return
            at = head.lower().find(LENGTH, 0, end) + len(LENGTH)
            self._missing = end + len(HEAD_END) + int(head[at : head.index(b"\r", at)]) - len(head)
        else:
            self._missing -= len(data)
        if self._missing == 0:
            answer, self._parts, self._missing = b"".join(self._parts), [], None
            self._took.append(time.perf_counter() - self._begun)
            if not answer.startswith(OK) or not any(word in answer for word in GOOD):
                self.over.set_exception(AssertionError(answer[:400]))
            elif time.perf_counter() >= self._until:
                self.over.set_result(None)
                self._transport.close()
            elif answer.startswith(b"HTTP/1.0"):
                self._transport.close()
            else:
                self._ask()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.over.done():
            self._again = asyncio.ensure_future(self.connect())


def family(process: int) -> Iterable[int]:
    """A process and all that it began."""
    yield process
    with suppress(OSError):
        for child in Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split():
            yield from family(int(child))


def spent(process: int) -> float:
    """Seconds of the processor that a process and its children have spent."""
    ticks = 0
    for member in family(process):
        with suppress(OSError):
            fields = Path(f"/proc/{member}/stat").read_text("utf-8").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def load(origin: str, make: Make, clients: int, seconds: float, processes: Sequence[int] = ()) -> Load:
    """So many clients at once, for so long; `processes` are those whose cost counts, with their children."""
    import uvloop

    took: list[float] = []
    parts = urlsplit(origin)

    async def run() -> float:
        begun, place = time.perf_counter(), (parts.hostname or "", parts.port or 80)
        made = []
        for number in range(clients):
            client = _Client(place, partial(make, number), begun + seconds, took)
            made.append(client.over)
            await client.connect()
        await asyncio.gather(*made)
        return time.perf_counter() - begun

    before, own = sum(map(spent, processes)), time.process_time()
    lasted = uvloop.run(run())
    cost, own = sum(map(spent, processes)) - before, time.process_time() - own
    return Load(clients, len(took), lasted, median(took), quantiles(took, n=100)[98], cost / len(took), own / len(took))
