"""What a person should know after the check-in that they gave."""

from __future__ import annotations

from recovery.commands.after import LAPSE_WRITTEN
from recovery.console import say, tell
from recovery.diary import Diary
from recovery.journal import queries
from recovery.journal.entries import CheckIn
from recovery.language import tr
from recovery.store.names import alike

THERE_ALREADY = tr("A lapse was written down for that day before; it counts once. What helps now: recovery sos")


def aftercare(diary: Diary, record: CheckIn, *, told: bool, lapse_written: bool, json: bool) -> None:
    """Say what a person should know after the answer they gave; `told` says that it was of a use."""
    if told:
        (tell if json else say)(*(LAPSE_WRITTEN if lapse_written else [THERE_ALREADY]))
    if _contradicted(diary, record):
        tell(tr("A lapse is written down for that day, so the day stays counted as used. recovery show lists it."))


def _contradicted(diary: Diary, record: CheckIn) -> bool:
    """Whether a lapse of that day is of something that the check-in says was not used."""
    free = {alike(name) for name in record.free_of}
    lapsed = [alike(lapse.substance or "") for lapse in queries.lapses_on(diary.journal, record.day)]
    return any(name in free or (record.used is False and not free) for name in lapsed)
