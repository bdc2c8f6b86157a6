"""What the other side of a link says, taken in.

It is held to what an honest server and an honest other party could give; what is not is left out.
"""

from __future__ import annotations

from collections.abc import Sequence

from recovery.circle import authorship, log, queries, records
from recovery.circle.member import Member
from recovery.circle.queries import Kept
from recovery.circle.side import FORGED, OLDER
from recovery.circle.writing import Writer, now, value_of
from recovery.store.connection import Journal
from recovery.sync import documents, envelope
from recovery.sync.documents import Document
from recovery.sync.pull import PullPage, SealedRecord
from recovery.sync.transport import ErrorResponse, Server
from recovery.wire import protocol, strict_json

PAGES_LIMIT = 200
RECORDS_LIMIT, LETTERS_LIMIT = 5000, 8 * 1024 * 1024  # of one link; beyond, what is new is left out


class Reader(Writer):
    """This side of one link, which hears the other; `follow` comes before `pull`."""

    def __init__(self, journal: Journal, member: Member, server: Server | None = None) -> None:
        super().__init__(journal, member, server)
        self._look_again = False  # the server began anew: what it lacks is sent once more

    def pull(self) -> None:
        """Take in all that the server has and this device has not. Raises `Unreachable`."""
        collection = self.held.ring.collection
        for _ in range(PAGES_LIMIT):
            epoch = self.state.epoch or b""
            query = f"after={self.state.cursor}&limit={protocol.PULL_RECORDS}&epoch={epoch.hex()}"
            try:
                answer = self.server.ask_with_token("GET", f"/v1/c/{collection.hex()}/pull?{query}")
            except ErrorResponse as error:
                self.go_on(error)
                continue
            page = PullPage.read(answer, self.state.cursor, epoch)
            if page.head < self.state.cursor:
                self._begin_again(epoch)
                continue
            self._take(page.records, page.next)
            if not page.more:
                break

    def go_on(self, error: ErrorResponse) -> None:
        """Go on after an answer, where it says that the server began anew; else raises it."""
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
            plain = ring.envelope.unseal(sealed.id, sealed.version, sealed.blob)
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
            self.say_within(records.GOT, id.hex(), values)
        if one.side == self.member.other_side and one.kind == records.GOT:
            record, count, at = one.text("record", 32), one.whole("count"), one.instant("at")
            if record and count is not None and at is not None:
                try:
                    queries.note_opened(self.journal, self.member.id, bytes.fromhex(record), count, at)
                except ValueError:
                    return


def _is_over(document: Document) -> bool:
    return document.kind == records.HELP and value_of(document, "state") == records.OVER
