"""Looking back: the phone's report gives the numbers and the sentences of the terminal's, on drawn journals."""

from __future__ import annotations

import os
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.insights import gather
from recovery.insights.periods import Period
from recovery.insights.report import Report
from recovery.store.connection import Journal
from tests.web.drawn_journals import TODAY, Row, days, journals, kept
from tests.web.phone_rules import Phone, canonical

TIMES = 20 if os.environ.get("TESTS_ALL") else 1
SOME = settings(max_examples=40 * TIMES)
DRAWN = journals(substance=2, craving=14, lapse=3, checkin=10, note=2, plan_item=5, alias=3)
APART = ("patterns", "treatment")  # sought in a worker; a section of its own
PERIODS = st.builds(
    lambda last, length: Period(last - timedelta(days=length - 1), last),
    st.integers(-30, 6).map(lambda ahead: TODAY + timedelta(days=ahead)),
    st.sampled_from((1, 7, 7, 7, 28, 31, 100)),
)


def document(report: Report) -> dict[str, Any]:
    """`report --json` as the phone has it."""
    return {name: block for name, block in report.to_json().items() if name not in APART}


@given(drawn=DRAWN, period=PERIODS, as_of=days(10, 3))
@SOME
def test_report(phone: Phone, journal: Journal, drawn: list[Row], period: Period, as_of: str) -> None:
    with kept(journal, drawn) as diary:
        here = gather.beside_plan(diary, gather.report_of(diary, period, date.fromisoformat(as_of)))
    there = phone.ask("report.report", drawn, {"first": str(period.first), "last": str(period.last)}, as_of)
    assert canonical(there["document"]) == canonical(document(here))
    assert there["days_filled_in"] == here.days_filled_in
    assert there["checkins"] == here.checkins
    assert (there["hardest"] and (there["hardest"]["day"], there["hardest"]["intensity"])) == (
        here.hardest and (str(here.hardest.day), here.hardest.intensity)
    )
    assert there["good"] == (here.good and here.good[1])
    assert [met["name"] for met in there["longer_triggers"]] == [met.name for met in here.longer_triggers]
    assert (there["longer_heat"], there["longer_days"]) == (here.longer_heat, here.longer_days)
    assert tuple(there["longer_ended"].values()) == here.longer_ended
    used: dict[str, list[str]] = {}
    for day in here.days:
        for name in day.used:
            used.setdefault(name, []).append(str(day.day))
    assert {one["name"]: one["days"] for one in there["used"]} == used
