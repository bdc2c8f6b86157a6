"""One run of sync: in at the server, the ring followed, what others wrote taken in, what was written here sent.

Every transaction that applies something looks through this device's own edits first; nothing in a transaction waits
for the network; and the cursor is saved with what it counts. So a run may end anywhere: the next one goes on.
What the server answers is held to what an honest one could answer, and a lie costs a sentence, never an entry.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from recovery import clock
from recovery.errors import Refused, Unreachable
from recovery.store import home, locks
from recovery.store.connection import Journal
from recovery.sync import documents, envelope, heads, membership, noticing, protocol, queries, shapes
from recovery.sync import ring as rings
from recovery.sync.account import Identity
from recovery.sync.applying import DAMAGED, Applier, Pulled
from recovery.sync.clocks import WARN_SECONDS
from recovery.sync.desk import Desk
from recovery.sync.documents import Document
from recovery.sync.http import BROKEN, Declined, Server
from recovery.sync.queries import State, Trace
from recovery.sync.ring import Signed

PULL_AT_ONCE, PUSH_AT_ONCE = protocol.PULL_RECORDS, protocol.PUSH_RECORDS
PUSH_BYTES = protocol.BODY_LIMIT - 64 * 1024  # of a push, as it is written
RECORD_OVERHEAD = 200  # what JSON adds to a record's blob
TRIES = 8  # for one record in one run, against a server that finds a conflict for ever
PAGES_LIMIT = 20_000  # in one run; the next goes on
RETRIED = 500

RUNNING = "Another sync is running. Let it finish; nothing was changed."
OTHER_KEYS = (
    "Nothing on the server can be opened with the keys of this device, so nothing was sent. "
    "If this is the right account, see whether your other devices sync; nothing here is lost."
)
LOST_DEVICE = (
    "The server was put back from a backup in which this device is not listed yet. Let another of your devices sync "
    "first, or join again with the 24 words. Nothing here is lost."
)
TOO_LARGE = "too large to be sent"
NO_ROOM = "the server has no room left for it"
NOT_AGREED = "the server does not come to an end with it"


class Result(NamedTuple):
    """What a run did, in records; `pending` is what could not be sent."""

    pushed: int
    pulled: int
    merged: int
    pending: int
    warnings: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As the contract writes it."""
        found: dict[str, Any] = {name: getattr(self, name) for name in ("pushed", "pulled", "merged", "pending")}
        return found | ({"warnings": list(self.warnings)} if self.warnings else {})


Progress = Callable[[str, int, int], None]


def silent(_what: str, _done: int, _of: int) -> None:
    """Nobody looks."""


@contextmanager
def alone() -> Iterator[None]:
    """One sync at a time on this device; raises `Unreachable` where one is running."""
    from recovery.errors import Unreadable

    home.device()
    try:
        with locks.alone(home.folder() / "device", wait=0):
            yield
    except Unreadable as error:
        if error.sentence == locks.IN_USE:
            raise Unreachable(RUNNING) from error
        raise


@dataclass
class _Seen:
    """What a run met that is worth a sentence."""

    older: int = 0
    damaged: int = 0
    ahead: int = 0
    lost: bool = False
    refused: dict[str, int] = field(default_factory=dict)


