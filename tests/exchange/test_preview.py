"""A file is shown by its first entries, and nothing that was counted is lost from the numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from recovery.exchange.preview import HERE, Preview, where
from recovery.journal.entries import CheckIn, Craving, Substance

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
    shown = min(left, 20)
    preview.also([(number + 1, "no words") for number in range(shown)], left - shown)
    assert len(preview.entries) + preview.more_entries == taken
    assert len(preview.entries) == min(taken, 10)
    assert len(preview.left) == min(here + shown, 20)
    assert len(preview.left) + preview.more_left == here + left


def test_an_entry_is_shown_by_kind_day_and_rating_never_by_its_words() -> None:
    preview = Preview()
    preview.note(2, CRAVING, "added")
    said = "\n".join(preview.sentences())
    assert said == "The first ones:\n  line 2: craving on 2026-03-07, intensity 7"
    assert "corner" not in str(preview.to_json())


def test_a_place_inside_an_archive_is_said_in_words() -> None:
    assert where("Checkmarks.csv of habit 1, line 3,") == "Checkmarks.csv of habit 1, line 3"
    assert where("one\ntwo") == "one two"
    assert (where(7), where("habit X,")) == ("line 7", "habit X")


def test_what_would_be_taken_in_and_left_out_is_said_in_full() -> None:
    preview = Preview()
    preview.note(1, Substance.checked({"name": "wine", "since": date(2026, 1, 1)}), "added")
    preview.note(2, CheckIn.checked({"id": str(uuid4()), "day": date(2026, 3, 8), "mood": 4}), "changed")
    preview.note(3, CheckIn.checked({"id": str(uuid4()), "day": date(2026, 3, 9)}), "added")
    preview.note(4, CRAVING, "skipped")
    preview.also([("Marks.csv, line 5,", "has no\ndate")], 1234)
    preview.more_entries = 5678
    assert list(preview.sentences()) == [
        "The first ones:",
        "  line 1: substance",
        "  line 2: check-in on 2026-03-08, mood 4, changes the one that is there",
        "  line 3: check-in on 2026-03-09",
        "  and 5,678 more",
        "What would be left out, and why:",
        f"  line 4: {HERE}",
        "  Marks.csv, line 5: has no date",
        "  and 1,234 more",
    ]
    assert preview.to_json() == {
        "entries": [
            {"line": 1, "kind": "substance", "day": None, "rating": None, "outcome": "added"},
            {"line": 2, "kind": "checkin", "day": "2026-03-08", "rating": 4, "outcome": "changed"},
            {"line": 3, "kind": "checkin", "day": "2026-03-09", "rating": None, "outcome": "added"},
        ],
        "more_entries": 5678,
        "left_out": [{"line": 4, "reason": HERE}, {"line": "Marks.csv, line 5,", "reason": "has no\ndate"}],
        "more_left_out": 1234,
    }
    assert list(Preview().sentences()) == []
