"""The counselor's page as PDF through Typst: tagged for screen readers, without network, on one page.

What the weeks held decides how tight it is set and how long its lists are; an appendix that was asked for follows.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from pathlib import Path
from typing import Any, NamedTuple

from recovery.console import clean, one_line
from recovery.errors import Refused, add_extra
from recovery.exchange.counselor import charts
from recovery.exchange.counselor.document import (
    PRIVATE,
    Block,
    Document,
    Facts,
    Lines,
    Table,
)
from recovery.exchange.counselor.markdown import header
from recovery.language import tr
from recovery.outlets import fonts
from recovery.wire import strict_json

MISSING = tr(
    "PDF needs one more package. {add_extra}. Without it, --format html makes the same page; any "
    "browser prints it to PDF.",
    add_extra=add_extra("pdf"),
)
TEMPLATE = Path(__file__).with_name("page.typ")
WHOLE = 100_000
LETTER = ("America/", "US/", "Canada/")


class Fit(NamedTuple):
    """How much goes on the page: letters in points, rows of a table, letters of a line, space between as a share."""

    size: float
    rows: int = WHOLE
    letters: int = WHOLE
    space: float = 1.0


# From roomy to tight: with nothing left out as long as it can be read, then with shorter lists, which say so. The last
# one holds eight weeks of everything.
FITS = (
    Fit(9.5),
    Fit(8.8),
    Fit(8.2, space=0.8),
    Fit(8.2, 12, 300, 0.7),
    Fit(7.9, 8, 200, 0.6),
    Fit(7.6, 6, 140, 0.55),
    Fit(7.4, 5, 110, 0.5),
    Fit(7.2, 4, 90, 0.45),
    Fit(7.0, 3, 80, 0.4),
    Fit(6.8, 2, 70, 0.4),
    Fit(6.6, 1, 60, 0.3),
)


def write(document: Document, *, paper: str = "us-letter") -> bytes:
    """The whole file; raises `Refused` where the package for it is missing."""
    try:
        import typst
    except ImportError:
        raise Refused(MISSING) from None
    source = TEMPLATE.read_bytes()

    def inputs(fit: Fit) -> dict[str, str]:
        page = document if fit.rows == WHOLE else document.trimmed(fit.rows, fit.letters)
        return {"data": fonts.shown(json.dumps(_data(page, fit, paper), ensure_ascii=False))}

    def holds(fit: Fit) -> bool:
        compiler = typst.Compiler(source, sys_inputs=inputs(fit), font_paths=fonts.available())
        return bool(strict_json.read(compiler.query("<last>", field="value", one=True)) == 1)

    first = bisect_left(FITS[:-1], 1, key=holds)  # each is tighter than the one before
    given = inputs(FITS[first])
    return typst.compile(source, sys_inputs=given, format="pdf", pdf_standards=["ua-1"], font_paths=fonts.available())


def paper_of(timezone: str) -> str:
    """The sheet that printers hold where the person lives."""
    return "us-letter" if timezone.startswith(LETTER) else "a4"


def _data(document: Document, fit: Fit, paper: str) -> dict[str, Any]:
    top = [{"title": title, "blocks": [_block(lines)]} for title, lines in document.top()]
    sections = [{"title": section.title, "blocks": list(map(_block, section.blocks))} for section in document.sections]
    if document.sections and document.sections[0].name == "discuss":
        top.append(sections.pop(0))
    return {
        "title": one_line(document.title),
        "header": [one_line(line) for line in header(document)],
        "private": PRIVATE,
        "paper": paper,
        "size": fit.size,
        "space": fit.space,
        "top": top,
        "sections": sections,
        "appendix": None if document.appendix is None else _block(document.appendix),
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Lines(items=items, own=own):
            return {"kind": "lines", "items": [_own(item) for item in items], "own": own}
        case Facts(pairs=pairs):
            return {"kind": "facts", "pairs": [[_own(name), _own(value)] for name, value in pairs]}
        case Table(head=head, rows=rows, note=note):
            return {"kind": "table", "head": list(head), "rows": [list(map(_own, row)) for row in rows], "note": note}
        case _:
            return _figure(*charts.drawn(block))


def _own(text: str) -> str:
    return " ".join(clean(text).split())


def _figure(svg: str, alt: str, note: str) -> dict[str, Any]:
    return {"kind": "figure", "svg": svg, "alt": alt, "note": note}
