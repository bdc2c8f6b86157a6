"""A journal of one's own for each test, and a short way to write into it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from recovery.cli import run
from recovery.clock import day_of
from recovery.journal.entries import CheckIn, Craving, Lapse, Note, Substance
from recovery.store import connection, rows
from recovery.store.connection import Journal
from recovery.store.records import Record
from recovery.store.rules import zone_of

ZONE = "America/New_York"

Keep = Callable[..., None]
Say = Callable[..., str]


@pytest.fixture
def journal(made_empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Journal]:
    monkeypatch.setenv("RECOVERY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "80")
    shutil.copytree(made_empty, tmp_path / "home")
    with connection.existing_or_new() as opened:
        yield opened


@pytest.fixture
def keep(journal: Journal) -> Keep:
    """Write one entry: `keep("craving", "2026-03-16 21:40", intensity=7)`; a check-in and a substance take days."""

    def timed(kind: type[Craving | Lapse | Note], when: str, zone: str, values: dict[str, Any]) -> Record:
        at = datetime.fromisoformat(when).replace(tzinfo=zone_of(zone))
        day = day_of(at, rows.profile(journal).day_starts)  # type: ignore[union-attr]
        return kind.checked({"id": str(uuid4()), "at": at, "timezone": zone, "day": day, **values})

    def keep_one(kind: str, when: str, *, zone: str = ZONE, **values: Any) -> None:
        record: Record
        match kind:
            case "craving":
                record = timed(Craving, when, zone, values)
            case "lapse":
                record = timed(Lapse, when, zone, values)
            case "note":
                record = timed(Note, when, zone, values)
            case "checkin":
                record = CheckIn.checked({"id": str(uuid4()), "day": when, **values})
            case _:
                record = Substance.checked({"name": kind, "since": when})
        with journal.command("test"):
            rows.add(journal, record)

    return keep_one


@pytest.fixture
def say(journal: Journal, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run one command line in this process and return what it wrote; `code` is the exit code it must have."""

    def said(*line: str, code: int = 0) -> str:
        capsys.readouterr()
        ran = run(list(line))
        captured = capsys.readouterr()
        assert ran == code, captured.err
        return captured.out if code == 0 else captured.err

    return said
