"""What the card of a craving knows: how fresh a craving is, how lately a lapse was, how many good things it shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import time_machine

from recovery.insights.sos import Known, known

if TYPE_CHECKING:
    from tests.conftest import Call

NOW = datetime(2026, 3, 20, 16, tzinfo=UTC)


def after(**passed: float) -> Known:
    with time_machine.travel(NOW + timedelta(**passed), tick=False):
        return known()


def test_a_craving_is_fresh_for_three_hours_and_a_lapse_is_lately_on_three_days(heroin: Call) -> None:
    with time_machine.travel(NOW, tick=False):
        assert known().triggers == ()
        assert heroin("log", "7", "payday").code == 0
        assert heroin("lapse", "--at", "yesterday 10:00").code == 0
        for day, good in (("3 days ago", "tea"), ("2 days ago", "sun"), ("yesterday", "sea")):
            assert heroin("checkin", "--day", day, "--no-use", "--good", good).code == 0
    assert after(hours=3).triggers == ("payday",)
    assert after(hours=3, seconds=1).triggers == ()
    assert [after(days=days).lapsed for days in (0, 1, 2)] == [True, True, False]
    assert after(days=0).good == ("sea", "sun")
    with time_machine.travel(NOW + timedelta(days=9), tick=False):
        assert known("lonely").triggers == ("lonely",)
