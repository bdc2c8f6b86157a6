"""How much memory an import takes for a large file of each format: `python -m benchmarks.import_memory [megabytes]`.

Each file is made in a temporary folder as its program writes it, with notes of a thousand letters (`--letters N`), and
is taken in by a process of its own; what counts is the most that process ever held (`ru_maxrss`). Loop's reader takes
48 MB unpacked at most and is given that.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import BinaryIO

from benchmarks.journals import RECOVERY

LIMIT_MB = 200
LOOP_MB = 47
MINUTES = 12_000_000  # of which the entries are spread over: 22 years
FIRST = datetime(2001, 1, 1, 8, tzinfo=UTC)
WORDS = [
    f"{start}{end}" for start in ("walk", "talk", "even", "morn", "pay", "rain") for end in ("ed", "ing", "day", "s")
]
SETTINGS = '{"kind": "profile", "timezone": "UTC", "day_starts": "04:00"}\n'


class Notes:
    """How long the notes are, in letters, for all the files of a run."""

    letters = 1_000


def note(number: int) -> str:
    """Words for an entry, other ones each time."""
    chance = random.Random(number)
    return " ".join(chance.choices(WORDS, k=Notes.letters // 6))


def moments(size: int) -> Iterator[tuple[int, datetime]]:
    """Entries at even distances, two hours at most, so that a file of that size ends before today."""
    step = timedelta(minutes=max(1, min(120, MINUTES * Notes.letters // size)))
    for number in count():
        yield number, FIRST + number * step


def own(file: BinaryIO, size: int) -> None:
    """Our own JSON Lines."""
    file.write(SETTINGS.encode())
    for number, at in moments(size):
        line = {"kind": "craving", "at": f"{at:%Y-%m-%dT%H:%M}", "intensity": number % 11, "note": note(number)}
        file.write(f"{json.dumps(line)}\n".encode())
        if file.tell() >= size:
            return


def daylio(file: BinaryIO, size: int) -> None:
    """Daylio's CSV, six moments a day."""
    file.write(b"full_date,date,weekday,time,mood,activities,note_title,note\n")
    for number, at in moments(size):
        row = f"{at.date()},{at:%B} {at.day},{at:%A},{at:%H:%M},{'rad good meh bad awful'.split()[number % 5]}"
        file.write(f'{row},work | rest,,"{note(number)}"\n'.encode())
        if file.tell() >= size:
            return


def jrnl_text(file: BinaryIO, size: int) -> None:
    """The text that jrnl writes."""
    for number, at in moments(size):
        file.write(f"[{at:%Y-%m-%d %H:%M}] A title @payday\n{note(number)}\n\n".encode())
        if file.tell() >= size:
            return


def jrnl_json(file: BinaryIO, size: int) -> None:
    """The JSON that jrnl writes, its entries after its tags."""
    file.write(b'{\n  "tags": {"@payday": 3},\n  "entries": [\n')
    for number, at in moments(size):
        entry = {"title": "A title", "body": note(number), "date": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M}", "tags": []}
        file.write((",\n" if number else "").encode() + json.dumps(entry, indent=2).encode())
        if file.tell() >= size:
            break
    file.write(b"\n  ]\n}\n")


def dayone(file: BinaryIO, size: int) -> None:
    """Day One's JSON."""
    file.write(b'{"metadata": {"version": "1.0"}, "entries": [\n')
    for number, at in moments(size):
        entry = {
            "uuid": f"{number:032X}",
            "creationDate": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "timeZone": "America/New_York",
            "text": note(number),
            "tags": ["payday"],
        }
        file.write((",\n" if number else "").encode() + json.dumps(entry).encode())
        if file.tell() >= size:
            break
    file.write(b"]}\n")


def plain_lines(file: BinaryIO, size: int) -> None:
    """Cravings as typed, a date above those of each day."""
    day: date | None = None
    for number, at in moments(size):
        if at.date() != day:
            day = at.date()
            file.write(f"{day}\n".encode())
        file.write(f"{number % 11} payday {at:%H:%M} -- {note(number)}\n".encode())
        if file.tell() >= size:
            return


