"""A link that has been over for long is forgotten: who it was, the keys and all that was said, also out of backups.

The record `member` is erased as `purge` erases, so the person's other devices hear of it by their sync; what each
device kept of the link itself goes with its next run there.
"""

from __future__ import annotations

from datetime import date

from recovery.circle import link_sync, queries
from recovery.circle.member import ENDED_DAYS, Member
from recovery.diary import Diary
from recovery.store import erasing
from recovery.store.command_names import CIRCLE
from recovery.store.connection import Journal
from recovery.store.erasing import Wanted

_KEPT = ("link", "link_record", "link_sent")


def forget_over(diary: Diary) -> list[str]:
    """Erase what is over for longer than the list shows it; returns sentences of what could not be reached."""
    gone = [member.id for member in queries.members(diary.journal) if _is_due(diary.journal, member, diary.today)]
    left_over = queries.of_nobody(diary.journal)
    if not gone and not left_over:
        return []
    wanted = [Wanted("id", id, "member") for id in gone]
    wanted += [Wanted("member", id, table) for id in (*gone, *left_over) for table in _KEPT]
    connection = diary.journal.connection
    with diary.journal.command(CIRCLE):
        for one in wanted:
            erasing.erase(connection, one)
        copies = erasing.in_copies(*wanted)
    return erasing.finish(connection, copies)


def _is_due(journal: Journal, member: Member, today: date) -> bool:
    """Whether it was listed for long enough, and its server let go of it or, once ended here, had as long for that.

    This device's clock alone forgets no key: it may be wrong.
    """
    state = queries.state(journal, member)
    if link_sync.state_of(member, state, today) != link_sync.ENDED:
        return False
    if (today - link_sync.ended_on(journal, member)).days <= ENDED_DAYS:
        return False
    return bool(state.erased or state.gone) or (member.ended is not None and (today - member.until).days > ENDED_DAYS)
