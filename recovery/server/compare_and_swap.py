"""What becomes of each pushed record: pure, so that both engines decide alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from recovery.wire import protocol


class Incoming(NamedTuple):
    """A pushed record; `base` is the version that it replaces, `None` for one that is new."""

    id: bytes
    base: bytes | None
    version: bytes
    blob: bytes

    @property
    def kid(self) -> bytes:
        """Which key it is sealed with."""
        return self.blob[1 : protocol.HEAD_BYTES]


class StoredRecord(NamedTuple):
    """A record as it is kept, without what is sealed."""

    version: bytes
    seq: int
    size: int


class Outcome(NamedTuple):
    """What became of one record: its status, and its place in the account's order once it is kept."""

    id: bytes
    status: str
    seq: int | None = None


class Account(NamedTuple):
    """What an account holds when a push comes in."""

    kid: bytes
    retired: frozenset[bytes]
    counter: int
    records: int
    bytes: int


class Quota(NamedTuple):
    """What one account may hold at most."""

    records: int
    bytes: int


class PushDecision(NamedTuple):
    """The outcomes, one for each record in the order they came; what to write; and the account afterwards."""

    outcomes: list[Outcome]
    writes: dict[bytes, tuple[Incoming, int]]
    account: Account


def compare_and_swap(
    pushed: Iterable[Incoming], kept: dict[bytes, StoredRecord], account: Account, quota: Quota
) -> PushDecision:
    """Take each record in turn; a later one of the same id meets the earlier one as kept."""
    kept = dict(kept)
    counter, records, size = account.counter, account.records, account.bytes
    outcomes: list[Outcome] = []
    writes: dict[bytes, tuple[Incoming, int]] = {}
    for incoming in pushed:
        current = kept.get(incoming.id)
        status = _status(incoming, current, account)
        if status == protocol.OK:
            more = len(incoming.blob) - (current.size if current else 0)
            grows = current is None or more > 0
            if grows and (records + (current is None) > quota.records or size + more > quota.bytes):
                status = protocol.QUOTA
            else:
                counter, records, size = counter + 1, records + (current is None), size + more
                kept[incoming.id] = current = StoredRecord(incoming.version, counter, len(incoming.blob))
                writes[incoming.id] = (incoming, counter)
        known = current is not None and status in (protocol.OK, protocol.DUPLICATE)
        outcomes.append(Outcome(incoming.id, status, current.seq if known and current else None))
    return PushDecision(outcomes, writes, Account(account.kid, account.retired, counter, records, size))


def _status(incoming: Incoming, current: StoredRecord | None, account: Account) -> str:
    if len(incoming.blob) > protocol.BLOB_LIMIT:
        return protocol.TOO_LARGE
    if current is not None and current.version == incoming.version:
        return protocol.DUPLICATE
    if incoming.kid in account.retired:
        return protocol.STALE_KEY
    if incoming.kid != account.kid:
        return protocol.UNKNOWN_KEY
    if incoming.base != (current.version if current else None):
        return protocol.CONFLICT
    return protocol.OK
