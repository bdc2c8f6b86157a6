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

from recovery.language import tr
from recovery.store import kinds, schema
from recovery.store.engine import connect
from recovery.store.records import Column, Record

# Forms of text that JSON Schema has no word for, and what its words leave open.
FORMATS = {
    "uuid": ("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", tr("a random UUID (version 4) in small letters")),
    "instant": (
        "^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z$",
        tr("an instant in UTC to the second, after the year 1900 and before 2200"),
    ),
    "zone": ("^[A-Za-z0-9_+/-]+$", tr("the name of an IANA time zone")),
    "date": ("^[0-9]{4}-[01][0-9]-[0-3][0-9]$", tr("a day of the calendar, 1900-01-01 to 2200-12-31")),
    "time": ("^[0-2][0-9]:[0-5][0-9]$", tr("a time of day, 00:00 to 23:59")),
    "awake": (tr("^(any hour|[0-2][0-9]-[0-2][0-9])$"), tr("`any hour`, or two hours of the day such as `08-23`")),
    "line": ("^[^\\u0000]+$", tr("one line: no blanks at its ends, single ones inside")),
}


def catalog(**more: Any) -> dict[str, Any]:
    """All of it, ready for JSON; `more` is what slices know besides."""
    formats = {name: {"pattern": pattern, "means": means} for name, (pattern, means) in FORMATS.items()}
    return {"formats": formats, "kinds": dict(_kinds()), **more}


def encoded(found: Mapping[str, Any]) -> str:
    """The catalogue as it is checked in."""
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def tables(found: Mapping[str, Any]) -> Iterator[str]:
    """The lines of the page: for each kind what it is, its local id and its columns."""
    for name, kind in found["kinds"].items():
        yield from (f"### {name}", "", kind["is"], "", tr("Local id: {local}.", local=_local(kind["local"])))
        if "together" in kind:
            yield f"Together: {kind['together'][0].lower()}{kind['together'][1:]}"
        for group in kind.get("one_answer", ()):
            names = ", ".join(f"`{name}`" for name in group)
            yield tr(
                "One answer: {names}. Whoever edits one of them gives all of them the clock of that edit.", names=names
            )
        yield from ("", "| column | there | value |", "|---|---|---|")
        for column in kind["columns"]:
            yield f"| `{column['name']}` | {_there(column)} | {said(column['schema'])} |"
        yield ""


def said(wants: Mapping[str, Any]) -> str:
    """What a value may be, in words."""
    if "enum" in wants:
        return ", ".join(f"`{each}`" for each in wants["enum"])
    if "contentSchema" in wants:
        array = wants["contentSchema"]
        return tr(
            "JSON text of a list of {minItems} to {maxItems}, each {items}",
            minItems=array["minItems"],
            maxItems=array["maxItems"],
            items=said(array["items"]),
        )
    if "prefixItems" in wants:
        return f"[{', '.join(said(each) for each in wants['prefixItems'])}]"
    return _said_text(wants) if wants["type"] == "string" else _said_number(wants)


def _said_number(wants: Mapping[str, Any]) -> str:
    if wants["type"] == "number":
        return tr("a number from {minimum} to {maximum}", minimum=wants["minimum"], maximum=wants["maximum"])
    return (
        tr("a whole number from {minimum} to {maximum}", minimum=wants["minimum"], maximum=wants["maximum"])
        if "minimum" in wants
        else tr("a whole number or null")
    )


def _said_text(wants: Mapping[str, Any]) -> str:
    if "minLength" not in wants:
        return FORMATS[wants["format"]][1]
    what = "a line" if "format" in wants else "text"
    return tr(
        "{what} of {minLength} to {maxLength:,} characters",
        what=what,
        minLength=wants["minLength"],
        maxLength=wants["maxLength"],
    )


def _kinds() -> Iterator[tuple[str, dict[str, Any]]]:
    connection = connect(Path(":memory:"))
    for step in schema.MIGRATIONS:
        step(connection)
    for name in kinds.CARRIED:
        record = kinds.carried(name)
        rows = {str(row[1]): row for row in connection.execute(f"PRAGMA table_info({name})")}
        described: dict[str, Any] = {"is": " ".join((inspect.getdoc(record) or "").split()), "local": _key(name)}
        if "check_whole" in vars(record):
            described["together"] = " ".join((record.check_whole.__doc__ or "").partition("; raises")[0].split()) + "."
        if record.one_answer:
            described["one_answer"] = [list(group) for group in record.one_answer]
        described["columns"] = [_column(record, each, *rows[each.name][3:5]) for each in record.columns()]
        yield name, described
    connection.close()


def _key(kind: str) -> dict[str, str]:
    column = kinds.local_key(kind)
    return {"text": kind} if column is None else {"column": column}


def _local(local: Mapping[str, str]) -> str:
    if "text" in local:
        return tr("the text `{text}`; there is one", text=local["text"])
    column = local["column"]
    return f"`{column}`" + ("" if column == "id" else tr(", A to Z lower-cased") if column != "day" else "")


def _column(record: type[Record], column: Column, required: int, default: str | None) -> dict[str, Any]:
    """One column: `null` says whether it may be null, `absent` what the table takes for one that is left out."""
    if column.rule.wants is None:
        raise ValueError(
            tr("The rule of {kind}.{name} does not say what it wants.", kind=record.kind, name=column.name)
        )
    found: dict[str, Any] = {"name": column.name, "required": bool(required) and default is None, "null": not required}
    if default is not None:
        found["absent"] = default.strip("'")
    return found | {"schema": column.rule.wants}


def _there(column: Mapping[str, Any]) -> str:
    if column["null"]:
        return tr("or null")
    return "always" if column["required"] else f"else `{column['absent']}`"
