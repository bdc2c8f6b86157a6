"""Files that an earlier version took in add nothing the second time, however much its readers have learned since."""

from __future__ import annotations

import json
import shlex
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import time_machine

if TYPE_CHECKING:
    from tests.conftest import Call

FILES = Path(__file__).parent / "taken_before"
COMMANDS = (FILES / "commands.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("line", COMMANDS)
def test_a_file_that_was_taken_in_adds_nothing(call: Call, home: Path, line: str) -> None:
    home.mkdir(mode=0o700, exist_ok=True)
    with zipfile.ZipFile(FILES / "journal.zip") as packed:
        packed.extractall(home)
    (home / "journal.db").chmod(0o600)
    before = call("export", "data").out
    file, *flags = shlex.split(line)
    with time_machine.travel("2026-11-30 12:00 +01:00", tick=False):
        answer = call("import", str(FILES / file), *flags, "--json").json
    assert (answer["added"], answer["changed"]) == (0, 0)
    assert sum(kind["skipped"] for kind in answer["kinds"].values()) > 0
    assert call("export", "data").out == before


def test_the_files_say_something_that_the_earlier_version_did_not_hear(berlin: Call) -> None:
    """Otherwise the test above would hold for a reader that has learned nothing."""
    with time_machine.travel("2026-11-30 12:00 +01:00", tick=False):
        for line in COMMANDS:
            file, *flags = shlex.split(line)
            berlin("import", str(FILES / file), *flags)
    fresh = [json.loads(line) for line in berlin("export", "data").out.splitlines()]
    words = json.dumps(fresh, ensure_ascii=False)
    for new in ("Craving: 7", "Never mind.", "I said all this aloud.", "зарплата", "first\\nsecond"):
        assert new in words
