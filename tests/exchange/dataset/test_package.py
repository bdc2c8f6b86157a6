"""Tables in one archive: what each kind of value and of column becomes."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from recovery.exchange.dataset.package import description, write
from recovery.exchange.dataset.tables import NOT_TO_PASS_ON, Field, Table
from recovery.store import kinds


def test_what_each_kind_of_value_becomes() -> None:
    fields = [
        Field("id", "string"),
        Field("at", "datetime"),
        Field("long", "number", "hours", 0, 24),
        Field("yes", "boolean"),
        Field("names", "array"),
        Field("word", "string", words=("a", "b"), means="one of two"),
    ]
    rows: list[list[Any]] = [
        ["=1", "2026-03-07T21:40:00-05:00", 7.5, True, ["é", 'a"b'], None],
        ["x", None, None, False, [], "a"],
    ]
    table = Table("made", "Made up, é.", fields, rows, "id")
    with ZipFile(io.BytesIO(write([table], date(2026, 3, 9)))) as archive:
        assert archive.namelist() == ["made.csv", "datapackage.json"]
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o600}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("made.csv").decode() == (
            "id,at,long,yes,names,word\r\n"
            '\'=1,2026-03-07T21:40:00-05:00,7.5,true,"[""é"", ""a\\""b""]",\r\n'
            "x,,,false,[],a\r\n"
        )
        assert {entry.compress_type for entry in archive.infolist()} == {ZIP_DEFLATED}
        described = archive.read("datapackage.json").decode()
    told = json.loads(described)
    assert described == json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    assert told == description([table], date(2026, 3, 9))
    assert {name: told[name] for name in told if name != "resources"} == {
        "profile": "tabular-data-package", "name": "journal", "created": "2026-03-09T00:00:00Z",
        "description": NOT_TO_PASS_ON,
    }  # fmt: skip
    (resource,) = told["resources"]
    schema = resource.pop("schema")
    assert resource == {
        "profile": "tabular-data-resource", "name": "made", "path": "made.csv", "description": "Made up, é.",
        "encoding": "utf-8",
    }  # fmt: skip
    assert (schema["primaryKey"], schema["missingValues"]) == ("id", [""])
    assert schema["fields"] == [
        {"name": "id", "type": "string"},
        {"name": "at", "type": "datetime", "format": "any"},
        {"name": "long", "type": "number", "unit": "hours", "constraints": {"minimum": 0, "maximum": 24}},
        {"name": "yes", "type": "boolean"},
        {"name": "names", "type": "array"},
        {"name": "word", "type": "string", "description": "one of two", "constraints": {"enum": ["a", "b"]}},
    ]


def test_no_kind_is_left_out() -> None:
    """A kind that comes later is a table too; what has keys or says whose names are private stays in the journal."""
    in_no_table = {"profile", "plan", "private", "alias", "member", "feedback", "number"}
    assert set(kinds.UNDATED) - {"substance", "plan_item"} == in_no_table
