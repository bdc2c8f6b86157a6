"""What this side of a link says: written as a record, which the link sends."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from recovery import clock
from recovery.circle import queries, records
from recovery.circle.queries import Kept
from recovery.circle.side import Side
from recovery.sync import documents, envelope
from recovery.sync.documents import Document, Field
from recovery.sync.hybrid_clock import HybridClock


class Writer(Side):
    """This side of one link, which says something."""

    def say(self, kind: str, values: dict[str, Any], rest: str = "") -> bytes:
        """Say something, to be sent by `push`; what is said already is not said again. Returns the record's id."""
        with self.journal.transaction():
            return self.say_within(kind, rest, values)

    def say_within(self, kind: str, rest: str, values: dict[str, Any]) -> bytes:
        """The same, in a transaction that is open."""
        local = records.local_of(self.member.side, rest)
        id = envelope.record_id(self.held.ring.id_key, kind, local)
        mine = queries.record(self.journal, self.member.id, id) or Kept(id=id, kind=kind, local=local, body="")
        before = mine.document if mine.body else Document(kind, local)
        changed = {name: value for name, value in values.items() if value_of(before, name) != value}
        if mine.body and not changed:
            return id
        hybrid = self._hybrid()
        stamp = hybrid.tick(clock.nanoseconds() // 1_000_000)
        self._keep_clock(hybrid)
        fields = {**before.fields, **{name: Field(value, stamp) for name, value in changed.items()}}
        count = documents.following(mine.count)
        document = Document(kind, local, fields, Field(False, stamp), count=count, more=before.more)  # noqa: FBT003
        mine.body, mine.count = documents.encode(document).decode(), count
        mine.unsent, mine.version, mine.blob = 1, None, None
        queries.put(self.journal, self.member.id, mine)
        return id

    def _hybrid(self) -> HybridClock:
        return HybridClock(self.member.side, self.state.clock_ms, self.state.clock_counter)

    def _keep_clock(self, hybrid: HybridClock) -> None:
        self.state.clock_ms, self.state.clock_counter = hybrid.ms, hybrid.counter
        self.save()


def value_of(document: Document, name: str) -> Any:
    """What a field holds; nothing where it is not there."""
    field = document.fields.get(name)
    return None if field is None else field.value


def now() -> datetime:
    """The present, in UTC."""
    return clock.now(ZoneInfo("UTC"))
