"""What others wrote, page by page into the journal. The cursor is saved with what it counts.

A page is held to what an honest server could give: it comes to an end, in order, and names no record twice.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from recovery.errors import Unreachable
from recovery.language import tr
from recovery.store import sync_notices
from recovery.sync import envelope
from recovery.sync.queries import sync_records
from recovery.sync.run import SyncRun
from recovery.sync.transport import BROKEN, ErrorResponse
from recovery.wire import protocol, strict_json

if TYPE_CHECKING:
    from recovery.sync.apply import Applier, OpenedRecord
    from recovery.sync.documents import Document
    from recovery.sync.record_store import RecordStore

PULL_AT_ONCE = protocol.PULL_RECORDS
PAGES_LIMIT = 20_000  # in one run; the next goes on
# In one transaction at most: what stands in no order is written out once then for all of them. It begins with one page
# and doubles, so that a run which ends early has kept something.
PAGES_TAKEN_IN = 8
RETRIED = 500
ASKED_AGAIN = 20
OTHER_KEYS = tr(
    "Nothing on the server can be opened with the keys of this device, so nothing was sent. "
    "If this is the right account, see whether your other devices sync; nothing here is lost."
)


PendingAnswer = Callable[[], dict[str, Any]]  # waits for it


class SealedRecord(NamedTuple):
    """A record as the server gives it."""

    id: bytes
    version: bytes
    seq: int
    blob: bytes

    @property
    def kid(self) -> bytes:
        """The name of the key that it says it was sealed under; opening it shows whether that is so."""
        return self.blob[1 : protocol.HEAD_BYTES]

    @classmethod
    def read(cls, value: Any) -> SealedRecord:
        """From JSON; raises `Malformed`."""
        members = strict_json.mapping(value)
        id, version = (strict_json.octets(members.get(name), protocol.ID_BYTES) for name in ("id", "version"))
        seq = strict_json.whole(members.get("seq"), 2**63 - 1)
        return cls(id, version, seq, strict_json.blob(members.get("blob"), protocol.BLOB_LIMIT))


class PullPage(NamedTuple):
    """Records in the order of their places."""

    records: list[SealedRecord]
    next: int
    head: int
    more: bool

    @classmethod
    def read(cls, answer: dict[str, Any], after: int, epoch: bytes) -> PullPage:
        """From JSON, held to what follows from the question; raises `Unreachable`."""
        records = [
            SealedRecord.read(record) for record in strict_json.many(answer.get("records"), protocol.PULL_RECORDS)
        ]
        following, head = (strict_json.whole(answer.get(name), 2**63 - 1) for name in ("next", "head"))
        more = answer.get("more")
        places = [after, *(record.seq for record in records)]
        rising = all(one < other for one, other in pairwise(places))
        unlike = len({record.id for record in records}) == len(records)
        if strict_json.octets(answer.get("epoch"), protocol.ID_BYTES) != epoch or not isinstance(more, bool):
            raise Unreachable(BROKEN)
        if not rising or not unlike or following != places[-1] or (more and not records):
            raise Unreachable(BROKEN)
        if records and head < following:
            raise Unreachable(BROKEN)
        return cls(records, following, head, more)


class Puller:
    """Takes in what the server has and this device has not."""

    def __init__(self, run: SyncRun) -> None:
        self._run = run

    def pull(self) -> None:
        """Take in all that the server has and this device has not; raises `Unreachable`."""
        run = self._run
        if run.state.aside:
            self._go_back_for(sync_notices.NO_KEY)
            if run.takes_removals:
                self._go_back_for(sync_notices.HELD)
        complete = self._take_pages()
        if run.state.again and complete:
            with run.transaction() as store:
                sync_records.resend_missing(run.journal)
                store.update(again=False)
        if run.state.aside:
            self._ask_again()
            self._retry()

    def _take_pages(self) -> bool:
        """Take in page after page; returns whether that was all that the server has."""
        run, at_once = self._run, 1
        waiting: list[list[OpenedRecord]] = []
        after, answer = run.state.cursor, self._question(run.state.cursor)
        for _ in range(PAGES_LIMIT):
            try:
                page = self._page(after, answer)
            except Unreachable:
                self._take(waiting, after)
                raise
            if page is None:
                waiting.clear()  # it comes again: everything does
                after, answer = run.state.cursor, self._question(run.state.cursor)
                continue
            if page.more:
                answer = self._question(page.next, beside=True)  # on its way while this one is opened and taken in
            if page.records:
                waiting.append(self._opened_page(page.records, first=after == 0 and not run.state.again))
            after = page.next
            if len(waiting) == at_once or not page.more:
                self._take(waiting, after)
                at_once = min(2 * at_once, PAGES_TAKEN_IN)
            if not page.more:
                return True
            run.progress(tr("Taking in"), page.next, page.head)
        self._take(waiting, after)
        return False

    def _opened_page(self, records: list[SealedRecord], *, first: bool) -> list[OpenedRecord]:
        """A page in plain text; raises `Unreachable` where nothing of the `first` one can be opened."""
        pulled = self.opened(records)
        if any(record.aside == sync_notices.NO_KEY for record in pulled):
            self._run.follow()
            pulled = self.opened(records)
        if first and all(record.aside is not None for record in pulled):
            raise Unreachable(OTHER_KEYS)
        return pulled

    def _take(self, waiting: list[list[OpenedRecord]], cursor: int) -> None:
        """Take these pages in, if there are any, and none of them again."""
        if waiting:
            self._run.seen.read = True
            self._apply(waiting, cursor)
            waiting.clear()

    def _go_back_for(self, why: str) -> None:
        """Pull again from where the first record stands that was set aside for that reason."""
        if sync_records.count_aside_for(self._run.journal, why):
            with self._run.transaction() as store:
                before = sync_records.fetch_again(self._run.journal, why)
                if before is not None:
                    store.update(cursor=min(store.state.cursor, before))

    def _ask_again(self) -> None:
        """Ask once more for some of what could not be read, each by its place: it or its key may have come."""
        for place in sync_records.unread_places(self._run.journal, ASKED_AGAIN):
            page = self._page(place - 1, self._question(place - 1, limit=1))
            if page is not None:
                pulled = [record for record in self.opened(page.records) if record.document is not None]
                if pulled:
                    self._apply([pulled], None)

    def _question(self, after: int, *, limit: int | None = None, beside: bool = False) -> PendingAnswer:
        """What gives the page after that place; `beside` it is under way at once."""
        state, server = self._run.state, self._run.server
        query = f"after={after}&limit={limit or PULL_AT_ONCE}&epoch={(state.epoch or b'').hex()}"
        path = f"/v1/c/{state.collection.hex()}/pull?{query}"
        return server.asking("GET", path) if beside else partial(server.ask_with_token, "GET", path)

    def _page(self, after: int, answer: PendingAnswer) -> PullPage | None:
        """The page after that place; `None` where the server turned out to have begun anew."""
        epoch = self._run.state.epoch or b""
        try:
            page = PullPage.read(answer(), after, epoch)
        except ErrorResponse as error:
            if error.code != protocol.OTHER_EPOCH:
                raise
            self._run.go_on(error)
            return None
        if page.head < after:
            # Without a word it has less than it had: as after a restore, all that is missing is sent again.
            if self._run.seen.lost:
                raise Unreachable(BROKEN)
            self._run.seen.lost = True
            self._run.began_anew(epoch)
            return None
        return page

    def opened(self, records: list[SealedRecord]) -> list[OpenedRecord]:
        """The records in plain text, but for those that are here already.

        One that this device has sent without hearing of it is opened too: it may be edited before it is taken.
        """
        from recovery.sync.apply import OpenedRecord

        ring = self._run.held.ring
        keys = ring.by_kid
        places = {kid: place for place, kid in enumerate(keys)}
        known = sync_records.by_ids(self._run.journal, [record.id for record in records])
        opened = []
        for sealed in records:
            record = known.get(sealed.id)
            here = record is not None and sealed.version == record.known
            document, aside = (None, None) if here else _opened(sealed, ring.envelope)
            place = places.get(sealed.kid, 0)
            opened.append(
                OpenedRecord(sealed.id, sealed.version, sealed.seq, document, aside, place, place < len(keys) - 1)
            )
        return opened

    def _apply(self, pages: list[list[OpenedRecord]], cursor: int | None) -> None:
        with self._run.transaction() as store:
            together = [record for page in pages for record in page]
            once = len({record.id for record in together}) == len(together)
            for pulled in [together] if once else pages:  # a record may stand in two of them, and in none twice
                self.apply(store, pulled)
            if cursor is not None:
                store.update(cursor=cursor)

    def apply(self, store: RecordStore, opened: list[OpenedRecord]) -> None:
        """Take records into the journal, inside a transaction, and count what became of them."""
        from recovery.sync.apply import Applier

        applier = Applier(store, takes_removals=self._run.takes_removals)
        applier.take(opened)
        self._count(applier)

    def _count(self, applier: Applier) -> None:
        seen = self._run.seen
        seen.pulled += applier.pulled
        seen.merged += applier.merged
        seen.erased += applier.erased
        seen.starts += applier.starts
        seen.conflicts += applier.conflicts
        seen.older += applier.older
        seen.aside |= applier.aside
        for why, number in applier.refused.items():
            seen.refused[why] = seen.refused.get(why, 0) + number
        seen.ahead = max(seen.ahead, applier.ahead)

    def _retry(self) -> None:
        from recovery.sync.apply import Applier

        waiting = sync_records.aside(self._run.journal, RETRIED)
        if waiting:
            with self._run.transaction() as store:
                applier = Applier(store, takes_removals=self._run.takes_removals)
                applier.retry(waiting)
            self._count(applier)


def _opened(record: SealedRecord, keys: envelope.Envelope) -> tuple[Document | None, str | None]:
    """A record's document, or why there is none."""
    from recovery.sync import documents

    try:
        return documents.decode(keys.unseal(record.id, record.version, record.blob)), None
    except envelope.UnknownKey:
        return None, sync_notices.NO_KEY
    except envelope.Unopened:
        return None, sync_notices.DAMAGED
    except strict_json.Malformed:
        return None, sync_notices.MALFORMED
