"""Questions of one moment, which go to the database together and come back together.

So the way there and back, to a thread that needs Python's lock or to a connection of the pool, is paid once for all.
What is asked while a group is answered goes with the next one, which waits for it; only where that takes long, as on a
slow disk, it does not.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from recovery.server.engine import Question, Row

Answer = list[Row] | Exception
TOGETHER = 8  # answers that are held back for each other
SLOW_SECONDS = 0.01  # longer than a group takes whose pages are in memory


class _Asked(NamedTuple):
    question: Question
    future: asyncio.Future[list[Row]]


class Asking:
    """What is asked of one database."""

    def __init__(self, answers: Callable[[list[Question]], Awaitable[Sequence[Answer]]]) -> None:
        """`answers` gives the answer to each question, or the error that it ends with; or raises one for all."""
        self._answers = answers
        self._waiting: deque[_Asked] = deque()
        self._looks = False
        self._waited: asyncio.Task[None] | None = None  # for by the next
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, question: Question) -> list[Row]:
        """The answer to a question."""
        loop = asyncio.get_running_loop()
        if not self._looks:  # whatever else comes at this moment goes with it
            self._looks = True
            loop.call_soon(self._look)
        asked = _Asked(question, loop.create_future())
        self._waiting.append(asked)
        return await asked.future

    def _look(self) -> None:
        self._looks = False
        if self._waited is None and self._waiting:
            group = [self._waiting.popleft() for _ in range(min(TOGETHER, len(self._waiting)))]
            self._waited = task = asyncio.create_task(self._answer(group))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, group: list[_Asked]) -> None:
        task = asyncio.current_task()
        patience = asyncio.get_running_loop().call_later(SLOW_SECONDS, self._go_on, task)
        try:
            answers = await self._answers([asked.question for asked in group])
        except Exception as error:  # noqa: BLE001 - handed to all who wait
            answers = [error] * len(group)
        patience.cancel()
        self._go_on(task)  # the next are answered while these are written
        for asked, answer in zip(group, answers, strict=True):
            if asked.future.done():
                continue
            if isinstance(answer, Exception):
                asked.future.set_exception(answer)
            else:
                asked.future.set_result(answer)

    def _go_on(self, task: asyncio.Task[None] | None) -> None:
        """Wait for that group no longer."""
        if self._waited is task:
            self._waited = None
            self._look()
