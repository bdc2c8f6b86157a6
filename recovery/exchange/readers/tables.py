"""Delimited tables: delimiter and header found out, rows as wide as the header, two columns of one name joined."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from recovery.exchange.lines import LINE_LIMIT, Place
from recovery.exchange.readers.reading import refused
from recovery.language import tr

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
TITLE = tr("the table's name above its columns")
CUT_OFF = tr("ends in the middle; the file may be cut off")
_SEP = re.compile(r'"?sep=(.)"?;*,*\s*', re.IGNORECASE)
_BLANK_AFTER_QUOTES = re.compile(r'" +(?:[,;\t|]|[\r\n]*\Z)')
_BLANK_BEFORE_QUOTES = re.compile(r'[,;\t|] +"')


class Row(NamedTuple):
    """A row of a table by the names of its columns, and the line on which it ends.

    `before` are the cells as the first release of the program read them: ids are made from those, so that a file
    which it took in is known again.
    """

    line: int
    values: dict[str, str]
    before: dict[str, str]


class Table:
    """A delimited table read row by row; raises `Refused` if it is no table.

    Spreadsheets leave empty cells at the end of a row out, so a short row is filled up, but for the last one of a file
    without an end to its line: that is cut off. A first line of one cell above a wider one is the table's name, as
    Numbers writes it, and `titled`.
    """

    def __init__(self, numbered: Iterator[tuple[int, str]], delimiter: str | None = None, place: str = "") -> None:
        self._numbered = numbered
        self._place = place
        self._last = 0
        self._raw: list[str] = []
        self._open = False
        first = next((line for line in numbered if line[1].strip()), None)
        if first is not None and (match := _SEP.fullmatch(first[1])):
            delimiter, first = match[1], next(numbered, None)
        if first is None:
            raise refused(self.place(1), tr("is missing; the file is empty"))
        second = None if delimiter else next(numbered, None)
        self.titled = second is not None and is_title(first[1], second[1])
        self._ahead = [line for line in (None if self.titled else first, second) if line]
        self._delimiter = delimiter or delimiter_of(self._ahead[0][1])
        csv.field_size_limit(LINE_LIMIT)
        try:
            self.rows = csv.reader(self._physical(), delimiter=self._delimiter, strict=True, skipinitialspace=True)
        except (TypeError, ValueError):
            raise refused(self.place(1), tr("names no character that can separate columns")) from None
        self.header = [name.strip() for name in self._next() or []]

    @property
    def delimiter(self) -> str:
        """The delimiter in a word."""
        return DELIMITERS.get(self._delimiter, tr("a sign of its own"))

    def place(self, line: int) -> Place:
        """Where a line is, for a person."""
        return f"{self._place}, line {line}," if self._place else line

    def need(self, names: list[str], what: str) -> None:
        """Raise `Refused` when a column is missing."""
        missing = [name for name in names if name not in self.header]
        if missing:
            raise refused(self.place(1), tr("has no column {missing}; {what}", missing=missing[0], what=what))

    @cached_property
    def _several(self) -> bool:
        return len(set(self.header)) < len(self.header)

    def __iter__(self) -> Iterator[Row]:
        width = len(self.header)
        while (row := self._next()) is not None:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) < width:
                if not self._raw[-1].endswith(("\n", "\r")):
                    raise refused(
                        self.place(self._last),
                        tr("has {count} of {width} columns; the file may be cut off", count=len(row), width=width),
                    )
                row += [""] * width
            if any(cell.strip() for cell in row[width:]):
                raise refused(
                    self.place(self._last),
                    tr("has {count} columns, the first line has {width}", count=len(row), width=width),
                )
            yield Row(self._last, self._named(row), self._before(row))

    def _named(self, row: list[str]) -> dict[str, str]:
        if not self._several:
            return dict(zip(self.header, row, strict=False))
        cells: dict[str, list[str]] = {name: [] for name in self.header}
        for name, cell in zip(self.header, row, strict=False):
            if cell.strip():
                cells[name].append(cell)
        return {name: "\n".join(parts) for name, parts in cells.items()}

    def _before(self, row: list[str]) -> dict[str, str]:
        """The cells as they were read before: blanks before quotes were part of them, the last of a name counted."""
        raw = "".join(self._raw)
        if _BLANK_BEFORE_QUOTES.search(raw):
            with suppress(csv.Error):
                row = next(csv.reader([raw], delimiter=self._delimiter, strict=True)) + [""] * len(self.header)
        return dict(zip(self.header, row, strict=False))

    def _physical(self) -> Iterator[str]:
        for number, line in chain(self._ahead, self._numbered):
            self._last = number
            self._raw.append(line)
            yield self._tidy(line)

    def _tidy(self, line: str) -> str:
        """The line without blanks between the quotes at the end of a cell and what ends the cell."""
        if not self._open and not _BLANK_AFTER_QUOTES.search(line):
            self._open = line.count('"') % 2 == 1
            return line
        parts = line.split('"')
        outside = range(1 if self._open else 2, len(parts), 2)
        for at in outside:
            rest = parts[at].lstrip(" ")
            if rest.startswith(self._delimiter) or (at == len(parts) - 1 and not rest.strip("\r\n")):
                parts[at] = rest
        self._open ^= len(parts) % 2 == 0
        return '"'.join(parts)

    def _next(self) -> list[str] | None:
        self._raw.clear()
        try:
            return next(self.rows, None)
        except csv.Error as error:
            ended = "unexpected end" in str(error)
            raise refused(
                self.place(self._last), CUT_OFF if ended else tr("has quotation marks that do not match")
            ) from None


def is_title(first: str, second: str) -> bool:
    """Whether the first line is the name of the table whose columns the second one names."""
    if first.count('"') % 2:  # a name of a column goes on
        return False
    name, *others = re.split(r"[,;\t|]", first.strip().replace('"', ""))
    return bool(name.strip()) and not any(other.strip() for other in others) and _width(second) > max(1, len(others))


def _width(line: str) -> int:
    """How many cells of a line hold something."""
    sign = delimiter_of(line)
    return sum(1 for cell in line.split(sign) if cell.strip())


def delimiter_of(header: str) -> str:
    """The delimiter that the header has most of, outside quotes."""
    plain = "".join(part for number, part in enumerate(header.split('"')) if not number % 2)
    return max(DELIMITERS, key=plain.count)
