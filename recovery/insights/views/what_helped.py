"""What helps with what in words: a skill with a trigger, and below it the same trigger without the skill."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from recovery.console import one_line
from recovery.insights.periods import Period
from recovery.insights.ratings import BANDS
from recovery.insights.shares import FEWEST_KNOWN, in_words, share_interval, wilson
from recovery.insights.triggers import ENOUGH_AHEAD, Ended
from recovery.insights.views import words
from recovery.insights.views.words import NAME_SHOWN
from recovery.insights.what_helped import Helped, Side
from recovery.language import tr, trn
from recovery.outlets import words as wording
from recovery.theme import QUIET, STRONG

if TYPE_CHECKING:
    from rich.console import RenderableType


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
        "As written down; it shows no cause. A craving that begins lower passes more easily, so compare those that "
        "began alike. "
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


def page(pairs: Sequence[Helped], period: Period, *, whole: bool, one: bool) -> Iterator[RenderableType]:
    """A line for each trigger on a terminal, or what to do where nothing is there.

    `whole` shows every skill; `one` says that the pairs are those of one trigger that was named.
    """
    from rich.text import Text

    yield Text.assemble((heading(), STRONG), f"   {wording.weeks(period.days)}, {words.span(period)}")
    if not pairs:
        yield Text()
        if one:
            yield Text(tr("No craving with that trigger and a skill in these days."))
            yield Text(tr("All names: recovery trigger list"))
            return
        yield Text(tr("Nothing here yet. To log a craving with what set it off and what you did about it:"))
        yield Text(tr("recovery log 6 payday -c walk"))
        return
    yield from _blocks(pairs) if whole else lines(pairs)
    yield Text()
    yield from (Text(note, style=QUIET) for note in (notes(pairs) if whole else short_notes()))
    if not whole:
        yield Text(tr("Every skill, with its numbers: recovery skill helped --all"), style=QUIET)


def lines(pairs: Sequence[Helped], most: int | None = None) -> Iterator[RenderableType]:
    """A line for each trigger (`most` of them) with its skills that enough is known of; the rest is counted."""
    from rich.text import Text

    enough = by_trigger(pair for pair in pairs if pair.enough)
    yield Text()
    for trigger, own in enough[:most]:
        yield Text.assemble((one_line(trigger, NAME_SHOWN), STRONG), "   ", _line(own))
    if most is not None and len(enough) > most:
        yield Text(tr("and {count} more", count=len(enough) - most), style=QUIET)
    if few := sum(not pair.enough for pair in pairs):
        yield Text(
            trn(
                "1 skill with a trigger has fewer than {fewest} known ends: too few to compare.",
                "{count} skills with a trigger have fewer than {fewest} known ends: too few to compare.",
                few,
                fewest=FEWEST_KNOWN,
            ),
            style=QUIET,
        )


def _line(own: Sequence[Helped]) -> str:
    """`walk 11 of 12, without it 3 of 9; too alike to tell: tea, meeting`, of one trigger."""
    said = [
        tr(
            "{skill} {passed} of {known}, without it {others} of {others_known}",
            skill=one_line(pair.skill, NAME_SHOWN),
            passed=tried.passed,
            known=tried.known,
            others=others.passed,
            others_known=others.known,
        )
        for pair in own
        if not _alike(tried := pair.said(pair.tried), others := pair.said(pair.others))
    ]
    if alike := [
        one_line(pair.skill, NAME_SHOWN) for pair in own if _alike(pair.said(pair.tried), pair.said(pair.others))
    ]:
        said.append(tr("too alike to tell: {skills}", skills=", ".join(alike)))
    return "; ".join(said)


def _alike(tried: Ended, others: Ended) -> bool:
    """Whether the ranges of both true shares overlap so widely that a share lies within the other's range."""
    (low, high), (others_low, others_high) = share_interval(*tried), share_interval(*others)
    within = others.known and low <= others.passed / others.known <= high
    return not others.known or within or others_low <= tried.passed / tried.known <= others_high


def short_notes() -> Iterator[str]:
    """What the lines are not."""
    yield tr("How many passed, as written down, and no cause: what begins lower passes more easily.")
    yield tr("Too alike to tell: with and without it so near each other, or so few, that chance can do as much.")


def _blocks(pairs: Sequence[Helped]) -> Iterator[RenderableType]:
    """Each trigger with its skills, the sentences of a skill below each other."""
    from rich.padding import Padding
    from rich.text import Text

    for trigger, own in by_trigger(pairs):
        yield Text()
        yield Text(one_line(trigger), style=STRONG)
        for pair in own:
            for place, sentence in enumerate(sentences(pair)):
                yield Padding(Text(sentence, style=QUIET if place else ""), (0, 0, 0, 4 if place else 2), expand=False)


def by_trigger(pairs: Iterable[Helped]) -> list[tuple[str, list[Helped]]]:
    """The pairs of each trigger, as they stand."""
    return [(trigger, [*own]) for trigger, own in groupby(pairs, key=lambda pair: pair.trigger)]
