"""A reader tried on bytes: what lines it gives, which places it names as bad, what it says of the file."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest

from recovery.errors import Refused
from recovery.exchange.readers.names import Name, reader_of
from recovery.exchange.readers.reading import FileReport, ReadOptions


class Found(NamedTuple):
    """What a reader made of a file: its lines, each with its place, what is wrong with others, what it says of it."""

    lines: list[dict[str, Any]]
    bad: dict[int | str, str]
    report: FileReport
    places: list[int | str]

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The lines of one kind."""
        return [line for line in self.lines if line["kind"] == kind]


Read = Callable[..., Found]


@pytest.fixture
def read() -> Read:
    """Read bytes or text as that program's file."""

    def run(name: Name, content: str | bytes, **options: Any) -> Found:
        report = FileReport()
        raw = content.encode() if isinstance(content, str) else content
        given = ReadOptions(**{"timezone": "America/New_York", "now": datetime(2026, 3, 28, 16, tzinfo=UTC), **options})
        lines, bad, places = [], {}, []
        for place, line in reader_of(name).read(io.BytesIO(raw), given, report):
            if isinstance(line, Refused):
                bad[place] = line.sentence
            else:
                assert isinstance(line, dict)
                lines.append(line)
                places.append(place)
        return Found(lines, bad, report, places)

    return run
