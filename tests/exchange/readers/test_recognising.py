"""A file says by itself which program wrote it, and a folder of jrnl's is one journal."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recovery.errors import Refused
from recovery.exchange.readers.reading import ReadOptions
from recovery.exchange.readers.recognising import plainly, recognised
from recovery.store import kinds

if TYPE_CHECKING:
    from tests.conftest import Call


def packed(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return held.getvalue()


OWN_TABLE = ",".join(column.name for column in kinds.record_of("note").columns()).encode() + b"\n"
FILES = [
    (b'{"kind": "note", "at": "2026-03-07 21:40", "text": "{}"}\n', None),
    (b"", None),
    (b"\xef\xbb\xbffull_date;date;weekday;time;mood;activities;note_title;note\r\n", "daylio"),
    (b"sep=,\nyear,date,weekday,time,mood,activities,note\n2018,December 31,Monday,10:10 PM,bad,,x\n", "daylio"),
    (b"[2026-03-07 21:40] told Maria, and 7 others\n", "jrnl"),
    (b"[07/03/26] told Maria\n", "jrnl"),
    (b"2013-06-09 15:39 One. Two\n", "jrnl"),
    (b'{"tags": {}, "entries": [{"title": "x", "date": "2026-03-07", "time": "21:40"}]}', "jrnl"),
    (b'{"metadata": {"version": "1.0"}, "entries": [{"creationDate": "2026-03-07T20:00:00Z", "text": "x"}]}', "dayone"),
    (packed("a/Habits.csv", "a/001 x/Checkmarks.csv"), "loop"),
    (packed("10-11-2026/Journal.json", "__MACOSX/10-11-2026/._Journal.json"), "dayone"),
    (b"Date,Value,Notes\n2026-03-07,YES_MANUAL,\n", "loop"),
    (b"Date,No heroin,Run,\n2026-03-07,2,0,\n", "loop"),
    (b"2026-03-07\n7 payday 22:40\n- 5 old corner, bored: no sleep\n", "lines"),
    (b"yesterday 9pm 7 payday\n", "lines"),
    (b"Date,Urge\n2026-03-07,4\n", "csv"),
    (b"id,name,since\n1,2,3\n", "csv"),
    (b"Dear diary,\nI went home.\n", None),
    *[(start + b'{"kind": "note", "creationDate": 1, "at": 2}\n' * 2, None) for start in (b"", b"\xef\xbb\xbf\n")],
    (b'\xef\xbb\xbf \n{"entries": [{"creationDate": "2026-03-07T20:00:00Z"}]}', "dayone"),
    (b"2013-06-09 15:39 7 payday\n", "jrnl"),
    (b"\n\n2013-06-09 15:39 One. Two\n", "jrnl"),
    (b"7 March 2026 22:40 told Maria\n", "jrnl"),
    (b"[2026-03-07 21:40] 7 payday 22:40\n", "jrnl"),
    (b"[x] 7 payday 22:40\n [ ] 6 bored 21:40", "lines"),
    (b" { 7 22:40\n", None),
    (b'"old corner" 7 yesterday 9pm\n8 x yesterday 10pm\n7 a, b yesterday 11pm\n', "lines"),
    (b"7 payday 22:40\n" * 20 + b"and then I went home\n", "lines"),
    (b"7 payday 22:40\n" * 19 + b"and then I went home\n", None),
    (b"sep=^\nfull_date^date^weekday^time^mood^activities^note\n", "daylio"),
    (b"full_date,date,weekday,time,mood,activities,note\r2026-03-07,,,10:00,good,,\r\n", "daylio"),
    (OWN_TABLE, "table"),
    (b"My table\nDate,Urge\n2026-03-07,4\n", "csv"),
    (b"Date,Urge\n2026-03-07,4\nthe end\n", "csv"),
    (b"My table\nDate,Urge\n", None),
    (b"Date,Urge\n", None),
]


def test_what_is_of_no_known_kind_is_refused_with_the_way_to_name_it() -> None:
    options = ReadOptions(now=datetime(2026, 11, 29, tzinfo=UTC))
    for content, way in (
        (b"Dear diary,\nI went home.\n", "--from: daylio, jrnl, dayone, loop, lines (a craving a line) or csv"),
        (b"\xff\xfeh\0i\0", "--from: daylio"),
        (b"SQLite format 3\0", "this is not text"),
    ):
        with pytest.raises(Refused) as refused:
            plainly(io.BytesIO(content), options, None)
        assert way in refused.value.sentence
    with pytest.raises(Refused, match="line 2 is not UTF-8 text; say its encoding"):
        plainly(io.BytesIO(b"Date;Urge\n2026-11-20;7\xfd\n"), replace(options, encoding="utf-8"), None)
    with pytest.raises(Refused, match="recovery export data"):
        plainly(io.BytesIO(b'[\n  {\n    "kind": "note"}]'), options, None)
    bad = (b"x\n" + FILES[0][0], b"\xef\xbb\xbf{bad\n", b"x\n {bad\n")  # its bad lines are named by their numbers
    for ours in (*bad, b"", b"\n", b"\xef\xbb\xbf \n"):
        stream = io.BytesIO(ours)
        assert plainly(stream, options, None) is None
        assert stream.tell() == 0


@pytest.mark.parametrize(("content", "program"), FILES)
def test_a_file_is_recognised_by_how_it_begins(content: bytes, program: str | None) -> None:
    options = ReadOptions(now=datetime(2026, 11, 29, tzinfo=UTC))
    stream = io.BytesIO(content)
    assert recognised(stream, options) == program
    assert stream.tell() == 0
    with_wide = (
        content.decode("utf-8-sig", "replace").encode("utf-16") if program in ("daylio", "lines", "csv") else content
    )
    assert recognised(io.BytesIO(with_wide), options) == program


def test_an_archive_of_another_kind_is_refused() -> None:
    with pytest.raises(Refused, match="recovery restore"):
        recognised(io.BytesIO(packed("word/document.xml")), ReadOptions())


def test_csv_without_a_word_about_its_columns_is_what_its_header_says() -> None:
    loop = io.BytesIO(b"Date,No heroin,\n2026-03-07,2,\n")
    assert plainly(loop, ReadOptions(), "csv") == "loop"
    assert plainly(loop, ReadOptions(names={"at": "Date", "used": "No heroin"}), "csv") == "csv"
    assert plainly(loop, ReadOptions(), "lines") == "lines"
    daylio = b"full_date,date,weekday,time,mood,activities,note\n"
    for content, program in ((daylio, "daylio"), (OWN_TABLE, "table"), (b"2013-06-09 15:39 One. Two\n", "csv")):
        assert plainly(io.BytesIO(content), ReadOptions(), "csv") == program


def test_a_table_whose_columns_were_named_is_no_table_of_marks() -> None:
    table = io.BytesIO(b"Date,Urge\r2026-11-20 21:00,3\r2026-11-21 21:00,2\r")
    now = datetime(2026, 11, 29, tzinfo=UTC)
    assert plainly(table, ReadOptions(now=now, names={"at": "Date", "intensity": "Urge"}), None) == "csv"
    assert plainly(table, ReadOptions(now=now, names={"date": "Date", "mood": "Urge"}), None) == "csv"
    assert plainly(table, ReadOptions(now=now, names={"heroin": "Urge"}), None) == "loop"


def test_lines_are_recognised_in_the_encoding_that_was_named() -> None:
    options = ReadOptions(now=datetime(2026, 11, 29, tzinfo=UTC), encoding="utf-16")
    assert recognised(io.BytesIO("yesterday 9pm 7 payday\n".encode("utf-16")), options) == "lines"


def test_a_folder_of_jrnl_is_one_journal_and_its_files_are_named(call: Call, tmp_path: Path) -> None:
    call("init", "--timezone", "UTC")
    for day, words in (("06", "first"), ("07", "second")):
        file = tmp_path / "journal" / "2026" / "03" / f"{day}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"[2026-03-{day} 21:40] {words}", "utf-8")
    (tmp_path / "journal" / "notes.txt").write_text("no entry", "utf-8")
    answer = call("import", str(tmp_path / "journal"), "--from", "jrnl", "--json").json
    assert answer["added"] == 2
    assert call("import", str(tmp_path / "journal"), "--json").json["skipped"] == 2
    file.write_text("[2026-03-07 21:40] second\n[2026-13-07 21:40] third", "utf-8")
    refused = call("import", str(tmp_path / "journal"), "--from", "jrnl")
    assert refused.code == 4
    assert "2026/03/07.txt, line 2, begins an entry" in refused.err
    (tmp_path / "empty").mkdir()
    assert call("import", str(tmp_path / "empty")).code == 4
