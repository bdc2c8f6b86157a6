"""`today` as lines, without Rich: it is what bare `recovery` shows, many times a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from recovery.console import joined, layout_width, one_line, style
from recovery.folding import cells, wrap
from recovery.insights.abstinence import Streak
from recovery.insights.today import STRIP_DAYS, WEEK, OpenCraving, Today
from recovery.insights.views.streak import standing
from recovery.insights.views.symbols import LOOK, Symbols, output_symbols
from recovery.insights.views.words import free_days, which_used
from recovery.language import tr, trn
from recovery.outlets import words
from recovery.safety import numbers, safety_cards
from recovery.theme import QUIET, STRONG

LABEL = 11
WIDEST = 100
OWN_WORDS, ABOUT, LIKE = 200, 40, 400


def lines(today: Today, id_length: int, *, asked: str = "", week: str = "") -> Iterator[str]:
    """One screen: first where I stand, last where help is. `week` is the sentence of the week, on the day it is said.

    `asked` is what a question below the screen is about, a craving's id or `checkin`: the screen does not say it too.
    """
    symbols = output_symbols()
    width = layout_width(WIDEST)
    yield from _standing(today, symbols, width)
    for line in today.tolerance:
        yield from (style(part, STRONG) for part in wrap(line, width))
    if today.thoughts_yesterday:
        yield from _folded(tr("Yesterday"), _kind_question(), width)
    for line in today.after_overdose:
        yield from _folded(tr("Now"), line, width)
    if today.tolerance or today.after_overdose or today.thoughts_yesterday:
        yield from (line for said in safety_cards.not_read_yet() for line in wrap(said, width))
    if strip := _strip(today, symbols):
        yield _row(tr("Last {days}", days=STRIP_DAYS), strip)
        if which := which_used(today.days):
            yield from _folded(tr("Use"), which, width)
    yield from _waiting(today, asked, width, id_length)
    yield from _treatment(today, width)
    if today.intention:
        yield from _own(tr("Intention"), today.intention, width)
    if today.good:
        yield from _own(tr("Good"), today.good[1], width, _of_when(today.good[0], today.as_of))
    if today.like_today:
        yield from _folded(tr("Like today"), one_line(today.like_today.text, LIKE), width)
    yield from _gained(today, week, width)
    yield ""
    yield from _last(today.line, tr("Hard right now? recovery sos"), width)


def _last(line: str, help_: str, width: int) -> Iterator[str]:
    """The day's kind line and where help is, beside each other where there is room."""
    beside = len(line) + len(help_) + 5 <= width
    yield from [line.ljust(width - len(help_) - 2) + help_] if beside else [*wrap(line, width), help_]


def _waiting(today: Today, asked: str, width: int, id_length: int) -> Iterator[str]:
    """The cravings still without an outcome, in the days after a lapse one at most, and whether the day is answered."""
    for craving in today.open_cravings[-1:] if today.after_lapse else today.open_cravings:
        if craving.id != asked:
            yield from _open(craving, today, width, id_length)
    if today.checked_in:
        yield _row(tr("Check-in"), tr("done for today"))
    elif asked != "checkin":
        yield from _to_type(tr("Check-in"), tr("under a minute:"), "recovery checkin", width)


def _treatment(today: Today, width: int) -> Iterator[str]:
    """The day's doses, what comes in the next days, and what is to be discussed."""
    for dose in today.doses:
        state = (
            tr("written down")
            if not dose.left
            else tr("{left} of {planned} open: recovery dose taken", left=dose.left, planned=dose.planned)
        )
        hours = f" {', '.join(dose.hours)}" if dose.hours else ""
        yield from _folded(tr("Dose"), f"{one_line(dose.name)}{hours}, {state}", width)
    for notice in today.coming:
        when = words.near(notice.day, today.as_of) if notice.day else ""
        late = tr(" (since then)") if notice.day and notice.day < today.as_of else ""
        yield from _folded(tr("Due") if late else tr("Coming"), f"{when}{late}: {one_line(notice.text)}", width)
    if today.to_discuss:
        yield _row(
            tr("Discuss"), tr("{things} on your list: recovery discuss list", things=words.things(today.to_discuss))
        )


def _folded(label: str, text: str, width: int) -> Iterator[str]:
    yield from wrap(text, width, " " * LABEL, _row(label, ""))


def _kind_question() -> str:
    """The one question on the day after thoughts of suicide, with who answers now."""
    line = numbers.suicide_line()
    call = one_line(line.number) if line is not None else tr("Call somebody")
    return tr("You wrote down thoughts of suicide. How are you today? {call}, or recovery sos", call=call)


def _row(label: str, text: str) -> str:
    return style(f"{label:<{LABEL - 1}} ", QUIET) + text


