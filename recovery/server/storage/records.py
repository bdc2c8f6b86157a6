"""Where sealed records are kept, each account's in an order of its own, and how full the disk is."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import NamedTuple

from recovery.server.compare_and_swap import (
    Account,
    Incoming,
    Outcome,
    PushDecision,
    Quota,
    StoredRecord,
    compare_and_swap,
)
from recovery.server.engine import Engine, Transaction
from recovery.server.storage.errors import AccountErased, Bearer, Full, OtherEpoch
from recovery.wire import protocol

COLLECTIONS_LIMIT = 16  # of one account
MEASURE_SECONDS = 5.0  # what is pushed in between is added up


class Record(NamedTuple):
    """A record as it is given back."""

    id: bytes
    version: bytes
    seq: int
    blob: bytes


class Pushed(NamedTuple):
    """The answer to a push; `current` holds what stands in the way of conflicting records, as far as there is room."""

    outcomes: list[Outcome]
    current: dict[bytes, Record]


class Page(NamedTuple):
    """One page of records in the account's order; the following one begins after `next`."""

    records: list[Record]
    next: int
    head: int
    more: bool


class Records:
    """The part of the storage that keeps them."""

    def __init__(self, engine: Engine, quota: Quota, disk: int | None = None) -> None:
        self.engine = engine
        self.quota = quota
        self._disk = disk
        self._size, self._measured = 0, -MEASURE_SECONDS

    def quota_of(self, *, ends: bool) -> Quota:
        """What an account may hold: one that ends by itself less."""
        return self.quota._replace(bytes=min(self.quota.bytes, protocol.LINK_BYTES)) if ends else self.quota

    async def full(self) -> bool:
        """Whether all accounts together take as much as they may, as far as this process knows."""
        if self._disk is None:
            return False
        now = monotonic()
        if now - self._measured >= MEASURE_SECONDS:
            self._measured = now
            self._size = await self.engine.size()
        return self._size >= self._disk

    async def push(self, account: bytes, collection: bytes, epoch: bytes, records: Sequence[Incoming]) -> Pushed:
        """Keep what does not conflict, in one transaction. Raises `OtherEpoch`, `Full`, `AccountErased`.

        Where the disk is full, only what does not grow.
        """
        full = await self.full()

        async def work(tx: Transaction) -> Pushed:
            held, ends = await _account(tx, account, collection, epoch)
            quota = self.quota_of(ends=ends)
            kept = await _kept(tx, account, collection, [record.id for record in records])
            decided = compare_and_swap(records, kept, held, Quota(0, 0) if full else quota)
            if decided.writes:
                await _keep(tx, account, collection, decided)
            conflicting = [outcome.id for outcome in decided.outcomes if outcome.status == protocol.CONFLICT]
            return Pushed(decided.outcomes, await _current(tx, account, collection, conflicting))

        pushed = await self.engine.write(account, work)
        kept = zip(records, pushed.outcomes, strict=True)
        self._size += sum(len(incoming.blob) for incoming, outcome in kept if outcome.status == protocol.OK)
        return pushed

    async def pull(self, bearer: Bearer, collection: bytes, epoch: bytes, after: int, limit: int) -> Page:
        """The records after a place in the order. Raises `OtherEpoch`.

        A copy of the database answers only where it holds all that the account held when its token was looked up.
        """

        async def work(tx: Transaction) -> Page | None:
            row = await tx.one("SELECT counter, (SELECT epoch FROM server) FROM account WHERE id = ?", bearer.account)
            if row is None or row[0] < bearer.counter:
                return None
            if row[1] != epoch:
                raise OtherEpoch(row[1])
            return await _page(tx, bearer.account, collection, after, limit, int(row[0]))

        async def copied(tx: Transaction) -> Page | None:
            try:
                return await work(tx)
            except OtherEpoch:  # it may only lag
                return None

        page = await self.engine.read_copy(copied) or await self.engine.read(work)
        return page or Page([], after, 0, more=False)


