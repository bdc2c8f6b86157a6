"""`recovery episode`: stretches of treatment."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from recovery import diary as diaries
from recovery.commands import answering
from recovery.commands.options import Json, NoteText, note_text
from recovery.commands.parameters import Argument, Option
from recovery.console import say, tell
from recovery.diary import Diary
from recovery.errors import NotFound
from recovery.language import tr
from recovery.store import typed_dates
from recovery.treatment import queries, tolerance, writing
from recovery.treatment.episodes import Episode
from recovery.treatment.views import pages

NO_EPISODE = tr("No episode is written down yet: recovery episode add residential --from DAY")
NONE_OPEN = tr("No episode is open. recovery episode list shows them all.")
Type = Literal["detox", "inpatient", "residential", "outpatient", "sober-living", "hospital", "jail", "other"]


def add(
    type_: Annotated[
        Type,
        Argument(
            metavar="KIND", help=tr("detox, inpatient, residential, outpatient, sober-living, hospital, jail or other.")
        ),
    ],
    name: Annotated[list[str] | None, Argument(metavar="NAME", help="Where.")] = None,
    since: Annotated[str | None, Option("--from", metavar="DAY", help=tr("Its first day (default: today)."))] = None,
    until: Annotated[
        str | None, Option("--to", metavar="DAY", help=tr("Its last day, which may be yet to come."))
    ] = None,
    goal: Annotated[list[str] | None, Option("--goal", metavar="TEXT", help=tr("What it is for. May repeat."))] = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """Write down a stretch of treatment. For four weeks after its end, today and sos remind you of your tolerance."""
    with diaries.existing_or_new() as diary:
        first = typed_dates.day(since, diary.today) if since else diary.today
        last = typed_dates.day(until, diary.today) if until else None
        values: dict[str, Any] = {"type": type_, "name": " ".join(name) if name else None, "since": first}
        record = writing.dated(diary, Episode, {**values, "until": last, "goals": goal or (), "note": note_text(note)})
        writing.keep(diary, "episode add", record)
        answering.answer(diary, record, json=json)
        _warn(diary, json=json)


def end(
    entry: Annotated[str | None, Argument(metavar="ID", help=tr("Which one (default: the last open one)."))] = None,
    on: Annotated[str | None, Option("--on", metavar="DAY", help=tr("Its last day (default: today)."))] = None,
    json: Json = False,
) -> None:
    """A discharge: the episode ends."""
    with diaries.existing() as diary:
        if entry is None:
            open_ones = [episode for episode in queries.episodes(diary.journal) if episode.until is None]
            if not open_ones:
                raise NotFound(NONE_OPEN)
            located = (queries.row_of(diary.journal, open_ones[-1]), open_ones[-1])
        else:
            located = queries.entry(diary.journal, Episode, entry)
        last = typed_dates.day(on, diary.today) if on else diary.today
        answering.answer(diary, writing.change(diary, "episode end", located, {"until": last}), json=json)
        _warn(diary, json=json)


def list_(json: Json = False) -> None:
    """Every episode, by its first day."""
    with diaries.existing() as diary:
        answering.show(diary, queries.episodes(diary.journal), NO_EPISODE, json=json)


def _warn(diary: Diary, *, json: bool) -> None:
    (tell if json else say)(*pages.wrapped(tolerance.warning(diary.journal, diary.today)))
