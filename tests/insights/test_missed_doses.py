"""The day after a missed dose stands beside other days of its weekday; what is not written down says nothing."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from recovery.insights.missed_doses import HEADING, AfterMissed, after_missed, said
from tests.conftest import Call

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
    assert [row.to_json() for row in rows] == [
        {"missed": "2026-03-02", "cravings": 3, "others": {"days": 2, "cravings": 3}},
        {"missed": "2026-03-23", "cravings": None, "others": {"days": 2, "cravings": 3}},
    ]
    assert after_missed(doses, logged, cravings, day(29))[2:] == [AfterMissed(day(28), 5, 3, 2)]
    assert [*said(rows)] == [
        HEADING,
        "Mon 2 Mar missed: 3 cravings the day after; others 3 on 2 days",
        "Mon 23 Mar missed: nothing written down the day after",
    ]
    assert [*said(after_missed({day(0): True}, {day(1)}, {}, day(9)))][1:] == [
        "Mon 2 Mar missed: 0 cravings the day after"
    ]
    assert [*said([])] == []


def test_other_days_are_those_written_down_until_the_last_also_without_a_craving() -> None:
    doses = {day(0): True, day(7): False, day(14): False, day(21): False, day(28): False}
    logged = {day(1), day(8), day(22), day(29)}  # not the day after the second dose
    assert after_missed(doses, logged, {day(8): 2, day(29): 4}, day(22)) == [AfterMissed(day(0), 0, 2, 2)]
    assert after_missed(doses, logged, {day(8): 2, day(29): 4}, day(28)) == [AfterMissed(day(0), 0, 2, 2)]
    assert after_missed(doses, logged, {day(8): 2, day(29): 4}, day(29)) == [AfterMissed(day(0), 0, 6, 3)]


def test_the_day_after_says_nothing_while_it_lasts(heroin: Call) -> None:
    assert heroin("med", "add", "Suboxone", "--since", "2026-03-01").code == 0
    lines = [
        {"kind": "dose", "at": f"{day(number)}T08:00:00", "medication": "Suboxone", "status": "missed"}
        for number in (0, 5)
    ] + [{"kind": "checkin", "day": str(day(number)), "used": False} for number in (1, 6)]
    assert heroin("import", "-", piped="\n".join(map(json.dumps, lines))).code == 0
    said = heroin("report", "--as-of", str(day(6))).out
    assert ("Mon 2 Mar missed: 0 cravings the day after" in said, "Sat 7 Mar missed" in said) == (True, False)
    assert "Sat 7 Mar missed: 0 cravings the day after" in heroin("report", "--as-of", str(day(7))).out


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
        after_a_dose = [
            other
            for other in sorted(logged)
            if other <= last
            and doses.get(other - timedelta(days=1)) is False
            and other.weekday() == following.weekday()
        ]
        assert row.other_days == len(after_a_dose)
        assert row.others == sum(felt.count(other) for other in after_a_dose)
    assert len([*said(rows)]) == (min(len(rows), 5) + 1 if rows else 0)
