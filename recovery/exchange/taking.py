"""Lines taken into the journal, all or nothing: checked first, counted as they go, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from recovery import clock, console
from recovery.errors import Refused
from recovery.exchange import files, lines, queries, views
from recovery.exchange.people import Private
from recovery.exchange.preview import Preview
from recovery.exchange.queries import LINES_AT_ONCE
from recovery.journal import queries as journal_queries
from recovery.journal.entries import Substance
from recovery.language import trn
from recovery.plans.plan import PlanItem, Review
from recovery.store import rows
from recovery.store.connection import Journal
from recovery.store.profile import Profile
from recovery.store.records import EntryRecord, Record

ADDED, CHANGED, SKIPPED = "added", "changed", "skipped"


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


def taken_in(journal: Journal, source: files.Lines, settings: lines.Settings, *, dry_run: bool) -> Tally:
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
    refuse(bad)
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


def check(source: files.Lines, settings: lines.Settings) -> None:
    """Read the file through before a journal is made for it; raises `Refused`."""
    bad = lines.BadLines()
    for _ in _read(source, _frame(settings, None, settings.substances), bad):
        pass
    refuse(bad)


def refuse(bad: lines.BadLines) -> None:
    """Raise `Refused` with the first bad lines, each by its number and reason, if there are any."""
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
