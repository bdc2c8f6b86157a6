"""A page that is written by hand says, byte for byte, what its struct says; so does either way to write base64."""

from __future__ import annotations

import base64
import random
from collections.abc import Sequence
from itertools import accumulate

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.server import messages, page_json
from recovery.server.compare_and_swap import Incoming
from recovery.server.storage.storage import Storage
from recovery.server.storage.values import Bearer, Page
from recovery.wire import protocol
from tests.server.test_storage import KID, new, on, with_account

WHOLE = st.integers(0, 2**53)
ID = st.binary(min_size=protocol.ID_BYTES, max_size=protocol.ID_BYTES)
RECORDS = st.lists(st.tuples(ID, ID, WHOLE, st.binary(max_size=200)), max_size=5)
One = tuple[bytes, bytes, int, bytes]


def in_columns(records: Sequence[One], after: int, head: int, *, more: bool) -> Page:
    return Page(
        b"".join(record + version for record, version, _, _ in records),
        " ".join(str(seq) for _, _, seq, _ in records),
        " ".join(str(len(blob)) for _, _, _, blob in records),
        b"".join(blob for _, _, _, blob in records),
        after,
        head,
        more=more,
    )


def as_struct(records: Sequence[One], after: int, head: int, epoch: str, *, more: bool) -> bytes:
    made = [messages.Record(record.hex(), version.hex(), seq, blob) for record, version, seq, blob in records]
    return msgspec.json.encode(messages.Page(made, after, head, epoch, more))


@given(RECORDS, WHOLE, WHOLE, st.booleans(), ID)
def test_a_page_has_the_bytes_of_its_struct(
    records: list[One], after: int, head: int, more: bool, epoch: bytes
) -> None:
    page = in_columns(records, after, head, more=more)
    assert page_json.written(page, epoch.hex()) == as_struct(records, after, head, epoch.hex(), more=more)


def test_base64_is_the_same_without_the_faster_package(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [(bytes(16), b"\xff" * 16, size, bytes(range(256)) * 4 + bytes(size)) for size in range(4)]
    page = in_columns(records, 3, 3, more=False)
    fast = page_json.written(page, "0" * 32)
    monkeypatch.setattr(page_json, "b64encode", base64.b64encode)
    assert page_json.written(page, "0" * 32) == fast == as_struct(records, 3, 3, "0" * 32, more=False)


@pytest.mark.parametrize("room", [protocol.PULL_BYTES, 3000, 1])
def test_pages_made_by_the_database_give_every_byte_back_in_its_order(
    database: str, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sealed bytes are any bytes; a page ends before what there is no room for, and has one record at least."""
    chance = random.Random(21)
    monkeypatch.setattr(protocol, "PULL_BYTES", room)

    def incoming(rest: bytes) -> Incoming:
        return Incoming(chance.randbytes(16), None, chance.randbytes(16), bytes([protocol.ENVELOPE]) + KID + rest)

    rests = [b"", b"\0" * 99, b"\xff" * 99, b"' \\", "ä".encode()[:1], *map(chance.randbytes, [700, 2000, 1] * 8)]
    pushed = [incoming(rest) for rest in rests]

    async def scenario(kept: Storage) -> None:
        account, collection, epoch = await with_account(kept), new(), await kept.present_epoch()
        await kept.push(account, collection, epoch, pushed)
        bearer, after = Bearer(account, b"d" * 32, 0, 0, 1), 0
        while after < len(pushed):
            sums = list(accumulate(len(record.blob) for record in pushed[after : after + 9]))
            count = max(1, sum(total <= room for total in sums))
            page = await kept.pull(bearer, collection, epoch, after, 9)
            records = [
                (record.id, record.version, after + place, record.blob)
                for place, record in enumerate(pushed[after : after + count], 1)
            ]
            after += count
            said = as_struct(records, after, len(pushed), epoch.hex(), more=after < len(pushed))
            assert page_json.written(page, epoch.hex()) == said
        assert (await kept.pull(bearer, collection, epoch, after, 9)).heads == b""

    on(database, scenario)
