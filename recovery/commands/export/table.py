"""`recovery export table`: one kind of entry as CSV, or with `all` the whole journal as tidy tables."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from recovery import diary as diaries
from recovery.commands.export import passphrase
from recovery.commands.options import Force, From, Last, To
from recovery.commands.parameters import Argument, Option
from recovery.console import say, tell
from recovery.errors import Usage
from recovery.exchange.encryption import OPEN_AGE, locked_age
from recovery.insights import periods
from recovery.language import tr, trn
from recovery.outlets import file as outlet
from recovery.store import kinds

if TYPE_CHECKING:
    from collections.abc import Mapping

FOR_YOU = tr("Anybody who gets hold of it can read it: keep it as private as the journal.")
ALL = "all"
Format = Literal["csv", "sqlite"]
DATABASES = (".db", ".sqlite", ".sqlite3")
PACKAGES = (".zip", ".age")
ONE_FILE = tr("All tables go into one file. Say which with -o: a .zip of CSV, or a .db for SQLite.")
ONLY_ALL = tr("--with-notes, --with-names, --encrypt and SQLite go with: recovery export table all")
NO_LOCK = tr("--encrypt locks the .zip, not a .db. Name a file that ends in .zip.")
NO_NOTES = tr("What you wrote at length is left out; --with-notes takes it in.")
NO_NAMES = tr("Your people are named by what they are to you; --with-names shows their names.")
NOT_BACK = tr("Once passed on, it cannot be called back.")


def export_table(
    table: Annotated[str, Argument(metavar="NAME", help=tr("cravings, lapses, check-ins, notes, doses ...; or all."))],
    format_: Annotated[
        Format | None, Option("--format", help=tr("How to write it (default: by the file's name, else csv)."))
    ] = None,
    last: Last = None,
    first_day: From = None,
    last_day: To = None,
    with_notes: Annotated[bool, Option("--with-notes", help=tr("all: what you wrote at length too."))] = False,
    with_names: Annotated[bool, Option("--with-names", help=tr("all: other people by name, not by role."))] = False,
    encrypt: Annotated[bool, Option("--encrypt", help=tr("all: lock it with a passphrase, as FILE.age."))] = False,
    output: Annotated[
        str, Option("--output", "-o", metavar="FILE", help=tr("Where to write it; - is standard output."))
    ] = outlet.STANDARD,
    force: Force = False,
) -> None:
    """One kind of entry as a table for a spreadsheet; text that would be a formula gets an apostrophe in front.

    With all: every kind, and a row for each day, as tidy tables with a dictionary of their columns, for your own
    analysis: CSV files in a .zip (a Frictionless data package), or a .db for SQLite and Datasette.
    """
    path = outlet.target(output)
    flags: dict[str, Any] = {"last": last, "first_day": first_day, "last_day": last_day}
    if table.casefold() == ALL:
        if path is None or (format_ is None and path.suffix.lower() not in (*DATABASES, *PACKAGES)):
            raise Usage(ONE_FILE)
        chosen = Chosen(_format(format_, path, encrypt=encrypt), with_notes, with_names, encrypt)
        outlet.check_free(path, force=force)
        _all(path, chosen, flags, force=force)
        return
    if with_notes or with_names or encrypt or format_ == "sqlite":
        raise Usage(ONLY_ALL)
    _one(kinds.named(table), path, flags, force=force)


class Chosen(NamedTuple):
    """How all tables are written: whether with free text, with other people's names, under a passphrase."""

    format: Format
    notes: bool
    names: bool
    encrypt: bool


def _format(format_: Format | None, path: Path, *, encrypt: bool) -> Format:
    by_name: Format = "sqlite" if path.suffix.lower() in DATABASES else "csv"
    if encrypt and (format_ or by_name) == "sqlite":
        raise Usage(NO_LOCK)
    return format_ or by_name


def _all(path: Path, chosen: Chosen, flags: Mapping[str, Any], *, force: bool) -> None:
    from recovery.exchange.counselor.material import people
    from recovery.exchange.dataset import tables

    with diaries.existing() as diary:
        whole = tables.whole_journal(diary.journal, diary.today)
        period = periods.named(diary.today, **flags) if any(flags.values()) else whole
        made = tables.build(diary, people(diary.journal, shown=chosen.names), period, notes=chosen.notes)
        made_on = diary.today
    if chosen.format == "sqlite":
        from recovery.exchange.dataset import queries

        with outlet.writing(path, force=force) as file:
            queries.write(Path(file.name), made)
    else:
        from recovery.exchange.dataset import package

        content = package.write(made, made_on)
        if chosen.encrypt:
            path, content = passphrase.as_age(path), locked_age(content, passphrase.for_this_file())
        outlet.write(path, content, force=force)
    say(trn("Written: 1 table.", "Written: {count} tables.", len(made)) + f" {FOR_YOU}")
    if chosen.encrypt:
        say(OPEN_AGE)
    tell(_left_out(chosen))


def _left_out(chosen: Chosen) -> str:
    """What is not in it, and what to know before it is passed on."""
    parts = [] if chosen.notes else [NO_NOTES]
    parts += [] if chosen.names else [NO_NAMES]
    return " ".join([*parts, NOT_BACK])


def _one(kind: str, path: Path | None, flags: Mapping[str, Any], *, force: bool) -> None:
    from recovery.exchange import tables
    from recovery.journal.listing_queries import Filter, listed

    record = kinds.record_of(kind)
    with diaries.existing() as diary:
        wanted = Filter(kind=kind)
        if any(flags.values()):
            period = periods.named(diary.today, **flags)
            wanted = Filter(kind=kind, first_day=period.first, last_day=period.last)
        entries = listed(diary.journal, wanted)
        rows = ([entry.to_json().get(column.name) for column in record.columns()] for entry in entries)
        lines = tables.csv_lines([[column.name for column in record.columns()]])
        if path is None:
            for line in chain(lines, tables.csv_lines(rows, tables.exact)):
                outlet.show(line)
            return
        with outlet.writing(path, force=force) as file:
            file.write(tables.MARK + b"".join(lines))
            file.writelines(tables.csv_lines(rows, tables.exact))
    say(f"Written. {FOR_YOU}")
