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
    source = source_of(b"\xef\xbb\xbfone\n\n  \r\nfour\r\n\xef\xbb\xbfno mark here\nlast")
    expected = [(1, b"one\n"), (4, b"four\r\n"), (5, b"\xef\xbb\xbfno mark here\n"), (6, b"last")]
    assert list(source.lines()) == expected
    assert source.position == source.size
    assert list(source.lines()) == expected


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_comes_as_utf_8(encoding: str) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    text = '{"note": "na\N{LATIN SMALL LETTER I WITH DIAERESIS}ve \N{LINE SEPARATOR} \N{SLIGHTLY SMILING FACE}"}'
    source = source_of(mark + f"one\r\n\r\n{text}\r\nlast".encode(encoding))
    expected = [(1, b"one\r\n"), (3, f"{text}\r\n".encode()), (4, b"last")]
    assert list(source.lines()) == list(source.lines()) == expected
    assert source.position == source.size


def test_what_ends_within_a_letter_of_utf_16_is_named() -> None:
    first, second = source_of("one\n".encode("utf-16") + b"\0\xd8").lines()
    assert first == (1, b"one\n")
    assert (second[0], str(second[1])) == (2, "is not text in UTF-16, as the lines before it")


def test_a_line_without_end_is_not_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LINE_LIMIT", 10)
    sources = dict(
        source_of(b"a" * 1000 + b"\n" + b"b" * 10 + b"\n" + b"c" * 9 + b"\n" + b"e" * 11 + b"\n" + b"d" * 55).lines()
    )
    assert {number: len(line) for number, line in sources.items() if isinstance(line, bytes)} == {
        1: 11,
        2: 11,
        3: 10,
        4: 11,
        5: 11,
    }

    wide = "\n".join(["a" * 30, "b" * 9, "c" * 10, "d" * 11, "e" * 55]).encode("utf-16-le")
    assert [len(line) for _, line in source_of(wide).lines() if isinstance(line, bytes)] == [11, 10, 11, 11, 11]


class Measured(io.BytesIO):
    """A stream that notes how much is asked of it at once."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.asked: list[int | None] = []

    def read(self, size: int | None = -1) -> bytes:
        """As `BytesIO` does."""
        self.asked.append(size)
        return super().read(size)


def test_no_more_is_read_at_once_than_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Measured(b"one\n" * 5000)
    assert len(list(files.Source(stream, 20_000).lines())) == 5000
    assert stream.asked == [4096], "UTF-16 shows in its first bytes"
    monkeypatch.setattr(files, "CHUNK", 4)
    monkeypatch.setattr(files, "PIPE_LIMIT", 10)
    piped = Measured(b"0123456789")
    assert list(files._in_memory(piped).lines()) == [(1, b"0123456789")]
    assert set(piped.asked) == {4}
    with pytest.raises(Refused, match="more than can be imported through a pipe"):
        files._in_memory(io.BytesIO(b"0123456789a"))


def test_a_folder_is_held_in_memory_up_to_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "2026" / "03").mkdir(parents=True)
    for name in ("07", "08", "09"):
        (tmp_path / "2026" / "03" / f"{name}.txt").write_bytes(b"abc\n")
    monkeypatch.setattr(files, "PIPE_LIMIT", 12)
    assert files.Folder(tmp_path).size == 12
    monkeypatch.setattr(files, "PIPE_LIMIT", 11)
    with pytest.raises(Refused):
        files.Folder(tmp_path)


def test_a_pipe_is_read_twice_as_a_file_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"one\ntwo\n",))
    writer.start()
    with files.source(str(pipe)) as source:
        assert (source.position, source.size) == (0, 8)
        assert list(source.lines()) == list(source.lines()) == [(1, b"one\n"), (2, b"two\n")]
    writer.join()


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound), files.source(str(tmp_path / "missing")):
        pass
    for name in (str(tmp_path), "a\0b"):
        with pytest.raises(Refused) as caught, files.source(name):
            pass
        assert name not in caught.value.sentence


def test_a_folder_of_days_is_read_as_one_text_in_their_order(tmp_path: Path) -> None:
    for name, content in {
        "2026/03/08.txt": b"three\nfour\n",
        "2026/03/07.txt": b"\xef\xbb\xbfone\n\xef\xbb\xbftwo",
        "2025/12/31.txt": b"first\n",
        "2026/03/notes.txt": b"no day",
        "2026/03/09.TXT": b"no day either",
        "2026/3/10.txt": b"last\xef\xbb\xbf",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    with files.source(str(tmp_path)) as source:
        text = b"first\none\n\xef\xbb\xbftwo\nthree\nfour\nlast\xef\xbb\xbf\n"
        assert source.stream.read() == text
        assert (source.size, source.stream_position) == (len(text), len(text))
        assert [number for number, _ in source.lines()] == [1, 2, 3, 4, 5, 6]
        assert [source.place(number) for number in (1, 2, 3, 4, 5, 6)] == [
            "2025/12/31.txt, line 1,",
            "2026/03/07.txt, line 1,",
            "2026/03/07.txt, line 2,",
            "2026/03/08.txt, line 1,",
            "2026/03/08.txt, line 2,",
            "2026/3/10.txt, line 1,",
        ]
        assert source.place("row 2") == "row 2"


def test_a_place_in_one_file_is_its_line() -> None:
    assert source_of(b"").place(7) == 7
    assert source_of(b"").position == 0
