"""`recovery report`: the week, or any other days; one key from a finding to doing something about it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path
from typing import Annotated, Any, Literal

from recovery import console, prompts
from recovery import diary as diaries
from recovery.commands.options import AsOf, Force, From, Json, Last, Month, To, Week
from recovery.commands.parameters import Option
from recovery.commands.plan import if_then
from recovery.console import emit, say
from recovery.errors import Refused, Usage
from recovery.insights import periods, weeks
from recovery.insights.feedback import Candidate
from recovery.insights.gather import as_of_day, report_of, weekly_reports, with_plan
from recovery.insights.patterns import Pattern
from recovery.insights.report import Report
from recovery.language import tr
from recovery.outlets import file as outlet
from recovery.plans import writing as plan_writing
from recovery.store.names import alike

SUFFIXES = {".html": "html", ".htm": "html", ".md": "md"}
Format = Literal["text", "md", "html"]
KEYS = tr("[m] more   [d] keep something for my counselor   [Enter] done")
SIGN_KEY = tr("[w] keep it as a warning sign")
WEEK_KEY = tr("[n] this week's sentence did not help")


def report(
    week: Week = None,
    month: Month = None,
    last: Last = None,
    first_day: From = None,
    last_day: To = None,
    as_of: AsOf = None,
    format_: Annotated[
        Format | None, Option("--format", help=tr("How to write it (default: text, or by the file's name)."))
    ] = None,
    output: Annotated[str | None, Option("--output", "-o", metavar="FILE", help=tr("Write it to a file."))] = None,
    force: Force = False,
    compare: Annotated[
        str | None,
        Option("--compare", metavar="PERIOD", help=tr("Beside another: previous, 2026-W12, 2026-03, DAY..DAY.")),
    ] = None,
    all_weeks: Annotated[bool, Option("--all-weeks", help=tr("Every week as a row of a table."))] = False,
    more: Annotated[bool, Option("--more", help=tr("All of it, through your pager on a terminal."))] = False,
    no_pager: Annotated[bool, Option("--no-pager", help=tr("All of it, straight onto the screen."))] = False,
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
    with diaries.existing() as diary:
        day = as_of_day(diary, as_of)
        period = periods.named(day, week=week, month=month, last=last, first_day=first_day, last_day=last_day)
        reports = [with_plan(diary, report_of(diary, period, day))]
        if compare is not None:
            other = report_of(diary, periods.other(compare, period, day), day)
            reports.append(with_plan(diary, other))
    if json:
        emit(_document(reports))
    elif path is not None:
        chosen = format_ or SUFFIXES.get(path.suffix.lower(), "text")
        _write(path, _as_file(reports, chosen), force=force)
    else:
        _show(reports, format_, whole=more or no_pager, paged=more and not no_pager)


def _show(reports: Sequence[Report], chosen: Format | None, *, whole: bool, paged: bool) -> None:
    """On a terminal the first screen, unless all of it or another form is asked for; elsewhere all of it."""
    if chosen in ("md", "html"):
        say(_as_file(reports, chosen).rstrip("\n"))
    elif whole or chosen or len(reports) > 1 or not sys.stdout.isatty():
        _whole(reports, paged=paged)
    else:
        _first_screen(reports[0])


def show() -> None:
    """The week's first screen alone, which only reads."""
    with diaries.existing() as diary:
        shown = with_plan(diary, report_of(diary, periods.named(diary.today), diary.today))
    from recovery.insights.views import first_page

    console.draw(*first_page.page(shown))


def _first_screen(shown: Report) -> None:
    """What a tired person needs, and one key from it to doing something about it or to the rest."""
    from recovery.insights.views import first_page

    keys = console.interactive()
    console.draw(*first_page.page(shown, keys=keys))
    gaps, signs = list(shown.plan_gaps), first_page.signs_to_keep(shown)
    week = _week(shown) if keys else ""
    say(*filter(None, [week]))
    while keys:
        say("")
        lines = [*[SIGN_KEY] * bool(signs), *[WEEK_KEY] * bool(week), KEYS]
        allowed = "md" + "p" * bool(gaps) + "w" * bool(signs) + "n" * bool(week)
        match prompts.chosen("\n".join(lines), allowed):
            case "w":
                _keep_sign(signs.pop())
                with diaries.existing() as diary:
                    shown = with_plan(diary, shown)
            case "n":
                week = ""
                _not_helpful()
            case "p":
                with diaries.existing() as diary:
                    if_then.write(diary, gaps.pop(0).trigger)
                say(*(first_page.no_plan(gap.trigger, keys=True) for gap in gaps[:1]))
            case "m":
                _whole([shown], paged=True)
            case "d":
                _keep(shown.patterns)
            case _:
                return


