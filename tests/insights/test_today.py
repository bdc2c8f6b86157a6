"""The kind line: chosen by what is known, never by chance, and never a reproach."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from recovery.insights.abstinence import streaks
from recovery.insights.days import DayFacts
from recovery.insights.gained import Written
from recovery.insights.today import KIND_LINES, OpenCraving, Today
from recovery.insights.use_record import CheckInFact, LapseFact, Tracked
from recovery.treatment.medication import DueDose
from recovery.treatment.notices import Notice

if TYPE_CHECKING:
    from tests.conftest import Call

AS_OF = date(2026, 3, 22)
SINCE = date(2026, 1, 1)


def today(lapses: list[LapseFact] | None = None, *, lately: int = 2, begun: date | None = SINCE) -> Today:
    streaks_ = streaks([Tracked("heroin", SINCE)], lapses or [], [CheckInFact(AS_OF, used=False)], AS_OF)
    return Today(
        AS_OF,
        streaks_,
        [],
        checked_in=True,
        open_cravings=[],
        logged_lately=lately,
        first_day=begun,
        first_written=begun,
    )


def test_after_a_lapse_what_stays_is_said_for_three_days() -> None:
    assert today([LapseFact(AS_OF - timedelta(days=3))]).line == "A lapse takes nothing away: 79 free days stay yours."
    assert today([LapseFact(AS_OF - timedelta(days=4))]).line in KIND_LINES


def test_silence_is_a_question() -> None:
    assert "How are you?" in today(lately=0).line
    assert "How are you?" not in today(lately=0, begun=AS_OF - timedelta(days=3)).line


def test_a_new_journal_is_welcomed() -> None:
    assert today(begun=None).line.startswith("Good that you are here.")


def test_the_line_changes_daily_and_comes_round() -> None:
    lines = {
        Today(
            AS_OF + timedelta(days=n),
            [],
            [],
            checked_in=True,
            open_cravings=[],
            logged_lately=1,
            first_day=SINCE,
            first_written=SINCE,
        ).line
        for n in range(7)
    }
    assert lines == set(KIND_LINES)


@pytest.mark.parametrize("line", KIND_LINES)
def test_each_line_fits_beside_the_way_to_help(line: str) -> None:
    assert len(line) <= 76


def test_the_screen_as_other_programs_read_it() -> None:
    at = datetime(2026, 3, 22, 9, tzinfo=UTC)
    whole = Today(
        AS_OF,
        [],
        [DayFacts(AS_OF, "used", 2, 7)],
        checked_in=False,
        open_cravings=[OpenCraving("3f9a", at, AS_OF, 7, ("payday",))],
        logged_lately=1,
        intention="call Ana",
        good=(AS_OF, "sun"),
        first_day=SINCE,
        first_written=SINCE,
        tolerance=("low",),
        doses=[DueDose("methadone", "10 ml", 2, 1, ("08:00",))],
        coming=[Notice("visit", "visit for methadone", AS_OF)],
        to_discuss=3,
        week=Written(6, 21, 20),
        in_all=Written(60, 200, 190),
    )
    told = whole.to_json()
    assert told.pop("line") == KIND_LINES[AS_OF.toordinal() % 7]
    assert told == {
        "as_of": "2026-03-22",
        "substances": [],
        "days": [{"day": "2026-03-22", "status": "used", "cravings": 2, "peak": 7}],
        "checkin": {"done": False},
        "open_cravings": [
            {"id": "3f9a", "at": at.isoformat(), "day": "2026-03-22", "intensity": 7, "triggers": ["payday"]}
        ],
        "intention": "call Ana",
        "good": {"day": "2026-03-22", "text": "sun"},
        "tolerance": ["low"],
        "after_overdose": [],
        "thoughts_yesterday": False,
        "doses": [{"name": "methadone", "planned": 2, "left": 1}],
        "coming": [{"kind": "visit", "text": "visit for methadone", "day": "2026-03-22"}],
        "to_discuss": 3,
        "week": {"days_logged": 6, "cravings": 21, "passed": 20},
        "in_all": {"days_logged": 60, "cravings": 200, "passed": 190},
        "like_today": None,
    }


def test_after_a_lapse_on_the_second_day_nothing_is_counted_and_silence_needs_four_days() -> None:
    streaks_ = streaks([Tracked("heroin", AS_OF - timedelta(days=1))], [LapseFact(AS_OF)], [], AS_OF)
    short = Today(
        AS_OF, streaks_, [], checked_in=True, open_cravings=[], logged_lately=1, first_day=SINCE, first_written=SINCE
    )
    assert short.line == KIND_LINES[3]
    assert "How are you?" in today(lately=0, begun=AS_OF - timedelta(days=4)).line
    assert today(begun=AS_OF).line in KIND_LINES
    assert today(begun=AS_OF + timedelta(days=1)).line.startswith("Good that you are here.")


def test_without_a_good_thing_none_is_told() -> None:
    told = today().to_json()
    assert (told["good"], told["week"], told["in_all"]) == (None, None, None)


def test_the_first_screen_looks_a_week_back_for_open_cravings_and_three_months_for_a_good_line(heroin: Call) -> None:
    for ago in ("6 days ago", "7 days ago"):
        heroin("log", "5", "--at", ago)
    heroin("checkin", "--day", "90 days ago", "--no-use", "--good", "tea")
    told = heroin("today", "--json").json
    assert (len(told["open_cravings"]), told["good"], told["week"]["cravings"]) == (1, None, 1)
    for intensity in ("6", "7", "8"):
        heroin("log", intensity, "--at", "2 days ago")
    heroin("checkin", "--day", "89 days ago", "--no-use", "--good", "sun")
    told = heroin("today", "--json").json
    assert sorted(craving["intensity"] for craving in told["open_cravings"]) == [6, 7, 8]
    assert told["good"]["text"] == "sun"
    assert len(told["days"]) == 14
