"""What the two parties of a link say to each other: kinds of records, each with its fields, read without trust.

A record stands in the envelope of sync (`documents`): text, numbers and null, each with a clock. Its local id begins
with the party that writes it, `a` or `b`, so neither takes the place of what the other said. What cannot be read is
left out, and stops nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from recovery.sync.documents import Document
from recovery.wire import strict_json

HELLO, SAID, GOT = "hello", "said", "got"
DAY, HARD, HELP, PLAN, MARK, PAGE = "day", "hard", "help", "plan", "mark", "page"
ANSWER, CHEER, TASK, VISIT, REWARD = "answer", "cheer", "task", "visit", "reward"
KINDS = (HELLO, SAID, GOT, DAY, HARD, HELP, PLAN, MARK, PAGE, ANSWER, CHEER, TASK, VISIT, REWARD)
LOGGED = tuple(kind for kind in KINDS if kind not in (HELLO, SAID, GOT))
# What anybody may send unasked gets no receipt: who wants to know when a device is in use would only have to send it.
RECEIPTED = (DAY, HARD, HELP, PLAN, MARK, PAGE)
# What rings a phone whose app is closed: all that somebody sends by hand, or a ring would say that it is help.
RINGING = (HARD, HELP, MARK, PAGE, ANSWER, CHEER, TASK, VISIT, REWARD)
WANTS = ("talk", "come", "call")
ANSWERS = ("calling", "coming", "later", "cannot")
CHEERS = ("thinking", "here", "glad")
OPEN, OVER = "open", "over"
PROPOSED, CONFIRMED = "proposed", "confirmed"
GIVEN = "given"
LINE_LIMIT, ITEMS_LIMIT, BODY_LIMIT = 500, 50, 300_000
YEARS = range(1971, 9000)  # of a day or an instant: hours before and after it, in any time zone, are dates too


@dataclass(frozen=True)
class Said:
    """One record as it was read: who wrote it, its kind, the rest of its local id, its fields, its version's number.

    `id` is its id on the wire. A field that is not there is `None`.
    """

    side: str
    kind: str
    rest: str
    id: bytes
    count: int
    fields: Mapping[str, Any]

    def text(self, name: str, limit: int = LINE_LIMIT) -> str | None:
        """A text field of up to `limit` characters."""
        value = self.fields.get(name)
        return value if isinstance(value, str) and 0 < len(value) <= limit else None

    def word(self, name: str, allowed: Iterable[str]) -> str | None:
        """A field that is one of these words."""
        value = self.fields.get(name)
        return value if isinstance(value, str) and value in allowed else None

    def whole(self, name: str, most: int = 2**31) -> int | None:
        """A field that is a whole number from 0 up."""
        value = self.fields.get(name)
        return value if type(value) is int and 0 <= value <= most else None

    def day(self, name: str) -> date | None:
        """A field that is a day of the calendar."""
        try:
            day = date.fromisoformat(self.text(name, 10) or "")
        except ValueError:
            return None
        return day if day.year in YEARS else None

    def instant(self, name: str) -> datetime | None:
        """A field that is an instant in UTC."""
        given = self.text(name, 20)
        try:
            at = datetime.fromisoformat(given) if given and given.endswith("Z") else None
        except ValueError:
            return None
        return at if at is not None and at.year in YEARS else None

    def items(self, name: str) -> list[str]:
        """A field that is JSON text of a list of lines; empty for anything else."""
        try:
            value = strict_json.read(self.text(name, ITEMS_LIMIT * LINE_LIMIT * 2) or "[]")
        except ValueError:
            return []
        if not isinstance(value, list) or len(value) > ITEMS_LIMIT:
            return []
        return [item for item in value if isinstance(item, str) and 0 < len(item) <= LINE_LIMIT]


def local_of(side: str, rest: str = "") -> str:
    """The local id of a record: there is one of its kind for a party, or one for each `rest`."""
    return f"{side}/{rest}" if rest else side


def read(id: bytes, document: Document) -> Said | None:
    """A record; `None` where it is erased, of a party that there is not, or taken back."""
    side, _, rest = document.local.partition("/")
    if document.erased or side not in ("a", "b") or document.deleted.value:
        return None
    fields = {name: field.value for name, field in document.fields.items()}
    return Said(side, document.kind, rest, id, document.count, fields)


def list_text(items: Iterable[str]) -> str:
    """A list as a field holds it."""
    return json.dumps(list(items), ensure_ascii=False, separators=(",", ":"))


def instant_text(at: datetime) -> str:
    """An instant as a field holds it: UTC, to the second."""
    return at.astimezone(UTC).isoformat()[:19] + "Z"
