"""What time a person means: words, gaps and folds of many zones, and nothing that is still to come."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from recovery import clock
from recovery.dates import hours
from recovery.errors import RecoveryError, Refused, Usage

NEW_YORK = ZoneInfo("America/New_York")
FOUR = time(4)
# A Wednesday afternoon.
PRESENT = datetime(2026, 3, 18, 15, 30, 20, 999_999, tzinfo=NEW_YORK)
ZONES = [
    "Africa/Casablanca",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Gaza",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Europe/London",
    "Pacific/Apia",
    "Pacific/Chatham",
]


@pytest.fixture
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT.astimezone(UTC), tick=False):
        yield


def local(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    return clock.parse_when(text, zone).at


@pytest.mark.usefixtures("present")
@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("now", "2026-03-18T15:30:20"),
        ("today", "2026-03-18T15:30:20"),
        ("TODAY 9am", "2026-03-18T09:00"),
        ("9am", "2026-03-18T09:00"),
        ("at 9:15", "2026-03-18T09:15"),
        ("15:30", "2026-03-18T15:30"),
        ("15:31", "2026-03-17T15:31"),  # the latest one: today's is still to come
        ("11pm", "2026-03-17T23:00"),
        ("12am", "2026-03-18T00:00"),
        ("12pm", "2026-03-18T12:00"),
        ("noon", "2026-03-18T12:00"),
        ("yesterday", "2026-03-17T12:00"),
        ("yesterday 11pm", "2026-03-17T23:00"),
        ("yesterday 11 p.m.", "2026-03-17T23:00"),
        ("yesterday at 23:05:07", "2026-03-17T23:05:07"),
        ("yesterday 1am", "2026-03-17T01:00"),  # the date in the calendar, not the lived day
        ("fri 21:00", "2026-03-13T21:00"),
        ("friday", "2026-03-13T12:00"),
        ("last friday, 21:00", "2026-03-13T21:00"),
        ("on thu 9am", "2026-03-12T09:00"),
        ("wed 9am", "2026-03-18T09:00"),
        ("wed 16:00", "2026-03-11T16:00"),  # today's is still to come
        ("wednesday", "2026-03-18T15:30:20"),
        ("3h ago", "2026-03-18T12:30:20"),
        ("an hour ago", "2026-03-18T14:30:20"),
        ("90 minutes ago", "2026-03-18T14:00:20"),
        ("2 days ago", "2026-03-16T15:30:20"),
        ("2 weeks ago", "2026-03-04T15:30:20"),
        ("2026-03-07", "2026-03-07T12:00"),
        ("2026-03-07 21:40", "2026-03-07T21:40"),
        ("2026-03-07T21:40:59.999", "2026-03-07T21:40:59"),
        ("2026-03-07 9pm", "2026-03-07T21:00"),
        ("2026-03-07T21:40-08:00", "2026-03-08T00:40"),
        ("2026-03-07T21:40z", "2026-03-07T16:40"),
        ("2026-03-07 21:40 +01:00", "2026-03-07T15:40"),
        ("7 March 2026 5pm", "2026-03-07T17:00"),
        ("March 7", "2026-03-07T12:00"),
        ("December 24 18:00", "2025-12-24T18:00"),  # without a year: the latest one
        ("Feb 29", "2024-02-29T12:00"),
        ("29 February 2024 8:00", "2024-02-29T08:00"),
    ],
)
def test_words_for_a_time(text: str, wall: str) -> None:
    assert local(text).replace(tzinfo=None) == datetime.fromisoformat(wall)
    assert local(text).tzinfo is NEW_YORK
    assert local(f"  {text}  ") == local(text)


@pytest.mark.usefixtures("present")
@pytest.mark.parametrize(
    "text",
    [
        "today 16:00",
        "tomorrow",
        "tomorrow 9am",
        "2026-03-18 15:31",
        "2026-03-18T15:30:21",
        "2026-03-18T20:00Z",
        "2027-01-01",
        "March 19 2026",
    ],
)
def test_what_is_still_to_come_is_refused(text: str) -> None:
    with pytest.raises(Refused) as error:
        local(text)
    assert error.value.sentence == clock.FUTURE


@pytest.mark.usefixtures("present")
@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "soon", "7", "fr", "3 ago", "-1h ago", "yesterday lunchish", "\0", "\N{BLACK HEART SUIT}"),
        *("25:00", "13pm", "0am", "12:60", "2026-02-30", "2026-13-01 10:00", "30 February"),
        *("0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "7 Mar 2020 10:00 SECR"),
    ],
)
def test_what_cannot_be_read_is_a_usage_error_that_repeats_nothing(text: str) -> None:
    with pytest.raises(Usage) as error:
        local(text)
    assert error.value.sentence == clock.NOT_A_TIME


@pytest.mark.usefixtures("present")
def test_a_time_before_the_first_year_is_a_usage_error() -> None:
    with pytest.raises(Usage):
        local("0001-01-01 00:00", ZoneInfo("Asia/Tokyo"))


@pytest.mark.usefixtures("present")
@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-03-18"),
        ("yesterday", "2026-03-17"),
        ("tomorrow", "2026-03-19"),
        ("friday", "2026-03-13"),
        ("wed", "2026-03-18"),
        ("last tue", "2026-03-17"),
        ("3 days ago", "2026-03-15"),
        ("a week ago", "2026-03-11"),
        ("2024-02-29", "2024-02-29"),
        ("7 March 2026", "2026-03-07"),
        ("March 7", "2026-03-07"),
        ("March 19", "2025-03-19"),
        ("29 feb", "2024-02-29"),
    ],
)
def test_words_for_a_day(text: str, day: str) -> None:
    assert clock.parse_day(text, date(2026, 3, 18)) == date.fromisoformat(day)


@pytest.mark.parametrize("text", ["", "soon", "2026-02-29", "3h ago", "7 Mar 2020 10:00 SECR", "20260307x"])
def test_a_day_that_cannot_be_read_is_a_usage_error(text: str) -> None:
    with pytest.raises(Usage) as error:
        clock.parse_day(text, date(2026, 3, 18))
    assert error.value.sentence == clock.NOT_A_DAY


@pytest.mark.usefixtures("present")
@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_in_our_words(text: str) -> None:
    for read in (lambda: clock.parse_when(text, NEW_YORK), lambda: clock.parse_day(text, date(2026, 3, 18))):
        try:
            read()
        except RecoveryError as error:
            assert error.sentence in (clock.FUTURE, clock.SKIPPED, clock.NOT_A_TIME, clock.NOT_A_DAY)  # noqa: PT017


@pytest.mark.usefixtures("present")
@given(st.datetimes(datetime(1901, 1, 1), datetime(2026, 3, 18, 15, 30)), st.sampled_from(ZONES))
def test_an_instant_written_with_its_offset_comes_back_as_it_was(wall: datetime, zone_name: str) -> None:
    zone = ZoneInfo(zone_name)
    at = wall.replace(microsecond=0, tzinfo=UTC).astimezone(zone)
    if at.utcoffset() is not None and at.utcoffset() % timedelta(minutes=1):  # type: ignore[operator]
        return  # a zone's own mean time, before there were time zones: RFC 3339 cannot write its seconds
    instant = local(at.isoformat(), zone)
    assert instant.astimezone(UTC) == at.astimezone(UTC)
    assert instant.isoformat() == at.isoformat()


def changes_of_the_clock(zone: ZoneInfo) -> Iterator[tuple[datetime, timedelta, timedelta]]:
    """Every change of a zone's offset from 1995 to 2025: its instant, the offset before and the one after."""
    at = datetime(1995, 1, 1, tzinfo=UTC)
    step = timedelta(hours=6)
    while at.year < 2026:
        before, after = at.astimezone(zone).utcoffset(), (at + step).astimezone(zone).utcoffset()
        assert before is not None
        assert after is not None
        if before != after:
            low, high = at, at + step
            while high - low > timedelta(seconds=1):
                middle = (low + (high - low) / 2).replace(microsecond=0)
                low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
            yield high, before, after
        at += step


