"""`calendar` on a terminal: months side by side, a sign for each day, the hardest craving as a shade and as a digit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from recovery.insights.days import DayFacts
from recovery.insights.views import words
from recovery.insights.views.grids import legend, sign_text
from recovery.insights.views.signs import Signs, signs
from recovery.insights.views.words import WEEKDAYS
from recovery.journal.entries import HIGH_INTENSITY
from recovery.language import tr

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
    sign: Signs

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
        yield Text(f"{first:%B} {first.year}", style="bold")
        yield Text(_summary([day for day in days if (self.begun or day.day) <= day.day <= self.as_of]))
        yield Text(" ".join(f"{name:>4}" for name in WEEKDAYS), style="dim")
        cells: list[DayFacts | None] = [*([None] * first.weekday()), *days]
        for start in range(0, len(cells), 7):
            week = cells[start : start + 7]
            yield Text(" ").join(self._number(day) for day in week)
            yield Text(" ").join(self._sign(day) for day in week)

    def _number(self, facts: DayFacts | None) -> Text:
        if facts is None:
            return Text("    ")
        return Text(f"{facts.day.day:>4}", style=tr("bold underline") if facts.day == self.as_of else "dim")

    def _sign(self, facts: DayFacts | None) -> Text:
        """Shade, hardest craving, sign: `▒ 4·`; blank before the journal began and for days still to come."""
        if facts is None or (facts.status == "unknown" and self.begun is not None and facts.day < self.begun):
            return Text("    ")
        sign = sign_text(facts, self.sign, self.as_of)
        if facts.peak is None:
            return Text.assemble("   ", sign)
        shade = (self.sign.shade(max(1, facts.peak), 10), "cyan")
        strong = "bold" if facts.peak >= HIGH_INTENSITY else ""
        return Text.assemble(shade, (f"{facts.peak:>2}", strong), sign)


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
    """The grid and what its signs mean."""
    sign = signs()
    yield _Months(days, as_of, begun, sign)
    yield Text(
        tr(
            "{legend}   {shade} 6{free} no use, hardest craving 6",
            legend=legend(sign),
            shade=sign.shade(6, 10),
            free=sign.free,
        ),
        style="dim",
    )
    if all(day.status == "unknown" and not day.cravings for day in days):
        yield Text(tr("Nothing written down in these months yet. Begin with: recovery checkin"))
    else:
        kinds = [day.status for day in days if day.day <= as_of and (begun is None or day.day >= begun)]
        yield Text(words.known_days(kinds.count("abstinent"), kinds.count("used"), len(kinds)) if kinds else "")
