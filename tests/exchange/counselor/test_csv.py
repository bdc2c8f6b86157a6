"""The page as one long table: every fact of the page by its name, and how things in lists are told apart."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from recovery.exchange.counselor import csv as table
from recovery.exchange.counselor.document import PRIVATE, SOURCE, Document, Table
from tests.exchange.counselor.conftest import FIRST, LAST, page_of


def flat(value: object) -> list[tuple[object, ...]]:
    """The rows of one value of a section called `s`."""
    return list(table._flat("s", "", "", value))


def written(document: Document) -> list[list[str]]:
    """The file as another program reads it."""
    return list(csv.reader(io.StringIO(table.write(document).decode("utf-8-sig"))))


def test_the_facts_of_the_page_stand_first_by_their_names() -> None:
    topic = {"kind": "topic", "day": "2026-03-20", "text": "the rent"}
    plain = page_of([topic], FIRST, LAST, "discuss")
    assert not {row[2] for row in written(plain)} & {"name", "could not ask"}
    days = Table(("day", "mood", "sleep"), (("2026-03-02", "5", "7"), ("2026-03-03", "", "6")))
    document = replace(plain, name="A. B.", could_not_ask="nobody was there", appendix=days)
    rows = written(document)
    assert rows[0] == ["section", "subject", "measure", "value"]
    facts = {row[2]: row[3] for row in rows if row[0] == "page"}
    assert {row[1] for row in rows if row[0] == "page"} == {""}
    expected = {
        "title": document.title,
        "name": document.name,
        "from": FIRST.isoformat(),
        "to": LAST.isoformat(),
        "made on": LAST.isoformat(),
        "source": SOURCE,
        "days logged": str(document.days_logged),
        "days": str(document.days),
        "private": PRIVATE,
        "could not ask": document.could_not_ask,
    }
    assert facts == expected
    assert [row for row in rows if row[0] == "appendix"] == [
        ["appendix", "2026-03-02", "mood", "5"],
        ["appendix", "2026-03-02", "sleep", "7"],
        ["appendix", "2026-03-03", "mood", ""],
        ["appendix", "2026-03-03", "sleep", "6"],
    ]


def test_a_thing_in_a_list_is_told_apart_by_its_name_else_by_its_place() -> None:
    assert flat(None) == flat({}) == flat([]) == []
    assert flat(7) == [("s", "", "s", 7)]
    assert flat({"a": {"b": 1}, "c": 2}) == [("s", "", "a b", 1), ("s", "", "c", 2)]
    assert flat({"a": [5, 6]}) == [("s", "", "a 1", 5), ("s", "", "a 2", 6)]
    assert flat([{"name": "x", "count": 1}]) == [("s", "x", "count", 1)]
    assert flat([{"name": None, "count": 1}, {"count": 2}]) == [("s", "1", "count", 1), ("s", "2", "count", 2)]
    assert flat([{"text": "y"}]) == [("s", "y", "text", "y")], "what holds its name alone says it as its value"
    assert flat([{"name": "x", "week": "w", "list": [{"day": "d", "n": 3}]}]) == [
        ("s", "x", "week", "w"),
        ("s", "x / d", "list n", 3),
    ]
