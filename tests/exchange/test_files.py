"""Files read twice from any source."""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path

import pytest

from recovery.errors import NotFound, Refused
from recovery.exchange import files


def source_of(content: bytes) -> files.Source:
    return files.Source(io.BytesIO(content), len(content))


def test_lines_keep_their_numbers_whatever_is_left_out() -> None:
    found = source_of(b"\xef\xbb\xbfone\n\n  \r\nfour\r\n\xef\xbb\xbfno mark here\nlast")
    expected = [(1, b"one\n"), (4, b"four\r\n"), (5, b"\xef\xbb\xbfno mark here\n"), (6, b"last")]
    assert list(found.lines()) == expected
    assert found.position == found.size
    assert list(found.lines()) == expected


def test_a_line_without_end_is_not_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LINE_LIMIT", 10)
    found = dict(source_of(b"a" * 1000 + b"\n" + b"b" * 10 + b"\n" + b"c" * 9 + b"\n" + b"d" * 55).lines())
    assert {number: len(line) for number, line in found.items()} == {1: 11, 2: 11, 3: 10, 4: 11}


def test_a_pipe_is_read_twice_as_a_file_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"one\ntwo\n",))
    writer.start()
    with files.source(str(pipe)) as found:
        assert list(found.lines()) == list(found.lines()) == [(1, b"one\n"), (2, b"two\n")]
    writer.join()


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound), files.source(str(tmp_path / "missing")):
        pass
    for name in (str(tmp_path), "a\0b"):
        with pytest.raises(Refused) as caught, files.source(name):
            pass
        assert name not in caught.value.sentence
