"""Naloxone's dates, and what a pregnancy changes: each limit from both sides."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from recovery.errors import RecoveryError
from recovery.treatment import health
from recovery.treatment.health import Health, Supply

DAY = date(2026, 3, 7)


def supply(place: str, until: int | None = None, closed: int | None = None) -> Supply:
    """One whose dates are given as days from `DAY` on."""
    dates = {"until": until, "closed": closed}
    given = {name: DAY + timedelta(days=days) for name, days in dates.items() if days is not None}
    return Supply.checked({"id": str(uuid4()), "day": DAY, "place": place, **given})


def places(supplies: list[Supply]) -> list[str]:
    return [supply.place for supply in supplies]


def test_what_lasts_longest_is_first_and_what_is_used_up_is_gone_from_that_day_on() -> None:
    kept = [supply("short", 5), supply("endless"), supply("long", 500), supply("old", -5)]
    gone = [supply("used up", 90, 0), supply("long ago", None, -9)]
    assert places(health.at_hand([*kept, *gone, supply("tomorrow", 400, 1)], DAY)) == [
        "endless",
        "long",
        "tomorrow",
        "short",
        "old",
    ]


def test_what_expires_within_thirty_days_is_named_and_what_is_used_up_is_not() -> None:
    kept = [supply("30", 30), supply("31", 31), supply("endless"), supply("over", -1), supply("gone", 3, 0)]
    assert places(health.expiring(kept, DAY)) == ["30", "over"]


@pytest.mark.parametrize(
    ("what", "name", "since", "until", "holds"),
    [
        ("condition", "Pregnancy", 0, None, True),
        ("condition", "pregnant", -5, 0, True),
        ("condition", "pregnant", 1, None, False),
        ("condition", "pregnant", -5, -1, False),
        ("condition", "asthma", -5, None, False),
        ("test", "pregnancy", -5, None, False),
    ],
)
def test_a_pregnancy_holds_from_its_day_to_its_last(
    what: str, name: str, since: int, until: int | None, holds: bool
) -> None:
    values = {"id": str(uuid4()), "day": DAY, "type": what, "name": name, "dated": DAY + timedelta(days=since)}
    ending = {} if until is None else {"until": DAY + timedelta(days=until)}
    asthma = {**values, "id": str(uuid4()), "type": "condition", "name": "asthma"}
    assert health.pregnant([Health.checked(asthma), Health.checked({**values, **ending})], DAY) is holds


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2026-01", date(2026, 1, 31)),
        (" 2026-04 ", date(2026, 4, 30)),
        ("2027-02", date(2027, 2, 28)),
        ("2028-02", date(2028, 2, 29)),
        ("2028-12", date(2028, 12, 31)),
        ("2027-05-09", date(2027, 5, 9)),
        ("tomorrow", DAY + timedelta(days=1)),
        ("9 mar", date(2026, 3, 9)),
    ],
)
def test_a_month_on_a_package_lasts_to_its_last_day(text: str, last: date) -> None:
    assert health.expiry(text, DAY) == last


def test_what_is_no_date_on_a_package_is_refused() -> None:
    for text in ("2026-13", "2026-1", "12026-01", "soon"):
        with pytest.raises(RecoveryError):
            health.expiry(text, DAY)
