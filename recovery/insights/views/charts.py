"""The report's charts as inline SVG: no script, no request, shapes before colours, words for who cannot see them.

Every text that comes from a person goes through `text`, which escapes it. Colours are CSS classes of the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from recovery.dates import names
from recovery.insights.days import DayFacts
from recovery.insights.report import Report
from recovery.insights.triggers import Met, ranked
from recovery.insights.use_record import Status
from recovery.insights.views import sentences, words
from recovery.journal.entries import HIGH_INTENSITY
from recovery.language import tr
from recovery.outlets import words as wording
from recovery.outlets.page import text

WIDTH = 400
NAME_LIMIT = 44
WEEK_ROWS_LIMIT = 92
DOTS_LIMIT = 600
TOP = 8


def svg(name: str, title: str, description: str, height: float, parts: Iterator[str]) -> str:
    """One chart with its title and description for readers who hear the page."""
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:g}" role="img" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{text(title)}</title><desc id="{name}-d">{text(description)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def days(report: Report) -> str:
    """Each day as a mark, and its hardest craving as a digit where there is room."""
    shown = [day for day in report.days if day.day in report.lived]
    described = "; ".join(_day_words(day) for day in shown) if len(shown) <= 31 else sentences.abstinence(report)
    if report.period.days > WEEK_ROWS_LIMIT:
        return svg("days", "Days", described, 7 * 14 + 24, _week_columns(report, shown))
    first = report.days[0].day
    rows = (first.weekday() + len(shown) + 6) // 7
    return svg("days", "Days", described, 22 + rows * 46, _week_rows(report, shown))


def _day_words(facts: DayFacts) -> str:
    peak = "" if facts.peak is None else tr(", hardest craving {peak}", peak=facts.peak)
    return f"{wording.short_day(facts.day)}: {words.STATUS[facts.status]}{peak}"


def _week_rows(report: Report, shown: Sequence[DayFacts]) -> Iterator[str]:
    step = WIDTH / 7
    for number, name in enumerate(names.weekdays()):
        yield f'<text class="dim" x="{step * (number + 0.5):.1f}" y="12" text-anchor="middle">{name}</text>'
    start = report.days[0].day.weekday()
    for number, day in enumerate(shown, start=start):
        x, y = step * (number % 7 + 0.5), 22 + number // 7 * 46
        yield f'<text class="dim small" x="{x:.1f}" y="{y + 11}" text-anchor="middle">{day.day.day}</text>'
        yield mark(day.status, x - (0 if day.peak is None else 10), y + 25, 7)
        if day.peak is not None:
            strong = " strong" if day.peak >= HIGH_INTENSITY else ""
            yield f'<text class="value{strong}" x="{x + 4:.1f}" y="{y + 30}">{day.peak}</text>'


def _week_columns(report: Report, shown: Sequence[DayFacts]) -> Iterator[str]:
    monday = report.days[0].day - timedelta(days=report.days[0].day.weekday())
    weeks = (report.days[-1].day - monday).days // 7 + 1
    step = min(14.0, WIDTH / weeks)
    for day in shown:
        week = (day.day - monday).days // 7
        yield mark(day.status, step * (week + 0.5), 8 + day.day.weekday() * 14, step * 0.36)
    yield _axis(report, 7 * 14 + 18, width=min(WIDTH, step * weeks))


def mark(status: Status, x: float, y: float, size: float) -> str:
    """A dot for a day without use, a square for one with use, an open ring for one not known."""
    if status == "used":
        return (
            f'<rect class="used" x="{x - size:.1f}" y="{y - size:.1f}" width="{2 * size:.1f}" height="{2 * size:.1f}"/>'
        )
    kind, radius = ("free", size * 0.8) if status == "abstinent" else ("ring", size * 0.8)
    return f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'


def _axis(report: Report, y: float, *, left: float = 0, width: float = WIDTH) -> str:
    first, last = wording.near(report.period.first, report.period.last), wording.short_day(report.period.last)
    return (
        f'<text class="dim" x="{left:g}" y="{y:g}">{first}</text>'
        f'<text class="dim" x="{left + width if width > 200 else WIDTH:g}" y="{y:g}" text-anchor="end">{last}</text>'
    )


def intensity(report: Report) -> str:
    """Every craving at its time and rating; above 600 of them, the hardest of each day."""
    figures = report.cravings.ratings
    described = f"{sentences.cravings(report)} {sentences.strong(report)} {sentences.usual_range(report)}".strip()
    return svg(
        "time",
        tr("Intensity of {cravings}", cravings=wording.cravings(figures.count)),
        described,
        178,
        _dots(report),
    )


def _dots(report: Report) -> Iterator[str]:
    left, top, width, height = 22.0, 8.0, WIDTH - 32.0, 140.0

    def down(rating: float) -> float:
        return top + height * (1 - rating / 10)

    if report.usual:
        low, _, high = report.usual
        y, thick = down(high) - 2, down(low) - down(high) + 4
        yield f'<rect class="usual" x="{left}" y="{y:.1f}" width="{width}" height="{thick:.1f}"/>'
    for rating in (0, 5, HIGH_INTENSITY, 10):
        dashed = ' stroke-dasharray="3 3"' if rating == HIGH_INTENSITY else ""
        y = down(rating)
        yield f'<line class="rule" x1="{left}" x2="{left + width}" y1="{y:.1f}" y2="{y:.1f}"{dashed}/>'
        yield f'<text class="dim" x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{rating}</text>'
    if len(report.timed) <= DOTS_LIMIT:
        points = [
            (craving.day, craving.at.hour * 60 + craving.at.minute, craving.intensity, craving.outcome)
            for craving in report.timed
        ]
    else:
        points = [(day.day, 720, day.peak, None) for day in report.days if day.peak is not None]
    minutes = report.period.days * 1440
    starts = report.day_starts.hour * 60 + report.day_starts.minute
    for day, minute, rating, outcome in points:
        since = (day - report.period.first).days * 1440 + (minute - starts) % 1440
        x, y = left + width * since / minutes, down(rating)
        if outcome == "used":
            yield f'<rect class="used" x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"/>'
        else:
            yield f'<circle class="{"dot" if outcome else "open"}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    yield _axis(report, top + height + 22, left=left, width=width)


def heatmap(report: Report) -> str:
    """Weekday by hour over the look-back, each cell with its count."""
    heat = report.longer_heat
    hours = [sum(row[hour] for row in heat) for hour in range(24)]
    by_day = ", ".join(f"{name} {sum(row)}" for name, row in zip(names.weekdays(), heat, strict=True))
    by_hour = ", ".join(f"{hour} h {count}" for hour, count in enumerate(hours) if count)
    return svg("when", tr("Cravings by weekday and hour"), f"{by_day}. {by_hour}.", 160, _cells(report))


def _cells(report: Report) -> Iterator[str]:
    left, step, row_height, first = 30.0, (WIDTH - 30) / 24, 19.0, report.day_starts.hour
    highest = max(map(max, report.longer_heat)) or 1
    for number, (name, row) in enumerate(zip(names.weekdays(), report.longer_heat, strict=True)):
        y = 18 + number * row_height
        yield f'<text class="dim" x="0" y="{y + 13:.1f}">{name}</text>'
        for place in range(24):
            count = row[(first + place) % 24]
            x, size = left + place * step, f'width="{step - 1:.1f}" height="{row_height - 1:g}"'
            yield f'<rect class="cell" x="{x:.1f}" y="{y:.1f}" {size}/>'
            if count:
                share = count / highest
                yield f'<rect class="heat" x="{x:.1f}" y="{y:.1f}" {size} opacity="{0.25 + 0.75 * share:.2f}"/>'
                dark = " onheat" if share > 0.6 else ""
                middle = x + (step - 1) / 2
                yield f'<text class="tiny{dark}" x="{middle:.1f}" y="{y + 13:.1f}" text-anchor="middle">{count}</text>'
    for place in range(0, 24, 3):
        yield f'<text class="dim small" x="{left + place * step:.1f}" y="12">{(first + place) % 24}h</text>'


def triggers(met: Sequence[Met]) -> str:
    """Bars by count."""
    shown = met[:TOP]
    described = "; ".join(
        f"{trigger.name}: {trigger.count}, median {wording.number(trigger.ratings.median or 0)}" for trigger in shown
    )
    return svg("triggers", "Triggers", described, len(shown) * 40, _bars(shown))


def _bars(shown: Sequence[Met]) -> Iterator[str]:
    highest = max(trigger.count for trigger in shown)
    for number, trigger in enumerate(shown):
        y = number * 40
        figures = tr(
            "{count:,}, median {median}, peak {peak}",
            count=trigger.count,
            median=wording.number(trigger.ratings.median or 0),
            peak=trigger.ratings.peak,
        )
        yield f'<text x="0" y="{y + 13}">{text(trigger.name, NAME_LIMIT - 10)}</text>'
        yield f'<text class="dim" x="{WIDTH}" y="{y + 13}" text-anchor="end">{figures}</text>'
        yield _bar("bar", y + 19, max(2.0, WIDTH * trigger.count / highest))


def skills(met: Sequence[Met]) -> str:
    """How many of the known cravings passed after each skill, the surest first; a line where the true share may lie."""
    shown = ranked(met)[:TOP]
    described = "; ".join(
        tr(
            "{name}: tried {count}, passed {passed} {true_share}",
            name=skill.name,
            count=skill.count,
            passed=words.passed_of(skill),
            true_share=words.true_share(skill),
        ).strip()
        for skill in shown
    )
    return svg("skills", tr("Coping skills"), described, len(shown) * 44, _shares(shown))


def _shares(shown: Sequence[Met]) -> Iterator[str]:
    for number, skill in enumerate(shown):
        y = number * 44
        passed = (
            f"{words.passed_of(skill)} passed" if skill.known else tr("tried {count}, no answer yet", count=skill.count)
        )
        yield f'<text x="0" y="{y + 13}">{text(skill.name, NAME_LIMIT - 16)}</text>'
        share = f", {words.true_share(skill)}" if skill.said_interval else ""
        yield f'<text class="dim" x="{WIDTH}" y="{y + 13}" text-anchor="end">{passed}{share}</text>'
        yield _bar("cell", y + 19, WIDTH)
        if skill.said.passed:
            yield _bar("bar", y + 19, WIDTH * skill.said.passed / skill.said.known)
        if skill.said_interval:
            low, high = (WIDTH * end for end in skill.said_interval)
            line = f"M{low:.1f} {y + 31}v4M{low:.1f} {y + 33}H{high:.1f}M{high:.1f} {y + 31}v4"
            yield f'<path class="whisker" d="{line}"/>'


def _bar(kind: str, y: float, width: float) -> str:
    return f'<rect class="{kind}" x="0" y="{y:g}" width="{width:.1f}" height="10" rx="2"/>'
