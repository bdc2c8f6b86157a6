"""A reader holds an entry or a day, never the file: three times as long a file takes no more memory."""

from __future__ import annotations

import io
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from benchmarks import import_memory
from recovery.errors import Refused
from recovery.exchange.files import Source
from recovery.exchange.readers import archive, loop
from recovery.exchange.readers.names import Name, reader_of
from recovery.exchange.readers.reading import FileReport, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

SMALL = 600_000
SLOW = 150_000  # where each line's day is read out of its words
SLACK = 300_000  # bytes; the buffers of a chunk fall differently
MAP = {"at": "Date", "intensity": "Urge", "trigger": "Trigger", "note": "Notes"}
READ: dict[str, tuple[Name, dict[str, str]]] = {
    "Daylio": ("daylio", {}),
    "jrnl, text": ("jrnl", {}),
    "jrnl, JSON": ("jrnl", {}),
    "Day One": ("dayone", {}),
    "lines": ("lines", {}),
    "CSV": ("csv", MAP),
}


def made(name: str, size: int) -> io.BytesIO:
    file = io.BytesIO()
    import_memory.FORMATS[name][0](file, size)
    file.seek(0)
    return file


def given(name: str, file: io.BytesIO) -> Iterator[object]:
    if name in READ:
        program, names = READ[name]
        return reader_of(program).read(file, ReadOptions(names=names), FileReport())
    return Source(file, file.getbuffer().nbytes).lines()


def peak(name: str, size: int) -> int:
    """The most bytes that reading takes beyond the file itself."""
    file = made(name, size)
    tracemalloc.start()
    try:
        count = sum(1 for _ in given(name, file))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count * 5_000 > size / 10, "the file was read"
    return most


@pytest.mark.parametrize("name", ["our own JSON Lines", *READ])
def test_memory_does_not_grow_with_the_file(name: str) -> None:
    small = SLOW if name == "lines" else SMALL
    peak(name, small // 10)  # what is loaded and cached at the first reading
    assert peak(name, 3 * small) < peak(name, small) + SLACK


def test_what_loop_holds_of_all_habits_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its habits stand one after the other, so days wait for the last of them; a larger zip is refused unread."""
    monkeypatch.setattr(archive, "SMALL", 0)
    monkeypatch.setattr(loop, "MOST_BYTES", SMALL)
    with pytest.raises(Refused, match="swell"):
        list(reader_of("loop").read(made("Loop", 2 * SMALL), ReadOptions(), FileReport()))
