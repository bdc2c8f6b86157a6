"""What all readers share: long texts in parts, names that fit and names that do not, and what is said of a file."""

from __future__ import annotations

from typing import Any

import pytest

from recovery.exchange.lines import derived_id
from recovery.exchange.readers.reading import (
    FileReport,
    RefusedAt,
    held_names,
    identified,
    notes,
    pieces,
    refused,
    rest_of,
    said,
    told_apart,
    trigger_names,
    with_note,
)
from recovery.store.names import NAME_LIMIT, NAMES_LIMIT

NOTE: dict[str, Any] = {"kind": "note", "at": "2026-03-07T12:00:00"}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        (" \n", []),
        ("01234 6789", ["01234 6789"]),
        ("abcde\nfgh ijklm", ["abcde", "fgh ijklm"]),
        ("abcde\nf\nghijkl", ["abcde\nf", "ghijkl"]),
        ("abcde f ghijkl", ["abcde f", "ghijkl"]),
        ("abcd\nefghijklm", ["abcd\nefghi", "jklm"]),
        ("abcd efghijklm", ["abcd efghi", "jklm"]),
        ("ab cde \n fghijk", ["ab cde", "fghijk"]),
        ("0123456789abc\nd e", ["0123456789", "abc\nd e"]),
        ("0123456789abc d", ["0123456789", "abc d"]),
        ("x" * 25, ["x" * 10, "x" * 10, "x" * 5]),
    ],
)
def test_a_long_text_is_cut_between_lines_or_words_in_the_second_half(text: str, parts: list[str]) -> None:
    assert pieces(text, 10) == parts


def test_the_parts_of_a_note_are_notes_of_their_own_and_keep_the_ids_that_they_had() -> None:
    text, at = "x" * 60_000, NOTE["at"]
    first, second, third = (
        line for _, line in notes(3, at, text, before="y", id="i", timezone="UTC", new=("timezone",))
    )
    plain = {**NOTE, "text": "x" * 20_000, "timezone": "UTC"}
    assert first == {**plain, "id": "i"}
    known = {**plain, "id": derived_id({**NOTE, "text": "x" * 20_000})}
    assert second == {**known, "id": derived_id({**known, "part": 1})}
    assert third == {**known, "id": derived_id({**known, "part": 2})}
    assert list(notes(3, at, "words", before="w")) == [
        (3, {**NOTE, "text": "words", "id": derived_id({**NOTE, "text": "w"})})
    ]
    assert list(notes(3, at, "words")) == [(3, {**NOTE, "text": "words"})]


def test_a_line_has_the_id_of_an_earlier_reading_where_it_has_none_and_was_read_in_another_way() -> None:
    assert identified({"a": 1}, {"a": 2}) == {"a": 1, "id": derived_id({"a": 2})}
    assert identified({"a": 1, "id": "i"}, {"a": 2}) == {"a": 1, "id": "i"}
    for before in ({}, {"a": 1}):
        assert identified({"a": 1}, before) == {"a": 1}
    assert told_apart({"a": 1}, 2, repeats=True) == {"a": 1, "id": derived_id({"a": 1, "part": 2})}
    assert told_apart({"a": 1}, 2, repeats=False) == {"a": 1}


def test_a_note_that_an_entry_has_no_room_for_goes_on_at_its_time() -> None:
    where = {"at": "2026-03-07T12:00:00", "timezone": "UTC"}
    craving = {"kind": "craving", "intensity": 7, **where}
    entry, note, other = with_note(4, craving, "x" * 20_000 + "y" * 40_000, {**craving, "intensity": 6})
    assert entry == (4, {**craving, "note": "x" * 20_000, "id": derived_id({**craving, "intensity": 6})})
    part = {"kind": "note", "text": "y" * 20_000, **where}
    assert note == (4, part)
    assert other == (4, {**part, "id": derived_id({**part, "part": 1})})
    assert list(with_note(4, craving, "", {})) == [(4, craving)]
    assert list(rest_of(5, ["a", "b"], {})) == [(5, {"kind": "note", "text": "a"}), (5, {"kind": "note", "text": "b"})]


def test_tags_are_names_each_once_and_as_many_as_an_entry_holds() -> None:
    assert trigger_names([" old   corner", "", "bored", "old corner"]) == ["old corner", "bored"]
    assert trigger_names(str(number) for number in range(99)) == [str(number) for number in range(NAMES_LIMIT)]


def test_names_that_are_too_long_go_into_the_words() -> None:
    fits, long = "x" * NAME_LIMIT, "y" * (NAME_LIMIT + 1)
    assert held_names([" old   corner", fits, long, "", "old corner"]) == (["old corner", fits], [long])


def test_the_first_twenty_places_of_what_is_left_out_are_kept_and_the_others_counted() -> None:
    report = FileReport()
    for line in range(1, 23):
        report.leave("stars", place=line)
    report.leave("pins", 2, entries=1)
    report.leave("pins", entries=1)
    assert report.left_at == [(line, "stars") for line in range(1, 21)]
    assert (report.more_left, report.left, report.left_out) == (2, 2, {"stars": 22, "pins": 3})
    report.entry()
    report.entry()
    assert report.entries == 2


def test_a_report_is_said_in_two_sentences() -> None:
    assert said(FileReport()) == []
    report = FileReport()
    for how in ("comma", "UTF-16", "comma"):
        report.say(how)
    report.leave("stars", 1200)
    report.leave("pins\nand more")
    assert said(report) == ["Read as: comma; UTF-16.", "Left out: stars (1,200); pins and more (1)."]


def test_where_a_file_cannot_be_read_is_named() -> None:
    for place, where in ((7, "line 7"), ("Habits.csv", "Habits.csv")):
        wrong: RefusedAt = refused(place, "is none")
        assert wrong.sentence == f"Nothing was imported: {where} is none."
        assert (wrong.place, wrong.reason) == (place, "is none")
