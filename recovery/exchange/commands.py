"""`export data` and `import`: the whole journal out as JSON Lines, and back in, all or nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Annotated, Any

import typer

from recovery import clock, console
from recovery import diary as diaries
from recovery.errors import Refused
from recovery.exchange import files, foreign, lines, queries, views
from recovery.exchange.people import Private
from recovery.exchange.preview import Preview
from recovery.exchange.readers.names import Name
from recovery.journal import queries as journal_queries
from recovery.journal.entries import Substance
from recovery.language import trn
from recovery.options import Force, Json
from recovery.outlets import file as outlet
from recovery.plans.plan import PlanItem, Review
from recovery.store import connection, rows
from recovery.store.connection import Journal
from recovery.store.profile import Profile
from recovery.store.records import EntryRecord, Record

LINES_AT_ONCE = 500
ADDED, CHANGED, SKIPPED = "added", "changed", "skipped"
PLAIN = "It can be read by anybody who gets hold of it: keep it as private as the journal."


def export_data(
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Where to write it; - is standard output.")
    ] = outlet.STANDARD,
    force: Force = False,
) -> None:
    """Write the whole journal as JSON Lines: one entry a line, as `recovery import` takes it."""
    path = outlet.target(output)
    if path is None:
        _to_standard_output()
        return
    written = 0
    with connection.reading() as journal, outlet.writing(path, force=force) as file:
        for number, chunk in _chunks(journal):
            file.write(chunk)
            written += number
    console.say(f"{trn('Written: 1 line.', 'Written: {count:,} lines.', written)} {PLAIN}")


def _to_standard_output() -> None:
    with connection.reading() as journal:
        for _, chunk in _chunks(journal, ascii_only=sys.stdout.isatty()):
            sys.stdout.buffer.write(chunk)


def _chunks(journal: Journal, *, ascii_only: bool = False) -> Iterator[tuple[int, bytes]]:
    """The export in parts, each with its number of lines."""
    with closing(queries.everything(journal)) as records:
        while part := [lines.written(each, ascii_only=ascii_only) for each in islice(records, LINES_AT_ONCE)]:
            yield len(part), "".join(f"{line}\n" for line in part).encode("utf-8")


@dataclass(slots=True)
class Tally:
    """What became of the records of a file, by outcome and kind; a `preview` sees each of them."""

    counts: dict[str, dict[str, int]] = field(default_factory=lambda: {ADDED: {}, CHANGED: {}, SKIPPED: {}})
    preview: Preview | None = None

    def note(self, kind: str, outcome: str) -> None:
        """Count one record."""
        counts = self.counts[outcome]
        counts[kind] = counts.get(kind, 0) + 1

    def took(self, place: lines.Place, record: Record, outcome: str) -> None:
        """Count the record of a line."""
        self.note(record.kind, outcome)
        if self.preview is not None:
            self.preview.note(place, record, outcome)

    def total(self, outcome: str) -> int:
        """How many records that became of."""
        return sum(self.counts[outcome].values())

    def to_json(self, *, dry_run: bool) -> dict[str, Any]:
        """The command's one document."""
        kinds = dict.fromkeys(kind for counts in self.counts.values() for kind in counts)
        return {
            **{outcome: self.total(outcome) for outcome in self.counts},
            "kinds": {
                kind: {outcome: counts.get(kind, 0) for outcome, counts in self.counts.items()} for kind in kinds
            },
            "dry_run": dry_run,
            "preview": self.preview.to_json() if self.preview else None,
        }


class _NotKept(Exception):
    """Takes the transaction back."""


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
                tally = _taken_in(journal, source, settings, dry_run=True)
        elif connection.exists():
            with connection.reading() as journal:
                tally = _taken_in(journal, source, settings, dry_run=dry_run)
        else:
            _check(source, settings)
            with _first_journal(settings.profile) as journal:
                tally = _taken_in(journal, source, settings, dry_run=False)
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


