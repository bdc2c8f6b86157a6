"""Tables as one SQLite file, with a table `dictionary` of their columns, for Datasette and any SQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from recovery.exchange.dataset.tables import NOT_TO_PASS_ON, Field, Table
from recovery.store import engine

_TYPES = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}
_DICTIONARY = (
    Field("table", "string"),
    Field("column", "string"),
    Field("type", "string"),
    Field("unit", "string"),
    Field("least", "number"),
    Field("most", "number"),
    Field("words", "array"),
    Field("means", "string"),
)


def write(path: Path, tables: Sequence[Table]) -> None:
    """Fill an empty file: a table each; a truth is 0 or 1, a list JSON text."""
    with closing(engine.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = MEMORY")  # nothing of it beside the file itself
        connection.execute("BEGIN")
        for table in (*tables, _dictionary(tables)):
            columns = ", ".join(f'"{field.name}" {_TYPES.get(field.type, "TEXT")}' for field in table.fields)
            key = f', PRIMARY KEY ("{table.key}")' if table.key else ""
            connection.execute(f'CREATE TABLE "{table.name}" ({columns}{key}) STRICT')
            marks = ", ".join("?" * len(table.fields))
            rows = ([_value(value) for value in row] for row in table.rows)
            connection.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', rows)
        connection.execute("COMMIT")


def _dictionary(tables: Sequence[Table]) -> Table:
    rows = [
        [table.name, name, kind, unit, least, most, list(words) or None, means]
        for table in tables
        for name, kind, unit, least, most, words, means in table.fields
    ]
    return Table(
        "dictionary", NOT_TO_PASS_ON, _DICTIONARY, [["", "", "", None, None, None, None, NOT_TO_PASS_ON], *rows], ""
    )


def _value(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
