"""The SQL of the circle: its members, what this device keeps of each link, and what of the journal is shared."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from recovery.circle.member import Member, named
from recovery.circle.records import Said, read
from recovery.errors import NotFound
from recovery.store import rows
from recovery.store.command_names import CIRCLE
from recovery.store.connection import MARK, Journal
from recovery.store.records import replace
from recovery.sync import documents
from recovery.wire import strict_json

_STATE = (
    "member", "generation", "ring", "signature", "token", "epoch", "cursor", "clock_ms", "clock_counter", "next_seed",
    "stopped", "gone", "gone_as", "erased", "notices", "sent_weekly", "marked_as",
)  # fmt: skip
_SENT = ("kind", "record", "count", "at", "opened", "change", "named")
_RECORD = ("id", "kind", "local", "body", "count", "known", "seq", "version", "blob", "unsent", "told")


@dataclass(kw_only=True, repr=False)
class LinkState:
    """What this device keeps of a link: the newest key ring, how far it has read, and what it has to say of it.

    `gone` is the day on which the server no longer let this side in, as the holder of the key `gone_as`; `stopped` the
    word for why nothing is taken or sent any more; `erased` says that the link's account was erased, or is not there.
    `marked_as` is this side's key under which all that it said was marked as its own (see `authorship`).
    """

    member: str
    generation: int = 0
    ring: bytes | None = None
    signature: bytes | None = None
    token: str | None = None
    epoch: bytes | None = None
    cursor: int = 0
    clock_ms: int = 0
    clock_counter: int = 0
    next_seed: str | None = None
    stopped: str | None = None
    gone: str | None = None
    gone_as: str | None = None
    erased: int = 0
    notices: str = "[]"
    sent_weekly: str | None = None
    marked_as: str | None = None


@dataclass(kw_only=True, repr=False)
class Kept:
    """One record of a link as it is kept: its plain text, what the server has of it, and what is on its way.

    `told` says that the person was told of it on this device.
    """

    id: bytes
    kind: str
    local: str
    body: str
    count: int = 0
    known: bytes | None = None
    seq: int = 0
    version: bytes | None = None
    blob: bytes | None = None
    unsent: int = 0
    told: int = 0

    @property
    def document(self) -> documents.Document:
        """The plain text, read."""
        return documents.decode(self.body.encode())


@dataclass(frozen=True)
class Sent:
    """One version of a record that was sent: when, its news, and when the other's device had it."""

    kind: str
    record: bytes
    count: int
    at: str
    opened: str | None
    change: str | None
    named: str | None


def members(journal: Journal) -> list[Member]:
    """Everybody in the circle, those of links that are over too, in the order in which they came."""
    return rows.select(journal, Member)


def find(journal: Journal, wanted: str, today: date) -> Member:
    """The one of that name or id; one whose link is not over comes first. Raises `NotFound`, `Refused`."""
    from recovery.circle.member import NO_SUCH

    listed = [member for member in members(journal) if member.listed(today)]
    present = [member for member in listed if not member.over(today)]
    match = named(present, wanted) or named(listed, wanted)
    if match is None:
        raise NotFound(NO_SUCH)
    return match


def add(journal: Journal, member: Member) -> None:
    """Keep somebody new."""
    with journal.command(CIRCLE):
        rows.add(journal, member)


def drop(journal: Journal, member: Member) -> None:
    """Take somebody out whose link never came to be."""
    with journal.command(CIRCLE):
        journal.execute("DELETE FROM member WHERE id = ?", (member.id,))
        for table in ("link", "link_record", "link_sent"):
            journal.execute(f"DELETE FROM {table} WHERE member = ?", (member.id,))


def of_nobody(journal: Journal) -> list[str]:
    """The ids of links of which this device keeps something, and whose member another device has erased."""
    kept = " UNION ".join(f"SELECT member FROM {table}" for table in ("link", "link_record", "link_sent"))
    rows = journal.execute(f"SELECT member FROM ({kept}) WHERE member NOT IN (SELECT id FROM member)").fetchall()
    return sorted(row[0] for row in rows)


def change(journal: Journal, member: Member, **changes: Any) -> Member:
    """Change what is kept of somebody; returns it as it is now."""
    row = journal.execute("SELECT key FROM member WHERE id = ?", (member.id,)).fetchone()
    if row is None or all(getattr(member, name) == value for name, value in changes.items()):
        return replace(member, **changes)
    with journal.command(CIRCLE):
        return rows.change(journal, row[0], member, changes)


def state(journal: Journal, member: Member) -> LinkState:
    """What this device keeps of a link; a fresh one where it has not met it."""
    row = journal.execute(f"SELECT {', '.join(_STATE)} FROM link WHERE member = ?", (member.id,)).fetchone()
    return LinkState(member=member.id) if row is None else LinkState(**dict(zip(_STATE, row, strict=True)))


def save(journal: Journal, state: LinkState) -> None:
    """Keep it, by itself or inside a transaction."""
    values = [getattr(state, name) for name in _STATE]
    changes = ", ".join(f"{name} = excluded.{name}" for name in _STATE[1:])
    marks = ", ".join("?" * len(_STATE))
    journal.execute(MARK)
    journal.execute(
        f"INSERT INTO link ({', '.join(_STATE)}) VALUES ({marks}) ON CONFLICT (member) DO UPDATE SET {changes}", values
    )


