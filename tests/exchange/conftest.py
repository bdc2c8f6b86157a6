"""Homes of one's own for each test, files to bring in, and the program run in them with bytes in and bytes out."""

from __future__ import annotations

import io
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from recovery import cli
from tests.conftest import NEW_YEAR, ZONE, Made

Program = Callable[..., "subprocess.CompletedProcess[bytes]"]

CRAVING = {"kind": "craving", "at": "2026-03-07T21:40:00-05:00", "intensity": 7, "substance": "heroin"}
NOTE = {"kind": "note", "at": "2026-03-08 04:30", "text": "canary"}


def jsonl(*documents: Any) -> bytes:
    """The documents as a file to bring in."""
    return b"".join(json.dumps(document, ensure_ascii=False).encode() + b"\n" for document in documents)


def many(count: int, seed: int = 1) -> bytes:
    """A file of that many cravings, all of 2025."""
    chance = random.Random(seed)
    return jsonl(
        *(
            {**CRAVING, "at": f"2025-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}T12:{number % 60:02}:00Z"}
            | {"note": f"{seed} {number} " + "x" * 50, "triggers": ["payday", f"t{number % 9}"]}
            for number in range(count)
        )
    )


def started(*line: str, **options: Any) -> subprocess.Popen[bytes]:
    """A command line in a process of its own."""
    return subprocess.Popen([sys.executable, "-m", "recovery", *line], **options)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that holds everything, not there yet."""
    folder = tmp_path / "home"
    monkeypatch.setenv("RECOVERY_HOME", str(folder))
    return folder


@pytest.fixture
def program(home: Path) -> Program:
    """Run one command line in this process; `code` is the exit code it must have, `home` another journal."""

    def run(*line: str, code: int = 0, stdin: bytes = b"", home: Path = home) -> subprocess.CompletedProcess[bytes]:
        out, err = io.BytesIO(), io.BytesIO()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("RECOVERY_HOME", str(home))
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
            patch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="utf-8", write_through=True))
            patch.setattr(sys, "stderr", io.TextIOWrapper(err, encoding="utf-8", write_through=True))
            ended = cli.run([*line])
            said = subprocess.CompletedProcess(line, ended, out.getvalue(), err.getvalue())
        assert ended == code, said.stderr.decode()
        return said

    return run


@pytest.fixture
def export(program: Program) -> Callable[[], bytes]:
    """The whole journal, as `export data` writes it."""
    return lambda: program("export", "data").stdout


@pytest.fixture(scope="session")
def made_tracked(made: Made) -> Path:
    """The folder of a journal that follows one substance with a capital letter."""
    return made(NEW_YEAR, ("init", "--since", "2026-01-01", "--substance", "Heroin", "--timezone", ZONE))


@pytest.fixture
def tracked(made_tracked: Path, home: Path) -> None:
    """A journal that follows one substance, and has no entry yet."""
    shutil.copytree(made_tracked, home)
