"""Where sealed records are kept, each account's in an order of its own, and how full the disk is."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from typing import NamedTuple

from recovery.server.compare_and_swap import Incoming, Quota
from recovery.server.engine import Engine, Question, Row, Transaction
from recovery.server.storage import pushes
from recovery.server.storage.errors import LoggedOut, OtherEpoch
from recovery.server.storage.pushes import Push, Pushed
from recovery.server.storage.values import Bearer, Page
from recovery.wire import protocol

MEASURE_SECONDS = 5.0  # what is pushed in between is added up
SMALL = 16  # records of a push that goes with those of others
SMALL_BYTES = 64 * 1024


class TokenUse(NamedTuple):
    """With which token somebody asks, by its hash, and at which second."""

    token: bytes
    now: int


class Records:
    """The part of the storage that keeps them."""

    def __init__(self, engine: Engine, quota: Quota, disk: int | None = None) -> None:
        self.engine = engine
        self.quota = quota
        self._disk = disk
        self._page = PAGE.format(
            heads=engine.bytes_joined.format("id || version"),
            seqs=engine.numbers_joined.format("seq"),
            sizes=engine.numbers_joined.format("length(blob)"),
            blobs=engine.bytes_joined.format("blob"),
        )
        self._size, self._measured = 0, -MEASURE_SECONDS

    def quota_of(self, until: int | None) -> Quota:
        """What an account may hold: one that ends by itself less."""
        if until is None:
            return self.quota
        return self.quota._replace(bytes=min(self.quota.bytes, protocol.LINK_BYTES))

    async def full(self) -> bool:
        """Whether all accounts together take as much as they may, as far as this process knows."""
        if self._disk is None:
            return False
        now = monotonic()
        if now - self._measured >= MEASURE_SECONDS:
            self._measured = now
            self._size = await self.engine.size()
        return self._size >= self._disk

    async def push(
        self,
        account: bytes,
        collection: bytes,
        epoch: bytes,
        records: Sequence[Incoming],
        token_use: TokenUse | None = None,
    ) -> Pushed:
        """Keep what does not conflict. Raises `OtherEpoch`, `Full`, `AccountErased`, `LoggedOut`.

        Where the disk is full, only what does not grow. `token_use` is looked up in the same transaction.
        """
        token, now = token_use or (None, 0)
        push = Push(account, collection, epoch, records, token, now, await self.full())
        if len(records) <= SMALL and sum(len(record.blob) for record in records) <= SMALL_BYTES:
            pushed = await self.engine.write_together(account, self._keep, push)
        else:
            pushed = await self.engine.write(account, lambda tx: self._keep_one(tx, push))
        if self._disk is not None:
            kept = zip(records, pushed.outcomes, strict=True)
            self._size += sum(len(incoming.blob) for incoming, outcome in kept if outcome.status == protocol.OK)
        return pushed

    async def _keep(self, tx: Transaction, items: Sequence[Push]) -> list[Pushed | Exception]:
        return await pushes.keep(tx, items, self.quota_of)

    async def _keep_one(self, tx: Transaction, push: Push) -> Pushed:
        (kept,) = await pushes.keep(tx, [push], self.quota_of)
        if isinstance(kept, Exception):
            raise kept
        return kept

    async def pull(
        self, bearer: Bearer, collection: bytes, epoch: bytes, after: int, limit: int, token_use: TokenUse | None = None
    ) -> Page:
        """The records after a place in the order. Raises `OtherEpoch`, `LoggedOut`; `token_use` is looked up with them.

        A copy of the database answers only where it holds all that the account held when its token was looked up.
        """
        token, now = token_use or (b"", 0)
        place, room = (bearer.account, collection, after), protocol.PULL_BYTES
        fitting = (*place, room, limit, *place, limit, room, *place, limit)
        question = Question(self._page, (bearer.account, collection, token, now, *fitting, bearer.account))
        rows = await self.engine.ask_copy(question)
        if rows is not None:
            with suppress(OtherEpoch, LoggedOut):  # it may only lag
                page = _page(rows, epoch, after, token_use)
                if page.head >= bearer.counter:
                    return page
        return _page(await self.engine.ask(question), epoch, after, token_use)


def _page(rows: Sequence[Row], epoch: bytes, after: int, token_use: TokenUse | None) -> Page:
    """What the answer to `PAGE` says. Raises `OtherEpoch`, `LoggedOut`."""
    nobody: Row = (None, None, None, None, None, 0, None, epoch, None)
    heads, seqs, sizes, blobs, newest, head, until, present, holds = rows[0] if rows else nobody
    if token_use is not None and (not holds or (until is not None and until <= token_use.now)):
        raise LoggedOut
    if present != epoch:
        raise OtherEpoch(present)
    if not heads:
        return Page(b"", "", "", b"", after, head, more=False)
    last = int(seqs.rpartition(" ")[2])
    return Page(heads, seqs, sizes, blobs, last, head, more=newest > last)


# One row: a page of records, each column in one value; where its collection ends; what its account holds; and whether a
# token is good that somebody asks with. The page ends before the first record with which the sizes sum up to more than
# there is room for; this is counted only where all that are asked for do not fit. SQLite would plan a bare `LIMIT ?`
# anew for each value.
_AFTER = "FROM record WHERE account = ? AND collection = ? AND seq > ? ORDER BY seq LIMIT"
PAGE = (
    "SELECT heads, seqs, sizes, blobs,"
    " (SELECT max(seq) FROM record WHERE account = ? AND collection = ?),"
    " counter, until, (SELECT epoch FROM server),"
    " (SELECT 1 FROM token WHERE token.hash = ? AND token.expires > ? AND token.account = account.id)"
    " FROM (SELECT {heads} AS heads, {seqs} AS seqs, {sizes} AS sizes, {blobs} AS blobs"
    f" FROM (SELECT id, version, seq, blob {_AFTER}"
    f" (SELECT CASE WHEN sum(size) <= ? THEN ? ELSE"
    f" (SELECT count(*) FROM (SELECT size, sum(size) OVER (ORDER BY seq ROWS UNBOUNDED PRECEDING) AS total"
    f" FROM (SELECT seq, size {_AFTER} +?) AS many) AS summed WHERE total <= ? OR total = size)"
    f" END FROM (SELECT size {_AFTER} +?) AS all_of_them)"
    ") AS fitting) AS page CROSS JOIN account WHERE account.id = ?"
)
