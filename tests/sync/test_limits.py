"""The limits of what one device takes from another, each from both sides and in figures.

Other programs hold to them too, and a test that named the constant would follow it wherever it went.
"""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from recovery.errors import Unreachable
from recovery.store import sync_notices
from recovery.sync import documents, mailbox, pairing_words, ring, server_api, write_log
from recovery.sync.apply import Applier
from recovery.sync.client import Client
from recovery.sync.documents import Document, Field
from recovery.sync.hybrid_clock import HybridClock, Timestamp
from recovery.sync.mailbox import Mailbox
from recovery.sync.run import SyncRun, Tally
from recovery.sync.transport import ErrorResponse
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


class Away:
    """A line on which nothing arrives: it counts what is asked, and how long was waited in between."""

    def __init__(self, error: Unreachable) -> None:
        self.error, self.asked, self.waited = error, 0, list[float]()

    def ask(self, *_question: object) -> Any:
        self.asked += 1
        raise self.error


def test_a_ring_is_put_five_times_where_others_are_quicker() -> None:
    line = Away(ErrorResponse(409, protocol.OTHER_GENERATION, {}))
    new: Any = SimpleNamespace(signed=SimpleNamespace(to_json=dict))
    with pytest.raises(Unreachable, match=server_api.OVERTAKEN):
        server_api.published(line.ask, new, lambda _held: new, lambda: new)
    assert line.asked == 5


def test_after_a_lost_answer_the_server_is_asked_five_times_a_second_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Away(Unreachable("away"))
    monkeypatch.setattr(server_api, "sleep", line.waited.append)
    with pytest.raises(Unreachable, match="lost"):
        server_api._once_it_answers(line.ask, Unreachable("lost"))
    assert (line.asked, line.waited) == (5, [1.0] * 5)


def test_a_part_of_a_pairing_is_asked_for_four_times_over_a_line_that_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    line: Any = Away(Unreachable("away"))
    monkeypatch.setattr(mailbox, "sleep", line.waited.append)
    with pytest.raises(Unreachable, match="away"):
        Mailbox(line, bytes(16)).collect(protocol.OFFER)
    assert (line.asked, line.waited) == (4, [1.0] * 3)


def test_a_server_may_begin_anew_three_times_in_one_run() -> None:
    begun: list[bytes] = []
    run: Any = SimpleNamespace(_renewals=0, state=SimpleNamespace(epoch=bytes(16)), began_anew=begun.append)
    for number in (1, 2, 3):
        SyncRun.go_on(run, ErrorResponse(409, protocol.OTHER_EPOCH, {"epoch": f"{number:032x}"}))
    with pytest.raises(Unreachable):
        SyncRun.go_on(run, ErrorResponse(409, protocol.OTHER_EPOCH, {"epoch": f"{4:032x}"}))
    assert [int.from_bytes(epoch, "big") for epoch in begun] == [1, 2, 3]


@pytest.mark.parametrize(
    ("skew", "ahead", "said"),
    [
        (3600, 3600, []),
        (3601, 0, [sync_notices.CLOCK_HERE]),
        (-3601, 3601, [sync_notices.CLOCK_HERE]),
        (-3600, 3601, [sync_notices.CLOCK_THERE]),
    ],
)
def test_a_clock_may_be_an_hour_off(skew: int, ahead: int, said: list[str]) -> None:
    state, server = SimpleNamespace(aside=0), SimpleNamespace(skew=skew)
    client: Any = SimpleNamespace(run=SimpleNamespace(seen=Tally(ahead=ahead), news=[], state=state, server=server))
    assert [word for word, _ in Client._notices(client, 0)] == said


def test_ten_thousand_records_that_nobody_can_open_are_noted() -> None:
    applier: Any = SimpleNamespace(_unreadable=9_999)
    assert [Applier._room_for_unreadable(applier) for _ in range(2)] == [True, False]


def test_a_device_names_256_records_that_it_wrote_last() -> None:
    packed = b"".join(bytes(14) + number.to_bytes(2, "big") + bytes([0, 0, 0, 7]) for number in range(257))
    recent = Field(strict_json.base64(packed), Timestamp(1, 0, "a"))
    named = write_log._named(Document("heads", "a", {"recent": recent}, Field(value=False, clock=Timestamp(1, 0, "a"))))
    assert (len(named), named[255]) == (256, (bytes(14) + b"\x00\xff", 7))


def test_eight_words_stand_for_eleven_bytes_drawn_for_each_pairing() -> None:
    secret = pairing_words.new_secret()
    assert len(secret) == 11
    assert len(pairing_words.words_of(secret).split()) == 8
    assert secret != pairing_words.new_secret()
