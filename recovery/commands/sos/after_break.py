"""What adds to the worst minute: the weeks after an overdose, low tolerance while it holds, and one's own reasons."""

from __future__ import annotations

from recovery import diary as diaries
from recovery.console import one_line
from recovery.insights import after_overdose
from recovery.insights.views.worst_minute import rows
from recovery.store import connection
from recovery.treatment import notices, queries

AFTER_BREAK = "AFTER A BREAK"
REASONS_SHOWN = 3
WIDTH = 62


def lines() -> list[str]:
    """Lines for `sos`, none where the journal cannot be read: the numbers above them must never wait."""
    try:
        with diaries.reading(connection.MACHINE) as diary:
            tolerance = notices.tolerance(diary.journal, diary.today)
            overdose = after_overdose.lines(diary, diary.today)
            ruler = queries.last_ruler(diary.journal)
    except Exception:  # noqa: BLE001 - whatever is wrong with the journal, `known` has said it
        return []
    reasons = [one_line(text, WIDTH) for text in ruler.reasons[:REASONS_SHOWN]] if ruler else []
    said = [*rows("NOW", *overdose), *rows(AFTER_BREAK, *tolerance[:1]), *rows("MY REASONS", *reasons)]
    return [*said, ""] if said else []