async def _account(tx: Transaction, account: bytes, collection: bytes, epoch: bytes) -> tuple[Account, bool]:
    """What the account holds, its row held until the end, and whether it ends by itself; a new collection is begun.

    Raises as `push` does.
    """
    row = await tx.one(
        "SELECT kid, retired, counter, records, bytes, until, (SELECT epoch FROM server),"
        " (SELECT 1 FROM collection WHERE collection.account = account.id AND collection.id = ?)"
        f" FROM account WHERE id = ?{tx.for_update}",
        collection,
        account,
    )
    if row is None:
        raise AccountErased
    kid, retired, counter, count, size, until, present, begun = row
    if present != epoch:
        raise OtherEpoch(present)
    if not begun:
        await _begin(tx, account, collection)
    keys = frozenset(retired[at : at + protocol.KID_BYTES] for at in range(0, len(retired), protocol.KID_BYTES))
    return Account(kid, keys, counter, count, size), until is not None


async def _keep(tx: Transaction, account: bytes, collection: bytes, decided: PushDecision) -> None:
    """Write what was decided, and what the account holds afterwards."""
    await tx.many(
        "INSERT INTO record (account, collection, id, version, seq, size, blob) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (account, collection, id) DO UPDATE SET version = excluded.version,"
        " seq = excluded.seq, size = excluded.size, blob = excluded.blob",
        [
            (account, collection, record.id, record.version, seq, len(record.blob), record.blob)
            for record, seq in decided.writes.values()
        ],
    )
    after = decided.account
    await tx.run(
        "UPDATE account SET counter = ?, records = ?, bytes = ? WHERE id = ?",
        after.counter,
        after.records,
        after.bytes,
        account,
    )
    tx.wake(account)


async def _begin(tx: Transaction, account: bytes, collection: bytes) -> None:
    """Begin a collection of an account whose row is held; one that came while that was waited for is there already."""
    await tx.run(
        "INSERT INTO collection (account, id) VALUES (?, ?) ON CONFLICT (account, id) DO NOTHING", account, collection
    )
    held = await tx.one("SELECT count(*) FROM collection WHERE account = ?", account)
    if held is not None and held[0] > COLLECTIONS_LIMIT:
        raise Full


def _marks(count: int) -> str:
    return ", ".join("?" * count)


async def _kept(tx: Transaction, account: bytes, collection: bytes, ids: Sequence[bytes]) -> dict[bytes, StoredRecord]:
    rows = await tx.all(
        "SELECT id, version, seq, size FROM record WHERE account = ? AND collection = ?"
        f" AND id IN ({_marks(len(ids))})",
        account,
        collection,
        *ids,
    )
    return {row[0]: StoredRecord(*row[1:]) for row in rows}


async def _current(tx: Transaction, account: bytes, collection: bytes, ids: Sequence[bytes]) -> dict[bytes, Record]:
    """The rows that stand in the way, the first always, then as many as make up one page."""
    records: dict[bytes, Record] = {}
    room = protocol.PULL_BYTES
    for fromkey in dict.fromkeys(ids):
        row = await tx.one(
            "SELECT id, version, seq, blob FROM record WHERE account = ? AND collection = ? AND id = ?",
            account,
            collection,
            fromkey,
        )
        if row is None:
            continue
        room -= len(row[3])
        if records and room < 0:
            break
        records[fromkey] = Record(*row)
    return records


PULL = (
    "SELECT id, version, seq, blob FROM record WHERE account = ? AND collection = ? AND seq > ? AND seq <= ?"
    " ORDER BY seq"
)
SIZES = "SELECT seq, size FROM record WHERE account = ? AND collection = ? AND seq > ? ORDER BY seq LIMIT ?"


async def _page(tx: Transaction, account: bytes, collection: bytes, after: int, limit: int, head: int) -> Page:
    """Sizes first, so that no more is read than goes out."""
    sizes = await tx.all(SIZES, account, collection, after, limit + 1)
    room, until, count = protocol.PULL_BYTES, after, 0
    for seq, size in sizes[:limit]:
        room -= size
        if count and room < 0:
            break
        until, count = seq, count + 1
    rows = await tx.all(PULL, account, collection, after, until) if count else []
    return Page([Record(*row) for row in rows], until, max(head, until if count else 0), more=count < len(sizes))
