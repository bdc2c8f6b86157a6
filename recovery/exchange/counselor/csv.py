"""The counselor's page as one long CSV table: section, subject, measure, value."""

from __future__ import annotations

from collections.abc import Iterator

from recovery.exchange import tables
from recovery.exchange.counselor.document import (
    PRIVATE,
    SOURCE,
    Block,
    Document,
    Dots,
    Facts,
    Heat,
    Lines,
    Strip,
    Table,
)

HEAD = ("section", "subject", "measure", "value")


def write(document: Document) -> bytes:
    """The whole file."""
    return tables.write(_rows(document))


def _rows(document: Document) -> Iterator[tuple[str, ...]]:
    yield HEAD
    facts = {"title": document.title, "name": document.name or "", "from": document.first.isoformat()}
    facts |= {"to": document.last.isoformat(), "made on": document.made_on.isoformat(), "source": SOURCE}
    facts |= {"days logged": str(document.days_logged), "days": str(document.days), "private": PRIVATE}
    yield from (("page", "", name, value) for name, value in facts.items() if value)
    yield from (("changes", "", str(number), text) for number, text in enumerate(document.changes, start=1))
    for section in document.sections:
        for block in section.blocks:
            yield from _block(section.name, block)
    if document.appendix is not None:
        yield from _block("appendix", document.appendix)


def _block(section: str, block: Block) -> Iterator[tuple[str, ...]]:
    match block:
        case Lines(items=items):
            yield from ((section, "", str(number), text) for number, text in enumerate(items, start=1))
        case Facts(pairs=pairs):
            yield from ((section, "", name, value) for name, value in pairs)
        case Table(head=head, rows=rows):
            for row in rows:
                yield from ((section, row[0], name, value) for name, value in zip(head[1:], row[1:], strict=True))
        case Strip(days=days):
            yield from ((section, day.isoformat(), "status", status) for day, status in days)
        case Dots(points=points):
            yield from ((section, day.isoformat(), "rating", str(rating)) for day, _, rating, _ in points)
        case Heat(counts=counts):
            for weekday, hours in enumerate(counts, start=1):
                yield from ((section, f"weekday {weekday}", f"{hour} h", str(n)) for hour, n in enumerate(hours) if n)
