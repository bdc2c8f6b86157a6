"""The safety card of a substance as the journal knows it: by its class, and by whether its use is current.

After a strong craving it is said in full, and as one line where it was read within the hour before: a text that comes
again and again is not read any more. What was read is told by the cravings that this device wrote down, so nothing of
it is kept anywhere else. The card of a use is never shortened.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from recovery.diary import Diary
from recovery.journal import queries
from recovery.journal.entries import Craving
from recovery.safety import classes, safety_cards

WARN_FROM = 8
STAYS_READ = timedelta(hours=1)
LOOKED_BACK = timedelta(days=1)


class Warned(NamedTuple):
    """A craving after which the card was shown: when it was written down, how strong it was, of what class."""

    at: datetime
    rating: int
    kind: str | None


def card(diary: Diary, substance: str | None, *, used: bool = False) -> list[str]:
    """What to know about that substance, or about the first tracked one; with `used` it was used just now."""
    name = queries.tracked(diary.journal, None) if substance is None else substance
    current = used or queries.in_use(diary.journal, name, diary.today)
    return safety_cards.lapse_card(queries.class_of(diary.journal, name), current=current)


def after_craving(diary: Diary, craving: Craving) -> list[str]:
    """What to say after a craving that was just written down: the card, one line of it, or nothing."""
    now = diary.when(None)
    if craving.intensity < WARN_FROM or craving.outcome == "used" or backfilled(craving):
        return []
    kind = queries.class_of(diary.journal, craving.substance)
    before = [
        Warned(written.written, written.intensity, queries.class_of(diary.journal, written.substance))
        for written in queries.written_here(diary.journal, now - LOOKED_BACK, WARN_FROM)
        if written.written is not None and written.id != craving.id and not backfilled(written)
    ]
    whole = card(diary, craving.substance)
    may_be_new = classes.stopping_kills(kind) and queries.in_use(diary.journal, craving.substance, diary.today)
    if not may_be_new and is_read(before, Warned(now, craving.intensity, kind)):
        return safety_cards.read_already(kind)
    return whole


def backfilled(craving: Craving) -> bool:
    """Whether it had passed for long when it was written down, or some time nobody knows."""
    if craving.outcome != "passed":
        return False
    written = craving.written
    return written is None or (craving.ended == written and written - craving.at > STAYS_READ)


def is_read(before: Iterable[Warned], now: Warned) -> bool:
    """Whether the whole card was shown within the hour before `now`, after one of its class as strong or stronger.

    A line in its place is not the card: it does not make the hour longer. `before` may come in any order.
    """
    full: Warned | None = None
    for warned in (*sorted(one for one in before if one.kind == now.kind and one.at <= now.at), now):
        read = full is not None and warned.at - full.at <= STAYS_READ and warned.rating <= full.rating
        if warned is now:
            return read
        if not read:
            full = warned
    return False


def unread(substance: str | None, *, used: bool = False) -> list[str]:
    """The same where the journal cannot be read: by what a name says plainly, else every warning."""
    guess = None if substance is None else classes.guess(substance)
    return safety_cards.lapse_card(guess.kind if guess is not None and guess.sure else None, current=used)
