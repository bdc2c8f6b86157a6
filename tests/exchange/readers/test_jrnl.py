"""jrnl's text in both versions, and its JSON with and without a banner before it."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from recovery.errors import Refused
from recovery.exchange.lines import derived_id
from recovery.exchange.readers.reading import NO_ZONE, ReadOptions
from recovery.exchange.readers.recognising import recognised

if TYPE_CHECKING:
    from tests.exchange.readers.conftest import Read

TEXT = """\
[2026-03-07 21:40] A walk by the river. Then home @Craving @night me@example.org
more body

2013-06-09 15:39 a date in the body is no entry
[2026-03-08 09:05 PM] Starred day *
body #not a tag
[2026-03-09 09:00]
"""
BANNER = "┏━━━━━━━━━━━━━━━┓\n┃ 2 entries found ┃\n┗━━━━━━━━━━━━━━━┛\n"


def document(**more: Any) -> str:
    entry = {"title": "T.", "body": "B @a", "date": "2026-03-07", "time": "21:40", "tags": ["@A"], "starred": False}
    return json.dumps({"tags": {"@a": 1}, "entries": [{**entry, **more}]}, indent=2)


def test_entries_keep_their_words_and_lose_only_the_star(read: Read) -> None:
    taken = read("jrnl", TEXT)
    assert [line["at"] for line in taken.lines] == ["2026-03-07T21:40:00", "2026-03-08T21:05:00"]
    assert taken.lines[0]["text"].endswith("more body\n\n2013-06-09 15:39 a date in the body is no entry")
    assert taken.lines[1]["text"] == "Starred day\nbody #not a tag"
    assert taken.lines[0]["triggers"] == []
    assert taken.places == [1, 5]
    assert taken.report.left_at == [(5, "stars"), (7, "entries without words")]
    assert (taken.report.entries, taken.report.left) == (3, 1)
    assert list(taken.report.read_as) == ["jrnl's text", NO_ZONE.format(zone="America/New_York")]
    assert read("jrnl", "").lines == []
    lines = "[2026-03-09 09:00]\n[2026-03-10 09:00] The X\n  two blanks  \nand X\n"
    assert [line["text"] for line in read("jrnl", lines).lines] == ["The X\n  two blanks  \nand X"]


def test_an_entry_without_a_time_is_at_noon(read: Read) -> None:
    taken = read("jrnl", "[2026-03-07] a\n")
    assert [line["at"] for line in taken.lines] == ["2026-03-07T12:00:00"]
    assert "an entry without a time as noon" in taken.report.read_as


def test_tags_become_triggers_only_where_asked_and_an_address_is_none(read: Read) -> None:
    assert read("jrnl", TEXT, tags_as_triggers=True).lines[0]["triggers"] == ["craving", "night"]
    assert read("jrnl", document(), tags_as_triggers=True).lines[0]["triggers"] == ["a"]
    assert read("jrnl", document()).lines[0]["triggers"] == []


def test_version_1_has_no_brackets(read: Read) -> None:
    taken = read("jrnl", "2013-06-09 15:39 One. Two\nmore\n\n2013-06-10 08:00 Next\n")
    assert [line["text"] for line in taken.lines] == ["One. Two\nmore", "Next"]
    assert "the text of jrnl's version 1" in taken.report.read_as


def test_text_is_read_in_the_encoding_that_was_said(read: Read) -> None:
    taken = read("jrnl", "[2026-03-07 21:40]\n[2026-03-08 21:40 IST] m\u00fcde\n".encode("cp1252"), encoding="cp1252")
    assert [line["text"] for line in taken.lines] == ["m\u00fcde"]
    assert "Windows-1252" in taken.report.read_as


def test_the_order_of_day_and_month_is_proved_said_or_refused(read: Read) -> None:
    ambiguous = "\n[07/03/2026 21:40] a\n[08/03/2026 21:40] b\n"
    with pytest.raises(Refused, match="line 2 has a date that can be read two ways"):
        read("jrnl", ambiguous)
    said = read("jrnl", ambiguous, date_order="mdy")
    assert [line["at"][:10] for line in said.lines] == ["2026-07-03", "2026-08-03"]
    assert "dates with the month first" in said.report.read_as
    with pytest.raises(Refused, match="line 4 has its day and month the other way round"):
        read("jrnl", ambiguous.replace("08/03", "28/03") + "[03/28/2026 21:40] c\n")


@pytest.mark.parametrize("before", ["", BANNER, "\ufeff"])
def test_json_is_read_with_whatever_a_terminal_put_before_it(read: Read, before: str) -> None:
    (line,) = read("jrnl", before + document()).lines
    assert (line["at"], line["text"]) == ("2026-03-07T21:40:00", "T.\nB @a")


def test_each_entry_of_json_is_taken_or_named_with_its_line(read: Read) -> None:
    entry = {"title": "T.", "date": "2026-03-07", "time": "21:40"}
    entries = [{**entry, "time": "late"}, {**entry, "title": " "}, {**entry, "starred": True, "tags": ["@Xanax", "#b"]}]
    lines = ",\n".join(map(json.dumps, entries))
    taken = read("jrnl", f'{{"entries": [\n{lines}]}}', tags_as_triggers=True)
    assert taken.bad == {2: "has no date and time that can be read"}
    assert taken.report.left_at == [(3, "entries without words"), (4, "stars")]
    assert (taken.report.entries, taken.report.left, taken.places) == (3, 1, [4])
    assert taken.lines == [{"kind": "note", "at": "2026-03-07T21:40:00", "text": "T.", "triggers": ["xanax", "b"]}]
    assert list(taken.report.read_as) == [NO_ZONE.format(zone="America/New_York"), "jrnl's JSON"]


def test_an_entry_with_a_uuid_is_the_same_one_after_it_was_changed(read: Read) -> None:
    first, second = (read("jrnl", document(uuid="x1", body=body)).lines[0] for body in ("one", "two"))
    assert first["id"] == second["id"] == derived_id({"from": "jrnl", "uuid": "x1"})
    assert first["text"] != second["text"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no head here\n", "line 1 begins no entry"),
        (TEXT.encode() + b"[2026-03-10 99:99] x\n", "line 8 begins an entry with a date that cannot be read"),
        (document().encode()[:-30], "ends in the middle"),
        (b'{"tags": {}}', "there was no list called entries"),
        (b'{"entries": [}]}', "line 1 is not JSON"),
        (b'{"entries": [3]}', "line 1 is not JSON"),
        (b'{"entries": [{"title": NaN}]}', "line 1 is not JSON"),
        (b'{"entries": [\n{"title": "a", "title": "b"}]}', "line 2 names something twice"),
        (b'{"entries": [],\n"entries": []}', "line 2 names something twice"),
        (b"{\n" + b'"entries": [\n{"a": "\xff"}]}', "its encoding cannot be told for sure"),
        (b"\x7fELF\0\0\0", "line 1 is not text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(read: Read, content: bytes, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read("jrnl", content)
    assert said in refused.value.sentence


def test_an_entry_without_a_date_is_a_bad_line(read: Read) -> None:
    assert list(read("jrnl", document(date="07.03.2026")).bad) == [6]


@pytest.mark.parametrize(
    "stamp",
    [
        *("2026-03-07 21:40", "2026-03-07 21:40:00", "07.03.2026 21:40", "7.3.2026 21.40", "Sat, 07 Mar 2026 21:40"),
        *("2026-03-07 Sat 21:40", "2026-03-07T21:40", "Saturday, March 7, 2026 9:40pm", "07 March 2026, 9:40 PM"),
        *("Sat Mar  7 21:40:00 2026", "21:40 07.03.2026", "2026/03/07 21:40", "20260307 21:40", "2026-03-07 - 21:40"),
        *(
            "Samstag, 07. März 2026 21:40",
            "samedi 07 mars 2026 21h40",
            "2026年03月07日 21時40分",
            "2026-03-07 21:40 CET",
            "7 maaliskuuta 2026 21:40",
            "sábado, 7 de março de 2026 21:40",
            "7 марта 2026 \N{CYRILLIC SMALL LETTER GHE}. 21:40",
            "7 Mart 2026 Cumartesi 21:40",
        ),
    ],
)
def test_a_head_in_any_format_is_read(read: Read, stamp: str) -> None:
    (line,) = read("jrnl", f"[{stamp}] Walked.\n[not a date] stays\n[ ] call\n").lines
    assert line["at"] == "2026-03-07T21:40:00"
    assert line["text"] == "Walked.\n[not a date] stays\n[ ] call"


@pytest.mark.parametrize(
    "line",
    [
        "[7 mär 2026 21:40] x",
        "[7 listopad 2025 21:40] x",
        "[2026-13-45 10:00] x",
        "[2026-03-07 25:00] x",
        "[99/99/9999] x",
        "[2026-03-07 21:40 x",
        "[1] x",
    ],
)
def test_a_head_that_cannot_be_read_refuses_the_file_and_names_the_line(read: Read, line: str) -> None:
    with pytest.raises(Refused, match=r"line 2 begins an entry with a date that cannot be read.*jrnl --export json"):
        read("jrnl", f"[2026-03-07 21:40] first\n{line}\n")


def test_two_figures_of_a_year_are_read_where_the_file_proves_their_order(read: Read) -> None:
    proved = read("jrnl", "[07/03/26 21:40] a\n[28/03/26 08:00] b\n", now=None)
    assert [line["at"][:10] for line in proved.lines] == ["2026-03-07", "2026-03-28"]


@pytest.mark.parametrize(
    ("stamp", "at"),
    [
        ("2026-03-07 21:40 +0530", "2026-03-07T21:40:00+05:30"),
        ("2026-03-07T21:40:00-08:00", "2026-03-07T21:40:00-08:00"),
        ("2026-03-07T21:40:00Z", "2026-03-07T21:40:00+00:00"),
        ("2026-03-07 09:40 PM UTC", "2026-03-07T21:40:00+00:00"),
    ],
)
def test_an_offset_in_a_head_is_kept(read: Read, stamp: str, at: str) -> None:
    taken = read("jrnl", f"[{stamp}] Walked.\n")
    assert [line["at"] for line in taken.lines] == [at]
    assert not any("time zone" in said for said in taken.report.read_as)


def test_a_zone_in_a_head_is_kept_and_letters_that_may_be_several_are_left_out(read: Read) -> None:
    (line,) = read("jrnl", "[2026-03-07 21:40 Europe/Berlin] Walked.\n").lines
    assert (line["at"], line["timezone"]) == ("2026-03-07T21:40:00", "Europe/Berlin")
    ours = read("jrnl", "[2026-03-07 21:40 EST] Walked.\n")
    assert "timezone" not in ours.lines[0]
    assert ours.report.left_out == {}
    other = read("jrnl", "[2026-03-07 21:40 IST] Walked.\n")
    assert other.lines[0]["at"] == "2026-03-07T21:40:00"
    assert other.report.left_at == [(1, "time zone names that stand for several zones")]
    unknown = read("jrnl", "[2026-03-07 21:40 Mars/Olympus_Mons] Walked.\n[2026-03-08 01:30 EST] Before summer time.\n")
    assert unknown.report.left_at == [(1, "time zone names that stand for several zones")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("07.03.2026 21:40", "27.03.2026 08:05"),
        ("03/07/2026 9:40 PM", "03/27/2026 8:05 AM"),
        ("Sat 07 Mar 2026 21:40", "Fri 27 Mar 2026 08:05"),
        ("21:40, 7 March 2026", "8:05, 27 March 2026"),
        ("Sat Mar  7 21:40:00 2026", "Fri Mar 27 08:05:00 2026"),
    ],
)
def test_version_1_in_any_format_is_told_by_its_first_line(read: Read, first: str, second: str) -> None:
    body = "7 days later, on 07.03.2026, I called Maria."
    taken = read("jrnl", f"{first} May was hard.\n{body}\n\n{second} Better\n")
    assert [line["at"] for line in taken.lines] == ["2026-03-07T21:40:00", "2026-03-27T08:05:00"]
    assert [line["text"] for line in taken.lines] == [f"May was hard.\n{body}", "Better"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252"])
def test_json_that_is_not_utf8_is_read_in_its_encoding(read: Read, encoding: str) -> None:
    words = "m\u00fcde, sch\u00f6n, gr\u00f6\u00dfer, \u00c4pfel f\u00fcr alle"
    content = json.dumps(json.loads(document(body=words)), ensure_ascii=False).encode(encoding)
    (line,) = read("jrnl", content).lines
    assert line["text"] == f"T.\n{words}"
    assert recognised(io.BytesIO(content), ReadOptions()) == "jrnl"


def test_json_is_read_in_the_encoding_that_was_said(read: Read) -> None:
    content = '{"entries": [{"title": "\u0436", "date": "2026-03-07", "time": "21:40"}]}'.encode("cp1251")
    taken = read("jrnl", content, encoding="cp1251")
    assert [line["text"] for line in taken.lines] == ["\u0436"]
    assert "Windows-1251" in taken.report.read_as
    with pytest.raises(Refused, match="line 1 is not text in that encoding"):
        read("jrnl", b'{"entries": [{"title": "\xff"}]}', encoding="utf-8")
