"""What a server answers, held to what an honest one could: records in plain text, and pages that come to an end."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

from recovery.errors import Unreachable
from recovery.store import remarks
from recovery.sync import documents, envelope
from recovery.sync.documents import Document
from recovery.sync.transport import BROKEN
from recovery.wire import protocol, strict_json


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
        found = strict_json.mapping(value)
        id, version = (strict_json.octets(found.get(name), protocol.ID_BYTES) for name in ("id", "version"))
        seq = strict_json.whole(found.get("seq"), 2**63 - 1)
        return cls(id, version, seq, strict_json.blob(found.get("blob"), protocol.BLOB_LIMIT))


class PullPage(NamedTuple):
    """Records in the order of their places."""

    records: list[SealedRecord]
    next: int
    head: int
    more: bool

    @classmethod
    def read(cls, answer: dict[str, Any], after: int, epoch: bytes) -> PullPage:
        """From JSON, held to what follows from the question; raises `Unreachable`."""
        records = [SealedRecord.read(each) for each in strict_json.many(answer.get("records"), protocol.PULL_RECORDS)]
        following, head = (strict_json.whole(answer.get(name), 2**63 - 1) for name in ("next", "head"))
        more = answer.get("more")
        places = [after, *(each.seq for each in records)]
        rising = all(one < other for one, other in pairwise(places))
        unlike = len({each.id for each in records}) == len(records)
        if strict_json.octets(answer.get("epoch"), protocol.ID_BYTES) != epoch or not isinstance(more, bool):
            raise Unreachable(BROKEN)
        if not rising or not unlike or following != places[-1] or (more and not records):
            raise Unreachable(BROKEN)
        if records and head < following:
            raise Unreachable(BROKEN)
        return cls(records, following, head, more)


def opened(record: SealedRecord, keys: dict[bytes, bytes], collection: bytes) -> tuple[Document | None, str | None]:
    """A record's document, or why there is none."""
    try:
        plain = envelope.unseal(keys, collection, record.id, record.version, record.blob)
        return documents.decode(plain), None
    except envelope.UnknownKey:
        return None, remarks.NO_KEY
    except envelope.Unopened:
        return None, remarks.DAMAGED
    except strict_json.Malformed:
        return None, remarks.MALFORMED
