"""The cells of a table by what they are said to be: what is taken, and the words for what is not."""

from __future__ import annotations

from datetime import date, time

import pytest

from recovery.exchange.readers import columns
from recovery.exchange.readers.columns import Bad


@pytest.mark.parametrize(
    ("cell", "rating"),
    [("0", 0), ("10", 10), ("7/10", 7), ("7 / 10", 7), ("7 out of 10", 7), ("7.0", 7), ("7,00", 7), ("07", 7)],
)
def test_a_rating_is_a_whole_number_up_to_ten(cell: str, rating: int) -> None:
    assert columns.rating({"intensity": cell}) == columns.number({"intensity": cell}, "intensity", 10) == rating


def test_what_is_no_rating_says_what_one_is() -> None:
    for cell in ("11", "7.5", "-1", "x", "7/11", "00007"):
        with pytest.raises(Bad, match=r"^has intensity that is no whole number from 0 to 10$"):
            columns.rating({"intensity": cell})
    for cells in ({"intensity": ""}, {"intensity": " /10"}, {}):
        assert columns.number(cells, "intensity", 10) is None
        with pytest.raises(Bad, match=r"^has no rating from 0 to 10$"):
            columns.rating(cells)


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [("", None), ("0", 0), ("1440", 1440), ("1440 min", 1440), ("24 h", 1440), ("90.0", 90), ("1 Std. 30 Min.", 90)],
)
def test_minutes_go_up_to_a_day(cell: str, minutes: int | None) -> None:
    assert columns.minutes({"minutes": cell}) == minutes


@pytest.mark.parametrize("cell", ["1441", "24 h 1 min", "long", "-1"])
def test_what_are_no_minutes_says_so(cell: str) -> None:
    with pytest.raises(Bad, match=r"^has minutes that are no length from 0 to 1440 minutes$"):
        columns.minutes({"minutes": cell})


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("", None),
        ("0", 0.0),
        ("7.123", 7.123),
        ("7:20", 7.33),
        ("7:20:59", 7.33),
        ("7 Stunden 20 Minuten", 7.33),
        ("7 HORAS", 7.0),
        ("99.99", 99.99),
        ("450 MIN.", 7.5),
    ],
)
def test_hours_are_rounded_where_minutes_were_said(cell: str, hours: float | None) -> None:
    assert columns.hours({"sleep_hours": cell}) == hours


def test_a_hundred_hours_are_no_sleep() -> None:
    for cell in ("100", "-1", "nan", "deep"):
        with pytest.raises(Bad, match=r"^has sleep that is no number of hours$"):
            columns.hours({"sleep_hours": cell})


@pytest.mark.parametrize(
    ("cell", "used"),
    [("", None), ("Yes!", True), ("not  used", False), ("NO.", False), ("\N{CHECK MARK}", True), ("clean", False)],
)
def test_whether_somebody_used_is_a_yes_or_a_no(cell: str, used: bool | None) -> None:
    assert columns.use({"used": cell}) is used


def test_what_else_is_not_understood_says_what_would_be() -> None:
    for cell in ("maybe", "xyesx"):
        with pytest.raises(Bad, match=r"^has used that is neither a yes nor a no$"):
            columns.use({"used": cell})
    with pytest.raises(Bad, match=r"^has outcome that is none of: passed, resisted, used, lapsed$"):
        columns.outcome({"outcome": "over"})
    with pytest.raises(Bad, match=r"^has no date that can be read$"):
        columns.instant(None, time(9), "", {})
    assert (columns.use({}), columns.outcome({}), columns.minutes({}), columns.hours({})) == (None,) * 4


def test_how_a_craving_ended_and_when_it_was() -> None:
    assert [columns.outcome({"outcome": cell}) for cell in ("Resisted", "GAVE IN", "")] == ["passed", "used", None]
    day = date(2026, 3, 7)
    assert columns.instant(day, None, "", {"timezone": ""}) == {"at": "2026-03-07T12:00:00"}
    given = columns.instant(day, time(9, 5, 7), "+01:00", {"timezone": "Europe/Berlin"})
    assert given == {"at": "2026-03-07T09:05:07+01:00", "timezone": "Europe/Berlin"}
    assert columns.instant(day, time(0), "", {}) == {"at": "2026-03-07T00:00:00"}


def test_text_stands_before_the_note() -> None:
    assert columns.written({"note": "b", "text": "a"}) == "a\nb"
    assert [columns.written(cells) for cells in ({"note": "b"}, {"text": ""}, {})] == ["b", None, None]
