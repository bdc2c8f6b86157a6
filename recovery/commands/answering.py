"""What commands answer: the entry that was written, or the entries that were asked for."""

from __future__ import annotations

from collections.abc import Sequence

from recovery.console import emit, say
from recovery.diary import Diary
from recovery.language import tr
from recovery.outlets import entries as listing
from recovery.store import invocation, rows
from recovery.store.records import EntryRecord

NOTHING_HERE = tr("Nothing is written down there.")


def answer(diary: Diary, record: EntryRecord, *more: str, json: bool) -> None:
    """What a command that wrote answers: the entry as JSON, or one sentence and what is worth saying after it."""
    if json:
        emit(record.to_json())
    else:
        say(said_kept(diary, record), *more)


def said_kept(diary: Diary, record: EntryRecord) -> str:
    """The sentence that says what was kept, remembered for whoever takes the command in for somebody else."""
    sentence = listing.kept(record, rows.prefix_length(diary.journal, [record.id]))
    invocation.current().answer = invocation.current().answer or sentence
    return sentence


def show(diary: Diary, entries: Sequence[EntryRecord], nothing: str, *, json: bool) -> None:
    """Entries as one JSON document, or a line for each with its id; `nothing` is said where there are none."""
    if json:
        emit([entry.to_json() for entry in entries])
    elif not entries:
        say(nothing)
    else:
        say(*listing.listing(entries, rows.prefix_length(diary.journal, [entry.id for entry in entries])))


def has_plan(diary: Diary) -> bool:
    """Whether there is a plan: whoever has none pays nothing. Asked before writing, so that damage is met first."""
    return rows.any_in(diary.journal, "plan_item")
