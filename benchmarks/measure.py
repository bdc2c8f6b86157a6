"""Times of programs run as a person runs them: in turn, several times, and what came of it as one ratio.

Two programs are timed in turn (A B A B), so that whatever else the machine does falls on both. The median counts.
"""

from __future__ import annotations

import argparse
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

MEASURED_OUT_OF = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONPATH", "COVERAGE_PROCESS_START"}
SLOW = 2.0
LOUD = "!! "  # begins a line that says what was not measured; such lines stand at the end of the whole table once more


class Program(NamedTuple):
    """A command line, and the environment it needs beyond the usual one."""

    name: str
    line: Sequence[str]
    environment: dict[str, str]


class Run(NamedTuple):
    """How long one run took, from its start until it has left, and what it spent of the processor; both in seconds."""

    seconds: float
    processor: float


class Times(NamedTuple):
    """How long the runs of a program took, and where that was measured what they spent of the processor; in seconds."""

    name: str
    seconds: tuple[float, ...]
    processor: tuple[float, ...] = ()

    @property
    def median(self) -> float:
        """The run in the middle."""
        return median(self.seconds)


class Row(NamedTuple):
    """One comparison; `limit` is the highest ratio it should have, `None` where none is set."""

    what: str
    ours: Times
    theirs: Times
    limit: float | None = None

    @property
    def ratio(self) -> float:
        """Our median by theirs."""
        return self.ours.median / self.theirs.median

    @property
    def processor_ratio(self) -> float | None:
        """The same of the processor's time, which says more where the machine has other things to do."""
        if not self.ours.processor or not self.theirs.processor:
            return None
        return median(self.ours.processor) / median(self.theirs.processor)


def environment(more: dict[str, str]) -> dict[str, str]:
    """What every program is started with: bytecode is kept, as it is on a person's machine."""
    return {name: value for name, value in os.environ.items() if name not in MEASURED_OUT_OF} | more


def spent() -> float:
    """Seconds of the processor that all programs which have left took."""
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def once(program: Program) -> Run:
    """One run; a program that did not do its work stops the benchmark."""
    settings = environment(program.environment)
    before, start = spent(), perf_counter()
    done = subprocess.run(
        program.line,
        env=settings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    seconds, processor = perf_counter() - start, spent() - before
    if done.returncode:
        raise SystemExit(f"{program.name} left with {done.returncode}: {done.stderr.decode(errors='replace')[-400:]}")
    return Run(seconds, processor)


def compare(what: str, ours: Program, theirs: Program, *, rounds: int, limit: float | None = None) -> Row:
    """Run both in turn, once each to warm up and then `rounds` times; fewer where a run takes seconds."""
    warm = once(ours).seconds + once(theirs).seconds
    count = rounds if warm < SLOW else max(1, min(rounds, 3))
    pairs = [(once(ours), once(theirs)) for _ in range(count)]
    first, second = (
        Times(of.name, *zip(*runs, strict=True))
        for of, runs in zip((ours, theirs), zip(*pairs, strict=True), strict=True)
    )
    return Row(what, first, second, limit)


def lines(row: Row) -> list[str]:
    """A comparison in four lines of 80 columns."""
    limit = f"   limit {row.limit:g} x" if row.limit else ""
    processor = "" if row.processor_ratio is None else f", {row.processor_ratio:.2f} x of the processor"
    return [
        f"{row.what}",
        f"  {row.ours.name:<42}{figures(row.ours)}",
        f"  {row.theirs.name:<42}{figures(row.theirs)}",
        f"  {'ratio':<42}{row.ratio:>8.2f} x{processor}{limit}",
    ]


def figures(times: Times) -> str:
    """Minimum, median and maximum in milliseconds, as three columns."""
    return "".join(f"{item * 1000:>8.0f}" for item in (min(times.seconds), times.median, max(times.seconds))) + " ms"


def heading(title: str) -> list[str]:
    """The title of a group of comparisons, with what the columns are."""
    return ["", f"{title:<44}{'min':>8}{'median':>8}{'max':>8}", "-" * 80]


def bin_folder(environment_folder: Path) -> Path:
    """Where a virtual environment keeps its programs."""
    return environment_folder / ("Scripts" if os.name == "nt" else "bin")


def alone(name: str, page: str | None, sections: Callable[..., Iterator[list[str]]]) -> None:
    """Run one benchmark by itself and print it as it comes; `page` is what its `--help` says."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=page)
    parser.add_argument("--quick", action="store_true", help="shorter, on less")
    for part in sections(quick=parser.parse_args().quick):
        print(*part, sep="\n", flush=True)