def table(file: BinaryIO, size: int) -> None:
    """A table of cravings."""
    file.write(b"Date;Urge;Trigger;Notes\n")
    for number, at in moments(size):
        file.write(f'{at:%d.%m.%Y %H:%M};{number % 11};payday;"{note(number)}"\n'.encode())
        if file.tell() >= size:
            return


def loop(file: BinaryIO, size: int) -> None:
    """Loop's zip: two habits of going without, a mark with a note for each day."""
    habits = ("No heroin", "No alcohol")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        rows = "".join(f"{number:03},{name},,,1,1,#000000\n" for number, name in enumerate(habits, start=1))
        packed.writestr("Habits.csv", "Position,Name,Question,Description,NumRepetitions,Interval,Color\n" + rows)
        for number, name in enumerate(habits, start=1):
            with packed.open(f"{number:03} {name}/Checkmarks.csv", "w") as marks:
                marks.write(b"Date,Value,Notes\n")
                written, day = 0, date(2025, 12, 31)
                while written < size // len(habits):
                    row = f'{day},YES_MANUAL,"{note(day.toordinal() * number)}"\n'.encode()
                    written += marks.write(row)
                    day -= timedelta(days=1)


FORMATS = {
    "our own JSON Lines": (own, ".jsonl", ()),
    "Daylio": (daylio, ".csv", ("--from", "daylio")),
    "jrnl, text": (jrnl_text, ".txt", ("--from", "jrnl")),
    "jrnl, JSON": (jrnl_json, ".json", ("--from", "jrnl")),
    "Day One": (dayone, ".json", ("--from", "dayone")),
    "Loop": (loop, ".zip", ("--from", "loop")),
    "lines": (plain_lines, ".txt", ("--from", "lines")),
    "CSV": (table, ".csv", ("--from", "csv", "--map", "at=Date,intensity=Urge,trigger=Trigger,note=Notes")),
}


def taken(file: Path, home: Path, flags: tuple[str, ...]) -> tuple[float, float, str]:
    """Seconds and the most memory in MB that taking in the file took, and what was said."""
    settings = os.environ | {"RECOVERY_HOME": str(home)}
    made = (RECOVERY, "init", "--since", "2001-01-01", "--substance", "heroin", "--timezone", "UTC")
    subprocess.run(made, env=settings, check=True, capture_output=True)
    started = time.monotonic()
    child = subprocess.Popen([RECOVERY, "import", str(file), *flags], env=settings, stdout=subprocess.PIPE, text=True)
    answer = child.stdout.read() if child.stdout else ""
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"The import left with {child.returncode}.")
    per_unit = 1 if sys.platform == "darwin" else 1024
    return time.monotonic() - started, used.ru_maxrss * per_unit / 1e6, answer


def main() -> None:
    """Print the table of docs/figures.md."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.import_memory", description=__doc__)
    parser.add_argument("megabytes", type=int, nargs="?", default=200, help="how large each file is")
    parser.add_argument("formats", nargs="*", default=list(FORMATS), help=f"of {', '.join(FORMATS)}")
    parser.add_argument("--letters", type=int, default=Notes.letters, help="how long the notes are")
    said = parser.parse_args()
    Notes.letters = said.letters
    print("| format | file | most memory | time | taken in |\n|---|--:|--:|--:|---|", flush=True)
    for name in said.formats:
        make, suffix, flags = FORMATS[name]
        megabytes = min(said.megabytes, LOOP_MB) if name == "Loop" else said.megabytes
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"file{suffix}"
            with path.open("wb") as file:
                make(file, megabytes * 1_000_000)
            seconds, most, answer = taken(path, Path(folder) / "home", flags)
        counts = next((line for line in answer.splitlines() if line.startswith("Taken in")), "nothing")
        over = f" (above {LIMIT_MB} MB)" if most > LIMIT_MB else ""
        print(f"| {name} | {megabytes} MB | {most:.0f} MB{over} | {seconds:.0f} s | {counts[10:-1]} |", flush=True)


if __name__ == "__main__":
    main()
