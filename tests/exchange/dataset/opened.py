"""What an archive or a SQLite file of all tables holds, read back by its own description."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import ZipFile

READ: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "array": json.loads,
    "date": str,
    "datetime": str,
    "string": str,
}


def read(content: bytes) -> dict[str, list[dict[str, Any]]]:
    """The tables of an archive, each value as the archive's own description says."""
    tables = {}
    with ZipFile(io.BytesIO(content)) as archive:
        package = json.loads(archive.read("datapackage.json"))
        for resource in package["resources"]:
            types = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
            rows = csv.DictReader(io.StringIO(archive.read(resource["path"]).decode()))
            tables[resource["name"]] = [
                {name: READ[types[name]](value) if value else None for name, value in row.items()} for row in rows
            ]
    return tables


def stored(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The tables of a SQLite file, its lists read."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')] for name in names}
