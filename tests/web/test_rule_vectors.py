"""The answers that are written down for other programs are those of the terminal and of the phone."""

from __future__ import annotations

import subprocess

import pytest

from recovery.store.connection import Journal
from tests.conftest import PATIENCE_SECONDS
from tests.vectors import make_rules
from tests.web.node import HERE, NODE


def test_the_phone_gives_what_is_written_down() -> None:
    command = [str(NODE), str(HERE / "rule_vectors.mjs")]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == f"{make_rules.CASES * len(make_rules.RULES)} checks\n"


@pytest.mark.parametrize("name", make_rules.RULES)
def test_what_is_written_down_is_what_the_program_gives(name: str, journal: Journal) -> None:
    """Where this fails a rule has changed: the phone's changes with it, and then the files."""
    cases = make_rules.arguments(name)
    written = make_rules.written(name, cases, make_rules.answered(name, cases, journal))
    assert (make_rules.HERE / f"{name}.json").read_text("utf-8") == written


def test_the_journals_are_as_they_are_made() -> None:
    assert (make_rules.HERE / "journals.json").read_text("utf-8") == make_rules.written_journals()
    assert {path.stem for path in make_rules.HERE.iterdir()} == {"journals", *make_rules.RULES}
