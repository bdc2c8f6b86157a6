"""The order of the dates in a file: proved by its lines, or refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.dates.order import FileOrder, clock_of

LATEST = date(2026, 11, 29)
FORMS = {"dmy": "{d}/{m}/{y}", "mdy": "{m}/{d}/{y}", "ymd": "{y}/{m:02}/{d:02}"}


def learned(*texts: str, wish: str = "") -> FileOrder:
    order = FileOrder(wish, LATEST)
    assert order.learn(enumerate(texts, start=1)) is None
    return order


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (("05/11/2026", "28/11/2026"), "dmy"),
        (("05/11/2026", "11/28/2026"), "mdy"),
        (("5.11.2026",), "dmy"),
        (("5/11/26", "28/11/26"), "dmy"),  # 2028 is still to come
        (("11/5/26", "11/28/26"), "mdy"),
        (("26-03-07", "25-12-31"), "ymd"),
        (("7.3.26", "28.11.26"), "dmy"),
        (("05/11/2026", "06/11/2026"), ""),
        (("26-03-07",), ""),
        (("words", "2026-03-07", ""), ""),
        (("28-Nov-26",), "dmy"),  # 2028 is still to come
        (("26-Nov-20",), ""),
        (("26-nov-20", "28-Nov-26"), "dmy"),
    ],
)
def test_the_order_is_what_every_line_allows(texts: tuple[str, ...], order: str) -> None:
    order_ = learned(*texts)
    assert order_.order == order
    numbers = [text for text in texts if text[:1].isdigit() and text != "2026-03-07"]
    assert order_.ambiguous == bool(not order and numbers)


def test_two_digit_years_are_read_only_with_a_proof() -> None:
    assert learned("5/11/26").day("5/11/26") is None
    assert learned("5/11/26", "28/11/26").day("5/11/26") == date(2026, 11, 5)
    assert learned("5-Nov-26", "28-Nov-26").day("5-Nov-26") == date(2026, 11, 5)
    assert learned("26-Nov-20").day("26-Nov-20") is None
    assert learned().day("5 Μαΐου 2026") == date(2026, 5, 5)
    assert learned("26-03-07", "25-12-31").day("26-03-07") == date(2026, 3, 7)
    assert learned("5/11/26", wish="mdy").day("5/11/26") == date(2026, 5, 11)
    assert FileOrder("", LATEST).day("5.11.26") is None


def test_a_line_that_contradicts_the_others_is_named() -> None:
    order = FileOrder("", LATEST)
    assert order.learn([(1, "28/11/2026"), (2, "words"), (7, "11/28/2026")]) == 7


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("7.3.2026 22:40", ("2026-03-07", "22:40:00", "")),
        ("7.3.2026 9.30pm", ("2026-03-07", "21:30:00", "")),
        ("7 mars 2026 21h30", ("2026-03-07", "21:30:00", "")),
        ("2026-03-07T22:40:00+01:00", ("2026-03-07", "22:40:00", "+01:00")),
        ("Saturday, March 7, 2026", ("2026-03-07", "None", "")),
        ("Friday, March 7, 2026", ("None", "None", "")),
        ("payday 7 March 2026", ("None", "None", "")),
        ("2026-13-01 10:00", ("None", "None", "")),
    ],
)
def test_a_moment(text: str, moment: tuple[str, str, str]) -> None:
    day, at, offset = FileOrder("", LATEST).moment(text)
    assert (str(day), str(at), offset) == moment


def test_a_number_alone_is_no_time() -> None:
    assert clock_of("9") is None
    assert clock_of("22 h 00") is not None


@given(
    st.lists(st.dates(date(2001, 1, 1), LATEST), min_size=1, max_size=30),
    st.sampled_from(sorted(FORMS)),
    st.booleans(),
)
def test_a_file_in_one_order_is_read_in_it_or_not_at_all(days: list[date], order: str, short: bool) -> None:
    years = [f"{day.year % 100:02}" if short else f"{day.year:04}" for day in days]
    texts = [FORMS[order].format(d=day.day, m=day.month, y=year) for day, year in zip(days, years, strict=True)]
    order_ = FileOrder("", LATEST)
    assert order_.learn(enumerate(texts)) is None
    assert all(order_.day(text) in (day, None) for text, day in zip(texts, days, strict=True))
    if order == "ymd" and not short:
        assert [order_.day(text) for text in texts] == days
    if order_.order == order:
        assert [order_.day(text) for text in texts] == days
