"""What `make bench` runs: this program beside others and beside itself on a large journal, as ratios.

`--quick` runs shorter on smaller journals; `-o FILE` also writes the figures down. A time never fails the run.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

from benchmarks import import_cost, journals, locked, mailboxes, passphrases, peer, phone, server, syncing
from benchmarks.journals import RECOVERY
from benchmarks.lookbacks import evidence
from benchmarks.measure import Program, Row, Times, compare, environment, figures, heading, lines
from benchmarks.worlds import World
from recovery.insights.patterns import find
from recovery.store.page_sums import SUFFIX

SAME = 1.3
LARGE = 2.5  # on a journal of the full size: each opening reads it whole, to compare its checksums
SMALLEST = 0.9
SOS = 1.0
PROMPT = 0.6
WITH_PATTERNS = 1.5
PATTERNS_MS = 300
ALL_TIME = 5.0
FULL = 300_000
WHOLE_MINUTES = 10
PAGES = (("search", "corner", "--last", "28d", "--json"), ("show", "--trigger", "payday", "--json"))
LOG = ("log", "6", "payday", "old corner", "-c", "walk", "--outcome", "passed")
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
GROUP_BY = "SELECT name, count(*) FROM craving_trigger GROUP BY name"
WITHOUT_SQLITE3 = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall())"


def recovery(name: str, home: Path, *arguments: str) -> Program:
    """A command of ours on a journal."""
    return Program(name, (RECOVERY, *arguments), {"RECOVERY_HOME": str(home)})


def against_smallest(folder: Path, home: Path, rounds: int) -> Row:
    """`log` beside the least that a typer program with the same engine can do."""
    here = str(Path(__file__).parents[1])
    settings = {"SMALLEST": str(folder / "smallest.db"), "PYTHONPATH": here}
    program = (sys.executable, "-c", START.format("main"))
    subprocess.run([sys.executable, "-c", START.format("make")], env=os.environ | settings, check=True)
    smallest = Program("smallest typer program, one row", (*program, "6", "payday"), settings)
    return compare("Write one craving", recovery("recovery log", home, *LOG), smallest, rounds=rounds, limit=SMALLEST)


def in_the_worst_minute(home: Path, rounds: int) -> Row:
    """`sos` beside `log`: whoever needs it must not wait."""
    sos, log = (recovery(f"recovery {line[0]}", home, *line) for line in (("sos",), LOG))
    return compare("The worst minute", sos, log, rounds=rounds, limit=SOS)


def before_each_line(folder: Path, small: Path, rounds: int) -> Row:
    """`today --prompt` beside `log`, with medication and a plan written down: a shell runs it before each line."""
    home = Path(shutil.copytree(small, folder / "treated"))
    for line in TREATED:
        subprocess.run(
            [RECOVERY, *line], env=environment({"RECOVERY_HOME": str(home)}), check=True, capture_output=True
        )
    prompt = recovery("recovery today --prompt", home, "today", "--prompt")
    return compare("The shell's prompt", prompt, recovery("recovery log", home, *LOG), rounds=rounds, limit=PROMPT)


def against_itself(small: Path, large: Path, count: int, rounds: int) -> Iterator[Row]:
    """The commands of every day on a large journal beside the same on a small one."""
    for name, line in (
        ("recovery log", LOG),
        ("recovery streak", ("streak", "--json")),
        ("recovery report, the week", ("report", "--json")),
    ):
        ours, theirs = (recovery(f"on {n:,} cravings", home, *line) for n, home in ((count, large), (300, small)))
        yield compare(name, ours, theirs, rounds=rounds, limit=LARGE if count >= FULL else SAME)


def a_page(small: Path, large: Path, count: int, rounds: int) -> Iterator[Row]:
    """A page of results on two journals, one a hundred times the other: what is read for it, then the whole command.

    Without its checksums a journal is not compared as it is opened; that is what a large one costs beside its reading.
    """
    homes = ((count, large), (count // 100, small))
    for line in PAGES:
        name = " ".join(line[:-1])
        ours, theirs = (recovery(f"on {n:,} cravings, no checksums", home, *line) for n, home in homes)
        with without_checksums(large, small):
            yield compare(f"recovery {name}", ours, theirs, rounds=rounds, limit=SAME)
        ours, theirs = (recovery(f"on {n:,} cravings", home, *line) for n, home in homes)
        yield compare(f"recovery {name}", ours, theirs, rounds=rounds, limit=LARGE if count >= FULL else SAME)


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


def against_jrnl(folder: Path, rounds: int) -> Iterator[Row]:
    """Add, read the last, filter by tag: beside jrnl with as many entries of two tags each."""
    program = str(peer.install())
    for count in (1_000, 10_000):
        settings, home = peer.make(folder, count), peer.ours(folder, count)
        jrnl = (program, "--config-file", str(settings))
        for what, ours, theirs in (
            ("add one", LOG, ("Craving 6. @payday @old-corner walk",)),
            ("the last ones (ours 20, jrnl 5)", ("show",), ("-n", "5")),
            ("filter by tag", ("show", "--trigger", "payday", "--all"), ("@payday",)),
        ):
            named = Program(f"jrnl {peer.VERSION}", (*jrnl, *theirs), {"HOME": str(folder)})
            label = " ".join(("recovery", ours[0], *ours[1:2] * (ours[0] == "show")))
            yield compare(f"{count:,} entries: {what}", recovery(label, home, *ours), named, rounds=rounds)


def sections(folder: Path, *, quick: bool) -> Iterator[list[str]]:
    """The whole table, a part at a time."""
    rounds, count = (5, FULL // 10) if quick else (15, FULL)
    print(f"Making a journal of {count:,} cravings ...", file=sys.stderr)
    small, large = journals.make(folder, 300), journals.make(folder, count)
    yield heading("Start and write")
    yield lines(against_smallest(folder, small, rounds))
    yield lines(in_the_worst_minute(small, rounds))
    yield lines(before_each_line(folder, small, rounds))
    yield heading("A large journal beside a small one")
    for row in against_itself(small, large, count, rounds):
        yield lines(row)
    hundredth = journals.make(folder, count // 100) if count // 100 != 300 else small
    for row in a_page(hundredth, large, count, rounds):
        yield lines(row)
    yield lines(with_patterns(hundredth, large, count, rounds))
    yield patterns_cost()
    yield lines(against_sqlite(large, count, rounds))
    yield heading("Side by side with jrnl, two tags each")
    try:
        for row in against_jrnl(folder, 3 if quick else 7):
            yield lines(row)
    except (OSError, subprocess.CalledProcessError):
        yield ["jrnl could not be installed from PyPI, so there is nothing to compare with."]
    yield from locked.sections(rounds)
    yield from syncing.sections(quick=quick)
    yield from passphrases.sections(rounds)
    yield from import_cost.sections(quick=quick)
    yield from server.sections(quick=quick)
    yield from mailboxes.sections(quick=quick)
    yield from phone.sections(quick=quick)


def machine() -> str:
    """Where the figures come from, and how busy it was: more load than cores stretches every time."""
    load = f", load {os.getloadavg()[1]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores{load}, Python {platform.python_version()}"


PAGE = """\
# Figures

