"""The line that begins an entry of jrnl: its parts in whatever order, and what has the shape of the first one."""

from __future__ import annotations

from datetime import date, time

import pytest

from recovery.exchange.readers.jrnl_heads import Stamp, heads_of, parts_of, read_stamp
from recovery.exchange.readers.times import DateOrder

DAY = date(2026, 3, 7)


@pytest.mark.parametrize(
    ("stamp", "parts"),
    [
        ("2026-03-07 09:05", ("2026-03-07", time(9, 5), "")),
        ("2026-03-07T09:05:07", ("2026-03-07", time(9, 5, 7), "")),
        ("20260307T09:05 EST", ("20260307", time(9, 5), "EST")),
        ("09:05  7.3.2026", ("7.3.2026", time(9, 5), "")),
        ("Tue 7.3.2026 9.05 Uhr", ("Tue 7.3.2026", time(9, 5), "")),
        ("2026-03-07 09:05 +01:00", ("2026-03-07", time(9, 5), "+01:00")),
        ("2026-03-07 09:05Z", ("2026-03-07", time(9, 5), "Z")),
        ("2026-03-07 09:05 Europe/Berlin", ("2026-03-07", time(9, 5), "Europe/Berlin")),
        ("7.3.2026", ("7.3.2026", None, "")),
        ("  2026-03-07 - ", ("2026-03-07", None, "")),
        ("7 March XYZ", ("7 March XYZ", None, "")),
        ("7.3.2026 UTC", ("7.3.2026 UTC", None, "")),
        ("2026-03-07 29:05", ("", None, "")),
        ("", ("", None, "")),
    ],
)
def test_date_time_and_zone_of_a_stamp(stamp: str, parts: tuple[str, time | None, str]) -> None:
    assert parts_of(stamp) == parts


def test_a_stamp_read() -> None:
    order = DateOrder("dmy")
    assert read_stamp("20260307 9pm", order) == Stamp(DAY, time(21))
    assert read_stamp("Samstag, 07/03/2026 09:05 UTC", order) == Stamp(DAY, time(9, 5), "UTC")
    assert read_stamp("Saturday, 7 March 2026", order) == Stamp(DAY, None)
    assert read_stamp("7 March 2026, Saturday", order) == Stamp(DAY, None)
    assert read_stamp("20261307", order) is None
    assert read_stamp("no date", order) is None


@pytest.mark.parametrize(
    ("zone", "offset"),
    [
        ("Z", "+00:00"),
        ("UTC", "+00:00"),
        ("GMT", "+00:00"),
        ("+0130", "+01:30"),
        ("-05:00", "-05:00"),
        ("EST", ""),
        ("", ""),
    ],
)
def test_a_zone_as_an_offset(zone: str, offset: str) -> None:
    assert Stamp(DAY, None, zone).offset == offset


def test_heads_in_brackets_hold_a_digit_and_end_before_a_blank() -> None:
    heads = heads_of("[2026-03-07 09:05] Title")
    assert heads.split("[2026-03-07 09:05] Title\nmore") == ("2026-03-07 09:05", "Title\nmore")
    assert heads.split("[2026-03-07]") == ("2026-03-07", "")
    assert heads.split("[2026-03-07]x") is None
    assert heads.split("[note] x") is None
    assert heads.split("[2026-03-07 never closed") == ("", "[2026-03-07 never closed")
    assert heads.split("2026-03-07 09:05 Title") is None


def test_heads_without_brackets_have_the_shape_of_the_first_one() -> None:
    plain = heads_of("2026-03-07 9:05 PM Title")
    assert plain.split("2026-03-08 10:00 Next") == ("2026-03-08 10:00", "Next")
    assert plain.split("2026-03-08 Next") is None
    own = heads_of("Sat 7 Mar 2026 at 9:05 PM +0100 Title of it")
    assert own.split("Sun 8 Mar 2026 at 10:15 AM -0500 Next\none") == ("Sun 8 Mar 2026 at 10:15 AM", "-0500 Next\none")
    assert own.split("Sun 8 Mar 2026 Next") is None
    offset = heads_of("7.3.2026 09:05 +0100 Title")
    assert offset.split("8.3.2026 10:05 -0500 Next") == ("8.3.2026 10:05 -0500", "Next")
    assert offset.split("8-3-2026 10:05 -0500 Next") is None
    assert heads_of("7.3.2026 09:05 -0500 Title").split("8.3.2026 10:05 +0100 Next") is not None
    barred = heads_of("7-3-2026 | 09:05 Title")
    assert barred.split("8-3-2026 | 10:05 Next") == ("8-3-2026 | 10:05", "Next")
    for other in ("8+3+2026 | 10:05 Next", "8-3-2026 + 10:05 Next"):
        assert barred.split(other) is None
    joined = heads_of("7.3.2026,09:05 Title")
    assert joined.split("8.3.2026,10:05 Next") == ("8.3.2026,10:05", "Next")
    alone = heads_of("7.3.2026 09:05")
    assert alone.split("8.3.2026 10:05") == ("8.3.2026 10:05", "")
    seven = heads_of("one two three four five 7.3.2026 09:05 Title")
    assert seven.split("six two three four five 8.3.2026 10:05 Next") == (
        "six two three four five 8.3.2026 10:05",
        "Next",
    )
    eight = heads_of("one two three four five six 7.3.2026 09:05 Title")
    assert eight.split("one two three four five six 8.3.2026 10:05 Next") is None
    assert heads_of("no date at all").split("2026-03-07 09:05 x") == ("2026-03-07 09:05", "x")
