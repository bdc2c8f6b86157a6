"""All weeks on a terminal: a row for each, the oldest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from recovery.insights.report import Report
from recovery.insights.views.fitting import Fitted
from recovery.insights.views.words import day_of_month
from recovery.language import tr
from recovery.outlets import words as wording
from recovery.theme import STRONG

if TYPE_CHECKING:
    from rich.console import RenderableType

SPARE = (3, 1, 4, 8, 5)  # where there is no room the median goes first, then what was logged, the peak, ?, passed
COLUMNS = (
    tr("logged"),
    tr("cravings"),
    tr("median"),
    tr("peak"),
    tr("passed"),
    tr("no use"),
    tr("use"),
    "?",
)


def page(reports: Sequence[Report]) -> Iterator[RenderableType]:
    """What to draw, or what to do where there is nothing yet."""
    if not reports:
        yield Text(tr("Nothing is written down yet. Begin with: recovery checkin"))
        return
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style=STRONG)
    table.add_column(tr("week of"), no_wrap=True)
    for name in COLUMNS:
        table.add_column(name, justify="right", no_wrap=True)
    for report in reports:
        table.add_row(*_cells(report))
    notes = [
        (tr("passed"), tr("passed: without use, of the cravings whose end is known")),
        ("?", tr("?: days not known")),
        (None, tr("One of these weeks whole: recovery report --week 2026-W12")),
    ]
    yield Fitted(table, SPARE, notes)


def _cells(report: Report) -> Iterator[str]:
    cravings = report.cravings
    known = cravings.passed + cravings.used
    kinds = [day.status for day in report.days if day.day in report.lived]
    median, peak = cravings.ratings.median, cravings.ratings.peak
    yield f"{day_of_month(report.period.first)} {report.period.first.year}"
    yield tr("{logged} of {days}", logged=report.days_logged, days=report.lived.days)
    yield f"{cravings.ratings.count:,}"
    yield "-" if median is None else wording.number(median)
    yield "-" if peak is None else str(peak)
    yield tr("{passed} of {known}", passed=cravings.passed, known=known) if known else "-"
    yield from (str(kinds.count(kind)) for kind in ("abstinent", "used", "unknown"))
