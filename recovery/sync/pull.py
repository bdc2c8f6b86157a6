"""What others wrote, page by page into the journal. The cursor is saved with what it counts."""

from __future__ import annotations

from dataclasses import replace

from recovery.errors import Unreachable
from recovery.store import remarks
from recovery.sync import answers
from recovery.sync.answers import PullPage, SealedRecord
from recovery.sync.apply import Applier, OpenedRecord
from recovery.sync.queries import account_state, sync_records
from recovery.sync.queries.account_state import AccountState
from recovery.sync.run import SyncRun, present_ms
from recovery.sync.transport import BROKEN, ErrorResponse
from recovery.wire import protocol

PULL_AT_ONCE = protocol.PULL_RECORDS
PAGES_LIMIT = 20_000  # in one run; the next goes on
RETRIED = 500
ASKED_AGAIN = 20
OTHER_KEYS = (
    "Nothing on the server can be opened with the keys of this device, so nothing was sent. "
    "If this is the right account, see whether your other devices sync; nothing here is lost."
)


class Puller:
    """The way in."""

    def __init__(self, run: SyncRun) -> None:
        self._run = run

    def pull(self) -> None:
        """Take in all that the server has and this device has not; raises `Unreachable`."""
        for why, may_come in ((remarks.NO_KEY, True), (remarks.HELD, self._run.takes_removals)):
            if may_come and sync_records.count_aside_for(self._run.journal, why):
                with self._run.transaction():
                    sync_records.fetch_again(self._run.journal, why)
        state, pages = self._run.state, 0
        while True:
            page = self._page(state)
            if page is None:
                state = self._run.state
                continue
            first = state.cursor == 0 and not state.again
            pulled = self.opened(page.records)
            if any(each.aside == remarks.NO_KEY for each in pulled):
                self._run.follow()
                pulled = self.opened(page.records)
            if first and pulled and all(each.aside is not None for each in pulled):
                raise Unreachable(OTHER_KEYS)
            if pulled:
                self._run.seen.read = True
                self._apply(pulled, page.next)
                self._run.progress("Taking in", page.next, page.head)
            pages += 1
            if not page.more or pages >= PAGES_LIMIT:
                break
            state = self._run.state
        if self._run.state.again and pages < PAGES_LIMIT:
            with self._run.transaction():
                sync_records.resend_missing(self._run.journal)
        self._ask_again()
        self._retry()

    def _ask_again(self) -> None:
        """Ask once more for some of what could not be read, each by its place: it or its key may have come."""
        for place in sync_records.unread_places(self._run.journal, ASKED_AGAIN):
            page = self._page(replace(self._run.state, cursor=place - 1), limit=1)
            if page is not None:
                pulled = [each for each in self.opened(page.records) if each.document is not None]
                if pulled:
                    self._apply(pulled, None)

    def _page(self, state: AccountState, limit: int | None = None) -> PullPage | None:
        """The next page; `None` where the server turned out to have begun anew."""
        epoch = state.epoch or b""
        query = f"after={state.cursor}&limit={limit or PULL_AT_ONCE}&epoch={epoch.hex()}"
        try:
            answer = self._run.ask("GET", f"/v1/c/{state.collection.hex()}/pull?{query}")
        except ErrorResponse as error:
            if error.code != protocol.OTHER_EPOCH:
                raise
            self._run.go_on(error)
            return None
        page = PullPage.read(answer, state.cursor, epoch)
        if page.head < state.cursor:
            # Without a word it has less than it had: as after a restore, all that is missing is sent again.
            if self._run.seen.lost:
                raise Unreachable(BROKEN)
            self._run.seen.lost = True
            self._run.began_anew(epoch)
            return None
        return page

    def opened(self, records: list[SealedRecord]) -> list[OpenedRecord]:
        """The records in plain text, but for those that are here already."""
        if not records:
            return []
        state, keys = self._run.state, self._run.held.ring.by_kid
        places = {kid: place for place, kid in enumerate(keys)}
        known = sync_records.by_ids(self._run.journal, [each.id for each in records])
        found = []
        for each in records:
            record = known.get(each.id)
            here = record is not None and each.version in (record.known, record.version)
            document, aside = (None, None) if here else answers.opened(each, keys, state.collection)
            place = places.get(each.kid, 0)
            found.append(OpenedRecord(each.id, each.version, each.seq, document, aside, place, place < len(keys) - 1))
        return found

    def _apply(self, pulled: list[OpenedRecord], cursor: int | None) -> None:
        with self._run.transaction() as store:
            applier = Applier(store, present_ms(), takes_removals=self._run.takes_removals)
            applier.take(pulled)
            if cursor is not None:
                account_state.save(self._run.journal, cursor=cursor)
        self.count(applier)

    def count(self, applier: Applier) -> None:
        """Note what became of records."""
        seen = self._run.seen
        seen.pulled += applier.pulled
        seen.merged += applier.merged
        seen.erased += applier.erased
        seen.starts += applier.starts
        seen.older += applier.older
        seen.aside += applier.aside
        for why, number in applier.refused.items():
            seen.refused[why] = seen.refused.get(why, 0) + number
        seen.ahead = max(seen.ahead, applier.ahead)

    def _retry(self) -> None:
        waiting = sync_records.aside(self._run.journal, RETRIED)
        if waiting:
            with self._run.transaction() as store:
                applier = Applier(store, present_ms(), takes_removals=self._run.takes_removals)
                applier.retry(waiting)
            self.count(applier)
