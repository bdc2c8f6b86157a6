"""What was measured: at least one part, and blood pressure with both its numbers, the higher one first."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from recovery.errors import Refused
from recovery.treatment.body import Body

STAMPS = {
    "id": "3f9a1c2e-0000-4000-8000-000000000001",
    "at": datetime(2026, 3, 7, tzinfo=UTC),
    "timezone": "UTC",
    "day": date(2026, 3, 7),
}


@pytest.mark.parametrize(
    "values",
    [
        {"withdrawal": 0},
        {"symptoms": ["chills"]},
        {"systolic": 120, "diastolic": 119},
        {"sleep_hours": 0},
        {"pulse": 20},
    ],
)
def test_one_part_is_enough(values: dict[str, object]) -> None:
    Body.checked({**STAMPS, **values})


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "There must be"),
        ({"note": "cold"}, "There must be"),
        ({"systolic": 120}, "two numbers"),
        ({"diastolic": 80, "pulse": 60}, "two numbers"),
        ({"systolic": 120, "diastolic": 120}, "higher number first"),
        ({"systolic": 80, "diastolic": 120}, "higher number first"),
        ({"pulse": 19}, "pulse"),
        ({"pulse": 301}, "pulse"),
        ({"temperature": 29.9}, "temperature"),
        ({"temperature": 45.1}, "temperature"),
    ],
)
def test_what_cannot_have_been_measured_is_refused(values: dict[str, object], said: str) -> None:
    with pytest.raises(Refused, match=said):
        Body.checked({**STAMPS, **values})
