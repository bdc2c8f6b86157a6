"""Days and hours as grids for a terminal: the strip of a week, rows of weeks, rows of months, and the heatmap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from recovery.dates import names
from recovery.insights.days import DayFacts
from recovery.insights.report import Report
from recovery.insights.views import words
from recovery.insights.views.fitting import Fitted
from recovery.insights.views.symbols import LOOK, Symbols
from recovery.journal.entries import HIGH_INTENSITY
from recovery.language import tr
from recovery.outlets import words as wording
from recovery.theme import CRAVING, QUIET, STRONG

if TYPE_CHECKING:
    from rich.console import RenderableType

STRIP_LIMIT = 14
WEEKS_LIMIT = 92
WEEKS_WIDE_FROM = 70  # columns
MONTHS_SPARE = (5, 4)  # the peak, then how many cravings
BLOCK_HOURS = 3
EVERY_HOUR_FROM = 110  # columns
CLAIM_CRAVINGS, CLAIM_DAYS = 20, 14


def symbol_text(facts: DayFacts, symbols: Symbols, last: date) -> Text:
    """The symbol of a day, blank for one that had not come by `last` and holds nothing."""
    if facts.day > last and facts.status == "unknown":
        return Text(" ")
    return Text(symbols.status(facts.status), style=LOOK[facts.status])


def peak_text(facts: DayFacts, symbols: Symbols, last: date) -> Text:
    """The hardest craving of a day, a dash where there was none."""
    if facts.peak is None:
        return Text(" " if facts.day > last else symbols.dash, style=QUIET)
    return Text(str(facts.peak), style=STRONG if facts.peak >= HIGH_INTENSITY else "")


def legend(symbols: Symbols) -> str:
    """What the symbols of a day mean."""
    return tr(
        "{free} no use   {used} use   {unknown} not known",
        free=symbols.free,
        used=symbols.used,
        unknown=symbols.unknown,
    )


def which(facts: Sequence[DayFacts], symbols: Symbols) -> Iterator[RenderableType]:
    """Of what the days with use were, where several things are tracked."""
    if said := words.which_used(facts):
        yield Text(f"{symbols.used}  {said}", style=QUIET)


def days(report: Report, width: int, symbols: Symbols) -> Iterator[RenderableType]:
    """The days of a report: one by one, by weeks or by months, as many as fit on a screen."""
    count = report.period.days
    if count <= STRIP_LIMIT:
        yield _strip(report, width, symbols)
    elif count <= WEEKS_LIMIT:
        yield by_week(report.days, report.as_of, width, symbols)
    else:
        yield by_month(report.days, report.as_of, symbols)
    yield Text(tr("{legend}   peak: the hardest craving, 0 to 10", legend=legend(symbols)), style=QUIET)
    yield from which(report.days, symbols)


def _strip(report: Report, width: int, symbols: Symbols) -> Table:
    """A column for each day: weekday, date, symbol, peak as a digit and as a bar."""
    room = (width - 7) // len(report.days)
    table = Table.grid(padding=(0, max(1, min(4, room - 3)), 0, 0))
    table.add_column(min_width=6, no_wrap=True)
    for _ in report.days:
        table.add_column(justify="right", no_wrap=True, min_width=3)
    last = report.as_of
    table.add_row("", *(Text(names.weekday(day.day), style=STRONG) for day in report.days))
    table.add_row("", *(Text(str(day.day.day), style=QUIET) for day in report.days))
    table.add_row(tr("use"), *(symbol_text(day, symbols, last) for day in report.days))
    table.add_row(tr("peak"), *(peak_text(day, symbols, last) for day in report.days))
    bars = (symbols.level(day.peak) if day.peak is not None else " " for day in report.days)
    table.add_row("", *(Text(bar, style=CRAVING) for bar in bars))
    return table


def by_week(facts: Sequence[DayFacts], last: date, width: int, symbols: Symbols) -> Table:
    """A row for each week, each day as its symbol and its peak; where there is room, how many cravings it had."""
    wide = width >= WEEKS_WIDE_FROM
    table = Table.grid(padding=(0, 2 if wide else 1, 0, 0))
    table.add_column(no_wrap=True)
    for _ in names.weekdays():
        table.add_column(no_wrap=True, min_width=4 if wide else 3)
    heads: list[Text | str] = [tr("week of") if wide else "", *(Text(name, style=STRONG) for name in names.weekdays())]
    if wide:
        table.add_column(justify="right", no_wrap=True)
        table.add_column(no_wrap=True, style=CRAVING)
        heads += [Text(tr("cravings"), style=STRONG), ""]
    table.add_row(*heads)
    for monday, group in groupby(facts, key=lambda day: day.day - timedelta(days=day.day.weekday())):
        row = {day.day.weekday(): day for day in group}
        cells = []
        for number in range(7):
            day = row.get(number)
            cells.append(
                Text.assemble(symbol_text(day, symbols, last), " ", peak_text(day, symbols, last)) if day else Text()
            )
        beside = _of_week(row, monday <= last, symbols) if wide else ()
        table.add_row(words.day_of_month(monday), *cells, *beside)
    return table


def _of_week(row: Mapping[int, DayFacts], begun: bool, symbols: Symbols) -> tuple[str, str]:
    """How many cravings a week had, and its peaks as bars."""
    peaks = [row[number].peak if number in row else None for number in range(7)]
    count = sum(day.cravings for day in row.values())
    bars = "".join(" " if peak is None else symbols.level(peak) for peak in peaks)
    return str(count) if count or begun else "", bars


def by_month(facts: Sequence[DayFacts], last: date, symbols: Symbols) -> Fitted:
    """A row for each month: how many days of each kind, how many cravings, the hardest."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style=STRONG)
    table.add_column("", no_wrap=True)
    for name in (tr("no use"), tr("use"), tr("not known"), tr("cravings"), tr("peak")):
        table.add_column(name, justify="right", no_wrap=True)
    for (year, month), group in groupby(facts, key=lambda day: (day.day.year, day.day.month)):
        row = [day for day in group if day.day <= last]
        if not row:
            continue
        kinds = [day.status for day in row]
        peak = max((day.peak for day in row if day.peak is not None), default=None)
        table.add_row(
            f"{names.month(date(year, month, 1))} {year}",
            *(str(kinds.count(kind)) for kind in ("abstinent", "used", "unknown")),
            str(sum(day.cravings for day in row)),
            symbols.dash if peak is None else str(peak),
        )
    return Fitted(table, MONTHS_SPARE)


