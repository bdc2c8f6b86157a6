"""`report` on a terminal: one screen, what a tired person needs, in sentences; the rest is one key away.

Counts of the period itself, three names of each kind, and one thing worth doing. Medians, spreads and intervals stand
in the whole report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from recovery.console import one_line
from recovery.dates import names
from recovery.insights.days import DayFacts
from recovery.insights.patterns import Pattern
from recovery.insights.report import Report
from recovery.insights.triggers import Met, ranked
from recovery.insights.views import grids, sentences, words
from recovery.insights.views.symbols import Symbols, output_symbols
from recovery.language import tr
from recovery.outlets import words as wording
from recovery.store.names import alike
from recovery.theme import QUIET, STRONG

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType

TOP = 3
WIDEST = 100
LABEL = 17
DAY = 3
BESIDE_FROM = 60  # columns; on a narrower terminal a label stands above its words
NAME = 40
LONGEST_IN_WEEKS, LONGEST_IN_MONTHS = 42, 366


@dataclass(frozen=True, slots=True)
class Page:
    """The screen, as wide as it is given room, 100 columns at most; `keys`: a key writes the plan."""

    report: Report
    symbols: Symbols
    keys: bool

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """The parts from top to bottom; Rich asks for them."""
        report, width = self.report, min(options.max_width, WIDEST)
        yield from _heading(report, width)
        if report.empty and not report.previous.ratings.count:
            yield Text(sentences.next_step(report))
            return
        yield from _days(report, width, self.symbols)
        yield Text()
        yield from (Text(sentence) for sentence in sentences.brief(report))
        yield Text()
        yield _rows(_said(report, keys=self.keys), width)
        if not self.keys:
            yield Text(tr("All of it: recovery report --more"), style=QUIET)


def page(report: Report, *, keys: bool = False) -> Iterator[RenderableType]:
    """What to draw, in the symbols that standard output can write."""
    yield Page(report, output_symbols(), keys)


def worth_doing(report: Report, *, keys: bool) -> str:
    """The one thing: a plan for what came most often, else an answer that is missing, else a check-in, else nothing."""
    if report.plan_gaps:
        return no_plan(report.plan_gaps[0].trigger, keys=keys)
    if open_ := report.cravings.unknown_outcome:
        return tr("say how {cravings} ended: recovery after passed", cravings=wording.cravings(open_))
    return "" if report.checkins else tr("a check-in, in under a minute: recovery checkin")


def no_plan(trigger: str, *, keys: bool) -> str:
    """A trigger without an if-then, and how to write one."""
    name = one_line(trigger, NAME)
    if keys:
        return tr("{name} has no plan yet   [p] write one, 20 s", name=name)
    return tr("{name} has no plan yet: recovery plan check", name=name)


def _heading(report: Report, width: int) -> Iterator[RenderableType]:
    title = Text(words.title(report.period), style=STRONG)
    written = Text(sentences.coverage(report), style=QUIET)
    gap = width - title.cell_len - written.cell_len
    yield from (title, written) if gap < len("   ") else (Text.assemble(title, " " * gap, written),)
    yield Text()


def _days(report: Report, width: int, symbols: Symbols) -> Iterator[RenderableType]:
    """Each day by its symbol with its hardest craving below; longer periods by weeks or by months."""
    count = report.period.days
    if count > LONGEST_IN_MONTHS:
        return
    if count > LONGEST_IN_WEEKS:
        yield grids.by_month(report.days, report.as_of, symbols)
        return
    if count > grids.STRIP_LIMIT:
        yield grids.by_week(report.days, report.as_of, width, symbols)
    else:
        yield from (_strip(week, report, width, symbols) for week in _in_weeks(report.days, width))
    yield Text(grids.legend(symbols), style=QUIET)
    yield from grids.which(report.days, symbols)


def _in_weeks(days: Sequence[DayFacts], width: int) -> Iterator[Sequence[DayFacts]]:
    """All days in one strip where there is room, else seven in each."""
    length = len(days) if len(tr("hardest")) + (DAY + 1) * len(days) <= width else 7
    yield from (days[start : start + length] for start in range(0, len(days), length))


def _strip(days: Sequence[DayFacts], report: Report, width: int, symbols: Symbols) -> Table:
    room = (width - len(tr("hardest"))) // len(days) - DAY
    table = Table.grid(padding=(0, 0, 0, max(1, min(3, room))))
    table.add_column(no_wrap=True)
    for _ in days:
        table.add_column(justify="center", no_wrap=True, min_width=DAY)
    table.add_row("", *(Text(names.weekday(day.day), style=QUIET) for day in days))
    table.add_row("", *(grids.symbol_text(day, symbols, report.as_of) for day in days))
    table.add_row(Text(tr("hardest"), style=QUIET), *(grids.peak_text(day, symbols, report.as_of) for day in days))
    return table


def _said(report: Report, *, keys: bool) -> Iterator[tuple[str, Text]]:
    """A label and its words, a row for each that has something to say."""
    if report.triggers:
        names = (tr("{name} {count}", name=_name(trigger), count=trigger.count) for trigger in report.triggers[:TOP])
        yield tr("Set off most by"), Text(_dotted(names))
    if tried := [skill for skill in ranked(report.coping) if skill.said.known][:TOP]:
        shares = _dotted(tr("{name} {share}", name=_name(skill), share=words.passed_of(skill)) for skill in tried)
        ended = report.cravings.ended
        base = tr("(all: {passed} of {known})", passed=ended.passed, known=ended.known)
        yield tr("Passed after"), Text.assemble(shares, "   ", (base, QUIET))
    if doing := worth_doing(report, keys=keys):
        yield tr("Worth doing"), Text(doing)
    if report.patterns:
        yield tr("Worth checking"), Text(_pattern(foremost(report.patterns), report))
    if report.good:
        yield tr("Good"), Text(f'"{one_line(report.good[1], 100)}"', style=STRONG)


def foremost(patterns: Sequence[Pattern]) -> Pattern:
    """What comes before a lapse, since it can go into the plan with one key; else the surest."""
    return next((pattern for pattern in patterns if pattern.kind == "before_lapse"), patterns[0])


def signs_to_keep(report: Report) -> list[str]:
    """What may become a warning sign of the plan, and is not one yet."""
    names = [pattern.name for pattern in report.patterns if pattern.kind == "before_lapse" and pattern.name]
    return [name for name in names if alike(name) not in report.planned]


def _pattern(pattern: Pattern, report: Report) -> str:
    claim = one_line(pattern.claim)
    if pattern.kind == "silence":
        return claim
    return tr("{claim} ({span})", claim=claim.removesuffix("."), span=words.short_span(report.period.lookback))


def _name(met: Met) -> str:
    return one_line(met.name, NAME)


def _dotted(parts: Iterable[str]) -> str:
    return " \N{MIDDLE DOT} ".join(parts)


def _rows(rows: Iterable[tuple[str, Text]], width: int) -> Table:
    """Labels beside their words, or above them where there is no room beside."""
    table = Table.grid(padding=0)
    if width >= BESIDE_FROM:
        table.add_column(width=LABEL, no_wrap=True, style=QUIET)
        table.add_column()
        for label, said in rows:
            table.add_row(label, said)
        return table
    table.add_column()
    for label, said in rows:
        table.add_row(Text(label, style=QUIET))
        table.add_row(Padding(said, (0, 0, 0, 2)))
    return table
