"""Start and write: `log` beside the smallest program of its kind, `sos` and the prompt of the shell beside `log`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import journals
from benchmarks.journals import LOG, RECOVERY, recovery
from benchmarks.measure import Program, Row, alone, compare, environment, heading, lines

SMALLEST = 0.9
SOS = 1.0
PROMPT = 0.6
TREATED = (
    ("med", "add", "buprenorphine", "--times", "2", "--hour", "08:00", "--hour", "20:00"),
    ("med", "add", "vitamin D", "--every", "7d"),
    ("dose", "taken", "buprenorphine"),
    ("plan", "add", "reason", "my daughter"),
    ("plan", "add", "contact", "Maria", "--phone", "555-0100", "--role", "sponsor"),
    ("plan", "add", "situation", "payday near the corner", "-t", "payday", "--then", "go home with my sister"),
    ("plan", "add", "skill", "cold shower"),
)
START = "import sys; from benchmarks.smallest import {0}; sys.exit({0}())"


def against_smallest(folder: Path, home: Path, rounds: int) -> Row:
    """`log` beside the least that a typer program with the same engine can do."""
    here = str(Path(__file__).parents[1])
    settings = {"SMALLEST": str(folder / "smallest.db"), "PYTHONPATH": here}
    program = (sys.executable, "-c", START.format("main"))
    subprocess.run([sys.executable, "-c", START.format("make")], env=os.environ | settings, check=True)
    smallest = Program("smallest typer program, one row", (*program, "6", "payday"), settings)
    return compare("Write one craving", recovery("recovery log", home, *LOG), smallest, rounds=rounds, limit=SMALLEST)


def beside_log(what: str, home: Path, line: tuple[str, ...], limit: float, rounds: int) -> Row:
    """Another command beside `log`, on the same journal."""
    ours = recovery(f"recovery {' '.join(line)}", home, *line)
    return compare(what, ours, recovery("recovery log", home, *LOG), rounds=rounds, limit=limit)


def treated(folder: Path, small: Path) -> Path:
    """A copy of a journal with medication and a plan written down."""
    home = Path(shutil.copytree(small, folder / "treated"))
    for line in TREATED:
        subprocess.run(
            [RECOVERY, *line], env=environment({"RECOVERY_HOME": str(home)}), check=True, capture_output=True
        )
    return home


def sections(*, quick: bool) -> Iterator[list[str]]:
    """The part, a comparison at a time."""
    rounds = 5 if quick else 15
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = journals.make(folder, 300)
        yield heading("Start and write")
        yield lines(against_smallest(folder, small, rounds))
        yield lines(beside_log("The worst minute", small, ("sos",), SOS, rounds))
        home = treated(folder, small)
        yield lines(beside_log("The worst minute, medication and a plan", home, ("sos",), SOS, rounds))
        yield lines(beside_log("The shell's prompt", home, ("today", "--prompt"), PROMPT, rounds))


if __name__ == "__main__":
    alone("daily", __doc__, sections)
