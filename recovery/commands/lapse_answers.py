"""What is said and asked around a lapse, by whichever command writes it down: what stays counted, what helps next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from recovery import clock, console, prompts
from recovery.commands.answering import has_plan
from recovery.diary import Diary
from recovery.journal import writing
from recovery.journal.entries import Craving
from recovery.language import tr, trn
from recovery.outlets import words as wording
from recovery.store.names import alike

WIDTH = 78


def own_steps(diary: Diary) -> list[str]:
    """The plan's own steps for after a lapse, in its order."""
    if not has_plan(diary):
        return []
    from recovery.insights.views.sos import rows
    from recovery.plans import queries as plan_queries
    from recovery.plans.views.words import lapse_step

    steps = plan_queries.lapse_steps(diary.journal)
    return [*rows(tr("YOUR OWN STEPS"), *map(lapse_step, steps)), ""] if steps else []


def ended_by(diary: Diary, substance: str | None, at: datetime) -> writing.Waiting | None:
    """The open craving that ended in a use: asked where somebody is there, taken to be so where nobody is.

    The use is written down whatever becomes of the question.
    """
    waiting = writing.waiting_before(diary, substance, at)
    if waiting is None or not console.interactive():
        return waiting
    question = tr("Is this how the craving from {when} ended? [y/n]", when=told(waiting[1]))
    try:
        pressed = prompts.key(question, "yn")
    except (EOFError, KeyboardInterrupt):
        return None
    return waiting if pressed == "y" else None


def say_ended(ends: writing.Waiting | None, show: Callable[..., None]) -> None:
    """What became of the craving, where nobody was asked."""
    if ends is not None and not console.interactive():
        said = tr("The craving from {when} is closed as used; recovery undo takes back both.", when=told(ends[1]))
        show(*wrapped([said]))


def wrapped(sentences: Sequence[str]) -> list[str]:
    """The lines of some sentences, each from a line of its own."""
    from textwrap import wrap  # `log` loads this module, and seldom needs it

    return [line for sentence in sentences for line in wrap(sentence, WIDTH)]


def told(craving: Craving) -> str:
    """When a craving was, and in brackets how strong, with what set it off."""
    names = ", ".join(console.one_line(name) for name in craving.triggers)
    return f"{wording.when(craving.at)} ({craving.intensity}{', ' + names if names else ''})"


def weeks_after() -> list[str]:
    """What comes after an overdose was written down: no count of days, and somebody to talk to."""
    return [
        tr("Call your clinic or prescriber, or let somebody call for you. Numbers: recovery sos"),
        tr("For four weeks recovery today and recovery sos say what helps most now."),
    ]


def next_steps(diary: Diary, substance: str | None, in_vain: Sequence[str]) -> list[str]:
    """What stays counted, and what to do next, in that order; no praise for what was just tried in vain."""
    lines = [*_counted(diary, substance), tr("One lapse is one event; it does not undo the days before it.")]
    lines += _what_helped(diary, in_vain)
    return [*lines, _to_tell(diary), tr("What helps in the days after: recovery learn lapse")]


def _to_tell(diary: Diary) -> str:
    """Whom to tell: the first of the plan who can be called at this hour, with the number, else one person."""
    from recovery.plans.plan import callable_at
    from recovery.plans.queries import contacts
    from recovery.plans.views.words import person

    people = callable_at(contacts(diary.journal), clock.now(diary.zone).hour)
    whom = next((item for item in people if item.number), None)
    if whom is None:
        return tr("Next: tell one person you trust. Numbers and steps: recovery sos")
    return tr(
        "Next: tell one person you trust: {person}, {number}. More numbers and steps: recovery sos",
        person=person(whom),
        number=console.one_line(whom.number or ""),
    )


def _what_helped(diary: Diary, in_vain: Sequence[str]) -> list[str]:
    """The skill that helped most surely before, with its counts, if one did."""
    from recovery.aliases.queries import aliases
    from recovery.insights import queries as read
    from recovery.insights.triggers import helping, tally, total

    tried, banded = aliases(diary.journal, "skill").all_shown(in_vain), read.ended_ever(diary.journal)
    skills, ended = helping(tally(read.names_ever(diary.journal, coping=True)), banded), total(banded)
    skill = next((skill for skill in skills if alike(skill.name) not in map(alike, tried)), None)
    if skill is None:
        return []
    sentence = tr(
        "What helped before: {name}. As written down, {passed} of {known} passed after it; of all cravings "
        "{all_passed} of {all_known}.",
        name=console.one_line(skill.name),
        passed=skill.said.passed,
        known=skill.said.known,
        all_passed=ended.passed,
        all_known=ended.known,
    )
    return [sentence]


def _counted(diary: Diary, substance: str | None) -> list[str]:
    """The free days that stay and the day that comes, in the numbers of `streak` and of every other screen."""
    from recovery.insights.gather import streaks_of
    from recovery.insights.views.streak import standing

    run = next((streak for streak in streaks_of(diary, diary.today) if streak.name == substance), None)
    if run is None or run.total_free_days < 1:
        return [tr("What you did before stays yours.")]
    stay = trn("Your 1 free day stays counted.", "Your {count:,} free days stay counted.", run.total_free_days)
    return [f"{stay} {standing(run)[:1].upper()}{standing(run)[1:]}."]
