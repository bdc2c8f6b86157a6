"""A field of what the other party says: what it may be and what is left out, on each side of every limit."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from recovery.circle import authorship, records
from recovery.circle.records import Said
from recovery.sync.documents import Document, Field
from recovery.sync.hybrid_clock import Timestamp

CLOCK = Timestamp(1, 0, "a")


def said(value: object) -> Said:
    return Said("a", "help", "x", b"id", 1, {"it": value})


def test_text_words_and_numbers_are_bounded() -> None:
    assert [said(value).text("it") for value in ("a", "a" * 500, "a" * 501, "", 5, None)] == [
        "a",
        "a" * 500,
        *[None] * 4,
    ]
    assert [said("abc").text("it", limit) for limit in (3, 2)] == ["abc", None]
    assert said("a").text("other") is None
    assert [said(value).word("it", ("open", "over")) for value in ("open", "ope", ["open"], None)] == [
        "open",
        *[None] * 3,
    ]
    numbers = [0, 1, 2**31, 2**31 + 1, -1, True, 1.0, "1"]
    assert [said(value).whole("it") for value in numbers] == [0, 1, 2**31, *[None] * 5]
    assert [said(value).whole("it", 7) for value in (7, 8)] == [7, None]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1971-01-01", date(1971, 1, 1)),
        ("1970-12-31", None),
        ("8999-12-31", date(8999, 12, 31)),
        ("9000-01-01", None),
        ("2026-02-30", None),
        ("2026-03-07T", None),
        (20260307, None),
        ("", None),
    ],
)
def test_a_day(written: object, day: date | None) -> None:
    assert said(written).day("it") == day


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026-03-07T12:00:05Z", datetime(2026, 3, 7, 12, 0, 5, tzinfo=UTC)),
        ("1971-01-01T00:00:00Z", datetime(1971, 1, 1, tzinfo=UTC)),
        ("1970-12-31T23:59:59Z", None),
        ("9000-01-01T00:00:00Z", None),
        ("2026-03-07T12:00:05", None),
        ("2026-03-07T25:00:05Z", None),
        ("2026-03-07T12:00:05.5Z", None),
        ("Z", None),
        (None, None),
    ],
)
def test_an_instant(written: object, at: datetime | None) -> None:
    assert said(written).instant("it") == at


def test_a_list_of_lines() -> None:
    assert said(records.list_text(["é", "b"])).items("it") == ["é", "b"]
    assert records.list_text(iter(["é", "b"])) == '["é","b"]'
    long = ["a" * 500, "b" * 501, "", 7, "c"]
    assert said(json.dumps(long)).items("it") == ["a" * 500, "c"]
    assert said(json.dumps(["a"] * 50)).items("it") == ["a"] * 50
    for wrong in (json.dumps(["a"] * 51), '{"a": 1}', "[", 7, None):
        assert said(wrong).items("it") == []
    bounded = json.dumps(["a" * 400] * 50)
    assert len(said(bounded + " " * (50_000 - len(bounded))).items("it")) == 50
    assert said(bounded + " " * (50_001 - len(bounded))).items("it") == []


def test_a_record_is_read_by_the_party_in_its_name() -> None:
    fields = {"at": Field("now", CLOCK)}

    def read(local: str, *, deleted: bool = False, erased: bool = False) -> Said | None:
        gone = Field(value=deleted, clock=CLOCK)
        return records.read(b"id", Document("help", local, fields, gone, erased=erased, count=3))

    assert read("a/x/y") == Said("a", "help", "x/y", b"id", 3, {"at": "now"})
    assert read("b") == Said("b", "help", "", b"id", 3, {"at": "now"})
    assert [read(local) for local in ("c/x", "", "ab/x")] == [None] * 3
    assert read("a/x", deleted=True) is None
    assert read("a/x", erased=True) is None
    assert (records.local_of("a"), records.local_of("b", "x")) == ("a", "b/x")


def test_what_carries_no_mark_is_nobodys_own() -> None:
    body = b'{"a":1}'
    assert authorship.split(body) == (body, None)
    assert not authorship.is_own("ab" * 64, b"id", b"v", body, None)
    marked = authorship.marked("ab" * 64, b"id", b"v", body)
    assert authorship.split(marked)[0] == body
    assert authorship.is_own("ab" * 64, b"id", b"v", *authorship.split(marked))
    assert not authorship.is_own("ac" * 64, b"id", b"v", *authorship.split(marked))
