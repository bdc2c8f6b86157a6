"""A locked journal, and its key at hand or not. Journals that many tests begin with are made once, and copied."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from recovery.errors import Unreadable
from recovery.store import keyfile, session
from tests.conftest import ZONE, Call, Made, Run
from tests.exchange.conftest import export, made_tracked, program, tracked
from tests.insights.conftest import journal, keep, say

__all__ = [
    "export",
    "journal",
    "keep",
    "made_tracked",
    "program",
    "say",
    "tracked",
]  # fixtures that the slices' tests use too

PASSPHRASE = "four random little words"
GIVEN = {"RECOVERY_PASSPHRASE": PASSPHRASE}


class Locked(NamedTuple):
    """A locked journal: how to run commands on it, and its 24 words."""

    run: Run
    words: str
    home: Path


@pytest.fixture(scope="session")
def made_filled(made: Made, made_heroin: Path) -> Path:
    """The folder of a journal with two cravings, a contact and a thing to discuss, all of March."""
    craving = ("payday", "-c", "called Maria", "-n", "secret")
    return made(
        datetime(2026, 3, 9, 12, tzinfo=UTC),
        *(("log", "7", *craving, "--at", f"2026-03-{day} 21:40") for day in ("07", "08")),
        ("plan", "add", "contact", "Maria", "--phone", "555-0100", "--role", "sponsor"),
        ("discuss", "add", "the injection"),
        begun=made_heroin,
    )


@pytest.fixture
def filled(made_filled: Path, home: Path, call: Call) -> Call:
    """A journal with a few entries; gives back `call`."""
    shutil.copytree(made_filled, home)
    return call


@pytest.fixture(scope="session")
def made_locked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a locked journal, and its 24 words; a guess at its passphrase costs the least that is accepted."""
    folder = tmp_path_factory.mktemp("made") / "locked"
    cheap = "from recovery import cli; from recovery.store import keyfile, keys; keys.COST = keyfile.FLOOR; cli.main()"
    line = ("init", "--passphrase", "--since", "2026-01-01", "--substance", "heroin", "--timezone", ZONE, "--json")
    env = {**os.environ, **GIVEN, "RECOVERY_HOME": str(folder)}
    done = subprocess.run([sys.executable, "-c", cheap, *line], env=env, capture_output=True, check=True)
    return folder, json.loads(done.stdout)["recovery_phrase"]


@pytest.fixture
def locked(made_locked: tuple[Path, str], run: Run, home: Path) -> Iterator[Locked]:
    """A journal locked from the start, tracking heroin; no session is open."""
    folder, words = made_locked
    shutil.copytree(folder, home)
    yield Locked(run, words, home)
    with suppress(Unreadable):
        session.drop(keyfile.load(home / "key.json"))


@pytest.fixture
def opened(locked: Locked) -> Locked:
    """The same with a session open."""
    assert locked.run("unlock", env=GIVEN).code == 0
    return locked


def phrase_in(text: str) -> str:
    """The 24 words out of what a person is shown."""
    words = re.findall(r"\d+\. ([a-z]+)", text)
    assert len(words) == 24, text
    return " ".join(words)
