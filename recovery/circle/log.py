"""The log of a link: what this side sent, from any of its devices, what changed with it, and when it was opened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from recovery.circle import queries, records
from recovery.circle.member import Member
from recovery.circle.records import Said
from recovery.circle.standing import receipts
from recovery.store.connection import Journal
from recovery.sync.documents import Document

ASKED, CHANGED, ANSWERED, WITHDRAWN, BEGUN = "asked", "changed", "answered", "withdrawn", "begun"


class Logged(NamedTuple):
    """One thing that was sent: `change` in a word, `named` the one who answered, a day or a period; `at` in UTC.

    `opened` is when the other's device said that it has it: never for what gets no receipt.
    """

    member: Member
    kind: str
    change: str | None
    named: str | None
    at: datetime
    opened: datetime | None


class Version(NamedTuple):
    """One version of a record: its number, its news in a word, what belongs to that word, and when it was made."""

    number: int
    change: str | None
    named: str | None
    at: datetime


def change_of(one: Said) -> tuple[str | None, str | None]:
    """The news of a version of a record, in a word, and what belongs to that word."""
    if all(value is None for value in one.fields.values()):
        return WITHDRAWN, None
    if one.kind == records.HELP:
        return _help(one)
    if one.kind == records.DAY:
        return (None if one.whole("checked_in", 1) else BEGUN), one.text("day", 10)
    word = one.word("state", (records.CONFIRMED, records.GIVEN, records.OVER)) or one.word("how", records.ANSWERS)
    return word, one.text("period", 100)


def _help(one: Said) -> tuple[str, str | None]:
    if one.word("state", (records.OVER,)):
        return records.OVER, None
    answered_by = one.text("answered_by", 100)
    if answered_by:
        return ANSWERED, answered_by
    return (ASKED if one.count == 1 else CHANGED), None


def told_by(one: Said, document: Document) -> list[Version]:
    """What another device's record tells of its versions: the number of each, the word, what belongs to it, and when.

    Of a request that is three things, each with the clock of its own field; of anything else the last version.
    """
    last = Version(one.count, *change_of(one), written_at(document))
    if one.kind != records.HELP or last.change in (ASKED, WITHDRAWN):
        return [last]
    versions = [Version(1, ASKED, None, _set_at(document, "at"))]
    answered_by = one.text("answered_by", 100)
    if answered_by and last.change != ANSWERED:
        versions.append(Version(max(2, one.count - 1), ANSWERED, answered_by, _set_at(document, "answered_by")))
    return [*versions, last]


def note_told(journal: Journal, member: Member, id: bytes, document: Document) -> None:
    """Write down what another device of this side has sent, as far as its record tells."""
    one = records.read(id, document)
    if one is not None and one.kind in records.LOGGED:
        for count, change, named, at in told_by(one, document):
            queries.note_sent(
                journal, member.id, queries.Sent(one.kind, id, count, at.isoformat(), None, change, named)
            )


def note_sent(journal: Journal, member: Member, id: bytes, document: Document, at: str) -> None:
    """Write down what this device has sent at that instant."""
    one = records.read(id, document)
    if one is not None and one.kind in records.LOGGED:
        change, named = change_of(one)
        queries.note_sent(journal, member.id, queries.Sent(one.kind, id, one.count, at, None, change, named))


def _set_at(document: Document, name: str) -> datetime:
    field = document.fields.get(name)
    return written_at(document) if field is None else datetime.fromtimestamp(field.clock[0] / 1000, UTC)


def written_at(document: Document) -> datetime:
    """When a record was last changed, by the clock of the device that did."""
    clocks = [document.deleted.clock, *(field.clock for field in document.fields.values())]
    return datetime.fromtimestamp(max(clocks)[0] / 1000, UTC)


def logged(journal: Journal, member: Member) -> list[Logged]:
    """What was sent on a link, the oldest first."""
    opened = receipts(queries.said(journal, member.id), member.other_side)
    entries = []
    for one in queries.sent(journal, member.id):
        at = datetime.fromisoformat(one.opened) if one.opened else None
        count, since = opened.get(one.record, (-1, None))
        had = at or (since if count >= one.count else None)
        entries.append(Logged(member, one.kind, one.change, one.named, datetime.fromisoformat(one.at), had))
    return sorted(entries, key=lambda one: one.at)
