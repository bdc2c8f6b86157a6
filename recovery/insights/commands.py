"""Looking back: `today`, `streak`, `triggers`, `report`, `calendar`. They read; nothing here writes to the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from recovery import diary as diaries
from recovery.console import emit, say
from recovery.diary import Diary
from recovery.errors import Usage
from recovery.insights import periods, queries, sentences, weeks
from recovery.insights.abstinence import WINDOW_DAYS, Streak, statuses_of_all, streaks
from recovery.insights.days import strip
from recovery.insights.gaps import plan_gaps
from recovery.insights.options import From, Last, Month, To, Week
from recovery.insights.periods import Period
from recovery.insights.report import Report, build
from recovery.insights.today import OPEN_DAYS, OPEN_SHOWN, SILENT_DAYS, STRIP_DAYS, Today
from recovery.insights.triggers import tally
from recovery.insights.warnings import by_stage
from recovery.journal import queries as entries
from recovery.options import AsOf, Force, Json
from recovery.outlets import file as outlet
from recovery.plans import queries as plan_queries

TRIGGER_DAYS = 28
CALENDAR_MONTHS = 3
MONTHS_LIMIT = 120
SUFFIXES = {".html": "html", ".htm": "html", ".md": "md"}

Format = Literal["text", "md", "html"]


def today(as_of: str | None = None, *, json: bool = False) -> None:
    """Where you stand, on one screen; `recovery.moments.today` is the command."""
    from recovery.insights.views import today as view

    with diaries.reading() as diary:
        facts = _today(diary, _as_of(diary, as_of))
        id_length = entries.prefix_length(diary.journal, [each.id for each in facts.open_cravings])
    if json:
        emit(facts.to_json())
    else:
        say(*view.lines(facts, id_length))


def streak(
    as_of: AsOf = None,
    window: Annotated[
        int, typer.Option(min=1, max=36_525, metavar="N", help="Shares over the last N days.")
    ] = WINDOW_DAYS,
    json: Json = False,
) -> None:
    """Days without, and all the days that stay counted."""
    from recovery.insights.views import streak as view

    with diaries.reading() as diary:
        day = _as_of(diary, as_of)
        found = _streaks(diary, day, window)
    if json:
        emit({"as_of": day.isoformat(), "substances": [each.to_json() for each in found]})
    else:
        say(*view.lines(found, day))


def triggers(
    week: Week = None,
    month: Month = None,
    last: Last = None,
    first_day: From = None,
    last_day: To = None,
    everything: Annotated[bool, typer.Option("--all", help="All that was ever written.")] = False,
    coping: Annotated[bool, typer.Option("--coping", help="Coping skills instead of triggers.")] = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """What set cravings off (the last 28 days), and how they ended."""
    flags = {"week": week, "month": month, "last": last, "first_day": first_day, "last_day": last_day}
    if everything and any(flags.values()):
        raise Usage(sentences.PERIOD_OR_ALL)
    with diaries.reading() as diary:
        day = _as_of(diary, as_of)
        period = None if everything else periods.named(day, **flags, default_days=TRIGGER_DAYS)
        if everything and as_of is not None:
            period = Period(periods.EARLIEST, day)
        if period is None:
            counts = queries.names_ever(diary.journal, coping=coping)
        else:
            counts = queries.names_in(diary.journal, period, coping=coping)
    met = tally(counts)
    if json:
        emit([each.to_json() for each in met])
        return
    from recovery.console import draw
    from recovery.insights.views import triggers as view

    draw(*view.table(met, None if everything else period, coping=coping))


def report(
    week: Week = None,
    month: Month = None,
    last: Last = None,
    first_day: From = None,
    last_day: To = None,
    as_of: AsOf = None,
    format_: Annotated[
        Format | None, typer.Option("--format", help="How to write it (default: text, or by the file's name).")
    ] = None,
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Write it to a file.")] = None,
    force: Force = False,
    compare: Annotated[
        str | None,
        typer.Option("--compare", metavar="PERIOD", help="Beside another: previous, 2026-W12, 2026-03, DAY..DAY."),
    ] = None,
    all_weeks: Annotated[bool, typer.Option("--all-weeks", help="Every week as a row of a table.")] = False,
    json: Json = False,
) -> Report | None:
    """The week: cravings, what set them off, what helped. Any other days by the flags."""
    if json and (format_ or output):
        raise Usage(sentences.JSON_OR_FILE)
    if all_weeks:
        if compare or week or month or last or first_day or last_day or output or format_ not in (None, "text"):
            raise Usage(sentences.ALL_WEEKS_ALONE)
        _all_weeks(as_of, json=json)
        return None
    path = outlet.target(output)
    with diaries.reading() as diary:
        day = _as_of(diary, as_of)
        period = periods.named(day, week=week, month=month, last=last, first_day=first_day, last_day=last_day)
        found = [_beside_plan(diary, _report(diary, period, day))]
        if compare is not None:
            other = _report(diary, periods.other(compare, period, day), day)
            found.append(_beside_plan(diary, other))
    if json:
        emit(_document(found))
    elif path is None:
        _show(found, format_ or "text")
    else:
        chosen = format_ or SUFFIXES.get(path.suffix.lower(), "text")
        _write(path, _as_file(found, chosen), force=force)
    return found[0]


def _report(diary: Diary, period: Period, day: date) -> Report:
    return build(period, day, queries.report_facts(diary.journal, period, diary.profile.day_starts, day))


def _document(found: Sequence[Report]) -> dict[str, Any]:
    """The report's document; `compare` holds that of the other period."""
    document, *others = (each.to_json() for each in found)
    return document | {"compare": others[0]} if others else document


