"""Taking a file into the journal: all of it or nothing, as one command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from operator import itemgetter
from typing import Any

from recovery import clock
from recovery.errors import Refused
from recovery.exchange import files, foreign, lines, queries
from recovery.exchange.foreign_records import ForeignRecords
from recovery.exchange.intake import Intake
from recovery.exchange.preview import Preview
from recovery.exchange.queries import ADDED, CARRIED, CHANGED, LINES_AT_ONCE, SKIPPED
from recovery.exchange.views import progress
from recovery.journal import queries as journal_queries
from recovery.journal.entries import CheckIn, Lapse, Substance
from recovery.language import trn
from recovery.plans.plan import Review
from recovery.store import rows
from recovery.store.connection import Journal
from recovery.store.names import alike
from recovery.store.profile import Profile
from recovery.store.records import EntryRecord, Record

Placed = tuple[lines.Place, Record]
RECORDS_AT_ONCE = 4096  # a power of two, as `bulk` writes them
BYTES_AT_ONCE = 2_000_000  # of the file: long texts wait in memory, read, as rows and as a statement's values


@dataclass(slots=True)
class Tally:
    """What became of the records of a file, by outcome and kind; a `preview` sees each of them.

    `last_use` is the latest day with a use among those that were new or changed, and of what.
    """

    counts: dict[str, dict[str, int]] = field(default_factory=lambda: {ADDED: {}, CHANGED: {}, SKIPPED: {}})
    preview: Preview | None = None
    last_use: tuple[date, str | None] | None = None

    def note(self, kind: str, outcome: str) -> None:
        """Count one record."""
        counts = self.counts[outcome]
        counts[kind] = counts.get(kind, 0) + 1

    def took(self, place: lines.Place, record: Record, outcome: str) -> None:
        """Count the record of a line."""
        self.note(record.kind, outcome)
        used = isinstance(record, Lapse) or (isinstance(record, CheckIn) and record.used)
        if used and outcome != SKIPPED and isinstance(record, Lapse | CheckIn):
            self.last_use = max(self.last_use or (record.day, None), (record.day, record.substance), key=itemgetter(0))
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


class BadFile(Refused):
    """Lines of the file cannot be taken; `bad` names the first of them."""

    def __init__(self, bad: lines.BadLines) -> None:
        said = trn(
            "Nothing was imported: 1 line of the file cannot be read. Fix the file, then import it again.",
            "Nothing was imported: {count:,} lines of the file cannot be read. Fix the file, then import it again.",
            bad.count,
        )
        super().__init__(said)
        self.bad = bad


def taken_in(journal: Journal, source: files.Lines, settings: lines.Settings, *, dry_run: bool) -> Tally:
    """Take the whole file in as one command; raises `BadFile`."""
    queries.prepare(journal)
    tally = Tally(preview=Preview() if dry_run else None)
    with suppress(_NotKept), journal.command("import", origin="import"):
        _take(journal, source, settings, tally)
        if dry_run:
            raise _NotKept
    return tally


def check(source: files.Lines, settings: lines.Settings) -> None:
    """Read the file through before a journal is made for it; raises `BadFile`."""
    bad = lines.BadLines()
    for _ in _read(source, _frame(settings, None, settings.substances), bad):
        pass
    _refuse(bad)


def _take(journal: Journal, source: files.Lines, settings: lines.Settings, tally: Tally) -> None:
    """Write what is new in the file, inside a command."""
    frame, spare = _settle(journal, settings, tally)
    bad, unread = lines.BadLines(), lines.BadLines()
    with Intake(journal) as intake:
        foreign_records = _foreign_records(journal, source, settings, intake, frame)
        looked_up = list[Placed]()
        for part in chain(_parts(source, _read(source, frame, unread), unread), [[]]):
            intake.go_on([record.id for _, record in part if isinstance(record, CARRIED)])
            _take_part(looked_up, intake, foreign_records, tally, bad)
            looked_up = part
        bad.also(unread)
        _refuse(bad)
        intake.finish()
    for substance in spare:
        if substance.name in frame.used:
            rows.add(journal, substance)
    if foreign_records:
        _add_substances(journal, settings, foreign_records.used, tally)


def _parts(source: files.Lines, records: Iterator[Placed], unread: lines.BadLines) -> Iterator[list[Placed]]:
    """The records by thousands; after a line that cannot be read nothing will be kept, and the rest is only read."""
    part, begins = list[Placed](), source.position
    for one in records:
        if not unread.count:
            part.append(one)
        if len(part) == RECORDS_AT_ONCE or source.position - begins >= BYTES_AT_ONCE:
            yield part
            part, begins = [], source.position
    yield part


def _take_part(
    part: list[Placed], intake: Intake, foreign_records: ForeignRecords | None, tally: Tally, bad: lines.BadLines
) -> None:
    """Take records in that were looked up; after one that cannot be taken nothing will be kept."""
    for place, record in part:
        try:
            if isinstance(record, Review):
                tally.took(place, record, queries.put_review(intake.journal, record))
            elif foreign_records and isinstance(record, EntryRecord):
                for taken, outcome in foreign_records.take(record):
                    tally.took(place, taken, outcome)
            elif isinstance(record, CARRIED):
                tally.took(place, record, intake.take(record))
        except Refused as error:
            bad.add(place, error.sentence)
        if bad.count:
            return


def _foreign_records(
    journal: Journal, source: files.Lines, settings: lines.Settings, intake: Intake, frame: lines.Frame
) -> ForeignRecords | None:
    """What takes the entries of another program in; `None` for our own."""
    if not isinstance(source, foreign.Foreign) or source.own:
        return None
    source.recognise(intake.known)
    known = journal_queries.substances(journal, closed=True)
    names = {alike(substance.name) for substance in known}
    more = [substance for folded, substance in settings.substances.items() if folded not in names]
    return ForeignRecords(intake, source.called, frame, [*known, *more])


def _add_substances(journal: Journal, settings: lines.Settings, used: set[str], tally: Tally) -> None:
    """Track what another program's file names, as far as anything of it was taken."""
    known = {alike(substance.name) for substance in journal_queries.substances(journal, closed=True)}
    for folded, substance in settings.substances.items():
        if folded not in known and substance.name in used:
            rows.add(journal, substance)
            tally.note(Substance.kind, ADDED)


