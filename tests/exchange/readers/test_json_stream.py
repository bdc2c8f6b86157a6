"""A list in a large document, read piece by piece: the same whatever the pieces, and every fault with its line."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from recovery.errors import Refused
from recovery.exchange.lines import NAMED_TWICE
from recovery.exchange.readers import json_stream
from recovery.exchange.readers.json_stream import NOT_JSON
from recovery.exchange.readers.reading import FileReport, ReadOptions
from recovery.exchange.readers.tables import CUT_OFF
from recovery.exchange.readers.text import NOT_SO, NOT_TEXT

ENTRIES = [{"a": "x\ny", "n": -12.5}, {"\u00e9": [1, {"b": None}]}, {}]
DOCUMENT = (
    '{\n "before": {"entries": [1]}, "count" : 712,\n "entries": [\n'
    + ",\n".join(f"  {json.dumps(entry, ensure_ascii=False)}" for entry in ENTRIES)
    + '\n ],\n "after": 7\n}\n'
)


def read(
    content: str | bytes, *, banner: bool = False, report: FileReport | None = None, **options: Any
) -> list[tuple[int, dict[str, Any]]]:
    raw = content.encode() if isinstance(content, str) else content
    given = ReadOptions(**options)
    return list(json_stream.entries(io.BytesIO(raw), "entries", given, report or FileReport(), banner=banner))


def refused(content: str | bytes, **options: Any) -> str:
    with pytest.raises(Refused) as wrong:
        read(content, **options)
    return wrong.value.sentence


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 64, 1000])
def test_elements_come_with_their_lines_whatever_the_pieces(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "CHUNK", chunk)
    numbered = list(zip((4, 5, 6), ENTRIES, strict=True))
    assert read(DOCUMENT) == numbered
    assert read("\ufeff" + DOCUMENT) == numbered
    assert read('{"entries":[]}') == []
    assert read('{"entries" : [ {"n":12} ] } trailing words') == [(1, {"n": 12})]
    indented = json.dumps({"entries": ENTRIES}, indent=1, ensure_ascii=False)
    assert read(indented) == list(zip((3, 7, 15), ENTRIES, strict=True))
    for wide in ("utf-16-le", "utf-16-be"):
        assert read(f"\ufeff{DOCUMENT}".encode(wide)) == numbered


@pytest.mark.parametrize("chunk", [1, 5, 1000])
def test_each_fault_is_named_with_its_line(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "CHUNK", chunk)
    for content, line, reason in (
        ('{\n"entries": [\n{"a": 1},\n{"a"', 4, CUT_OFF),
        ('{\n"entries": [\n{"a": "x', 3, CUT_OFF),
        ('{\n"entries": [\n{"a": 1}\n', 4, CUT_OFF),
        ('{\n"entries": [\n{"a": 1},\n7]}', 4, NOT_JSON),
        ('{\n"entries": [\n{"a": 1};\n]}', 3, NOT_JSON),
        ('{\n"entries": [\n{"a": 1, "a": 2}]}', 3, NAMED_TWICE),
        ('{\n"x": 1,\n"x": 2, "entries": []}', 3, NAMED_TWICE),
        ('{\n1: 2, "entries": []}', 2, NOT_JSON),
        ('{\n"entries": {}}', 2, NOT_JSON),
        ("\n[1]", 2, NOT_JSON),
        ('{"a"\n; 1}', 2, NOT_JSON),
        ('{\n"entries": [\n{"a": nonsense}]}', 3, NOT_JSON),
        ("{}", 1, "closes the file, and there was no list called entries in it"),
        ('{\n"a": 1}', 2, "closes the file, and there was no list called entries in it"),
    ):
        assert refused(content) == f"Nothing was imported: line {line} {reason}.", content
    before = b'{"entries": [{"a":\n1},\n{"b":\n"'
    for damaged, encoding, reason in (
        (b"\xff", "utf-8", NOT_SO),
        (b"\xc3\n", "utf-8", NOT_SO),
        (b"\0\n\0", "", NOT_TEXT),
    ):
        assert refused(before + damaged, encoding=encoding) == f"Nothing was imported: line 4 {reason}."


def test_wherever_a_document_stops_it_is_said_to_be_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "CHUNK", 16)
    document = '{"entries": [{"a\\u00e9\\"": [1, -2.5e+3, {"b": null, "c": true, "d": false}]}]}'
    assert read(document)[0][1].keys() == {'a\u00e9"'}
    for end in range(1, len(document)):
        assert CUT_OFF in refused(document[:end]), document[:end]


def test_what_is_no_text_or_longer_than_any_entry_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert NOT_TEXT in refused(b'{"entries": [\0]}')
    assert "line 1 is not text" in refused(b"GIF89a\0\0")
    monkeypatch.setattr(json_stream, "CHUNK", 10)
    monkeypatch.setattr(json_stream, "ELEMENT_LIMIT", 100)
    assert read('{"entries": [{"a": "' + "x" * 60 + '"}]}')
    assert "is longer than any entry" in refused('{"entries": [{"a": "' + "x" * 900 + '"}]}')
    assert "is longer than any entry, or is not JSON" in refused('{"entries": [\n{"a": "' + "x" * 900)
    monkeypatch.setattr(json_stream, "CHUNK", 13)  # the element alone is held, and then its first 13, 26, 52 letters
    for limit, fits in ((52, True), (51, False)):
        monkeypatch.setattr(json_stream, "ELEMENT_LIMIT", limit)
        document = '{"entries": [{"a": "' + "x" * 60 + '"}]}'
        assert read(document) if fits else "is longer than any entry" in refused(document)


def test_lines_before_the_object_are_passed_over_where_a_terminal_may_have_put_them() -> None:
    document = '{"entries": [{"a": 1}]}'
    for before, line in (("", 1), ("jrnl 4.2\n", 2), ("a\nb\n", 3)):
        assert read(before + document, banner=True) == [(line, {"a": 1})]
    assert read(f"one\n{document}\n{{}}", banner=True) == [(2, {"a": 1})], "the first object is the one"
    assert NOT_JSON in refused("jrnl\n" + document)
    assert NOT_JSON in refused("no object\nat all", banner=True)
    assert read('{"entries": [\n{"a": 1}]}', banner=True) == [(2, {"a": 1})], "nothing stands before the object"


def test_an_encoding_that_is_not_utf_8_is_said() -> None:
    report = FileReport()
    content = '{"entries": [{"a": "caf\u00e9 tr\u00e8s bon"}]}'.encode("cp1252")
    assert read(content, report=report, encoding="cp1252") == [(1, {"a": "caf\u00e9 tr\u00e8s bon"})]
    assert list(report.read_as) == ["Windows-1252"]
    plain = FileReport()
    read('{"entries": []}', report=plain)
    assert list(plain.read_as) == []
