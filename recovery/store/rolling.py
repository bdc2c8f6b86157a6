"""The backups that the program makes by itself: one for each day and one for each week, the oldest giving way."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from shutil import disk_usage

from recovery.store import backups, home, shredding
from recovery.store import connection as connections

DAILY_KEPT, WEEKLY_KEPT = 7, 4
WEEKLY = "weekly-"
ROOM = 32 << 20  # bytes that stay free


def make(now: datetime) -> Path | None:
    """The backup of the day, and of the week, where there is none yet; the oldest go. Raises `Locked`, `Unreadable`.

    None is made on a disk that is nearly full: the room is for what the person writes.
    """
    if disk_usage(home.folder()).free < ROOM + 3 * home.journal_path().stat().st_size:
        return None
    if home.backup_of(now):
        return None
    folder = home.make_part(home.backups())
    with connections.existing() as journal:
        made = backups.make(journal.connection, folder / f"{home.DAILY}{now:%Y-%m-%d}", *connections.keys_here())
    week = folder / (WEEKLY + now.strftime("%G-W%V") + made.suffix)
    if not week.exists():
        backups.copy(made, week)
    for kind, kept in ((home.DAILY, DAILY_KEPT), (WEEKLY, WEEKLY_KEPT)):
        for old in sorted(path for path in folder.iterdir() if path.name.startswith(kind))[:-kept]:
            shredding.shred(old)
    return made
