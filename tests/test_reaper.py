"""A test run that is killed leaves no process behind, also where Ctrl-C is ignored."""

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