def _gained(today: Today, sentence: str, width: int) -> Iterator[str]:
    """The last seven days in one line, what was written in all, which only grows, and the week's sentence."""
    week, in_all = today.week, today.in_all
    if week and week.days:
        said = tr("written on {days} of {last}", days=week.days, last=words.days(WEEK)) + words.filled_in(
            week.filled_in
        )
        if week.cravings:
            said += f", {words.cravings(week.cravings)}"
        if week.passed:
            said += ", " + trn("{count} passed", "{count} passed", week.passed)
        yield from _folded(tr("Week"), said, width)
    if in_all and in_all.days > WEEK:
        said = tr("{days} with something written down", days=words.days(in_all.days))
        if in_all.passed:
            said += ", " + trn("1 craving passed", "{count:,} cravings passed", in_all.passed)
        yield from _folded(tr("In all"), said, width)
    if sentence:
        yield from _folded(tr("This week"), sentence, width)


def _of_when(day: date, as_of: date) -> str:
    """Which day a line is from, where it is not of the day itself."""
    return f" ({words.near(day, as_of)})" if day < as_of else ""


def _own(label: str, text: str, width: int, after: str = "") -> Iterator[str]:
    """The person's own words, in quotes, folded to the width; `after` stands behind them."""
    yield from _folded(label, f'"{one_line(text, OWN_WORDS)}"{after}', width)


def _standing(today: Today, symbols: Symbols, width: int) -> Iterator[str]:
    dot = f" {symbols.dot} "
    if not today.streaks:
        yield style(words.short_day(today.as_of), STRONG)
        yield tr("Nothing is being counted yet. Say what you stay free of: recovery substance add NAME --since DAY")
        return
    lead, *others = today.streaks
    parts = [words.short_day(today.as_of), standing(lead)]
    if lead.current_days:
        parts.append(_answered(lead))
    where, how_known = dot.join(parts[:2]), "".join(dot + part for part in parts[2:])
    together = cells(where + how_known) <= width
    yield style(where, STRONG) + how_known * together
    if not together:
        yield from (" " * LABEL + part for part in parts[2:])
    if today.after_lapse:
        step = one_line(today.lapse_step, OWN_WORDS) if today.lapse_step else _to_tell(today.to_tell)
        said = tr("{step} \N{MIDDLE DOT} what helps now:", step=step)
        yield from _to_type(tr("Next"), said, "recovery learn lapse", width)
    elif today.as_of >= lead.since:
        milestone = lead.next_milestone
        yield _row(tr("Next"), f"{words.full_days(milestone.days)}, {words.near(milestone.day, today.as_of)}")
    if today.as_of >= lead.since and (free := free_days(lead.free_days)):
        yield _row(tr("Free days"), free)
    for other in others:
        yield _row(tr("Also"), standing(other))


def _to_tell(whom: tuple[str, str] | None) -> str:
    """To tell one person, with the number where the plan has one and the line has room for all of it."""
    told = tr("tell one person: {name}, {number}", name=one_line(whom[0]), number=one_line(whom[1])) if whom else ""
    return told if whom and cells(told) <= OWN_WORDS else tr("tell one person")


def _answered(streak: Streak) -> str:
    """How many days of the current run were answered, and which of them only later."""
    days, filled_in = words.days(streak.current_days), streak.filled_in_days
    if filled_in and not streak.checked_in_days:
        return tr("{filled_in:,} of {days} filled in later", filled_in=filled_in, days=days)
    said = tr("{checked_in:,} of {days} checked in", checked_in=streak.checked_in_days, days=days)
    return said + words.filled_in(filled_in)


def _strip(today: Today, symbols: Symbols) -> str:
    """The last 14 days, oldest first, as far back as the journal goes; empty before it began."""
    begun = today.first_day or today.as_of
    days = [day for day in today.days if day.day >= begun or day.status != "unknown"]
    shown = [style(symbols.status(day.status), LOOK[day.status]) for day in days]
    return (
        tr(
            "{strip}   {free} no use  {used} use  {unknown} not known",
            strip=" ".join(shown),
            free=symbols.free,
            used=symbols.used,
            unknown=symbols.unknown,
        )
        if shown
        else ""
    )


def _open(craving: OpenCraving, today: Today, width: int, id_length: int) -> Iterator[str]:
    """A craving still without an outcome, and what to type; the command stands whole on one line."""
    about = ", ".join(
        [tr("craving {intensity}", intensity=craving.intensity), *filter(None, [joined(craving.triggers)])]
    )
    when = words.lately(craving.at, craving.day, today.as_of) + ", "
    last = craving is today.open_cravings[-1]
    command = "recovery after passed" + ("" if last else f" {craving.id[:id_length]}")
    about = one_line(about, ABOUT)
    command += tr(" (or used)") if today.after_lapse else ""
    question = (
        tr("{when}{about}:", when=when, about=about)
        if craving.asked
        else tr("{when}{about}. Did it pass?", when=when, about=about)
    )
    yield from _to_type(tr("Open"), question, command, width)


def _to_type(label: str, text: str, command: str, width: int) -> Iterator[str]:
    """A row that ends in a command, which stands whole on one line."""
    if LABEL + len(text) + 1 + len(command) <= width:
        yield _row(label, f"{text} {style(command, STRONG)}")
    else:
        yield from _folded(label, text, width)
        yield " " * LABEL + style(command, STRONG)
