"""The report as Markdown, for a note-taking program or a message; tables are the charts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from recovery.dates import names
from recovery.insights.report import Report
from recovery.insights.triggers import Met, ranked
from recovery.insights.views import checking, sentences, what_helped, words
from recovery.insights.views.grids import BLOCK_HOURS, blocks, hour_label
from recovery.language import tr
from recovery.outlets import markdown
from recovery.outlets import words as wording


def page(report: Report) -> str:
    """The whole text."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"# {words.title(report.period)}"
    yield ""
    yield f"{sentences.coverage(report).capitalize()}."
    yield ""
    yield from (f"- {markdown.text(sentence)}" for sentence in sentences.summary(report))
    yield from _checking(report)
    lived = [day for day in report.days if day.day in report.lived]
    yield from _table(
        "Days",
        ("day", "use", "cravings", "hardest"),
        (
            (
                wording.short_day(day.day),
                words.STATUS[day.status],
                str(day.cravings),
                str(day.peak if day.peak is not None else "-"),
            )
            for day in lived
        ),
    )
    longer = words.short_span(report.period.lookback)
    if report.longer_triggers:
        columns = (tr("set off by ({longer})", longer=longer), "cravings", "median", "peak", "passed")
        yield from _table("Triggers", columns, (_trigger(longer_trigger) for longer_trigger in report.longer_triggers))
    if report.longer_coping:
        yield from _table(
            tr("Coping skills"),
            (f"skill ({longer})", "tried", "passed", tr("true share")),
            (_skill(skill) for skill in ranked(report.longer_coping)),
        )
    if report.longer_ended.known and (report.longer_triggers or report.longer_coping):
        note = words.only_ahead([*report.longer_triggers, *report.longer_coping])
        yield from ("", " ".join(filter(None, (words.base_rate(report.longer_ended), note))))
    yield from _helped(report)
    if sum(map(sum, report.longer_heat)):
        first = report.day_starts.hour
        heads = (longer, *(hour_label((first + step) % 24, BLOCK_HOURS) for step in range(0, 24, BLOCK_HOURS)))
        cells = blocks(report.longer_heat, first, BLOCK_HOURS)
        rows = ((day, *map(str, row)) for day, row in zip(names.weekdays(), cells, strict=True))
        yield from _table(tr("Cravings by weekday and hour"), heads, rows)
    yield ""
    yield f"*{words.given_away()}*"


def _helped(report: Report) -> Iterator[str]:
    if report.helped:
        yield from ("", f"## {what_helped.heading()} ({words.short_span(report.period.lookback)})")
    for trigger, pairs in what_helped.by_trigger(report.helped):
        yield from ("", f"**{markdown.text(trigger)}**", "")
        for pair in pairs:
            first, *others = map(markdown.text, what_helped.sentences(pair))
            yield from (f"- {first}", *(f"  - {other}" for other in others))
    if report.helped:
        yield from ("", " ".join(what_helped.notes(report.helped)))


def _checking(report: Report) -> Iterator[str]:
    findings, quiet = checking.findings(report), checking.nothing(report)
    if findings or quiet:
        yield from ("", f"## {checking.heading()} ({checking.base(report)})", "")
    for finding in findings:
        yield f"- {markdown.text(finding.text)}"
        yield f"  {finding.step}" + (f": {markdown.code(finding.command)}" if finding.command else "")
    if said := checking.caution(report):
        yield from ("", said)
    elif quiet:
        yield quiet


def _trigger(met: Met) -> tuple[str, ...]:
    median = wording.number(met.ratings.median or 0)
    return met.name, str(met.count), median, str(met.ratings.peak), words.passed_of(met)


def _skill(met: Met) -> tuple[str, ...]:
    return met.name, str(met.count), words.passed_of(met), words.true_share(met)


def _table(title: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    yield ""
    yield from markdown.table(heads, rows, numbers=True)
