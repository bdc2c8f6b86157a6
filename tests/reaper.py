"""Ends what a test run started and left behind, once the run itself has ended in whatever way, a kill included.

Run as `python reaper.py RUN`, its standard input a pipe that the run holds open. Every process that a test starts has
`RUN` in its environment, so it is found even where it went on as a daemon or ignores SIGINT. Needs `/proc`.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

VARIABLE = "TEST_RUN_OF_THE_JOURNAL"
PATIENCE_SECONDS = 5.0


def left(run: str) -> list[int]:
    """The processes of that run, without this one."""
    mark = f"{VARIABLE}={run}".encode()
    results = []
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (path / "environ").read_bytes().split(b"\0"):
                results.append(int(path.name))
    return [pid for pid in results if pid != os.getpid()]


def main(run: str) -> None:
    """Wait for the run to end, ask what is left to end, and kill what does not."""
    sys.stdin.buffer.read()
    until = time.monotonic() + PATIENCE_SECONDS
    while remaining := left(run):
        for pid in remaining:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM if time.monotonic() < until else signal.SIGKILL)
        time.sleep(0.2)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main(sys.argv[1])
