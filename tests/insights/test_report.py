"""The report's numbers from facts alone: each block of the contract, and how periods cut them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from statistics import mean, stdev
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.insights import patterns
from recovery.insights.claims import Claim, Look
from recovery.insights.facts import CravingFact, Logged
from recovery.insights.periods import Period
from recovery.insights.report import Facts, PlanGap, build, coping_counts, trigger_counts
from recovery.insights.treatment_summary import TreatmentSummary
from recovery.insights.triggers import Ended, NameCount
from recovery.insights.use_record import CheckInFact, LapseFact
from recovery.insights.warning_signs import StageDays

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
    ratings = [craving.intensity for craving in NINE]
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
        "helped",
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
    assert [(trigger.name, trigger.count) for trigger in report.triggers] == [("payday", 4), ("argument", 1)]
    assert [(longer_trigger.name, longer_trigger.count) for longer_trigger in report.longer_triggers] == [
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
    hardest = build(WEEK, AS_OF, FACTS).hardest
    assert hardest is not None
    assert hardest.key == 5


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
    own = [craving for craving in cravings if period.first <= craving.day <= period.last]
    block = document["cravings"]
    assert block["count"] == len(own) == sum(document["hours"]) == sum(document["weekdays"])
    assert block["passed"] + block["used"] + block["unknown_outcome"] == len(own)
    assert Counter(craving.day.isoformat() for craving in own) == Counter(
        {day["day"]: day["cravings"] for day in document["days"] if day["cravings"]}
    )
    assert block["high_days"] == sum(1 for day in document["days"] if (day["peak"] or 0) >= 7)


def test_what_else_a_report_takes_from_the_facts() -> None:
    good, late = (date(2026, 3, 20), "sun"), time(5)
    treatment = TreatmentSummary(missed_days=frozenset({date(2026, 3, 17)}))
    cravings = [
        craving(1, 10, 2, "ghost", outcome="used"),
        craving(20, 21, 5, outcome="passed", key=2),
        craving(20, 9, 7, outcome="used", key=1),
        craving(18, 9, 6, key=3),
    ]
    checkins = [
        CheckInFact(date(2026, 3, day), used) for day, used in ((15, True), (16, False), (17, None), (18, True))
    ]
    lapses = [LapseFact(date(2026, 3, 15)), LapseFact(date(2026, 3, 16)), LapseFact(date(2026, 3, 16))]
    report = build(WEEK, AS_OF, Facts(cravings, lapses, checkins, 4, good, late, treatment))
    assert (report.good, report.day_starts, report.treatment, report.as_of) == (good, late, treatment, AS_OF)
    assert (report.checkins, report.lapses, report.days_logged) == (2, 2, 4)
    assert [craving.key for craving in report.timed] == [3, 1, 2]
    assert (report.cravings.passed, report.cravings.used, report.cravings.unknown_outcome) == (1, 1, 1)
    assert report.cravings.ended == Ended(1, 2)
    assert report.longer_ended == Ended(1, 3)
    assert (report.longer_days, sum(map(sum, report.longer_heat)), sum(map(sum, report.heat))) == (3, 4, 3)
    assert report.heat[4][9] == report.heat[4][21] == report.heat[2][9] == 1
    assert report.checks == 0
    assert build(WEEK, AS_OF, Facts([], [], [], 0)).hardest is None


@pytest.mark.parametrize(("cravings", "usual"), [(19, None), (20, (2.0, 4.0, 6.0))])
def test_what_is_usual_is_said_from_twenty_cravings_on(cravings: int, usual: tuple[float, float, float] | None) -> None:
    felt = [craving(1 + number % 14, 10, 2 + 2 * (number % 3)) for number in range(cravings)]
    report = build(WEEK, AS_OF, Facts(felt, [], [], 0))
    assert (report.usual is None) is (usual is None)
    assert report.usual == usual


def test_patterns_are_sought_in_the_look_back_as_far_as_it_had_come(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[Look] = []

    def compare(look: Look) -> list[Claim]:
        looks.append(look)
        return [Claim("hour", 0.001, 12, 40, 6.5, "a claim", again=True)]

    monkeypatch.setattr(patterns, "COMPARISONS", (compare,))
    felt = [
        craving(1, 9, 5, key=number)._replace(day=AS_OF - timedelta(days=number % 56)) for number in range(-20, 100)
    ]
    facts = Facts(felt, [], [], 56, logged=Logged(hours=frozenset({9})))
    report = build(WEEK, AS_OF, facts)
    assert (report.checks, [pattern.claim for pattern in report.patterns]) == (1, ["a claim"])
    assert build(WEEK, AS_OF + timedelta(days=3), facts).checks == 1
    early = WEEK.lookback.first
    middle = early + timedelta(days=30)
    assert build(WEEK, middle, facts).checks == 1
    assert [look.period for look in looks] == [WEEK.lookback, WEEK.lookback, Period(early, middle)]
    assert looks[0].hours == {9}
    assert len(looks[0].cravings) == len(felt)
    assert build(WEEK, early - timedelta(days=1), facts).checks == 0
    assert build(WEEK, AS_OF, replace(facts, logged=None)).checks == 0


@pytest.mark.parametrize(
    ("begun", "as_of", "days"),
    [
        (None, AS_OF, 7),
        (date(2026, 3, 19), AS_OF, 4),
        (date(2026, 1, 1), AS_OF, 30),
        (date(2026, 1, 1), date(2026, 4, 1), 30),
        (date(2026, 3, 19), date(2026, 3, 17), 1),
        (None, date(2026, 3, 1), 1),
    ],
)
def test_free_days_are_measured_from_the_beginning_to_where_the_period_was_lived(
    begun: date | None, as_of: date, days: int
) -> None:
    month, _ = build(WEEK, as_of, Facts([], [], [], 0, begun=begun)).free_days
    assert (month.last, month.window.days) == (30, days)


def test_a_look_back_reaches_further_only_where_the_period_is_shorter() -> None:
    assert build(WEEK, AS_OF, FACTS).longer == WEEK.lookback
    eight = Period(AS_OF - timedelta(days=55), AS_OF)
    assert build(eight, AS_OF, FACTS).longer is None


def test_a_period_is_lived_as_far_as_anything_is_known_of_it() -> None:
    early = date(2026, 3, 16)
    said = Facts([], [], [CheckInFact(date(2026, 3, 19), used=False)], 1)
    assert build(WEEK, early, said).lived == Period(WEEK.first, date(2026, 3, 19))
    assert build(WEEK, early, Facts([craving(20, 9, 1)], [], [], 1)).lived.last == date(2026, 3, 20)
    assert build(WEEK, date(2026, 3, 30), said).lived == WEEK
    assert build(WEEK, early, Facts([], [], [], 0)).lived == Period(early, early)
    assert build(WEEK, early - timedelta(days=1), Facts([], [], [], 0)).lived == WEEK
    assert build(WEEK, AS_OF, Facts([], [], [], 0)).empty
    assert not build(WEEK, AS_OF, Facts([], [], [], 1)).empty


def test_signs_and_treatment_stand_only_where_there_are_any() -> None:
    report = build(WEEK, AS_OF, replace(FACTS, treatment=TreatmentSummary()))
    whole = replace(
        report, plan_gaps=(PlanGap("payday", 4),), signs=(StageDays("early", 1, 2, 3, 4, {"lying": 1}),)
    ).to_json()
    assert whole["plan_gaps"] == [{"trigger": "payday", "count": 4}]
    assert whole["signs"] == [StageDays("early", 1, 2, 3, 4, {"lying": 1}).to_json()]
    assert whole["treatment"] == TreatmentSummary().to_json()
    assert list(whole)[-4:] == ["signs", "treatment", "free_days", "helped"]
    assert [(free_day["last"], free_day["days"], free_day["used"]) for free_day in whole["free_days"]] == [
        (30, 7, 1),
        (90, 7, 1),
    ]


def test_names_are_counted_with_what_is_known_of_each_craving() -> None:
    at = datetime(2026, 3, 16, 9, tzinfo=ZONE)
    ended = at + timedelta(hours=1)
    ahead = CravingFact(WEEK.first, at, 7, ("a", "b"), ("walk",), "passed", 5, written=at, ended=ended)
    after = CravingFact(WEEK.first, at, 3, ("a",), (), None, 6)
    assert trigger_counts([ahead, after]) == [
        NameCount("a", 7, "passed", 1, 5, 1),
        NameCount("b", 7, "passed", 1, 5, 1),
        NameCount("a", 3, None, 1, 6, 0),
    ]
    assert coping_counts([ahead, after]) == [NameCount("walk", 7, "passed", 1, 5, 1)]
    report = build(WEEK, AS_OF, Facts([ahead, after], [], [], 1))
    assert [met.to_json()["ahead"] for met in report.coping] == [{"passed": 1, "known": 1}]
    assert [met.name for met in report.longer_coping] == ["walk"]
    assert report.to_json()["coping"] == [report.coping[0].to_json()]
    assert report.to_json()["triggers"][0]["count"] == 2


def test_cravings_stand_by_the_clock_and_in_their_cell_of_the_week() -> None:
    same = [craving(16, 9, rating, key=key) for key, rating in enumerate((9, 3, 5))]
    report = build(WEEK, AS_OF, Facts(same, [], [], 1))
    assert [craving.intensity for craving in report.timed] == [3, 5, 9], (
        "of one instant by rating: on each device the same"
    )
    assert (
        report.heat == report.longer_heat == [[3 * (day == 0 and hour == 9) for hour in range(24)] for day in range(7)]
    )


def test_what_was_counted_is_handed_on() -> None:
    used = date(2026, 3, 21)
    logged = Logged(frozenset(date(2026, 2, 1) + timedelta(days=day) for day in range(50)), uses=frozenset({used}))
    facts = replace(
        FACTS, lapses=[LapseFact(used, "wine")], logged=logged, days_filled_in=2, tracked=("heroin", "wine")
    )
    report = build(WEEK, AS_OF, facts)
    assert (report.days_filled_in, report.run_up_waits) == (2, True)
    assert [(fact.day, fact.used) for fact in report.days if fact.used] == [(used, ("wine",))]
    assert not build(WEEK, AS_OF, replace(facts, logged=logged._replace(uses=frozenset()))).run_up_waits


def test_a_report_as_of_a_day_before_its_cravings_finds_nothing() -> None:
    days = [craving(9 + number % 10, 10, 5, "payday", outcome="passed", key=number) for number in range(60)]
    facts = replace(FACTS, cravings=days, logged=Logged(frozenset(one.day for one in days), frozenset({10})))
    before = build(Period(date(2026, 2, 1), date(2026, 3, 22)), date(2026, 2, 3), facts)
    assert before.patterns == ()
    assert before.cravings.ratings.count == len(days)
