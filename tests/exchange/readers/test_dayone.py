"""Day One's JSON, alone and in its zip."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from recovery.errors import Refused
from recovery.exchange.lines import derived_id
from recovery.exchange.readers.dayone import is_document
from recovery.exchange.readers.reading import NO_ZONE, LeftBefore

if TYPE_CHECKING:
    from tests.exchange.readers.conftest import Read

ENTRY: dict[str, Any] = {
    "uuid": "0123456789ABCDEF0123456789ABCDEF",
    "creationDate": "2026-03-08T02:40:00Z",
    "timeZone": "America/New_York",
    "text": "Hello\nworld",
    "tags": ["night", "a b"],
    "starred": False,
    "location": {"placeName": "home"},
    "photos": [{}, {}],
}


def document(*entries: dict[str, Any]) -> bytes:
    return json.dumps({"metadata": {"version": "1.2"}, "entries": list(entries)}).encode()


def zipped(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return held.getvalue()


def test_an_entry_is_a_note_at_its_instant_in_its_own_zone(read: Read) -> None:
    taken = read("dayone", document(ENTRY), timezone="Europe/Berlin")
    (line,) = taken.lines
    assert (line["at"], line["timezone"], line["text"]) == ("2026-03-08T02:40:00Z", "America/New_York", "Hello\nworld")
    assert "triggers" not in line
    assert taken.report.left_out["photos"] == 2
    assert taken.report.left_out["places"] == 1
    assert not taken.report.read_as


def test_tags_are_taken_where_asked(read: Read) -> None:
    assert read("dayone", document(ENTRY), tags_as_triggers=True).lines[0]["triggers"] == ["night", "a b"]


def test_a_changed_entry_keeps_its_id(read: Read) -> None:
    one = read("dayone", document(ENTRY)).lines[0]["id"]
    assert one == derived_id({"from": "dayone", "uuid": "0123456789abcdef0123456789abcdef"})
    assert one == read("dayone", document({**ENTRY, "text": "other", "modifiedDate": "x"})).lines[0]["id"]


def test_words_in_rich_text_alone_are_found_and_pictures_alone_are_left(read: Read) -> None:
    rich = {**ENTRY, "richText": json.dumps({"contents": [{"text": "One "}, {"embeddedObjects": []}, {"text": "two"}]})}
    del rich["text"]
    taken = read("dayone", document(rich, {**ENTRY, "text": "  "}))
    assert [line["text"] for line in taken.lines] == ["One two"]
    assert taken.report.left_out["entries without words"] == 1


def test_the_zip_is_read_and_an_unknown_zone_is_said(read: Read) -> None:
    reading = read(
        "dayone", zipped(**{"Journal.json": document({**ENTRY, "timeZone": "Nowhere/Else"}), "photos/a.jpeg": b"x"})
    )
    assert len(reading.lines) == 1
    assert "timezone" not in reading.lines[0]
    assert list(reading.report.read_as) == [NO_ZONE.format(zone="America/New_York")]


def test_a_list_in_the_hundreds_of_entries_is_read_across_chunks(read: Read) -> None:
    many = [{**ENTRY, "uuid": f"{number:032X}", "text": f"entry {number} " + "x" * 2000} for number in range(400)]
    lines = read("dayone", document(*many)).lines
    assert [line["text"].split()[1] for line in lines] == [str(number) for number in range(400)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (document(ENTRY)[:-40], "line 1 ends in the middle"),
        (zipped(**{"a.txt": b"x"}), "the archive holds no Day One JSON"),
        (zipped(**{"Journal.json": document(ENTRY)})[:-30], "the archive cannot be opened"),
        (b"GIF89a\0\0", "line 1 is not text"),
        (b"words\n" + document(ENTRY), "line 1 is not JSON"),
    ],
)
def test_what_cannot_be_read_is_refused(read: Read, content: bytes, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read("dayone", content)
    assert said in refused.value.sentence


def test_an_entry_without_an_instant_is_a_bad_line(read: Read) -> None:
    assert list(read("dayone", document({**ENTRY, "creationDate": None})).bad) == [1]


@pytest.mark.parametrize("zone", ["GMT-0500", "GMT-05:00", "UTC-5"])
def test_a_zone_that_is_only_an_offset_is_understood(read: Read, zone: str) -> None:
    assert read("dayone", document({**ENTRY, "timeZone": zone})).lines[0]["timezone"] == "Etc/GMT+5"


def test_code_keeps_its_backslashes_and_several_journals_are_read(read: Read) -> None:
    one, two = (
        {**ENTRY, "text": "a\\.b `c\\.d` ![](dayone-moment:/video/X) e"},
        {**ENTRY, "uuid": "F" * 32, "text": "2"},
    )
    packed = zipped(**{"x/One.json": document(one), "x/Two.json": document(two), "__MACOSX/x/._One.json": b"\0\5"})
    assert [line["text"] for line in read("dayone", packed).lines] == ["a.b `c\\.d`e", "2"]


def test_places_are_told_by_journal_and_line(read: Read) -> None:
    wordless = {"creationDate": "2026-03-08T02:40:00Z", "starred": True, "weather": {"x": 1}, "tags": ["a", "b"]}
    lost = {"text": "words", "audios": [{}, {"transcription": " said "}]}
    packed = zipped(**{"One.json": document({**ENTRY, "photos": []}), "Two.json": document(wordless, lost)})
    taken = read("dayone", packed)
    first, second = "journal 1 of the archive, line 1", "journal 2 of the archive, line 1"
    assert taken.report.left_at == [
        (first, "places"),
        (first, "tags; --tags-as triggers takes them"),
        (second, "weather"),
        (second, "stars"),
        (second, "entries without words"),
        (second, "sound recordings"),
    ]
    assert taken.report.left_out["tags; --tags-as triggers takes them"] == 2
    assert (taken.report.left_out["sound recordings"], taken.report.entries, taken.report.left) == (2, 3, 1)
    assert taken.bad == {second: "has no creationDate"}
    one = read("dayone", document({"text": "", "starred": True}, ENTRY))
    assert one.report.left_at[:2] == [(1, "stars"), (1, "entries without words")]


@pytest.mark.parametrize(
    ("zone", "taken"),
    [
        ("GMT+0", "Etc/GMT"),
        ("UTC-00:00", "Etc/GMT"),
        ("GMT+02:00", "Etc/GMT-2"),
        ("Asia\\/Calcutta", "Asia/Calcutta"),
        ("Etc/GMT", "Etc/GMT"),
    ],
)
def test_zones_as_day_one_writes_them(read: Read, zone: str, taken: str) -> None:
    (line,) = read("dayone", document({**ENTRY, "timeZone": zone})).lines
    assert line["timezone"] == taken


def test_what_was_said_stands_behind_what_was_written(read: Read) -> None:
    spoken = {**ENTRY, "audios": [{"transcription": " one "}, {"transcription": ""}, "x", {"transcription": "two"}]}
    assert [line["text"] for line in read("dayone", document(spoken)).lines] == ["Hello\nworld\n\none\n\ntwo"]
    assert [line["text"] for line in read("dayone", document({**spoken, "text": " "})).lines] == ["one\n\ntwo"]


def test_an_entry_without_an_id_of_its_own_has_the_one_that_the_first_release_gave_it(read: Read) -> None:
    plain = {"creationDate": "2026-03-08T02:40:00Z", "timeZone": "America/New_York", "text": "a\\.b", "tags": "none"}
    rich = {
        **plain,
        "richText": json.dumps({"contents": [{"text": "one"}, {"embeddedObjects": [{}]}, {"text": "two"}]}),
    }
    del rich["text"]
    taken = read("dayone", document(plain, {**plain, "timeZone": "GMT-0500"}, rich))
    old = {"kind": "note", "at": "2026-03-08T02:40:00Z", "text": "a\\.b", "timezone": "America/New_York"}
    assert [line["id"] for line in taken.lines] == [
        derived_id(old),
        derived_id({**old, "timezone": None}),
        derived_id({**old, "text": "onetwo"}),
    ]
    assert [line["text"] for line in taken.lines] == ["a.b", "a.b", "one\ntwo"]
    assert taken.places == [1, 1, 1]
    assert {type(line) for line in taken.lines} == {dict}
    assert taken.report.left_out == {}


def test_an_entry_that_the_first_release_left_out_is_marked_so(read: Read) -> None:
    spoken = {**ENTRY, "text": " ", "audios": [{"transcription": "one"}]}
    (line,) = read("dayone", document(spoken)).lines
    assert type(line) is LeftBefore


def test_an_encoding_that_was_named_is_said(read: Read) -> None:
    content = '{"entries": [{"creationDate": "2026-03-08T02:40:00Z", "text": "m\u00fcde"}]}'.encode("cp1252")
    taken = read("dayone", content, encoding="cp1252")
    assert taken.lines[0]["text"] == "m\u00fcde"
    assert "Windows-1252" in taken.report.read_as


@pytest.mark.parametrize(
    ("name", "whether"),
    [
        *(("Journal.JSON", True), ("a/b/Journal.json", True), ("photos/a.jpeg", False)),
        *(("__MACOSX/Journal.json", False), ("a/.Journal.json", False), ("a/json", False)),
    ],
)
def test_an_export_is_told_by_its_journals(name: str, whether: bool) -> None:
    assert is_document(["x.txt", name]) is whether


def test_journals_in_the_root_of_the_zip_are_the_ones(read: Read) -> None:
    packed = zipped(**{"media/about.json": b"{}", "Journal.json": document(ENTRY)})
    assert len(read("dayone", packed).lines) == 1
