"""`recovery private`: names that others do not see."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Call


PERIOD = ("--from", "2026-03-01", "--to", "2026-03-28")


def test_a_private_name_is_hidden_everywhere_and_can_be_shown_again(filled: Call) -> None:
    assert filled("private", "add", "payday", "--role", "a day of the month").code == 0
    assert [entry["role"] for entry in filled("private", "list", "--json").json] == ["a day of the month"]
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
