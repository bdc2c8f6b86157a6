"""The counselor's page as Markdown: for a mail, a screen reader, and the preview on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from recovery.dates import names
from recovery.exchange.counselor.charts import MARKS, trend_words
from recovery.exchange.counselor.document import (
    PRIVATE,
    SOURCE,
    Block,
    Document,
    Dots,
    Facts,
    Heat,
    Lines,
    Mark,
    Section,
    Strip,
    Table,
    Trends,
)
from recovery.insights.periods import Period
from recovery.insights.views import words
from recovery.language import tr
from recovery.outlets import markdown
from recovery.outlets import words as wording

SIGNS: dict[Mark, str] = {
    "abstinent": "\N{MIDDLE DOT}",
    "used": "\N{MULTIPLICATION SIGN}",
    "unknown": "?",
    "before": "\N{EN DASH}",
}
PER_LINE = 31


def write(document: Document) -> bytes:
    """The whole file."""
    return "\n".join(_lines(document)).encode("utf-8") + b"\n"


def header(document: Document) -> list[str]:
    """Name, period, day, coverage: the lines below the title."""
    period = words.span(Period(document.first, document.last))
    who = [document.name] if document.name else []
    return [
        " \N{MIDDLE DOT} ".join([*who, period, tr("made on {made_on}", made_on=wording.day(document.made_on))]),
        tr(
            "Logged {days_logged} of {days}{filled_in}. {source}",
            days_logged=document.days_logged,
            days=wording.days(document.days),
            filled_in=wording.filled_in(document.days_filled_in),
            source=SOURCE,
        ),
    ]


def _lines(document: Document) -> Iterator[str]:
    yield from (f"# {markdown.text(document.title)}", "")
    for line in header(document):
        yield from (markdown.text(line), "")
    for title, lines in document.top():
        yield from (f"## {title}", "", *_block(lines), "")
    for section in document.sections:
        yield from _section(section)
    if document.appendix is not None:
        yield from (tr("## Appendix: day by day"), "", *_block(document.appendix), "")
    yield from ("---", "", PRIVATE)


def _section(section: Section) -> Iterator[str]:
    yield from (f"## {section.title}", "")
    for block in section.blocks:
        yield from (*_block(block), "")


def _block(block: Block) -> Iterator[str]:
    match block:
        case Lines(items=items):
            yield from (f"- {markdown.text(item)}" for item in items)
        case Facts(pairs=pairs):
            yield from (f"- {markdown.text(name)}: {markdown.inline(value)}" for name, value in pairs)
        case Table():
            yield from _table(block)
        case Strip():
            yield from strip(block)
            yield from ("", strip_legend(block))
        case Dots():
            yield tr("Hardest craving of each day that had one: ") + peaks(block)
        case Heat():
            yield from _heat(block)
        case Trends(items=items, note=note):
            yield from (*(f"- {markdown.text(trend_words(trend))}" for trend in items), "", note)


def _table(table: Table) -> Iterator[str]:
    yield from markdown.table(table.head, table.rows)
    if table.note:
        yield from ("", markdown.text(table.note))


def strip_legend(block: Strip) -> str:
    """What the signs of the strip mean, of those that may stand in it."""
    there = {mark for _, mark in block.days}
    return ", ".join(f"{SIGNS[mark]} {name}" for mark, name in MARKS.items() if mark != "before" or mark in there)


def strip(block: Strip) -> Iterator[str]:
    """The strip of days in signs, a month's worth a line."""
    for start in range(0, len(block.days), PER_LINE):
        part = block.days[start : start + PER_LINE]
        if start:
            yield ""
        yield f"{wording.short_day(part[0][0])}: {' '.join(SIGNS[status] for _, status in part)}"


def peaks(block: Dots) -> str:
    """`7 Mar 6, 8 Mar 4`."""
    highest: dict[str, int] = {}
    for day, _, rating, _ in block.points:
        label = f"{day.day} {day:%b}"
        highest[label] = max(rating, highest.get(label, 0))
    return ", ".join(f"{day} {peak}" for day, peak in highest.items()) + "."


def _heat(block: Heat) -> Iterator[str]:
    starts = [(block.first_hour + step) % 24 for step in range(0, 24, 3)]
    rows = []
    for name, row in zip(names.weekdays(), block.counts, strict=True):
        cells = [sum(row[(hour + step) % 24] for step in range(3)) for hour in starts]
        rows.append((name, *(str(count) if count else "" for count in cells)))
    yield from markdown.table(("", *(f"{hour}-{(hour + 3) % 24}h" for hour in starts)), rows)
    yield from ("", markdown.text(block.note))
