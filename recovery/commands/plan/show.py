"""`recovery plan show`: the plan, and how often what is in it helped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

from recovery import diary as diaries
from recovery.commands.options import Force, Json
from recovery.commands.parameters import Option
from recovery.console import emit, say
from recovery.errors import Usage
from recovery.language import tr
from recovery.outlets import file as outlet
from recovery.plans import queries as plan_queries
from recovery.plans.plan import Plan, Use
from recovery.plans.queries import skill_uses

SUFFIXES = {".md": "md", ".html": "html", ".htm": "html"}


def show(
    format_: Annotated[
        Literal["text", "md", "html"] | None,
        Option("--format", help=tr("How to write it (default: text, or by the file's name).")),
    ] = None,
    output: Annotated[str | None, Option("--output", "-o", metavar="FILE", help=tr("Write it to a file."))] = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Your plan, on one or two screens, with how often each response was used and the craving passed."""
    if json and (format_ or output):
        raise Usage(tr("Choose one: --json, or --format and -o."))
    with diaries.existing() as diary:
        plan = plan_queries.plan(diary.journal)
        uses = skill_uses(diary.journal).of
        today = diary.today
    path = outlet.target(output)
    chosen = format_ or (SUFFIXES.get(path.suffix.lower(), "md") if path else "text")
    if json:
        emit(_document(plan, uses))
    elif path is not None:
        _write(path, _paper(plan, "md" if chosen == "text" else chosen), force=force)
    elif chosen != "text":
        say(_paper(plan, chosen).rstrip("\n"))
    elif not plan.items:
        say(*EMPTY)
    else:
        from recovery.console import draw
        from recovery.plans.views.screen import Page

        draw(Page(plan, uses, today, plan_queries.prefix_length(item.id for item in plan.items)))


def _document(plan: Plan, uses: Callable[[str], Use]) -> dict[str, object]:
    """As the contract writes it, and for each response how often it was used and the craving passed."""
    document = plan.to_json()
    items = {item.id: item for item in plan.of("situations")}
    for shown in document["sections"]["situations"]:
        shown["used"] = [{"text": response, **_use(uses(response))} for response in items[shown["id"]].responses]
    for shown in document["sections"]["skills"]:
        shown.update(_use(uses(shown["text"])))
    return document


def _use(use: Use) -> dict[str, int]:
    return {"tried": use.tried, "passed": use.passed}


def _paper(plan: Plan, chosen: str) -> str:
    from recovery.plans.views import paper

    return paper.page(plan) if chosen == "html" else paper.as_markdown(plan)


def _write(path: Path, text: str, *, force: bool) -> None:
    outlet.write(path, text.encode("utf-8"), force=force)
    say(outlet.WRITTEN)


EMPTY = (
    tr("There is nothing in your plan yet. Ten minutes, at your own pace: recovery plan start"),
    tr('Or one line at a time: recovery plan add reason "my daughter"'),
)
