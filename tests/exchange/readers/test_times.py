"""Dates and times of other programs: every way of writing them, and none that is guessed."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

import pytest

from recovery.exchange.readers.times import DMY, MDY, DateOrder, clock_of
from recovery.store import home

if TYPE_CHECKING:
    from tests.exchange.readers.conftest import Read

DAY = date(2026, 3, 7)


def test_a_date_that_can_be_read_two_ways_is_none_until_the_file_or_the_person_tells_the_order() -> None:
    unknown = DateOrder()
    assert unknown.day("12/05/2025") is None
    assert DateOrder(DMY).day("12/05/2025") == date(2025, 5, 12)
    assert DateOrder(MDY).day("12/05/2025") == date(2025, 12, 5)
    assert unknown.learn([(1, "12/05/2025")]) is None
    assert unknown.ambiguous
    assert unknown.learn([(1, "12/05/2025"), (2, "12/31/2024")]) is None
    assert (unknown.order, unknown.ambiguous) == (MDY, False)
    assert unknown.learn([(3, "05/12/2025"), (4, "31/12/2024")]) == 4


def test_where_a_file_proves_no_order_the_one_that_the_person_chose_for_all_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(home, "date_order", lambda: MDY)
    unknown, proved = DateOrder(), DateOrder()
    assert unknown.learn([(1, "12/05/2025")]) is None
    assert (unknown.order, unknown.day("12/05/2025")) == (MDY, date(2025, 12, 5))
    assert proved.learn([(1, "31/12/2024")]) is None
    assert proved.order == DMY


def test_a_year_of_two_digits_that_is_still_to_come_is_none() -> None:
    order = DateOrder(DMY)
    assert order.day("7/3/26") == DAY
    assert order.day("7/3/99") is None


@pytest.mark.parametrize("reader", ["daylio", "loop"])
def test_no_reader_takes_the_twelfth_of_may_for_the_fifth_of_december_or_the_other_way(read: Read, reader: str) -> None:
    """Both programs write the year first; a file that does not was changed by hand."""
    if reader == "daylio":
        taken = read("daylio", "full_date,date,weekday,time,mood,activities,note\n12/05/2025,,,10:00,good,,\n")
        assert taken.lines == []
        assert taken.bad == {2: "has no date that can be read"}
    else:
        from recovery.errors import Refused
        from tests.exchange.readers.test_loop import MARKS, archive

        with pytest.raises(Refused, match="has no date that can be read"):
            read("loop", archive({"No heroin": MARKS + "12/05/2025,NO,\n"}))


@pytest.mark.parametrize(
    "text",
    ["2026-03-07", "2026/3/7", "2026.03.07", "7.3.2026", "7 March 2026", "7th mar. 2026", "Sat, 7 Mar 2026",
     "March 7, 2026", "Saturday, Mar 7th 2026", "sat mar. 7 2026"],
)  # fmt: skip
def test_a_date_with_one_meaning(text: str) -> None:
    assert DateOrder().day(text) == DAY


@pytest.mark.parametrize("text", ["", "31/02/2026", "2026-13-01", "7 Foo 2026", "March 2026", "7.3", "40.1.2026"])
def test_no_date(text: str) -> None:
    assert DateOrder(DMY).day(text) is None


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("22:40", time(22, 40)),
        ("10:40 pm", time(22, 40)),
        ("10:40 P.M.", time(22, 40)),
        ("10pm", time(22)),
        ("12am", time(0)),
        ("12:00 pm", time(12)),
        ("07:05:09", time(7, 5, 9)),
        ("07:05:09.25", time(7, 5, 9)),
        ("0:00", time(0)),
        ("23:59", time(23, 59)),
        ("24:00", None),
        ("13 pm", None),
        ("10", None),
        ("22:60", None),
        ("at ten", None),
    ],
)
def test_a_time_of_day(text: str, clock: time | None) -> None:
    assert clock_of(text) == clock


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("7.3.2026 22:40", (DAY, time(22, 40), "")),
        ("7.3.2026, 10:40 pm", (DAY, time(22, 40), "")),
        ("7.3.2026", (DAY, None, "")),
        ("7 March 2026 8am", (DAY, time(8), "")),
        ("2026-03-07T22:40:31", (DAY, time(22, 40, 31), "")),
        ("2026-03-07 22:40:31.5", (DAY, time(22, 40, 31), "")),
        ("2026-03-07T22:40:00z", (DAY, time(22, 40), "+00:00")),
        ("2026-03-07 22:40 +0100", (DAY, time(22, 40), "+01:00")),
        ("2026-03-07T22:40Z", (DAY, time(22, 40), "+00:00")),
        ("2026-03-07T25:40", (None, None, "")),
        ("7.3.2026 late", (None, None, "")),
        ("tomorrow", (None, None, "")),
    ],
)
def test_a_moment(text: str, moment: tuple[date | None, time | None, str]) -> None:
    assert DateOrder().moment(text) == moment