@pytest.mark.usefixtures("present")
@pytest.mark.parametrize("name", ZONES)
def test_every_gap_is_refused_and_every_fold_is_its_first(name: str) -> None:
    zone = ZoneInfo(name)
    seen = 0
    for instant, before, after in changes_of_the_clock(zone):
        seen += 1
        starts = (instant + min(before, after)).replace(tzinfo=None)  # the wall clock between these two
        ends = (instant + max(before, after)).replace(tzinfo=None)  # was skipped, or was shown twice
        inside = [starts, starts + (ends - starts) / 2, ends - timedelta(seconds=1)]
        for wall in (moment.replace(microsecond=0) for moment in inside):
            if after > before:
                with pytest.raises(Refused, match="did not exist"):
                    local(f"{wall:%Y-%m-%d %H:%M:%S}", zone)
            else:
                parsed = clock.parse_when(f"{wall:%Y-%m-%d %H:%M:%S}", zone)
                assert parsed.twice
                assert parsed.at.utcoffset() == before
                second = wall.replace(tzinfo=UTC) - after
                assert local(f"{wall:%Y-%m-%dT%H:%M:%S}{offset(after)}", zone).astimezone(UTC) == second
        for wall in (starts - timedelta(seconds=1), ends):
            outside = clock.parse_when(f"{wall:%Y-%m-%d %H:%M:%S}", zone)
            assert not outside.twice
            assert outside.at.replace(tzinfo=None) == wall
    assert seen > 1