def _taken_in(journal: Journal, source: files.Lines, settings: lines.Settings, *, dry_run: bool) -> Tally:
    """Take the whole file in as one command; raises `Refused`, having listed the lines that cannot be read."""
    queries.prepare(journal)
    tally = Tally(preview=Preview() if dry_run else None)
    with suppress(_NotKept), journal.command("import", origin="import"):
        _take(journal, source, settings, tally)
        if dry_run:
            raise _NotKept
    return tally


def _take(journal: Journal, source: files.Lines, settings: lines.Settings, tally: Tally) -> None:
    """Write what is new in the file, inside a command."""
    frame, spare = _settle(journal, settings, tally)
    intake, bad = queries.Intake(journal), lines.BadLines()
    for number, record in _read(source, frame, bad):
        # After a bad line nothing will be kept; the rest is read for its bad lines only.
        if isinstance(record, Review) and not bad.count:
            tally.took(number, record, queries.put_review(journal, record))
        elif isinstance(record, EntryRecord | PlanItem | Private) and not bad.count:
            try:
                tally.took(number, record, intake.take(record))
            except Refused as error:
                bad.add(number, error.sentence)
    _refuse(bad)
    intake.finish()
    for each in spare:
        if each.name in frame.used:
            rows.add(journal, each)


def _settle(journal: Journal, settings: lines.Settings, tally: Tally) -> tuple[lines.Frame, list[Substance]]:
    """Bring profile and substances in: a journal without entries takes the file's, any other only gets what it has not.

    Returns the frame for the entries, and the substances replaced, which an entry may still name.
    """
    old = {each.name.casefold(): each for each in journal_queries.substances(journal, closed=True)}
    new, spare = settings.substances, list[Substance]()
    profile = rows.profile(journal)
    fresh = not settings.only_adds and not queries.has_entries(journal)
    if settings.profile is not None:
        replaces = fresh or profile is None
        tally.note(Profile.kind, queries.put_profile(journal, settings.profile) if replaces else SKIPPED)
    if fresh and new and list(old.values()) != list(new.values()):
        queries.put_substances(journal, new.values())
        spare = [each for folded, each in old.items() if folded not in new]
    for folded, each in new.items():
        if folded in old:
            tally.note(Substance.kind, CHANGED if fresh and old[folded] != each else SKIPPED)
        else:
            tally.note(Substance.kind, ADDED)
            if not fresh:
                rows.add(journal, each)
    known = {**old, **new} if fresh else {**new, **old}
    return _frame(settings, profile, known), spare


def _frame(settings: lines.Settings, profile: Profile | None, known: dict[str, Substance]) -> lines.Frame:
    clocks = settings.profile or profile or Profile(timezone=clock.system_zone())
    spellings = {folded: each.name for folded, each in known.items()}
    return lines.Frame(clocks.timezone, clocks.day_starts, spellings, settings.profile)


def _read(source: files.Lines, frame: lines.Frame, bad: lines.BadLines) -> Iterator[tuple[lines.Place, Record]]:
    with views.progress(source.size) as moved:
        for count, found in enumerate(lines.records(source.lines(), frame, bad)):
            if not count % LINES_AT_ONCE:
                moved(source.position)
            yield found


def _check(source: files.Lines, settings: lines.Settings) -> None:
    """Read the file through before a journal is made for it; raises `Refused`."""
    bad = lines.BadLines()
    for _ in _read(source, _frame(settings, None, settings.substances), bad):
        pass
    _refuse(bad)


def _refuse(bad: lines.BadLines) -> None:
    if not bad.count:
        return
    console.tell(*bad.shown)
    if bad.count > len(bad.shown):
        console.tell(f"and {bad.count - len(bad.shown):,} more")
    raise Refused(
        trn(
            "Nothing was taken in: 1 line of the file cannot be read. Mend the file, then import it again.",
            "Nothing was taken in: {count:,} lines of the file cannot be read. Mend the file, then import it again.",
            bad.count,
        )
    )


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
