"""`recovery export table`: one kind of entry as CSV."""

from __future__ import annotations

from itertools import chain
from typing import Annotated, Literal

import typer

from recovery import diary as diaries
from recovery.commands.options import Force, From, Last, To
from recovery.console import say
from recovery.insights import periods
from recovery.language import tr
from recovery.outlets import file as outlet
from recovery.store import kinds

FOR_YOU = tr("Anybody who gets hold of it can read it: keep it as private as the journal.")


def export_table(
    table: Annotated[str, typer.Argument(metavar="NAME", help=tr("cravings, lapses, check-ins, notes, doses ..."))],
    format_: Annotated[Literal["csv"], typer.Option("--format", help=tr("How to write it."))] = "csv",
    last: Last = None,
    first_day: From = None,
    last_day: To = None,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help=tr("Where to write it; - is standard output."))
    ] = outlet.STANDARD,
    force: Force = False,
) -> None:
    """One kind of entry as a table for a spreadsheet; text that would be a formula gets an apostrophe in front."""
    del format_  # one for now, named so that scripts can say it
    from recovery.exchange import tables
    from recovery.journal.listing_queries import Filter, listed

    kind = kinds.named(table)
    record = kinds.record_of(kind)
    with diaries.reading() as diary:
        wanted = Filter(kind=kind)
        if last or first_day or last_day:
            period = periods.named(diary.today, last=last, first_day=first_day, last_day=last_day)
            wanted = Filter(kind=kind, first_day=period.first, last_day=period.last)
        entries = listed(diary.journal, wanted)
        rows = ([entry.to_json().get(column.name) for column in record.columns()] for entry in entries)
        lines = tables.csv_lines([[column.name for column in record.columns()]])
        path = outlet.target(output)
        if path is None:
            for line in chain(lines, tables.csv_lines(rows, tables.exact)):
                outlet.show(line)
            return
        with outlet.writing(path, force=force) as file:
            file.write(tables.MARK + b"".join(lines))
            file.writelines(tables.csv_lines(rows, tables.exact))
    say(f"Written. {FOR_YOU}")
