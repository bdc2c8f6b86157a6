"""What an import costs beyond reading: against parsing and validating the same lines without a database, in one run.

The goals are 20,000 entries a second and twice what reading costs. The lines are 100,000 cravings of ten years in their
order, such as people write them: two triggers, a coping skill, a note with every third.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import perf_counter
from uuid import UUID
from zoneinfo import ZoneInfo

from benchmarks.measure import alone
from recovery import diary
from recovery.commands.import_ import import_
from recovery.exchange import files, lines
from recovery.journal.entries import Substance
from recovery.store import connection, rows
from recovery.store.profile import Profile

CRAVINGS = 100_000
ROUNDS = 2
BOUND = 2.0
ENTRIES_A_SECOND = 20_000
ZONE = ZoneInfo("America/New_York")
TRIGGERS = (
    "payday|old corner|alone at night|argument|bored|tired|pain|party|phone number|train station"
    "|mother|cash in pocket|rain|music|doctor's waiting room|no sleep"
).split("|")
COPING = "called sponsor|walk|breathing|cold shower|meeting|wrote it down|cooked|urge surfing".split("|")
WORDS = """after work walking past the corner store called mom it passed on the way home water phone rang met a friend
from before said no sat on the porch slept badly hungry angry rain on the window bus late thought about kids""".split()


def craving(rng: random.Random, seconds: int) -> str:
    """One craving as a line of the journal's own format, so many seconds after 2016 began."""
    at = (datetime(2016, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).astimezone(ZONE)
    passed = rng.random() < 0.8
    values = {
        "kind": "craving",
        "id": str(UUID(int=rng.getrandbits(128), version=4)),
        "at": at.isoformat(),
        "timezone": ZONE.key,
        "day": (at.replace(tzinfo=None) - timedelta(hours=4)).date().isoformat(),
        "substance": "heroin",
        "intensity": rng.randint(1, 10),
        "triggers": rng.sample(TRIGGERS, 2),
        "coping": [rng.choice(COPING)],
        "outcome": "passed" if passed else None,
        "intensity_after": rng.randint(0, 4) if passed else None,
        "minutes": rng.randint(1, 90) if passed else None,
        "note": " ".join(rng.choices(WORDS, k=rng.randint(4, 25))) if rng.random() < 1 / 3 else None,
    }
    return json.dumps(values, ensure_ascii=False)


def read_only(path: Path, cravings: int) -> None:
    """Parse and validate every line, and keep nothing."""
    bad = lines.BadLines()
    with files.source(str(path)) as source:
        frame = lines.Frame(ZONE.key, time(4), {"heroin": "heroin"})
        count = sum(1 for _ in lines.records(source.lines(), frame, bad))
    if (count, bad.count) != (cravings, 0):
        raise SystemExit("The lines of this benchmark are not all taken: it measures nothing.")


def taken_in(path: Path, cravings: int) -> None:
    """Import the same lines, as the command does, into a journal that was just made."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        import_(str(path), json=True)
    if json.loads(said.getvalue())["added"] != cravings:
        raise SystemExit("Not all lines of this benchmark went in: it measures nothing.")


def new_journal(folder: Path) -> None:
    """An empty journal that tracks one substance."""
    os.environ["RECOVERY_HOME"] = str(folder)
    since = datetime(2016, 1, 1, tzinfo=ZONE).date()
    with connection.existing_or_new() as journal:
        diary.start(journal, Profile(timezone=ZONE.key))
        with journal.command("init"):
            rows.add(journal, Substance.checked({"name": "heroin", "since": since}))


def seconds(action: Callable[[Path, int], None], path: Path, cravings: int) -> float:
    """How long it takes."""
    start = perf_counter()
    action(path, cravings)
    return perf_counter() - start


def measured(folder: Path, cravings: int, rounds: int) -> tuple[float, float]:
    """Seconds to read and seconds to import, each the best of the rounds, taken in turn."""
    gc.set_threshold(50_000)  # as recovery/__main__.py does
    rng = random.Random(2)
    path = folder / "cravings.jsonl"
    moments = sorted(rng.choices(range(3650 * 86_400), k=cravings))
    path.write_text("".join(craving(rng, moment) + "\n" for moment in moments), "utf-8")
    reading, importing = [], []
    for number in range(rounds):
        reading.append(seconds(read_only, path, cravings))
        new_journal(folder / str(number))
        importing.append(seconds(taken_in, path, cravings))
    return min(reading), min(importing)


def sections(*, quick: bool) -> Iterator[list[str]]:
    """Its rows."""
    cravings, rounds = (CRAVINGS // 10, 1) if quick else (CRAVINGS, ROUNDS)
    with tempfile.TemporaryDirectory() as folder:
        reading, importing = measured(Path(folder), cravings, rounds)
    yield ["", "Import", "-" * 80]
    each_second = f"{cravings / importing:,.0f} a second"
    yield [
        f"  {f'import of {cravings:,} cravings':<42}{importing:>8.1f} s, {each_second:<16} goal {ENTRIES_A_SECOND:,}",
        f"  {'parsing and checking them, and no more':<42}{reading:>8.1f} s",
        f"  {'ratio':<42}{importing / reading:>8.2f} x   limit {BOUND:g} x",
    ]


if __name__ == "__main__":
    alone("import_cost", __doc__, sections)
