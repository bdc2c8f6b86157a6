"""Tables for spreadsheets: CSV that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
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
        return cell("; ".join(str(item) for item in value))
    return harmless(clean(str(value)))


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula; what begins like text made harmless gets an apostrophe too."""
    return f"'{text}" if _FORMULA.match(text.lstrip("'")) and not _NUMBER.fullmatch(text) else text


def exact(value: Any) -> str:
    """A value as `cell` writes it, but so that it can be read back whole: nothing is replaced, lists are quoted."""
    if isinstance(value, (list, tuple)):
        if not all(isinstance(item, str) for item in value):
            return json.dumps(value)
        value = "; ".join(_quoted(item) for item in value)
    return harmless(value) if isinstance(value, str) else cell(value)


def as_it_was(text: str) -> str:
    """The text of a cell without the apostrophe that `harmless` put in front."""
    return text[1:] if text.startswith("'") and harmless(text[1:]) == text else text


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if ";" in name or '"' in name else name


def csv_lines(rows: Iterable[Sequence[Any]], written: Callable[[Any], str] = cell) -> Iterator[bytes]:
    """The rows as lines of RFC 4180: commas, quotes where they are needed, CRLF, UTF-8; `written` makes each cell."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([written(value) for value in row])
        yield buffer.getvalue().encode("utf-8", "replace")
        buffer.seek(0)
        buffer.truncate()


def write(rows: Iterable[Sequence[Any]]) -> bytes:
    """The whole file, with the mark by which a spreadsheet knows UTF-8."""
    return MARK + b"".join(csv_lines(rows))