def blocks(heat: Sequence[Sequence[int]], first_hour: int, size: int) -> list[list[int]]:
    """The heat's 24 hours summed into blocks of `size`, beginning with the hour at which the lived day begins."""
    starts = range(first_hour, first_hour + 24, size)
    return [[sum(row[hour % 24] for hour in range(start, start + size)) for start in starts] for row in heat]


def hours(report: Report, width: int, symbols: Symbols) -> Iterator[RenderableType]:
    """Weekday by hour over the look-back: the count and a shade; every hour where there is room, else every three.

    Where even those have no room beside each other, they stand below each other.
    """
    total = sum(map(sum, report.longer_heat))
    if not total:
        return
    yield Text()
    span = words.short_span(report.period.lookback)
    yield Text.assemble(
        (tr("When"), STRONG),
        tr("   {span}, {cravings}, by weekday and hour", span=span, cravings=wording.cravings(total)),
    )
    yield from _heat(report, width, symbols)
    if total < CLAIM_CRAVINGS or report.longer_days < CLAIM_DAYS:
        yield Text(
            tr(
                "Too few yet to say when it is hard: that needs {cravings} cravings on {days} days.",
                cravings=CLAIM_CRAVINGS,
                days=CLAIM_DAYS,
            ),
            QUIET,
        )


def _heat(report: Report, width: int, symbols: Symbols) -> Iterator[Table]:
    """The grid, in as many parts as the width asks for."""
    wide = width >= EVERY_HOUR_FROM
    size, first = 1 if wide else BLOCK_HOURS, report.day_starts.hour
    cells = blocks(report.longer_heat, first, size)
    highest = max(map(max, cells))
    starts = [(first + step) % 24 for step in range(0, 24, size)]
    padding, cell = (1, 3) if wide else (2, 5)
    parts = -(-len(starts) // max(1, (width + padding - 4 - padding) // (cell + padding)))
    length = -(-len(starts) // parts)
    for begin in range(0, len(starts), length):
        part = slice(begin, begin + length)
        table = Table.grid(padding=(0, padding, 0, 0))
        table.add_column(no_wrap=True, min_width=4)
        for _ in starts[part]:
            table.add_column(justify="right", no_wrap=True, min_width=cell)
        table.add_row("", *(Text(hour_label(hour, size), style=QUIET) for hour in starts[part]))
        for name, row in zip(names.weekdays(), cells, strict=True):
            table.add_row(Text(name, style=STRONG), *(_heat_cell(count, highest, symbols) for count in row[part]))
        yield table


def hour_label(hour: int, size: int) -> str:
    """`4-7` for a block of hours, `4` for a single one."""
    return str(hour) if size == 1 else f"{hour}-{(hour + size) % 24}"


def _heat_cell(count: int, highest: int, symbols: Symbols) -> Text:
    if not count:
        return Text()
    return Text.assemble((symbols.shade(count, highest), CRAVING), str(count) if count > 9 else f" {count}")
