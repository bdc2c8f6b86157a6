"""A locked journal, and its key at hand or not. Its passphrase costs what it costs, so most tests open a session."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from recovery.errors import Unreadable
from recovery.store import keyfile, session
from tests.conftest import Run
from tests.exchange.conftest import program
from tests.insights.conftest import journal, keep, say

__all__ = ["journal", "keep", "program", "say"]  # fixtures that the slices' tests use too

PASSPHRASE = "four random little words"
GIVEN = {"RECOVERY_PASSPHRASE": PASSPHRASE}


class Locked(NamedTuple):
    """A locked journal: how to run commands on it, and its 24 words."""

    run: Run
    words: str
    home: Path


@pytest.fixture
def locked(run: Run, home: Path) -> Iterator[Locked]:
    """A journal locked from the start, tracking heroin; no session is open."""
    made = run("init", "--passphrase", "--since", "2026-01-01", "--substance", "heroin", "--json", env=GIVEN)
    yield Locked(run, made.json["recovery_phrase"], home)
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
