"""The words for right now: `log`, `after`, `lapse`. Writing comes first, then what helps in this minute."""

from __future__ import annotations

from recovery import listing
from recovery.console import emit, say
from recovery.diary import Diary
from recovery.journal import queries
from recovery.store import rows
from recovery.store.records import EntryRecord


def has_plan(diary: Diary) -> bool:
    """Whether there is a plan: whoever has none pays nothing. Asked before writing, so that damage is met first."""
    return rows.any_in(diary.journal, "plan_item")


def answer(diary: Diary, record: EntryRecord, *, json: bool) -> None:
    """What a writing command answers: the entry as JSON, or one sentence."""
    if json:
        emit(record.to_json())
    else:
        say(listing.kept(record, queries.prefix_length(diary.journal, [record.id])))
