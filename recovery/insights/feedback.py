"""One sentence a week, about this person alone: what is known best and was not said lately, with one thing to do.

Everything it may say is a count that stands elsewhere too: a finding of the report, what the plan lacks, what helped
with what, how often an answer of the plan was used. Pure and the same on the phone (`webapp/src/rules/feedback.ts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from recovery.plans.feedback import Feedback, week_of
from recovery.store.names import alike

MOST_EVIDENCE = 20  # more observations than these make nothing better known
HALVINGS = 10  # after that many "not helpful" a kind counts no less
RESTS_WEEKS = 4  # for so long the same thing is not said again
REFUSALS, SILENT_WEEKS = 2, 26  # after that many "not helpful", a kind is silent for that many weeks
ENOUGH_CRAVINGS = 5  # fewer in four weeks: nothing is known, nothing is said
# What may be said, in the order in which equals come; each has its sentence in
# `feedback_candidates.py`, and its step in `views/feedback.py`.
TESTED = (
    *("before_lapse", "trigger", "coping", "hour", "weekday", "sleep", "mood", "halt", "medication"),
    *("rate", "level", "swing"),
)  # the findings of the report: nothing is known better, on however few observations it rests
DISCUSSED = ("rate", "level", "swing")  # of those, what is a question for the counselor, in the finding's own words
KINDS = (
    *TESTED,
    *(
        "trigger_without_response",
        "helped",
        "discuss",
        "response_used",
        "skill_not_in_plan",
        "no_naloxone",
        "expired",
        "no_contact",
    ),
    *("no_lapse_step", "no_reason", "contact_without_phone", "skill_never_tried"),
)
GENTLE = ("helped", "response_used", "skill_not_in_plan")  # in the days after a lapse: what helped, and nothing missing


class Candidate(NamedTuple):
    """What could be said: its kind, the name it is about (empty where none), and on how many observations it rests.

    `text` is the sentence; `step` what to act on: a trigger, a skill, the id of an item of the plan, a warning sign, or
    what to talk about.
    """

    kind: str
    name: str
    evidence: int
    text: str
    step: str = ""


class Known(NamedTuple):
    """What there is to choose from; `lapsed`: a lapse was in the last days, `thoughts`: thoughts of suicide were."""

    candidates: Sequence[Candidate] = ()
    lapsed: bool = False
    thoughts: bool = False


def choose(known: Known, said: Sequence[Feedback], today: date) -> Candidate | None:
    """The sentence of the week of `today`; `None` where nothing is known that was not said in the last four weeks.

    A name rests for four weeks whatever was said of it, a sentence without one by its kind. After thoughts of suicide
    nothing is said: the screens of safety speak. `said` may hold any weeks.
    """
    if known.thoughts:
        return None
    week = week_of(today)
    before = [one for one in said if one.week < week]
    lately = {_subject(one.about, one.name or "") for one in before if (week - one.week).days <= 7 * RESTS_WEEKS}
    allowed = [kind for kind in (GENTLE if known.lapsed else KINDS) if not silent(kind, before, week)]
    there = [one for one in known.candidates if one.kind in allowed and _subject(one.kind, one.name) not in lately]
    return min(there, key=lambda one: (-weight(one, before), KINDS.index(one.kind), alike(one.name)), default=None)


def said_again(known: Known, kept: Feedback) -> Candidate | None:
    """The sentence that a week has, with today's numbers; `None` once it was answered, or what it was about is done."""
    if known.thoughts or kept.answer is not None or (known.lapsed and kept.about not in GENTLE):
        return None
    key = _key(kept.about, kept.name or "")
    return next((one for one in known.candidates if _key(one.kind, one.name) == key), None)


def weight(candidate: Candidate, said: Iterable[Feedback]) -> int:
    """How much a sentence weighs: by its observations, halved by each "not helpful" that its kind was given.

    A finding that passed its test counts as the most.
    """
    unhelpful = sum(1 for one in said if one.about == candidate.kind and one.answer is not None)
    known = MOST_EVIDENCE if candidate.kind in TESTED else min(candidate.evidence, MOST_EVIDENCE)
    return known << (HALVINGS - min(unhelpful, HALVINGS))


def silent(kind: str, said: Iterable[Feedback], week: date) -> bool:
    """Whether a kind rests in the week of that Monday, since it was of no use twice and more."""
    refused = [one.week for one in said if one.about == kind and one.answer is not None]
    return len(refused) >= REFUSALS and (week - max(refused)).days <= 7 * SILENT_WEEKS


def _key(kind: str, name: str) -> tuple[str, str]:
    return kind, alike(name)


def _subject(kind: str, name: str) -> tuple[str, str]:
    """What a sentence is about, whatever it says of it: a name, else its kind."""
    return ("", alike(name)) if name else (kind, "")
