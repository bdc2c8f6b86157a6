"""`recovery import`: a journal, or the file of another program, taken in: all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from recovery import clock, console
from recovery import diary as diaries
from recovery.commands.options import Json
from recovery.exchange import files, foreign, lines, views
from recovery.exchange.readers.names import Name
from recovery.exchange.taking import ADDED, CHANGED, SKIPPED, Tally, check, taken_in
from recovery.journal import queries as journal_queries
from recovery.store import connection, rows
from recovery.store.connection import Journal
from recovery.store.profile import Profile


def import_(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A file as `recovery export data` writes it; - is standard input.")
    ],
    program: Annotated[
        Name | None, typer.Option("--from", help="The other program that wrote the file; the formats stand above.")
    ] = None,
    names: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="NAME=NAME,...",
            help="csv: field=column. daylio: mood=number. loop: substance=habit. May repeat.",
        ),
    ] = None,
    tags_as: Annotated[
        foreign.TagsAs | None, typer.Option("--tags-as", help="jrnl, dayone: take tags as triggers.")
    ] = None,
    dates: Annotated[
        foreign.Dates | None, typer.Option("--dates", help="csv, lines: whether day or month comes first in 3/7/2026.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be taken in.")] = False,
    json: Json = False,
) -> None:
    """Take in a journal written as JSON Lines, or another program's file: all of it or nothing.

    What is there already is left out, so a file may be imported twice.

    Formats for --from:

    daylio: its CSV export; each day becomes a check-in.

    jrnl: its text file (version 1 or 2) or JSON export; entries become notes.

    dayone: Day One's JSON export or the zip of it; entries become notes.

    loop: Loop Habit Tracker's zip; "no heroin" becomes a substance with check-ins.

    lines: cravings typed in any notes program, one a line: 7 payday 22:40

    csv: any table; --map at=Date,intensity=Urge,trigger=Trigger,note=Notes says which column is what.
    """
    wishes = foreign.wishes(program, names, tags_as, dates, _zone())
    with files.source(file) as opened:
        other = foreign.Foreign(opened, program, wishes) if program else None
        source: files.Lines = other or opened
        settings = other.settings() if other else lines.settings_in(source.lines())
        if dry_run and not connection.exists():
            with connection.rehearsing() as journal:
                tally = taken_in(journal, source, settings, dry_run=True)
        elif connection.exists():
            with connection.reading() as journal:
                tally = taken_in(journal, source, settings, dry_run=dry_run)
        else:
            check(source, settings)
            with _first_journal(settings.profile) as journal:
                tally = taken_in(journal, source, settings, dry_run=False)
    if other and tally.preview:
        tally.preview.also(other.account.left_at, other.account.more_left)
    if json:
        console.emit({**tally.to_json(dry_run=dry_run), **(other.to_json() if other else {})})
    else:
        console.say(*(other.said() if other else ()), *_summary(tally, dry_run=dry_run))


def _zone() -> str:
    """The journal's time zone; empty where there is no journal yet."""
    if not connection.exists():
        return ""
    with connection.reading() as journal:
        profile = journal_queries.profile(journal)
    return profile.timezone if profile else ""


@contextmanager
def _first_journal(profile: Profile | None) -> Iterator[Journal]:
    with connection.creating() as journal:
        diaries.start(journal, profile or Profile(timezone=clock.system_zone()))
        made = rows.profile(journal)
        if made is not None:
            console.tell(f"A new journal was made on this machine (time zone {console.one_line(made.timezone)}).")
        yield journal


def _summary(tally: Tally, *, dry_run: bool) -> list[str]:
    added, changed, skipped = (views.counted(tally.counts[outcome]) for outcome in (ADDED, CHANGED, SKIPPED))
    said = []
    if added:
        said.append(f"{'Would be taken in' if dry_run else 'Taken in'}: {added}.")
    if changed:
        said.append(f"{'Would be changed' if dry_run else 'Changed'}: {changed}.")
    if skipped:
        said.append(f"Here already: {skipped}.")
    if dry_run:
        return [*said, *(tally.preview.sentences() if tally.preview else ()), "Nothing was written."]
    if not added and not changed:
        return [*said, "There was nothing new in the file."]
    return [*said, "recovery undo takes all of it back."]
