"""The plan for paper: Markdown and one HTML page, harmless wherever they are opened, asking nothing of any machine."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from recovery.language import tr
from recovery.outlets import markdown, words
from recovery.outlets.page import document, text
from recovery.plans.plan import SECTIONS, Plan, PlanItem
from recovery.plans.views.words import ARROW, aside, group, head

TITLE = tr("My relapse-prevention plan")
PRIVATE = tr(
    "This page is about a person's health. It is for whoever they chose to give it to; please do not pass it on."
)
THEN, REVIEWED = tr("then {response}"), tr("Reviewed {day}.")
_STYLE = """\
body{max-width:52rem;line-height:1.45}
h1{margin:0 0 .75rem}h2{margin:0 0 .2rem}h3{font-size:.9rem;margin:.3rem 0 0;color:var(--dim)}
main{columns:22rem 2;column-gap:2rem}section{break-inside:avoid;margin-bottom:1rem}
ul{margin:0;padding-left:1.1rem}li li{list-style:none}.dim{color:var(--dim)}
.phone{font-weight:700;white-space:nowrap}
"""


def as_markdown(plan: Plan) -> str:
    """The written sections as Markdown."""
    lines = [f"# {TITLE}", ""]
    for section in SECTIONS:
        for heading, items in _grouped(plan.of(section.name)):
            if lines[-1] != f"## {section.title}" and f"## {section.title}" not in lines:
                lines += [f"## {section.title}", ""]
            if heading:
                lines += [f"### {markdown.inline(heading)}", ""]
            for item in items:
                more = ", ".join(markdown.inline(part) for part in (item.phone, aside(item)) if part)
                lines.append(f"- {markdown.text(head(item))}" + (f" ({more})" if more else ""))
                lines += [f"  - {THEN.format(response=markdown.inline(response))}" for response in item.responses]
            lines.append("")
    if plan.reviewed_on:
        lines.append(REVIEWED.format(day=words.day(plan.reviewed_on)))
    return "\n".join([*lines, PRIVATE, ""])


def page(plan: Plan) -> str:
    """The whole plan as one HTML file."""
    reviewed = f"{REVIEWED.format(day=words.day(plan.reviewed_on))} " if plan.reviewed_on else ""
    body = f"""<h1>{TITLE}</h1>
<main>
{chr(10).join(_sections(plan))}
</main>
<footer><p>{reviewed}{PRIVATE}</p></footer>"""
    return document(TITLE, body, _STYLE)


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
    then = "".join(f"<li>{ARROW} {text(response)}</li>" for response in item.responses)
    return f"<li>{text(head(item))}{phone}{more}{f'<ul>{then}</ul>' if then else ''}</li>"


def _grouped(items: list[PlanItem]) -> list[tuple[str, list[PlanItem]]]:
    return [(heading, list(members)) for heading, members in groupby(items, key=group)]