def kept(journal: Journal, member: str) -> list[Kept]:
    """Every record of a link."""
    return _kept(journal, "WHERE member = ? ORDER BY key", (member,))


def record(journal: Journal, member: str, id: bytes) -> Kept | None:
    """One record of a link."""
    return next(iter(_kept(journal, "WHERE member = ? AND id = ?", (member, id))), None)


def size(journal: Journal, member: str) -> tuple[int, int]:
    """How many records there are of a link, and how many letters they hold."""
    row = journal.execute(
        "SELECT count(*), coalesce(sum(length(body)), 0) FROM link_record WHERE member = ?", (member,)
    ).fetchone()
    return int(row[0]), int(row[1])


def unsent(journal: Journal, member: str) -> list[Kept]:
    """What is to be sent."""
    return _kept(journal, "WHERE member = ? AND unsent = 1 ORDER BY key", (member,))


def _kept(journal: Journal, rest: str, values: tuple[Any, ...]) -> list[Kept]:
    rows = journal.execute(f"SELECT {', '.join(_RECORD)} FROM link_record {rest}", values).fetchall()
    return [Kept(**dict(zip(_RECORD, row, strict=True))) for row in rows]


def put(journal: Journal, member: str, record: Kept) -> None:
    """Keep a record, inside a transaction."""
    values = [getattr(record, name) for name in _RECORD]
    changes = ", ".join(f"{name} = excluded.{name}" for name in _RECORD[1:])
    journal.execute(
        f"""INSERT INTO link_record (member, {", ".join(_RECORD)}) VALUES (?, {", ".join("?" * len(_RECORD))})
            ON CONFLICT (member, id) DO UPDATE SET {changes}""",
        (member, *values),
    )


def forget_places(journal: Journal, member: str) -> None:
    """The server lost its data: what it has comes again, and where each record stands there is not known."""
    journal.execute("UPDATE link_record SET seq = 0 WHERE member = ?", (member,))


def resend_missing(journal: Journal, member: str, side: str) -> None:
    """Have everything of this side sent that the server turned out not to have."""
    journal.execute(
        """UPDATE link_record SET unsent = 1, known = NULL, version = NULL, blob = NULL
           WHERE member = ? AND seq = 0 AND (local = ? OR local LIKE ?)""",
        (member, side, f"{side}/%"),
    )


def resend_own(journal: Journal, member: str, side: str) -> None:
    """Have everything of this side sealed and sent again."""
    journal.execute(
        """UPDATE link_record SET unsent = 1, version = NULL, blob = NULL
           WHERE member = ? AND (local = ? OR local LIKE ?)""",
        (member, side, f"{side}/%"),
    )


def said(journal: Journal, member: str) -> list[Said]:
    """Every record of a link as it is read."""
    records_read = (read(one.id, one.document) for one in kept(journal, member))
    return [one for one in records_read if one is not None]


def mark_told(journal: Journal, member: str, ids: Iterable[bytes]) -> None:
    """Remember that the person was told of these records."""
    marks = [(member, id) for id in ids]
    if marks:
        with journal.transaction():
            journal.executemany("UPDATE link_record SET told = 1 WHERE member = ? AND id = ?", marks)


def note_sent(journal: Journal, member: str, sent: Sent) -> None:
    """Note what was sent, for the log, once for each version."""
    journal.execute(
        f"""INSERT INTO link_sent (member, {", ".join(_SENT)}) SELECT ?, ?, ?, ?, ?, ?, ?, ?
            WHERE NOT EXISTS (SELECT 1 FROM link_sent WHERE member = ? AND record = ? AND count = ?)""",
        (member, *(getattr(sent, name) for name in _SENT), member, sent.record, sent.count),
    )


def note_opened(journal: Journal, member: str, record: bytes, count: int, at: datetime) -> None:
    """Note that the other's device has what was sent up to that version."""
    journal.execute(
        "UPDATE link_sent SET opened = ? WHERE member = ? AND record = ? AND count <= ? AND opened IS NULL",
        (at.isoformat(), member, record, count),
    )


def sent(journal: Journal, member: str) -> list[Sent]:
    """What this side sent on a link, as far as this device knows, in the order in which it came to know it."""
    statement = f"SELECT {', '.join(_SENT)} FROM link_sent WHERE member = ? ORDER BY key"
    return [Sent(*row) for row in journal.execute(statement, (member,))]


def notices(state: LinkState) -> list[str]:
    """What there is to say of a link."""
    return [str(word) for word in strict_json.read(state.notices)]


def with_notice(state: LinkState, word: str) -> None:
    """Add something to say, once."""
    state.notices = json.dumps(sorted({*notices(state), word}))


def last_checkin(journal: Journal) -> tuple[date, datetime] | None:
    """The last lived day that has a check-in, and when it was written down; nothing of what was answered."""
    row = journal.execute(
        """SELECT k.day, (SELECT c.at FROM changes h JOIN commands c ON c.key = h.command
             WHERE h."table" = 'checkin' AND h.row = k.key AND h.action = 'insert' ORDER BY h.key DESC LIMIT 1)
           FROM checkin k ORDER BY k.day DESC LIMIT 1"""
    ).fetchone()
    if row is None:
        return None
    return date.fromisoformat(row[0]), datetime.fromisoformat(row[1] or f"{row[0]}T00:00:00Z")
