"""Treatment's longer answers as lines: medication over some days, a questionnaire's history, a series, a card.

Charts are rows of # with their number, so that they read the same in colour, through `less` and aloud.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from recovery.console import one_line, style
from recovery.language import tr
from recovery.outlets import words
from recovery.outlets.entries import width
from recovery.treatment.assessments import Assessment, Instrument, Result, differences, score
from recovery.treatment.body import Body
from recovery.treatment.cards import Card
from recovery.treatment.goals import Progress
from recovery.treatment.medication import Adherence, Dose, NextDose, Regimen

BAR = 30
FEW = 3


def wrapped(lines: Iterable[str], indent: str = "") -> Iterator[str]:
    """Each line folded to the width."""
    for line in lines:
        yield from textwrap.wrap(line, width(), initial_indent=indent, subsequent_indent=indent) or [""]


def medications(
    found: Sequence[Adherence],
    regimens: Sequence[Regimen],
    doses: Sequence[Dose],
    upcoming: Sequence[NextDose],
    period: tuple[date, date],
    today: date,
) -> Iterator[str]:
    """Each medication: how it is prescribed now, what is written down of the period, what comes next."""
    yield style(
        tr("Medication, {period} to {period_other}", period=period[0].isoformat(), period_other=period[1].isoformat()),
        "bold",
    )
    if not found:
        yield tr("None in these days.")
    for each in found:
        own = [regimen for regimen in regimens if regimen.name.casefold() == each.name.casefold()]
        latest = max(own, key=lambda regimen: regimen.since)
        yield ""
        yield style(" \N{MIDDLE DOT} ".join([one_line(each.name), *_prescribed(latest)]), "bold")
        yield from (f"  {line}" for line in _adherence(each))
        effects = Counter(
            name for dose in doses if dose.medication.casefold() == each.name.casefold() for name in dose.side_effects
        )
        if effects:
            yield tr(
                "  side effects: {names}",
                names=", ".join((f"{one_line(name)} {count}" for name, count in effects.most_common())),
            )
        yield from (f"  {line}" for line in _coming(latest, upcoming, today))


def _prescribed(regimen: Regimen) -> Iterator[str]:
    if regimen.dose:
        yield one_line(regimen.dose)
    yield regimen.schedule()
    if regimen.prescriber:
        yield one_line(regimen.prescriber)


def _adherence(each: Adherence) -> Iterator[str]:
    late = f" ({each.late} late)" if each.late else ""
    if not each.expected:
        yield f"taken {each.taken}{late}"
        return
    missing = tr(", {unlogged} not written down", unlogged=each.unlogged) if each.unlogged else ""
    yield tr(
        "taken {taken} of {expected}{late}, missed {missed}{missing}",
        taken=each.taken,
        expected=each.expected,
        late=late,
        missed=each.missed,
        missing=missing,
    )
    if each.taken > each.expected:
        yield tr("more doses stand there than were planned; recovery show --kind dose lists them")
    elif each.known is not None and each.worst is not None:
        share = tr("{known:.0%} of those written down", known=each.known)
        yield share + (tr("; at the very least {worst:.0%} of all", worst=each.worst) if each.unlogged else "")


def _coming(regimen: Regimen, upcoming: Sequence[NextDose], today: date) -> Iterator[str]:
    for each in upcoming:
        if each.name.casefold() == regimen.name.casefold():
            yield tr(
                "next {value} as planned: {day}; your clinic's date holds",
                value=each.form or "dose",
                day=when(each.day, today),
            )
    for label, on in (("refill", regimen.refill), ("visit", regimen.visit)):
        if on is not None and on >= today:
            yield f"{label}: {when(on, today)}"
    if regimen.until is not None:
        yield f"{'ended' if regimen.until < today else 'ends'} {words.day(regimen.until)}"


def when(day: date, today: date) -> str:
    """`Mon 2 Mar 2026, in 5 days`."""
    return f"{words.day(day)}, {words.away(day, today)}"


def asked(which: Instrument, number: int) -> Iterator[str]:
    """A question as it is asked: its label, then its time and what the ends of the answers mean."""
    item = which.items[number - 1]
    head = f"{number:>2} of {len(which.items)}  "
    yield from textwrap.wrap(item.label, width(), initial_indent=head, subsequent_indent=" " * len(head))
    yield from wrapped([f"{item.ask} {item.ends}:"], " " * len(head))


def result(which: Instrument, found: Result, before: Sequence[Assessment]) -> Iterator[str]:
    """What a questionnaire came to, how it moved, and what is worth a look."""
    yield style(f"{which.title}: {found.line()}", "bold")
    for label, other in ((tr("last time"), before[-1:]), (tr("the first time"), before[:1] if len(before) > 1 else [])):
        for each in other:
            moved = differences(found, each.result())
            parts = [f"{name if len(moved) > 1 else ''} {_signed(value)}".strip() for name, value in moved.items()]
            yield f"  against {label} ({each.day.isoformat()}): {', '.join(parts)}"
    for scale in which.scores:
        ends = tr(
            "{low} to {high}, {part} is better",
            low=scale.low,
            high=scale.high,
            part="more" if scale.better == "higher" else "less",
        )
        yield f"  {scale.name if len(which.scores) > 1 else 'scale'}: {ends}"
        if scale.note:
            yield f"  {scale.note}"
        if found.scores[scale.name] is None:
            yield tr("  An answer is missing, so there is no score.")
    yield from (f"  {flag.text}." for flag in which.flags if flag.name in found.flags and flag.item is None)
    yield tr("  A questionnaire is no diagnosis; talk about it with your clinician.")


def _signed(value: float | None) -> str:
    if value is None:
        return tr("not known")
    return tr("the same") if value == 0 else f"{value:+.3g}"


def assessed(which: Instrument, entries: Sequence[Assessment]) -> Iterator[str]:
    """A questionnaire's history, a small chart for each scale, with change against the last and the first."""
    yield style(f"{which.title}, {len(entries)} times", "bold")
    results = [each.result() for each in entries]
    for scale in which.scores:
        figures = [each.scores[scale.name] for each in results]
        more = tr("more is better") if scale.better == "higher" else tr("less is better")
        yield ""
        yield f"{scale.name}, {scale.low} to {scale.high}, {more}"
        for number, (entry, figure) in enumerate(zip(entries, figures, strict=True)):
            band = results[number].band if scale is which.scores[0] else None
            yield _bar(entry.day, figure, scale.low, scale.high, band or "")
        known = [figure for figure in figures if figure is not None]
        if len(known) > 1:
            last, first = known[-1] - known[-2], known[-1] - known[0]
            yield tr("against the last {last}, against the first {first}", last=_signed(last), first=_signed(first))


