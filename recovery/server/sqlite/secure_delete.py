"""Taking what was deleted off the disk: by which statements, and when it is worth it."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

SMALL_BYTES = 64 * 1024 * 1024
SCRUB_SECONDS = 10.0  # between two rewrites of a small file
LARGE_SCRUB_SECONDS = 3600.0  # of a larger one
QUIET_SECONDS = 2.0  # how long nobody wrote, before a larger one is rewritten
LATEST_SECONDS = 24 * 3600.0  # when that is not waited for any longer
REWRITE = ("PRAGMA temp_store = FILE", "VACUUM", "PRAGMA temp_store = MEMORY")  # the copy need not fit in memory


class VacuumSchedule:
    """How often a file is rewritten, since nobody can write meanwhile.

    A small one every few seconds, a larger one once an hour at most, when nobody writes or a day has passed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._scrubbed = float("-inf")
        self._waits_since: float | None = None

    def due(self, written: float) -> bool:
        """Whether it is worth it now, where somebody wrote last at that time; from here on it is waited for."""
        now = monotonic()
        self._waits_since = now if self._waits_since is None else self._waits_since
        if self._path.stat().st_size <= SMALL_BYTES:
            return now - self._scrubbed >= SCRUB_SECONDS
        quiet = now - written >= QUIET_SECONDS or now - self._waits_since >= LATEST_SECONDS
        return quiet and now - self._scrubbed >= LARGE_SCRUB_SECONDS

    def scrubbed(self, *, whole: bool) -> None:
        """It was done just now; unless it was done whole, it is still waited for."""
        self._scrubbed = monotonic()
        if whole:
            self._waits_since = None
