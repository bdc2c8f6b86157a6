"""Journals to measure on: made-up cravings, the same last year whatever the size, everything else before it.

A week then reads the same entries in the small and in the large journal, so a difference is the journal's size alone.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from benchmarks.measure import Program, bin_folder, environment

TRIGGERS = (
    "payday|old corner|alone at night|argument|bored|tired|pain|party|phone number|train station"
    "|mother|cash in pocket|rain|music|doctor's waiting room|no sleep"
).split("|")
COPING = "called sponsor|walk|breathing|cold shower|meeting|wrote it down|cooked|urge surfing".split("|")
NOTE = "walked home past the corner, phone off, it took a while and then it was quiet again"
RECENT = 300
YEARS_BEFORE = 30
RECOVERY = str(bin_folder(Path(sys.prefix)) / "recovery")
LOG = ("log", "6", "payday", "old corner", "-c", "walk", "--outcome", "passed")


def recovery(name: str, home: Path, *arguments: str) -> Program:
    """A command of ours on a journal."""
    return Program(name, (RECOVERY, *arguments), {"RECOVERY_HOME": str(home)})


def _craving(rng: random.Random, at: datetime) -> dict[str, object]:
    return {
        "kind": "craving",
        "id": str(UUID(int=rng.getrandbits(128), version=4)),
        "at": at.isoformat(),
        "substance": "heroin",
        "intensity": rng.randint(1, 10),
        "triggers": rng.sample(TRIGGERS, 2),
        "coping": [rng.choice(COPING)],
        "outcome": "passed",
        "note": NOTE if rng.random() < 1 / 3 else None,
    }


def entries(cravings: int, today: date) -> Iterator[dict[str, object]]:
    """Lines of the journal's own format: one craving and one check-in on each of the last 300 days, the rest before."""
    rng = random.Random(300)
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    yield {"kind": "profile", "timezone": "UTC", "day_starts": "04:00"}
    yield {"kind": "substance", "name": "heroin", "since": str(today - timedelta(days=RECENT))}
    for days in range(1, RECENT + 1):
        at = noon - timedelta(days=days, hours=rng.randint(-7, 7))
        yield _craving(rng, at)
        yield {
            "kind": "checkin",
            "day": str(today - timedelta(days=days)),
            "used": days == 250,
            "mood": rng.randint(2, 9),
        }
    for _ in range(cravings - RECENT):
        yield _craving(rng, noon - timedelta(days=RECENT + 1, seconds=rng.randrange(YEARS_BEFORE * 365 * 86_400)))


def make(folder: Path, cravings: int) -> Path:
    """A journal with that many cravings (at least 300), in a folder of its own."""
    today = datetime.now(UTC).date() - timedelta(days=1)
    lines = folder / f"{cravings}.jsonl"
    with lines.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(entry) + "\n" for entry in entries(cravings, today))
    home = folder / f"journal-{cravings}"
    subprocess.run(
        [RECOVERY, "import", str(lines)], env=environment({"RECOVERY_HOME": str(home)}), check=True, capture_output=True
    )
    lines.unlink()
    return home
