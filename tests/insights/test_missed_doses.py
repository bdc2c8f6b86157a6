"""The day after a missed dose stands beside other days of its weekday; what is not written down says nothing."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from recovery.insights.missed_doses import HEADING, SHOWN, AfterMissed, after_missed, said

MONDAY = date(2026, 3, 2)
DAYS = st.integers(0, 55).map(lambda number: MONDAY + timedelta(days=number))


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def test_it_stands_beside_days_of_its_weekday_that_came_after_a_dose() -> None:
    doses = {day(0): True, day(7): False, day(14): False, day(15): False, day(21): True, day(28): True}
    logged = {day(1), day(8), day(15), day(16), day(29), day(36)}
    cravings = {day(1): 3, day(8): 2, day(15): 1, day(16): 9, day(29): 5, day(36): 7}
    rows = after_missed(doses, logged, cravings, day(28))
    assert rows == [AfterMissed(day(0), 3, 3, 2), AfterMissed(day(21), None, 3, 2)]  # the day after the last is to come
    assert [*said(rows)] == [
        HEADING,
        "Mon 2 Mar missed: 3 cravings the day after; others 3 on 2 days",
        "Mon 23 Mar missed: nothing written down the day after",
    ]
    assert [*said(after_missed({day(0): True}, {day(1)}, {}, day(9)))][1:] == [
        "Mon 2 Mar missed: 0 cravings the day after"
    ]
    assert [*said([])] == []


@given(st.dictionaries(DAYS, st.booleans()), st.sets(DAYS), st.lists(DAYS), DAYS)
def test_the_rows_are_those_of_the_tested_comparison(
    doses: dict[date, bool], quiet: set[date], felt: list[date], last: date
) -> None:
    logged, cravings = quiet | set(felt), Counter(felt)
    rows = after_missed(doses, logged, cravings, last)
    assert [row.missed for row in rows] == sorted(
        missed for missed, was in doses.items() if was and missed + timedelta(days=1) <= last
    )
    for row in rows:
        following = row.missed + timedelta(days=1)
        assert (row.cravings is None) == (following not in logged)
        assert row.cravings in (None, cravings[following])
    by_weekday = {(row.missed.weekday(), row.others, row.other_days) for row in rows}
    assert len(by_weekday) == len({weekday for weekday, *_ in by_weekday})
    assert len([*said(rows)]) == (min(len(rows), SHOWN) + 1 if rows else 0)
