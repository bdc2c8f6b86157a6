"""What sync carries, described for other programs: every kind with its columns, from the records and the tables.

docs/records.md and docs/records.json are made of it. What a value may be comes from the record's rule, what must be
there from the table, because a row is what both must take.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from recovery.store import kinds, schema
from recovery.store.engine import connect
from recovery.store.records import Column, Record

# Forms of text that JSON Schema has no word for, and what its words leave open.
FORMATS = {
    "uuid": ("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", "a random UUID (version 4) in small letters"),
    "instant": (
        "^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z$",
        "an instant in UTC to the second, after the year 1900 and before 2200",
    ),
    "zone": ("^[A-Za-z0-9_+/-]+$", "the name of an IANA time zone"),
    "date": ("^[0-9]{4}-[01][0-9]-[0-3][0-9]$", "a day of the calendar, 1900-01-01 to 2200-12-31"),
    "time": ("^[0-2][0-9]:[0-5][0-9]$", "a time of day, 00:00 to 23:59"),
    "awake": ("^(any hour|[0-2][0-9]-[0-2][0-9])$", "`any hour`, or two hours of the day such as `08-23`"),
    "key": ("^[0-9a-f]{64}$", "a key or a hash: 64 hex digits"),
    "seed": ("^[0-9a-f]{128}$", "the two private keys of one side: 128 hex digits"),
    "line": ("^[^\\u0000]+$", "one line: no blanks at its ends, single ones inside"),
}


def catalog(**more: Any) -> dict[str, Any]:
    """All of it, ready for JSON; `more` is what slices know besides."""
    formats = {name: {"pattern": pattern, "means": means} for name, (pattern, means) in FORMATS.items()}
    return {"formats": formats, "kinds": dict(_kinds()), **more}


def encoded(catalogue: Mapping[str, Any]) -> str:
    """The catalogue as it is checked in."""
    return json.dumps(catalogue, indent=1, ensure_ascii=False) + "\n"


def tables(catalogue: Mapping[str, Any]) -> Iterator[str]:
    """The lines of the page: for each kind what it is, its local id and its columns."""
    for name, kind in catalogue["kinds"].items():
        yield from (f"### {name}", "", kind["is"], "", f"Local id: {_local(kind['local'])}.")
        if "together" in kind:
            yield f"Together: {kind['together'][0].lower()}{kind['together'][1:]}"
        for group in kind.get("one_answer", ()):
            names = ", ".join(f"`{name}`" for name in group)
            yield f"One answer: {names}. Whoever edits one of them gives all of them the clock of that edit."
        yield from ("", "| column | there | value |", "|---|---|---|")
        for column in kind["columns"]:
            yield f"| `{column['name']}` | {_there(column)} | {said(column['schema'])} |"
        yield ""


def said(wants: Mapping[str, Any]) -> str:
    """What a value may be, in words."""
    if "enum" in wants:
        return ", ".join(f"`{value}`" for value in wants["enum"])
    if "contentSchema" in wants:
        array = wants["contentSchema"]
        return f"JSON text of a list of {array['minItems']} to {array['maxItems']}, each {said(array['items'])}"
    if "prefixItems" in wants:
        return f"[{', '.join(said(item) for item in wants['prefixItems'])}]"
    return _said_text(wants) if wants["type"] == "string" else _said_number(wants)


def _said_number(wants: Mapping[str, Any]) -> str:
    if wants["type"] == "number":
        return f"a number from {wants['minimum']} to {wants['maximum']}"
    return (
        f"a whole number from {wants['minimum']} to {wants['maximum']}"
        if "minimum" in wants
        else "a whole number or null"
    )


def _said_text(wants: Mapping[str, Any]) -> str:
    if "minLength" not in wants:
        return FORMATS[wants["format"]][1]
    what = "a line" if "format" in wants else "text"
    return f"{what} of {wants['minLength']} to {wants['maxLength']:,} characters"


def _kinds() -> Iterator[tuple[str, dict[str, Any]]]:
    connection = connect(Path(":memory:"))
    for step in schema.MIGRATIONS:
        step(connection)
    for name in kinds.SYNCED:
        record = kinds.record_class(name)
        rows = {str(row[1]): row for row in connection.execute(f"PRAGMA table_info({name})")}
        described: dict[str, Any] = {"is": " ".join((inspect.getdoc(record) or "").split()), "local": _key(name)}
        if "check_whole" in vars(record):
            described["together"] = " ".join((record.check_whole.__doc__ or "").partition("; raises")[0].split()) + "."
        if record.one_answer:
            described["one_answer"] = [list(group) for group in record.one_answer]
        described["columns"] = [_column(record, column, *rows[column.name][3:5]) for column in record.columns()]
        yield name, described
    connection.close()


def _key(kind: str) -> dict[str, str]:
    column = kinds.local_key(kind)
    return {"text": kind} if column is None else {"column": column}


def _local(local: Mapping[str, str]) -> str:
    if "text" in local:
        return f"the text `{local['text']}`; there is one"
    column = local["column"]
    return f"`{column}`" + ("" if column == "id" else ", A to Z lower-cased" if column != "day" else "")


def _column(record: type[Record], column: Column, required: int, default: str | None) -> dict[str, Any]:
    """One column: `null` says whether it may be null, `absent` what the table takes for one that is left out."""
    if column.rule.wants is None:
        raise ValueError(f"The rule of {record.kind}.{column.name} does not say what it wants.")
    must = bool(required) and default is None
    described: dict[str, Any] = {"name": column.name, "required": must, "null": not required}
    if default is not None:
        described["absent"] = default.strip("'")
    return described | {"schema": column.rule.wants}


def _there(column: Mapping[str, Any]) -> str:
    if column["null"]:
        return "or null"
    return "always" if column["required"] else f"else `{column['absent']}`"
