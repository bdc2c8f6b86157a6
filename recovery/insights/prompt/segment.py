"""The signs themselves. A prompt is shown all day and beside everything else: it is short, and it never fails."""

from __future__ import annotations

from recovery import diary as diaries
from recovery.errors import RecoveryError
from recovery.insights.abstinence import Tracked, streaks
from recovery.insights.prompt import queries
from recovery.journal import queries as entries
from recovery.store import connection, home


def segment() -> str:
    """`48d` full days, `?` while the check-in waits, `!` while doses do; empty where nothing can be said.

    In quiet mode the number stands alone, so that nobody who looks on can tell what is counted.
    """
    try:
        with diaries.reading(connection.SESSION) as diary:  # nobody is asked for a passphrase before each line
            journal, today = diary.journal, diary.today
            tracked = [Tracked(each.name, each.since, each.closed) for each in entries.substances(journal, closed=True)]
            found = streaks(tracked, queries.used(journal), (), today)
            checkin = entries.checkin_of(journal, today)
            waiting = "" if checkin is not None and checkin[1].used is not None else "?"
            waiting += "!" if queries.doses_open(journal, today) else ""
            unit = "" if home.settings().get("quiet") else "d"
    except RecoveryError:
        return ""
    return (f"{found[0].current_days}{unit}" if found else "") + waiting
