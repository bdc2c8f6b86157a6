"""The page's three charts as SVG, the same in PDF and HTML: shapes tell what colour would, so grey prints lose nothing.

They hold numbers and dates alone, never a person's words.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from recovery.exchange.counselor.document import Dots, Heat, Strip
from recovery.insights.abstinence import Status
from recovery.insights.views import words
from recovery.journal.entries import HIGH_INTENSITY
from recovery.outlets import words as wording

WIDTH = 340.0
MOST_STRIP = 366
INK, DIM, RULE, FILL = "#1d2530", "#5b6675", "#c4c9d0", "#2f6f8f"
LEGEND = "Dot: no use. Cross: use. ?: not known."
DOTS_LEGEND = "Filled: passed. Open: not answered. Square: ended in use. Dashed line: 7."
FONT = 'font-family="Libertinus Serif, serif"'


def _svg(width: float, height: float, parts: Iterator[str]) -> str:
    view = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {view} {FONT}>{"".join(parts)}</svg>'


def _text(x: float, y: float, text: str, size: float = 9, anchor: str = "middle", fill: str = DIM) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" fill="{fill}">{text}</text>'


def strip(block: Strip) -> str:
    """A sign for each day, weeks in columns from 32 days on."""
    days = block.days[-MOST_STRIP:]
    return _svg(WIDTH, 34, _row(days)) if len(days) <= 31 else _svg(WIDTH, 118, _weeks(days))


def _row(days: tuple[tuple[date, Status], ...]) -> Iterator[str]:
    step = min(22.0, WIDTH / max(1, len(days)))
    for number, (day, status) in enumerate(days):
        x = step * (number + 0.5)
        yield _text(x, 9, str(day.day), 7)
        yield _sign(status, x, 22, min(5.0, step * 0.4))


def _weeks(days: tuple[tuple[date, Status], ...]) -> Iterator[str]:
    start = days[0][0].weekday()
    weeks = (start + len(days) + 6) // 7
    step = min(16.0, (WIDTH - 30) / weeks)
    for number, name in enumerate(words.WEEKDAYS):
        yield _text(0, 12 + number * 14, name, 8, "start")
    for number, (day, status) in enumerate(days, start=start):
        x, y = 30 + step * (number // 7 + 0.5), 9 + number % 7 * 14
        yield _sign(status, x, y, min(4.5, step * 0.4))
        if day.day <= 7 and number % 7 == start % 7:
            yield _text(x, 112, f"{day:%b}", 8)


def _sign(status: Status, x: float, y: float, size: float) -> str:
    if status == "used":
        down, up = f"{2 * size:.1f} {2 * size:.1f}", f"{-2 * size:.1f} {2 * size:.1f}"
        cross = f"M{x - size:.1f} {y - size:.1f}l{down}m0 {-2 * size:.1f}l{up}"
        return f'<path d="{cross}" stroke="{INK}" stroke-width="1.8" fill="none"/>'
    if status == "unknown":
        return _text(x, y + size * 0.8, "?", max(7, size * 2))
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size * 0.5:.1f}" fill="{FILL}"/>'


def strip_words(block: Strip) -> str:
    """The strip for who hears the page."""
    if len(block.days) <= 62:
        return "; ".join(f"{wording.short_day(day)}: {words.STATUS[status]}" for day, status in block.days)
    counts = {status: sum(1 for _, each in block.days if each == status) for status in words.STATUS}
    return ", ".join(f"{words.STATUS[status]} on {wording.days(count)}" for status, count in counts.items())


def dots(block: Dots) -> str:
    """Every craving at its time and rating."""
    return _svg(WIDTH, 96, _dots(block))


def _dots(block: Dots) -> Iterator[str]:
    left, top, width, height = 16.0, 6.0, WIDTH - 22.0, 74.0
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
    yield _text(left, 93, wording.short_day(block.first), 8, "start")
    if days > 1:
        yield _text(left + width, 93, wording.short_day(block.last), 8, "end")
    if days >= 20:
        middle = block.first + timedelta(days=days // 2)
        yield _text(left + width * (days // 2) / days, 93, wording.short_day(middle), 8)


def dots_words(block: Dots) -> str:
    """The chart of cravings for who hears the page: the hardest of each day that had one."""
    peaks: dict[str, int] = {}
    for day, _, rating, _ in block.points:
        peaks[wording.short_day(day)] = max(rating, peaks.get(wording.short_day(day), 0))
    return "Hardest craving by day: " + "; ".join(f"{day}: {peak}" for day, peak in peaks.items())


def heat(block: Heat) -> str:
    """Weekday by hour; each cell with its count, the darker the more."""
    return _svg(WIDTH, 110, _heat(block))


def _heat(block: Heat) -> Iterator[str]:
    left, step, row = 26.0, (WIDTH - 26) / 24, 13.5
    highest = max(map(max, block.counts)) or 1
    for number, (name, counts) in enumerate(zip(words.WEEKDAYS, block.counts, strict=True)):
        y = 14 + number * row
        yield _text(0, y + 9.5, name, 8, "start")
        for place in range(24):
            count = counts[(block.first_hour + place) % 24]
            x = left + place * step
            size = f'width="{step - 1:.1f}" height="{row - 1:.1f}"'
            shade = 0.0 if not count else 0.2 + 0.8 * count / highest
            yield f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="#eef0f2"/>'
            if count:
                yield f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{FILL}" fill-opacity="{shade:.2f}"/>'
                yield _text(x + (step - 1) / 2, y + 9.5, str(count), 8, fill="#ffffff" if shade > 0.6 else INK)
    for place in range(0, 24, 3):
        yield _text(left + place * step, 10, f"{(block.first_hour + place) % 24}h", 8, "start")


def heat_words(block: Heat) -> str:
    """The heatmap for who hears the page."""
    by_day = ", ".join(f"{name} {sum(row)}" for name, row in zip(words.WEEKDAYS, block.counts, strict=True))
    hours = [sum(row[hour] for row in block.counts) for hour in range(24)]
    by_hour = ", ".join(f"{hour} h {count}" for hour, count in enumerate(hours) if count)
    return f"By weekday: {by_day}. By hour: {by_hour}."
