"""The counselor's page as one HTML file: no script, no request; it prints on one sheet, the appendix on the next.

On a screen everything is there; on paper what a list has beyond the first few is left out, and the page says how many.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence

from recovery.exchange.counselor import charts, printing
from recovery.exchange.counselor.charts import Drawing
from recovery.exchange.counselor.document import (
    FACTS,
    PRIVATE,
    Block,
    Document,
    Facts,
    Lines,
    Table,
    Trends,
    more,
)
from recovery.exchange.counselor.markdown import header
from recovery.exchange.counselor.printing import Print
from recovery.language import tr
from recovery.outlets import page
from recovery.outlets.page import text

MANY = 5  # columns that a telephone can show side by side
STYLE = """\
:root{--dim:#4d5866;--paper:#fff;--line:#c4c9d0}
body{max-width:62rem;line-height:1.45}h2{border-bottom:1px solid var(--line)}
header p,.note,figcaption{color:var(--dim);margin:.25rem 0;font-size:.9em}
main{columns:23rem 2;column-gap:2rem;margin-top:1rem}section{break-inside:avoid;margin:0 0 1.1rem}
.wide{column-span:all}ul{margin:.2rem 0;padding-left:1.1rem}.own li{font-weight:600}
dl{display:grid;grid-template-columns:fit-content(45%) 1fr;gap:.1rem .8rem;margin:.2rem 0}dt{color:var(--dim)}
dd{margin:0}table{border-collapse:collapse;width:100%;font-size:.9em;margin:.3rem 0;overflow-wrap:break-word}
tbody th{overflow-wrap:anywhere}th{text-align:left;vertical-align:bottom}tbody th{font-weight:400;vertical-align:middle}
th,td{padding:.15rem .5rem .15rem 0;border-bottom:1px solid var(--line)}th:last-child,td:last-child{padding-right:0}
figure{margin:.4rem 0}figure img{display:block;width:100%;height:auto}
footer{font-size:.85em}
.p{display:none}
@media (max-width:30rem){body{padding:1rem}main{columns:1}table{font-size:.8em}th,td{padding-right:.35rem}
.many{display:block}.many thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.many tbody,.many tbody th,.many td{display:block}.many tbody th{font-weight:600;grid-column:1/-1;border:0}
.many tr{display:grid;grid-template-columns:1fr 1fr;column-gap:1rem}
.many td{display:flex;justify-content:space-between;gap:.6rem}
.many td::before{content:attr(data-column);color:var(--dim)}}
"""
PAPER = """\
@media print{{@page{{margin:9mm}}html{{font-size:{size}pt}}
body{{padding:0;font-size:1rem;line-height:1.2;max-width:none}}
main{{columns:2;column-gap:16pt;margin:.3rem 0 0}}.x{{display:none!important}}li.p{{display:list-item}}
p.p,dt.p,figure.p{{display:block}}p.p{{margin:0}}
section{{break-inside:auto;margin:0 0 .35rem}}h2{{break-after:avoid;margin:0 0 .15rem}}
section.later{{break-before:page}}ul,dl,table,figure,header p,.note,figcaption{{margin-top:.1rem;margin-bottom:.1rem}}
dl{{gap:0 .6rem}}th,td{{padding-top:.05rem;padding-bottom:.05rem}}li,dd,td,tbody th,.note{{line-height:1.2}}
li>span,dd>span,td>span,tbody th>span{{display:-webkit-box;-webkit-box-orient:vertical;
-webkit-line-clamp:{lines};line-clamp:{lines};overflow:hidden}}
.whole span{{display:inline!important}}footer{{margin-top:.2rem}}}}
"""


def write(document: Document) -> bytes:
    """The whole file."""
    how = printing.chosen(document)
    body = f"""<header><h1>{text(document.title)}</h1>
{"".join(f"<p>{text(line)}</p>" for line in header(document))}</header>
<main>
{"".join(_sections(document, how))}</main>
<footer><p>{PRIVATE}</p></footer>{_appendix(document)}"""
    style = STYLE + PAPER.format(size=how.size, lines=how.lines)
    return page.document(document.title, body, style, dark=False, images=True).encode()


def _sections(document: Document, how: Print) -> Iterator[str]:
    for title, lines in document.top():
        yield _section(title, [lines], Print(how.size, printing.WHOLE, printing.WHOLE), "wide whole")
    for section in document.sections:
        kind = {"discuss": "wide", "safety": "whole"}.get(section.name, "")
        yield _section(section.title, section.blocks, printing.of_section(section, how), kind)


def _appendix(document: Document) -> str:
    if document.appendix is None:
        return ""
    everything = Print(0, printing.WHOLE, printing.WHOLE)
    return _section(tr("Appendix: day by day"), [document.appendix], everything, "later")


def _section(title: str, blocks: Sequence[Block], how: Print, kind: str) -> str:
    of = f' class="{kind}"' if kind else ""
    return f"<section{of}><h2>{text(title)}</h2>{''.join(_block(block, how) for block in blocks)}</section>\n"


def _block(block: Block, how: Print) -> str:
    match block:
        case Lines(items=items, own=own):
            kind = ' class="own"' if own else ""
            rows = "".join(f"<li{_beyond(n, how.rows)}>{_held(item)}</li>" for n, item in enumerate(items))
            return f"<ul{kind}>{rows}{_rest('li', len(items) - how.rows)}</ul>"
        case Facts(pairs=pairs):
            return _facts(pairs, how.rows + FACTS)
        case Table():
            return _table(block, how.rows)
        case Trends(items=items, note=note) if len(items) > how.rows:
            first = Trends(items[: how.rows], f"{more(len(items) - how.rows)}. {note}")
            return _figure(charts.drawn(block), "x") + _figure(charts.drawn(first), "p")
        case _:
            return _figure(charts.drawn(block))


def _held(words: str) -> str:
    return f"<span>{text(words)}</span>"


def _beyond(number: int, kept: int) -> str:
    return ' class="x"' if number >= kept else ""


def _rest(tag: str, left: int) -> str:
    return f'<{tag} class="p">{more(left)}</{tag}>' if left > 0 else ""


def _facts(pairs: Sequence[tuple[str, str]], kept: int) -> str:
    rows = []
    for number, (name, value) in enumerate(pairs):
        kind = _beyond(number, kept)
        rows.append(f"<dt{kind}>{text(name)}</dt><dd{kind}>{_held(value)}</dd>")
    return f"<dl>{''.join(rows)}{_rest('dt', len(pairs) - kept)}</dl>"


def _table(table: Table, kept: int) -> str:
    head = "".join(f'<th scope="col" role="columnheader">{text(cell)}</th>' for cell in table.head)
    rows = "".join(_row(cells, table.head, _beyond(number, kept)) for number, cells in enumerate(table.rows))
    note = f'<p class="note">{_held(table.note)}</p>' if table.note else ""
    rest = _rest("p", len(table.rows) - kept)
    of = ' class="many"' if len(table.head) > MANY else ""
    whole = f'<thead><tr role="row">{head}</tr></thead><tbody>{rows}</tbody>'
    return f'<table{of} role="table">{whole}</table>{rest}{note}'


def _row(cells: Sequence[str], head: Sequence[str], kind: str) -> str:
    """A row; the roles stay where a narrow screen shows a table with many columns as one column."""
    first, *rest = map(_held, cells)
    columns = "".join(
        f'<td role="cell" data-column="{text(name)}">{cell}</td>' for name, cell in zip(head[1:], rest, strict=True)
    )
    return f'<tr{kind} role="row"><th scope="row" role="rowheader">{first}</th>{columns}</tr>'


def _figure(drawing: Drawing, kind: str = "") -> str:
    image = b64encode(drawing.svg.encode()).decode()
    source = f"data:image/svg+xml;base64,{image}"
    of = f' class="{kind}"' if kind else ""
    seen = f'<img alt="{text(drawing.described)}" src="{source}">'
    return f"<figure{of}>{seen}<figcaption>{text(drawing.note)}</figcaption></figure>"
