"""The plan beside the journal: `plan show` with what was used and helped, `plan check` with what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from recovery import clock, console
from recovery import diary as diaries
from recovery.commands.plan import if_then as ifthen
from recovery.console import emit, one_line, say
from recovery.errors import Usage
from recovery.insights import plan_check as against
from recovery.insights.queries import skill_uses
from recovery.insights.report import PlanGap
from recovery.options import AsOf, Force, Json
from recovery.outlets import file as outlet
from recovery.plans import queries as plan_queries
from recovery.plans.plan import Plan, Use

SUFFIXES = {".md": "md", ".html": "html", ".htm": "html"}
EMPTY = (
    "There is nothing in your plan yet. Ten minutes, at your own pace: recovery plan start",
    'Or one line at a time: recovery plan add reason "my daughter"',
)
WELL = "Nothing is missing that this program could see."


def show(
    format_: Annotated[
        Literal["text", "md", "html"] | None,
        typer.Option("--format", help="How to write it (default: text, or by the file's name)."),
    ] = None,
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Write it to a file.")] = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Your plan, on one or two screens, with how often each response was used and the craving passed."""
    if json and (format_ or output):
        raise Usage("Choose one: --json, or --format and -o.")
    with diaries.reading() as diary:
        plan = plan_queries.plan(diary.journal)
        uses = {name: use for name, (_, use) in skill_uses(diary.journal).items()}
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


def check(as_of: AsOf = None, json: Json = False) -> None:
    """What the plan does not answer yet, what is out of date, what was never tried; one key mends it."""
    with diaries.reading() as diary:
        day = diary.today if as_of is None else clock.parse_day(as_of, diary.today)
        plan, found = against.findings(diary, day)
        if json:
            emit([each.to_json() for each in found])
            return
        say(*([f"  {number}. {one_line(each.text)}" for number, each in enumerate(found, start=1)] or [WELL]))
        gaps = [PlanGap(each.more["trigger"], each.more["count"]) for each in found if each.kind == _GAP]
        if not plan.items:
            say("", EMPTY[0])
        elif found:
            say("", "One by one, with an offer for each: recovery plan review")
        if gaps and console.interactive():
            ifthen.offer(diary, gaps)
        elif gaps:
            say(f"Write a response: {ifthen.command_line(gaps[0])}")


_GAP = "trigger_without_response"


def _document(plan: Plan, uses: dict[str, Use]) -> dict[str, object]:
    """As the contract writes it, and for each response how often it was used and the craving passed."""
    document = plan.to_json()
    items = {item.id: item for item in plan.of("situations")}
    for shown in document["sections"]["situations"]:
        shown["used"] = [
            {"text": each, **_use(uses.get(each.casefold(), Use()))} for each in items[shown["id"]].responses
        ]
    for shown in document["sections"]["skills"]:
        shown.update(_use(uses.get(shown["text"].casefold(), Use())))
    return document


def _use(use: Use) -> dict[str, int]:
    return {"tried": use.tried, "passed": use.passed}


def _paper(plan: Plan, chosen: str) -> str:
    from recovery.plans.views import paper

    return paper.page(plan) if chosen == "html" else paper.as_markdown(plan)


def _write(path: Path, text: str, *, force: bool) -> None:
    outlet.write(path, text.encode("utf-8"), force=force)
    say(outlet.WRITTEN)
