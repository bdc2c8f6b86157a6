"""`triggers` on a terminal: bars with counts, and how the cravings ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from recovery.console import one_line
from recovery.insights.periods import Period
from recovery.insights.shares import FEWEST_KNOWN
from recovery.insights.triggers import Ended, Met, ranked
from recovery.insights.views import words
from recovery.insights.views.fitting import Fitted
from recovery.insights.views.symbols import Symbols, output_symbols
from recovery.language import tr
from recovery.outlets import words as wording
from recovery.theme import CRAVING, STRONG

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType

SHOWN = 25
WIDEST = 120
SPARE = (6, 1, 3, 4)  # what goes first where there is no room: the true share, then the bar, median and peak


@dataclass(frozen=True, slots=True)
class _Names:
    """The list as wide as it is given room."""

    met: Sequence[Met]
    ended: Ended
    coping: bool
    symbols: Symbols

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        width = min(options.max_width, WIDEST)
        bar = 20 if width > 100 else 6
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style=STRONG)
        table.add_column(tr("skill") if self.coping else tr("trigger"))
        table.add_column("", no_wrap=True, style=CRAVING)
        for name in (tr("count"), tr("median"), tr("peak"), tr("passed")):
            table.add_column(name, justify="right", no_wrap=True)
        table.add_column(tr("true share"), no_wrap=True)
        highest = max(trigger.count for trigger in self.met)
        for trigger in self.met[:SHOWN]:
            table.add_row(
                Text(one_line(trigger.name)),
                self.symbols.bar(trigger.count, highest, bar),
                f"{trigger.count:,}",
                wording.number(trigger.ratings.median or 0),
                str(trigger.ratings.peak),
                words.passed_of(trigger),
                words.true_share(trigger),
            )
        yield Fitted(table, SPARE, [*self._notes()])

    def _notes(self) -> Iterator[tuple[str | None, str]]:
        """What is said of the columns, by their headings."""
        if len(self.met) > SHOWN:
            yield None, tr("and {count:,} more; --json lists them all", count=len(self.met) - SHOWN)
        yield None, ""
        yield tr("passed"), tr("passed: without use, of the cravings whose end is known.")
        if self.ended.known:
            yield tr("passed"), words.base_rate(self.ended)
        if any(trigger.known >= FEWEST_KNOWN for trigger in self.met):
            yield tr("true share"), tr("From {count} on, where the true share may lie.", count=FEWEST_KNOWN)
        if note := words.only_ahead(self.met):
            yield tr("passed"), note
        if self.coping:
            yield None, tr("In order of the share that passed; few tries count for less.")


def table(met: Sequence[Met], ended: Ended, period: Period | None, *, coping: bool) -> Iterator[RenderableType]:
    """The names by count with their figures beside those of all cravings, or what to do when there are none yet."""
    span = f"{wording.days(period.days)}, {words.span(period)}" if period else tr("everything ever written")
    what = tr("What you did about cravings") if coping else tr("What set cravings off")
    yield Text.assemble((what, STRONG), f"   {span}")
    yield Text()
    if not met:
        yield Text(tr("Nothing here yet. {name} is written with a craving:", name="A skill" if coping else "A trigger"))
        yield Text(tr("recovery log 6 {example}", example="-c walk" if coping else "payday"))
        return
    yield _Names(ranked(met) if coping else met, ended, coping, output_symbols())
