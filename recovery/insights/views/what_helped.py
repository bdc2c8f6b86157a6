"""What helps with what in words: a skill with a trigger, and below it the same trigger without the skill."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from recovery.console import one_line
from recovery.insights.periods import Period
from recovery.insights.shares import FEWEST_KNOWN, in_words, wilson
from recovery.insights.triggers import ENOUGH_AHEAD
from recovery.insights.views import words
from recovery.insights.views.words import NAME_SHOWN
from recovery.insights.what_helped import BANDS, Helped, Side
from recovery.language import tr
from recovery.outlets import words as wording
from recovery.theme import QUIET, STRONG

if TYPE_CHECKING:
    from rich.console import RenderableType

TRIGGERS_SHOWN, SKILLS_SHOWN = 6, 4


def heading() -> str:
    """What stands above it."""
    return tr("What helped with what")


def sentences(pair: Helped) -> list[str]:
    """The skill, below it the same trigger without it, and those of both that began alike where there are enough.

    Of a few the counts alone, in one sentence.
    """
    name = one_line(pair.skill, NAME_SHOWN)
    if not pair.enough:
        return [_counts(name, pair)]
    said = [_side(name, pair, pair.tried)]
    if pair.others.met.count:
        said.append(_side(tr("without it"), pair, pair.others))
    for (low, high), tried, others in zip(BANDS, pair.tried.bands, pair.others.bands, strict=True):
        if min(tried.known, others.known) >= FEWEST_KNOWN:
            said.append(
                tr(
                    "begun at {low} to {high}: {passed} of {known}; without it {others} of {others_known}",
                    low=low,
                    high=high,
                    passed=tried.passed,
                    known=tried.known,
                    others=others.passed,
                    others_known=others.known,
                )
            )
    return said


def brief(pair: Helped) -> str:
    """Both shares in one sentence."""
    tried, others = pair.said(pair.tried), pair.said(pair.others)
    return tr(
        "{trigger}: after {skill} {passed} of {known} passed, without it {others} of {others_known}, as written down.",
        trigger=one_line(pair.trigger, NAME_SHOWN),
        skill=one_line(pair.skill, NAME_SHOWN),
        passed=tried.passed,
        known=tried.known,
        others=others.passed,
        others_known=others.known,
    )


def begun(pair: Helped) -> str:
    """How strong the cravings of both sides began: what begins lower passes more easily."""
    return tr(
        "Begun at {start}, without it at {others} (medians).",
        start=wording.number(pair.tried.met.ratings.median or 0),
        others=wording.number(pair.others.met.ratings.median or 0),
    )


def _counts(name: str, pair: Helped) -> str:
    """`walk, 3 times: 2 of 2 passed; without it 9 of 12`."""
    tried, others = pair.said(pair.tried), pair.said(pair.others)
    said = tr(
        "{name}, {times}: {passed} of {known} passed",
        name=name,
        times=wording.times(pair.tried.met.count),
        passed=tried.passed,
        known=tried.known,
    )
    if not others.known:
        return said
    return said + tr("; without it {others} of {others_known}", others=others.passed, others_known=others.known)


def _side(name: str, pair: Helped, side: Side) -> str:
    """`walk, 9 times: 7 of 8 passed (about 5 to 10 in 10), begun at 7, 4 lower at the end, half within 20 min`."""
    passed, known = pair.said(side)
    said = tr(
        "{name}, {times}: {passed} of {known} passed",
        name=name,
        times=wording.times(side.met.count),
        passed=passed,
        known=known,
    )
    if share := in_words(wilson(passed, known)):
        said += f" ({share})"
    said += tr(", begun at {start}", start=wording.number(side.met.ratings.median or 0))
    if side.drop is not None and side.rated >= FEWEST_KNOWN:
        said += _fall(side.drop)
    return said + _lasted(side)


def _fall(drop: float) -> str:
    if not drop:
        return tr(", as strong at the end")
    points = wording.number(abs(drop))
    return (
        tr(", {points} lower at the end", points=points)
        if drop > 0
        else tr(", {points} higher at the end", points=points)
    )


def _lasted(side: Side) -> str:
    lasted = side.lasted
    if lasted.known < FEWEST_KNOWN:
        return ""
    if lasted.half_within is not None:
        return tr(", half within {minutes} min", minutes=lasted.half_within)
    return "" if lasted.at_least is None else tr(", half took at least {minutes} min", minutes=lasted.at_least)


def notes(pairs: Sequence[Helped]) -> Iterator[str]:
    """What the numbers are not."""
    yield tr(
        "As written down, and no cause: what begins lower passes more easily, so compare those that began alike. "
        "A craving with two skills counts for both."
    )
    if any(pair.enough for pair in pairs):
        yield tr(
            "Begun at, and lower at the end: medians. Half within: of those whose minutes and end are known; an open "
            "one counts as long as it lasted so far."
        )
    if any(pair.only_ahead for pair in pairs):
        yield tr(
            "Where {count} or more of both sides were written down before their end was known, those alone are "
            "counted.",
            count=ENOUGH_AHEAD,
        )


def page(pairs: Sequence[Helped], period: Period, *, whole: bool) -> Iterator[RenderableType]:
    """All of it on a terminal, or what to do where nothing is there; `whole` leaves no skill out."""
    from rich.text import Text

    yield Text.assemble((heading(), STRONG), f"   {wording.weeks(period.days)}, {words.span(period)}")
    if not pairs:
        yield Text()
        yield Text(tr("Nothing here yet. A craving with what set it off and what you did about it is written so:"))
        yield Text(tr("recovery log 6 payday -c walk"))
        return
    yield from blocks(pairs, *((len(pairs), len(pairs)) if whole else (TRIGGERS_SHOWN, SKILLS_SHOWN)))
    yield Text()
    yield from (Text(note, style=QUIET) for note in notes(pairs))


def blocks(pairs: Sequence[Helped], triggers: int, skills: int) -> Iterator[RenderableType]:
    """So many triggers each with so many of its skills, the sentences of a skill below each other."""
    from rich.padding import Padding
    from rich.text import Text

    for trigger, own in by_trigger(pairs)[:triggers]:
        yield Text()
        yield Text(one_line(trigger), style=STRONG)
        for pair in own[:skills]:
            for place, sentence in enumerate(sentences(pair)):
                yield Padding(Text(sentence, style=QUIET if place else ""), (0, 0, 0, 4 if place else 2), expand=False)
        if len(own) > skills:
            yield Padding(
                Text(tr("and {count} more", count=len(own) - skills), style=QUIET), (0, 0, 0, 2), expand=False
            )


def by_trigger(pairs: Iterable[Helped]) -> list[tuple[str, list[Helped]]]:
    """The pairs of each trigger, as they stand."""
    return [(trigger, [*own]) for trigger, own in groupby(pairs, key=lambda pair: pair.trigger)]
