"""Daylio's layouts of all its ages, with the traps of the real files."""

from __future__ import annotations

import io
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.errors import Refused
from recovery.exchange.lines import derived_id
from recovery.exchange.readers import moments
from recovery.exchange.readers.daylio import DAYLIO, is_header
from recovery.exchange.readers.reading import FileReport, ReadOptions

if TYPE_CHECKING:
    from tests.exchange.readers.conftest import Read

HEAD = "full_date,date,weekday,time,mood,activities,note_title,note\n"
DAY = (
    "\ufeff"
    + HEAD
    + '2026-03-07,March 7,Saturday,10:00\u202fpm,good,work | friends  |  ,"A title","one\n\ntwo, and ""three"""\n'
    "2026-03-07,March 7,Saturday,14:58,awful,,,\n"
    "2026-03-06,March 6,Friday,8:00 am,rad,gym,,\n"
)


def test_a_day_is_one_checkin_in_the_order_of_the_clock_and_nothing_is_dropped(read: Read) -> None:
    newest, oldest = read("daylio", DAY).lines
    assert (newest["kind"], newest["day"], newest["mood"]) == ("checkin", "2026-03-07", 4)
    assert newest["note"] == '14:58 awful\n\n22:00 good · work, friends\nA title\none\n\ntwo, and "three"'
    assert (oldest["day"], oldest["mood"], oldest["note"]) == ("2026-03-06", 9, "08:00 rad · gym")


def test_older_layouts_are_read(read: Read) -> None:
    without_title = "full_date,date,weekday,time,mood,activities,note\n2019-12-31,31 December,Tuesday,22:10,meh,a,hm\n"
    oldest = (
        "year,date,weekday,time,mood,activities,note\n2018,December 31,Monday,10:10 PM,bad,,x\n"
        "2018,30 December,Sunday,1:00 PM,bad,,\n"
    )
    assert read("daylio", without_title).lines == [
        {"kind": "checkin", "day": "2019-12-31", "mood": 5, "note": "22:10 meh · a\nhm"}
    ]
    assert [line["day"] for line in read("daylio", oldest).lines] == ["2018-12-31", "2018-12-30"]


def test_a_mood_of_ones_own_is_kept_in_words_until_it_has_a_number(read: Read) -> None:
    own = HEAD + "2026-03-07,March 7,Saturday,14:58,Über ok,,,\n"
    left = read("daylio", own)
    assert "mood" not in left.lines[0]
    assert left.lines[0]["note"] == "14:58 Über ok"
    assert sum(left.report.left_out.values()) == 1
    assert read("daylio", own, names={"über OK": "6"}).lines[0]["mood"] == 6
    with pytest.raises(Refused):
        read("daylio", own, names={"über OK": "lots"})


def test_a_mood_is_what_the_person_says_it_is_and_the_frequent_are_asked_first(read: Read) -> None:
    days = [
        f"2026-03-0{day},March {day},Saturday,14:58,{mood},,,\n" for day, mood in ((7, "mies"), (6, "gut"), (5, "gut"))
    ]
    asked: list[list[str]] = []

    def answer(names: Counter[str]) -> dict[str, int]:
        asked.append([name for name, _ in names.most_common()])
        return {"gut": 7}

    taken = read("daylio", HEAD + "".join(days), asked_moods=answer)
    assert [line.get("mood") for line in taken.lines] == [None, 7, 7]
    assert (asked, sum(taken.report.left_out.values())) == ([["gut", "mies"]], 1)


