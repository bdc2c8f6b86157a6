"""The sentences of a report, said the same on a terminal, in Markdown and in HTML. Care's rules hold for each."""

from __future__ import annotations

import math
from collections.abc import Iterator

from recovery.console import joined, one_line
from recovery.insights.facts import CravingFact
from recovery.insights.report import Cravings, Report
from recovery.insights.views.words import free_days, known_days, short_span
from recovery.language import tr, trn
from recovery.outlets import words as wording

UNPLANNED_SHOWN = 3
FEWEST_DAYS = 5
NAMED = 2


def coverage(report: Report) -> str:
    """On how many of the lived days there is an entry, and how many were filled in later."""
    said = tr("written on {written} of {days}", written=report.days_logged, days=wording.days(report.lived.days))
    return said + wording.filled_in(report.days_filled_in)


def brief(report: Report) -> Iterator[str]:
    """A period in three sentences, counts alone: the cravings, the days, and the hardest or what is missing."""
    yield _change(report)
    yield _without_use(report)
    if last := bias(report) or _hardest(report.hardest):
        yield last


def _change(report: Report) -> str:
    """How many cravings beside the period before, and how they ended."""
    now, before = report.cravings, report.previous.ratings.count
    count = now.ratings.count
    earlier = wording.before(report.period.previous.days)
    if not count:
        if not before:
            return tr("No cravings written down.")
        return tr("No cravings written down; {before} {earlier}.", before=before, earlier=earlier)
    return tr(
        "{cravings}, {beside} {earlier}{ended}.",
        cravings=wording.cravings(count),
        beside=_beside(count, before),
        earlier=earlier,
        ended=_ended(now),
    )


def _without_use(report: Report) -> str:
    """On how many of the lived days, and what the others are, in counts."""
    lived = [day.status for day in report.days if day.day in report.lived]
    free, used, unknown = (lived.count(kind) for kind in ("abstinent", "used", "unknown"))
    if unknown == len(lived):
        return known_days(free, used, len(lived))
    if free == len(lived) > 1:
        return tr("Without use on all {days}.", days=wording.days(free))
    said = tr("Without use on {free} of {days}", free=free, days=wording.days(len(lived)))
    said += tr(", use on {used}", used=used) if used else ""
    said += tr(", {unknown} not known", unknown=unknown) if unknown else ""
    return f"{said}."


def _beside(count: int, before: int) -> str:
    if not before:
        return tr("none written down")
    if count == before:
        return tr("as many as")
    difference = abs(count - before)
    return (
        trn("{count} more than", "{count} more than", difference)
        if count > before
        else trn("{count} fewer than", "{count} fewer than", difference)
    )


def _ended(figures: Cravings) -> str:
    """`; 20 passed, 1 ended in use, 2 have no answer yet`."""
    count = figures.ratings.count
    if figures.passed == count:
        return trn("; it passed", "; all {count} passed", count)
    parts = []
    if figures.passed:
        parts.append(trn("{count} passed", "{count} passed", figures.passed))
    if figures.used:
        parts.append(trn("{count} ended in use", "{count} ended in use", figures.used))
    if open_ := figures.unknown_outcome:
        parts.append(trn("{count} has no answer yet", "{count} have no answer yet", open_))
    return f"; {', '.join(parts)}"


def _hardest(craving: CravingFact | None) -> str:
    """The hardest craving, with what came with it and how it ended."""
    if craving is None:
        return ""
    said = tr("The hardest: {intensity}, {time}", intensity=craving.intensity, time=wording.weekday_time(craving.at))
    named = f", {joined(craving.triggers[:NAMED])}" if craving.triggers else ""
    ended = {"passed": tr("; it passed"), "used": tr("; it ended in use")}.get(craving.outcome or "", "")
    return f"{said}{named}{ended}."


def cravings(report: Report) -> str:
    """How many, how strong, the hardest; then the period before."""
    figures = report.cravings
    before = report.previous
    count = figures.ratings.count
    if not count:
        now = tr("No cravings written down.")
    else:
        now = f"{wording.cravings(count)}, {_usual(figures.ratings.quartiles, count)}"
        if report.hardest:
            now += tr(
                "hardest {intensity} ({time}).",
                intensity=report.hardest.intensity,
                time=wording.weekday_time(report.hardest.at),
            )
    earlier = wording.before(report.period.days)
    if not before.ratings.count:
        return tr("{now} None written down in {earlier}.", now=now, earlier=earlier) if count else now
    return tr(
        "{now} {earlier}: {count}, hardest {peak}.",
        now=now,
        earlier=earlier[:1].upper() + earlier[1:],
        count=before.ratings.count,
        peak=before.ratings.peak,
    )


def _usual(quartiles: tuple[float, float, float] | None, count: int) -> str:
    """The middle half in whole ratings, rounded outwards; from four cravings on."""
    if quartiles is None or count < 4:
        return ""
    low, high = math.floor(quartiles[0]), math.ceil(quartiles[2])
    usual = str(low) if low == high else f"{low}-{high}"
    return tr("usually {usual}, ", usual=usual)


def usual_range(report: Report) -> str:
    """The middle half of the look-back's ratings; empty where there are too few to have a usual."""
    if report.usual is None:
        return ""
    low, _, high = report.usual
    return tr(
        "The band is your usual range over {span}: {low} to {high}.",
        span=short_span(report.period.lookback),
        low=wording.number(low),
        high=wording.number(high),
    )


