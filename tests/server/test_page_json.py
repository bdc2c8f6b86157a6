"""A page that is written by hand says, byte for byte, what its struct says; so does either way to write base64."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from recovery.server import messages, page_json
from recovery.server.storage.errors import Page
from recovery.wire import protocol

if TYPE_CHECKING:
    import pytest

WHOLE = st.integers(0, 2**53)
ID = st.binary(min_size=protocol.ID_BYTES, max_size=protocol.ID_BYTES)
RECORDS = st.lists(st.tuples(ID, ID, WHOLE, st.binary(max_size=200), WHOLE), max_size=5)
PAGES = st.builds(Page, RECORDS, WHOLE, WHOLE, st.booleans())


def as_struct(page: Page, epoch: str) -> bytes:
    records = [
        messages.Record(record.hex(), version.hex(), seq, blob) for record, version, seq, blob, _ in page.records
    ]
    return msgspec.json.encode(messages.Page(records, page.next, page.head, epoch, page.more))


@given(PAGES, ID)
def test_a_page_has_the_bytes_of_its_struct(page: Page, epoch: bytes) -> None:
    assert page_json.written(page, epoch.hex()) == as_struct(page, epoch.hex())


def test_base64_is_the_same_without_the_faster_package(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page(
        [(bytes(16), b"\xff" * 16, size, bytes(range(256)) * 4 + bytes(size), size) for size in range(4)],
        3,
        3,
        more=False,
    )
    fast = page_json.written(page, "0" * 32)
    monkeypatch.setattr(page_json, "b64encode", base64.b64encode)
    assert page_json.written(page, "0" * 32) == fast == as_struct(page, "0" * 32)
