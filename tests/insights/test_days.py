"""The strip of days: each with its status, how many cravings it had, and the hardest."""

from __future__ import annotations

from datetime import date

from recovery.insights.days import DayFacts, strip
from recovery.insights.use_record import UseRecord

FIRST, SECOND, THIRD = date(2026, 3, 7), date(2026, 3, 8), date(2026, 3, 9)


def test_each_day_has_its_status_its_count_and_its_peak() -> None:
    use = UseRecord(used={SECOND}, free={FIRST, SECOND})
    use.of = {SECOND: ["heroin", "wine"]}
    assert strip([FIRST, SECOND, THIRD], use, {FIRST: (2, 0), THIRD: (1, 9)}) == [
        DayFacts(FIRST, "abstinent", 2, 0),
        DayFacts(SECOND, "used", 0, None, ("heroin", "wine")),
        DayFacts(THIRD, "unknown", 1, 9),
    ]


def test_a_day_as_other_programs_read_it() -> None:
    assert DayFacts(FIRST, "used", 2, 7).to_json() == {"day": "2026-03-07", "status": "used", "cravings": 2, "peak": 7}
    assert DayFacts(FIRST, "unknown", 0, None).to_json()["peak"] is None
