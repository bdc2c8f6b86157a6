"""`import`: a journal as JSON Lines, or another program's file, all of it or nothing."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated, TypeVar

from recovery import clock, console, prompts
from recovery import diary as diaries
from recovery.commands.options import Json
from recovery.commands.parameters import Argument, Option
from recovery.errors import Usage
from recovery.exchange import files, foreign, lines, views
from recovery.exchange.importing import BadFile, Tally, check, taken_in
from recovery.exchange.queries import ADDED, CHANGED, SKIPPED
from recovery.exchange.readers.encodings import SHOWN, Unsure, named
from recovery.exchange.readers.names import Name, Program
from recovery.exchange.readers.reading import ReadOptions
from recovery.exchange.readers.recognising import plainly
from recovery.journal import queries as journal_queries
from recovery.language import tr
from recovery.safety import number_sync
from recovery.store import connection, rows
from recovery.store.connection import Journal
from recovery.store.names import clean_name
from recovery.store.profile import Profile

T = TypeVar("T")
MOODS_ASKED = 12
NAMED_MOODS = tr(
    "The file has moods whose names are not Daylio's own in English (rad 9, good 7, meh 5, bad 3, awful 1). How good "
    "is each one?"
)


def import_(
    file: Annotated[
        str, Argument(metavar="FILE", help=tr("A file as `recovery export data` writes it; - is standard input."))
    ],
    program: Annotated[
        Name | None, Option("--from", help=tr("The other program that wrote the file; the formats are listed above."))
    ] = None,
    names: Annotated[
        list[str] | None,
        Option(
            "--map",
            metavar="NAME=NAME,...",
            help=tr("csv: field=column. daylio: mood=number. loop: substance=habit. May repeat."),
        ),
    ] = None,
    tags_as: Annotated[
        foreign.TagsAs | None, Option("--tags-as", help=tr("jrnl, dayone: take tags as triggers."))
    ] = None,
    dates: Annotated[
        foreign.Dates | None, Option("--dates", help=tr("Whether day, month or year comes first in 3/7/2026."))
    ] = None,
    encoding: Annotated[
        str | None, Option("--encoding", metavar="NAME", help=tr("Of a text file that is not UTF-8: cp1252 ..."))
    ] = None,
    only: Annotated[list[str] | None, Option("--only", metavar="NAME,...", help=tr("loop: only these habits."))] = None,
    skip: Annotated[
        list[str] | None, Option("--skip", metavar="NAME,...", help=tr("loop: all habits but these."))
    ] = None,
    dry_run: Annotated[bool, Option("--dry-run", help=tr("Only say what would be imported."))] = False,
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
    said = foreign.options(names, tags_as, dates, encoding, (only, skip))
    with files.source(file) as opened:
        program_found, options = _encoded(lambda wanted: plainly(opened.stream, wanted, program), _options(said))
        if program_found is None and foreign.said_anything(said):
            raise Usage(foreign.ONLY_FOR_OTHERS)
        try:
            (tally, other), _ = _encoded(lambda wanted: _taken(opened, program_found, wanted, dry_run=dry_run), options)
        except BadFile as error:
            console.tell(*error.bad.shown)
            if error.bad.count > len(error.bad.shown):
                console.tell(tr("and {count:,} more", count=error.bad.count - len(error.bad.shown)))
            raise
    if other and tally.preview:
        tally.preview.also(other.report.left_at, other.report.more_left)
    if not dry_run:
        _warn_of_use(tally, json=json)
    if json:
        console.emit({**tally.to_json(dry_run=dry_run), **(other.to_json() if other else {})})
    else:
        for line in (*(other.said() if other else ()), *_summary(tally, dry_run=dry_run)):
            console.say(line)


def _taken(
    opened: files.Source, program: Program | None, options: ReadOptions, *, dry_run: bool
) -> tuple[Tally, foreign.Foreign | None]:
    """Take the file in, as the program's or our own; a journal that is not there yet is made for it."""
    other = foreign.Foreign(opened, program, options) if program else None
    source: files.Lines = other or opened
    settings = other.settings() if other else lines.settings_in(source.lines())
    if dry_run and not connection.exists():
        with connection.rehearsing() as journal:
            return taken_in(journal, source, settings, dry_run=True), other
    there = connection.exists()
    if not there:
        check(source, settings)
    with connection.existing() if there else _first_journal(settings.profile) as journal:
        tally = taken_in(journal, source, settings, dry_run=dry_run)
        if not dry_run:
            number_sync.settle(journal)
        return tally, other


