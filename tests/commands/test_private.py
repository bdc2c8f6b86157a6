"""`recovery private`: names that others do not see."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Call


PERIOD = ("--from", "2026-03-01", "--to", "2026-03-28")


ZONE = "America/New_York"


@pytest.fixture
def filled(call: Call) -> Call:
    """A journal with a few entries; gives back `call`."""
    assert call("init", "--since", "2026-01-01", "--substance", "heroin", "--timezone", ZONE).code == 0
    for day in ("07", "08"):
        assert (
            call("log", "7", "payday", "--at", f"2026-03-{day} 21:40", "-c", "called Maria", "-n", "secret").code == 0
        )
    call("plan", "add", "contact", "Maria", "--phone", "555-0100", "--role", "sponsor")
    call("discuss", "add", "the injection")
    return call


def test_a_private_name_is_hidden_everywhere_and_can_be_shown_again(filled: Call) -> None:
    assert filled("private", "add", "payday", "--role", "a day of the month").code == 0
    assert [each["role"] for each in filled("private", "list", "--json").json] == ["a day of the month"]
    hidden = filled("export", "counselor", *PERIOD).out
    assert "payday" not in hidden
    assert "called sponsor" in hidden
    assert "called Maria" in filled("export", "counselor", *PERIOD, "--with-names").out
    assert filled("private", "remove", "PAYDAY").code == 0
    assert "payday" in filled("export", "counselor", *PERIOD).out
    assert filled("private", "remove", "payday").code == 3
    assert filled("undo").code == 0
    assert "payday" not in filled("export", "counselor", *PERIOD).out


def test_private_names_go_out_and_come_in_with_the_journal(filled: Call, tmp_path: Path) -> None:
    filled("private", "add", "Ana", "--role", "family")
    path = tmp_path / "journal.jsonl"
    path.write_text(filled("export", "data").out)
    assert '"kind": "private"' in path.read_text()
    assert filled("import", str(path)).code == 0
    assert len(filled("private", "list", "--json").json) == 1
