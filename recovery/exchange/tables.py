"""Tables for spreadsheets: CSV that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from recovery.console import clean

MARK = b"\xef\xbb\xbf"  # by which a spreadsheet knows UTF-8
_FORMULA = re.compile(r"^[\s\x00-\x1f\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n|%]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def cell(value: Any) -> str:
    """A value as a spreadsheet may have it: text that would be a formula gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return cell("; ".join(str(each) for each in value))
    text = clean(str(value))
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def csv_lines(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The rows as lines of RFC 4180: commas, quotes where they are needed, CRLF, UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in rows:
        writer.writerow([cell(value) for value in row])
        yield buffer.getvalue().encode("utf-8", "replace")
        buffer.seek(0)
        buffer.truncate()


def write(rows: Iterable[Sequence[Any]]) -> bytes:
    """The whole file, with the mark by which a spreadsheet knows UTF-8."""
    return MARK + b"".join(csv_lines(rows))