def _settle(journal: Journal, settings: lines.Settings, tally: Tally) -> tuple[lines.Frame, list[Substance]]:
    """Bring profile and substances in: a journal without entries takes the file's, any other only gets what it has not.

    Returns the frame for the entries, and the substances replaced, which an entry may still name.
    """
    old = {alike(substance.name): substance for substance in journal_queries.substances(journal, closed=True)}
    new, spare = settings.substances, list[Substance]()
    profile = rows.profile(journal)
    fresh = not settings.only_adds and not queries.has_entries(journal)
    if settings.profile is not None:
        replaces = fresh or profile is None
        tally.note(Profile.kind, queries.put_profile(journal, settings.profile) if replaces else SKIPPED)
    if fresh and new and list(old.values()) != list(new.values()):
        queries.put_substances(journal, new.values())
        spare = [substance for folded, substance in old.items() if folded not in new]
    for folded, substance in new.items():
        if folded in old:
            tally.note(Substance.kind, CHANGED if fresh and old[folded] != substance else SKIPPED)
        elif not settings.only_adds:
            tally.note(Substance.kind, ADDED)
            if not fresh:
                rows.add(journal, substance)
    known = {**old, **new} if fresh else {**new, **old}
    return _frame(settings, profile, known), spare


def _frame(settings: lines.Settings, profile: Profile | None, known: dict[str, Substance]) -> lines.Frame:
    clocks = settings.profile or profile or Profile(timezone=clock.system_zone())
    spellings = {folded: substance.name for folded, substance in known.items()}
    return lines.Frame(clocks.timezone, clocks.day_starts, spellings, settings.profile)


def _read(source: files.Lines, frame: lines.Frame, bad: lines.BadLines) -> Iterator[Placed]:
    with progress(source.size) as moved:
        for count, record in enumerate(lines.records(source.lines(), frame, bad)):
            if not count % LINES_AT_ONCE:
                moved(source.position)
            yield record


def _refuse(bad: lines.BadLines) -> None:
    if bad.count:
        raise BadFile(bad)