def _all_weeks(as_of: str | None, *, json: bool) -> None:
    with diaries.reading() as diary:
        reports = queries.all_weeks(diary.journal, _as_of(diary, as_of))
    if json:
        emit([weeks.to_json(each) for each in reports])
        return
    from recovery.console import draw
    from recovery.insights.views import weeks as view

    draw(*view.page(reports))


def calendar(
    months: Annotated[
        int | None,
        typer.Option("--months", min=1, max=MONTHS_LIMIT, metavar="N", help="So many months, this one the last."),
    ] = None,
    month: Month = None,
    first_day: From = None,
    last_day: To = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Months as a grid of days (the last three)."""
    if months is not None and (month or first_day or last_day):
        raise Usage(sentences.MONTHS_ONE_WAY)
    with diaries.reading() as diary:
        day = _as_of(diary, as_of)
        if month or first_day or last_day:
            period = periods.named(day, month=month, first_day=first_day, last_day=last_day)
        else:
            start = periods.months_later(day.replace(day=1), 1 - (months or CALENDAR_MONTHS))
            period = Period(start, periods.month_of(day).last)
        use = statuses_of_all(queries.lapses(diary.journal, period), queries.checkins(diary.journal, period))
        days = strip(period, use, queries.craving_days(diary.journal, period))
        begun = queries.begun(diary.journal)
    if json:
        ends = period.to_json()
        emit({"from": ends["from"], "to": ends["to"], "days": [each.to_json() for each in days]})
        return
    from recovery.console import draw
    from recovery.insights.views import calendar as view

    draw(*view.months(days, as_of=day, begun=begun))


def _beside_plan(diary: Diary, found: Report) -> Report:
    """The report with what the plan does not answer, and with the plan's warning signs where any were ticked."""
    plan = plan_queries.situations(diary.journal)
    wide = found.period.lookback
    ticked = queries.ticked(diary.journal, wide)
    if not ticked:
        return replace(found, plan_gaps=plan_gaps(plan, found.triggers))
    counts = {day: count for day, (count, _) in queries.craving_days(diary.journal, wide).items()}
    days = queries.logged_days(diary.journal, wide)
    signs = by_stage(ticked, plan_queries.signs(diary.journal), days, counts)
    return replace(found, plan_gaps=plan_gaps(plan, found.triggers), signs=tuple(signs))


def _as_of(diary: Diary, text: str | None) -> date:
    return diary.today if text is None else periods.day_named(text, diary.today)


def _streaks(diary: Diary, day: date, window: int = WINDOW_DAYS) -> list[Streak]:
    substances = queries.tracked(diary.journal)
    period = Period(min((each.since for each in substances), default=day), day)
    lapses, checkins = queries.lapses(diary.journal, period), queries.checkins(diary.journal, period)
    return streaks(substances, lapses, checkins, day, window)


def _today(diary: Diary, day: date) -> Today:
    journal, recent = diary.journal, periods.ending(day, STRIP_DAYS)
    use = statuses_of_all(queries.lapses(journal, recent), queries.checkins(journal, recent))
    checkin = entries.checkin_of(journal, day)
    return Today(
        as_of=day,
        streaks=_streaks(diary, day),
        days=strip(recent, use, queries.craving_days(journal, recent)),
        logged_lately=queries.days_logged(journal, periods.ending(day, SILENT_DAYS + 1)),
        checked_in=checkin is not None and checkin[1].used is not None,
        open_cravings=queries.open_cravings(journal, periods.ending(day, OPEN_DAYS), OPEN_SHOWN),
        intention=checkin[1].intention if checkin else None,
        good=queries.last_good(journal, Period(day - timedelta(days=STRIP_DAYS), day)),
        first_day=queries.begun(diary.journal),
        **_treatment(diary, day),
    )


def _treatment(diary: Diary, day: date) -> dict[str, Any]:
    """What treatment has to say about the day; nothing where none of it is written down."""
    if not queries.treated(diary.journal):
        return {}
    from recovery.treatment import notices

    return {
        "tolerance": notices.tolerance(diary.journal, day),
        "doses": notices.doses_due(diary.journal, day),
        "coming": notices.coming_days(diary.journal, day),
        "to_discuss": notices.to_discuss(diary.journal),
    }


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
