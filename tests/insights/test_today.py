"""The kind line: chosen by what is known, never by chance, and never a reproach."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from recovery.insights.abstinence import CheckInFact, LapseFact, Tracked, streaks
from recovery.insights.today import KIND_LINES, Today

AS_OF = date(2026, 3, 22)
SINCE = date(2026, 1, 1)


def today(lapses: list[LapseFact] | None = None, *, lately: int = 2, begun: date | None = SINCE) -> Today:
    found = streaks([Tracked("heroin", SINCE)], lapses or [], [CheckInFact(AS_OF, used=False)], AS_OF)
    return Today(AS_OF, found, [], checked_in=True, open_cravings=[], logged_lately=lately, first_day=begun)


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
            AS_OF + timedelta(days=n), [], [], checked_in=True, open_cravings=[], logged_lately=1, first_day=SINCE
        ).line
        for n in range(7)
    }
    assert lines == set(KIND_LINES)


@pytest.mark.parametrize("line", KIND_LINES)
def test_each_line_fits_beside_the_way_to_help(line: str) -> None:
    assert len(line) <= 76
