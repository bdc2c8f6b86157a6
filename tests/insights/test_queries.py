"""What is read is right, and read from indexes: a week costs the same in a journal of any size."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest

from recovery.insights import queries
from recovery.insights.facts import Answers
from recovery.insights.periods import Period
from recovery.insights.triggers import tally
from recovery.insights.use_record import CheckInFact, LapseFact
from recovery.store import connection
from recovery.store.connection import Journal

WEEK = Period(date(2026, 3, 16), date(2026, 3, 22))
BIG = ("craving", "timeline", "checkin", "lapse", "note")


class Watched:
    """A journal that remembers each statement it was asked, and asks the engine how it would answer it."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.plans: dict[str, list[str]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.journal, name)

    def execute(self, sql: str, values: Any = ()) -> Any:
        if sql.lstrip().upper().startswith("SELECT"):
            rows = self.journal.execute(f"EXPLAIN QUERY PLAN {sql}", values)
            self.plans[sql] = [str(row[3]) for row in rows]
        return self.journal.execute(sql, values)

    @property
    def scans(self) -> list[str]:
        """Steps that walk a whole table, or a whole index of it, where the table grows with the journal."""
        scanned = re.compile(rf"^SCAN ({'|'.join(BIG)}|craving_\w+)\b")
        return [step for plan in self.plans.values() for step in plan if scanned.match(step)]

    @property
    def tables(self) -> set[str]:
        return {
            rows[1]
            for plan in self.plans.values()
            for step in plan
            if (rows := re.match(r"(?:SCAN|SEARCH) (\w+)", step))
        }