def test_what_is_too_long_for_one_entry_goes_on_in_notes(read: Read) -> None:
    long = "word " * 9_000
    lines = read("daylio", HEAD + f"2026-03-07,March 7,Saturday,14:58,rad,,,{long}\n").lines
    assert [line["kind"] for line in lines] == ["checkin", "note", "note"]
    assert all(len(line.get("note", line.get("text", ""))) <= 20_000 for line in lines)
    assert sum(str(line).count("word") for line in lines) == 9_000


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"full_date,date,weekday,time,activities,note\n", "line 1 has no column mood"),
        (DAY.encode()[:-6], "line 6 has 6 of 8 columns"),
        (DAY.encode().split(b"one")[0], "line 2 ends in the middle"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "line 3 is not text"),
        (HEAD.encode() + b"2026-03-07,March 7,Saturday,14:58,rad,,,na\xefve r\xe9sum\xe9\n", "the file is not UTF-8"),
        (b"", "line 1 is missing"),
    ],
)
def test_what_cannot_be_read_on_is_refused_with_its_line(read: Read, content: bytes, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read("daylio", content)
    assert said in refused.value.sentence


def test_a_bad_row_is_named_and_the_others_are_read(read: Read) -> None:
    rows = "2026-13-07,x,x,10:00,rad,,,\n2026-03-07,x,x,late,rad,,,\n2026-03-06,x,x,9:00,rad,,,\n"
    taken = read("daylio", HEAD + rows)
    assert set(taken.bad) == {2, 3}
    assert [line["day"] for line in taken.lines if "note" in line] == ["2026-03-06"]


ROWS = [
    f"2026-03-0{day},a,b,{hour}:00,{mood},,,note {number}\n"
    for number, (day, hour, mood) in enumerate(
        [(7, 22, "rad"), (7, 9, "bad"), (7, 9, "good"), (6, 10, "awful"), (5, 23, "meh"), (5, 8, "")]
    )
]


@given(st.permutations(ROWS))
def test_days_in_any_order_give_the_same_checkins(rows: list[str]) -> None:
    def checkins(lines: list[str]) -> dict[str, tuple[str, dict[str, Any]]]:
        content = io.BytesIO((HEAD + "".join(lines)).encode())
        taken = [dict(line) for _, line in DAYLIO.read(content, ReadOptions(), FileReport()) if isinstance(line, dict)]
        return {line["day"]: (derived_id(line), line) for line in taken}

    assert checkins(rows) == checkins(ROWS)


def test_a_day_is_whole_also_where_one_of_its_lines_cannot_be_read(read: Read) -> None:
    taken = read("daylio", HEAD + "".join([ROWS[0], ROWS[3], "2026-03-07,a,b,soon,rad,,,x\n"]))
    assert {line["day"] for line in taken.lines} == {"2026-03-06", "2026-03-07"}
    assert list(taken.bad) == [4]


def test_only_what_is_out_of_order_waits_in_memory(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moments, "HELD_LIMIT", 49)  # the three moments of a day, not four
    assert len(read("daylio", HEAD + "".join(ROWS)).lines) == 3
    with pytest.raises(Refused, match="too far from the other lines of its day"):
        read("daylio", HEAD + "".join([ROWS[0], ROWS[4], ROWS[3], ROWS[5], ROWS[1], ROWS[2]]))


def test_each_of_the_five_levels_is_the_middle_of_its_fifth(read: Read) -> None:
    levels = {"rad": 9, "good": 7, "meh": 5, "bad": 3, "awful": 1, "Good": 7}
    rows = [f"2026-03-0{day},a,b,9:00,{mood},,,\n" for day, mood in enumerate(levels, start=1)]
    assert [line["mood"] for line in read("daylio", HEAD + "".join(rows)).lines] == [*levels.values()]


def test_what_newer_columns_say_goes_into_the_note_by_its_name_and_scales_as_they_are(read: Read) -> None:
    head = "full_date,date,weekday,time,mood,activities,scales,sleep,note_title,note\n"
    (line,) = read("daylio", head + "2026-03-07,a,b,9:00,rad,run,Energy: 4 | Calm: 2,7 h,Title,<b>Words</b>\n").lines
    assert line["note"] == "09:00 rad · run\nEnergy: 4, Calm: 2\nsleep: 7 h\nTitle\nWords"


def test_places_are_told_and_an_empty_mood_is_none_of_ones_own(read: Read) -> None:
    rows = "2026-03-07,a,b,9:00,great,,,\n2026-03-06,a,b,9:00,,,,x\n2026-03-05,a,b,9:00,rad,,,\n"
    asked: list[Counter[str]] = []

    def answer(names: Counter[str]) -> dict[str, int]:
        asked.append(Counter(names))
        return {}

    taken = read("daylio", "Daylio\n" + HEAD + rows, asked_moods=answer)
    own = "moods with a name of your own, kept in words; give them a number with --map NAME=7"
    assert taken.report.left_at == [(1, "the table's name above its columns"), (3, own)]
    assert (asked, taken.report.entries, taken.places) == ([Counter(great=1)], 3, [3, 4, 5])
    assert taken.report.read_as == {"UTF-8": None}
    both = "Daylio\n" + HEAD.replace("full_date,date", "day,date")
    what = "a Daylio export begins with full_date,date,weekday,time,mood,activities"
    with pytest.raises(Refused, match=f"has no column year; {what}"):
        read("daylio", both + "2026-03-07,a,b,9:00,rad,,,\n")


@pytest.mark.parametrize(("level", "taken"), [("0", True), ("10", True), ("11", False), ("-1", False), ("7.5", False)])
def test_a_mood_is_given_a_number_up_to_ten(read: Read, level: str, taken: bool) -> None:
    content = HEAD + "2026-03-07,a,b,9:00,great,,,\n"
    if taken:
        assert read("daylio", content, names={"great": level}).lines[0]["mood"] == int(level)
    else:
        with pytest.raises(Refused, match="--map takes a mood's name and a number from 0 to 10, such as great=9"):
            read("daylio", content, names={"great": level})


def test_a_header_is_daylios_by_its_columns_and_a_way_to_say_the_day() -> None:
    columns = ["weekday", "time", "mood", "activities", "note"]
    for day, whether in (
        (["full_date"], True),
        (["year", "date"], True),
        (["date"], False),
        (["year"], False),
        ([], False),
    ):
        assert is_header([*columns, *day]) is whether
    assert not is_header([*columns[1:], "full_date"])


def test_a_day_has_the_id_that_the_first_release_gave_it(read: Read) -> None:
    (line,) = read("daylio", HEAD + '2026-03-07,March 7,Saturday,10:00,good,work,A &amp; B,"<b>one</b>"\n').lines
    assert line["note"] == "10:00 good · work\nA & B\none"
    old = {"kind": "checkin", "day": "2026-03-07", "mood": 7, "note": "10:00 good · work\nA &amp; B\n<b>one</b>"}
    assert line["id"] == derived_id(old)


def test_the_order_of_its_dates_may_be_said(read: Read) -> None:
    for order, day in (("dmy", "2025-05-12"), ("mdy", "2025-12-05")):
        (line,) = read("daylio", HEAD + "12/05/2025,,,10:00,good,,,\n", date_order=order).lines
        assert line["day"] == day


def test_what_is_no_export_of_daylio_is_refused_with_what_one_begins_with(read: Read) -> None:
    with pytest.raises(Refused, match="has no column weekday; a Daylio export begins with full_date,date,weekday"):
        read("daylio", "full_date,date\n2026-03-07,x\n")
