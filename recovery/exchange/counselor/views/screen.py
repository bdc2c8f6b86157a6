"""The counselor's page as it is drawn on a terminal: what will be handed over, to be read before it is."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table as Grid
from rich.text import Text

from recovery import console
from recovery.console import one_line
from recovery.dates import names
from recovery.exchange.counselor.charts import Chart
from recovery.exchange.counselor.document import (
    PRIVATE,
    Block,
    Document,
    Dots,
    Facts,
    Heat,
    Lines,
    Strip,
    Table,
    Trend,
    Trends,
)
from recovery.exchange.counselor.markdown import SIGNS, header, peaks, strip_legend
from recovery.language import tr
from recovery.outlets import words as wording
from recovery.theme import QUIET, STRONG

BARS = "▁▂▃▄▅▆▇█"
DAYS_NAMED = 11  # letters of `Mon 16 Nov `
LONGEST_WORD = 18  # letters of a word that a column does not break
GAP = 2  # columns between those of a table
STACKED_BELOW, MANY = 70, 4  # on a narrower terminal a table with more columns stands as one column


def show(document: Document) -> None:
    """Draw it on standard output."""
    console.draw(*drawn(document, console.rich_console().width))


def drawn(document: Document, width: int) -> Iterator[RenderableType]:
    """The whole page for a terminal of that many columns."""
    yield Text(one_line(document.title), STRONG)
    yield from (Text(one_line(line), QUIET) for line in header(document))
    for title, lines in document.top():
        yield from _section(title, [lines], width)
    for section in document.sections:
        yield from _section(section.title, section.blocks, width)
    if document.appendix is not None:
        yield from _section(tr("Appendix: day by day"), [document.appendix], width)
    yield from (Rule(style=QUIET), Text(PRIVATE, QUIET))


def _section(title: str, blocks: tuple[Block, ...] | list[Block], width: int) -> Iterator[RenderableType]:
    yield Text()
    yield Text(title, STRONG)
    yield from (Padding(_block(block, width - 2), (0, 0, 0, 2)) for block in blocks)


def _block(block: Block, width: int) -> RenderableType:
    match block:
        case Lines(items=items, own=own):
            return _pairs((("\N{BULLET}", one_line(item)) for item in items), STRONG if own else "")
        case Facts(pairs=pairs):
            return _pairs(((one_line(name), one_line(value)) for name, value in pairs), "", width // 3)
        case Table():
            crowded = width < STACKED_BELOW and len(block.head) > MANY
            widths = _widths(block, width)
            return _grid(block, widths) if widths and not crowded else _stacked(block)
        case _:
            return _chart(block, width)


def _chart(block: Chart, width: int) -> RenderableType:
    match block:
        case Strip():
            return Group(*_strip(block, width))
        case Dots():
            return Text(tr("Hardest craving of each day that had one: {peaks}", peaks=peaks(block)))
        case Heat():
            return _heat(block)
        case Trends(items=items, note=note):
            return Group(_pairs((_trend(trend) for trend in items), ""), Text(note, QUIET))


def _pairs(pairs: Iterator[tuple[str, str]], style: str, widest: int | None = None) -> Grid:
    grid = Grid.grid(padding=(0, 1))
    grid.add_column(style=QUIET, max_width=widest)
    grid.add_column(style=style, ratio=1)
    for name, value in pairs:
        grid.add_row(Text(name), Text(value))
    return grid


def _widths(table: Table, width: int) -> list[int]:
    """What each column takes so that no word of usual length breaks in it; nothing where there is no room for that.

    What is left goes to the narrowest, one by one, until each of their cells stands on one line.
    """
    columns = [[*map(one_line, cells)] for cells in zip(table.head, *table.rows, strict=True)]
    words = (" ".join(cells).replace("-", "- ").split() for cells in columns)
    widths = [min(LONGEST_WORD, max(map(cell_len, column), default=0)) for column in words]
    left = width - sum(widths) - GAP * (len(widths) - 1)
    if left < 0:
        return []
    wanted = [max(map(cell_len, cells)) for cells in columns]
    for _ in range(left):
        short = [number for number, whole in enumerate(wanted) if widths[number] < whole]
        if short:
            widths[min(short, key=lambda number: widths[number])] += 1
    return widths


def _grid(table: Table, widths: list[int]) -> RenderableType:
    grid = Grid(box=None, padding=(0, GAP, 0, 0), pad_edge=False, header_style=QUIET)
    for name, width in zip(table.head, widths, strict=True):
        grid.add_column(name, width=width)
    for row in table.rows:
        grid.add_row(*(Text(one_line(cell)) for cell in row))
    return Group(grid, Text(one_line(table.note), QUIET)) if table.note else grid


def _stacked(table: Table) -> RenderableType:
    rows: list[RenderableType] = []
    for row in table.rows:
        rows.append(Text(one_line(row[0])))
        rows.append(Padding(_pairs(zip(table.head[1:], map(one_line, row[1:]), strict=True), ""), (0, 0, 0, 2)))
    return Group(*rows, Text(one_line(table.note), QUIET))


def _strip(block: Strip, width: int) -> Iterator[RenderableType]:
    weeks = max(1, min(4, (width - DAYS_NAMED) // 15))
    for start in range(0, len(block.days), 7 * weeks):
        part = block.days[start : start + 7 * weeks]
        groups = [" ".join(SIGNS[mark] for _, mark in part[week : week + 7]) for week in range(0, len(part), 7)]
        yield Text(f"{wording.short_day(part[0][0]):<{DAYS_NAMED}}{'  '.join(groups)}")
    yield Text(strip_legend(block), QUIET)


def _heat(block: Heat) -> RenderableType:
    hours = [(block.first_hour + step) % 24 for step in range(0, 24, 3)]
    grid = Grid(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style=QUIET)
    grid.add_column("")
    for hour in hours:
        grid.add_column(f"{hour}h", justify="right")
    for name, row in zip(names.weekdays(), block.counts, strict=True):
        counts = [sum(row[(hour + step) % 24] for step in range(3)) for hour in hours]
        grid.add_row(name, *(str(count) if count else "\N{MIDDLE DOT}" for count in counts))
    return Group(grid, Text(block.note, QUIET))


def _trend(trend: Trend) -> tuple[str, str]:
    """`PHQ-9`, `▃▅▇ 9 to 19, threshold 10`."""
    span = trend.high - trend.low
    bars = "".join(BARS[min(7, int((figure - trend.low) / span * 8))] for _, figure in trend.points)
    first, last = (wording.number(figure) for figure in (trend.points[0][1], trend.points[-1][1]))
    said = tr("{bars} {first} to {last} of {high}", bars=bars, first=first, last=last, high=trend.high)
    looks = ", ".join(str(at) for at, _ in trend.thresholds)
    return trend.name, tr("{said}, threshold {thresholds}", said=said, thresholds=looks) if looks else said
