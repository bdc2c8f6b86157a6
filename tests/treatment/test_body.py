"""What was measured: at least one part, and blood pressure with both its numbers, the higher one first."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from recovery.errors import Refused
from recovery.treatment.body import Body, blood_pressure, celsius

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


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        (" 37 ", 37.0),
        ("37.2", 37.2),
        ("37,25C", 37.25),
        ("36.6 c", 36.6),
        ("99.0F", 37.22),
        ("32f", 0.0),
        ("212 F", 100.0),
        ("98.6", 37.0),
        ("86", 30.0),
        ("113", 45.0),
        ("85.9", 85.9),
        ("113.1", 113.1),
        ("98.6C", 98.6),
    ],
)
def test_a_temperature_is_read_with_or_without_its_unit(text: str, degrees: float) -> None:
    assert celsius(text) == degrees


@pytest.mark.parametrize("text", ["", "7", "1000", "37.", "37.123", "37K", "37.2 C C", "warm"])
def test_what_is_no_temperature_says_how_to_write_one(text: str) -> None:
    with pytest.raises(Refused, match=r"written like 37\.2, 37\.2C or 99\.0F"):
        celsius(text)


def test_blood_pressure_is_two_numbers_and_a_stroke() -> None:
    assert (blood_pressure("120/80"), blood_pressure(" 99 / 100 ")) == ((120, 80), (99, 100))
    for text in ("120", "120/", "9/80", "1200/80", "120/8", "120-80", "120/80/60"):
        with pytest.raises(Refused, match="written like 120/80"):
            blood_pressure(text)
