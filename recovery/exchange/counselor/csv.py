"""The counselor's page as one long CSV table: section, subject, measure, value; one figure in each cell.

It is the page's data, not its words: what the page puts together for the eye ("18 of 20") stands here apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from recovery.exchange import tables
from recovery.exchange.counselor.document import PRIVATE, SOURCE, Document

HEAD = ("section", "subject", "measure", "value")
SUBJECTS = (
    "name",
    "instrument",
    "type",
    "week",
    "day",
    "at",
    "text",
)  # by which of them a thing in a list is told apart
Row = tuple[str, str, str, Any]


def write(document: Document) -> bytes:
    """The whole file."""
    return tables.write(_rows(document))


def _rows(document: Document) -> Iterator[Row]:
    yield HEAD
    facts = {"title": document.title, "name": document.name or "", "from": document.first.isoformat()}
    facts |= {"to": document.last.isoformat(), "made on": document.made_on.isoformat(), "source": SOURCE}
    facts |= {"days logged": str(document.days_logged), "days": str(document.days), "private": PRIVATE}
    facts |= {"could not ask": document.could_not_ask or ""}
    yield from (("page", "", name, value) for name, value in facts.items() if value)
    yield from _flat("changes", "", "", list(document.changed))
    for section in document.sections:
        yield from _flat(section.name, "", "", section.data)
    if document.appendix is not None:
        for row in document.appendix.rows:
            yield from (
                ("appendix", row[0], name, value)
                for name, value in zip(document.appendix.head[1:], row[1:], strict=True)
            )


def _flat(section: str, subject: str, measure: str, value: Any) -> Iterator[Row]:
    """Every figure and word in the data, with the way to it."""
    match value:
        case None:
            return
        case dict():
            for name, inside in value.items():
                yield from _flat(section, subject, f"{measure} {name}".strip(), inside)
        case list():
            for number, inside in enumerate(value, start=1):
                yield from _listed(section, subject, measure, number, inside)
        case _:
            yield section, subject, measure or section, value


def _listed(section: str, subject: str, measure: str, number: int, value: Any) -> Iterator[Row]:
    if not isinstance(value, dict):
        yield from _flat(section, subject, f"{measure} {number}".strip(), value)
        return
    key = next((name for name in SUBJECTS if value.get(name) is not None), None)
    own = str(value[key]) if key else str(number)
    rest = {name: inside for name, inside in value.items() if name != key} if len(value) > 1 else value
    yield from _flat(section, " / ".join(filter(None, (subject, own))), measure, rest)
