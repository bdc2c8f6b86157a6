"""A large journal beside a small one: the commands of every day, a page of results, the week with its patterns.

The large journal holds the same last 300 days as the small one and everything else before them.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import process_time

from benchmarks import journals
from benchmarks.journals import LOG, recovery
from benchmarks.lookbacks import evidence
from benchmarks.measure import Program, Row, Times, alone, compare, figures, heading, lines
from benchmarks.worlds import World
from recovery.insights.patterns import find
from recovery.store.page_sums import SUFFIX

SAME = 1.3
LARGE = 2.5  # on a journal of the full size: each opening reads it whole, to compare its checksums
WITH_PATTERNS = 1.5
PATTERNS_MS = 300
ALL_TIME = 5.0
FULL = 300_000
PAGES = (("search", "corner", "--last", "28d", "--json"), ("show", "--trigger", "payday", "--json"))
GROUP_BY = "SELECT name, count(*) FROM craving_trigger GROUP BY name"
WITHOUT_SQLITE3 = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall())"


def against_itself(small: Path, large: Path, count: int, rounds: int) -> Iterator[Row]:
    """The commands of every day on a large journal beside the same on a small one."""
    whole = LARGE if count >= FULL else SAME
    for name, line, limit in (
        ("recovery log", LOG, whole),
        ("recovery streak", ("streak", "--json"), whole),
        ("recovery report, the week", ("report", "--json"), whole),
        ("recovery today --prompt, which compares no pages", ("today", "--prompt"), SAME),
    ):
        ours, theirs = (recovery(f"on {n:,} cravings", home, *line) for n, home in ((count, large), (300, small)))
        yield compare(name, ours, theirs, rounds=rounds, limit=limit)


def a_page(small: Path, large: Path, count: int, rounds: int) -> Iterator[Row]:
    """A page of results on two journals, one a hundred times the other: what is read for it, then the whole command.

    Without its checksums a journal is not compared as it is opened; that is what a large one costs beside its reading.
    """
    homes = ((count, large), (count // 100, small))
    for line in PAGES:
        name = " ".join(line[:-1])
        ours, theirs = (recovery(f"on {n:,} cravings, no checksums", home, *line) for n, home in homes)
        with without_checksums(large, small):
            yield compare(f"recovery {name}: what is read for it", ours, theirs, rounds=rounds, limit=SAME)
        ours, theirs = (recovery(f"on {n:,} cravings", home, *line) for n, home in homes)
        yield compare(f"recovery {name}: the whole command", ours, theirs, rounds=rounds, limit=SAME)


@contextlib.contextmanager
def without_checksums(*homes: Path) -> Iterator[None]:
    """The journals without the file of their pages' checksums, which only a command that writes makes anew."""
    kept = {home / f"journal.db{SUFFIX}": (home / f"journal.db{SUFFIX}").read_bytes() for home in homes}
    for path in kept:
        path.unlink()
    try:
        yield
    finally:
        for path, content in kept.items():
            path.write_bytes(content)


def with_patterns(small: Path, large: Path, count: int, rounds: int) -> Row:
    """The week with its patterns on two journals of the same last days, one a hundred times the other."""
    line = ("report", "--json")
    ours, theirs = (recovery(f"on {n:,} cravings", home, *line) for n, home in ((count, large), (count // 100, small)))
    return compare("recovery report, the week with patterns", ours, theirs, rounds=rounds, limit=WITH_PATTERNS)


def patterns_cost() -> list[str]:
    """What finding patterns costs by itself in a year of 20 cravings a day, in this process."""
    year = evidence(World(cravings=7_300, days=365), 1)
    seconds = []
    for _ in range(7):
        start = process_time()
        find(year)
        seconds.append(process_time() - start)
    row = Times("patterns alone, 7,300 cravings in 365 days", tuple(seconds))
    return [row.name, f"  {'processor time':<42}{figures(row)}   limit {PATTERNS_MS} ms"]


def against_sqlite(large: Path, count: int, rounds: int) -> Row:
    """All triggers there ever were, beside a database program that only counts them. The limit is for the full size."""
    database = str(large / "journal.db")
    engine = shutil.which("sqlite3")
    line = (engine, database, GROUP_BY) if engine else (sys.executable, "-c", WITHOUT_SQLITE3, database, GROUP_BY)
    other = Program("sqlite3, one GROUP BY" if engine else "Python's sqlite3 module, one GROUP BY", line, {})
    ours = recovery("recovery triggers --all --json", large, "triggers", "--all", "--json")
    return compare(
        f"All-time triggers of {count:,} cravings",
        ours,
        other,
        rounds=rounds,
        limit=ALL_TIME if count >= FULL else None,
    )


def sections(*, quick: bool) -> Iterator[list[str]]:
    """The part, a comparison at a time."""
    rounds, count = (5, FULL // 10) if quick else (11, FULL)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small, large = journals.make(folder, 300), journals.make(folder, count)
        hundredth = journals.make(folder, count // 100) if count // 100 != 300 else small
        yield heading("A large journal beside a small one")
        for row in against_itself(small, large, count, rounds):
            yield lines(row)
        for row in a_page(hundredth, large, count, rounds):
            yield lines(row)
        yield lines(with_patterns(hundredth, large, count, rounds))
        yield patterns_cost()
        yield lines(against_sqlite(large, count, rounds))


if __name__ == "__main__":
    alone("large", __doc__, sections)
