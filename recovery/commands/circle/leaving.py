"""The circle of a journal that is erased: its links end with it, unless another device of the person has them too."""

from __future__ import annotations

from typing import NamedTuple

from recovery import console
from recovery.console import one_line
from recovery.errors import RecoveryError
from recovery.language import tr
from recovery.store import connection, rows
from recovery.store.engine import EngineError
from recovery.sync import membership

ENDED = tr("You share nothing with anybody in your circle now.")
GOES_ON = tr(
    "Your circle goes on with your other devices. To share nothing there either, on one of them: "
    "recovery circle end --all"
)
OUT_OF_REACH = tr(
    "The server could not be reached, so what {names} already got from you can be read there until {day}. It ends then "
    "by itself."
)
ENDS_TOO = tr(
    "What you share with your circle ends with it. If this journal goes on elsewhere, on another machine: "
    "recovery wipe --keep-circle"
)
UNSEEN = tr("If you had a circle: what you share with each ends by itself, on the day that was agreed.")


class Left(NamedTuple):
    """What became of the links: how many ended at their server, how many could not, and that in words."""

    ended: int = 0
    unreached: int = 0
    lines: tuple[str, ...] = ()


def before() -> tuple[str, ...]:
    """What somebody who is about to erase the journal has to know of its circle."""
    try:
        with connection.existing(connection.MACHINE) as journal:
            return (ENDS_TOO,) if rows.any_in(journal, "member") and not membership.others_listed(journal) else ()
    except (RecoveryError, OSError, EngineError):
        return ()


def end_with_the_journal() -> Left:
    """End every link as `circle end --all` does; nobody is asked for a key, and what cannot be seen is said."""
    try:
        with connection.existing(connection.MACHINE) as journal:
            if not rows.any_in(journal, "member"):
                return Left()
        return _end()
    except (RecoveryError, OSError, EngineError):
        return Left(lines=(UNSEEN,))


def _end() -> Left:
    from recovery import diary as diaries
    from recovery.circle import link_sync, queries
    from recovery.outlets import words

    with diaries.existing(connection.MACHINE) as diary:
        open_links = [one for one in queries.members(diary.journal) if not one.over(diary.today)]
        if membership.others_listed(diary.journal):
            return Left(lines=(GOES_ON,) if open_links else ())
        link_sync.end(diary.journal, open_links, diary.today)
        # those ended earlier too, that it had not heard of
        waiting = link_sync.finish_ended(diary.journal, diary.today)
        ended = {one.id for one in open_links} - {one.id for one in waiting}
        if not waiting:
            return Left(len(ended), lines=(ENDED,) if open_links else ())
        names = console.joined(one_line(one.name) for one in waiting)
        day = words.day(max(one.until for one in waiting))
        said = OUT_OF_REACH.format(names=names, day=day)
        return Left(len(ended), len(waiting), (said,))
