"""The table of kinds: whatever stands in it can be found, and nothing is left out."""

from __future__ import annotations

from recovery.store import kinds
from recovery.store.schema import KEPT, SEARCHED


def test_every_kind_has_its_record_its_lines_and_its_table() -> None:
    assert tuple(kind.name for kind in kinds.ENTRIES) == kinds.NAMES
    assert set(kinds.NAMES) == set(SEARCHED)
    for kind in kinds.ENTRIES:
        record = kinds.record_of(kind.name)
        assert record.kind == kind.name
        assert {"id", "day"} <= {column.name for column in record.columns()}


def test_what_is_carried_is_what_is_kept_and_by_the_key_that_its_record_names() -> None:
    """A table that history keeps and sync does not carry, or carries under another name, would come apart."""
    assert set(kinds.CARRIED) == set(KEPT) - {"taken"}, "what an inbox took in is of this device alone"
    assert len(kinds.CARRIED) == len(set(kinds.CARRIED))
    records = {name: kinds.carried(name) for name in kinds.CARRIED}
    assert {name: record.natural_key for name, record in records.items() if record.natural_key} == kinds.NATURAL
    for name, record in records.items():
        columns = {column.name for column in record.columns()}
        assert (kinds.NATURAL.get(name, "id") in columns) == (name not in kinds.SINGLE), name
