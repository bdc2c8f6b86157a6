"""The cells of a table of our own, as they were before they became text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from recovery.errors import Refused
from recovery.exchange.readers import own_table
from recovery.journal.entries import CheckIn, Craving, Lapse, Note
from recovery.treatment.episodes import Aftercare

if TYPE_CHECKING:
    from tests.exchange.readers.conftest import Read

COLUMNS = {column.name: column for record in (CheckIn, Craving, Lapse, Aftercare) for column in record.columns()}


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
        ("step", "30", 30),
        ("overdose", "near", "near"),
        ("ratings", "[[0, 7], [5, 3]]", [[0, 7], [5, 3]]),
        ("note", "as it is", "as it is"),
        ("note", "", None),
    ],
)
def test_a_cell_as_it_was(name: str, cell: str, value: Any) -> None:
    was = own_table.value(COLUMNS[name], cell)
    assert (was, type(was)) == (value, type(value))


@pytest.mark.parametrize(
    ("name", "cell"), [("used", "maybe"), ("mood", "good"), ("triggers", 'a;"b"c'), ("step", "soon"), ("ratings", "x")]
)
def test_a_cell_that_this_program_did_not_write(name: str, cell: str) -> None:
    with pytest.raises(ValueError, match=r"^$|could not convert|Expecting value"):
        own_table.value(COLUMNS[name], cell)


def test_a_kind_is_known_by_more_than_half_of_its_columns_in_their_order() -> None:
    names = [column.name for column in Craving.columns()]
    assert own_table.kind_of(names) is Craving
    assert own_table.kind_of(names[: len(names) // 2 + 1]) is Craving
    assert own_table.kind_of(names[: len(names) // 2]) is None
    assert own_table.kind_of([names[1], names[0], *names[2:]]) is None
    assert own_table.kind_of([*names, "more"]) is None
    assert own_table.kind_of(names[1:]) is None
    even = [column.name for column in Lapse.columns()]
    assert own_table.kind_of(even[: len(even) // 2]) is None, "half of them is not enough"


def test_each_row_is_the_entry_that_it_was(read: Read) -> None:
    header = ",".join(column.name for column in Note.columns())
    rows = 'i,2026-03-07T12:00:00+01:00,Europe/Berlin,2026-03-07,one; two,\'=words\r\n,,,,"a;""b""c",\r\n'
    taken = read("table", f"{header}\r\n{rows}")
    assert taken.lines == [
        {
            "kind": "note", "id": "i", "at": "2026-03-07T12:00:00+01:00", "timezone": "Europe/Berlin",
            "day": "2026-03-07", "triggers": ["one", "two"], "text": "=words",
        }
    ]  # fmt: skip
    assert (taken.places, taken.bad) == ([2], {3: "has a cell that this program did not write"})
    assert (taken.report.entries, list(taken.report.read_as)) == (2, ["UTF-8"])
    ended = read("table", f"{header}\n,,,,,x\r,,,,,y\n")
    assert [line["text"] for line in ended.lines] == ["x", "y"]
    with pytest.raises(Refused, match="line 1 is no header of a table that recovery export table writes"):
        read("table", "a,b\n1,2\n")
