"""`streak` as lines, without Rich: the daily commands do not pay for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from recovery.console import one_line, style
from recovery.insights.abstinence import Streak, Window
from recovery.insights.views.words import FULL_COVERAGE, free_days, full_day, near, percent, plural

NOTHING_TRACKED = "Nothing is being counted yet. Say what you stay free of: recovery substance add NAME --since DAY"
LABEL = 14


def lines(streaks: Sequence[Streak], as_of: date) -> Iterator[str]:
    """Each substance as a short block."""
    if not streaks:
        yield NOTHING_TRACKED
    for number, streak in enumerate(streaks):
        if number:
            yield ""
        yield from _block(streak, as_of)


def _block(streak: Streak, as_of: date) -> Iterator[str]:
    name = one_line(streak.name)
    if as_of < streak.since:
        yield style(f"{name}: counting begins on {full_day(streak.since)}", "bold")
        return
    yield style(f"Day {streak.day_number:,} without {name}", "bold") + f"   {full_day(as_of)}"
    yield _row("behind you", _behind(streak))
    yield _row("next", f"{plural(streak.next_milestone.days, 'day')} on {near(streak.next_milestone.day, as_of)}")
    if streak.last_lapse_day:
        stay = "it stays" if streak.total_free_days == 1 else "they stay"
        yield _row(
            "all in all",
            f"{plural(streak.total_free_days, 'free day')} since {full_day(streak.since)}; {stay} counted",
        )
        yield _row("longest", plural(streak.longest_days, "day"))
        yield _row("last use", f"{near(streak.last_lapse_day, as_of)}{_lapses(streak.lapses)}")
    else:
        yield _row("since", full_day(streak.since))
    yield from _window(streak.window)
    if said := free_days(streak.free_days):
        yield _row("free days", said)


def _row(label: str, text: str) -> str:
    return "  " + style(f"{label:<{LABEL - 1}} ", "dim") + text


def _behind(streak: Streak) -> str:
    days = plural(streak.current_days, "full day")
    if streak.first_free_day > streak.as_of:
        return "the next free day is tomorrow; what was before stays counted"
    if not streak.current_days:
        return "today is the first day; it counts"
    if not streak.unknown_days:
        return f"{days}, each one checked in"
    return f"{days}; {streak.confirmed_days:,} checked in, {streak.unknown_days:,} not known"


def _lapses(number: int) -> str:
    return f"; {plural(number, 'lapse')} in all" if number else ""


def _window(window: Window) -> Iterator[str]:
    """The share of days without use, with its worst and best case wherever too little is known."""
    if window.pda_worst is None or window.pda_best is None:
        return
    label = f"last {window.days} days"
    if window.pda_known is None:
        yield _row(label, f"without use {window.abstinent}, use {window.used}, not known {window.unknown}")
        return
    known = window.abstinent + window.used
    text = f"without use on {window.abstinent} of {known} known days ({percent(window.pda_known)})"
    if known / window.days < FULL_COVERAGE:
        yield _row(label, f"{text};")
        text = (
            f"with the {window.unknown} not known, between {percent(window.pda_worst)} and {percent(window.pda_best)}"
        )
        yield _row("", text)
    else:
        yield _row(label, text)
