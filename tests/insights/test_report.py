"""The report's numbers from facts alone: each block of the contract, and how periods cut them."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from statistics import mean, stdev
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.insights.abstinence import CheckInFact, LapseFact
from recovery.insights.facts import CravingFact
from recovery.insights.periods import Period
from recovery.insights.report import Facts, build

ZONE = ZoneInfo("America/New_York")
WEEK = Period(date(2026, 3, 16), date(2026, 3, 22))
AS_OF = WEEK.last


def craving(day: int, hour: int, rating: int, *triggers: str, outcome: str | None = None, key: int = 0) -> CravingFact:
    wall = datetime(2026, 3, day, hour, 20, tzinfo=ZONE)
    lived = wall.date() - timedelta(days=1) if hour < 4 else wall.date()
    return CravingFact(lived, wall, rating, triggers, (), outcome, key)


NINE = [
    craving(16, 9, 4, "payday", outcome="passed", key=1),
    craving(16, 21, 6, "Payday", outcome="passed", key=2),
    craving(17, 8, 3, outcome="passed", key=3),
    craving(19, 12, 5, "argument", outcome="passed", key=4),
    craving(20, 17, 8, "payday", outcome="passed", key=5),
    craving(20, 23, 7, "payday", outcome=None, key=6),
    craving(21, 2, 4, outcome="passed", key=7),
    craving(21, 10, 7, outcome="passed", key=8),
    craving(22, 18, 4, outcome=None, key=9),
]
FACTS = Facts(
    cravings=[craving(9, 10, 9, "payday"), craving(1, 10, 2, "ghost"), *NINE],
    lapses=[LapseFact(date(2026, 3, 20))],
    checkins=[CheckInFact(date(2026, 3, 16), used=False), CheckInFact(date(2026, 3, 17), used=None)],
    days_logged=6,
)


def test_the_cravings_block() -> None:
    ratings = [each.intensity for each in NINE]
    assert build(WEEK, AS_OF, FACTS).to_json()["cravings"] == {
        "count": 9,
        "mean": pytest.approx(mean(ratings)),
        "median": 5.0,
        "q1": 4.0,
        "q3": 7.0,
        "peak": 8,
        "sd": pytest.approx(stdev(ratings)),
        "high_days": 2,
        "passed": 7,
        "used": 0,
        "unknown_outcome": 2,
    }


def test_the_keys_are_the_contracts_in_its_order() -> None:
    document = build(WEEK, AS_OF, FACTS).to_json()
    assert list(document) == [
        "period",
        "coverage",
        "cravings",
        "previous",
        "triggers",
        "coping",
        "hours",
        "weekdays",
        "days",
        "patterns_period",
        "patterns",
        "plan_gaps",
        "free_days",
    ]
    assert document["period"] == {"from": "2026-03-16", "to": "2026-03-22", "days": 7}
    assert document["coverage"] == {"days_logged": 6, "days": 7}
    assert document["patterns_period"] == {"from": "2026-01-26", "to": "2026-03-22", "days": 56}
    assert (document["patterns"], document["plan_gaps"]) == ([], [])


def test_the_period_before_is_counted_alone() -> None:
    previous = build(WEEK, AS_OF, FACTS).to_json()["previous"]
    assert (previous["from"], previous["to"]) == ("2026-03-09", "2026-03-15")
    assert (previous["cravings"]["count"], previous["cravings"]["median"], previous["cravings"]["sd"]) == (1, 9.0, None)


def test_without_cravings_every_figure_is_null() -> None:
    block = build(WEEK, AS_OF, Facts([], [], [], 0)).to_json()["cravings"]
    assert {name for name, value in block.items() if value is None} == {"mean", "median", "q1", "q3", "peak", "sd"}
    assert {value for value in block.values() if value is not None} == {0}


def test_triggers_are_the_periods_own_and_the_longer_list_reaches_back() -> None:
    report = build(WEEK, AS_OF, FACTS)
    assert [(each.name, each.count) for each in report.triggers] == [("payday", 4), ("argument", 1)]
    assert [(each.name, each.count) for each in report.longer_triggers] == [
        ("payday", 5),
        ("argument", 1),
        ("ghost", 1),
    ]


def test_hours_go_by_the_clock_and_weekdays_by_the_lived_day() -> None:
    report = build(WEEK, AS_OF, FACTS).to_json()
    assert report["hours"][2] == 1
    assert report["weekdays"] == [2, 1, 0, 1, 3, 1, 1]


def test_the_days_strip() -> None:
    days = build(WEEK, AS_OF, FACTS).to_json()["days"]
    assert days[0] == {"day": "2026-03-16", "status": "abstinent", "cravings": 2, "peak": 6}
    assert days[1] == {"day": "2026-03-17", "status": "unknown", "cravings": 1, "peak": 3}
    assert days[2] == {"day": "2026-03-18", "status": "unknown", "cravings": 0, "peak": None}
    assert days[4] == {"day": "2026-03-20", "status": "used", "cravings": 3, "peak": 8}


def test_a_rating_of_zero_is_a_peak() -> None:
    report = build(WEEK, AS_OF, Facts([craving(16, 9, 0)], [], [], 1)).to_json()
    assert (report["days"][0]["peak"], report["cravings"]["peak"]) == (0, 0)


def test_the_hardest_is_the_latest_of_the_highest() -> None:
    found = build(WEEK, AS_OF, FACTS).hardest
    assert found is not None
    assert found.key == 5


def test_a_week_still_going_on_counts_the_days_that_have_come() -> None:
    assert build(WEEK, date(2026, 3, 18), Facts([], [], [], 0)).lived.days == 3
    assert build(WEEK, date(2026, 3, 18), FACTS).lived.days == 7
    assert build(WEEK, date(2026, 1, 1), Facts([], [], [], 0)).lived == WEEK


FACT = st.builds(
    craving,
    st.integers(1, 28),
    st.integers(0, 23),
    st.integers(0, 10),
    outcome=st.sampled_from(["passed", "used", None]),
)


@given(st.lists(FACT, max_size=40), st.integers(1, 20), st.integers(1, 20))
def test_every_craving_of_the_period_is_counted_once_in_each_block(
    cravings: list[CravingFact], first: int, length: int
) -> None:
    start = date(2026, 3, first)
    period = Period(start, start + timedelta(days=length - 1))
    document = build(period, period.last, Facts(cravings, [], [], 0)).to_json()
    own = [each for each in cravings if period.first <= each.day <= period.last]
    block = document["cravings"]
    assert block["count"] == len(own) == sum(document["hours"]) == sum(document["weekdays"])
    assert block["passed"] + block["used"] + block["unknown_outcome"] == len(own)
    assert Counter(each.day.isoformat() for each in own) == Counter(
        {each["day"]: each["cravings"] for each in document["days"] if each["cravings"]}
    )
    assert block["high_days"] == sum(1 for each in document["days"] if (each["peak"] or 0) >= 7)
