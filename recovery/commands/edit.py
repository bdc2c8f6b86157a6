"""`recovery edit`: an entry changed, by flags or in an editor."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from recovery import diary as diaries
from recovery.commands import editor
from recovery.commands.answering import answer
from recovery.commands.craving_answers import warn_of_use
from recovery.commands.options import (
    At,
    Coping,
    Json,
    NoteText,
    Substance,
    Triggers,
    hours_long,
    minutes_long,
    note_text,
    rating,
)
from recovery.commands.parameters import Argument, Option
from recovery.console import say, tell
from recovery.diary import Diary
from recovery.errors import Usage
from recovery.journal import editing, queries, writing
from recovery.journal.entries import CheckIn, Craving, Note, halt_values
from recovery.language import tr
from recovery.store import rows
from recovery.store.records import EntryRecord
from recovery.store.rows import Located

UNCHANGED = tr("Nothing was changed.")
USED_WITHOUT_LAPSE = tr(
    "If you used, write the lapse down too, so that the day counts as it was: recovery lapse --at WHEN"
)


def edit(
    entry: Annotated[str, Argument(metavar="ID", help=tr("The beginning of the entry's id."))],
    intensity: Annotated[int | None, rating(tr("Craving: how strong, 0 to 10."))] = None,
    trigger: Triggers = None,
    coping: Coping = None,
    outcome: Annotated[Literal["passed", "used"] | None, Option(help=tr("Craving: how it ended."))] = None,
    intensity_after: Annotated[int | None, rating(tr("Craving: the rating once it ended."))] = None,
    minutes: Annotated[int | None, minutes_long(tr("Craving: how long it lasted."))] = None,
    at: At = None,
    substance: Substance = None,
    amount: Annotated[str | None, Option(help=tr("Lapse: how much, in your words."))] = None,
    overdose: Annotated[str | None, Option(metavar="near|yes", help=tr("Lapse: an overdose, or nearly one."))] = None,
    naloxone: Annotated[bool | None, Option("--naloxone/--no-naloxone", help=tr("Lapse: naloxone given."))] = None,
    used: Annotated[bool | None, Option("--used/--no-use", help=tr("Check-in: whether you used."))] = None,
    mood: Annotated[int | None, rating(tr("Check-in: 0 to 10."))] = None,
    sleep: Annotated[float | None, hours_long(tr("Check-in: hours slept."))] = None,
    confidence: Annotated[int | None, rating(tr("Check-in: 0 to 10."))] = None,
    halt: Annotated[str | None, Option(metavar="LETTERS", help=tr("Check-in: of h, a, l, t; or none."))] = None,
    good: Annotated[str | None, Option(help=tr("Check-in: one good thing."))] = None,
    intention: Annotated[str | None, Option(help=tr("Check-in: the day's intention."))] = None,
    kept: Annotated[bool | None, Option("--kept/--not-kept", help=tr("Check-in: intention kept."))] = None,
    sign: Annotated[list[str] | None, Option("--sign", metavar="TEXT", help=tr("Check-in: a warning sign."))] = None,
    day: Annotated[str | None, Option(metavar="DAY", help=tr("Check-in: which day it is for."))] = None,
    note: NoteText = None,
    text: Annotated[str | None, Option(help=tr("Note: its text."))] = None,
    set_: Annotated[
        list[str] | None,
        Option("--set", metavar="NAME=VALUE", help=tr("Any part of any kind of entry, as NAME=VALUE. May repeat.")),
    ] = None,
    json: Json = False,
) -> None:
    """Change an entry with the options that made it; without any, in your editor."""
    values: dict[str, Any] = {"intensity": intensity, "outcome": outcome, "intensity_after": intensity_after}
    values |= {"minutes": minutes, "substance": substance, "amount": amount, "overdose": overdose}
    values |= {"naloxone": naloxone, "used": used, "mood": mood, "sleep_hours": sleep, "confidence": confidence}
    values |= {"good": good, "intention": intention, "intention_kept": kept, "text": text}
    values |= {
        "triggers": _names(trigger),
        "coping": _names(coping),
        "signs": _names(sign),
        "note": note_text(note),
    } | halt_values(halt)
    with diaries.existing() as diary:
        located = writing.locate(diary, entry)
        old = rows.read(diary.journal, located)
        given = {name: value for name, value in values.items() if value is not None}
        if isinstance(old, Note) and "note" in given:
            given["text"] = given.pop("note")
        if given or at or day or set_:
            changes = _changes(diary, old, given, at, day) | editing.settings(diary, old, set_ or [])
            new = _written(diary, located, old, changes, json=json)
        else:
            new = editor.until_taken(
                editing.page(old),
                lambda changed: _written(diary, located, old, editing.changes(diary, old, changed), json=json),
                f"{old.id}.txt",
                editing.marked,
            )
        if new == old and not json:
            say(UNCHANGED)
        else:
            answer(diary, new, json=json)
        if isinstance(new, Craving) and isinstance(old, Craving) and new.outcome == "used" != old.outcome:
            tell(USED_WITHOUT_LAPSE)


def _written(diary: Diary, located: Located, old: EntryRecord, changes: dict[str, Any], *, json: bool) -> EntryRecord:
    """The entry after the changes; where they make a use of it, the safety card comes before they are kept."""
    becomes = (isinstance(old, Craving) and changes.get("outcome") == "used" != old.outcome) or (
        isinstance(old, CheckIn) and changes.get("used") is True and not old.used
    )
    if becomes:
        warn_of_use(diary, changes.get("substance", getattr(old, "substance", None)), json=json)
    return writing.edited(diary, located, old, changes)


def _names(given: list[str] | None) -> list[str] | None:
    """Names from repeated flags; one empty name clears the list."""
    return None if given is None else [name for name in given if name.strip()]


def _changes(diary: Diary, old: EntryRecord, given: dict[str, Any], at: str | None, day: str | None) -> dict[str, Any]:
    if isinstance(old, CheckIn) and given.get("used") is not None:
        given |= writing.answer_of_use(diary, old.day, old, given)
    elif given.get("substance") is not None:
        given["substance"] = queries.tracked(diary.journal, given["substance"])
    changes = writing.checked_changes(old, given)
    if at is not None:
        if not old.timed():
            raise Usage(tr("This kind of entry has a day, not a time: use --day."))
        changes |= writing.moved(diary, old, diary.when(at))
    if day is not None:
        if old.timed():
            raise Usage(tr("This kind of entry has a time: move it with --at."))
        changes["day"] = diary.past_day(day)
    return changes
