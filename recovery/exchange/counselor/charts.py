"""The page's three charts as SVG, the same in PDF and HTML: shapes tell what colour would, so grey prints lose nothing.

They hold numbers and dates alone, never a person's words.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from recovery.dates import names
from recovery.exchange.counselor.document import Dots, Heat, Mark, Strip, Trend, Trends
from recovery.insights.views import words
from recovery.journal.entries import HIGH_INTENSITY
from recovery.language import tr
from recovery.outlets import words as wording

WIDTH = 340.0
MOST_STRIP = 366
TREND = 21.0
INK, DIM, RULE, FILL = "#1d2530", "#5b6675", "#c4c9d0", "#2f6f8f"
LEGEND = tr("Dot: no use. Cross: use. ?: not known.")
BEFORE = tr("Dash: before the journal.")
MARKS: dict[Mark, str] = {**dict(words.STATUS.items()), "before": tr("before the journal")}
DOTS_LEGEND = tr("Filled: passed. Open: not answered. Square: ended in use. Dashed line: 7.")
FONT = 'font-family="Libertinus Serif, serif"'


Chart = Strip | Dots | Heat | Trends


class Drawing(NamedTuple):
    """A chart, the same in words for who hears the page, and what stands below it."""

    svg: str
    described: str
    note: str


def drawn(block: Chart) -> Drawing:
    """The chart of a block."""
    match block:
        case Strip():
            return Drawing(strip(block), strip_words(block), strip_legend(block))
        case Dots():
            return Drawing(dots(block), dots_words(block), DOTS_LEGEND)
        case Heat():
            return Drawing(heat(block), heat_words(block), block.note)
        case Trends():
            return Drawing(trends(block), trends_words(block), block.note)


def height(block: Chart, trends: int) -> float:
    """How high the chart is at `WIDTH`, with at most that many trends."""
    match block:
        case Strip():
            return 34 if len(block.days) <= 31 else 98
        case Dots():
            return 82
        case Heat():
            return 98
        case Trends():
            return TREND * min(trends, len(block.items)) + 12


def _svg(width: float, height: float, parts: Iterator[str]) -> str:
    view = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {view} {FONT}>{"".join(parts)}</svg>'


def _text(x: float, y: float, text: str, size: float = 9, anchor: str = "middle", fill: str = DIM) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" fill="{fill}">{text}</text>'


def strip(block: Strip) -> str:
    """A sign for each day, weeks in columns from 32 days on."""
    days = block.days[-MOST_STRIP:]
    return _svg(WIDTH, height(block, 0), _row(days) if len(days) <= 31 else _weeks(days))


def strip_legend(block: Strip) -> str:
    """What the signs of the strip mean, of those that may stand in it."""
    return f"{LEGEND} {BEFORE}" if any(mark == "before" for _, mark in block.days) else LEGEND


def _row(days: tuple[tuple[date, Mark], ...]) -> Iterator[str]:
    step = min(22.0, WIDTH / max(1, len(days)))
    for number, (day, status) in enumerate(days):
        x = step * (number + 0.5)
        yield _text(x, 9, str(day.day), 7)
        yield _sign(status, x, 22, min(5.0, step * 0.4))


def _weeks(days: tuple[tuple[date, Mark], ...]) -> Iterator[str]:
    start = days[0][0].weekday()
    weeks = (start + len(days) + 6) // 7
    step = min(16.0, (WIDTH - 30) / weeks)
    for number, name in enumerate(names.weekdays()):
        yield _text(0, 12 + number * 11.5, name, 8, "start")
    for number, (day, status) in enumerate(days, start=start):
        x, y = 30 + step * (number // 7 + 0.5), 9 + number % 7 * 11.5
        yield _sign(status, x, y, min(4.5, step * 0.4))
        if day.day <= 7 and number % 7 == start % 7:
            yield _text(x, 94, f"{day:%b}", 8)


def _sign(status: Mark, x: float, y: float, size: float) -> str:
    if status == "used":
        down, up = f"{2 * size:.1f} {2 * size:.1f}", f"{-2 * size:.1f} {2 * size:.1f}"
        cross = f"M{x - size:.1f} {y - size:.1f}l{down}m0 {-2 * size:.1f}l{up}"
        return f'<path d="{cross}" stroke="{INK}" stroke-width="1.8" fill="none"/>'
    if status == "before":
        return f'<path d="M{x - size * 0.5:.1f} {y:.1f}h{size:.1f}" stroke="{RULE}" stroke-width="1"/>'
    if status == "unknown":
        return _text(x, y + size * 0.8, "?", max(7, size * 2))
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size * 0.5:.1f}" fill="{FILL}"/>'


def strip_words(block: Strip) -> str:
    """The strip for who hears the page."""
    if len(block.days) <= 62:
        return "; ".join(f"{wording.short_day(day)}: {MARKS[mark]}" for day, mark in block.days)
    counts = {mark: sum(1 for _, status in block.days if status == mark) for mark in MARKS}
    return ", ".join(
        f"{MARKS[mark]} on {wording.days(count)}" for mark, count in counts.items() if count or mark != "before"
    )


def dots(block: Dots) -> str:
    """Every craving at its time and rating."""
    return _svg(WIDTH, height(block, 0), _dots(block))


def _dots(block: Dots) -> Iterator[str]:
    left, top, width, height = 16.0, 6.0, WIDTH - 22.0, 60.0
    for rating in (0, 5, HIGH_INTENSITY, 10):
        y = top + height * (1 - rating / 10)
        dashed = ' stroke-dasharray="3 3"' if rating == HIGH_INTENSITY else ""
        yield f'<path d="M{left} {y:.1f}h{width}" stroke="{RULE}" stroke-width="0.7"{dashed}/>'
        yield _text(left - 4, y + 3, str(rating), 8, "end")
    days = (block.last - block.first).days + 1
    for day, part, rating, outcome in block.points:
        x = left + width * ((day - block.first).days + part) / days
        y = top + height * (1 - rating / 10)
        if outcome == "used":
            yield f'<rect x="{x - 2.6:.1f}" y="{y - 2.6:.1f}" width="5.2" height="5.2" fill="{INK}"/>'
        else:
            fill = FILL if outcome else "none"
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{fill}" stroke="{FILL}" stroke-width="1"/>'
    yield _text(left, 79, wording.short_day(block.first), 8, "start")
    if days > 1:
        yield _text(left + width, 79, wording.short_day(block.last), 8, "end")
    if days >= 20:
        middle = block.first + timedelta(days=days // 2)
        yield _text(left + width * (days // 2) / days, 79, wording.short_day(middle), 8)


def dots_words(block: Dots) -> str:
    """The chart of cravings for who hears the page: the hardest of each day that had one."""
    peaks: dict[str, int] = {}
    for day, _, rating, _ in block.points:
        peaks[wording.short_day(day)] = max(rating, peaks.get(wording.short_day(day), 0))
    return tr("Hardest craving by day: ") + "; ".join(f"{day}: {peak}" for day, peak in peaks.items())


def heat(block: Heat) -> str:
    """Weekday by hour; each cell with its count, the darker the more."""
    return _svg(WIDTH, height(block, 0), _heat(block))


def _heat(block: Heat) -> Iterator[str]:
    left, step, row = 26.0, (WIDTH - 26) / 24, 11.8
    highest = max(map(max, block.counts)) or 1
    for number, (name, counts) in enumerate(zip(names.weekdays(), block.counts, strict=True)):
        y = 14 + number * row
        yield _text(0, y + 8.8, name, 8, "start")
        for place in range(24):
            count = counts[(block.first_hour + place) % 24]
            x = left + place * step
            size = f'width="{step - 1:.1f}" height="{row - 1:.1f}"'
            shade = 0.0 if not count else 0.2 + 0.8 * count / highest
            yield f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="#eef0f2"/>'
            if count:
                yield f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{FILL}" fill-opacity="{shade:.2f}"/>'
                yield _text(x + (step - 1) / 2, y + 8.8, str(count), 8, fill="#ffffff" if shade > 0.6 else INK)
    for place in range(0, 24, 3):
        yield _text(left + place * step, 10, f"{(block.first_hour + place) % 24}h", 8, "start")


def heat_words(block: Heat) -> str:
    """The heatmap for who hears the page."""
    by_day = ", ".join(f"{name} {sum(row)}" for name, row in zip(names.weekdays(), block.counts, strict=True))
    hours = [sum(row[hour] for row in block.counts) for hour in range(24)]
    by_hour = ", ".join(f"{hour} h {count}" for hour, count in enumerate(hours) if count)
    return tr("By weekday: {by_day}. By hour: {by_hour}.", by_day=by_day, by_hour=by_hour)


def trends(block: Trends) -> str:
    """Each score over the same days, with its thresholds; the figures of the first and the last stand beside them."""
    return _svg(WIDTH, height(block, len(block.items)), _trends(block))


def _trends(block: Trends) -> Iterator[str]:
    first = min(trend.points[0][0] for trend in block.items)
    last = max(trend.points[-1][0] for trend in block.items)
    left, width = 104.0, WIDTH - 104 - 26
    for number, trend in enumerate(block.items):
        top = number * TREND
        yield _text(0, top + 16, trend.name, 8, "start", INK)
        yield f'<path d="M{left} {top + TREND - 2:.1f}h{width}" stroke="{RULE}" stroke-width="0.5"/>'
        for at, _ in trend.thresholds:
            y = _height(trend, at) + top
            yield f'<path d="M{left} {y:.1f}h{width}" stroke="{DIM}" stroke-width="0.6" stroke-dasharray="3 3"/>'
        days = max(1, (last - first).days)
        places = [
            (left + width * (day - first).days / days, _height(trend, figure) + top) for day, figure in trend.points
        ]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield f'<polyline points="{line}" fill="none" stroke="{FILL}" stroke-width="1.2"/>'
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.8" fill="{FILL}"/>' for x, y in places)
        yield _text(places[0][0] - 4, places[0][1] + 3, wording.number(trend.points[0][1]), 8, "end")
        yield _text(places[-1][0] + 4, places[-1][1] + 3, wording.number(trend.points[-1][1]), 8, "start", INK)
    foot = TREND * len(block.items) + 9
    yield _text(left, foot, wording.short_day(first), 8, "start")
    yield _text(left + width, foot, wording.short_day(last), 8, "end")


def _height(trend: Trend, figure: float) -> float:
    return 4 + (TREND - 10) * (1 - (figure - trend.low) / (trend.high - trend.low))


def trends_words(block: Trends) -> str:
    """The scores for who hears the page, and where their source says to look."""
    return "; ".join(map(trend_words, block.items))


def trend_words(trend: Trend) -> str:
    """`PHQ-9: 9 on 28 Sep, 14 on 26 Oct, 19 on 23 Nov`, then the thresholds."""
    points = ", ".join(
        tr("{figure} on {day.day} {day:%b}", figure=wording.number(figure), day=day) for day, figure in trend.points
    )
    looks = ", ".join(f"{at} ({who})" if who else str(at) for at, who in trend.thresholds)
    said = f"{trend.name}: {points}"
    return tr("{said}; threshold {thresholds}", said=said, thresholds=looks) if looks else said
