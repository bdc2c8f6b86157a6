"""Treatment's longer answers as lines: medication over some days, a questionnaire's history, a series, a card.

Charts are rows of # with their number, so that they read the same in colour, through `less` and aloud.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from recovery.console import one_line, style
from recovery.folding import wrap
from recovery.language import tr, trn
from recovery.outlets import words
from recovery.outlets.entries import width
from recovery.safety.safety_cards import not_read_yet
from recovery.store.names import alike
from recovery.theme import STRONG
from recovery.treatment.assessments import Assessment
from recovery.treatment.body import Body
from recovery.treatment.goals import Progress
from recovery.treatment.learn_cards import LearnCard
from recovery.treatment.medication import Adherence, Dose, NextDose, Regimen
from recovery.treatment.questionnaires import Instrument, Result, differences, score

BAR = 30
FEW = 3


def wrapped(lines: Iterable[str], indent: str = "") -> Iterator[str]:
    """Each line folded to the width."""
    for line in lines:
        yield from wrap(line, width(), indent) or [""]


def medications(
    adherences: Sequence[Adherence],
    regimens: Sequence[Regimen],
    doses: Sequence[Dose],
    upcoming: Sequence[NextDose],
    period: tuple[date, date],
    today: date,
) -> Iterator[str]:
    """Each medication: how it is prescribed now, what is written down of the period, what comes next."""
    yield style(
        tr("Medication, {period} to {period_other}", period=period[0].isoformat(), period_other=period[1].isoformat()),
        STRONG,
    )
    if not adherences:
        yield tr("None in these days.")
    for adherence in adherences:
        own = [regimen for regimen in regimens if alike(regimen.name) == alike(adherence.name)]
        latest = max(own, key=lambda regimen: regimen.since)
        yield ""
        yield style(" \N{MIDDLE DOT} ".join([one_line(adherence.name), *_prescribed(latest)]), STRONG)
        yield from (f"  {line}" for line in _adherence(adherence))
        effects = Counter(
            name for dose in doses if alike(dose.medication) == alike(adherence.name) for name in dose.side_effects
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


def _adherence(adherence: Adherence) -> Iterator[str]:
    late = f" ({adherence.late} late)" if adherence.late else ""
    if not adherence.expected:
        yield f"taken {adherence.taken}{late}"
        return
    missing = tr(", {unlogged} not written down", unlogged=adherence.unlogged) if adherence.unlogged else ""
    yield tr(
        "taken {taken} of {expected}{late}, missed {missed}{missing}",
        taken=adherence.taken,
        expected=adherence.expected,
        late=late,
        missed=adherence.missed,
        missing=missing,
    )
    if adherence.taken > adherence.expected:
        yield tr("more doses are written down than were planned; recovery show --kind dose lists them")
    elif adherence.known is not None and adherence.worst is not None:
        share = tr("{known:.0%} of those written down", known=adherence.known)
        yield share + (
            tr("; at the very least {worst:.0%} of all", worst=adherence.worst) if adherence.unlogged else ""
        )


def _coming(regimen: Regimen, upcoming: Sequence[NextDose], today: date) -> Iterator[str]:
    for dose in upcoming:
        if alike(dose.name) == alike(regimen.name):
            yield tr(
                "next {value} as planned: {day}; your clinic's date holds",
                value=dose.form or "dose",
                day=when(dose.day, today),
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
    yield from wrap(item.label, width(), " " * len(head), head)
    yield from wrapped([f"{item.ask} {item.ends}:"], " " * len(head))


def result(which: Instrument, scored: Result, before: Sequence[Assessment]) -> Iterator[str]:
    """What a questionnaire came to, how it moved, and what is worth a look."""
    yield style(f"{which.title}: {scored.line()}", STRONG)
    for label, other in ((tr("last time"), before[-1:]), (tr("the first time"), before[:1] if len(before) > 1 else [])):
        for assessment in other:
            moved = differences(scored, assessment.result())
            parts = [f"{name if len(moved) > 1 else ''} {_signed(value)}".strip() for name, value in moved.items()]
            yield f"  against {label} ({assessment.day.isoformat()}): {', '.join(parts)}"
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
        if scored.scores[scale.name] is None:
            yield tr("  An answer is missing, so there is no score.")
    yield from (f"  {flag.text}." for flag in which.flags if flag.name in scored.flags and flag.item is None)
    yield tr("  A questionnaire is not a diagnosis; talk about it with your clinician.")


def _signed(value: float | None) -> str:
    if value is None:
        return tr("not known")
    return tr("the same") if value == 0 else f"{value:+.3g}"


def assessed(which: Instrument, entries: Sequence[Assessment]) -> Iterator[str]:
    """A questionnaire's history, a small chart for each scale, with change against the last and the first."""
    yield style(f"{which.title}, {words.times(len(entries))}", STRONG)
    results = [entry.result() for entry in entries]
    for scale in which.scores:
        figures = [result.scores[scale.name] for result in results]
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
    rated = [entry for entry in entries if entry.withdrawal is not None]
    if rated:
        yield style(tr("Withdrawal, 0 to 10, as you rated it"), STRONG)
        for row in rated:
            yield f"{words.stamp(row.at)}  {row.withdrawal:>2}  {'#' * ((row.withdrawal or 0) * 3)}".rstrip()
        if len(rated) >= FEW:
            values = [measure.withdrawal or 0 for measure in rated]
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
        measured = [measured for measured in entries if getattr(measured, names[0]) is not None]
        if measured:
            yield style(f"{label}, {unit}", STRONG)
            for measure in measured:
                yield f"{words.stamp(measure.at)}  {'/'.join(f'{getattr(measure, name):g}' for name in names)}"
            yield ""
    yield tr("When to get help at once: recovery learn withdrawal")


def progress(goal: Progress) -> Iterator[str]:
    """How a goal stands, on one or two lines."""
    area = f" ({one_line(goal.goal.area)})" if goal.goal.area else ""
    times = words.times(goal.times)
    earned = goal.times * (goal.goal.points or 0)
    points = trn(", 1 point", ", {count:,} points", earned) if goal.goal.points else ""
    yield f"{style(one_line(goal.goal.name), STRONG)}{area}: {times}{points}"
    if goal.goal.reward and goal.waiting:
        yield tr(
            "  earned and waiting: {reward} ({waiting}). recovery goal reward takes it",
            reward=one_line(goal.goal.reward),
            waiting=goal.waiting,
        )
    elif goal.goal.reward:
        yield tr("  {left} more until: {reward}", left=goal.left, reward=one_line(goal.goal.reward))


def card(shown: LearnCard) -> Iterator[str]:
    """A card on one screen, its source last."""
    yield style(shown.title, STRONG)
    yield ""
    for line in shown.lines:
        yield from wrap(line, width(), "  ", "- ")
    yield ""
    yield from wrapped([tr("Go on: {names}", names="; ".join(shown.see))] if shown.see else [])
    source = tr("Source: {source}. No medical advice: ask your clinician.", source=shown.source)
    yield from wrapped([source, *not_read_yet()])


def results_json(which: Instrument, entries: Sequence[Assessment]) -> list[dict[str, object]]:
    """A questionnaire's history as JSON, each with its change against the one before and against the first."""
    lines = []
    results = [score(which, entry.answers) for entry in entries]
    for number, entry in enumerate(entries):
        document = entry.result_json()
        document["id"] = entry.id
        document["change_last"] = differences(results[number], results[number - 1]) if number else None
        document["change_first"] = differences(results[number], results[0]) if number else None
        lines.append(document)
    return lines
