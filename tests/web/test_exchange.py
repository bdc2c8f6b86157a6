"""What the phone exports is what the terminal exports of the same journal, and comes back from the file as it was."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings

from recovery.exchange.queries import chunks
from recovery.store import kinds
from tests.web.drawn_journals import CATALOGUE, Row, journals
from tests.web.node import Node
from tests.web.test_same_writing import folder, opened

__all__ = ["folder"]  # so that no journal of a person is touched

NOW = "2026-04-30T00:00:00Z"
SOME = settings(max_examples=150 if os.environ.get("TESTS_ALL") else 12)
DRAWN = {kind: 2 for kind in CATALOGUE if kind in kinds.SYNCED and kind not in ("profile", "plan", *kinds.NOT_EXPORTED)}


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    running = Node("exchange.mjs")
    yield running
    running.close()


def parsed(text: str) -> list[Any]:
    """The lines, each kind's in the order of its names: rows of one second stand in no order that both must have."""
    lines = [json.loads(line) for line in text.splitlines()]
    return sorted(lines, key=lambda line: (line["kind"], str(line.get("id") or (line.get("of"), line.get("name")))))


@SOME
@given(drawn=journals(**DRAWN))
def test_both_programs_write_the_same_file(drawn: list[Row], node: Node) -> None:
    with opened(drawn) as diary:
        told = b"".join(chunk for _, chunk in chunks(diary.journal)).decode()
    mine = node.ask("exported", {"rows": drawn})
    assert parsed(mine) == parsed(told)

    # A phone without a journal that takes the terminal's file in has the rows, and writes the same file again.
    brought = node.ask("imported", {"text": told, "now": NOW})
    assert "bad" not in brought, (brought, told)
    again = node.ask("exported", {"rows": [edit["put"] for edit in brought["edits"]]})
    assert parsed(again) == parsed(told)

    # Where everything is here already, nothing is taken twice.
    twice = node.ask("imported", {"text": told, "rows": drawn, "now": NOW})
    assert twice["edits"] == []


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ('{"kind": "note", "text": "x"', [1]),
        ('\n\n["kind"]\n{"kind": "nothing"}', [3, 4]),
        ('{"kind": "note", "at": "2026-03-01T12:00:00Z", "text": "x", "unknown": 1}', [1]),
        ('{"kind": "note", "at": "2027-03-01T12:00:00Z", "text": "x"}', [1]),
        ('{"kind": "note", "at": "yesterday", "text": "x"}', [1]),
        ('{"kind": "checkin", "day": "2026-03-01", "used": 0}', [1]),
    ],
)
def test_a_file_with_a_bad_line_is_not_taken(text: str, bad: list[int], node: Node) -> None:
    whole = '{"kind": "profile", "timezone": "UTC", "day_starts": "04:00"}\n'
    assert node.ask("imported", {"text": whole + text, "now": NOW})["bad"] == [place + 1 for place in bad]
