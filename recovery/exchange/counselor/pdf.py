"""The counselor's page as PDF through Typst: tagged for screen readers, without network, on one page where it fits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from recovery.console import clean, one_line
from recovery.errors import Refused, add_extra
from recovery.exchange.counselor import charts
from recovery.exchange.counselor.document import PRIVATE, Block, Document, Dots, Facts, Heat, Lines, Strip, Table
from recovery.exchange.counselor.markdown import header

MISSING = (
    f"PDF needs one more package. {add_extra('pdf')}. "
    "Without it, --format html makes the same page; any browser prints it to PDF."
)
TEMPLATE = Path(__file__).with_name("page.typ")
MOST_PAGES = 2
LETTER = ("America/", "US/", "Canada/")


class Fit(NamedTuple):
    """How much goes on the page: letters in points, rows of a table, letters of a line; and the pages it may take."""

    size: float
    rows: int
    letters: int
    pages: int


# From roomy to tight. One page is tried first, with nothing left out; what does not fit on two is cut, and says so.
FITS = (
    Fit(9.5, 10_000, 100_000, 1),
    Fit(8.8, 10_000, 100_000, 1),
    Fit(8.2, 10_000, 100_000, 1),
    Fit(9.5, 10_000, 100_000, MOST_PAGES),
    Fit(8.7, 12, 400, MOST_PAGES),
    Fit(8.2, 8, 200, MOST_PAGES),
    Fit(7.6, 5, 120, MOST_PAGES),
    Fit(7.2, 3, 60, MOST_PAGES),
)


def write(document: Document, *, paper: str = "us-letter") -> bytes:
    """The whole file; raises `Refused` where the package for it is missing."""
    try:
        import typst
    except ImportError:
        raise Refused(MISSING) from None
    source = TEMPLATE.read_bytes()
    inputs: dict[str, str] = {}
    for fit in FITS:
        page = document if fit.rows > 1000 else document.trimmed(fit.rows, fit.letters)
        inputs = {"data": json.dumps(_data(page, fit.size, paper))}
        compiler = typst.Compiler(source, sys_inputs=inputs)
        if json.loads(compiler.query("<last>", field="value", one=True)) <= fit.pages:
            break
    return typst.compile(source, sys_inputs=inputs, format="pdf", pdf_standards=["ua-1"])


def paper_of(timezone: str) -> str:
    """The sheet that printers hold where the person lives."""
    return "us-letter" if timezone.startswith(LETTER) else "a4"


def _data(document: Document, size: float, paper: str) -> dict[str, Any]:
    top = [{"title": "What changed", "blocks": [_block(Lines(document.changes))]}] if document.changes else []
    sections = [{"title": each.title, "blocks": list(map(_block, each.blocks))} for each in document.sections]
    if document.sections and document.sections[0].name == "discuss":
        top.append(sections.pop(0))
    return {
        "title": one_line(document.title),
        "header": [one_line(line) for line in header(document)],
        "private": PRIVATE,
        "paper": paper,
        "size": size,
        "top": top,
        "sections": sections,
        "appendix": None if document.appendix is None else _block(document.appendix),
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Lines(items=items, own=own):
            return {"kind": "lines", "items": [_own(each) for each in items], "own": own}
        case Facts(pairs=pairs):
            return {"kind": "facts", "pairs": [[_own(name), _own(value)] for name, value in pairs]}
        case Table(head=head, rows=rows, note=note):
            return {"kind": "table", "head": list(head), "rows": [list(map(_own, row)) for row in rows], "note": note}
        case Strip():
            return _figure(charts.strip(block), charts.strip_words(block), charts.LEGEND)
        case Dots():
            return _figure(charts.dots(block), charts.dots_words(block), charts.DOTS_LEGEND)
        case Heat():
            return _figure(charts.heat(block), charts.heat_words(block), block.note)


def _own(text: str) -> str:
    return " ".join(clean(text).split())


def _figure(svg: str, alt: str, note: str) -> dict[str, Any]:
    return {"kind": "figure", "svg": svg, "alt": alt, "note": note}
