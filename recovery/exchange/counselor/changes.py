"""What changed since the period before, in order of danger: what to ask today, then use and the like, then the rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from recovery.exchange.counselor import safety
from recovery.exchange.counselor.choice import Choice
from recovery.exchange.counselor.material import Material
from recovery.exchange.counselor.series import days_said
from recovery.insights.periods import Period
from recovery.insights.ratings import Ratings
from recovery.insights.use_record import UseRecord
from recovery.language import tr, trn
from recovery.outlets import words as wording
from recovery.treatment.assessments import Assessment
from recovery.treatment.questionnaires import instrument

DANGEROUS = ("phq9", "bam")  # the questionnaires that stand with what is dangerous


def changes(material: Material, choice: Choice) -> tuple[str, ...]:
    """At most three lines, of the chosen sections only; numbers, no judgement."""
    first, rest = list(_danger(material, choice)), list(_rest(material, choice))
    lines = [" \N{MIDDLE DOT} ".join(parts) for parts in (first, rest) if parts]
    if lines:
        lines[0] = tr("Against {before}: {said}", before=_before(material), said=lines[0])
    ask = safety.ask_today(material, choice)
    return (*([ask] if ask else []), *lines)


def figures(material: Material, choice: Choice) -> tuple[dict[str, Any], ...]:
    """The same as figures: each with its `name`, `now`, and `before` where that was written down; no sentence."""
    return tuple({"name": name, "now": now, "before": before} for name, now, before in _figures(material, choice))


def _figures(material: Material, choice: Choice) -> Iterator[tuple[str, Any, Any]]:
    none_then = material.no_journal_then
    if "safety" in choice.sections:
        yield "overdoses", len(safety.overdoses(material)), None if none_then else material.overdoses_before
        yield tr("days with thoughts of suicide"), len(_suicide_days(material)), None
    if "use" in choice.sections:
        then = _days(material.use_before, material.written_before)
        for name, now, before in zip(
            ("used", "free", "unknown"), _days(material.use, material.written), then, strict=True
        ):
            yield f"days {name}", now, None if none_then else before
    if "assessments" in choice.sections:
        for name in material.assessments:
            yield from _scores(material, name)
    if "safety" in choice.sections:
        yield tr("missed doses"), sum(map(len, safety.missed_doses(material).values())), None
        yield tr("emergency visits"), len(safety.emergency_visits(material)), None
    if "craving" in choice.sections:
        ours, theirs = material.report.cravings.ratings, material.report.previous.ratings
        for name in ("count", "median", "peak"):
            yield f"cravings {name}", getattr(ours, name), None if none_then else getattr(theirs, name)
    if "support" in choice.sections:
        yield "sessions", len(material.attendances), None


def _suicide_days(material: Material) -> set[date]:
    return {*safety.item9_days(material), *safety.ticked_days(material)}


def _scores(material: Material, name: str) -> Iterator[tuple[str, float | None, float | None]]:
    """The scores of a questionnaire that was answered in the period, and those of the time before."""
    answered = material.assessments[name]
    if answered[-1].day in material.period:
        for scale in instrument(name).scores:
            before = _figure(answered[-2], scale.name) if len(answered) > 1 else None
            yield f"{name} {scale.name}", _figure(answered[-1], scale.name), before


def _before(material: Material) -> str:
    days = material.period.days
    return trn("the day before", "the {count} days before", days)


def _danger(material: Material, choice: Choice) -> Iterator[str]:
    if "safety" in choice.sections and material.overdoses_before and not safety.overdoses(material):
        yield tr("no overdose or near one written down (before: {count})", count=material.overdoses_before)
    if "use" in choice.sections:
        yield _use(material)
    if "assessments" in choice.sections:
        yield from (moved for name in DANGEROUS if (moved := _moved(material, name)))
    if "safety" in choice.sections:
        yield from _missed(material, choice)
        visits = safety.emergency_visits(material)
        if visits:
            yield tr("emergency visit {visits}", visits=safety.visits_said(visits, choice, most=2))


def _use(material: Material) -> str:
    now = _known(material.use, material.written)
    if not material.no_journal_then:
        then = _known(material.use_before, material.written_before)
        return tr("use on {now} (before: {then})", now=now, then=then)
    return tr("use on {now} (no journal then)", now=now)


def _known(use: UseRecord, period: Period) -> str:
    used, free, unknown = _days(use, period)
    known = trn("{used} of {count} known day", "{used} of {count} known days", used + free, used=used)
    return tr("{known}, {unknown} not known", known=known, unknown=unknown) if unknown else known


def _days(use: UseRecord, period: Period) -> tuple[int, int, int]:
    """How many days with use, without, and not known."""
    used = sum(1 for day in period if use.status(day) == "used")
    free = sum(1 for day in period if use.status(day) == "abstinent")
    return used, free, period.days - used - free


def _missed(material: Material, choice: Choice) -> Iterator[str]:
    missed = safety.missed_doses(material)
    if not missed:
        return
    said = tr("missed {doses}", doses=safety.missed_said(missed, choice, medicines=3, days=4))
    used = safety.used_days(material)
    yield tr("{missed} (days with use: {days})", missed=said, days=days_said(used)) if used else said


def _rest(material: Material, choice: Choice) -> Iterator[str]:
    if "craving" in choice.sections:
        ours, theirs = material.report.cravings.ratings, material.report.previous.ratings
        then = tr("no journal then") if material.no_journal_then else tr("before: {then}", then=_ratings(theirs))
        if ours.count or theirs.count:
            yield tr("{now} ({then})", now=_ratings(ours), then=then)
    if "assessments" in choice.sections:
        others = [name for name in material.assessments if name not in DANGEROUS]
        yield from (moved for name in others if (moved := _moved(material, name)))
    if "triggers" in choice.sections and material.report.triggers:
        top, count = material.report.triggers[0], material.report.cravings.ratings.count
        yield tr("most often {trigger}, {times} of {count}", trigger=choice.own(top.name), times=top.count, count=count)
    if "support" in choice.sections and material.attendances:
        yield trn(
            "{count} session, meeting or activity",
            "{count} sessions, meetings or activities",
            len(material.attendances),
        )


def _ratings(ratings: Ratings) -> str:
    if ratings.median is None:
        return tr("no cravings written down")
    said = trn("{count} craving", "{count} cravings", ratings.count)
    return tr(
        "{cravings}, median {median}, peak {peak}",
        cravings=said,
        median=wording.number(ratings.median),
        peak=ratings.peak,
    )


def _moved(material: Material, name: str) -> str:
    """`PHQ-9 9 → 19`: each score against the time before, where both are known."""
    answered = material.assessments.get(name, [])
    if len(answered) < 2 or answered[-1].day not in material.period:
        return ""
    which = instrument(name)
    said = []
    for scale in which.scores:
        now, then = _figure(answered[-1], scale.name), _figure(answered[-2], scale.name)
        if now is not None and then is not None:
            label = "" if len(which.scores) == 1 else f"{scale.name} "
            said.append(f"{label}{wording.number(then)} \N{RIGHTWARDS ARROW} {wording.number(now)}")
    return f"{which.title} {', '.join(said)}" if said else ""


def _figure(answered: Assessment, scale: str) -> float | None:
    return answered.result().scores[scale]
