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
        self._count = 0
        self._wanted = 1  # so many end the waiting
        self._changed = threading.Condition()
        self._ended = False

    def __len__(self) -> int:
        return self._count

    def put(self, *jobs: tuple[bytes, T]) -> None:
        """Let jobs wait for their owners' turns."""
        with self._changed:
            for owner, job in jobs:
                self._waiting.setdefault(owner, deque()).append(job)
            self._count += len(jobs)
            if self._count >= self._wanted:
                self._changed.notify()

    def end(self) -> None:
        """Nothing more comes; what waits is still taken."""
        with self._changed:
            self._ended = True
            self._changed.notify()

    def wait(self, others: int = 1, seconds: float = 0.0) -> T | None:
        """The next job, waited for; `None` once it has ended and nothing is left.

        Once a job is there, so many are waited for, but no longer than these seconds.
        """
        with self._changed:
            for self._wanted, longest in ((1, None), (others, seconds)):
                self._changed.wait_for(lambda: self._count >= self._wanted or self._ended, longest)
        return self.take()

    def take(self) -> T | None:
        """The next job, `None` where nothing waits at this moment."""
        with self._changed:
            if not self._waiting:
                return None
            self._count -= 1
            owner, jobs = self._waiting.popitem(last=False)
            job = jobs.popleft()
            if jobs:
                self._waiting[owner] = jobs
            return job
