"""`recovery report`: the week, or any other days; one key from a finding to doing something about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from recovery import console, keypress
from recovery import diary as diaries
from recovery.commands.options import AsOf, Force, From, Json, Last, Month, To, Week
from recovery.commands.plan import if_then
from recovery.console import emit, say
from recovery.errors import Usage
from recovery.insights import periods, queries, weeks
from recovery.insights.gather import as_of_day, beside_plan, report_of
from recovery.insights.patterns import Pattern
from recovery.insights.report import Report
from recovery.language import tr
from recovery.outlets import file as outlet
from recovery.plans import queries as plan_queries

SUFFIXES = {".html": "html", ".htm": "html", ".md": "md"}
Format = Literal["text", "md", "html"]


def report(
    week: Week = None,
    month: Month = None,
    last: Last = None,
    first_day: From = None,
    last_day: To = None,
    as_of: AsOf = None,
    format_: Annotated[
        Format | None, typer.Option("--format", help=tr("How to write it (default: text, or by the file's name)."))
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help=tr("Write it to a file."))
    ] = None,
    force: Force = False,
    compare: Annotated[
        str | None,
        typer.Option("--compare", metavar="PERIOD", help=tr("Beside another: previous, 2026-W12, 2026-03, DAY..DAY.")),
    ] = None,
    all_weeks: Annotated[bool, typer.Option("--all-weeks", help=tr("Every week as a row of a table."))] = False,
    json: Json = False,
) -> None:
    """The week: cravings, what set them off, what helped. Any other days by the flags."""
    if json and (format_ or output):
        raise Usage(tr("Choose one: --json, or --format and -o."))
    if all_weeks:
        if compare or week or month or last or first_day or last_day or output or format_ not in (None, "text"):
            raise Usage(tr("--all-weeks goes with --json and --as-of only."))
        _all_weeks(as_of, json=json)
        return
    path = outlet.target(output)
    with diaries.reading() as diary:
        day = as_of_day(diary, as_of)
        period = periods.named(day, week=week, month=month, last=last, first_day=first_day, last_day=last_day)
        found = [beside_plan(diary, report_of(diary, period, day))]
        if compare is not None:
            other = report_of(diary, periods.other(compare, period, day), day)
            found.append(beside_plan(diary, other))
    if json:
        emit(_document(found))
    elif path is None:
        _show(found, format_ or "text")
    else:
        chosen = format_ or SUFFIXES.get(path.suffix.lower(), "text")
        _write(path, _as_file(found, chosen), force=force)
    if not json and console.interactive():
        _offer(found[0], as_of)


def show() -> None:
    """The week's page alone, which only reads."""
    with diaries.reading() as diary:
        shown = beside_plan(diary, report_of(diary, periods.named(diary.today), diary.today))
    _show([shown], "text")


def _offer(shown: Report, as_of: str | None) -> None:
    """One key from a finding to doing something about it: kept for the counselor, or answered in the plan."""
    if not as_of:
        _keep(shown.patterns)
    if not shown.plan_gaps:
        return
    with diaries.reading() as diary:
        begun = plan_queries.revision(diary.journal) > 0
        if begun:
            if_then.offer(diary, shown.plan_gaps)
    if not begun:
        say(tr("A plan for what comes back, in about ten minutes: recovery plan start"))


def _keep(patterns: Iterable[Pattern]) -> None:
    """One key puts a finding on the list for the counselor."""
    for pattern in patterns:
        about = pattern.claim.partition(": ")[0]
        pressed = keypress.asked(
            tr("{about}: [d]iscuss with your counselor, Enter leaves it.", about=console.one_line(about))
        )
        if pressed.lower() == "d":
            from recovery.commands.discuss import discuss

            discuss([about])


def _document(found: Sequence[Report]) -> dict[str, Any]:
    """The report's document; `compare` holds that of the other period."""
    document, *others = (each.to_json() for each in found)
    return document | {"compare": others[0]} if others else document


def _all_weeks(as_of: str | None, *, json: bool) -> None:
    with diaries.reading() as diary:
        reports = queries.all_weeks(diary.journal, as_of_day(diary, as_of))
    if json:
        emit([weeks.to_json(each) for each in reports])
        return
    from recovery.console import draw
    from recovery.insights.views import weeks as view

    draw(*view.page(reports))


def _show(found: Sequence[Report], chosen: str) -> None:
    if chosen != "text":
        say(_as_file(found, chosen).rstrip("\n"))
        return
    from recovery.console import draw
    from recovery.insights.views import compare
    from recovery.insights.views import report as view

    draw(*(view.page(found[0]) if len(found) == 1 else compare.page(found[0], found[1])))


def _as_file(found: Sequence[Report], chosen: str) -> str:
    """The whole report, or two side by side, as text for a file."""
    from recovery.insights.views import compare, html, markdown
    from recovery.insights.views import report as view

    one, *other = found
    if chosen == "html":
        return compare.as_html(one, *other) if other else html.page(one)
    if chosen == "md":
        return compare.as_markdown(one, *other) if other else markdown.page(one)
    return compare.plain(one, *other) if other else view.plain(one)


def _write(path: Path, text: str, *, force: bool) -> None:
    outlet.write(path, text.encode("utf-8"), force=force)
    say(outlet.WRITTEN)