@pytest.fixture
def watched(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> Watched:
    watching = Watched(journal)

    @contextmanager
    def existing(_: str = connection.PERSON) -> Any:
        yield watching

    monkeypatch.setattr(connection, "existing", existing)
    return watching


@pytest.mark.parametrize(
    "line",
    [
        "streak",
        "streak --json --window 365",
        "today",
        "today --json",
        "report",
        "report --json",
        "report --month 2026-03 --format md",
        "report --json --compare previous",
        "triggers",
        "triggers --coping --last 8w",
        "calendar",
    ],
)
def test_no_look_back_reads_a_whole_table(
    watched: Watched, keep: Callable[..., None], say: Callable[..., str], line: str
) -> None:
    keep("heroin", "2026-01-01")
    keep("craving", "2026-03-16 21:40", intensity=7, triggers=["payday"])
    keep("note", "2026-03-16 22:10", text="a walk")
    say(*line.split(), "--as-of", "2026-03-22")
    assert watched.plans
    assert watched.scans == []


def test_the_watch_sees_a_scan(watched: Watched) -> None:
    watched.execute("SELECT count(*) FROM craving WHERE intensity > ?", (3,))
    watched.execute("SELECT * FROM timeline WHERE at > ?", ("2026",))
    assert len(watched.scans) == 2


def test_a_streak_reads_no_craving(watched: Watched, keep: Callable[..., None], say: Callable[..., str]) -> None:
    keep("heroin", "2026-01-01")
    say("streak", "--as-of", "2026-03-22")
    assert watched.tables == {"profile", "substance", "lapse", "checkin"}


def test_all_time_names_are_counted_without_a_craving(watched: Watched, say: Callable[..., str]) -> None:
    say("triggers", "--all")
    say("triggers", "--all", "--coping")
    assert "timeline" not in watched.tables
    assert {"craving_trigger", "craving_coping"} <= watched.tables


def test_lapses_and_check_ins_of_a_period_ends_included(journal: Journal, keep: Callable[..., None]) -> None:
    for day in ("2026-03-15", "2026-03-16", "2026-03-22", "2026-03-23"):
        keep("lapse", f"{day} 12:00")
        keep("checkin", day, used=False)
    first, last = date(2026, 3, 16), date(2026, 3, 22)
    assert queries.lapses(journal, WEEK) == [LapseFact(first), LapseFact(last)]
    assert queries.checkins(journal, WEEK) == [CheckInFact(first, used=False), CheckInFact(last, used=False)]


def test_a_craving_is_read_on_its_own_wall_clock(journal: Journal, keep: Callable[..., None]) -> None:
    keep("craving", "2026-03-18 02:30", zone="Asia/Tokyo", intensity=7, triggers=["Payday"], coping=["walk"])
    (craving,) = queries.cravings(journal, WEEK)
    assert (craving.day, craving.at.hour, craving.triggers, craving.coping) == (
        date(2026, 3, 17),
        2,
        ("Payday",),
        ("walk",),
    )


def test_names_ever_and_names_in_a_period_agree_with_the_raw_ratings(
    journal: Journal, keep: Callable[..., None]
) -> None:
    raw: list[int] = []
    for number in range(23):
        day = date(2026, 3, 1) + timedelta(days=number)
        name = "Payday" if number % 3 else "payday"
        outcome = ("passed", "used", None)[number % 3]
        keep("craving", f"{day} 12:00", intensity=(number * 7) % 11, triggers=[name, "bored"], outcome=outcome)
        raw.append((number * 7) % 11)
    everything = Period(date(2026, 1, 1), date(2026, 12, 31))
    ever, windowed = (
        [met.to_json() for met in tally(names)]
        for names in (queries.names_ever(journal), queries.names_in(journal, everything))
    )
    assert ever == windowed
    assert [(item["name"], item["count"], item["passed"], item["known"]) for item in ever] == [
        ("bored", 23, 8, 16),
        ("payday", 23, 8, 16),
    ]
    assert list(tally(queries.names_ever(journal))[0].ratings.quartiles or ()) == statistics.quantiles(
        raw, n=4, method="inclusive"
    )


def test_an_edited_craving_is_counted_as_it_is_now(journal: Journal, keep: Callable[..., None]) -> None:
    keep("craving", "2026-03-18 12:00", intensity=7, triggers=["payday"])
    with journal.command("edit"):
        journal.execute("UPDATE craving SET intensity = 4, triggers = '[\"bored\"]', outcome = 'passed'")
    (tallied,) = tally(queries.names_ever(journal))
    assert (tallied.name, tallied.count, tallied.ratings.peak, tallied.passed) == ("bored", 1, 4, 1)


def test_days_logged_counts_any_entry_once_a_day(journal: Journal, keep: Callable[..., None]) -> None:
    keep("craving", "2026-03-16 12:00", intensity=3)
    keep("craving", "2026-03-16 13:00", intensity=3)
    keep("note", "2026-03-17 12:00", text="a walk by the river")
    keep("checkin", "2026-03-18", intention="meeting at 6")
    keep("lapse", "2026-03-24 12:00")
    assert queries.days_logged(journal, WEEK) == 3
    assert queries.first_day(journal) == date(2026, 3, 16)


def test_open_cravings_are_the_latest_ones_oldest_first(journal: Journal, keep: Callable[..., None]) -> None:
    for hour, outcome in ((8, None), (9, "passed"), (10, None), (11, None)):
        keep("craving", f"2026-03-16 {hour:02}:00", intensity=hour - 4, outcome=outcome)
    keep("craving", "2026-03-15 12:00", intensity=9)
    assert [open_craving.at.hour for open_craving in queries.open_cravings(journal, WEEK, 2)] == [10, 11]
    assert [open_craving.at.hour for open_craving in queries.open_cravings(journal, WEEK, 9)] == [8, 10, 11]


def test_an_open_craving_of_a_day_that_began_the_evening_before_in_utc(
    journal: Journal, keep: Callable[..., None]
) -> None:
    keep("craving", "2026-03-16 05:00", zone="Pacific/Kiritimati", intensity=5)
    assert [open_craving.day for open_craving in queries.open_cravings(journal, WEEK, 9)] == [date(2026, 3, 16)]


def test_where_anything_was_written_by_each_entrys_own_clock(journal: Journal, keep: Callable[..., None]) -> None:
    keep("craving", "2026-03-16 21:40", intensity=7)
    keep("craving", "2026-03-17 09:40", zone="Asia/Tokyo", intensity=7)
    keep("note", "2026-03-18 02:30", zone="Asia/Kolkata", text="awake")
    keep("lapse", "2026-03-19 13:00")
    keep("checkin", "2026-03-21", used=False, mood=3, sleep_hours=5.5, tired=True, hungry=False)
    keep("note", "2026-03-25 12:00", text="later")
    logged = queries.logged(journal, WEEK, queries.cravings(journal, WEEK))
    assert logged.hours == {21, 9, 2, 13}
    assert {day.day for day in logged.days} == {16, 17, 19, 21}
    assert logged.answers == {date(2026, 3, 21): Answers(5.5, 3, hungry=False, tired=True)}
    assert logged.doses == {}
