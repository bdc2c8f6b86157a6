"""`today --prompt`: a few signs for the shell's prompt, which is shown all day beside everything else.

It never fails, and loads next to nothing, not even the module `typing` (docs/decisions/0310). Its numbers are those of
`abstinence.streaks` and `medication.due`, which load more; tests/insights/test_prompt.py holds them equal.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from recovery import clock
from recovery.insights import prompt_queries as queries
from recovery.store import glance, home
from recovery.store.spelling import alike

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from recovery.store.engine import Connection

    Tracked = tuple[str, str, str | None]  # name, first day without, last day tracked
    Use = tuple[str, str | None]  # day, substance


def at_a_glance() -> str | None:
    """`48d` full days, `?` while the check-in waits, `!` while doses do; empty where nothing is to be said.

    In quiet mode the number stands alone, so that nobody who looks on can tell what is counted. `None` where a glance
    at the journal does not do, and `segment` is to look.
    """
    try:
        with glance.glancing() as connection:
            return None if connection is None else _signs(connection)
    except Exception:  # noqa: BLE001 - what was not compared may read as anything, and a prompt says nothing of it
        return None


def segment() -> str:
    """The same by an opening as others have it, with a key where one is at hand; empty where nothing can be said."""
    from recovery.store import connection

    try:
        with connection.existing(connection.SESSION) as journal:  # nobody is asked for a passphrase before each line
            return _signs(journal.connection)
    except Exception:  # noqa: BLE001 - as above
        return ""


def _signs(connection: Connection) -> str:
    zone, day_starts = queries.clock_of(connection)
    today = clock.today(ZoneInfo(zone), time.fromisoformat(day_starts))
    day = today.isoformat()
    days = current_days(queries.tracked(connection), queries.uses(connection), today)
    waiting = "" if queries.answered(connection, day) else "?"
    waiting += "!" if doses_left(queries.prescribed(connection, day), queries.doses(connection, day), today) else ""
    unit = "" if home.settings().get("quiet") else "d"
    return ("" if days is None else f"{days}{unit}") + waiting


def current_days(substances: Sequence[Tracked], uses: Iterable[Use], today: date) -> int | None:
    """Full days without the first substance that is still tracked; `None` where none is. Days are given as ISO text.

    A use of no named substance is one of the first that was tracked then.
    """
    day = today.isoformat()

    def tracked(day: str) -> list[Tracked]:
        return [substance for substance in substances if substance[2] is None or substance[2] >= day]

    still = tracked(day)
    if not still:
        return None
    name, since, _ = still[0]
    used = [
        used
        for used, substance in uses
        if since <= used <= day and alike(substance or (tracked(used) or substances)[0][0]) == alike(name)
    ]
    free = date.fromisoformat(max(used)) + timedelta(days=1) if used else date.fromisoformat(since)
    return max(0, (today - free).days)


def doses_left(prescribed: Iterable[tuple[str, int, str, int]], doses: Iterable[str], today: date) -> bool:
    """Whether a medication has more doses on this day than were written down."""
    left: dict[str, int] = {}
    for name, times, since, every_days in prescribed:
        if (today - date.fromisoformat(since)).days % every_days == 0:
            left[alike(name)] = left.get(alike(name), 0) + times
    for name in doses:
        if alike(name) in left:
            left[alike(name)] -= 1
    return any(count > 0 for count in left.values())
