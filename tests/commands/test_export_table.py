"""`recovery export table`: one kind of entry for a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recovery.exchange.tables import cell

if TYPE_CHECKING:
    from tests.conftest import Call


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", " =1", "\uff1d1", "|cmd", "%x"])
def test_no_cell_is_a_formula(filled: Call, text: str) -> None:
    assert cell(text).startswith("'")
    if text.strip() == text:
        filled("note", "--", text)
        assert f"'{text}" in filled("export", "table", "notes").out


@pytest.mark.parametrize("value", [None, 7, -7, 7.5, True, "plain", "5 - 3", "", "-7"])
def test_other_cells_stay_as_they_are(value: object) -> None:
    assert not cell(value).startswith("'")


def test_a_table_of_any_kind_is_written_with_its_columns(filled: Call, tmp_path: Path) -> None:
    lines = filled("export", "table", "cravings").out.splitlines()
    assert lines[0].startswith("id,at,timezone,day,substance,intensity,triggers,coping,outcome")
    assert len(lines) == 3
    assert (
        len(
            filled(
                "export", "table", "cravings", "--format", "csv", "--from", "2026-03-08", "--to", "2026-03-08"
            ).out.splitlines()
        )
        == 2
    )
    path = tmp_path / "c.csv"
    assert filled("export", "table", "check-ins", "-o", str(path)).code == 0
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,")
    assert filled("export", "table", "shoes").code == 2
