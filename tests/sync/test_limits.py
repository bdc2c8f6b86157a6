"""The limits of what one device takes from another, each from both sides and in figures.

Other programs hold to them too, and a test that named the constant would follow it wherever it went.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from recovery.sync import documents, ring
from recovery.sync.documents import Document, Field
from recovery.sync.hybrid_clock import HybridClock, Timestamp
from recovery.wire import protocol, strict_json

CLOCK = [1, 0, "a"]


def note(**changes: Any) -> bytes:
    """A note as it is sent."""
    plain = {"kind": "note", "id": "x", "count": 1, "clocks": [CLOCK], "fields": {}, "deleted": [False, 0]}
    return json.dumps({**plain, **changes}).encode()


def deep(levels: int) -> Any:
    """A list in a list in a list."""
    return [deep(levels - 1)] if levels else 0


@pytest.mark.parametrize(
    ("taken", "refused"),
    [
        ({"kind": "k" * 128}, {"kind": "k" * 129}),
        ({"id": "x" * 1024}, {"id": "x" * 1025}),
        ({"count": 2**32 - 1}, {"count": 2**32}),
        ({"fields": {"f" * 128: [1, 0]}}, {"fields": {"f" * 129: [1, 0]}}),
        ({"fields": {f"f{n}": [1, 0] for n in range(512)}}, {"fields": {f"f{n}": [1, 0] for n in range(513)}}),
        ({"fields": {"f": [1, 0]}}, {"fields": {"": [1, 0]}}),
        ({"fields": {"f": [1, 0]}}, {"fields": {"f": [1, 1]}}),
        ({"fields": {"f": [1, 0]}}, {"fields": {"f": [1, -1]}}),
        ({"clocks": [CLOCK] * 513}, {"clocks": [CLOCK] * 514}),
        ({"newer": deep(31)}, {"newer": deep(32)}),
        ({"clocks": [[2**48 - 1, 0, "a"]]}, {"clocks": [[2**48, 0, "a"]]}),
        ({"clocks": [[0, 2**32 - 1, "a"]]}, {"clocks": [[0, 2**32, "a"]]}),
        ({"clocks": [[0, 0, "a" * 64]]}, {"clocks": [[0, 0, "a" * 65]]}),
        ({"clocks": [[0, 0, ""]]}, {"clocks": [[-1, 0, ""]]}),
        ({"clocks": [[0, 0, ""]]}, {"clocks": [[0, -1, ""]]}),
    ],
)
def test_a_record_is_taken_up_to_its_limits(taken: dict[str, Any], refused: dict[str, Any]) -> None:
    documents.decode(note(**taken))
    with pytest.raises(strict_json.Malformed):
        documents.decode(note(**refused))


def test_the_last_version_there_is_stays_the_last() -> None:
    assert documents.following(2**32 - 2) == documents.following(2**32 - 1) == 2**32 - 1
    last = Document("note", "x", {}, Field(value=False, clock=Timestamp(1, 0, "a")), count=2**32 - 1)
    assert documents.decode(documents.encode(last)).count == 2**32 - 1


@pytest.mark.parametrize(("ms", "followed"), [(2**48 - 2**40 - 1, True), (2**48 - 2**40, False)])
def test_a_clock_of_the_last_35_years_is_taken_and_not_followed(ms: int, followed: bool) -> None:
    clock = HybridClock("mine", 5, 0)
    clock.see(Timestamp(ms, 7, "theirs"))
    assert (clock.ms, clock.counter) == ((ms, 7) if followed else (5, 0))


def test_a_full_counter_goes_on_with_the_next_millisecond() -> None:
    clock = HybridClock("mine", 5, 2**32 - 2)
    assert clock.tick(5) == (5, 2**32 - 1, "mine")
    assert clock.tick(5) == (6, 0, "mine")


def test_a_devices_name_has_room_for_four_signs_that_tell_two_of_one_name_apart() -> None:
    assert ring.plain_name("x" * 60) == "x" * 60
    assert len(ring.plain_name("x" * 61)) <= 60
    assert len(ring.plain_name("x" * 100, 64)) <= 64


def test_what_both_sides_of_the_wire_were_built_on() -> None:
    """A client of somebody else has these figures from docs/sync-protocol.md: none can change within version 1."""
    assert (protocol.VERSION, protocol.ENVELOPE) == (1, 1)
    lengths = (
        protocol.ID_BYTES,
        protocol.KID_BYTES,
        protocol.KEY_BYTES,
        protocol.SIGNATURE_BYTES,
        protocol.NONCE_BYTES,
    )
    assert (*lengths, protocol.TAG_BYTES, protocol.SHARE_BYTES, protocol.HEAD_BYTES) == (16, 8, 32, 64, 12, 16, 80, 9)
    assert (protocol.PAD_BYTES, protocol.PLAIN_LIMIT) == (1024, 524_288)
    assert (protocol.PUSH_RECORDS, protocol.PULL_RECORDS, protocol.PULL_BYTES) == (200, 500, 1_048_576)
    assert (protocol.BODY_LIMIT, protocol.RING_LIMIT, protocol.RINGS_LIMIT) == (1_048_576, 65_536, 16_777_216)
    assert (protocol.DEVICES_LIMIT, protocol.MAILBOX_LIMIT) == (32, 16_384)
    lasting = (protocol.LOGIN_SECONDS, protocol.TOKEN_SECONDS, protocol.PAIR_SECONDS)
    assert (*lasting, protocol.WAIT_SECONDS, protocol.HEARTBEAT_SECONDS) == (120, 7_776_000, 300, 25, 20)
