"""What `make bench` runs: this program beside others and beside itself on a large journal, as ratios.

Each part is a program of its own with its own limit of time: one that hangs or fails is named, and loses nobody else's
figures. `--quick` runs shorter on smaller journals; `-o FILE` also puts the figures into a Markdown page, between two
marks. A time never fails the run, nor does a program that could not be had; a part that did not come to its end does.
"""

from __future__ import annotations

import argparse
import os
import platform
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

from benchmarks.measure import LOUD, spent

WHOLE_MINUTES = 10
CUT_SHORT = "NOT MEASURED TO ITS END"
LOOK_SECONDS = 0.2
WIDTH = 80


class Part(NamedTuple):
    """A module here, what it is about, how many seconds it may take, and what it is told beside `--quick`."""

    module: str
    title: str
    seconds: int
    arguments: tuple[str, ...] = ()


SET_UP = Part("set_up", "What is compared with", 1200)
PARTS = (
    Part("daily", "Start and write", 60),
    Part("large", "A large journal beside a small one", 150),
    Part("peer", "Side by side with jrnl", 100),
    Part("locked", "A locked journal", 60),
    Part("syncing", "Sync", 150),
    Part("import_cost", "Import", 60),
    Part("server", "The server", 200),
    Part("mailboxes", "Side by side with other servers", 100),
    Part("streams", "Event streams", 90, ("--rounds", "1")),
    Part("scale", "Many accounts", 120, ("--records", "2", "--seconds", "2")),
    Part("passphrases", "A passphrase tried", 60),
    Part("phone", "The phone app", 150, ("--quick",)),  # by itself: on 30,000 entries
)


def measured(part: Part, *, quick: bool, patience: float) -> Iterator[str]:
    """The lines of a part as they come; where it does not come to its end, a last one says so."""
    line = [sys.executable, "-m", f"benchmarks.{part.module}", *part.arguments, *(["--quick"] if quick else [])]
    limit, begun, before = part.seconds * patience, monotonic(), spent()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        said, complaints = folder / "said", folder / "complaints"
        env = os.environ | {"TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"}
        with said.open("w") as out, complaints.open("w") as err:
            process = subprocess.Popen(line, stdout=out, stderr=err, env=env, start_new_session=True)
        with said.open() as lines:
            try:
                while process.poll() is None and monotonic() - begun < limit:
                    yield from lines
                    sleep(LOOK_SECONDS)
                code = process.poll()
            finally:
                stop(process, folder)
            yield from lines
        seconds, processor = monotonic() - begun, spent() - before
        yield f"  {'(this part took':<42}{seconds:>8.0f} s of {limit:.0f}, {processor:.0f} s of the processor)\n"
        if code != 0:
            why = "its time was over" if code is None else f"it left with {code}"
            yield f"{LOUD}{part.title}: {CUT_SHORT}, {why}: python -m benchmarks.{part.module}\n"
            yield from (f"{LOUD}  {text[:WIDTH]}\n" for text in complaints.read_text("utf-8").splitlines()[-3:])


def stop(process: subprocess.Popen[bytes], folder: Path) -> None:
    """End all that a part began: its own session, and a database that has one of its own."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for note in folder.rglob("postmaster.pid"):
        with suppress(OSError, ValueError, IndexError):
            os.kill(int(note.read_text("utf-8").splitlines()[0]), signal.SIGQUIT)


def table(parts: list[Part], *, quick: bool, patience: float) -> Iterator[str]:
    """The whole table, line by line, and at its end how long it took and what is missing in it."""
    missing: list[str] = []
    minutes = {}
    for part in parts:
        begun = monotonic()
        for line in measured(part, quick=quick, patience=patience):
            if line.startswith(LOUD):
                missing.append(line)
            yield line
        minutes[part] = (monotonic() - begun) / 60
    setting_up = minutes.pop(SET_UP, 0)
    yield f"\n{'Setting up what is compared with':<44}{setting_up:>8.1f} min\n"
    yield f"{'The whole run after it':<44}{sum(minutes.values()):>8.1f} min   limit {WHOLE_MINUTES} min\n"
    yield from missing


def machine() -> str:
    """Where the figures come from, and how busy it was: more load than cores stretches every time."""
    load = f", load {os.getloadavg()[1]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores{load}, Python {platform.python_version()}"


BEGIN, END = "<!-- what make bench wrote -->", "<!-- end of what make bench wrote -->"
PAGE = """\
{begin}
Measured on {day} by `{command}` ({machine}, load {before} before it).

```text
{table}
```
{end}"""


def write(page: Path, lines: list[str], command: str, before: str) -> None:
    """Put the figures between the marks of a page; a page without them is made of the figures alone."""
    day = datetime.now(UTC).date().isoformat()
    text = "".join(lines).strip("\n")
    made = PAGE.format(begin=BEGIN, end=END, day=day, command=command, machine=machine(), before=before, table=text)
    content = page.read_text("utf-8") if page.exists() else f"# Figures\n\n{BEGIN}{END}\n"
    head, begin, rest = content.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{page} has no marks for the figures ({BEGIN}); nothing was written.")
    page.write_text(head + made + tail, "utf-8")


def main() -> None:
    """Run everything, or the parts named, and print it as it comes."""
    names = [part.module for part in PARTS]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="shorter, on smaller journals")
    parser.add_argument("--patience", type=float, default=1.0, help="how many times its limit a part may take")
    parser.add_argument("-o", "--output", type=Path, help="also put the figures into this Markdown page")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"only these of {', '.join(names)}")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(names):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if options.output and options.parts:
        parser.error("a page gets the figures of all parts")
    parts = [SET_UP, *(part for part in PARTS if not options.parts or part.module in options.parts)]
    before = f"{os.getloadavg()[1]:.1f}"
    lines = []
    for line in table(parts, quick=options.quick, patience=options.patience):
        print(line, end="", flush=True)
        lines.append(line)
    if options.output:
        command = "make bench" if not options.quick else "python -m benchmarks --quick"
        write(options.output, lines, command, before)
    if any(line.startswith(LOUD) and CUT_SHORT in line for line in lines):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
