"""Our own tables, as `export table` writes them: one kind of entry, each row whole and with its id."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, BinaryIO

from recovery.errors import Refused
from recovery.exchange.readers import text
from recovery.exchange.readers.reading import FileReport, Line, Reader, ReadOptions, refused
from recovery.exchange.readers.tables import Table
from recovery.exchange.tables import as_it_was
from recovery.language import tr
from recovery.store import kinds
from recovery.store.records import Column, EntryRecord
from recovery.wire import strict_json

YES_OR_NO = {"yes": True, "no": False}
NO_KIND = tr("is no header of a table that recovery export table writes")


def kind_of(header: list[str]) -> type[EntryRecord] | None:
    """The kind of entry whose table begins like that; an older program may have written fewer columns."""
    names = set(header)
    if "id" not in names:
        return None
    for name in kinds.NAMES:
        record = kinds.record_of(name)
        columns = [column.name for column in record.columns()]
        if header == [column for column in columns if column in names] and len(header) > len(columns) / 2:
            return record
    return None


def read(stream: BinaryIO, options: ReadOptions, report: FileReport) -> Iterator[Line]:
    """The line of our own format that each row was."""
    table = Table(text.lines(stream, options, report, table=True))
    record = kind_of(table.header)
    if record is None:
        raise refused(1, NO_KIND)
    columns = {column.name: column for column in record.columns()}
    for row in table:
        report.entry()
        try:
            values = {name: value(columns[name], as_it_was(cell)) for name, cell in row.values.items()}
        except ValueError:
            yield row.line, Refused(tr("has a cell that this program did not write"))
        else:
            yield row.line, {"kind": record.kind, **values}


def value(column: Column, cell: str) -> Any:
    """What a cell was before it became text; raises `ValueError` for what it cannot have been."""
    if not cell:
        return None
    wants = column.rule.wants or {}
    choices = wants.get("enum", ())
    if choices == (0, 1):
        return YES_OR_NO[cell.casefold()] if cell.casefold() in YES_OR_NO else _wrong()
    if "contentSchema" in wants:
        return _listed(cell, wants["contentSchema"])
    if wants.get("type") in ("integer", "number") or any(isinstance(choice, int) for choice in choices):
        number = float(cell.replace(",", "."))
        return number if wants.get("type") == "number" or not number.is_integer() else int(number)
    return cell


def _listed(cell: str, schema: Mapping[str, Any]) -> Any:
    if schema.get("type") != "array" or schema["items"].get("type") != "string":
        return strict_json.read(cell)
    with suppress(csv.Error):
        return next(csv.reader([cell], delimiter=";", skipinitialspace=True, strict=True))
    return _wrong()


def _wrong() -> Any:
    raise ValueError


TABLE = Reader("table", tr("a table of our own, as recovery export table writes it"), read, own=True)
