"""Whether to ask how a craving ended: once, within a day, and not again after it was left open.

Each device remembers by itself what it asked, in the journal: a table beside the entries, which is not carried and is
no step of `undo`. So another device may ask once too, and nobody can read from a locked journal what was asked.
"""

from __future__ import annotations

from datetime import timedelta

from recovery.diary import Diary
from recovery.journal import due_card, queries
from recovery.journal.entries import Craving

WITHIN = timedelta(days=1)


def due(diary: Diary) -> Craving | None:
    """The latest craving without an outcome that is at most a day old and was not asked about here yet."""
    return queries.unasked(diary.journal, diary.when(None) - WITHIN)


def is_calm(craving: Craving) -> bool:
    """Whether more than one thing may be asked after a craving was written down: not at a rating that brings a card."""
    return craving.intensity < due_card.WARN_FROM


def left_in_peace(diary: Diary) -> list[str]:
    """The ids of the strong cravings of the last day, after which little was asked."""
    return [one.id for one in queries.written_here(diary.journal, diary.when(None) - WITHIN, due_card.WARN_FROM)]


def is_past(craving: Craving) -> bool:
    """Whether a craving was written down long after it was: what is said of this minute does not fit it."""
    return craving.written is not None and craving.written - craving.at > due_card.STAYS_READ


def remember(diary: Diary, craving: Craving) -> None:
    """It is being asked about now: whatever becomes of the question, it does not come again."""
    queries.note_asked(diary.journal, craving.id)