def _bar(day: date, figure: float | None, low: float, high: float, word: str) -> str:
    if figure is None:
        return tr("{day}     -  not complete", day=day.isoformat())
    length = round((figure - low) / (high - low) * BAR)
    return f"{day.isoformat()}  {figure:>4.3g}  {'#' * length:<{BAR}}  {word}".rstrip()


def bodies(entries: Sequence[Body]) -> Iterator[str]:
    """Withdrawal as it was rated, drawn, and what was measured."""
    rated = [each for each in entries if each.withdrawal is not None]
    if rated:
        yield style(tr("Withdrawal, 0 to 10, as you rated it"), "bold")
        for each in rated:
            yield f"{words.stamp(each.at)}  {each.withdrawal:>2}  {'#' * ((each.withdrawal or 0) * 3)}".rstrip()
        if len(rated) >= FEW:
            values = [each.withdrawal or 0 for each in rated]
            yield tr(
                "first {values}, highest {values_other}, last {values_third}; {count} ratings",
                values=values[0],
                values_other=max(values),
                values_third=values[-1],
                count=len(values),
            )
        yield ""
    for label, unit, names in (
        ("Pulse", "a minute", ("pulse",)),
        ("Temperature", "\N{DEGREE SIGN}C", ("temperature",)),
        (tr("Blood pressure"), "mmHg", ("systolic", "diastolic")),
        ("Slept", "h", ("sleep_hours",)),
    ):
        found = [each for each in entries if getattr(each, names[0]) is not None]
        if found:
            yield style(f"{label}, {unit}", "bold")
            for each in found:
                yield f"{words.stamp(each.at)}  {'/'.join(f'{getattr(each, name):g}' for name in names)}"
            yield ""
    yield tr("When to get help at once: recovery learn withdrawal")


def progress(each: Progress) -> Iterator[str]:
    """How a goal stands, on one or two lines."""
    area = f" ({one_line(each.goal.area)})" if each.goal.area else ""
    times = words.times(each.times)
    points = f", {each.times * each.goal.points} points" if each.goal.points else ""
    yield f"{style(one_line(each.goal.name), 'bold')}{area}: {times}{points}"
    if each.goal.reward and each.waiting:
        yield tr(
            "  earned and waiting: {reward} ({waiting}). recovery goal reward takes it",
            reward=one_line(each.goal.reward),
            waiting=each.waiting,
        )
    elif each.goal.reward:
        yield tr("  {left} more until: {reward}", left=each.left, reward=one_line(each.goal.reward))


def card(found: Card) -> Iterator[str]:
    """A card on one screen, its source last."""
    yield style(found.title, "bold")
    yield ""
    for line in found.lines:
        folded = list(textwrap.wrap(line, width() - 2))
        yield f"- {folded[0]}"
        yield from (f"  {each}" for each in folded[1:])
    yield ""
    yield from wrapped([tr("Go on: {names}", names="; ".join(found.see))] if found.see else [])
    yield from wrapped([tr("Source: {source}. No medical advice: ask your clinician.", source=found.source)])


def results_json(which: Instrument, entries: Sequence[Assessment]) -> list[dict[str, object]]:
    """A questionnaire's history as JSON, each with its change against the one before and against the first."""
    found = []
    results = [score(which, each.answers) for each in entries]
    for number, entry in enumerate(entries):
        document = entry.result_json()
        document["id"] = entry.id
        document["change_last"] = differences(results[number], results[number - 1]) if number else None
        document["change_first"] = differences(results[number], results[0]) if number else None
        found.append(document)
    return found
