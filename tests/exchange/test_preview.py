"""A file is shown by its first entries, and nothing that was counted is lost from the numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from recovery.exchange.preview import LEFT_SHOWN, TAKEN_SHOWN, Preview, where
from recovery.journal.entries import Craving

CRAVING = Craving.checked(
    {
        "id": "3f9a0000-0000-4000-8000-000000000000",
        "at": datetime(2026, 3, 7, 21, 40, tzinfo=UTC),
        "timezone": "UTC",
        "day": date(2026, 3, 7),
        "intensity": 7,
        "note": "the corner",
    }
)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_what_is_not_shown_is_counted(taken: int, here: int, left: int) -> None:
    preview = Preview()
    for number in range(taken):
        preview.note(number + 1, CRAVING, "added")
    for number in range(here):
        preview.note(number + 1, CRAVING, "skipped")
    shown = min(left, LEFT_SHOWN)
    preview.also([(number + 1, "no words") for number in range(shown)], left - shown)
    assert len(preview.entries) + preview.more_entries == taken
    assert len(preview.entries) == min(taken, TAKEN_SHOWN)
    assert len(preview.left) + preview.more_left == here + left


def test_an_entry_is_shown_by_kind_day_and_rating_never_by_its_words() -> None:
    preview = Preview()
    preview.note(2, CRAVING, "added")
    said = "\n".join(preview.sentences())
    assert said == "The first ones:\n  line 2: craving on 2026-03-07, intensity 7"
    assert "corner" not in str(preview.to_json())


def test_a_place_inside_an_archive_is_said_in_words() -> None:
    assert where("Checkmarks.csv of habit 1, line 3,") == "Checkmarks.csv of habit 1, line 3"
