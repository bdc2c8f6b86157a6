"""A number of the person's own among those of `sos`, or a given one that they hid, as the journal carries it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from recovery.console import one_line
from recovery.language import Noun, tr
from recovery.store.names import NAME
from recovery.store.records import Record, record, ruled
from recovery.store.rules import DAY, ID, whole

LAST_POSITION = 2**53


@record
class OwnNumber(Record):
    """A number that the person added to those of `sos`: who answers, what for, since when. There is one of each number.

    Without a `name` it is a given number that `sos` does not show. `position` orders those with a name, equal ones go
    by `number`.
    """

    kind: ClassVar[str] = "number"
    called: ClassVar[Noun] = Noun("number of sos", "numbers of sos")
    natural_key: ClassVar[str | None] = "number"

    id: str = ruled(ID)
    number: str = ruled(NAME)
    name: str | None = ruled(NAME, optional=True)
    what_for: str | None = ruled(NAME, optional=True)
    added_on: date | None = ruled(DAY, optional=True)
    position: int = ruled(whole(0, LAST_POSITION), default=0)


def summary(own: OwnNumber) -> str:
    """What was said of the number, on one line."""
    if own.name is None:
        return tr("sos does not show {number}", number=one_line(own.number))
    return tr("sos shows {name}, {number}", name=one_line(own.name), number=one_line(own.number))