def _options(said: ReadOptions) -> ReadOptions:
    """What the person said, with what the journal says; a journal that is not there yet says nothing."""
    timezone, tracked = "", tuple[str, ...]()
    if connection.exists():
        with connection.existing() as journal:
            profile = rows.profile(journal)
            tracked = tuple(substance.name for substance in journal_queries.substances(journal))
        timezone = profile.timezone if profile else ""
    answers: dict[str, list[str] | None] = {}

    def asked(habit: str) -> list[str] | None:
        if habit not in answers:
            answers[habit] = _without_what(habit, tracked)
        return answers[habit]

    options = foreign.located(said, timezone, tracked)
    return replace(options, asked=asked, asked_moods=_moods({})) if console.interactive() else options


def _moods(known: dict[str, int | None]) -> Callable[[Counter[str]], dict[str, int]]:
    """Asks once for the number of each mood that has a name of its own, the frequent ones first.

    Daylio calls its five moods by other words in each language, and by what the person chose.
    """

    def asked(names: Counter[str]) -> dict[str, int]:
        new = [name for name, _ in names.most_common(MOODS_ASKED) if name not in known]
        if new:
            console.say(NAMED_MOODS)
        for name in new:
            question = tr("{name} (0 to 10, Enter for words alone):", name=console.one_line(name, 40))
            known[name] = prompts.until(question, lambda reply: prompts.read_rating(reply) if reply else None)
        numbers = {name: level for name, level in known.items() if level is not None}
        if new and numbers:
            said = ",".join(f"{name}={level}" for name, level in numbers.items())
            console.say(tr("The next file: --map {said}", said=shlex.quote(said)))
        return numbers

    return asked


def _without_what(habit: str, tracked: tuple[str, ...]) -> list[str] | None:
    """The substances that a habit is about, as the person says; nothing to leave the habit out."""
    said = tr("The habit {habit} does not say what it goes without.", habit=console.one_line(habit))
    console.say(said)
    only = tracked[0] if len(tracked) == 1 else None
    question = (
        tr("Name it, several with commas, or - to leave the habit out:")
        if only
        else tr("Name it, several with commas, or press Enter to leave the habit out:")
    )

    def read(answer: str) -> list[str]:
        return [clean_name(part) for part in answer.split(",") if part.strip(" -")]

    return prompts.ask(question, read, flag="--map", default=only) or None


def _encoded(made: Callable[[ReadOptions], T], options: ReadOptions) -> tuple[T, ReadOptions]:
    """What is made with the file's encoding; where its bytes do not tell it, the person is asked."""
    try:
        return made(options), options
    except Unsure as unsure:
        if not console.interactive() or not unsure.proposals:
            raise
        options = replace(options, encoding=_chosen(unsure))
    return made(options), options


def _chosen(unsure: Unsure) -> str:
    """The encoding that the person chooses by how words of the file read in it."""
    said = tr("The file is not UTF-8, and its encoding cannot be told for sure. These words from it would read:")
    console.say(said)
    proposals = unsure.proposals[:SHOWN]
    for number, proposal in enumerate(proposals, start=1):
        console.say(f"  {number}  {console.one_line(proposal.words, 60)}  ({proposal.name})")
    by_number = {str(number): proposal.encoding for number, proposal in enumerate(proposals, start=1)}
    question = tr("Which of them is right? A number, or the name of another encoding:")
    return prompts.ask(question, lambda answer: by_number.get(answer.strip()) or named(answer), flag="--encoding")


def _warn_of_use(tally: Tally, *, json: bool) -> None:
    """The safety card before everything else, where the file tells of a use of today or yesterday."""
    if tally.last_use is None:
        return
    from recovery.commands.craving_answers import warn_of_use

    day, substance = tally.last_use
    with diaries.existing() as diary:
        if (diary.today - day).days <= 1:
            warn_of_use(diary, substance, json=json)


@contextmanager
def _first_journal(profile: Profile | None) -> Iterator[Journal]:
    with connection.existing_or_new() as journal:
        diaries.start(journal, profile or Profile(timezone=clock.system_zone()))
        made = rows.profile(journal)
        if made is not None:
            console.tell(
                tr(
                    "A new journal was made on this machine (time zone {timezone}).",
                    timezone=console.one_line(made.timezone),
                )
            )
        yield journal


def _summary(tally: Tally, *, dry_run: bool) -> list[str]:
    added, changed, skipped = (views.counted(tally.counts[outcome]) for outcome in (ADDED, CHANGED, SKIPPED))
    said = []
    if added:
        said.append(f"{'Would be imported' if dry_run else 'Imported'}: {added}.")
    if changed:
        said.append(f"{'Would be changed' if dry_run else 'Changed'}: {changed}.")
    if skipped:
        said.append(tr("Already here: {skipped}.", skipped=skipped))
    if dry_run:
        return [*said, *(tally.preview.sentences() if tally.preview else ()), tr("Nothing was written.")]
    if not added and not changed:
        return [*said, tr("There was nothing new in the file.")]
    return [*said, tr("recovery undo takes all of it back.")]
