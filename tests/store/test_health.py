"""What `doctor` says of the machine and of what was left behind, at its limits."""

from __future__ import annotations

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from recovery import system
from recovery.store import health

NOW = datetime.fromisoformat("2026-03-07T12:00:00+00:00")


@pytest.mark.parametrize(
    ("ahead", "state"),
    [(timedelta(), "ok"), (timedelta(minutes=5), "ok"), (timedelta(minutes=5, seconds=1), "fault")],
)
def test_the_clock_may_be_five_minutes_behind_the_last_entry(ahead: timedelta, state: str) -> None:
    with time_machine.travel(NOW, tick=False):
        clock = next(check for check in health.machine(NOW + ahead, "UTC") if check.name == "clock")
    assert clock.state == state


def test_a_journal_without_entries_fits_any_clock() -> None:
    assert next(check for check in health.machine(None, "UTC") if check.name == "clock").state == "ok"


@pytest.mark.parametrize(("age", "named"), [(3600, False), (3601, True)])
def test_what_was_left_behind_is_named_after_an_hour(folder: Path, age: int, named: bool) -> None:
    left = folder / ".copy-1234"
    left.write_bytes(b"left behind")
    with time_machine.travel(NOW, tick=False):
        os.utime(left, (NOW.timestamp() - age,) * 2)
        assert [leftover.name for leftover in health.leftovers(fix=False)] == (["leftovers"] if named else [])


def test_what_another_command_removes_meanwhile_is_no_fault(folder: Path) -> None:
    """As the log of a command that ends, a file that is put in place, a backup that is thinned out."""
    (folder / "backups").mkdir()
    for name in ("journal.db-shm", ".new-1", "backups/journal-1.db", "backups/journal-2.db"):
        (folder / name).write_bytes(b"gone soon")
    looked_at = health._everything(folder)
    first, _ = next(looked_at)
    assert first.name == ".new-1"
    shutil.rmtree(folder / "backups")
    (folder / "journal.db-shm").unlink()
    assert list(looked_at) == []

    gone = folder / "backups" / "journal-1.db"
    findings = list(health._age(None, [gone], [], whole=True))
    assert [finding.state for finding in findings] == []


@pytest.fixture
def folder(home: Path) -> Path:
    """The program's folder, empty."""
    home.mkdir()
    return home


@pytest.mark.skipif(not system.RIGHTS, reason="no rights on files on this system")
def test_files_and_folders_that_others_can_read_are_named_and_closed(folder: Path) -> None:
    (folder / "inbox").mkdir()
    for name in ("journal.db", "card.json", "inbox/1"):
        (folder / name).write_bytes(b"")
        (folder / name).chmod(0o600)
    folder.chmod(0o700)
    (folder / "inbox").chmod(0o700)
    assert [finding.state for finding in health.rights(fix=False)] == ["ok"]
    (folder / "card.json").chmod(0o644)
    (folder / "inbox").chmod(0o750)
    (named,) = health.rights(fix=False)
    assert (named.state, named.text) == (
        "fault",
        "Other users could read or change these: card.json (644, not 600), inbox (750, not 700).",
    )
    assert [finding.state for finding in health.rights(fix=True)] == ["mended"]
    assert ((folder / "card.json").stat().st_mode & 0o777, (folder / "inbox").stat().st_mode & 0o777) == (0o600, 0o700)
