"""`streak` as lines, without Rich: the daily commands do not pay for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from recovery.console import one_line, style
from recovery.insights import sentences
from recovery.insights.abstinence import Streak, Window
from recovery.insights.views.words import FULL_COVERAGE, free_days
from recovery.language import trn
from recovery.outlets import words

LABEL = 14


def lines(streaks: Sequence[Streak], as_of: date) -> Iterator[str]:
    """Each substance as a short block."""
    if not streaks:
        yield sentences.NOTHING_TRACKED
    for number, streak in enumerate(streaks):
        if number:
            yield ""
        yield from _block(streak, as_of)


def _block(streak: Streak, as_of: date) -> Iterator[str]:
    name = one_line(streak.name)
    if as_of < streak.since:
        yield style(sentences.COUNTING_BEGINS.format(name=name, day=words.day(streak.since)), "bold")
        return
    yield (
        style(sentences.DAY_WITHOUT.format(day_number=streak.day_number, name=name), "bold") + f"   {words.day(as_of)}"
    )
    yield _row(sentences.BEHIND_YOU, _behind(streak))
    yield _row("next", f"{words.days(streak.next_milestone.days)} on {words.near(streak.next_milestone.day, as_of)}")
    if streak.last_lapse_day:
        stay = trn(sentences.IT_STAYS, sentences.THEY_STAY, streak.total_free_days)
        yield _row(
            sentences.ALL_IN_ALL,
            sentences.FREE_SINCE.format(
                days=words.free_days(streak.total_free_days),
                day=words.day(streak.since),
                stay=stay,
            ),
        )
        yield _row("longest", words.days(streak.longest_days))
        yield _row(sentences.LAST_USE, f"{words.near(streak.last_lapse_day, as_of)}{_lapses(streak.lapses)}")
    else:
        yield _row("since", words.day(streak.since))
    yield from _window(streak.window)
    if said := free_days(streak.free_days):
        yield _row(sentences.FREE_DAYS, said)


def _row(label: str, text: str) -> str:
    return "  " + style(f"{label:<{LABEL - 1}} ", "dim") + text


def _behind(streak: Streak) -> str:
    days = words.full_days(streak.current_days)
    if streak.first_free_day > streak.as_of:
        return sentences.FREE_FROM_TOMORROW
    if not streak.current_days:
        return sentences.FIRST_DAY
    if not streak.unknown_days:
        return sentences.DAYS_BEHIND.format(days=days)
    return sentences.DAYS_BEHIND_PARTLY.format(
        days=days, confirmed_days=streak.confirmed_days, unknown_days=streak.unknown_days
    )


def _lapses(number: int) -> str:
    return sentences.LAPSES_IN_ALL.format(lapses=words.lapses(number)) if number else ""


def _window(window: Window) -> Iterator[str]:
    """The share of days without use, with its worst and best case wherever too little is known."""
    if window.pda_worst is None or window.pda_best is None:
        return
    label = sentences.LAST_DAYS.format(days=window.days)
    if window.pda_known is None:
        yield _row(
            label, sentences.WINDOW_COUNTS.format(abstinent=window.abstinent, used=window.used, unknown=window.unknown)
        )
        return
    known = window.abstinent + window.used
    text = sentences.KNOWN_SHARE.format(abstinent=window.abstinent, known=known, share=words.percent(window.pda_known))
    if known / window.days < FULL_COVERAGE:
        yield _row(label, f"{text};")
        text = sentences.SHARE_RANGE.format(
            unknown=window.unknown, worst=words.percent(window.pda_worst), best=words.percent(window.pda_best)
        )
        yield _row("", text)
    else:
        yield _row(label, text)
