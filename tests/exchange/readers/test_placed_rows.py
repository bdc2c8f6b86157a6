"""The day and the time of a row, and beside them what the first release read in it."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from recovery.exchange.readers.placed_rows import ELSEWHERE, USE_AT_NOON, Placed, placed
from recovery.exchange.readers.reading import FileReport
from recovery.exchange.readers.tables import Row
from recovery.exchange.readers.times import DMY, MDY, DateOrder

DAY = date(2026, 3, 7)
Moment = tuple[date | None, time | None, str]
NOTHING: Moment = (None, None, "")


def read(values: dict[str, str], before: dict[str, str] | None = None, encoding: str = "utf-8") -> Placed:
    row = Row(4, values, before or values)
    (only,) = placed(iter([row]), {name: name for name in values}, DateOrder(DMY), encoding)
    return only


def moment(row: Placed | None) -> Moment:
    assert row is not None
    return row.day, row.at, row.offset


@pytest.mark.parametrize(
    ("values", "now", "before"),
    [
        ({"date": " 07.03.2026 ", "time": "9pm"}, (DAY, time(21), ""), (DAY, time(21), "")),
        ({"date": "07.03.2026", "time": "21h30"}, (DAY, time(21, 30), ""), NOTHING),
        ({"date": "07.03.2026", "time": "late"}, NOTHING, NOTHING),
        ({"date": "07.03.2026", "time": ""}, (DAY, None, ""), (DAY, None, "")),
        ({"at": "2026-03-07 21:00", "date": "2020-01-01"}, (DAY, time(21), ""), (DAY, time(21), "")),
        ({"at": "", "date": "7/3/2026"}, (DAY, None, ""), (DAY, None, "")),
        ({"at": "2026-03-07T21:00:00+01:00"}, (DAY, time(21), "+01:00"), (DAY, time(21), "+01:00")),
        ({"date": "7-Mar-26"}, (DAY, None, ""), NOTHING),
        ({"note": "words"}, NOTHING, NOTHING),
    ],
)
def test_the_moment_of_a_row_now_and_in_the_first_release(values: dict[str, str], now: Moment, before: Moment) -> None:
    row = read(values)
    assert (row.line, moment(row)) == (4, now)
    assert moment(row.before) == before
    assert row.cells == {name: cell.strip() for name, cell in values.items()}


def test_the_first_release_read_in_the_order_of_the_file_too() -> None:
    (row,) = placed(iter([Row(4, {"d": "3/7/2026"}, {"d": "3/7/2026"})]), {"date": "d"}, DateOrder(MDY), "utf-8")
    assert moment(row) == moment(row.before) == (DAY, None, "")


def test_the_earlier_cells_are_kept_beside_those_of_now() -> None:
    for at in ("2026-03-07", "7 March 2026"):
        row = read({"at": at, "note": "a"}, {"at": at, "note": ' "a" '})
        assert row.cells == {"at": at, "note": "a"}
        assert row.before == Placed(4, DAY, None, "", {"at": at, "note": '"a"'})
    wide = read({"at": "2026-03-07", "note": "caf"}, {"at": "2026-03-07", "note": "caf\x92"}, "iso8859-1")
    assert wide.before is not None
    assert wide.before.cells["note"] == "caf\x92".encode("latin-1").decode("cp1252")


@pytest.mark.parametrize(
    ("more", "cells", "taken"),
    [
        ({"at": time(21)}, {}, {"at": "2026-03-07T21:00:00"}),
        ({"at": time(21), "offset": "+01:00"}, {}, {"at": "2026-03-07T21:00:00+01:00"}),
        ({"at": time(23), "offset": "-08:00"}, {}, {"at": "2026-03-07T23:00:00-08:00"}),  # the 8th in Berlin
        ({"at": time(0), "offset": "+10:00"}, {}, None),  # the 6th in Berlin
        ({"at": time(0), "offset": "+10:00"}, {"timezone": "Australia/Sydney"}, {"at": "2026-03-07T00:00:00+10:00"}),
        ({"at": time(0), "offset": "+10:00"}, {"timezone": "Mars/Base"}, {"at": "2026-03-07T00:00:00+10:00"}),
        ({"at": time(0)}, {}, {"at": "2026-03-07T00:00:00"}),
    ],
)
def test_a_use_is_a_lapse_of_the_rows_own_day(more: dict[str, Any], cells: dict[str, str], taken: Any) -> None:
    report = FileReport()
    row = Placed(**{"line": 4, "day": DAY, "at": None, "offset": "", "cells": cells, **more})
    assert row.instant_of_use("Europe/Berlin", report) == (taken and {**taken, **cells})
    assert report.left_at == ([] if taken else [(4, ELSEWHERE)])
    assert list(report.read_as) == []


def test_a_use_without_a_time_is_a_lapse_at_noon() -> None:
    report = FileReport()
    assert Placed(4, DAY, None, "", {}).instant_of_use("Europe/Berlin", report) is None
    assert (list(report.read_as), report.left_at) == ([USE_AT_NOON], [])
    two_days_on = Placed(4, DAY, time(23), "-12:00", {"timezone": "Pacific/Kiritimati"})
    assert two_days_on.instant_of_use("UTC", report) is None
    assert report.left_at == [(4, ELSEWHERE)]
