"""What is added to the worst-minute screen: the weeks after an overdose, low tolerance while it holds, one's reasons.

Nothing about treatment is loaded unless some is written down: somebody is waiting.
"""

from __future__ import annotations

from recovery.console import one_line
from recovery.diary import Diary
from recovery.insights import after_overdose
from recovery.insights.views.sos import rows
from recovery.store.rows import any_in

AFTER_BREAK = "AFTER A BREAK"
REASONS_SHOWN = 3
WIDTH = 62


def lines(diary: Diary) -> list[str]:
    """Lines for `sos`, none where they cannot be read: the numbers above them must never wait."""
    try:
        said = [
            *rows("NOW", *after_overdose.lines(diary, diary.today)),
            *rows(AFTER_BREAK, *_tolerance(diary)[:1]),
            *rows("MY REASONS", *_reasons(diary)),
        ]
    except Exception:  # noqa: BLE001 - whatever is wrong with the journal, `known` says it
        return []
    return [*said, ""] if said else []


def _tolerance(diary: Diary) -> list[str]:
    """The warning of low tolerance; only an episode or a medication can have lowered it."""
    if not any_in(diary.journal, "episode") and not any_in(diary.journal, "regimen"):
        return []
    from recovery.treatment import tolerance

    return tolerance.warning(diary.journal, diary.today)


def _reasons(diary: Diary) -> list[str]:
    """The reasons that the latest rulers give."""
    if not any_in(diary.journal, "ruler"):
        return []
    from recovery.treatment import queries

    ruler = queries.last_ruler(diary.journal)
    return [one_line(text, WIDTH) for text in ruler.reasons[:REASONS_SHOWN]] if ruler else []
