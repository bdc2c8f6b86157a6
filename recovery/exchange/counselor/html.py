"""The counselor's page as one HTML file: no script, no request; it prints on the same one or two sheets."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

from recovery.exchange.counselor import charts
from recovery.exchange.counselor.document import PRIVATE, Block, Document, Dots, Facts, Heat, Lines, Strip, Table
from recovery.exchange.counselor.markdown import header
from recovery.outlets import page
from recovery.outlets.page import text

_STYLE = """\
:root{--dim:#4d5866;--paper:#fff;--line:#c4c9d0}
body{max-width:62rem;line-height:1.45}h2{border-bottom:1px solid var(--line)}
header p,.note,figcaption{color:var(--dim);margin:.25rem 0;font-size:.9rem}
main{columns:23rem 2;column-gap:2rem;margin-top:1rem}section{break-inside:avoid;margin:0 0 1.1rem}
.wide{column-span:all}ul{margin:.2rem 0;padding-left:1.1rem}.own li{font-weight:600}
dl{display:grid;grid-template-columns:auto 1fr;gap:.1rem .8rem;margin:.2rem 0}dt{color:var(--dim)}dd{margin:0}
table{border-collapse:collapse;width:100%;font-size:.9rem;margin:.3rem 0}
th{text-align:left;font-weight:600;vertical-align:bottom}
th,td{padding:.15rem .4rem .15rem 0;border-bottom:1px solid var(--line)}
table{overflow-wrap:normal}td:first-child{overflow-wrap:anywhere}
figure{margin:.4rem 0}figure img{display:block;width:100%;height:auto}
@media print{body{font-size:.8rem;max-width:none}main{columns:2}}
"""


def write(document: Document) -> bytes:
    """The whole file."""
    body = f"""<header><h1>{text(document.title)}</h1>
{"".join(f"<p>{text(line)}</p>" for line in header(document))}</header>
<main>
{"".join(_sections(document))}</main>
<footer><p>{PRIVATE}</p></footer>"""
    return page.document(document.title, body, _STYLE, dark=False, images=True).encode()


def _sections(document: Document) -> Iterator[str]:
    if document.changes:
        yield _section("What changed", [Lines(document.changes)], "wide")
    for each in document.sections:
        yield _section(each.title, list(each.blocks), "wide" if each.name == "discuss" else "")
    if document.appendix is not None:
        yield _section("Appendix: day by day", [document.appendix], "wide")


def _section(title: str, blocks: list[Block], kind: str) -> str:
    of = f' class="{kind}"' if kind else ""
    return f"<section{of}><h2>{text(title)}</h2>{''.join(map(_block, blocks))}</section>\n"


def _block(block: Block) -> str:
    match block:
        case Lines(items=items, own=own):
            kind = ' class="own"' if own else ""
            return f"<ul{kind}>{''.join(f'<li>{text(each)}</li>' for each in items)}</ul>"
        case Facts(pairs=pairs):
            return f"<dl>{''.join(f'<dt>{text(name)}</dt><dd>{text(value)}</dd>' for name, value in pairs)}</dl>"
        case Table():
            return _table(block)
        case Strip():
            return _figure(charts.strip(block), charts.strip_words(block), charts.LEGEND)
        case Dots():
            return _figure(charts.dots(block), charts.dots_words(block), charts.DOTS_LEGEND)
        case Heat():
            return _figure(charts.heat(block), charts.heat_words(block), block.note)


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{text(cell)}</th>' for cell in table.head)
    rows = "".join(f"<tr>{''.join(f'<td>{text(cell)}</td>' for cell in row)}</tr>" for row in table.rows)
    note = f'<p class="note">{text(table.note)}</p>' if table.note else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{note}"


def _figure(svg: str, described: str, caption: str) -> str:
    image = b64encode(svg.encode()).decode()
    source = f"data:image/svg+xml;base64,{image}"
    return f'<figure><img alt="{text(described)}" src="{source}"><figcaption>{text(caption)}</figcaption></figure>'
