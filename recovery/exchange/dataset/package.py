"""Tables as a data package (Frictionless, tabular): a CSV file each, and `datapackage.json`, which describes them.

The files lie in one ZIP archive, so it is written whole, kept private and locked as one.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from recovery.exchange.dataset.tables import NOT_TO_PASS_ON, Field, Table
from recovery.exchange.tables import csv_lines, harmless

DESCRIPTION = "datapackage.json"
NEVER = (1980, 1, 1, 0, 0, 0)  # the earliest time that an archive can tell: the same journal makes the same file


def write(tables: Sequence[Table], made_on: date) -> bytes:
    """The archive."""
    held = io.BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        for table in tables:
            rows = [[field.name for field in table.fields], *table.rows]
            archive.writestr(_entry(f"{table.name}.csv"), b"".join(csv_lines(rows, _cell)))
        described = json.dumps(description(tables, made_on), indent=1, ensure_ascii=False)
        archive.writestr(_entry(DESCRIPTION), f"{described}\n")
    return held.getvalue()


def description(tables: Sequence[Table], made_on: date) -> dict[str, Any]:
    """What stands in `datapackage.json`."""
    return {
        "profile": "tabular-data-package",
        "name": "journal",
        "created": f"{made_on.isoformat()}T00:00:00Z",
        "description": NOT_TO_PASS_ON,
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": table.name,
                "path": f"{table.name}.csv",
                "description": table.means,
                "encoding": "utf-8",
                "schema": {
                    "fields": list(map(_field, table.fields)),
                    "primaryKey": table.key,
                    "missingValues": [""],
                },
            }
            for table in tables
        ],
    }


def _field(field: Field) -> dict[str, Any]:
    limits = {"minimum": field.least, "maximum": field.most, "enum": list(field.words) or None}
    limits = {name: limit for name, limit in limits.items() if limit is not None}
    described = {
        "name": field.name,
        "type": field.type,
        "format": "any" if field.type == "datetime" else None,  # with the entry's own offset
        "unit": field.unit,
        "description": field.means or None,
        "constraints": limits or None,
    }
    return {name: value for name, value in described.items() if value is not None}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return harmless(value) if isinstance(value, str) else str(value)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, NEVER)
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry
