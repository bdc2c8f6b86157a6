"""What waits to be written, by whose it is: owners take turns, so that nobody waits behind all that another sent."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Turns(Generic[T]):
    """Jobs of several owners, put in by any thread and taken by one."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[bytes, deque[T]] = OrderedDict()  # whose turn is next comes first
        self._changed = threading.Condition()
        self._ended = False

    def put(self, *jobs: tuple[bytes, T]) -> None:
        """Let jobs wait for their owners' turns."""
        with self._changed:
            for owner, job in jobs:
                self._waiting.setdefault(owner, deque()).append(job)
            self._changed.notify()

    def end(self) -> None:
        """Nothing more comes; what waits is still taken."""
        with self._changed:
            self._ended = True
            self._changed.notify()

    def wait(self) -> T | None:
        """The next job, waited for; `None` once it has ended and nothing is left."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ended)
        return self.take()

    def take(self) -> T | None:
        """The next job, `None` where nothing waits at this moment."""
        with self._changed:
            if not self._waiting:
                return None
            owner, jobs = self._waiting.popitem(last=False)
            job = jobs.popleft()
            if jobs:
                self._waiting[owner] = jobs
            return job
