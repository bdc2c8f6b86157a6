"""Each view as a person sees it, at 80 and 120 columns, with and without colour, kept as text beside this file.

`RENEW=1 python -m pytest tests/insights/test_snapshots.py` writes them anew; read the difference before you keep it.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.lookbacks import evidence
from benchmarks.worlds import LAST, World
from recovery.insights.abstinence import streaks
from recovery.insights.days import strip
from recovery.insights.facts import CravingFact
from recovery.insights.periods import Period, ending, month_of
from recovery.insights.report import Facts, Report, build, by_day, coping_counts, trigger_counts
from recovery.insights.today import OpenCraving, Today
from recovery.insights.triggers import tally
from recovery.insights.use_record import CheckInFact, LapseFact, Tracked, use_records
from recovery.insights.views import calendar, compare, html, markdown, triggers, weeks
from recovery.insights.views import report as report_view
from recovery.insights.views import streak as streak_view
from recovery.insights.views import today as today_view
from recovery.insights.views.symbols import FULL
from recovery.insights.weeks import every_week
from recovery.theme import codes

FOLDER = Path(__file__).parent / "snapshots"
BEGUN = LAST - timedelta(days=55)
SEEN = evidence(World(cravings=90, plant="weekday"), 7)
CRAVINGS: list[CravingFact] = [
    craving._replace(outcome="passed" if craving.outcome == "used" and craving.key % 3 else craving.outcome)
    for craving in SEEN.cravings
]
LAPSES = [LapseFact(LAST - timedelta(days=40), "heroin")]
CHECKINS = [CheckInFact(day, used=False) for day in sorted(SEEN.logged.answers) if day != LAPSES[0].day]
VIEWS = ("week", "month", "year", "empty", "compare", "weeks", "triggers", "coping", "calendar", "streak", "today")


def report(period: Period) -> Report:
    facts = Facts(
        CRAVINGS,
        LAPSES,
        CHECKINS,
        days_logged=sum(day in period for day in SEEN.logged.days),
        good=(LAST, "dinner with Ana"),
        logged=SEEN.logged,
        begun=BEGUN,
    )
    return build(period, LAST, facts)


def today() -> Today:
    use = use_records([Tracked("heroin", BEGUN)], LAPSES, CHECKINS)["heroin"]
    last = max(CRAVINGS, key=lambda item: item.at)
    return Today(
        as_of=LAST,
        streaks=streaks([Tracked("heroin", BEGUN)], LAPSES, CHECKINS, LAST),
        days=strip(ending(LAST, 14), use, by_day(CRAVINGS)),
        checked_in=True,
        open_cravings=[OpenCraving("3f9a", last.at, last.day, last.intensity, last.triggers)],
        logged_lately=3,
        first_day=BEGUN,
        first_written=BEGUN,
    )


def views(name: str) -> Iterator[object]:
    """What the command hands to the console; plain lines for the two that do without Rich."""
    week, month = ending(LAST, 7), month_of(LAST)
    match name:
        case "week" | "month" | "year":
            period = {"week": week, "month": month, "year": ending(LAST, 365)}[name]
            yield report_view.Page(report(period), FULL)
        case "empty":
            yield report_view.Page(build(week, LAST, Facts([], [], [], 0)), FULL)
        case "compare":
            yield from compare.page(report(week), report(week.previous))
        case "weeks":
            yield from weeks.page(every_week(BEGUN, LAST, CRAVINGS, LAPSES, CHECKINS, SEEN.logged.days))
        case "triggers":
            yield from triggers.table(
                tally(trigger_counts(CRAVINGS)), report(month).cravings.ended, month, coping=False
            )
        case "coping":
            yield from triggers.table(tally(coping_counts(CRAVINGS)), report(month).cravings.ended, month, coping=True)
        case "calendar":
            days = report(Period(date(2026, 2, 1), date(2026, 3, 31))).days
            yield from calendar.months(days, as_of=LAST, begun=BEGUN)


def plain_lines(name: str) -> Iterator[str]:
    if name == "streak":
        yield from streak_view.lines(streaks([Tracked("heroin", BEGUN)], LAPSES, CHECKINS, LAST), LAST)
    else:
        yield from today_view.lines(today(), 4)


def compared(name: str, text: str) -> None:
    path = FOLDER / name
    if os.environ.get("RENEW"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert path.exists(), "a new view: write its snapshot with RENEW=1"
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("name", VIEWS)
def test_the_view_is_as_it_was(name: str, width: int, colour: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    file = io.StringIO()
    if name in ("streak", "today"):
        for module in (streak_view, today_view):
            monkeypatch.setattr(module, "style", _styled if colour else lambda text, *_: text)
        file.write("\n".join(plain_lines(name)) + "\n")
    else:
        console = Console(
            file=file,
            width=width,
            force_terminal=colour,
            color_system="256" if colour else None,
            highlight=False,
            legacy_windows=False,
        )
        for view in views(name):
            console.print(view)
    compared(f"{name}-{width}{'-colour' if colour else ''}.txt", file.getvalue())


def _styled(text: str, look: str) -> str:
    return f"\x1b[{codes(look, colours=True)}m{text}\x1b[0m"


def test_the_files_that_are_written_are_as_they_were() -> None:
    week = report(ending(LAST, 7))
    other = report(ending(LAST, 7).previous)
    compared("week.html", html.page(week))
    compared("week.md", markdown.page(week))
    compared("compare.html", compare.as_html(week, other))
    compared("compare.md", compare.as_markdown(week, other))
    compared("week-plain.txt", report_view.plain(week))


def test_no_snapshot_is_left_over() -> None:
    expected = {
        f"{name}-{width}{colour}.txt" for name in VIEWS for width in (80, 120) for colour in ("", "-colour")
    } | {"week.html", "week.md", "compare.html", "compare.md", "week-plain.txt"}
    assert {path.name for path in FOLDER.iterdir()} == expected
