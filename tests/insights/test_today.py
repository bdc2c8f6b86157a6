"""The kind line: chosen by what is known, never by chance, and never a reproach."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from recovery.insights.abstinence import CheckInFact, LapseFact, Tracked, streaks
from recovery.insights.today import KIND_LINES, Today

AS_OF = date(2026, 3, 22)
SINCE = date(2026, 1, 1)


def today(lapses: list[LapseFact] | None = None, **values: Any) -> Today:
    found = streaks([Tracked("heroin", SINCE)], lapses or [], [CheckInFact(AS_OF, used=False)], AS_OF)
    given = {
        "streaks": found,
        "days": [],
        "checked_in": True,
        "open_cravings": [],
        "logged_lately": 2,
        "first_day": SINCE,
    }
    return Today(as_of=AS_OF, **given | values)


def test_after_a_lapse_what_stays_is_said_for_three_days() -> None:
    assert today([LapseFact(AS_OF - timedelta(days=3))]).line == "A lapse takes nothing away: 79 free days stay yours."
    assert today([LapseFact(AS_OF - timedelta(days=4))]).line in KIND_LINES


def test_silence_is_a_question() -> None:
    assert "How are you?" in today(logged_lately=0).line
    assert "How are you?" not in today(logged_lately=0, first_day=AS_OF - timedelta(days=3)).line


def test_a_new_journal_is_welcomed() -> None:
    assert today(first_day=None, streaks=[]).line.startswith("Good that you are here.")


def test_the_line_changes_daily_and_comes_round() -> None:
    lines = {
        Today(
            AS_OF + timedelta(days=n), [], [], checked_in=True, open_cravings=[], logged_lately=1, first_day=SINCE
        ).line
        for n in range(7)
    }
    assert lines == set(KIND_LINES)


@pytest.mark.parametrize("line", KIND_LINES)
def test_each_line_fits_beside_the_way_to_help(line: str) -> None:
    assert len(line) <= 76
