"""Questions of one moment: they go to a thread that reads together, and so do their answers come back.

Each way from thread to thread, and each step of the engine, waits for Python's lock, which the loop holds most of the
time. So one thread reads at a time, and what is asked meanwhile goes with the next; only where the disk lets it wait
does another thread go on.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, NamedTuple

from recovery.server.engine import Question, Row
from recovery.server.sqlite.file import Connection

TOGETHER = 8  # answers that are held back for each other
SLOW_SECONDS = 0.01  # so long takes no group whose pages are in memory


class _Asked(NamedTuple):
    question: Question
    future: asyncio.Future[list[Row]]


_Answered = tuple[_Asked, list[Row], BaseException | None]


class Asking:
    """What is asked, and the threads that answer."""

    def __init__(self, readers: ThreadPoolExecutor, connection: Callable[[], Connection]) -> None:
        """`connection` gives that of the thread which calls it, or raises."""
        self._readers, self._connection = readers, connection
        self._waiting: deque[_Asked] = deque()
        self._looks = False
        self._patience: asyncio.TimerHandle | None = None  # with the group that is waited for

    async def ask(self, question: Question) -> list[Row]:
        """The answer to a question, on one state of the file."""
        loop = asyncio.get_running_loop()
        if not self._looks:  # whatever else comes at this moment goes with it
            self._looks = True
            loop.call_soon(self._look, loop)
        asked = _Asked(question, loop.create_future())
        self._waiting.append(asked)
        return await asked.future

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self._looks = False
        if self._patience is None:
            self._hand(loop)

    def _hand(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let the next group be answered, whether or not the one before was."""
        group = [self._waiting.popleft() for _ in range(min(TOGETHER, len(self._waiting)))]
        self._patience = loop.call_later(SLOW_SECONDS, self._hand, loop) if group else None
        if group:
            self._readers.submit(self._answer, loop, group, self._patience)

    def _answer(self, loop: asyncio.AbstractEventLoop, group: list[_Asked], patience: Any) -> None:
        """In a thread that reads."""
        try:
            connection = self._connection()
        except BaseException as error:  # noqa: BLE001 - as below
            answered: list[_Answered] = [(asked, [], error) for asked in group]
        else:
            answered = [_answered(connection, asked) for asked in group]
        with suppress(RuntimeError):  # the loop is gone: nobody waits any more
            loop.call_soon_threadsafe(self._tell, loop, answered, patience)

    def _tell(self, loop: asyncio.AbstractEventLoop, answered: list[_Answered], patience: Any) -> None:
        patience.cancel()
        if self._patience is patience:  # the next is read while this is written
            self._hand(loop)
        for asked, rows, error in answered:
            if asked.future.done():
                continue
            if error is None:
                asked.future.set_result(rows)
            else:
                asked.future.set_exception(error)


def _answered(connection: Connection, asked: _Asked) -> _Answered:
    """A statement by itself is a transaction."""
    try:
        return asked, connection.execute(*asked.question).fetchall(), None
    except BaseException as error:  # noqa: BLE001 - whatever it is, whoever waits must hear of it
        return asked, [], error