def outcomes(report: Report) -> str:
    """How the cravings ended, as far as it is known."""
    figures = report.cravings
    parts = []
    if figures.passed:
        parts.append(trn("{count} passed without use", "{count} passed without use", figures.passed))
    if figures.used:
        parts.append(trn("{count} ended in use", "{count} ended in use", figures.used))
    if figures.unknown_outcome:
        open_ = figures.unknown_outcome
        parts.append(trn("{count} still without an answer", "{count} still without an answer", open_))
    return "; ".join(parts) + "." if parts else ""


def strong(report: Report) -> str:
    """Days with a craving of 7 or more, and the spread where there are enough ratings to have one."""
    figures = report.cravings
    if not figures.ratings.count:
        return ""
    days = tr("A craving of 7 or more on {days}.", days=wording.days(figures.high_days))
    if figures.ratings.sd is None or figures.ratings.mean is None or figures.ratings.median is None:
        return days
    middle = tr(
        "Median {median}, mean {mean}",
        median=wording.number(figures.ratings.median),
        mean=wording.number(figures.ratings.mean),
    )
    sd = f"{figures.ratings.sd:.1f}"
    return tr("{days} {middle}, spread {sd}.", days=days, middle=middle, sd=sd)


def abstinence(report: Report) -> str:
    """The shares of the period's lived days; the worst and best case stand with it below 90 % known."""
    lived = [day for day in report.days if day.day in report.lived]
    free = sum(1 for day in lived if day.status == "abstinent")
    used = sum(1 for day in lived if day.status == "used")
    return known_days(free, used, len(lived))


def free_days_sentence(report: Report) -> str:
    """The same as a sentence, where it reaches further back than the period; with days not known, why it is a range."""
    said = free_days(report.free_days)
    if not said or report.free_days[-1].window.days <= report.lived.days:
        return ""
    unknown = any(measured.window.unknown for measured in report.free_days)
    return tr("Days without use: {said}.", said=said) + (
        tr(" The range is from days that are not known.") if unknown else ""
    )


def bias(report: Report) -> str:
    """What a log of cravings alone cannot say; empty where check-ins balance it."""
    if report.checkins or not report.cravings.ratings.count:
        return ""
    return tr(
        "There are no check-ins in these days. Cravings alone show when you wrote, not when it is hard: a check-in at "
        "a fixed time balances them."
    )


def moments(report: Report) -> str:
    """What became of random check-ins; empty where none was asked for."""
    said = report.moments
    if said is None or not said.asked:
        return ""
    late = trn(", {count} later", ", {count} later", said.late) if said.late else ""
    text = tr(
        "Random check-ins: {answered} of {asked} answered at the time{late}",
        answered=said.answered,
        asked=said.asked,
        late=late,
    )
    if not said.answered:
        return f"{text}."
    return tr("{text}; a craving at {count} of {answered}.", text=text, count=said.with_craving, answered=said.answered)


def next_step(report: Report) -> str:
    """What to do with an empty or unanswered period; empty where there is nothing to add."""
    if report.empty:
        return tr("Nothing is written down here yet, and that is all right. Try: recovery checkin")
    if report.cravings.unknown_outcome:
        return tr("Did they pass? Answer with: recovery after passed")
    if not report.checkins:
        return tr("A check-in takes under a minute: recovery checkin")
    return ""


def unplanned(report: Report) -> str:
    """The triggers of the period that the plan has no response to, by count; empty where it has one to each."""
    if not report.plan_gaps:
        return ""
    named = [f"{one_line(gap.trigger, 40)} ({gap.count})" for gap in report.plan_gaps[:UNPLANNED_SHOWN]]
    more = len(report.plan_gaps) - len(named)
    return tr(
        "No plan yet for: {names}{more}.",
        names=", ".join(named),
        more=tr(" and {count} more", count=more) if more else "",
    )


def signs(report: Report) -> list[str]:
    """The warning signs by stage, their days beside the other days; a rate only from 5 days on sign side."""
    said = []
    for sign in report.signs:
        stage = {
            "early": tr("Early warning signs"),
            "middle": tr("Middle warning signs"),
            "late": tr("Late warning signs"),
        }
        text = tr(
            "{stage} on {days} of {logged} logged ({span}): ",
            stage=stage.get(sign.stage, sign.stage),
            days=sign.days,
            logged=wording.days(sign.days + sign.other_days),
            span=short_span(report.period.lookback),
        )
        text += tr(
            "{cravings} on those, {other_cravings} on the others",
            cravings=wording.cravings(sign.cravings),
            other_cravings=sign.other_cravings,
        )
        if min(sign.days, sign.other_days) >= FEWEST_DAYS:
            rates = wording.number(sign.cravings / sign.days), wording.number(sign.other_cravings / sign.other_days)
            text += tr(", {rate} a day against {others}", rate=rates[0], others=rates[1])
        said.append(text + ".")
    return said


def summary(report: Report) -> list[str]:
    """All that is said about a period in sentences, in order; at least one."""
    said = (
        cravings(report),
        outcomes(report),
        strong(report),
        abstinence(report),
        free_days_sentence(report),
        bias(report),
        moments(report),
    )
    peaks = {day.day: day.peak for day in report.days if day.peak is not None}
    cared = map(one_line, report.treatment.sentences(peaks))
    return [sentence for sentence in (*said, *signs(report), *cared, unplanned(report)) if sentence]
