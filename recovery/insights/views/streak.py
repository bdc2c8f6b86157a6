"""`streak` as lines, without Rich: the daily commands do not pay for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from recovery.console import layout_width, one_line, style
from recovery.folding import wrap
from recovery.insights.abstinence import Streak, Window
from recovery.insights.views.words import FULL_COVERAGE, free_days
from recovery.language import tr, trn
from recovery.outlets import words
from recovery.theme import QUIET, STRONG

LABEL, WIDEST = 14, 80


def lines(streaks: Sequence[Streak], as_of: date) -> Iterator[str]:
    """Each substance as a short block."""
    if not streaks:
        yield tr("Nothing is being counted yet. Say what you stay free of: recovery substance add NAME --since DAY")
    for number, streak in enumerate(streaks):
        if number:
            yield ""
        yield from _block(streak, as_of)


def standing(streak: Streak) -> str:
    """The day being lived, for every screen: `day 55 without heroin`; on a day of use, that day 1 is tomorrow."""
    name, as_of = one_line(streak.name), streak.as_of
    if streak.first_free_day <= as_of:
        return tr("day {day_number:,} without {name}", day_number=streak.day_number, name=name)
    if (streak.first_free_day - as_of).days == 1:
        return tr("tomorrow is day 1 without {name}", name=name)
    return tr("counting for {name} begins on {day}", name=name, day=words.near(streak.since, as_of))


def _block(streak: Streak, as_of: date) -> Iterator[str]:
    said = standing(streak)
    if as_of < streak.since:
        yield style(said[:1].upper() + said[1:], STRONG)
        return
    yield style(said[:1].upper() + said[1:], STRONG) + f"   {words.day(as_of)}"
    yield from _row(tr("behind you"), _behind(streak))
    milestone = streak.next_milestone
    yield from _row(
        tr("next"),
        tr("{days} on {day}", days=words.full_days(milestone.days), day=words.near(milestone.day, as_of)),
    )
    if streak.last_lapse_day:
        yield from _row(
            tr("all in all"),
            trn(
                "{days} since {day}{unknown}; it stays counted",
                "{days} since {day}{unknown}; they stay counted",
                streak.total_free_days,
                days=words.free_days(streak.total_free_days),
                unknown=_unknown(streak.unknown_free_days),
                day=words.day(streak.since),
            ),
        )
        yield from _row(tr("longest"), words.days(streak.longest_days))
        yield from _row(tr("last use"), f"{words.near(streak.last_lapse_day, as_of)}{_lapses(streak.lapses)}")
    else:
        yield from _row(tr("since"), words.day(streak.since))
    if streak.window.days <= (as_of - streak.since).days:  # else it holds the whole count, which is said above
        yield from _window(streak.window)
    if said := free_days(streak.free_days):
        yield from _row(tr("free days"), said)


def _row(label: str, text: str) -> Iterator[str]:
    """A label and its words, folded under themselves."""
    first = "  " + style(f"{label:<{LABEL - 1}} ", QUIET)
    yield from wrap(text, layout_width(WIDEST), " " * (LABEL + 2), first)


def _behind(streak: Streak) -> str:
    days = words.full_days(streak.current_days)
    if streak.first_free_day > streak.as_of:
        return tr("a day of use is not counted; the days before it stay")
    if not streak.current_days:
        return tr("today is the first day; it counts")
    if streak.checked_in_days == streak.current_days:
        return tr("{days}, each one checked in", days=days)
    if streak.filled_in_days == streak.current_days:
        return tr("{days}, filled in later", days=days)
    checked_in = tr("{checked_in:,} checked in", checked_in=streak.checked_in_days)
    return f"{days}; {checked_in}{words.filled_in(streak.filled_in_days)}{_unknown(streak.unknown_days)}"


def _unknown(count: int) -> str:
    """`, 2 not known`, behind days that are counted; empty without any."""
    return tr(", {count:,} not known", count=count) if count else ""


def _lapses(number: int) -> str:
    return tr("; {lapses} in all", lapses=words.lapses(number)) if number else ""


def _window(window: Window) -> Iterator[str]:
    """The share of days without use, with its worst and best case wherever too little is known."""
    if window.pda_worst is None or window.pda_best is None:
        return
    label = tr("last {days} days", days=window.days)
    if window.pda_known is None:
        yield from _row(
            label,
            tr(
                "without use {abstinent}, use {used}, not known {unknown}",
                abstinent=window.abstinent,
                used=window.used,
                unknown=window.unknown,
            ),
        )
        return
    known = window.abstinent + window.used
    text = tr(
        "without use on {abstinent} of {known} known days ({share})",
        abstinent=window.abstinent,
        known=known,
        share=words.percent(window.pda_known),
    )
    if known / window.days < FULL_COVERAGE:
        yield from _row(label, f"{text};")
        text = tr(
            "with the {unknown} not known, between {worst} and {best}",
            unknown=window.unknown,
            worst=words.percent(window.pda_worst),
            best=words.percent(window.pda_best),
        )
        yield from _row("", text)
    else:
        yield from _row(label, text)
