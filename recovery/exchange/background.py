"""One piece of work at a time beside the program, in a thread: what takes the engine long while Python goes on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from threading import Thread

# How long the thread waits for its turn, in seconds. It waits some five times for each statement, so by Python's own
# 5 ms it would wait longer than it works.
TURN = 0.0001


class BackgroundWork:
    """The work under way, if any; its error is raised where it is waited for."""

    def __init__(self) -> None:
        self._thread: Thread | None = None
        self._errors: list[Exception] = []
        self._usual_turn = sys.getswitchinterval()

    def begin(self, work: Callable[[], None]) -> None:
        """Begin it, once what was under way is done."""
        self.wait()
        sys.setswitchinterval(TURN)
        self._thread = Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Until nothing is under way; raises what that ended with."""
        if self._thread is None:
            return
        self._thread.join()
        self._thread = None
        sys.setswitchinterval(self._usual_turn)
        if self._errors:
            raise self._errors.pop()

    def leave(self, stop: Callable[[], None]) -> None:
        """Until nothing is under way, whatever it came to; `stop` makes it end soon. Ctrl-C does not cut this short."""
        while self._thread is not None:
            with suppress(BaseException):
                stop()
                self.wait()

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - it is raised where the work is waited for
            self._errors.append(error)
