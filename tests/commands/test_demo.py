"""The demo shows the program on a person who does not exist, and leaves the one who does alone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pexpect
import pytest

from recovery.commands.demo import TOUR
from recovery.journal import sample
from recovery.journal.entries import CheckIn, Craving, Lapse
from recovery.store.rules import zone_of
from tests.conftest import PATIENCE_SECONDS

LAST = date(2026, 3, 22)
ZONES = ("America/New_York", "Europe/Dublin", "Australia/Lord_Howe", "America/Havana")


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    temporary = home.parent / "temporary"
    temporary.mkdir(exist_ok=True)
    environment = os.environ | {"RECOVERY_HOME": str(home), "TMPDIR": str(temporary), "PYTHONIOENCODING": "utf-8"}
    line = [sys.executable, "-P", "-m", "recovery", *arguments]
    return subprocess.run(
        line, env=environment, input="", capture_output=True, text=True, encoding="utf-8", check=False
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_shows_every_stop_in_80_columns_and_leaves_ones_own_journal_alone(tmp_path: Path) -> None:
    home = tmp_path / "own"
    run(home, "log", "3", "mine alone")
    before = contents(home)
    done = run(home, "demo")
    assert (done.returncode, done.stderr) == (0, "")
    for stop in TOUR:
        assert stop.title in done.stdout
        assert all(f"\n$ recovery {line}\n" in done.stdout for line, _ in stop.steps)
    assert "mine alone" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "recovery init" in done.stdout.splitlines()[-3]
    assert contents(home) == before
    assert not any((tmp_path / "temporary").iterdir())


def test_without_a_journal_it_makes_none(tmp_path: Path) -> None:
    assert run(tmp_path / "own", "demo").returncode == 0
    assert not (tmp_path / "own").exists()


def test_on_a_terminal_it_runs_through_and_asks_nothing(tmp_path: Path) -> None:
    environment = os.environ | {"RECOVERY_HOME": str(tmp_path), "TERM": "xterm", "NO_COLOR": "1"}
    arguments = ["-P", "-m", "recovery", "demo"]
    child = pexpect.spawn(
        sys.executable, arguments, env=environment, dimensions=(40, 80), encoding="utf-8", timeout=PATIENCE_SECONDS
    )
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert "Begin your own" in str(child.before)


def test_a_kept_journal_holds_what_was_made_up_and_can_be_looked_at(tmp_path: Path) -> None:
    kept = tmp_path / "a new one"
    done = run(tmp_path / "own", "demo", "--seed", "11", "--keep", str(kept))
    assert f"RECOVERY_HOME='{kept}' recovery report" in done.stdout
    profile, substance, *exported = map(json.loads, run(kept, "export", "data").stdout.splitlines())
    last = date.fromisoformat(exported[-1]["day"])
    assert substance["since"] == str(last - timedelta(days=55))
    made = {entry.id: entry.to_json() for entry in sample.entries(11, last, profile["timezone"])}
    (logged,) = [entry for entry in exported if entry["id"] not in made]
    assert (logged["intensity"], logged["triggers"], logged["day"]) == (6, ["payday", "old corner"], str(last))
    assert {entry["id"]: entry for entry in exported if entry is not logged} == made
    assert run(kept, "report").returncode == 0
    assert run(tmp_path / "own", "demo", "--keep", str(kept)).returncode == 4


def test_ones_own_folder_is_not_taken_for_it(tmp_path: Path) -> None:
    home = tmp_path / "own"
    done = run(home, "demo", "--keep", str(home))
    assert done.returncode == 4
    assert not home.exists()


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("seed", [0, 7, 12345])
def test_the_same_seed_makes_the_same_plausible_eight_weeks(seed: int, zone: str) -> None:
    made = list(sample.entries(seed, LAST, zone))
    assert made == list(sample.entries(seed, LAST, zone))
    assert made != list(sample.entries(seed + 1, LAST, zone))
    assert len({entry.id for entry in made}) == len(made)
    assert {entry.day for entry in made} <= {LAST - timedelta(days=number) for number in range(sample.DAYS)}
    begins = datetime.combine(LAST, time(4), tzinfo=zone_of(zone))
    assert all(isinstance(entry, CheckIn) or entry.at < begins for entry in made)
    checkins = [entry for entry in made if isinstance(entry, CheckIn)]
    assert len({checkin.day for checkin in checkins}) == len(checkins) > 35
    assert len([entry for entry in made if isinstance(entry, Lapse)]) == 1
    cravings = [entry for entry in made if isinstance(entry, Craving)]
    assert 50 < len(cravings) < 160
    assert len({name for craving in cravings for name in craving.triggers}) > 6
    assert all(re.fullmatch(r"[ -~]+", name) for craving in cravings for name in (*craving.triggers, *craving.coping))
