"""Text files of unknown making: their encoding, their lines, and tables in them with delimiter and header found out."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from recovery.exchange.lines import BYTE_ORDER_MARK, LINE_LIMIT, Place
from recovery.exchange.readers.reading import Account, refused

SAMPLE = 64 * 1024
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
CUT_OFF = "ends in the middle; the file may be cut off"
NOT_TEXT = "is not text; this is another kind of file"
NOT_UTF8 = "is not UTF-8 text; save the file as UTF-8 and import it again"
TOO_LONG = "is longer than any entry"


class Row(NamedTuple):
    """A row of a table by the names of its columns, and the line on which it ends."""

    line: int
    values: dict[str, str]


def lines(stream: BinaryIO, account: Account, *, other_encodings: bool = False) -> Iterator[tuple[int, str]]:
    """The numbered lines of a text file, with their ends; raises `Refused` for what is no text.

    UTF-8 with or without a mark, UTF-16 with one; with `other_encodings` also Windows-1252, the older encoding of
    Western spreadsheets, where the file is not UTF-8.
    """
    start = stream.read(SAMPLE)
    stream.seek(0)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        account.say("UTF-16")
        yield from _wide(stream)
        return
    if b"\0" in start:
        raise refused(start[: start.index(b"\0")].count(b"\n") + 1, NOT_TEXT)
    encoding = "utf-8"
    if other_encodings:
        encoding = "utf-8" if _is_utf8(stream) else "cp1252"
        account.say({"utf-8": "UTF-8", "cp1252": "Windows-1252"}[encoding])
    number = 0
    while line := stream.readline(LINE_LIMIT + 1):
        number += 1
        if len(line) > LINE_LIMIT:
            raise refused(number, TOO_LONG)
        if number == 1:
            line = line.removeprefix(BYTE_ORDER_MARK)
        try:
            yield number, line.decode(encoding)
        except UnicodeDecodeError:
            raise refused(number, NOT_UTF8 if encoding == "utf-8" else NOT_TEXT) from None


def _wide(stream: BinaryIO) -> Iterator[tuple[int, str]]:
    reader = io.TextIOWrapper(stream, encoding="utf-16", newline="")
    number = 0
    try:
        while line := reader.readline(LINE_LIMIT + 1):
            number += 1
            if len(line) > LINE_LIMIT:
                raise refused(number, TOO_LONG)
            yield number, line
    except UnicodeError:
        raise refused(number + 1, NOT_TEXT) from None
    finally:
        reader.detach()


def _is_utf8(stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while part := stream.read(SAMPLE):
            decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        stream.seek(0)
    return True


class Table:
    """A delimited table read row by row, each row as wide as the header; raises `Refused` where it is not."""

    def __init__(self, numbered: Iterator[tuple[int, str]], delimiter: str | None = ",", place: str = "") -> None:
        self._numbered = numbered
        self._place = place
        self._last = 0
        self._first = next(numbered, None)
        if self._first is None:
            raise refused(self.place(1), "is missing; the file is empty")
        self._delimiter = delimiter or _delimiter(self._first[1])
        self.rows = csv.reader(self._physical(), delimiter=self._delimiter, strict=True)
        self.header = [name.strip() for name in self._next() or []]

    @property
    def delimiter(self) -> str:
        """The delimiter in a word."""
        return DELIMITERS.get(self._delimiter, "comma")

    def place(self, line: int) -> Place:
        """Where a line is, for a person."""
        return f"{self._place}, line {line}," if self._place else line

    def need(self, names: list[str], what: str) -> None:
        """Raise `Refused` when a column is missing."""
        missing = [name for name in names if name not in self.header]
        if missing:
            raise refused(self.place(1), f"has no column {missing[0]}; {what}")

    def __iter__(self) -> Iterator[Row]:
        width = len(self.header)
        while (row := self._next()) is not None:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != width and not (len(row) == width + 1 and not row[-1]):
                reason = f"has {len(row)} of {width} columns; the file may be cut off" if len(row) < width else ""
                raise refused(self.place(self._last), reason or f"has {len(row)} columns, the first line has {width}")
            yield Row(self._last, dict(zip(self.header, row, strict=False)))

    def _physical(self) -> Iterator[str]:
        if self._first is not None:
            self._last = self._first[0]
            yield self._first[1]
            self._first = None
        for number, line in self._numbered:
            self._last = number
            yield line

    def _next(self) -> list[str] | None:
        try:
            return next(self.rows, None)
        except csv.Error as error:
            ended = "unexpected end" in str(error)
            raise refused(self.place(self._last), CUT_OFF if ended else "has quotes that do not fit") from None


def _delimiter(header: str) -> str:
    """The delimiter that the header has most of, outside quotes."""
    plain = "".join(part for number, part in enumerate(header.split('"')) if not number % 2)
    return max(DELIMITERS, key=plain.count)
