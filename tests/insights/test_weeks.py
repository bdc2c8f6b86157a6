"""All weeks as a table: each row is what the report of that week alone would say."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from recovery.insights.facts import CravingFact
from recovery.insights.gather import weekly_reports
from recovery.insights.periods import Period
from recovery.insights.report import Facts, build
from recovery.insights.use_record import CheckInFact, LapseFact
from recovery.insights.weeks import LEFT_OUT, every_week, to_json
from recovery.store.connection import Journal

Keep = Callable[..., None]
Say = Callable[..., str]
FIRST = date(2025, 12, 17)


@pytest.fixture
def kept(keep: Keep) -> None:
    keep("heroin", "2025-12-17")
    for number in range(0, 96, 2):
        day = FIRST + timedelta(days=number)
        outcome = ("passed", None, "used")[number % 3]
        keep("craving", f"{day} {8 + number % 14:02}:20", intensity=number % 11, triggers=["payday"], outcome=outcome)
        keep("checkin", str(day), used=number % 20 == 0)
    keep("lapse", "2026-02-10 21:00", substance="heroin")


def test_each_week_is_the_report_of_that_week(kept: None, say: Say) -> None:
    table = json.loads(say("report", "--all-weeks", "--json", "--as-of", "2026-03-22"))
    assert [item["week"] for item in table] == [
        "2025-W51",
        "2025-W52",
        *(f"2026-W{number:02}" for number in range(1, 13)),
    ]
    for row in table:
        alone = json.loads(say("report", "--week", row.pop("week"), "--json", "--as-of", "2026-03-22"))
        assert row == {name: block for name, block in alone.items() if name not in LEFT_OUT}


def test_the_table_on_a_screen_has_a_row_for_each_week_and_fits(kept: None, say: Say) -> None:
    lines = say("report", "--all-weeks", "--as-of", "2026-03-22").splitlines()
    assert sum(line.startswith(tuple("123456789")) for line in lines) == 14
    assert max(map(len, lines)) <= 80


def test_an_empty_journal_has_no_weeks(journal: Journal, say: Say) -> None:
    assert weekly_reports(journal, FIRST) == []
    assert json.loads(say("report", "--all-weeks", "--json")) == []
    assert "Nothing is written down yet" in say("report", "--all-weeks")


def test_all_weeks_goes_alone(kept: None, say: Say) -> None:
    say("report", "--all-weeks", "--week", "2026-W12", code=2)
    say("report", "--all-weeks", "--compare", "previous", code=2)
    say("report", "--all-weeks", "--format", "html", code=2)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("previous", "2026-03-09", "2026-03-15"),
        ("2026-W02", "2026-01-05", "2026-01-11"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2026-01-01..2026-01-10", "2026-01-01", "2026-01-10"),
    ],
)
def test_two_periods_side_by_side(kept: None, say: Say, text: str, first: str, last: str) -> None:
    asked = ("report", "--week", "2026-W12", "--as-of", "2026-03-22", "--compare", text)
    weeks = json.loads(say(*asked, "--json"))
    alone = json.loads(say("report", "--from", first, "--to", last, "--json", "--as-of", "2026-03-22"))
    assert weeks["compare"] == alone
    assert weeks["period"]["from"] == "2026-03-16"
    said = say(*asked)
    assert "by chance" in " ".join(said.split())
    for format_ in ("md", "html"):
        assert str(weeks["compare"]["cravings"]["count"]) in say(*asked, "--format", format_)


def test_what_cannot_be_compared_with_is_said_without_its_text(kept: None, say: Say) -> None:
    said = say("report", "--compare", "secret", code=2)
    assert "secret" not in said
    assert "2026-W12" in said


def test_every_week_is_built_of_the_same_facts_as_a_report_that_has_them_all() -> None:
    begun, as_of = date(2025, 12, 17), date(2026, 4, 27)
    days = [begun + timedelta(days=number) for number in range(130)]
    cravings = [
        CravingFact(day, datetime(day.year, day.month, day.day, 7 + place % 14, tzinfo=UTC), place % 11)
        for place, day in enumerate(days)
        if place % 3
    ]
    lapses = [LapseFact(day) for day in days[10::17]]
    checkins = [CheckInFact(day, used=False) for day in days[::2]]
    logged = [*days[::2], *days[40:47]]
    weeks = every_week(begun, as_of, cravings, lapses, checkins, logged)
    mondays = [date(2025, 12, 15) + timedelta(weeks=number) for number in range(20)]
    assert [week.period for week in weeks] == [Period(monday, monday + timedelta(days=6)) for monday in mondays]
    for week in weeks:
        count = sum(day in week.period for day in logged)
        whole = build(week.period, as_of, Facts(cravings, lapses, checkins, count, begun=begun)).to_json()
        told = to_json(week)
        year, number, _ = week.period.first.isocalendar()
        assert told.pop("week") == f"{year}-W{number:02}"
        assert told == {name: block for name, block in whole.items() if name not in LEFT_OUT}
    assert [to_json(week)["week"] for week in weeks[:3]] == ["2025-W51", "2025-W52", "2026-W01"]
    assert sum(week.days_logged for week in weeks) == len(logged)


def test_a_single_day_has_its_one_week() -> None:
    (week,) = every_week(FIRST, FIRST, [], [], [], [FIRST])
    assert (week.period.first, week.days_logged) == (date(2025, 12, 15), 1)
    assert every_week(FIRST, date(2025, 12, 14), [], [], [], []) == []
    assert len(every_week(FIRST, date(2025, 12, 22), [], [], [], [])) == 2
    assert len(every_week(FIRST, date(2025, 12, 21), [], [], [], [])) == 1