def offset(value: timedelta) -> str:
    minutes = int(value.total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


@pytest.mark.usefixtures("present")
def test_lord_howe_moves_by_half_an_hour() -> None:
    zone = ZoneInfo("Australia/Lord_Howe")
    with pytest.raises(Refused, match="did not exist"):
        local("2025-10-05 02:15", zone)
    assert local("2025-10-05 02:30", zone).utcoffset() == timedelta(hours=11)
    assert clock.parse_when("2025-04-06 01:45", zone).twice
    assert not clock.parse_when("2025-04-06 01:15", zone).twice


@pytest.mark.usefixtures("present")
def test_apia_had_no_30_december_2011() -> None:
    zone = ZoneInfo("Pacific/Apia")
    for text in ("2011-12-30", "2011-12-30 00:00", "2011-12-30 23:59"):
        with pytest.raises(Refused, match="did not exist"):
            local(text, zone)
    assert local("2011-12-31 00:00", zone) - local("2011-12-29 23:59", zone) != timedelta(0)
    gone = local("2011-12-31 00:00", zone).astimezone(UTC) - local("2011-12-29 23:59", zone).astimezone(UTC)
    assert gone == timedelta(minutes=1)


@pytest.mark.parametrize(
    ("now", "text", "expected"),
    [
        # The clocks of New York went back at 06:00 UTC: 01:15 was shown at 05:15 and again at 06:15.
        ("2025-11-02T06:15", "1:30am", "2025-11-02T05:30"),  # shown once already; the second is still to come
        ("2025-11-02T06:15", "today 1:30", "2025-11-02T05:30"),
        ("2025-11-02T05:15", "1:30am", "2025-11-01T05:30"),  # both are still to come: yesterday's
        ("2025-11-02T06:15", "30 minutes ago", "2025-11-02T05:45"),
        ("2025-11-02T06:15", "2h ago", "2025-11-02T04:15"),
        ("2025-11-02T06:15", "now", "2025-11-02T06:15"),
        # They went forward at 07:00 UTC: 02:30 was never shown.
        ("2026-03-08T07:10", "1h ago", "2026-03-08T06:10"),
    ],
)
def test_in_the_hour_that_happens_twice_instants_are_compared(now: str, text: str, expected: str) -> None:
    with time_machine.travel(datetime.fromisoformat(now).replace(tzinfo=UTC), tick=False):
        assert local(text).astimezone(UTC).replace(tzinfo=None) == datetime.fromisoformat(expected)


def test_the_second_showing_is_the_future_during_the_first() -> None:
    with time_machine.travel(datetime(2025, 11, 2, 5, 15, tzinfo=UTC), tick=False), pytest.raises(Refused):
        local("2025-11-02T01:05-05:00")  # an earlier time on the wall, 50 minutes from now


@pytest.mark.parametrize(
    ("wall", "day"),
    [
        ("2026-03-01T00:30", "2026-02-28"),
        ("2024-03-01T03:59:59", "2024-02-29"),
        ("2024-02-29T04:00", "2024-02-29"),
        ("2026-03-01T04:00", "2026-03-01"),
        ("2026-01-01T03:59", "2025-12-31"),
        ("2026-03-01T23:59:59", "2026-03-01"),
    ],
)
def test_a_day_begins_at_four(wall: str, day: str) -> None:
    at = datetime.fromisoformat(wall).replace(tzinfo=NEW_YORK)
    assert clock.day_of(at, FOUR) == date.fromisoformat(day)
    assert clock.day_of(at, time(0)) == at.date()


@given(
    st.datetimes(datetime(1900, 1, 2), datetime(2100, 1, 1), timezones=st.sampled_from(ZONES).map(ZoneInfo)),
    st.times(),
)
def test_a_lived_day_is_the_date_of_the_wall_clock_put_back(at: datetime, starts: time) -> None:
    back = timedelta(hours=starts.hour, minutes=starts.minute, seconds=starts.second, microseconds=starts.microsecond)
    assert clock.day_of(at, starts) == (at.replace(tzinfo=None) - back).date()


@pytest.mark.parametrize(("now", "day"), [("03:59", "2026-03-17"), ("04:00", "2026-03-18"), ("00:30", "2026-03-17")])
def test_today_is_the_day_being_lived(now: str, day: str) -> None:
    at = datetime.fromisoformat(f"2026-03-18T{now}").replace(tzinfo=NEW_YORK)
    with time_machine.travel(at.astimezone(UTC), tick=False):
        assert clock.today(NEW_YORK, FOUR) == date.fromisoformat(day)


def test_last_night_is_still_the_day_being_lived_before_the_morning() -> None:
    lived = date(2026, 3, 17)
    assert clock.parse_day("Last night", lived, night=True) == lived
    assert clock.parse_day("last night", lived) == date(2026, 3, 16)
    assert clock.parse_day("yesterday", lived, night=True) == date(2026, 3, 16)


@pytest.mark.parametrize(
    ("text", "days"),
    [("7d", 7), ("8w", 56), (" 28 D ", 28), ("2 weeks", 14), ("1 day", 1), ("1d", 1), ("36525d", 36_525)],
)
def test_spans(text: str, days: int) -> None:
    assert clock.parse_span(text) == days


@pytest.mark.parametrize("text", ["", "7", "0d", "-7d", "1.5d", "7h", "99999w", "d"])
def test_spans_refused(text: str) -> None:
    with pytest.raises(Usage):
        clock.parse_span(text)


@pytest.mark.parametrize(
    ("text", "expected"), [("04:00", time(4)), ("5am", time(5)), ("noon", time(12)), ("0:30", time(0, 30))]
)
def test_times_of_day(text: str, expected: time) -> None:
    assert clock.parse_time_of_day(text) == expected


@pytest.mark.parametrize("text", ["", "4", "24:00", "four", "04:60", "13 pm"])
def test_times_of_day_refused(text: str) -> None:
    with pytest.raises(Usage):
        clock.parse_time_of_day(text)


@pytest.mark.parametrize("name", ["", "America", "America/Nowhere", "../etc/passwd", "/etc/passwd", "x" * 5000, "\0"])
def test_zones_refused(name: str) -> None:
    with pytest.raises(Refused):
        clock.parse_zone(name)


@pytest.mark.parametrize("tz", ["Europe/Vienna", "UTC", "Nowhere/Land"])
def test_the_zone_of_the_machine_is_one_there_is(tz: str) -> None:
    program = [sys.executable, "-c", "from recovery import clock; print(clock.system_zone())"]
    done = subprocess.run(program, env={**os.environ, "TZ": tz}, capture_output=True, text=True, check=True)
    assert done.stdout.strip() in ({tz} if tz in available_timezones() else available_timezones())


def test_history_is_stamped_in_whole_seconds_of_utc() -> None:
    with time_machine.travel(PRESENT.astimezone(UTC), tick=False):
        assert clock.stamp() == "2026-03-18T19:30:20Z"
        assert clock.now(NEW_YORK) == PRESENT.replace(microsecond=0)
        assert clock.latest_day() == date(2026, 3, 19)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (("12", "30", None, "am"), time(0, 30)),
        (("12", None, None, "P.M."), time(12)),
        (("22", "40", "05", None), time(22, 40, 5)),
        (("13", "00", None, "pm"), None),
        (("0", "10", None, "am"), None),
        (("24", "00", None, None), None),
    ],
)
def test_a_time_of_day_from_its_parts(parts: tuple[str, str | None, str | None, str | None], said: time | None) -> None:
    assert hours.time_said(*parts) == said
