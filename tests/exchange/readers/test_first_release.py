"""How the first release read dates, times and cells: the ids of what it took in stay what they were."""

from __future__ import annotations

from datetime import date, time

import pytest

from recovery.exchange.readers import first_release
from recovery.exchange.readers.first_release import DMY, MDY, Dates

DAY = date(2026, 3, 7)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("10:00 pm", time(22)),
        ("22:40", time(22, 40)),
        ("22:40:09", time(22, 40, 9)),
        ("10pm", time(22)),
        ("10 pm", time(22)),
        ("12 am", time(0)),
        ("10", None),
        ("22.40", None),
        ("25:00", None),
        ("13 pm", None),
        ("", None),
    ],
)
def test_times_of_day(text: str, read: time | None) -> None:
    assert first_release.clock_of(text) == read


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-03-07", "", DAY),
        ("7.3.2026", "", DAY),
        ("07.03.26", MDY, DAY),
        ("7/3/2026", DMY, DAY),
        ("3/7/2026", MDY, DAY),
        ("3-7-26", MDY, DAY),
        ("7 March 2026", "", DAY),
        ("7  MAR 2026", "", DAY),
        ("March 7, 2026", "", DAY),
        ("mar 7 2026", "", DAY),
        ("7 Mai 2026", "", None),
        ("31 April 2026", "", None),
        ("13/13/2026", DMY, None),
        ("2026-13-07", "", None),
        ("soon", "", None),
        ("", "", None),
    ],
)
def test_dates(text: str, order: str, day: date | None) -> None:
    assert Dates(order).day(text) == day


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-07T21:40:05.123+01:00", (DAY, time(21, 40, 5), "+01:00")),
        ("2026-03-07 21:40 +01:00", (DAY, time(21, 40), "+01:00")),
        ("2026-03-07t21:40", (None, None, "")),
        (" 2026-03-07 21:40", (DAY, time(21, 40), "")),
        ("2026-03-07T21:40Z", (DAY, time(21, 40), "+00:00")),
        ("2026-03-07 21:99", (None, None, "")),
        ("7.3.2026 22:40", (DAY, time(22, 40), "")),
        ("7 March 2026, 10 pm", (DAY, time(22), "")),
        ("March 7, 2026", (DAY, None, "")),
        ("7.3.2026 in the evening", (None, None, "")),
        ("x 7.3.2026", (None, None, "")),
        ("", (None, None, "")),
    ],
)
def test_moments(text: str, moment: tuple[date | None, time | None, str]) -> None:
    assert Dates().moment(text) == moment


def test_what_was_not_utf_8_counted_as_windows_1252() -> None:
    assert first_release.decoded("caf\u00e9", "utf-8") == "caf\u00e9"
    assert first_release.decoded("cafe", "cp850") == "cafe"
    assert first_release.decoded("caf\u00e9", "cp1252") == "caf\u00e9"
    assert first_release.decoded("caf\u00e9", "cp850") == "caf\u201a"
    assert first_release.decoded("\u20ac", "iso-8859-1") == "?"
    assert first_release.decoded("\u00fc", "cp850") == "\ufffd", "a byte that Windows-1252 has no letter for"


@pytest.mark.parametrize(
    ("name", "substance"),
    [
        ("No heroin", "heroin"),
        ("quit using any Wine", "any Wine"),
        ("free of  sugar", "sugar"),
        ("Staying away from pubs", "pubs"),
        ("Alcohol-free", "Alcohol"),
        ("alcohol free day", "alcohol"),
        ("Meditate", None),
        ("nothing", None),
    ],
)
def test_habits_of_going_without(name: str, substance: str | None) -> None:
    assert first_release.habit_without(name) == substance
