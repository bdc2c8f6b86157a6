"""The plan for paper: Markdown and one HTML page, harmless wherever they are opened, asking nothing of any machine."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import groupby

from recovery.console import one_line
from recovery.outlets import words
from recovery.plans.plan import SECTIONS, Plan, PlanItem
from recovery.plans.views.words import ARROW, aside, group, head
from recovery.webpage import document

TITLE = "My relapse-prevention plan"
PRIVATE = "This page is about a person's health. It is for whoever they chose to give it to; please do not pass it on."
_STYLE = """\
:root{color-scheme:light dark;--ink:#1d2530;--dim:#5b6675;--paper:#fcfbf8;--line:#dcdfe4}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ee;--dim:#9aa5b4;--paper:#14181e;--line:#333b46}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.25rem;max-width:52rem;background:var(--paper);color:var(--ink);
font:1rem/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;margin:0 0 .75rem}h2{font-size:1.05rem;margin:0 0 .2rem}
h3{font-size:.9rem;margin:.3rem 0 0;color:var(--dim)}
main{columns:22rem 2;column-gap:2rem}section{break-inside:avoid;margin-bottom:1rem}
ul{margin:0;padding-left:1.1rem}li li{list-style:none}.dim,footer{color:var(--dim)}
.phone{font-weight:700;white-space:nowrap}
footer{margin-top:1rem;border-top:1px solid var(--line);font-size:.85rem}
@media print{@page{margin:14mm}:root{--ink:#000;--dim:#444;--paper:#fff;--line:#bbb}body{padding:0;font-size:.85rem}}
"""


def markdown(plan: Plan) -> str:
    """The written sections as Markdown."""
    lines = [f"# {TITLE}", ""]
    for section in SECTIONS:
        for heading, items in _grouped(plan.of(section.name)):
            if lines[-1] != f"## {section.title}" and f"## {section.title}" not in lines:
                lines += [f"## {section.title}", ""]
            if heading:
                lines += [f"### {_plain(heading)}", ""]
            for item in items:
                more = ", ".join(part for part in (_plain(item.phone or ""), _plain(aside(item))) if part)
                lines.append(f"- {_plain(head(item))}" + (f" ({more})" if more else ""))
                lines += [f"  - then {_plain(each)}" for each in item.responses]
            lines.append("")
    if plan.reviewed_on:
        lines.append(f"Reviewed {words.day(plan.reviewed_on)}.")
    return "\n".join([*lines, PRIVATE, ""])


def page(plan: Plan) -> str:
    """The whole plan as one HTML file."""
    reviewed = f"Reviewed {words.day(plan.reviewed_on)}. " if plan.reviewed_on else ""
    body = f"""<h1>{TITLE}</h1>
<main>
{chr(10).join(_sections(plan))}
</main>
<footer><p>{reviewed}{PRIVATE}</p></footer>"""
    return document(TITLE, _STYLE, body)


def _sections(plan: Plan) -> Iterator[str]:
    for section in SECTIONS:
        items = plan.of(section.name)
        if items:
            parts = [f"<section><h2>{section.title}</h2>"]
            for heading, members in _grouped(items):
                parts += [f"<h3>{text(heading)}</h3>"] if heading else []
                parts += ["<ul>", *map(_item, members), "</ul>"]
            yield "\n".join([*parts, "</section>"])


def _item(item: PlanItem) -> str:
    phone = f' <span class="phone">{text(item.phone)}</span>' if item.phone else ""
    more = f' <span class="dim">{text(aside(item))}</span>' if aside(item) else ""
    then = "".join(f"<li>{ARROW} {text(each)}</li>" for each in item.responses)
    return f"<li>{text(head(item))}{phone}{more}{f'<ul>{then}</ul>' if then else ''}</li>"


def _grouped(items: list[PlanItem]) -> list[tuple[str, list[PlanItem]]]:
    return [(heading, list(members)) for heading, members in groupby(items, key=group)]


def text(words: str) -> str:
    """A person's words inside HTML."""
    return html.escape(one_line(words))


def _plain(words: str) -> str:
    """A person's words inside Markdown, where they are words and nothing else."""
    return re.sub(r"([\\`*_\[\]<>#|~])", r"\\\1", one_line(words))
