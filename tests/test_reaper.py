"""A test run that is killed leaves no process behind, also where Ctrl-C is ignored, and its own processes heed it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest

from tests import reaper
from tests.conftest import heed_interrupts

RUN = """
import signal, subprocess, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
reaper = subprocess.Popen([sys.executable, {reaper!r}, {run!r}], stdin=subprocess.PIPE, start_new_session=True)
stubborn = "import signal, time; [signal.signal(each, signal.SIG_IGN) for each in (2, 15)]; time.sleep(600)"
subprocess.Popen([sys.executable, "-c", stubborn], start_new_session=True)
print("begun", flush=True)
signal.pause()
"""


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_what_a_killed_run_started_is_ended() -> None:
    run = uuid4().hex
    code = RUN.format(reaper=reaper.__file__, run=run)
    env = {**os.environ, reaper.VARIABLE: run}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=env) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == "begun\n"
        assert len(reaper.left(run)) >= 2
        os.kill(started.pid, signal.SIGKILL)
    limit = time.monotonic() + 120
    while reaper.left(run):
        assert time.monotonic() < limit
        time.sleep(0.1)


def test_a_run_in_the_background_starts_processes_that_heed_ctrl_c() -> None:
    """A shell without job control has a command in its background ignore it, and whatever that starts inherits this."""
    print_it = "import signal; print(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)"
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        ignored = subprocess.check_output([sys.executable, "-c", print_it], text=True)
        heed_interrupts()
        heeded = subprocess.check_output([sys.executable, "-c", print_it], text=True)
    finally:
        signal.signal(signal.SIGINT, before)
    assert (ignored, heeded) == ("True\n", "False\n")
