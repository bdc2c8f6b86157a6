"""The one sentence of a week: what it was about, and what the person answered. It is worded each time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar, Literal

from recovery.language import Noun
from recovery.plans.plan import LINE
from recovery.store.names import NAME
from recovery.store.records import Record, record, ruled
from recovery.store.rules import DAY, choice


@record
class Feedback(Record):
    """What one week's sentence was about: its kind, and the trigger, skill or item in the person's words.

    `week` is the Monday of the week, and there is one for each. `about` is a word, so that a program that does not know
    the kind keeps it. `answer` is `not_helpful` where the person said so.
    """

    kind: ClassVar[str] = "feedback"
    called: ClassVar[Noun] = Noun("week's sentence", "weeks' sentences")
    natural_key: ClassVar[str | None] = "week"

    week: date = ruled(DAY)
    about: str = ruled(NAME)
    name: str | None = ruled(LINE, optional=True)
    answer: Literal["not_helpful"] | None = ruled(choice("not_helpful"), optional=True)


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())