def _keep_sign(text: str) -> None:
    """What comes before a lapse, as a warning sign of the plan; one that stands there already stays as it is."""
    try:
        with diaries.existing() as diary:
            plan_writing.add(diary, "warning_signs", {"text": text})
        say(tr("In your plan: {text}", text=console.one_line(text, 60)))
    except Refused as refused:
        say(refused.sentence)


def _week(shown: Report) -> str:
    """The week's sentence with its step, below the report of the days that end today."""
    from recovery.commands.feedback import of_this_week
    from recovery.insights.views import feedback

    with diaries.existing() as diary:
        chosen = of_this_week(diary) if shown.period.last == diary.today else None
    return "" if chosen is None or _says(shown, chosen) else f"{feedback.sentence(chosen)} {feedback.step(chosen)}"


def _says(shown: Report, chosen: Candidate) -> bool:
    """Whether the screen says it already, as the one thing worth doing or the one worth checking."""
    from recovery.insights.views import first_page

    said = [("trigger_without_response", gap.trigger) for gap in shown.plan_gaps[:1]]
    if shown.patterns:
        pattern = first_page.foremost(shown.patterns)
        said.append((pattern.kind, pattern.name or ""))
    return any(chosen.kind == kind and alike(chosen.name) == alike(name) for kind, name in said)


def _not_helpful() -> None:
    """Keep that the week's sentence was of no use, and say so."""
    from recovery.commands import feedback

    with diaries.existing() as diary:
        kept = feedback.not_helpful(diary)
    say(kept)


def _keep(patterns: Iterable[Pattern]) -> None:
    """Something for the counselor's list: a finding by its number, or the person's own words."""
    from recovery.commands.discuss import discuss

    claims = [pattern.claim for pattern in patterns]
    if claims:
        say(prompts.numbered([claim.partition(": ")[0] for claim in claims]))
        question = tr("What do you want to talk about? (a number, or your own words; Enter: nothing)")
    else:
        question = tr("What do you want to talk about? (Enter: nothing)")
    reply = prompts.line(question)
    if reply:
        discuss([dict(zip(map(str, count(1)), claims, strict=False)).get(reply, reply)])


def _document(reports: Sequence[Report]) -> dict[str, Any]:
    """The report's document; `compare` holds that of the other period."""
    document, *others = (report.to_json() for report in reports)
    return document | {"compare": others[0]} if others else document


def _all_weeks(as_of: str | None, *, json: bool) -> None:
    with diaries.existing() as diary:
        reports = weekly_reports(diary.journal, as_of_day(diary, as_of))
    if json:
        emit([weeks.to_json(week) for week in reports])
        return
    from recovery.console import draw
    from recovery.insights.views import weeks as view

    draw(*view.page(reports))


def _whole(reports: Sequence[Report], *, paged: bool) -> None:
    """The whole report, or two side by side."""
    from recovery import pager
    from recovery.insights.views import compare
    from recovery.insights.views import report as view

    views = [*(view.page(reports[0]) if len(reports) == 1 else compare.page(reports[0], reports[1]))]
    if not paged or not pager.show(lambda styled: console.drawn(*views, styled=styled)):
        console.draw(*views)


def _as_file(reports: Sequence[Report], chosen: str) -> str:
    """The whole report, or two side by side, as text for a file."""
    from recovery.insights.views import compare, html, markdown
    from recovery.insights.views import report as view

    one, *other = reports
    if chosen == "html":
        return compare.as_html(one, *other) if other else html.page(one)
    if chosen == "md":
        return compare.as_markdown(one, *other) if other else markdown.page(one)
    return compare.plain(one, *other) if other else view.plain(one)


def _write(path: Path, text: str, *, force: bool) -> None:
    outlet.write(path, text.encode("utf-8"), force=force)
    say(outlet.WRITTEN)
