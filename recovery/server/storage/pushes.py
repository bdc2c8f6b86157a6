"""How pushes are kept: those of several accounts in one transaction, each decided as if it were alone.

One question finds all accounts and holds them, one all tokens and collections, one all that is kept under the pushed
ids; two changes write what was decided. So a push costs the database no more statements where others come along.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from recovery.server.compare_and_swap import (
    Account,
    Incoming,
    Outcome,
    PushDecision,
    Quota,
    StoredRecord,
    compare_and_swap,
)
from recovery.server.engine import Held, Question, Row, Transaction
from recovery.server.storage.errors import AccountErased, Full, LoggedOut, OtherEpoch
from recovery.server.storage.values import Record
from recovery.wire import protocol

COLLECTIONS_LIMIT = 16  # of one account
QuotaOf = Callable[[int | None], Quota]  # by when the account ends
KEEP = (
    "WITH new (account, collection, id, version, seq, size, blob) AS ({rows})"
    " INSERT INTO record (account, collection, id, version, seq, size, blob)"
    " SELECT account, collection, id, version, seq, size, blob FROM new WHERE true"
    " ON CONFLICT (account, collection, id) DO UPDATE SET version = excluded.version,"
    " seq = excluded.seq, size = excluded.size, blob = excluded.blob"
)
COUNT = (
    "WITH new (id, counter, records, bytes) AS ({rows})"
    " UPDATE account SET counter = new.counter, records = new.records, bytes = new.bytes"
    " FROM new WHERE account.id = new.id"
)


class Push(NamedTuple):
    """Records of one account to be kept, for whoever has a token of that hash, which is good at that second."""

    account: bytes
    collection: bytes
    epoch: bytes
    records: Sequence[Incoming]
    token: bytes | None  # `None` where nobody asks from outside
    now: int
    full: bool  # the disk, as far as is known: nothing may grow


class Pushed(NamedTuple):
    """The answer to a push; `current` holds what stands in the way of conflicting records, as far as there is room."""

    outcomes: list[Outcome]
    current: dict[bytes, Record]


class _Present(NamedTuple):
    """What the database holds for these pushes, all accounts held until the end."""

    accounts: dict[bytes, Row]
    opened: set[tuple[bytes, bytes]]  # good tokens, by hash, each with the account that it opens
    begun: set[tuple[bytes, bytes]]  # collections
    kept: dict[tuple[bytes, bytes], dict[bytes, StoredRecord]]


async def keep(tx: Transaction, pushes: Sequence[Push], quota_of: QuotaOf) -> list[Pushed | Exception]:
    """Keep the pushes, at most one of each account; the answer to each of them, or why there is none."""
    present = await _present(tx, pushes)
    done: list[Pushed | Exception] = []
    decided: list[tuple[Push, PushDecision, Pushed]] = []
    for push in pushes:
        try:
            decision = await _decide(tx, push, present, quota_of)
        except (OtherEpoch, Full, AccountErased, LoggedOut, Held) as refusal:
            done.append(refusal)
            continue
        answer = Pushed(decision.outcomes, {})
        done.append(answer)
        decided.append((push, decision, answer))
    await _write(tx, [(push, decision) for push, decision, _ in decided if decision.writes])
    for push, _, answer in decided:
        answer.current.update(await _in_the_way(tx, push, answer.outcomes))
    return done


async def _present(tx: Transaction, pushes: Sequence[Push]) -> _Present:
    owners, owner_values = tx.listed("bytea", [(push.account,) for push in pushes])
    uses, use_values = tx.listed(
        "bytea bytea bytea", [(push.token or b"", push.account, push.collection) for push in pushes]
    )
    ids = [(push.account, push.collection, record.id) for push in pushes for record in push.records]
    accounts, used, kept = await tx.answers(
        Question(
            f"WITH wanted (id) AS ({owners})"
            " SELECT id, kid, retired, counter, records, bytes, until, (SELECT epoch FROM server)"
            f" FROM account WHERE id IN (SELECT id FROM wanted) ORDER BY id{tx.for_update}",
            owner_values,
        ),
        Question(
            f"WITH wanted (hash, account, collection) AS ({uses}) SELECT hash, account, collection,"
            " (SELECT token.account FROM token WHERE token.hash = wanted.hash AND token.expires > ?),"
            " (SELECT id FROM collection WHERE collection.account = wanted.account AND id = wanted.collection)"
            " FROM wanted",
            (*use_values, pushes[0].now),
        ),
        tx.by_key(
            "record.account, record.collection, record.id, version, seq, size",
            "record",
            "account, collection, id",
            "bytea bytea bytea",
            ids or [(pushes[0].account, b"", b"")],
        ),
    )
    records: dict[tuple[bytes, bytes], dict[bytes, StoredRecord]] = defaultdict(dict)
    for account, collection, record, *stored in kept:
        records[account, collection][record] = StoredRecord(*stored)
    return _Present(
        {row[0]: row[1:] for row in accounts},
        {(token, account) for token, account, _, opened, _ in used if opened == account},
        {(account, collection) for _, account, collection, _, begun in used if begun is not None},
        records,
    )


async def _decide(tx: Transaction, push: Push, present: _Present, quota_of: QuotaOf) -> PushDecision:
    """What becomes of the records of one push; a new collection is begun. Raises as `Records.push` does, or `Held`."""
    row = present.accounts.get(push.account)
    if row is None:
        raise Held if tx.skips_held else AccountErased
    kid, retired, counter, count, size, until, epoch = row
    ended = until is not None and until <= push.now
    if push.token is not None and (ended or (push.token, push.account) not in present.opened):
        raise LoggedOut
    if epoch != push.epoch:
        raise OtherEpoch(epoch)
    if (push.account, push.collection) not in present.begun:
        await _begin(tx, push.account, push.collection)
    keys = frozenset(retired[at : at + protocol.KID_BYTES] for at in range(0, len(retired), protocol.KID_BYTES))
    return compare_and_swap(
        push.records,
        present.kept[push.account, push.collection],
        Account(kid, keys, counter, count, size),
        Quota(0, 0) if push.full else quota_of(until),
    )


async def _write(tx: Transaction, decided: Sequence[tuple[Push, PushDecision]]) -> None:
    """Write what was decided, and what the accounts hold afterwards."""
    if not decided:
        return
    rows: list[tuple[Any, ...]] = [
        (push.account, push.collection, record.id, record.version, seq, len(record.blob), record.blob)
        for push, decision in decided
        for record, seq in decision.writes.values()
    ]
    await tx.change(KEEP, "bytea bytea bytea bytea bigint bigint bytea", rows)
    after = [(push.account, *decision.account[2:]) for push, decision in decided]
    await tx.change(COUNT, "bytea bigint bigint bigint", after)
    for push, _ in decided:
        tx.wake(push.account)


async def _begin(tx: Transaction, account: bytes, collection: bytes) -> None:
    """Begin a collection of an account whose row is held."""
    held = await tx.one("SELECT count(*) FROM collection WHERE account = ?", account)
    if held is not None and held[0] >= COLLECTIONS_LIMIT:
        raise Full
    await tx.run("INSERT INTO collection (account, id) VALUES (?, ?)", account, collection)


async def _in_the_way(tx: Transaction, push: Push, outcomes: Sequence[Outcome]) -> dict[bytes, Record]:
    """The rows that stand in the way, the first always, then as many as make up one page."""
    ids = [outcome.id for outcome in outcomes if outcome.status == protocol.CONFLICT]
    records: dict[bytes, Record] = {}
    room = protocol.PULL_BYTES
    for conflicting in dict.fromkeys(ids):
        row = await tx.one(
            "SELECT id, version, seq, blob, size FROM record WHERE account = ? AND collection = ? AND id = ?",
            push.account,
            push.collection,
            conflicting,
        )
        if row is None:
            continue
        room -= row[4]
        if records and room < 0:
            break
        records[conflicting] = Record(*row)
    return records
