"""What the page of records says of a value is what the program takes, at both its ends."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from docs import described
from recovery.errors import Refused
from recovery.store import kinds, schema
from recovery.store.records import Column
from recovery.sync import documents

PAGE = json.loads((Path(__file__).parents[1] / "docs" / "records.json").read_text("utf-8"))
VECTORS = json.loads((Path(__file__).parents[0] / "vectors" / "records.json").read_text("utf-8"))["records"]


def taken(column: Column, value: Any) -> bool:
    """Whether the rule takes it, as it stands in a row."""
    try:
        column.rule.check(column.rule.load(value))
    except (Refused, ValueError, TypeError):
        return False
    return True


def fits(wants: Mapping[str, Any], value: Any) -> bool:
    """Whether a value is what the page says."""
    if "enum" in wants:
        return value in wants["enum"] and type(value) is type(wants["enum"][0])
    if "contentSchema" in wants:
        array, items = wants["contentSchema"], json.loads(value)
        return array["minItems"] <= len(items) <= array["maxItems"] and all(
            fits(array["items"], item) for item in items
        )
    if "prefixItems" in wants:
        return type(value) is list and all(map(fits, wants["prefixItems"], value))
    if wants["type"] != "string":
        kinds_of = {"number": (int, float), "integer": (int,)}.get(str(wants["type"]), (int, type(None)))
        return type(value) in kinds_of and ("minimum" not in wants or wants["minimum"] <= value <= wants["maximum"])
    return isinstance(value, str) and _said_so(wants, value)


def _said_so(wants: Mapping[str, Any], value: str) -> bool:
    pattern = described.FORMATS[wants["format"]][0] if "format" in wants else "[^\0]+"
    long = wants.get("minLength", 1) <= len(value) <= wants.get("maxLength", 128)
    return bool(long and re.fullmatch(pattern, value))


def ends(wants: Mapping[str, Any]) -> Iterator[tuple[Any, bool]]:
    """Values at the ends of what is said and just beyond, and whether they are inside."""
    if "enum" in wants:
        yield from ((value, True) for value in wants["enum"])
        if 0 not in wants["enum"]:  # of a flag the table refuses what is neither
            yield from (("no such word", False), (-1, False))
    elif "minimum" in wants:
        low, high = wants["minimum"], wants["maximum"]
        yield from ((low, True), (high, True), (low - 1, False), (high + 1, False), ("5", False))
    elif "contentSchema" in wants:
        array = wants["contentSchema"]
        for item in ("7", "[5, 5]", '"05:00"', '"walk"'):
            if fits(array["items"], json.loads(item)):
                yield from ((f"[{item}]", True), (f"[{', '.join([item] * (array['maxItems'] + 1))}]", False))
                yield ("[]", not array["minItems"])
    elif "minLength" in wants:
        most = wants["maxLength"]
        yield from (("é", True), ("é" * most, True), ("", False), ("é" * (most + 1), False), ("a\0", False))


@pytest.mark.parametrize("kind", kinds.SYNCED)
def test_a_value_at_the_end_of_its_range_is_taken_and_one_beyond_is_not(kind: str) -> None:
    page = (Path(__file__).parents[1] / "docs" / "records.md").read_text("utf-8")
    for column in kinds.record_class(kind).columns():
        wants = column.rule.wants
        assert wants is not None
        assert f"| `{column.name}` | " in page
        assert f" | {described.said(wants)} |" in page
        for value, inside in ends(wants):
            assert taken(column, value) is inside, (column.name, str(value)[:40])


def test_real_records_are_as_the_page_says() -> None:
    for kind, said in PAGE["kinds"].items():
        fields = documents.decode(VECTORS[kind]["plain"].encode()).fields
        assert [column["name"] for column in said["columns"]] == list(fields)
        for column in said["columns"]:
            value = fields[column["name"]].value
            assert column["null"] if value is None else fits(column["schema"], value), (kind, column["name"])


def test_what_must_be_there_is_what_the_tables_ask_for_and_nothing_else_is() -> None:
    journal = sqlite3.connect(":memory:")
    for step in schema.MIGRATIONS:
        step(journal)

    def written(kind: str, names: list[str]) -> bool:
        fields = documents.decode(VECTORS[kind]["plain"].encode()).fields
        into = f"({', '.join(names)}) VALUES ({', '.join('?' * len(names))})" if names else "DEFAULT VALUES"
        journal.execute("SAVEPOINT one")
        try:
            journal.execute(f"INSERT INTO {kind} {into}", [fields[name].value for name in names])
        except sqlite3.IntegrityError:
            return False
        finally:
            journal.execute("ROLLBACK TO one")
        return True

    for kind, said in PAGE["kinds"].items():
        required = [column["name"] for column in said["columns"] if column["required"]]
        assert written(kind, required), kind
        for name in required:
            assert not written(kind, [field for field in required if field != name]), (kind, name)


def test_the_local_id_of_each_kind_is_the_one_that_sync_takes() -> None:
    for kind, said in PAGE["kinds"].items():
        fields = documents.decode(VECTORS[kind]["plain"].encode()).fields
        local = said["local"]
        named = local["text"] if "text" in local else fields[local["column"]].value.lower()
        assert named == VECTORS[kind]["local"]


def test_each_instrument_and_section_is_told_of() -> None:
    assert VECTORS["assessment"]["plain"].count("gad7") == 1
    assert len(PAGE["instruments"]["gad7"]["answers"]) == 7
    assert PAGE["sections"]["situations"]["columns"] == ["triggers", "responses", "moment"]
