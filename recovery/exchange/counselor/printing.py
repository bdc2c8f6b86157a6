"""How the HTML page prints on one sheet: how large its letters are and how long its lists, estimated without a browser.

A browser lays text out in fonts that nobody here knows, so the estimate is a cautious one: wide letters, short sheet.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import NamedTuple

from recovery.exchange.counselor import charts
from recovery.exchange.counselor.document import FACTS, LEAST, Block, Document, Facts, Lines, Section, Table

# In points: US Letter is the shorter sheet and A4 the narrower one; margins of 9 mm. Letters are wide ones.
HEIGHT, WIDTH, GAP = 792 - 51, 595 - 51, 16
LETTER, LINE, HEADING = (
    0.56,
    1.22,
    1.9,
)  # the width of a letter, the height of a line and of a heading, in letters' size
CAUTION = 0.95
WHOLE = 100_000


class Print(NamedTuple):
    """How the page prints: letters in points, rows of a table, lines of one item, charts at most."""

    size: float
    rows: int
    lines: int


PRINTS = (
    Print(9.0, WHOLE, WHOLE),
    Print(8.4, WHOLE, WHOLE),
    Print(8.0, 12, 4),
    Print(7.7, 8, 3),
    Print(7.4, 6, 2),
    Print(7.2, 5, 2),
    Print(7.0, 4, 2),
    Print(6.8, 3, 2),
    Print(6.6, 2, 1),
    Print(6.4, 1, 1),
)


def chosen(document: Document) -> Print:
    """The roomiest of them that one sheet holds."""
    return next((how for how in PRINTS if _height(document, how) <= HEIGHT * CAUTION), PRINTS[-1])


def of_section(section: Section, how: Print) -> Print:
    """How a section prints: of some a little more is kept, and what is about safety is never cut short."""
    least, _ = LEAST.get(section.name, (0, 0))
    return how._replace(rows=max(how.rows, least), lines=WHOLE if section.name == "safety" else how.lines)


def _height(document: Document, how: Print) -> float:
    whole = how._replace(rows=WHOLE, lines=WHOLE)
    top = _sections([Section("discuss", (lines,), None) for _, lines in document.top()], whole, WIDTH)
    wide = [section for section in document.sections if section.name == "discuss"]
    narrow = [section for section in document.sections if section.name != "discuss"]
    head = 6 * how.size * LINE
    columns = _sections(narrow, how, (WIDTH - GAP) / 2) / 2 + 3 * how.size
    return head + top + _sections(wide, how, WIDTH) + columns + 3 * how.size


def _sections(sections: Iterable[Section], how: Print, width: float) -> float:
    letters = width / (how.size * LETTER)
    height = 0.0
    for section in sections:
        paper = of_section(section, how)
        height += HEADING * how.size + sum(_block(block, paper, letters, width) for block in section.blocks)
    return height


def _block(block: Block, how: Print, letters: float, width: float) -> float:
    line = how.size * LINE
    match block:
        case Lines(items=items):
            return line * (sum(_lines(item, how, letters - 3) for item in items[: how.rows]) + (len(items) > how.rows))
        case Facts(pairs=pairs):
            label = min(letters * 0.5, max((len(name) for name, _ in pairs), default=0) + 1)
            return line * sum(_lines(value, how, letters - label) for _, value in pairs[: how.rows + FACTS])
        case Table(head=head, rows=rows, note=note):
            first = letters * 0.4
            cell = (letters - first) / max(1, len(head) - 1)
            shown = [head, *rows[: how.rows]]
            lines = sum(
                max(_lines(row[0], how, first), *(_lines(part, how, cell) for part in row[1:])) for row in shown
            )
            return line * (lines + 0.25 * len(shown) + ceil(len(note) / (letters * 1.05)))
        case _:
            return charts.height(block, how.rows) * width / charts.WIDTH + line * 1.3


def _lines(text: str, how: Print, letters: float) -> int:
    return min(how.lines, max(1, ceil(len(text) / max(1.0, letters))))
