"""What a person should know after the check-in that they gave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from recovery.commands.craving_answers import say_lapse
from recovery.console import joined, one_line, tell
from recovery.diary import Diary
from recovery.journal import queries
from recovery.journal.entries import CheckIn
from recovery.language import tr
from recovery.store.names import alike

NAME_SHOWN = 40
THERE_ALREADY = tr("A lapse was written down for that day before; it counts once.")


def aftercare(
    diary: Diary, record: CheckIn, *, told: bool, lapse_written: bool, in_vain: Sequence[str] = (), json: bool
) -> None:
    """Say what a person should know after the answer they gave; `told` says that it was of a use."""
    if told:
        there = None if lapse_written else THERE_ALREADY
        say_lapse(diary, record.substance, in_vain=in_vain, there=there, json=json)
    if lapsed := _contradicted(diary, record):
        what = a_lapse(lapsed)
        tell(tr("{what} is written down for that day, so it stays counted as used. recovery show lists it.", what=what))


def a_lapse(names: Iterable[str]) -> str:
    """`A lapse of heroin`; `A lapse` where it is of nothing that is tracked."""
    of = joined(one_line(name, NAME_SHOWN) for name in dict.fromkeys(names) if name)
    return tr("A lapse of {of}", of=of) if of else tr("A lapse")


def _contradicted(diary: Diary, record: CheckIn) -> list[str]:
    """What a lapse of that day is of, of which the check-in says that it was not used."""
    free = {alike(name) for name in record.free_of}
    lapsed = [lapse.substance or "" for lapse in queries.lapses_on(diary.journal, record.day)]
    return [name for name in lapsed if alike(name) in free or (record.used is False and not free)]
