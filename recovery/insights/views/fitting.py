"""A table that leaves columns out where the terminal is too narrow for all of them; the names always stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.table import Table

NAMES = 18  # columns for names; a longer one is cut before a column is left out
UNBOUNDED = 1000


@dataclass(frozen=True, slots=True)
class Fitted:
    """`spare` are the columns by number in the order in which they go; the first column holds the names."""

    table: Table
    spare: Sequence[int]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """The table with as many columns as there is room for; Rich asks for it."""
        widths = _widths(self.table, console, options)
        kept, spare = [*range(len(widths))], [*self.spare]
        while spare and min(widths[0], NAMES) + sum(widths[number] for number in kept[1:]) > options.max_width:
            kept.remove(spare.pop(0))
        columns = [self.table.columns[number] for number in kept]
        if len(kept) < len(widths):
            columns[0] = replace(columns[0], no_wrap=False, overflow="fold", min_width=None, max_width=None)
        self.table.columns = [replace(column, _index=number) for number, column in enumerate(columns)]
        yield self.table


def _widths(table: Table, console: Console, options: ConsoleOptions) -> list[int]:
    """What each column takes where nothing bounds it, with what is beside it."""
    from rich.console import Group
    from rich.measure import Measurement
    from rich.text import Text

    unbounded = options.update(width=UNBOUNDED)
    widths = []
    for column in table.columns:
        heading = Text(str(column.header))
        cells = Measurement.get(console, unbounded, Group(heading, *column.cells)).maximum
        widths.append(max(cells, column.min_width or 0) + table.padding[1])
    widths[-1] -= table.padding[1]  # nothing is beside the last one
    return widths
