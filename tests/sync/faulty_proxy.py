"""A real line between devices and their server, on which things happen: a proxy on a port of its own.

It reads whole requests, asks its `fate` what becomes of each, and keeps every byte that went over it. The address
stays the same when the server behind it dies and comes back.
"""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from typing import BinaryIO, NamedTuple

WAIT_SECONDS = 30.0
PASSES, LOST, UNANSWERED, TWICE, CUT, HALF, SLOW, LATE = (
    "passes", "lost", "unanswered", "twice", "cut", "half", "slow", "late",
)  # fmt: skip
FATES = (PASSES, LOST, UNANSWERED, TWICE, CUT, HALF, SLOW, LATE)


class Message(NamedTuple):
    """A request or an answer, as bytes and by its first line."""

    line: str
    content: bytes


Fate = Callable[[Message], str]


class Line:
    """Listens on this machine; `target` is the server's origin, `None` while there is none."""

    def __init__(self, target: str | None = None) -> None:
        self.target = target
        self.fate: Fate = _passes
        self.answered: Callable[[Message], None] = _nothing
        self.heard: list[bytes] = []
        self.happened: list[str] = []
        self.chance = random.Random(8)
        self._late: list[Message] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.origin = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._open: set[socket.socket] = set()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        """Hang up."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for connection in [*self._open]:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(WAIT_SECONDS)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                client.settimeout(WAIT_SECONDS)
                self._open.add(client)
                thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError), closing(client), client.makefile("rb") as reading:
            while (request := _read(reading)) and self._pass_on(client, request):
                pass
        self._open.discard(client)

    def _pass_on(self, client: socket.socket, request: Message) -> bool:
        """Let its fate befall a request; says whether the client is still on the line."""
        self.heard.append(request.content)
        fate = self.fate(request)
        self.happened.append(fate)
        waiting, self._late = self._late, []
        if fate == LATE:  # it arrives, but after the next one
            self._late = [request]
        if fate == HALF:
            self._ask(request, len(request.content) * 2 // 3)
        if fate == SLOW:
            time.sleep(self.chance.uniform(0.01, 0.05))
        if fate in (LOST, HALF, LATE):
            return False
        answer = self._ask(request)
        if fate == TWICE:
            answer = self._ask(request)
        for task in waiting:
            self._ask(task)
        if answer is None or fate == UNANSWERED:
            return False
        if fate == CUT:
            client.sendall(answer.content[: len(answer.content) // 2])
            return False
        client.sendall(answer.content)
        self.answered(request)
        return True

    def _ask(self, request: Message, upto: int | None = None) -> Message | None:
        """The server's answer, or `None` where there was none; with `upto` it hears that many bytes only."""
        host, _, port = (self.target or "http://127.0.0.1:9").removeprefix("http://").rpartition(":")
        try:
            with socket.create_connection((host, int(port)), WAIT_SECONDS) as server:
                server.sendall(request.content[:upto])
                if upto is not None:
                    return None
                with server.makefile("rb") as reading:
                    answer = _read(reading)
        except OSError:
            return None
        if answer is not None:
            self.heard.append(answer.content)
        return answer


def _passes(_: Message) -> str:
    return PASSES


def _nothing(_: Message) -> None:
    return


def _read(reading: BinaryIO) -> Message | None:
    """One whole request or answer; `None` where the other side hung up before its end."""
    head = bytearray()
    while not head.endswith(b"\r\n\r\n"):
        line = reading.readline()
        if not line:
            return None
        head += line
    length = 0
    for word in head.split(b"\r\n"):
        name, _, value = word.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    body = reading.read(length)
    return Message(head.split(b"\r\n", 1)[0].decode("latin-1"), bytes(head) + body) if len(body) == length else None


__all__ = ["CUT", "FATES", "HALF", "LATE", "LOST", "PASSES", "SLOW", "TWICE", "UNANSWERED", "Line", "Message"]
