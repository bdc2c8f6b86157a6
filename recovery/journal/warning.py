"""The safety card of a substance as the journal knows it: by its class, and by whether its use is current."""

from __future__ import annotations

from recovery.diary import Diary
from recovery.journal import queries
from recovery.safety import cards, classes


def card(diary: Diary, substance: str | None, *, used: bool = False) -> list[str]:
    """What to know about that substance, or about the first tracked one; with `used` it was used just now."""
    name = queries.tracked(diary.journal, None) if substance is None else substance
    current = used or queries.in_use(diary.journal, name, diary.today)
    return cards.lapse_card(queries.class_of(diary.journal, name), current=current)


def unread(substance: str | None, *, used: bool = False) -> list[str]:
    """The same where the journal cannot be read: by what a name says plainly, else every warning."""
    guess = None if substance is None else classes.guess(substance)
    return cards.lapse_card(guess.kind if guess is not None and guess.sure else None, current=used)
