"""`recovery undo` and `recovery redo`: the last command taken back, and brought back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from recovery import clock, prompts
from recovery import diary as diaries
from recovery.commands.edit import UNCHANGED
from recovery.commands.options import Json, Yes
from recovery.commands.parameters import Option
from recovery.console import emit, interactive, say
from recovery.diary import Diary
from recovery.errors import NotFound
from recovery.language import tr, trn
from recovery.outlets import command_words, words
from recovery.outlets import entries as listing
from recovery.store import history

LISTED_STEPS = 10
ITEMS_SHOWN = 3
ERASED = tr(
    "What was last done here erased something for good, and that cannot be undone. Nothing else was touched. "
    "What was written before it is changed by its id, which recovery show lists: recovery edit ID, recovery remove ID"
)


def undo(
    waiting: Annotated[bool, Option("--list", help=tr("Show what would be taken back, the next one first."))] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Take back the last command; again for the one before it. recovery redo brings it back."""
    with diaries.existing() as diary:
        if waiting:
            _list(diary, json=json)
            return
        if history.erased_last(diary.journal):
            raise NotFound(ERASED)
        step = next(iter(history.steps(diary.journal, 1)), None)
        if step is not None and not _agreed(diary, step, yes=yes):
            say(UNCHANGED)
            return
        said = [] if step is None else list(_contents(diary, step))
        undone = history.undo(diary.journal)
        _settle_numbers(diary)
        _answer(diary, undone, said, brought=False, json=json)
        if not json:
            say(tr("recovery redo brings it back."))


def redo(json: Json = False) -> None:
    """Bring back what the last undo took; again for the one before it, until something else is written."""
    with diaries.existing() as diary:
        step = history.redo(diary.journal)
        _settle_numbers(diary)
        _answer(diary, step, list(_contents(diary, step)), brought=True, json=json)


def _settle_numbers(diary: Diary) -> None:
    """The person's own numbers of `sos` lie beside the journal too."""
    from recovery.safety import number_sync

    number_sync.settle(diary.journal)


def _agreed(diary: Diary, step: history.Step, *, yes: bool) -> bool:
    """Whether to go on: asked on a terminal where the command is older than an hour or is not the last thing there."""
    if yes or not interactive() or history.just_written(diary.journal, step, clock.now(diary.zone)):
        return True
    say(tr("This takes back: {what}", what="; ".join(_contents(diary, step))))
    written = words.when(step.at.astimezone(diary.zone))
    return prompts.confirm(tr("It was written on {when}. Sure?", when=written))


def _contents(diary: Diary, step: history.Step) -> Iterator[str]:
    """What a command did, a line for each of its first entries."""
    told = list(dict.fromkeys(listing.changed(diary.journal, step)))
    yield from told[:ITEMS_SHOWN]
    if len(told) > ITEMS_SHOWN:
        yield trn("and 1 more", "and {count} more", len(told) - ITEMS_SHOWN)


def _answer(diary: Diary, step: history.Step, contents: list[str], *, brought: bool, json: bool) -> None:
    if json:
        emit(_document(step))
        return
    at = words.when(step.at.astimezone(diary.zone))
    wrote = command_words.called(step.name)
    if step.left == step.changes:
        stays = tr("What it wrote was changed on another device since, and stays.")
        what = (
            tr("Not brought back: {wrote} of {at}. {stays}", wrote=wrote, at=at, stays=stays)
            if brought
            else tr("Not taken back: {wrote} of {at}. {stays}", wrote=wrote, at=at, stays=stays)
        )
    else:
        when = _written(step, at)
        what = (
            tr("Brought back: {wrote}, {when}.", wrote=wrote, when=when)
            if brought
            else tr("Taken back: {wrote}, {when}.", wrote=wrote, when=when)
        )
    for line in [what, *(f"  {content}" for content in contents)]:
        say(line)


def _written(step: history.Step, at: str) -> str:
    """When it was written, which may be long after its own day, and how much of it this is where that is not plain."""
    written = tr("written {at}", at=at)
    if step.changes == 1:
        return written
    whole = trn("{count} change", "{count} changes", step.changes)
    if not step.left:
        return f"{written} ({whole})"
    done, stays = step.changes - step.left, tr("the rest was changed on another device since, and stays")
    return tr("{written} ({done} of {whole}; {stays})", written=written, done=done, whole=whole, stays=stays)


def _list(diary: Diary, *, json: bool) -> None:
    steps = history.steps(diary.journal, LISTED_STEPS)
    if json:
        emit([_document(step) for step in steps])
        return
    for step in steps:
        say(f"{words.stamp(step.at.astimezone(diary.zone))}  {command_words.called(step.name)}")
        say(*(f"    {content}" for content in _contents(diary, step)))
    if not steps:
        say(history.NOTHING_LEFT)


def _document(step: history.Step) -> dict[str, Any]:
    document = {"command": step.name, "at": step.at.isoformat(), "changes": step.changes}
    return document | ({"left": step.left} if step.left else {})
