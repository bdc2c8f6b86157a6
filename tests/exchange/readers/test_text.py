"""Lines of a text file with their numbers: every end of a line, every encoding, and the same whatever the pieces."""

from __future__ import annotations

import io
from collections.abc import Generator

import pytest

from recovery.errors import Refused
from recovery.exchange.readers import text
from recovery.exchange.readers.reading import FileReport, ReadOptions
from recovery.exchange.readers.text import NOT_SO, NOT_TEXT, NOT_UTF8, TOO_LONG


def lines(content: bytes, encoding: str = "", *, table: bool = False) -> list[str]:
    numbered = list(text.lines(io.BytesIO(content), ReadOptions(encoding=encoding), FileReport(), table=table))
    assert [number for number, _ in numbered] == list(range(1, len(numbered) + 1))
    return [line for _, line in numbered]


def refused(content: bytes, encoding: str = "", *, table: bool = False) -> str:
    with pytest.raises(Refused) as wrong:
        lines(content, encoding, table=table)
    return wrong.value.sentence.removeprefix("Nothing was imported: ")


@pytest.mark.parametrize("chunk", [1, 2, 3, 1000])
@pytest.mark.parametrize(
    ("content", "plain", "of_table"),
    [
        ("", [], []),
        ("a\nb\r\nc", ["a\n", "b\r\n", "c"], ["a\n", "b\r\n", "c"]),
        ("a\rb\r\rc", ["a\r", "b\r", "\r", "c"], ["a\r", "b\r", "\r", "c"]),
        ("\na\rb\n", ["\n", "a\rb\n"], ["\n", "a\r", "b\n"]),
        ("\nab\r", ["\n", "ab\r"], ["\n", "ab\r"]),
        ("\ufeffü\n\ufeffb\n", ["ü\n", "\ufeffb\n"], ["ü\n", "\ufeffb\n"]),
    ],
)
def test_lines_end_as_each_system_ends_them(
    monkeypatch: pytest.MonkeyPatch, chunk: int, content: str, plain: list[str], of_table: list[str]
) -> None:
    monkeypatch.setattr(text, "CHUNK", chunk)
    if chunk > 10 or "\r" not in content or "\n" in content[:chunk]:  # the ends are told by what is read first
        assert lines(content.encode()) == plain
    assert lines(content.encode(), table=True) == of_table
    if "\ufeffb" not in content:
        assert lines(content.encode("utf-16-le"), "utf-16-le") == io.StringIO(content, newline="").readlines()


def test_a_wide_file_has_its_mark_once() -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        assert lines("\ufeffa\n\ufeffb".encode(encoding)) == ["a\n", "\ufeffb"]


def test_a_line_is_no_longer_than_any_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "LINE_LIMIT", 6)
    monkeypatch.setattr(text, "CHUNK", 4)
    assert lines(b"a\n12345\nb") == ["a\n", "12345\n", "b"]
    assert refused(b"a\n123456\nb") == f"line 2 {TOO_LONG}."
    assert lines(b"a\r12345\rb", table=True) == ["a\r", "12345\r", "b"]
    assert lines(b"a\r123456", table=True) == ["a\r", "123456"]
    assert refused(b"a\rb\r1234567", table=True) == f"line 3 {TOO_LONG}."
    assert refused(b"abcdefgh\0", "ascii") == f"line 1 {TOO_LONG}."
    monkeypatch.setattr(text, "CHUNK", 100)
    assert refused(b"abcdefgh\0", "ascii") == f"line 1 {NOT_TEXT}."
    assert lines("a\n12345\nb".encode("utf-16-le"), "utf-16-le") == ["a\n", "12345\n", "b"]
    assert refused("a\n123456\nb".encode("utf-16-le"), "utf-16-le") == f"line 2 {TOO_LONG}."


def test_what_is_no_text_is_refused_with_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(b"a\nb\n\0c\n\0") == f"line 3 {NOT_TEXT}."
    assert refused(b"a\nb\xff\n", "utf-8") == f"line 2 {NOT_UTF8}."
    assert refused(b"a\nb\xff\n", "ascii") == f"line 2 {NOT_SO}."
    assert refused("a\nb".encode("utf-16-le") + b"x", "utf-16-le") == f"line 2 {NOT_TEXT}."
    monkeypatch.setattr(text, "CHUNK", 2)
    assert refused(b"a\nb\n\0c\n", "ascii") == f"line 3 {NOT_TEXT}."


def test_the_encoding_is_said_where_it_is_not_utf_8_and_of_every_table() -> None:
    for encoding, table, said in (
        ("utf-8", False, []),
        ("utf-8", True, ["UTF-8"]),
        ("cp1252", False, ["Windows-1252"]),
    ):
        report = FileReport()
        list(text.lines(io.BytesIO(b"a"), ReadOptions(encoding=encoding), report, table=table))
        assert list(report.read_as) == said


def test_a_file_is_read_from_its_beginning_and_stays_open() -> None:
    for encoding in ("utf-8", "utf-16-le"):
        stream = io.BytesIO("a\nb\n".encode(encoding))
        stream.seek(3)
        options = text.settled(stream, ReadOptions(encoding=encoding))
        assert (options.encoding, stream.tell()) == (encoding, 0)
        stream.seek(3)
        reading = text.lines(stream, options, FileReport())
        assert isinstance(reading, Generator)
        assert next(reading) == (1, "a\n")
        reading.close()
        assert list(text.lines(stream, options, FileReport())) == [(1, "a\n"), (2, "b\n")]
        reading = text.lines(stream, options, FileReport())
        assert isinstance(reading, Generator)
        assert next(reading) == (1, "a\n")
        stream.close()
        reading.close()
    numbered = text.lines(io.BytesIO(b"a\rb\n"), ReadOptions(encoding="ascii"), FileReport())
    assert list(numbered) == [(1, "a\rb\n")], "a carriage return ends the lines of tables alone"
    assert text.settled(io.BytesIO("ü".encode()), ReadOptions()).encoding == "utf-8"