Measured on {day} by `{command}` ({machine}).

Times are of whole processes, from start to exit, with bytecode cached; the two programs of a comparison ran in turn.
What counts is the ratio of the medians: the times are this machine's. `make bench` measures on yours.

```text
{table}
```

The smallest program keeps a row and nothing else; `recovery log` also checks every field, computes the day, and keeps
history, search and the counts by name, in one transaction. The large journal holds the same last 300 days as the small
one and everything else before them. jrnl keeps plain text, which can be read without any program; ours is a database,
so writing and the last entries cost the same in a large journal, but for its checksums: since docs/decisions/0133 each
opening compares the whole file, about half a millisecond a MiB. So a page of results is measured twice: what is read
for it, and the whole command.
"""


def main() -> None:
    """Run everything and print it as it comes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="shorter, on smaller journals")
    parser.add_argument("-o", "--output", type=Path, help="also write the figures to this Markdown page")
    options = parser.parse_args()
    table: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        start = perf_counter()
        for part in sections(Path(folder), quick=options.quick):
            print(*part, sep="\n", flush=True)
            table += part
        minutes = (perf_counter() - start) / 60
        part = ["", f"{'The whole run':<44}{minutes:>8.1f} min   limit {WHOLE_MINUTES} min"]
        print(*part, sep="\n")
        table += part
    if options.output:
        command = "make bench" if not options.quick else "python -m benchmarks --quick"
        day = datetime.now(UTC).date().isoformat()
        page = PAGE.format(day=day, command=command, machine=machine(), table="\n".join(table).strip("\n"))
        options.output.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
