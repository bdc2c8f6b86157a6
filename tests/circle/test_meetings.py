"""The file of a list of meetings, field by field: which day, what time, how long, where, and what is left out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from recovery.circle import meetings
from recovery.circle.meetings import Meeting
from recovery.errors import Refused, Usage

ROW = {"name": "Home", "day": 1, "time": "19:00"}


def read(*rows: Any) -> list[Meeting]:
    return meetings.read(json.dumps(rows).encode())[0]


def one(**fields: Any) -> Meeting:
    return read({**ROW, **fields})[0]


def refused(content: bytes) -> bool:
    try:
        meetings.read(content)
    except Refused:
        return True
    return False


@pytest.mark.parametrize(
    ("written", "start"),
    [
        ("7:05", time(7, 5)),
        (" 07:05:59 ", time(7, 5)),
        ("12:00 am", time(0)),
        ("12:30 PM", time(12, 30)),
        ("1:00 p.m.", time(13)),
        ("1:15a", time(1, 15)),
        ("11:59pm", time(23, 59)),
        ("23:59", time(23, 59)),
        ("24:00", time(0)),
        ("24:01", None),
        ("13:00 pm", None),
        ("0:30 am", None),
        ("7", None),
        ("7:60", None),
        ("                7:30", None),
        ("               7:30", time(7, 30)),
        (730, None),
    ],
)
def test_a_time_in_any_of_its_forms(written: object, start: time | None) -> None:
    found = read(ROW, {**ROW, "time": written})
    assert [meeting.start for meeting in found[1:]] == ([] if start is None else [start])


@pytest.mark.parametrize(
    ("written", "days"),
    [
        (0, [0]),
        (6, [6]),
        (7, []),
        (-1, []),
        (True, []),
        ("3", [3]),
        ("7", []),
        ("Sunday", [0]),
        ("sat", [6]),
        ("mo", []),
        ("monx", [1]),
        ("Mon, WED/fri;5", [1, 3, 5]),
        ([2, "2", "Tuesday", 4], [2, 4]),
        ([0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 4, 5, 6]),
        ([9, 9, 9, 9, 9, 9, 9, 1], []),
        ("x,x,x,x,x,x,1", [1]),
        ("x,x,x,x,x,x,x,1", []),
        (None, []),
    ],
)
def test_days_in_any_of_their_forms(written: object, days: list[int]) -> None:
    assert [meeting.day for meeting in read(ROW, {**ROW, "day": written})[1:]] == days


@pytest.mark.parametrize(
    ("end", "minutes"), [(None, 60), ("19:00", 60), ("20:30", 90), ("19:01", 1), ("01:15", 375), ("never", 60)]
)
def test_how_long_it_lasts(end: str | None, minutes: int) -> None:
    assert one(end_time=end).length == timedelta(minutes=minutes)


def test_where_it_is_and_how_it_can_be_joined() -> None:
    assert one(location="Hall", address="1 Main St", city="Springfield").place == "Hall, 1 Main St, Springfield"
    whole = one(location="Hall", formatted_address="2 Main St", address="1 Main St", city="Springfield")
    assert whole.place == "Hall, 2 Main St"
    assert one(location="Hall", address="Hall").place == "Hall"
    assert one().place == ""
    assert [one(**fields).online for fields in ({}, {"types": "O, ONL"}, {"types": ["TC"]})] == [False, True, False]
    assert one(conference_url="https://a.example").online
    called = one(conference_phone=15551234)
    assert (called.online, called.phone) == (True, "15551234")
    assert [one(timezone=zone).zone for zone in ("Europe/Berlin", "Nowhere/City", "", 3)] == [
        "Europe/Berlin",
        *[None] * 3,
    ]


def test_types_and_words_are_bounded_and_cleaned() -> None:
    assert one(types="O; C,,O , <b>W</b>").types == ("O", "C", "W")
    assert one(types=[1.5, None, "X"]).types == ("1.5", "X")
    assert len(one(types=[str(number) for number in range(50)]).types) == 40
    assert one(types=7).types == ()
    assert one(name="a" * 201).name == "a" * 200
    assert one(name="&amp;" * 400 + "b" * 1000).name == "&" * 200
    assert one(name="one\ntwo\u202e <i>three</i>").name == "one two three"
    assert one(name="<b>" * 666 + "abcd").name == "ab"
    assert read({**ROW, "name": True}, ROW)[0].name == "Home"


def test_every_form_of_a_file_gives_its_rows() -> None:
    table = [
        ["Weekday", "Start_Time", "Meeting", "Address", 3],
        ["Mon", "7:30 pm", "Home", "1 Main St", "x"],
        7,
        ["Tue"],
    ]
    assert len(read(*table)) == 1
    for name in ("meetings", "values", "data"):
        assert meetings.read(json.dumps({name: table}).encode())[0] == read(*table)
    tabs = "\ufeffDay\tTime\tName, or so\tName\nMon\t7:30 pm\tx\tHome\n"
    assert meetings.read(tabs.encode())[0][0].name == "Home"
    (sheet,), left_out = meetings.read(b'"Day","Time","Name"\nMon,19:30,"Home, sweet"\n')
    assert (sheet.name, left_out) == ("Home, sweet", 0)
    assert read(*table)[0].place == "1 Main St"
    assert meetings.read(b"day,time,name\nmon,7:00,a\tb\ntue,7:00,c\n")[0][0].name == "a b"
    assert meetings.read(b"\n " + json.dumps([ROW]).encode())[0] == read(ROW)
    assert refused(b'{"other": []}')
    assert refused(b'[7, "x"]')
    assert len(read(ROW, *[7] * 49_999)) == 1
    assert refused(json.dumps([ROW, *[7] * 50_000]).encode())
    lines = b"day,time,name\nmon,7:00,a\n" + b"7\n" * 49_998 + b"tue,7:00,b\nwed,7:00,beyond\n"
    assert [meeting.day for meeting in meetings.read(lines)[0]] == [1, 2]
    with pytest.raises(Refused, match="16 MB"):
        meetings.read(b"x" * (16 * 1024 * 1024 + 1))
    with pytest.raises(Refused, match="not a list"):
        meetings.read(b"x" * (16 * 1024 * 1024))


SUNDAY = datetime(2026, 3, 15, 12, tzinfo=UTC)


def next_of(meeting: Meeting, now: datetime = SUNDAY, zone: str = "UTC") -> str:
    (coming,) = meetings.coming([meeting], now, zone)
    return f"{coming.at:%m-%d %H:%M}-{coming.until:%H:%M} {coming.zone}"


def test_when_it_is_next_and_that_one_that_is_on_is_on() -> None:
    assert next_of(one(day=0, time="12:00")) == "03-15 12:00-13:00 UTC"
    assert next_of(one(day=0, time="11:00")) == "03-22 11:00-12:00 UTC"
    assert next_of(one(day=0, time="11:00", end_time="12:01")) == "03-15 11:00-12:01 UTC"
    assert next_of(one(day=6, time="23:00", end_time="12:30")) == "03-14 23:00-12:30 UTC"
    assert next_of(one(day=6)) == "03-21 19:00-20:00 UTC"
    assert next_of(one(day=1, timezone="Asia/Tokyo")) == "03-16 19:00-20:00 Asia/Tokyo"
    assert next_of(one(day=0, time="21:00"), zone="Asia/Tokyo") == "03-15 21:00-22:00 Asia/Tokyo"
    both = [one(name="b", time="8:00"), one(name="a", time="8:00"), one(name="c", time="7:00")]
    assert [coming.meeting.name for coming in meetings.coming(both, SUNDAY, "UTC")] == ["c", "a", "b"]


def test_which_are_chosen() -> None:
    rows = [one(name="a", types=["BEG", "O"]), one(name="b", day=0, time="18:00", conference_url="https://a.example")]
    coming = meetings.coming(rows, SUNDAY, "UTC")

    def names(**wanted: Any) -> str:
        return "".join(one.meeting.name for one in meetings.chosen(coming, **wanted))

    assert names() == "ba"
    assert names(online=True) == "b"
    assert names(on=date(2026, 3, 16)) == "a"
    assert names(by=SUNDAY + timedelta(hours=6)) == "b"
    assert names(by=SUNDAY + timedelta(hours=6, seconds=-1)) == ""
    assert [names(types=types) for types in (["Open"], ["beg", "O"], ["beg", "closed"])] == ["a", "a", ""]
    assert meetings.within(SUNDAY, 0.5) == SUNDAY + timedelta(minutes=30)
    assert meetings.within(SUNDAY, 168) == SUNDAY + timedelta(days=7)
    for hours in (0, -1, 168.5):
        with pytest.raises(Usage):
            meetings.within(SUNDAY, hours)
    assert coming[1].to_json() == {
        "name": "a",
        "at": "2026-03-16T19:00:00+00:00",
        "until": "2026-03-16T20:00:00+00:00",
        "timezone": "UTC",
        "types": ["BEG", "O"],
        "place": None,
        "online": False,
        "phone": None,
    }
