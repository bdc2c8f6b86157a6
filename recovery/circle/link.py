"""What is said on one link: what the other said is taken in, what this side says is sent.

Everything that comes is held to what an honest server and an honest other party could give; what is not is left out.
A run may end anywhere, and the next goes on. No transaction is open while it waits for the server.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from recovery import clock
from recovery.circle import authorship, log, queries, records
from recovery.circle.member import Member, last_second
from recovery.circle.queries import Kept
from recovery.circle.side import FORGED, OLDER, Over, Side
from recovery.circle.standing import counts
from recovery.errors import Unreachable
from recovery.store.connection import Journal
from recovery.sync import documents, envelope, link_api
from recovery.sync.documents import Document, Field
from recovery.sync.hybrid_clock import HybridClock
from recovery.sync.pull import PullPage, SealedRecord
from recovery.sync.push import sendable
from recovery.sync.transport import BROKEN, ErrorResponse, Server
from recovery.wire import protocol, strict_json

TRIES = 6
PAGES_LIMIT = 200
RECORDS_LIMIT, LETTERS_LIMIT = 5000, 8 * 1024 * 1024  # of one link; beyond, what is new is left out


class Link(Side):
    """A link for one command; `follow`, `pull` and `push` ask the server."""

    def __init__(self, journal: Journal, member: Member, server: Server | None = None) -> None:
        super().__init__(journal, member, server)
        self._look_again = False

    def pull(self) -> None:
        """Take in all that the server has and this device has not. Raises `Unreachable`."""
        collection = self.held.ring.collection
        for _ in range(PAGES_LIMIT):
            epoch = self.state.epoch or b""
            query = f"after={self.state.cursor}&limit={protocol.PULL_RECORDS}&epoch={epoch.hex()}"
            try:
                answer = self.server.ask_with_token("GET", f"/v1/c/{collection.hex()}/pull?{query}")
            except ErrorResponse as error:
                self._go_on(error)
                continue
            page = PullPage.read(answer, self.state.cursor, epoch)
            if page.head < self.state.cursor:
                self._begin_again(epoch)
                continue
            self._take(page.records, page.next)
            if not page.more:
                break

    def _go_on(self, error: ErrorResponse) -> None:
        if error.code != protocol.OTHER_EPOCH:
            raise error
        self._begin_again(strict_json.octets(error.fields.get("epoch"), protocol.ID_BYTES))

    def _begin_again(self, epoch: bytes) -> None:
        """The server began anew: all it has is looked through, and what it lacks of this side is sent once more."""
        with self.journal.transaction():
            self.state.epoch, self.state.cursor = epoch, 0
            self.save()
            queries.forget_places(self.journal, self.member.id)
        self._look_again = True

    def _take(self, given: Sequence[SealedRecord], following: int) -> None:
        with self.journal.transaction():
            for sealed in given:
                self._take_one(sealed)
            self.state.cursor = following
            self.save()

    def _take_one(self, sealed: SealedRecord) -> None:
        """One record: merged where this side has something of it to send, left out where it is older or unreadable."""
        ring = self.held.ring
        mine = queries.record(self.journal, self.member.id, sealed.id)
        if mine is not None and mine.known == sealed.version:
            mine.seq = sealed.seq
            queries.put(self.journal, self.member.id, mine)
            return
        try:
            plain = envelope.unseal(ring.by_kid, ring.collection, sealed.id, sealed.version, sealed.blob)
            body, mark = authorship.split(plain)
            document = documents.decode(body)
        except (envelope.Unopened, strict_json.Malformed):
            return
        if envelope.record_id(ring.id_key, document.kind, document.local) != sealed.id or document.erased:
            return
        own = document.local.partition("/")[0] == self.member.side
        if own and not authorship.is_own(self.member.seed, sealed.id, sealed.version, body, mark):
            queries.with_notice(self.state, FORGED)
            self._send_again(mine, sealed)
            return
        if mine is None:
            count, letters = queries.size(self.journal, self.member.id)
            if count >= RECORDS_LIMIT or letters + len(plain) > LETTERS_LIMIT:
                return
            mine = Kept(id=sealed.id, kind=document.kind, local=document.local, body="")
        elif mine.version != sealed.version and document.count < mine.count and not mine.unsent:
            queries.with_notice(self.state, OLDER)
            if own:  # the server was put back: it gets the newer one again
                self._send_again(mine, sealed)
            return
        self._keep_taken(mine, document, sealed, own=own)

    def _send_again(self, mine: Kept | None, sealed: SealedRecord) -> None:
        """What this side said takes the place of what the server has instead."""
        if mine is not None:
            mine.known, mine.seq, mine.unsent = sealed.version, sealed.seq, 1
            mine.version, mine.blob = None, None
            queries.put(self.journal, self.member.id, mine)

    def _keep_taken(self, mine: Kept, document: Document, sealed: SealedRecord, *, own: bool) -> None:
        first = not mine.body
        again = not first and mine.count == document.count and mine.document.same(document)
        if mine.body and mine.unsent:
            merged = documents.merge(mine.document, document)
            mine.unsent = 0 if merged.same(document) else 1
            count = document.count if not mine.unsent else documents.following(merged.count)
            document = documents.counted(merged, count)
        hybrid = self._hybrid()
        for field in (*document.fields.values(), document.deleted):
            hybrid.see(field.clock)
        self._keep_clock(hybrid)
        mine.body, mine.count = documents.encode(document).decode(), document.count
        mine.known, mine.seq, mine.version, mine.blob = sealed.version, sealed.seq, None, None
        mine.told = mine.told if again else int(first and _is_over(document))  # what never began here is no news
        queries.put(self.journal, self.member.id, mine)
        if own:  # another device of this side sent it, or this one did, and did not hear that it was taken
            log.note_told(self.journal, self.member, sealed.id, document)
        if not again:  # else it was sealed anew, as after the other side took other keys
            self._after(document, sealed.id)

    def _after(self, document: Document, id: bytes) -> None:
        """What follows from a record that came: a receipt for it, or a line of the log where it is one."""
        one = records.read(id, document)
        if one is None:
            return
        if one.side == self.member.other_side and one.kind in records.RECEIPTED:
            values = {"record": id.hex(), "count": one.count, "at": records.instant_text(now())}
            self._say(records.GOT, id.hex(), values)
        if one.side == self.member.other_side and one.kind == records.GOT:
            record, count, at = one.text("record", 32), one.whole("count"), one.instant("at")
            if record and count is not None and at is not None:
                try:
                    queries.note_opened(self.journal, self.member.id, bytes.fromhex(record), count, at)
                except ValueError:
                    return

    def say(self, kind: str, values: dict[str, Any], rest: str = "") -> bytes:
        """Say something, to be sent by `push`; what is said already is not said again. Returns the record's id."""
        with self.journal.transaction():
            return self._say(kind, rest, values)

    def _say(self, kind: str, rest: str, values: dict[str, Any]) -> bytes:
        local = records.local_of(self.member.side, rest)
        id = envelope.record_id(self.held.ring.id_key, kind, local)
        mine = queries.record(self.journal, self.member.id, id) or Kept(id=id, kind=kind, local=local, body="")
        before = mine.document if mine.body else Document(kind, local)
        changed = {name: value for name, value in values.items() if _value(before, name) != value}
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

    def push(self) -> int:
        """Send what waits, with how much this side has said in all; returns how many records the server took."""
        if not self.member.claimed:
            return 0
        taken = 0
        for _ in range(TRIES):
            batch = self._sealed()
            if not batch:
                break
            more, pull, follow = self._send(batch)
            taken += more
            if follow:
                self.follow()
            if pull:
                self.pull()
        return taken

    def _sealed(self) -> list[Kept]:
        """What is sent next, each sealed once and kept so; `said` goes with it in the same batch."""
        with self.journal.transaction():
            waiting = queries.unsent(self.journal, self.member.id)
            if any(one.kind != records.SAID for one in waiting):
                self._say(records.SAID, "", dict(counts(queries.said(self.journal, self.member.id), self.member.side)))
                waiting = queries.unsent(self.journal, self.member.id)
            ring, batch, room = self.held.ring, list[Kept](), protocol.BODY_LIMIT - 64 * 1024
            kid, key = next(reversed(ring.by_kid.items()))
            for one in waiting[: protocol.PUSH_RECORDS]:
                if one.blob is None or one.version is None or envelope.kid_of(one.blob) != kid:
                    one.version = envelope.new_version()
                    plain = authorship.marked(self.member.seed, one.id, one.version, one.body.encode())
                    one.blob = envelope.seal(kid, key, ring.collection, one.id, one.version, plain)
                    queries.put(self.journal, self.member.id, one)
                room -= len(one.blob) * 4 // 3 + 200
                if room < 0 and batch:
                    break
                batch.append(one)
            return batch

    def _send(self, batch: list[Kept]) -> tuple[int, bool, bool]:
        """How many the server took; whether to pull and whether to follow the ring before the rest."""
        body: dict[str, Any] = {"epoch": (self.state.epoch or b"").hex(), "records": [sendable(one) for one in batch]}
        if any(one.kind in records.RINGING for one in batch) and protocol.DOORBELL in link_api.capabilities(
            self.server
        ):
            body["ring"] = True
        try:
            path = f"/v1/c/{self.held.ring.collection.hex()}/push"
            answer = self.server.ask_with_token("POST", path, body)
        except ErrorResponse as error:
            self._go_on(error)
            return 0, True, False
        results = [strict_json.mapping(result) for result in strict_json.many(answer.get("results"), len(batch))]
        if [result.get("id") for result in results] != [one.id.hex() for one in batch]:
            raise Unreachable(BROKEN)
        return self._note(batch, results)

    def _note(self, batch: list[Kept], results: list[dict[str, Any]]) -> tuple[int, bool, bool]:
        taken, statuses = 0, {result.get("status") for result in results}
        with self.journal.transaction():
            for sent, result in zip(batch, results, strict=True):
                now = queries.record(self.journal, self.member.id, sent.id)
                if now is None:
                    continue
                if result.get("status") in (protocol.OK, protocol.DUPLICATE):
                    taken += 1
                    now.known, now.seq = sent.version, strict_json.whole(result.get("seq"), 2**63 - 1)
                    if now.version == sent.version:
                        now.unsent, now.version, now.blob = 0, None, None
                    log.note_sent(self.journal, self.member, sent.id, sent.document, clock.stamp())
                else:
                    now.version, now.blob = None, None
                    if result.get("status") == protocol.CONFLICT and "current" not in result:
                        now.known = None
                queries.put(self.journal, self.member.id, now)
        refused = statuses & {protocol.TOO_LARGE, protocol.QUOTA}
        if refused:
            raise Unreachable(
                BROKEN if protocol.TOO_LARGE in refused else ErrorResponse(403, protocol.QUOTA, {}).sentence
            )
        return taken, protocol.CONFLICT in statuses, bool(statuses & {protocol.STALE_KEY, protocol.UNKNOWN_KEY})

    def take_in(self) -> None:
        """Follow and pull. Raises `Over`, `Stopped`, `Unreachable`."""
        self.follow()
        self.pull()

    def send_out(self) -> int:
        """Send what is to be said, after `take_in`; returns how many records the server took."""
        self._say_again()
        return self.push()

    def _say_again(self) -> None:
        """Have sent once more what the server lost, and all that this side's present keys have not marked."""
        present = self.identity.public.hex()
        with self.journal.transaction():
            if self._look_again:
                queries.resend_missing(self.journal, self.member.id, self.member.side)
            if self.state.marked_as != present:
                queries.resend_own(self.journal, self.member.id, self.member.side)
                self.state.marked_as = present
                self.save()
        self._look_again = False

    def erase(self) -> None:
        """Have the server erase the link; one that is not there any more is erased too. Raises `Unreachable`.

        One that the person did not end is erased only once it has run out by the server's clock: this one may be wrong.
        """
        if self.state.erased:
            return
        with suppress(Over):
            if self.member.ended is None and not self._has_run_out():
                return
            self.server.ask_with_token("DELETE", "/v1/account")
        self.state.erased, self.state.token = 1, None
        self.save()

    def _has_run_out(self) -> bool:
        """Whether the server says so; raises `Over` where it let go of the link by itself."""
        self.server.ask_with_token("GET", "/v1/usage")
        told = self.server.told_time
        return told is not None and told >= last_second(self.member.until)


def _value(document: Document, name: str) -> Any:
    field = document.fields.get(name)
    return None if field is None else field.value


def _is_over(document: Document) -> bool:
    return document.kind == records.HELP and _value(document, "state") == records.OVER


def now() -> datetime:
    """The present, in UTC."""
    return clock.now(ZoneInfo("UTC"))
