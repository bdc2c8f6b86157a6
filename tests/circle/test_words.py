"""What a member reads: the agreed words, no count of days, no word of use; and the rules of what is shown when."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from recovery.circle import meetings, member, records, views
from recovery.circle.records import Said
from recovery.circle.standing import CheckedIn, standing
from recovery.errors import Refused
from recovery.safety import numbers

NOW = datetime(2026, 3, 13, 20, tzinfo=UTC)  # a Friday
ZONE = ZoneInfo("America/New_York")
FORBIDDEN = re.compile(
    r"\b(us(e|ed|es|ing)|laps\w*|relaps\w*|crav\w*|streak|sober|clean|missed|abstinen\w*|drunk|high|\d+ days?)\b",
    re.IGNORECASE,
)


def said(kind: str, rest: str = "x", **fields: object) -> Said:
    return Said("a", kind, rest, b"0" * 16, 1, fields)


EVERYTHING = [
    said(records.HELLO, "", name="Sam", shares='["day","help","mark","plan"]', until="2026-06-01", notice=1),
    said(records.DAY, "", day="2026-03-10", checked_in=1, due="2026-03-12T01:00:00Z", grace_h=12),
    said(records.HARD, "", until="2026-03-13T23:00:00Z"),
    said(records.HELP, at="2026-03-13T19:00:00Z", want="come", words="please", state="open", answered_by="Maria"),
    said(records.PLAN, "", items='["skips meals"]'),
    said(records.MARK, what="one year at work", day="2026-03-12"),
    said(records.CHEER, "", which="here", at="2026-03-13T19:00:00Z"),
    said(records.TASK, "t1", text="a walk", due="2026-03-15", state="confirmed"),
    said(records.VISIT, "v1", at="2026-03-16T15:00:00Z", where="Room 4", state="proposed"),
    said(records.PAGE, "p1", period="2026-02-01 to 2026-02-28", media="text/markdown", body="page"),
]


def test_no_word_of_use_and_no_count_of_days_stands_in_what_a_member_reads() -> None:
    lines = list(views.page("Sam", standing(EVERYTHING, "a"), ZONE, NOW, notice=True))
    assert len(lines) > 12
    lines += views.page("Sam", standing(EVERYTHING, "a"), ZONE, NOW, notice=False)
    begun = said(records.DAY, "", day="2026-03-10", checked_in=0, due=None, grace_h=None)
    lines += views.page("Sam", standing([EVERYTHING[0], begun], "a"), ZONE, NOW, notice=True)
    assert {"Sam checked in: Tuesday.", "Sam shares whether they checked in, from Tuesday on."} <= set(lines)
    for state in (views.STATE_WORDS, views.HOW_WORDS, views.CHEER_WORDS, views.WANT_WORDS, views.KIND_WORDS):
        lines += state.values()
    lines += [member.SHARING_ENDED, views.HELD_BACK, *views.WARNINGS.values()]
    assert not [line for line in lines if FORBIDDEN.search(line)]
    silent = next(line for line in lines if "has not" in line)
    assert silent == (
        "Sam has not checked in since Tuesday. That can mean many things. A kind message is enough. If you believe Sam "
        f"is in danger, call {numbers.emergency_short()}."
    )


@pytest.mark.parametrize(("hours", "silent"), [(11, False), (12, False), (12.01, True)])
def test_no_news_is_told_only_once_the_agreed_hours_are_over(hours: float, *, silent: bool) -> None:
    due = datetime(2026, 3, 12, 1, tzinfo=UTC)
    day = CheckedIn(date(2026, 3, 10), True, due, 12)  # noqa: FBT003
    assert day.silent(due + timedelta(hours=hours)) is silent
    assert CheckedIn(date(2026, 3, 10), True, due, 1).silent(due + timedelta(hours=hours)) is silent  # noqa: FBT003 - never below 12
    assert not CheckedIn(date(2026, 3, 10), True, None, None).silent(due + timedelta(days=99))  # noqa: FBT003


def test_what_is_not_shared_any_more_is_not_shown_and_nonsense_is_left_out() -> None:
    quiet = [said(records.HELLO, "", name="Sam", shares="[]"), *EVERYTHING[1:]]
    shown = standing(quiet, "a")
    assert (shown.day, shown.plan, shown.hard_until) == (None, (), None)
    wild = [
        said(records.HELLO, "", name=7, shares="{", until="never"),
        said(records.HELP, at=5, want="x"),
        said(records.HELP, "y", at="2026-03-13T19:00:00Z", want=["talk"], words="w" * 501, state=None),
        said(records.TASK, text=None),
        said(records.DAY, "", day="2026-02-30"),
        said(records.GOT, record="zz", count=-1, at="now"),
    ]
    shown = standing(wild, "a")
    assert (shown.name, shown.shares, shown.day, shown.proposals) == (None, (), None, ())
    assert [(one.want, one.words, one.open) for one in shown.helps] == [(None, None, False)]
    assert standing(EVERYTHING, "b") == standing([], "b")  # what one party writes is never the other's


MEETINGS = rb"""[
 {"name": "Early &amp; Bright", "day": 0, "time": "07:00", "end_time": "08:00:00", "types": ["O", "XYZ"],
  "location": "Hall<b>1</b>", "formatted_address": "1 Main St", "contact_1_name": "Secret Person",
  "timezone": "America/New_York"},
 {"name": "Late \u001b[31mNight", "day": ["5", 6], "time": "23:30", "end_time": "00:30",
  "types": "BEG, C", "conference_url": "https://zoom.us/j/1"},
 {"name": null, "day": 1, "time": "10:00"}, {"name": "No time", "day": 2, "time": ""}, 7
]"""


def test_a_list_of_meetings_is_read_whatever_form_it_has() -> None:
    found, left_out = meetings.read(MEETINGS)
    assert left_out == 2
    assert [(one.name, one.day, one.start.hour, one.length.seconds // 60) for one in found] == [
        ("Early & Bright", 0, 7, 60),
        ("Late [31mNight", 5, 23, 60),
        ("Late [31mNight", 6, 23, 60),
    ]
    assert (found[0].place, found[0].types, found[0].zone) == ("Hall 1, 1 Main St", ("O", "XYZ"), "America/New_York")
    assert "Secret" not in repr(found)
    coming = meetings.coming(found, NOW, "America/New_York")
    assert [f"{one.at:%a %H:%M}" for one in coming] == ["Fri 23:30", "Sat 23:30", "Sun 07:00"]
    on_now = meetings.coming(found, datetime(2026, 3, 14, 4, 10, tzinfo=UTC), "America/New_York")[
        0
    ]  # past midnight there
    assert f"{on_now.at:%a %H:%M}" == "Fri 23:30"
    assert len(meetings.chosen(coming, online=True)) == 2
    assert len(meetings.chosen(coming, types=["beginners"])) == 2
    assert len(meetings.chosen(coming, types=["xyz"])) == 1
    assert len(meetings.chosen(coming, on=date(2026, 3, 15))) == 1
    assert len(meetings.chosen(coming, by=meetings.within(NOW, 8))) == 1
    assert meetings.type_words(("O", "XYZ")) == "open, XYZ"
    sheet, _ = meetings.read(b"Day,Time,Name,Types\nMonday,7:30 PM,Home Group,O\n1,25:00,Broken,\n")
    assert [(one.day, one.start.hour, one.length) for one in sheet] == [(1, 19, meetings.LENGTH)]
    google, _ = meetings.read(b'{"values": [["day", "time", "name"], ["Tuesday", "12:00", "Noon"]]}')
    assert google[0].day == 2
    skipped, _ = meetings.read(b'[{"name": "Night", "day": 0, "time": "02:30"}]')
    spring = datetime(2026, 3, 8, 6, tzinfo=UTC)  # 01:00 there, an hour before the clock is put on
    assert [f"{one.at:%H:%M}" for one in meetings.coming(skipped, spring, "America/New_York")] == ["03:30"]
    assert meetings.within(spring.astimezone(ZoneInfo("America/New_York")), 3).hour == 5
    for hostile in (
        b"",
        b"[]",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b"x" * (meetings.FILE_LIMIT + 1),
        b'{"meetings": 7}',
    ):
        with pytest.raises(Refused):
            meetings.read(hostile)
