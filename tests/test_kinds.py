"""The table of kinds: whatever stands in it can be found, and nothing is left out."""

from __future__ import annotations

from recovery.store import kinds
from recovery.store.schema import SEARCHED


def test_every_kind_has_its_record_its_lines_and_its_table() -> None:
    assert tuple(kind.name for kind in kinds.ENTRIES) == kinds.NAMES
    assert set(kinds.NAMES) == set(SEARCHED)
    for kind in kinds.ENTRIES:
        record = kinds.record_of(kind.name)
        assert record.kind == kind.name
        assert {"id", "day"} <= {column.name for column in record.columns()}
