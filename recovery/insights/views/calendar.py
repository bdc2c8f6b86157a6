"""`calendar` on a terminal: months side by side, the days without use the bright ones, cravings a small mark below.

The only numbers are dates: a rating cannot be taken for one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from recovery.dates import names
from recovery.insights.days import DayFacts
from recovery.insights.views import words
from recovery.insights.views.grids import legend, symbol_text, which
from recovery.insights.views.symbols import Symbols, output_symbols
from recovery.language import tr
from recovery.theme import HERE, QUIET, STRONG

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType

CELL = 5
GAP = 3
MONTH_WIDTH = CELL * 7 - 1


@dataclass(frozen=True, slots=True)
class _Months:
    """All months, as many side by side as there is room for."""

    days: Sequence[DayFacts]
    as_of: date
    begun: date | None
    symbols: Symbols

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        blocks = [
            list(self._month(list(group)))
            for _, group in groupby(self._shown(), key=lambda day: (day.day.year, day.day.month))
        ]
        across = max(1, (options.max_width + GAP) // (MONTH_WIDTH + GAP))
        for start in range(0, len(blocks), across):
            table = Table.grid(padding=(0, GAP, 0, 0))
            row = blocks[start : start + across]
            for _ in row:
                table.add_column(width=MONTH_WIDTH, no_wrap=True)
            table.add_row(*(Text("\n").join(block) for block in row))
            yield table
            yield Text()

    def _shown(self) -> Iterator[DayFacts]:
        """Without the months before the journal began; this month stays in any case."""
        first = min(self.begun or self.as_of, self.as_of).replace(day=1)
        known = [day.day for day in self.days if day.cravings or day.status != "unknown"]
        earliest = min([first, *known])
        return (day for day in self.days if day.day >= earliest or self.days[-1].day < earliest)

    def _month(self, days: list[DayFacts]) -> Iterator[Text]:
        first = days[0].day
        yield Text(names.month_of_year(first), style=STRONG)
        yield Text(_summary([day for day in days if (self.begun or day.day) <= day.day <= self.as_of]))
        yield Text(" ".join(f"{name:<4}" for name in names.weekdays()), style=QUIET)
        cells: list[DayFacts | None] = [*([None] * first.weekday()), *days]
        for start in range(0, len(cells), 7):
            week = cells[start : start + 7]
            yield Text(" ").join(self._day(day) for day in week)
            yield Text(" ").join(self._craving(day) for day in week)

    def _day(self, facts: DayFacts | None) -> Text:
        """`23 ●`; without a symbol before the journal began and for days still to come."""
        if facts is None:
            return Text("    ")
        number = Text(str(facts.day.day), style=HERE if facts.day == self.as_of else QUIET)
        before = facts.status == "unknown" and self.begun is not None and facts.day < self.begun
        symbol = Text(" ") if before else symbol_text(facts, self.symbols, self.as_of)
        return Text.assemble(" " * (2 - len(number)), number, " ", symbol)

    def _craving(self, facts: DayFacts | None) -> Text:
        """The hardest craving as a mark below the symbol of its day."""
        mark = " " if facts is None or facts.peak is None else self.symbols.mark(facts.peak)
        return Text.assemble("   ", (mark, QUIET))


def _summary(days: Sequence[DayFacts]) -> str:
    """`14 no use, 1 use, 3 not known`, of the days that had come."""
    kinds = [day.status for day in days]
    return (
        tr(
            "{free} no use, {used} use, {unknown} not known",
            free=kinds.count("abstinent"),
            used=kinds.count("used"),
            unknown=kinds.count("unknown"),
        )
        if days
        else ""
    )


def months(days: Sequence[DayFacts], *, as_of: date, begun: date | None) -> Iterator[RenderableType]:
    """The grid and what its symbols mean."""
    symbols = output_symbols()
    yield _Months(days, as_of, begun, symbols)
    yield Text(
        tr(
            "{legend}   {low} {high} the day's hardest craving",
            legend=legend(symbols),
            low=symbols.mark(1),
            high=symbols.mark(10),
        ),
        style=QUIET,
    )
    yield from which([day for day in days if day.day <= as_of], symbols)
    if all(day.status == "unknown" and not day.cravings for day in days):
        yield Text(tr("Nothing written down in these months yet. Begin with: recovery checkin"))
    else:
        kinds = [day.status for day in days if day.day <= as_of and (begun is None or day.day >= begun)]
        yield Text(words.known_days(kinds.count("abstinent"), kinds.count("used"), len(kinds)) if kinds else "")
