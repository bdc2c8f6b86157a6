"""Two periods side by side, as the same rows on a terminal, in Markdown and in HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from recovery.console import one_line
from recovery.insights.report import Report
from recovery.insights.triggers import Met, ranked
from recovery.insights.views import html, words
from recovery.insights.views.report import written
from recovery.language import tr
from recovery.outlets import markdown
from recovery.outlets import words as wording
from recovery.outlets.page import text
from recovery.store.names import alike
from recovery.theme import QUIET, STRONG

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType

TOP = 6
BESIDE_FROM = 66  # columns

Row = tuple[str, str, str]
Section = tuple[str, Sequence[Row]]
Say = Callable[[Met | None], str]


def sections(one: Report, other: Report) -> list[Section]:
    """Titles and rows: what was logged and how it was, then triggers, then coping skills."""
    figures = [(label, left, right) for (label, left), (_, right) in zip(_figures(one), _figures(other), strict=True)]
    parts: list[Section] = [("", figures)]
    if rows := _names(one.triggers, other.triggers, _times):
        parts.append((tr("Set off by"), rows))
    if rows := _names(ranked(one.coping), ranked(other.coping), _passed):
        parts.append((tr("What you did: passed"), rows))
    return parts


def notes(one: Report, other: Report) -> list[str]:
    """What to mind when comparing."""
    return [tr("Side by side, not a finding: with few entries, differences like these often come by chance.")] + (
        [tr("The periods differ in length, so compare the rows by day.")] if one.lived.days != other.lived.days else []
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """The two periods as a table, or below each other where a table has no room."""

    one: Report
    other: Report

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        spans = [words.span(report.period) for report in (self.one, self.other)]
        parts = sections(self.one, self.other)
        if options.max_width < BESIDE_FROM:
            yield from _stacked(spans, parts)
        else:
            yield _table(spans, parts, options.max_width)
        yield Text()
        yield from (Text(note, style=QUIET) for note in notes(self.one, self.other))


def _table(spans: Sequence[str], parts: Sequence[Section], width: int) -> Table:
    table = Table(box=None, padding=(0, 3, 0, 0), pad_edge=False, header_style=STRONG)
    table.add_column("", overflow="fold", max_width=width // 2)
    for span in spans:
        table.add_column(span, no_wrap=True)
    for title, rows in parts:
        if title:
            table.add_row()
            table.add_row(Text(title, style=STRONG))
        for label, *values in rows:
            table.add_row(Text(one_line(label)), *values)
    return table


def _stacked(spans: Sequence[str], parts: Sequence[Section]) -> Iterator[RenderableType]:
    yield Text(" | ".join(spans), style=STRONG)
    for title, rows in parts:
        if title:
            yield from (Text(), Text(title, style=STRONG))
        for label, *values in rows:
            yield Text(one_line(label))
            yield Padding(Text(" | ".join(values)), (0, 0, 0, 2))


def page(one: Report, other: Report) -> Iterator[RenderableType]:
    """What to draw on a terminal."""
    yield _Page(one, other)


def plain(one: Report, other: Report) -> str:
    """The same for a file."""
    return written(*page(one, other))


def as_markdown(one: Report, other: Report) -> str:
    """The same for a note-taking program."""
    lines = [
        tr("# Two periods"),
        "",
        f"| | {words.span(one.period)} | {words.span(other.period)} |",
        "|---|--:|--:|",
    ]
    for title, rows in sections(one, other):
        lines += [f"| **{title}** | | |"] if title else []
        lines += [f"| {markdown.inline(label)} | {left} | {right} |" for label, left, right in rows]
    return "\n".join([*lines, "", *notes(one, other), "", f"*{words.given_away()}*"]) + "\n"


def as_html(one: Report, other: Report) -> str:
    """The same as one file."""
    heads = "".join(f'<th scope="col">{text(words.span(report.period))}</th>' for report in (one, other))
    body = []
    for title, rows in sections(one, other):
        if title:
            body.append(f'<tr><th colspan="3" scope="colgroup">{text(title)}</th></tr>')
        body += [
            f'<tr><th scope="row">{text(label)}</th><td>{text(left)}</td><td>{text(right)}</td></tr>'
            for label, left, right in rows
        ]
    table = f"<table><thead><tr><td></td>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    said = "".join(f'<p class="dim">{text(note)}</p>' for note in notes(one, other))
    return html.document(tr("Two periods"), "", table + said)


def _figures(report: Report) -> Iterator[tuple[str, str]]:
    cravings, lived = report.cravings, report.lived.days
    ratings = cravings.ratings
    count = ratings.count
    yield tr("logged"), tr("{logged} of {days}", logged=report.days_logged, days=wording.days(lived))
    yield tr("cravings"), f"{count:,}"
    yield tr("cravings a logged day"), wording.number(count / report.days_logged) if report.days_logged else "-"
    yield tr("median"), wording.number(ratings.median) if ratings.median is not None else "-"
    quartiles = ratings.quartiles
    yield tr("middle half"), f"{wording.number(quartiles[0])}-{wording.number(quartiles[2])}" if quartiles else "-"
    yield tr("hardest"), "-" if ratings.peak is None else str(ratings.peak)
    yield (
        tr("days with 7 or more"),
        (tr("{logged} of {days}", logged=cravings.high_days, days=wording.days(lived)) if count else "-"),
    )
    passed, known = cravings.passed, cravings.passed + cravings.used
    yield tr("passed, of those known"), tr("{passed} of {known}", passed=passed, known=known) if count else "-"
    days = [day for day in report.days if day.day in report.lived]
    free, unknown = (sum(day.status == kind for day in days) for kind in ("abstinent", "unknown"))
    yield (
        tr("days without use"),
        tr("{free} to {free_other} of {lived}", free=free, free_other=free + unknown, lived=lived)
        if unknown
        else tr("{logged} of {days}", logged=free, days=lived),
    )


def _names(one: Sequence[Met], other: Sequence[Met], say: Say) -> list[Row]:
    left, right = ({alike(one.name): one for one in met} for met in (one, other))
    order = [*left, *(name for name in right if name not in left)][:TOP]
    return [((left.get(name) or right[name]).name, say(left.get(name)), say(right.get(name))) for name in order]


def _times(met: Met | None) -> str:
    return f"{met.count:,}" if met else "-"


def _passed(met: Met | None) -> str:
    if met is None:
        return "-"
    share = words.true_share(met)
    return f"{words.passed_of(met)}{f' ({share})' if share else ''}"
