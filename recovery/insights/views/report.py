"""`report` on a terminal: the days first, then what they say in sentences, then what came with the cravings."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from recovery.console import console_on, one_line
from recovery.insights.report import Report
from recovery.insights.triggers import Met, ranked
from recovery.insights.views import checking, grids, sentences, what_helped, words
from recovery.insights.views.fitting import Fitted
from recovery.insights.views.symbols import FULL, Symbols, output_symbols
from recovery.language import tr
from recovery.outlets import words as wording
from recovery.store.names import alike
from recovery.theme import CRAVING, QUIET, STRONG

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType

FILE_WIDTH = 80
WIDEST = 120
TOP = 6
HELPED_TRIGGERS = 3
BAR = 10
SPARE = ("", tr("median"), tr("peak"), tr("true share"))  # the columns that go where there is no room


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report, as wide as it is given room, 120 columns at most."""

    report: Report
    symbols: Symbols

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """The parts from top to bottom; Rich asks for them."""
        width = min(options.max_width, WIDEST)
        yield from _heading(self.report, width)
        if self.report.empty and not self.report.previous.ratings.count and not sum(map(sum, self.report.longer_heat)):
            yield Text(sentences.next_step(self.report))
            return
        yield from grids.days(self.report, width, self.symbols)
        yield Text()
        yield from (Text(line) for line in sentences.summary(self.report))
        yield from _names(self.report, self.symbols)
        yield from _helped(self.report)
        yield from grids.hours(self.report, width, self.symbols)
        yield from _checking(self.report)
        yield from _closing(self.report)


def page(report: Report) -> Iterator[RenderableType]:
    """What to draw, in the symbols that standard output can write."""
    yield Page(report, output_symbols())


def plain(report: Report) -> str:
    """The same for a file."""
    return written(Page(report, FULL))


def written(*views: RenderableType) -> str:
    """Views as plain text of 80 columns, without colour."""
    file = io.StringIO()
    console = console_on(file, width=FILE_WIDTH, no_color=True)
    for view in views:
        console.print(view)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


def _heading(report: Report, width: int) -> Iterator[RenderableType]:
    title, coverage = words.title(report.period), sentences.coverage(report)
    yield Text.assemble((title, STRONG), " " * max(3, width - len(title) - len(coverage)), coverage)
    yield Text()


def _names(report: Report, symbols: Symbols) -> Iterator[RenderableType]:
    """Triggers and coping skills, each of the period and, where it says more, of the look-back."""
    if report.longer_triggers:
        table = _table(tr("Set off by"), report, tr("median"), tr("peak"), tr("passed"))
        for met, longer in _paired(report.triggers, report.longer_triggers):
            table.add_row(
                Text(one_line(longer.name)),
                *_counts(met, longer, report, report.longer_triggers, symbols),
                wording.number(longer.ratings.median or 0),
                str(longer.ratings.peak),
                words.passed_of(longer),
            )
        yield from _under_heading(table, len(report.longer_triggers), _all_of(report))
    if report.longer_coping:
        table = _table(tr("What you did"), report, tr("passed"), tr("true share"))
        table.columns[-1].justify = "left"
        for met, longer in _paired(report.coping, ranked(report.longer_coping), own_first=False):
            table.add_row(
                Text(one_line(longer.name)),
                *_counts(met, longer, report, report.longer_coping, symbols),
                words.passed_of(longer),
                words.true_share(longer),
            )
        yield from _under_heading(table, len(report.longer_coping), _all_of(report) + " --coping")
    if report.longer_ended.known and (report.longer_triggers or report.longer_coping):
        yield Text(words.base_rate(report.longer_ended), style=QUIET)
        if note := words.only_ahead([*report.longer_triggers, *report.longer_coping]):
            yield Text(note, style=QUIET)
    if report.longer and (report.longer_triggers or report.longer_coping):
        span = words.short_span(report.longer)
        yield Text(tr("The columns after {span} are of these {span} too.", span=span), style=QUIET)


def _all_of(report: Report) -> str:
    """What to type for every name of the look-back."""
    return tr(
        "recovery triggers --from {first} --to {last}",
        first=report.period.lookback.first,
        last=report.period.lookback.last,
    )


def _under_heading(table: Table, count: int, command: str) -> Iterator[RenderableType]:
    yield Text()
    yield Fitted(table, [number for number, column in enumerate(table.columns) if column.header in SPARE])
    if count > TOP:
        yield Text(tr("and {count} more: {command}", count=count - TOP, command=command), style=QUIET)


def _table(title: str, report: Report, *columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style=STRONG)
    table.add_column(title, min_width=14)
    for period in filter(None, (report.period, report.longer)):
        table.add_column(words.short_span(period), justify="right", no_wrap=True)
    table.add_column("", no_wrap=True, style=CRAVING, min_width=BAR)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _paired(own: Iterable[Met], longer: Iterable[Met], *, own_first: bool = True) -> Iterator[tuple[Met | None, Met]]:
    """Up to six names, each with its figures of period and look-back: those of the period first, or all in order."""
    long = {alike(trigger.name): trigger for trigger in longer}
    short = {alike(trigger.name): trigger for trigger in own}
    order = [*short, *(name for name in long if name not in short)] if own_first else [*long]
    return ((short.get(name), long[name]) for name in order[:TOP])


def _counts(met: Met | None, longer: Met, report: Report, among: list[Met], symbols: Symbols) -> Iterator[str]:
    """How often in the period, how often in the look-back, and a bar for the longer of the two."""
    yield str(met.count) if met else "-"
    if report.longer:
        yield str(longer.count)
    yield symbols.bar(longer.count, max(trigger.count for trigger in among), BAR)


def _helped(report: Report) -> Iterator[RenderableType]:
    """What helped with what, where more than plain counts may be said."""
    if report.helped:
        yield Text()
        span = words.short_span(report.period.lookback)
        yield Text.assemble((what_helped.heading(), STRONG), f"   {span}")
        yield from what_helped.lines(report.helped, HELPED_TRIGGERS)
        yield from (Text(note, style=QUIET) for note in what_helped.short_notes())
        yield Text(tr("All of it: recovery skill helped --all"), style=QUIET)


def _checking(report: Report) -> Iterator[RenderableType]:
    """The patterns to check, each with the one thing to do about it."""
    findings, quiet = checking.findings(report), checking.nothing(report)
    if findings or quiet:
        yield Text()
        yield Text.assemble((tr("Worth checking"), STRONG), f"   {checking.base(report)}")
    if quiet:
        yield Text(quiet)
    for finding in findings:
        yield Text(finding.text)
        typed = (": ", (finding.command, STRONG)) if finding.command else ()
        yield Text.assemble(f"  {finding.step}", *typed)
    if said := checking.caution(report):
        yield Text(said, style=QUIET)


def _closing(report: Report) -> Iterator[RenderableType]:
    """A good thing in the person's own words, and the one thing to do next."""
    yield Text()
    if report.good:
        yield Text(tr('Good: "{text}"', text=one_line(report.good[1], 200)))
    if step := sentences.next_step(report):
        yield Text(step)
    if report.plan_gaps:
        yield Text(tr("What your plan does not answer yet, and one key to write it: recovery plan check"), style=QUIET)
    yield Text(tr("To keep or print it: recovery report --format html -o report.html"), style=QUIET)
