"""What sync costs: the first one of a large journal, out of one device and into another, and one with nothing to do.

One into a third device is killed on its way and taken up again; all that is in both journals is compared then.

The server runs beside it on this machine, on SQLite, so both ends share its cores. The limit is on memory; an idle sync
is shown beside `streak`, which reads the same journal and asks nobody.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from benchmarks import journals
from benchmarks.measure import Program, alone, compare, environment, heading, lines

ENTRIES = 100_000
MEMORY_MB = 150
RECORDS_A_SECOND = 8_000
IDLE = 1.15
BREAK_SECONDS = 6.0
# Runs a command as the program does, and writes down what it took in memory.
MEASURED = """
import gc, resource, sys
from recovery import cli
gc.set_threshold(50_000)  # as recovery/__main__.py does
code = cli.run(sys.argv[2:])
with open(sys.argv[1], "w") as file:
    file.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
sys.exit(code)
"""
LOCKED = {"RECOVERY_PASSPHRASE": "four random little words"}


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A server of its own; gives its address."""
    line = [journals.RECOVERY, "serve", "--port", "0", "--rate", "0", "--database", f"sqlite://{folder}/server.db"]
    with subprocess.Popen(
        line, env=environment({}), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        assert running.stdout is not None
        match = re.search(r"http://\S+", running.stdout.readline())
        assert match
        try:
            yield match[0]
        finally:
            running.terminate()


def _measured(home: Path, *arguments: str, **settings: str) -> tuple[float, int]:
    """Seconds and MB of a command on a journal."""
    note = home.parent / "memory"
    start = perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(note), *arguments],
        env=environment({"RECOVERY_HOME": str(home), **settings}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    seconds = perf_counter() - start
    if done.returncode:
        raise SystemExit(f"{arguments[0]} left with {done.returncode}: {done.stderr.decode()[-400:]}")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return seconds, int(note.read_text()) // unit


def _killed(home: Path, **settings: str) -> None:
    """A sync that is killed on its way; whatever it did so far is kept."""
    line = [journals.RECOVERY, "sync", "--json"]
    env = environment({"RECOVERY_HOME": str(home), **settings})
    with subprocess.Popen(line, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as running:
        try:
            running.wait(BREAK_SECONDS)
        except subprocess.TimeoutExpired:
            running.kill()


def _content(home: Path, **settings: str) -> set[bytes]:
    """All that a journal says."""
    line = [journals.RECOVERY, "export", "data"]
    env = environment({"RECOVERY_HOME": str(home), **settings})
    return set(subprocess.run(line, env=env, capture_output=True, check=True).stdout.splitlines())


def _joined(home: Path, address: str, words: str) -> Path:
    """A new device of the account, which has nothing yet."""
    subprocess.run(
        [journals.RECOVERY, "sync", "join", address, "--recovery-phrase", "-", "--json"],
        env=environment({"RECOVERY_HOME": str(home), **LOCKED}),
        input=words,
        capture_output=True,
        text=True,
        check=True,
    )
    return home


def _broken(first: Path, third: Path) -> str:
    """A first sync that is killed, and the one that takes it up again; ends the program where anything is missing."""
    _killed(third, **LOCKED)
    seconds, memory = _measured(third, "sync", "--json", **LOCKED)
    if _content(first) != _content(third, **LOCKED):
        raise SystemExit("A sync that was broken off and taken up again lost something.")
    what = f"killed after {BREAK_SECONDS:.0f} s and taken up again"
    return f"{what:<42}{'nothing lost':>18} {seconds:>7.1f} s {memory:>5} MB   limit {MEMORY_MB} MB"


def _row(what: str, count: int, seconds: float, memory: int) -> str:
    measured = f"{what:<32}{count / seconds:>8,.0f} records/s {seconds:>7.1f} s {memory:>5} MB"
    return f"{measured}   goal {RECORDS_A_SECOND:,}/s, {MEMORY_MB} MB"


def sections(*, quick: bool) -> Iterator[list[str]]:
    """The first sync both ways, and a sync with nothing to do."""
    rounds, entries = (5, ENTRIES // 10) if quick else (15, ENTRIES)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = journals.make(folder, entries)
        count = entries + journals.RECENT
        yield heading("Sync, with the server on the same machine")
        with serving(folder) as address:
            joined = subprocess.run(
                [journals.RECOVERY, "sync", "join", address, "--json"],
                env=environment({"RECOVERY_HOME": str(first)}),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=True,
            )
            words = json.loads(joined.stdout)["recovery_phrase"]
            out = _measured(first, "sync", "--json")
            second, third = (_joined(folder / name, address, words) for name in ("second", "third"))
            into = _measured(second, "sync", "--json", **LOCKED)
            yield [_row("first sync, sending", count, *out), _row("first sync, into a new device", count, *into)]
            yield [_broken(first, third)]
            settings = {"RECOVERY_HOME": str(first)}
            idle = Program("recovery sync, nothing new", (journals.RECOVERY, "sync", "--json"), settings)
            streak = Program("recovery streak", (journals.RECOVERY, "streak", "--json"), settings)
            yield lines(compare("A sync with nothing to do", idle, streak, rounds=rounds, limit=IDLE))
        for path in (second, third):
            shutil.rmtree(path)


if __name__ == "__main__":
    alone("syncing", __doc__, sections)
