"""A table that leaves columns out where the terminal is too narrow for all of them; the names always stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.padding import Padding
from rich.text import Text

from recovery.theme import QUIET, STRONG

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.table import Column, Table

NAMES = 18  # columns for names; a longer one goes on below before a column is left out
UNBOUNDED = 1000


@dataclass(frozen=True, slots=True)
class Fitted:
    """A table and the notes below it; `spare` are the columns by number in the order in which they go.

    The first column holds the names. Where a word of theirs has no room, each name stands above what is said of it. A
    note is said with the heading of the column that it is about, or of none, and goes with it.
    """

    table: Table
    spare: Sequence[int]
    notes: Sequence[tuple[str | None, str]] = ()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """The table with as many columns as there is room for; Rich asks for it."""
        widths = _widths(self.table, console, options)
        kept, spare = [*range(len(widths))], [*self.spare]
        names = max(NAMES, _longest_word(self.table.columns[0]))
        while spare and min(widths[0], names) + sum(widths[number] for number in kept[1:]) > options.max_width:
            kept.remove(spare.pop(0))
        room = options.max_width - sum(widths[number] for number in kept[1:])
        columns = [self.table.columns[number] for number in kept]
        if _longest_word(self.table.columns[0]) > room:
            columns = self.table.columns
            yield from _stacked(columns)
        else:
            least = min(columns[0].min_width or 0, room)
            columns[0] = replace(columns[0], no_wrap=False, overflow="fold", min_width=least, max_width=max(room, 1))
            self.table.columns = [replace(column, _index=number) for number, column in enumerate(columns)]
            yield self.table
        headings = [None, *(str(column.header) for column in columns)]
        yield from (Text(said, style=QUIET) for heading, said in self.notes if heading in headings)


def _longest_word(column: Column) -> int:
    """The cells of the longest word of a column."""
    return max((cell_len(word) for cell in column.cells for word in str(cell).split()), default=0)


def _stacked(columns: Sequence[Column]) -> Iterator[RenderableType]:
    """Each name, and below it every figure with its heading."""
    names, *others = ([*column.cells] for column in columns)
    headings = [str(column.header) for column in columns[1:]]
    yield Text(str(columns[0].header), style=STRONG)
    for name, *cells in zip(names, *others, strict=True):
        yield name
        said = (f"{heading} {cell}" for heading, cell in zip(headings, cells, strict=True) if heading and str(cell))
        yield Padding(Text(" \N{MIDDLE DOT} ".join(said)), (0, 0, 0, 2))


def _widths(table: Table, console: Console, options: ConsoleOptions) -> list[int]:
    """What each column takes where nothing bounds it, with what is beside it."""
    from rich.console import Group
    from rich.measure import Measurement

    unbounded = options.update(width=UNBOUNDED)
    widths = []
    for column in table.columns:
        heading = Text(str(column.header))
        cells = Measurement.get(console, unbounded, Group(heading, *column.cells)).maximum
        widths.append(max(cells, column.min_width or 0) + table.padding[1])
    widths[-1] -= table.padding[1]  # nothing is beside the last one
    return widths
