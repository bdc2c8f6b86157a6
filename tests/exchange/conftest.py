"""Homes of one's own for each test, and the program run in them as a person runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Program = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that holds everything, not there yet."""
    folder = tmp_path / "home"
    monkeypatch.setenv("RECOVERY_HOME", str(folder))
    return folder


@pytest.fixture
def program(home: Path) -> Program:
    """Run one command line in a process of its own; `code` is the exit code it must have, `home` another journal."""

    def run(*line: str, code: int = 0, stdin: bytes = b"", home: Path = home) -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, "RECOVERY_HOME": str(home)}
        done = subprocess.run(
            [sys.executable, "-m", "recovery", *line], input=stdin, capture_output=True, env=environment, check=False
        )
        assert done.returncode == code, done.stderr.decode()
        return done

    return run