class Client:
    """One run for one journal that has joined. `sync` does all of it; `prepare` is its part without the network."""

    def __init__(self, journal: Journal, server: Server | None = None, progress: Progress = silent) -> None:
        self._journal = journal
        state = queries.joined(journal)
        if state.folder != home.device():
            raise Refused(membership.COPIED)
        self.server = server or Server(state.server, state.token)
        self.server.token = state.token
        self._progress = progress
        self._identity = Identity(state.signing, state.sealing)
        self._held = membership.held_of(journal, state, self._identity)
        self._seen = _Seen()
        self._tries: dict[bytes, int] = {}
        self._mine: set[int] = set()  # places in the account's order that this run filled
        self._read, self._renewals = False, 0
        self.pushed = self.pulled = self.merged = 0
        self.scrub = False  # whether something was erased, and the file should be gone through

    @property
    def _state(self) -> State:
        return queries.joined(self._journal)

    @contextmanager
    def _desk(self) -> Iterator[Desk]:
        """A transaction that has looked through this device's own edits first."""
        with self._journal.transaction():
            state = queries.joined(self._journal)
            desk = Desk(self._journal, state, self._held.ring.id_key)
            noticing.notice(desk, state.scanned)
            yield desk
            desk.finish()

    def sync(self) -> Result:
        """All of it; raises `Unreachable` with what could be done kept."""
        self.prepare()
        self.log_in()
        self._know_epoch()
        self._follow()
        self._pull()
        self._push()
        return self._end()

    def prepare(self) -> None:
        """Look through what was written here; after joining, through everything, some rows at a time."""
        while (state := self._state).seeding is not None:
            with self._desk() as desk:
                noticing.walk(desk, state.seeding)
            self._progress("Looking through the journal", 0, 0)
        if queries.changed_since(self._journal, state.scanned):
            with self._desk():
                pass

    # Who we are.

    def log_in(self) -> None:
        """Get a token where there is none, and keep it."""
        if self.server.token is not None:
            return
        state = self._state
        try:
            token = membership.log_in(self.server, self._identity, state.account)
        except Declined as error:
            if error.word == protocol.LOGIN_REFUSED and state.epoch not in (None, self._present_epoch()):
                raise Unreachable(LOST_DEVICE) from error
            raise
        queries.save(self._journal, token=token)

    def _ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Ask as this device, logging in anew where its token has run out."""
        try:
            return self.server.ask(method, path, body)
        except Declined as error:
            if error.word != protocol.NO_TOKEN:
                raise
        self.server.token = None
        self.log_in()
        return self.server.ask(method, path, body)

    def _present_epoch(self) -> bytes:
        return shapes.octets(self.server.ask("GET", "/v1/about").get("epoch"), protocol.ID_BYTES)

    def _know_epoch(self) -> None:
        if self._state.epoch is None:
            with self._desk():
                queries.save(self._journal, epoch=self._present_epoch())

    def _began_anew(self, epoch: bytes) -> None:
        """The server is another life of itself: give its rings back, look through all it has, send what it lacks."""
        with self._desk():
            queries.begin_again(self._journal, epoch)
        self._mine.clear()
        self._follow()

    # Keys.

    def _follow(self) -> None:
        """Take the rings that came, each checked against the one before; give back those that the server lost."""
        known = self._held.ring.generation
        try:
            given, newest = membership.fetch(self.server, known)
        except Declined as error:
            if error.word != protocol.NO_TOKEN:
                raise
            self.server.token = None
            self.log_in()
            given, newest = membership.fetch(self.server, known)
        if newest < self._held.ring.generation:
            self._give_rings(newest)
        else:
            self._take_rings(given)

    def _take_rings(self, given: list[Signed]) -> None:
        followed = rings.followed(self._held, given, self._identity)
        if not followed:
            return
        before, last = self._held.ring, followed[-1]
        self._held = last
        with self._desk():
            for each in followed:
                queries.keep_ring(self._journal, queries.Ring(each.ring.generation, *each.signed))
            queries.save(self._journal, generation=last.ring.generation, ring_hash=last.signed.hash)
            if last.ring.key != before.key:
                queries.unseal_all(self._journal)

    def _give_rings(self, there: int) -> None:
        """Give back what the server lost; an older ring from a server that lost nothing is refused."""
        if self._state.epoch == self._present_epoch() and not self._state.again:
            raise rings.RingRefused(rings.LOWER)
        for each in queries.rings(self._journal, there):
            body = Signed(each.ring, each.signature).to_json()
            try:
                self._ask("PUT", "/v1/ring", body)
            except Declined as error:
                if error.word != protocol.OTHER_GENERATION:  # another device was faster
                    raise

    # In.

    def _pull(self) -> None:
        missed = queries.without_key(self._journal)
        if missed is not None:  # its key may be here by now
            with self._desk():
                queries.again_without_key(self._journal, max(0, missed - 1))
        state, pages = self._state, 0
        while True:
            page = self._page(state)
            if page is None:
                state = self._state
                continue
            first = state.cursor == 0 and not state.again
            pulled = self._opened(page.records)
            if any(each.aside == queries.NO_KEY for each in pulled):
                self._follow()
                pulled = self._opened(page.records)
            if first and pulled and all(each.aside is not None for each in pulled):
                raise Unreachable(OTHER_KEYS)
            if pulled:
                self._read = True
                self._apply(pulled, page.next)
                self._progress("Taking in", page.next, page.head)
            pages += 1
            if not page.more or pages >= PAGES_LIMIT:
                break
            state = self._state
        if self._state.again and pages < PAGES_LIMIT:
            with self._desk():
                queries.missing_there(self._journal)
        self._retry()

    def _page(self, state: State) -> _Page | None:
        """The next page; `None` where the server turned out to have begun anew."""
        epoch = state.epoch or b""
        query = f"after={state.cursor}&limit={PULL_AT_ONCE}&epoch={epoch.hex()}"
        try:
            answer = self._ask("GET", f"/v1/c/{state.collection.hex()}/pull?{query}")
        except Declined as error:
            if error.word != protocol.OTHER_EPOCH:
                raise
            self._renew(state, error)
            return None
        page = _Page.read(answer, state.cursor, epoch)
        if page.head < state.cursor:
            # Without a word it has less than it had: as after a restore, all that is missing is sent again.
            if self._seen.lost:
                raise Unreachable(BROKEN)
            self._seen.lost = True
            self._began_anew(epoch)
            return None
        return page

    def _renew(self, state: State, error: Declined) -> None:
        epoch = shapes.octets(error.fields.get("epoch"), protocol.ID_BYTES)
        self._renewals += 1
        if epoch == state.epoch or self._renewals > 3:
            raise Unreachable(BROKEN) from error
        self._began_anew(epoch)

    def _opened(self, records: list[_Record]) -> list[Pulled]:
        """The records in plain text, but for those that are here already."""
        state, keys = self._state, self._held.ring.by_kid
        known = queries.traces(self._journal, [each.id for each in records])
        found = []
        for each in records:
            trace = known.get(each.id)
            here = trace is not None and each.version in (trace.known, trace.version)
            document, aside = (None, None) if here else _document(each, keys, state.collection)
            found.append(Pulled(each.id, each.version, each.seq, document, aside))
        return found

    def _apply(self, pulled: list[Pulled], cursor: int | None) -> None:
        with self._desk() as desk:
            applier = Applier(desk, _present_ms())
            applier.take(pulled)
            if cursor is not None:
                queries.save(self._journal, cursor=cursor)
        self._count(applier)

    def _count(self, applier: Applier) -> None:
        self.pulled += applier.pulled
        self.merged += applier.merged
        self.scrub |= bool(applier.erased)
        self._seen.older += applier.older
        self._seen.damaged += applier.damaged
        self._seen.ahead = max(self._seen.ahead, applier.ahead)

    def _retry(self) -> None:
        waiting = queries.traces_aside(self._journal, RETRIED)
        if waiting:
            with self._desk() as desk:
                applier = Applier(desk, _present_ms())
                applier.retry(waiting)
            self._count(applier)

    # Out.

    def _push(self) -> None:
        batch = self._seal()
        while batch:
            self._progress("Sending", self.pushed, self.pushed + queries.pending(self._journal))
            state = self._state
            body = {
                "epoch": state.epoch.hex() if state.epoch else "",
                "records": [
                    {
                        "id": each.id.hex(),
                        "base": each.known.hex() if each.known else None,
                        "version": (each.version or b"").hex(),
                        "blob": shapes.base64(each.blob or b""),
                    }
                    for each in batch
                ],
            }
            try:
                answer = self._ask("POST", f"/v1/c/{state.collection.hex()}/push", body)
            except Declined as error:
                if error.word != protocol.OTHER_EPOCH:
                    raise
                self._renew(state, error)
                self._pull()
            else:
                self._answered(batch, answer)
            batch = self._seal()

    def _seal(self) -> list[Trace]:
        """What is sent next: sealed once, and kept until the server has it."""
        with self._desk() as desk:
            desk.save()
            found = self._chosen(desk, on_heads=False) or self._chosen(desk, on_heads=True)
            for each in found:
                desk.change(each)
        return found

    def _chosen(self, desk: Desk, *, on_heads: bool) -> list[Trace]:
        room, chosen = PUSH_BYTES, list[Trace]()
        passed = [each for each, tries in self._tries.items() if tries >= TRIES]
        for trace in queries.dirty_traces(self._journal, PUSH_AT_ONCE + len(passed), heads=on_heads):
            if self._tries.get(trace.id, 0) >= TRIES or len(chosen) == PUSH_AT_ONCE:
                continue
            if trace.blob is None and not self._sealed(desk, trace):
                continue
            room -= len(trace.blob or b"") * 4 // 3 + RECORD_OVERHEAD
            if room < 0 and chosen:
                break
            chosen.append(trace)
        return chosen

    def _sealed(self, desk: Desk, trace: Trace) -> bool:
        document = desk.document(trace)
        trace.count += 1
        plain = documents.encode(documents.counted(document, trace.count))
        trace.version = envelope.new_version()
        ring = self._held.ring
        try:
            trace.blob = envelope.seal(ring.key, ring.collection, trace.id, trace.version, plain)
        except Refused:
            self._pass_over(desk, trace, TOO_LARGE)
            return False
        return True

    def _pass_over(self, desk: Desk, trace: Trace, why: str) -> None:
        """Leave a record for another run, and say why."""
        self._tries[trace.id] = TRIES
        self._seen.refused[why] = self._seen.refused.get(why, 0) + 1
        trace.version, trace.blob = None, None
        if trace.live or trace.aside is None:
            trace.aside = why
        desk.change(trace)

    def _answered(self, batch: list[Trace], answer: dict[str, Any]) -> None:
        """What became of each; conflicts are merged and go out again, in another version."""
        results = [shapes.mapping(each) for each in shapes.many(answer.get("results"), len(batch))]
        if [each.get("id") for each in results] != [each.id.hex() for each in batch]:
            raise Unreachable(BROKEN)
        statuses = [each.get("status") for each in results]
        if any(each not in protocol.STATUSES for each in statuses):
            raise Unreachable(BROKEN)
        current = [_Record.read(each["current"]) for each in results if isinstance(each.get("current"), dict)]
        if {each.id for each in current} - {each.id for each in batch}:
            raise Unreachable(BROKEN)
        pulled = self._opened(current)
        written: list[tuple[bytes, int]] = []
        again = False
        with self._desk() as desk:
            for sent, result in zip(batch, results, strict=True):
                status = result["status"]
                if status in (protocol.OK, protocol.DUPLICATE):
                    seq = shapes.whole(result.get("seq"), 2**63 - 1)
                    if self._acknowledged(desk, sent, seq):
                        written.append((sent.id, sent.count))
                    continue
                self._tries[sent.id] = self._tries.get(sent.id, 0) + 1
                again |= status == protocol.CONFLICT and "current" not in result
                self._not_taken(desk, sent, status)
            if written and batch[0].kind != documents.HEADS:
                heads.add(desk, written, _present_ms())
            applier = Applier(desk, _present_ms())
            applier.take(pulled)
            self._advance()
        self._count(applier)
        if protocol.STALE_KEY in statuses or protocol.UNKNOWN_KEY in statuses:
            self._follow()
        if again:
            self._pull()

    def _acknowledged(self, desk: Desk, sent: Trace, seq: int) -> bool:
        trace = desk.trace(sent.id)
        if trace is None:
            return False
        trace.known, trace.seq = sent.version, seq
        if trace.version == sent.version:  # else it was edited meanwhile, and that is on its way
            trace.version, trace.blob, trace.dirty = None, None, False
            trace.aside = None if trace.live else trace.aside
        desk.change(trace)
        self._mine.add(seq)
        self.pushed += trace.kind != documents.HEADS
        return True

    def _not_taken(self, desk: Desk, sent: Trace, status: str) -> None:
        trace = desk.trace(sent.id)
        if trace is None:
            return
        if status == protocol.TOO_LARGE:
            self._pass_over(desk, trace, TOO_LARGE)
        elif status == protocol.QUOTA:
            self._pass_over(desk, trace, NO_ROOM)
        elif self._tries[sent.id] >= TRIES:
            self._pass_over(desk, trace, NOT_AGREED)
        else:
            trace.version, trace.blob = None, None
            desk.change(trace)

    def _advance(self) -> None:
        """Move the cursor over places that this run filled itself, as long as no other lies between."""
        cursor = start = self._state.cursor
        while cursor + 1 in self._mine:
            cursor += 1
            self._mine.discard(cursor)
        if cursor != start and not self._state.again:
            queries.save(self._journal, cursor=cursor)

    def _end(self) -> Result:
        """Look whether anything is held back, and say what there is to say."""
        state = self._state
        with self._desk() as desk:
            # What was held back can only show, and only come, with what was read.
            looks = self._read or state.warnings != "[]"
            warnings = tuple(self._warnings(heads.withheld(desk) if looks else 0))
            queries.save(self._journal, warnings=json.dumps(warnings), synced_at=clock.stamp())
        pending = queries.pending(self._journal)
        return Result(self.pushed, self.pulled, self.merged, pending, warnings)

    def _warnings(self, withheld: int) -> Iterator[str]:
        seen = self._seen
        if withheld:
            yield WITHHELD.format(_number(withheld))
        if seen.lost:
            yield LOST
        if seen.older:
            yield OLDER.format(_number(seen.older))
        if seen.damaged:
            yield NOT_OPENED.format(_number(seen.damaged))
        for why, number in seen.refused.items():
            yield f"{_number(number)} could not be sent: {why}. Nothing is lost here."
        if abs(self.server.skew) > WARN_SECONDS:
            yield CLOCK_HERE
        elif seen.ahead > WARN_SECONDS:
            yield CLOCK_THERE


WITHHELD = "{} that another of your devices wrote did not come, so the server may be holding something back."
LOST = "The server had lost records without saying so. What this device has was sent again."
OLDER = "{} came in an older state than this device had seen. The newer one was kept and sent again."
NOT_OPENED = "{} from the server could not be opened and were left out: changed, swapped or damaged there."
CLOCK_HERE = "The clock of this device differs from the server's by more than an hour. Syncing works all the same."
CLOCK_THERE = "The clock of another of your devices is more than an hour ahead. Syncing works all the same."


def _number(count: int) -> str:
    return "1 record" if count == 1 else f"{count:,} records"


def _present_ms() -> int:
    return clock.nanoseconds() // 1_000_000


class _Record(NamedTuple):
    """A record as the server gives it."""

    id: bytes
    version: bytes
    seq: int
    blob: bytes

    @classmethod
    def read(cls, value: Any) -> _Record:
        """From JSON; raises `Garbled`."""
        found = shapes.mapping(value)
        id, version = (shapes.octets(found.get(name), protocol.ID_BYTES) for name in ("id", "version"))
        seq = shapes.whole(found.get("seq"), 2**63 - 1)
        return cls(id, version, seq, shapes.blob(found.get("blob"), protocol.BLOB_LIMIT))


class _Page(NamedTuple):
    """Records in the order of their places."""

    records: list[_Record]
    next: int
    head: int
    more: bool

    @classmethod
    def read(cls, answer: dict[str, Any], after: int, epoch: bytes) -> _Page:
        """From JSON, held to what follows from the question; raises `Unreachable`."""
        records = [_Record.read(each) for each in shapes.many(answer.get("records"), protocol.PULL_RECORDS)]
        following, head = (shapes.whole(answer.get(name), 2**63 - 1) for name in ("next", "head"))
        more = answer.get("more")
        places = [after, *(each.seq for each in records)]
        rising = all(one < other for one, other in pairwise(places))
        unlike = len({each.id for each in records}) == len(records)
        if shapes.octets(answer.get("epoch"), protocol.ID_BYTES) != epoch or not isinstance(more, bool):
            raise Unreachable(BROKEN)
        if not rising or not unlike or following != places[-1] or (more and not records):
            raise Unreachable(BROKEN)
        if records and head < following:
            raise Unreachable(BROKEN)
        return cls(records, following, head, more)


def _document(record: _Record, keys: dict[bytes, bytes], collection: bytes) -> tuple[Document | None, str | None]:
    try:
        plain = envelope.unseal(keys, collection, record.id, record.version, record.blob)
        return documents.decode(plain), None
    except envelope.UnknownKey:
        return None, queries.NO_KEY
    except (envelope.Unopened, shapes.Garbled):
        return None, DAMAGED
