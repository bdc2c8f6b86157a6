"""The words for right now: `log`, `after`, `lapse`. Writing comes first, then what helps in this minute."""

from __future__ import annotations

from recovery.diary import Diary
from recovery.store import rows


def has_plan(diary: Diary) -> bool:
    """Whether there is a plan: whoever has none pays nothing. Asked before writing, so that damage is met first."""
    return rows.any_in(diary.journal, "plan_item")
