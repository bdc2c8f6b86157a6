"""`recovery attend`: sessions, meetings and activities."""

from __future__ import annotations

from typing import Annotated, Any, Literal, cast, get_args

from recovery import console, prompts
from recovery import diary as diaries
from recovery.commands import answering
from recovery.commands.options import At, Json, NoteText, minutes_long, note_text, rating
from recovery.commands.parameters import Argument, Option
from recovery.console import say
from recovery.errors import Usage
from recovery.language import tr
from recovery.treatment import queries, writing
from recovery.treatment.attendance import Attendance

NOTHING = tr("Nothing is written down there yet. recovery attend counseling NAME writes a session down.")
NO_HOMEWORK = tr("No homework is open.")

KINDS = tr("counseling, group, family, 12-step, smart, activity or other.")
Type = Literal["counseling", "group", "family", "12-step", "smart", "activity", "other"]


def attend(
    type_: Annotated[Type | None, Argument(metavar="KIND", help=KINDS)] = None,
    name: Annotated[list[str] | None, Argument(metavar="NAME", help=tr("With whom, which group, what."))] = None,
    before: Annotated[
        int | None,
        rating(tr("Mood before, 0 to 10; for an activity the craving before.")),
    ] = None,
    after: Annotated[int | None, rating(tr("The same afterwards."))] = None,
    minutes: Annotated[int | None, minutes_long(tr("How long, 0 to 1440."))] = None,
    takeaway: Annotated[str | None, Option(metavar="TEXT", help=tr("What you take away from it."))] = None,
    homework: Annotated[str | None, Option(metavar="TEXT", help=tr("What to do until next time."))] = None,
    at: At = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """Write down a session, a meeting or an activity such as yoga, art, dance, exercise, cooking."""
    if type_ is None:
        if not console.interactive():
            raise Usage(tr("Say where you were: recovery attend counseling NAME"))
        where = prompts.one_or_none(tr("Where were you?"), get_args(Type))
        if where is None:
            say(tr("Nothing was written down."))
            return
        type_ = cast("Type", where)
    values: dict[str, Any] = {"type": type_, "name": " ".join(name) if name else None, "before": before}
    values |= {"after": after, "minutes": minutes, "takeaway": takeaway, "homework": homework}
    values["note"] = note_text(note)
    with diaries.existing_or_new() as diary:
        record = writing.timed(diary, Attendance, at, values)
        writing.keep(diary, "attend", record)
        open_topics = queries.topics(diary.journal)
        more = []
        if open_topics and type_ == "counseling":
            more = [tr("Did you talk about it? recovery discuss list shows what was on your list.")]
        answering.answer(diary, record, *more, json=json)


def list_(
    span: Annotated[str, Option("--last", metavar="90d", help=tr("The days that end today."))] = "90d",
    json: Json = False,
) -> None:
    """Where you went."""
    with diaries.existing() as diary:
        answering.show(diary, queries.attendances(diary.journal, *diary.last_days(span)), NOTHING, json=json)


def homework(
    entry: Annotated[str | None, Argument(metavar="ID", help=tr("The session whose homework is done."))] = None,
    undone: Annotated[bool, Option("--undone", help=tr("With an ID, mark it as not done after all."))] = False,
    json: Json = False,
) -> None:
    """Open homework; with an ID, mark it as done."""
    with diaries.existing() as diary:
        if entry is None:
            answering.show(diary, queries.open_homework(diary.journal), NO_HOMEWORK, json=json)
            return
        located = queries.entry(diary.journal, Attendance, entry)
        if located[1].homework is None:
            raise Usage(tr("That session has no homework."))
        record = writing.change(diary, "attend homework", located, {"homework_done": not undone})
        answering.answer(diary, record, json=json)
