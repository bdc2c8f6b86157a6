"""The calendar file as others read it: `icalendar` judges, and dateutil says on which days an event comes again."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from recovery.exchange import dates_ahead
from recovery.outlets import icalendar
from recovery.outlets.icalendar import Event
from recovery.plans.plan import Plan
from recovery.treatment.medication import Regimen

STAMP = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = date(2026, 3, 7)
ZONES = (
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",  # half an hour
    "Europe/Berlin",
    "Europe/Dublin",  # winter is the exception there
    "Africa/Casablanca",  # changes for a month that moves
    "Asia/Kathmandu",
    "Pacific/Apia",
    "UTC",
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200)


def read(*events: Event) -> list[Any]:
    """The events as the judge reads them."""
    calendar = judged(icalendar.write(events, STAMP))
    components: list[Any] = calendar.walk("VEVENT")
    assert not any(item.errors for item in (calendar, *components))
    return components


def judged(content: bytes) -> Any:
    """A file as the judge reads it; its types name every value that there could be."""
    return Calendar.from_ical(content)


def occurrences(event: Any) -> list[date]:
    """The days on which an event takes place, by dateutil; at most the first hundred."""
    start = event.decoded("DTSTART")
    begin = start if isinstance(start, datetime) else datetime.combine(start, time())
    rule = rrulestr(event["RRULE"].to_ical().decode(), dtstart=begin)
    return [moment.date() for moment, _ in zip(rule, range(100), strict=False)]


def shown(text: str) -> str:
    """A text as a calendar should show it: its lines, and a blank for what cannot be seen."""
    return "\n".join("".join(x if x.isprintable() else " " for x in line) for line in text.splitlines())


@given(title=TEXT, place=TEXT, note=TEXT)
def test_every_text_comes_back_whole_in_lines_of_75_octets(title: str, place: str, note: str) -> None:
    content = icalendar.write([Event("a@b", title, DAY, time(8), place=place, note=note, alarm=-10)], STAMP)
    assert max(len(line) for line in content.split(b"\r\n")) <= icalendar.LINE_OCTETS
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    content.decode("utf-8")
    assert all(line.decode("utf-8") is not None for line in content.split(b"\r\n"))  # no letter is cut in two
    (event,) = judged(content).walk("VEVENT")
    assert str(event["SUMMARY"]) == shown(title)
    assert str(event.get("LOCATION", "")) == shown(place)
    assert str(event.get("DESCRIPTION", "")) == shown(note)


def test_a_line_of_75_octets_is_not_folded_and_one_of_76_is() -> None:
    for length, lines in ((67, 1), (68, 2)):
        content = icalendar.write([Event("a@b", "x" * length, DAY)], STAMP)
        assert content.count(b"x" * 5 + b"\r\n") + content.count(b"\r\n x") == lines


@pytest.mark.parametrize("at", [time(8), None])
@pytest.mark.parametrize("every", [1, 2, 7, 28])
@pytest.mark.parametrize("times", [1, 2, 5])
def test_the_last_day_is_among_the_days(at: time | None, every: int, times: int) -> None:
    last = DAY + timedelta(days=every * (times - 1))
    days = [DAY + timedelta(days=every * number) for number in range(times)]
    (event,) = read(Event("a@b", "Dose", DAY, at, every_days=every, until=last))
    assert occurrences(event) == days
    if every > 1:
        (event,) = read(Event("a@b", "Dose", DAY, at, every_days=every, until=last + timedelta(days=every - 1)))
        assert occurrences(event) == days


@given(
    since=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    every=st.integers(1, 40),
    length=st.integers(0, 90),
    passed=st.integers(0, 90),
    hours=st.sampled_from([None, ["08:00"], ["00:00", "23:59"]]),
)
def test_a_calendar_holds_each_dose_that_is_left_and_no_other(
    since: date, every: int, length: int, passed: int, hours: list[str] | None
) -> None:
    until, today = since + timedelta(days=length), since + timedelta(days=passed)
    times = {"hours": hours, "times": len(hours)} if hours else {}
    days = {"day": since.isoformat(), "since": since.isoformat(), "until": until.isoformat(), "every_days": every}
    regimen = Regimen.checked({"id": str(UUID(int=1)), "name": "a medicine", **days, **times})
    reading = read(*dates_ahead.events([], [regimen], Plan((), 0), today, ZoneInfo("Europe/Berlin"), quiet=False))
    planned = [since + timedelta(days=number) for number in range(0, length + 1, every)]
    left = [day for day in planned if day >= today]
    assert len(reading) == (len(hours or [None]) if left else 0)
    for event in reading:
        assert occurrences(event) == left
        assert isinstance(event.decoded("DTSTART"), datetime) == bool(hours)


def test_each_week_means_its_weekday() -> None:
    (event,) = read(Event("a@b", "Plan", date(2026, 3, 8), time(10), weekday=6, until=date(2026, 3, 29)))
    assert occurrences(event) == [date(2026, 3, day) for day in (8, 15, 22, 29)]


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    at=st.datetimes(datetime(2011, 1, 1), datetime(2037, 12, 31)),
    apart=st.integers(0, 800),
)
def test_a_zone_tells_what_its_clocks_do(zone: ZoneInfo, at: datetime, apart: int) -> None:
    other = at + timedelta(days=apart)
    events = [Event(f"{at}@b", "Visit", at.date(), at.time(), zone=zone) for at in (at, other)]
    calendar = judged(icalendar.write(events, STAMP))
    (component,) = calendar.walk("VTIMEZONE")
    for event, moment in zip(calendar.walk("VEVENT"), (at, other), strict=True):
        assert event.decoded("DTSTART") == moment.replace(microsecond=0, tzinfo=zone)
    told = component.to_tz(lookup_tzid=False)
    for day in range((other - at).days + 1):
        noon = (datetime.combine(at.date(), time(12)) + timedelta(days=day)).replace(tzinfo=zone)
        if noon.astimezone(UTC).astimezone(zone) != noon:  # a day that the zone left out, as Samoa did in 2011
            continue
        assert noon.replace(tzinfo=told).utcoffset() == noon.utcoffset(), noon


def test_the_clocks_change_at_the_hour_they_change() -> None:
    content = icalendar.write([Event("a@b", "Visit", DAY, time(8), zone=ZoneInfo("America/New_York"))], STAMP).decode()
    assert "DTSTART:20260308T020000\r\nTZNAME:EDT\r\nTZOFFSETFROM:-0500\r\nTZOFFSETTO:-0400\r\n" in content
    assert "DTSTART:20261101T020000\r\nTZNAME:EST\r\nTZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500\r\n" in content
    assert "DTSTART;TZID=America/New_York:20260307T080000\r\n" in content


def test_what_comes_again_or_takes_a_day_floats() -> None:
    zone = ZoneInfo("Europe/Berlin")
    content = icalendar.write(
        [Event("1@b", "Dose", DAY, time(8), zone=zone, every_days=1), Event("2@b", "Visit", DAY, zone=zone)], STAMP
    )
    assert b"TZID" not in content
    first, second = judged(content).walk("VEVENT")
    assert first.decoded("DTSTART") == datetime(2026, 3, 7, 8)
    assert second.decoded("DTSTART") == DAY


@pytest.mark.parametrize("minutes", [-960, -60, 0, 540])
def test_an_alarm_rings_when_it_should(minutes: int) -> None:
    (event,) = read(Event("a@b", "Visit; here", DAY, alarm=minutes))
    (alarm,) = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(minutes=minutes)
    assert (alarm["ACTION"], alarm["DESCRIPTION"]) == ("DISPLAY", "Visit; here")
    (event,) = read(Event("a@b", "Visit", DAY))
    assert not event.walk("VALARM")


def test_the_same_parts_have_one_name_that_tells_nothing() -> None:
    assert icalendar.uid("a", "b") == icalendar.uid("a", "b") != icalendar.uid("a", "c")
    assert "e5f9" not in icalendar.uid("e5f9")
