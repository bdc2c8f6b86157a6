"""The cells of a table of our own, as they were before they became text."""

from __future__ import annotations

from typing import Any

import pytest

from recovery.exchange.readers import own_table
from recovery.journal.entries import CheckIn, Craving

COLUMNS = {column.name: column for record in (CheckIn, Craving) for column in record.columns()}


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("used", "yes", True),
        ("used", "NO", False),
        ("mood", "7", 7),
        ("mood", "7.0", 7),
        ("mood", "7.5", 7.5),
        ("sleep_hours", "7,5", 7.5),
        ("sleep_hours", "7", 7.0),
        ("triggers", 'one; "two; three";four', ["one", "two; three", "four"]),
        ("note", "as it is", "as it is"),
        ("note", "", None),
    ],
)
def test_a_cell_as_it_was(name: str, cell: str, value: Any) -> None:
    was = own_table.value(COLUMNS[name], cell)
    assert (was, type(was)) == (value, type(value))


@pytest.mark.parametrize(("name", "cell"), [("used", "maybe"), ("mood", "good"), ("triggers", 'a;"b"c')])
def test_a_cell_that_this_program_did_not_write(name: str, cell: str) -> None:
    with pytest.raises(ValueError, match=r"^$|could not convert"):
        own_table.value(COLUMNS[name], cell)


def test_a_kind_is_known_by_more_than_half_of_its_columns_in_their_order() -> None:
    names = [column.name for column in Craving.columns()]
    assert own_table.kind_of(names) is Craving
    assert own_table.kind_of(names[: len(names) // 2 + 1]) is Craving
    assert own_table.kind_of(names[: len(names) // 2]) is None
    assert own_table.kind_of([names[1], names[0], *names[2:]]) is None
    assert own_table.kind_of([*names, "more"]) is None
    assert own_table.kind_of(names[1:] if names[0] == "id" else []) is None
