"""A sealed record opens in its own place, whole, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.errors import Refused
from recovery.sync import envelope
from recovery.wire import protocol

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
COLLECTION, RECORD, VERSION = b"c" * 16, b"r" * 16, b"v" * 16
KEYS = {envelope.kid_of_key(key): key for key in (KEY, OTHER)}
plain_texts = st.binary(max_size=5000)


def sealed(plain: bytes = b'{"kind":"note"}') -> bytes:
    return envelope.seal(envelope.kid_of_key(KEY), KEY, COLLECTION, RECORD, VERSION, plain)


def unseal(blob: bytes) -> bytes:
    return envelope.unseal(KEYS, COLLECTION, RECORD, VERSION, blob)


@given(plain_texts)
def test_round_trip_at_one_of_few_lengths(plain: bytes) -> None:
    blob = sealed(plain)
    assert unseal(blob) == plain
    assert len(blob) in {1 + 8 + 12 + 16 + 1024 * 2**power for power in range(4)}
    assert envelope.kid_of(blob) == envelope.kid_of_key(KEY)


def test_every_changed_byte_and_every_cut_is_refused() -> None:
    blob = sealed()
    for place in range(len(blob)):
        changed = bytearray(blob)
        changed[place] ^= 1 << place % 8
        with pytest.raises(envelope.Unopened):
            unseal(bytes(changed))
    for length in (*range(64), *range(len(blob) - 40, len(blob))):
        with pytest.raises(envelope.Unopened):
            unseal(blob[:length])
    for more in (b"\0", b"\0" * 1024, b"\0" * protocol.BLOB_LIMIT):
        with pytest.raises(envelope.Unopened):
            unseal(blob + more)


@pytest.mark.parametrize(
    "place",
    [
        (b"C" * 16, RECORD, VERSION),
        (COLLECTION, b"R" * 16, VERSION),
        (COLLECTION, RECORD, b"V" * 16),
        (RECORD, COLLECTION, VERSION),
        (COLLECTION, VERSION, RECORD),
    ],
)
def test_it_opens_in_its_own_place_only(place: tuple[bytes, bytes, bytes]) -> None:
    with pytest.raises(envelope.Unopened):
        envelope.unseal(KEYS, *place, sealed())


def test_the_name_of_the_key_is_bound() -> None:
    blob = sealed()
    with pytest.raises(envelope.UnknownKey):
        envelope.unseal({}, COLLECTION, RECORD, VERSION, blob)
    renamed = blob[:1] + envelope.kid_of_key(OTHER) + blob[9:]
    with pytest.raises(envelope.Unopened):
        unseal(renamed)
    with pytest.raises(envelope.Unopened):  # nor does the right key under the wrong name
        envelope.unseal({envelope.kid_of_key(OTHER): KEY}, COLLECTION, RECORD, VERSION, renamed)


@given(st.binary(max_size=3000))
def test_whatever_comes_there_is_one_clean_error(blob: bytes) -> None:
    for sealed in (blob, bytes([protocol.ENVELOPE]) + envelope.kid_of_key(KEY) + blob):
        with pytest.raises(envelope.Unopened) as raised:
            unseal(sealed)
        assert raised.value.__cause__ is None
        assert raised.value.exit_code == 6


@given(st.integers(0, 200_000))
@settings(max_examples=50)
def test_padding_says_little_and_comes_off(length: int) -> None:
    padded = envelope.padded(b"x" * length)
    assert len(padded) == envelope.padded_length(length)
    assert len(padded) & (len(padded) - 1) == 0
    assert 1024 <= len(padded) < max(1025, 2 * (length + 4))
    assert envelope.unpadded(padded) == b"x" * length


def test_the_longest_record_and_one_byte_more() -> None:
    longest = b"x" * (protocol.PLAIN_LIMIT - 4)
    assert len(sealed(longest)) == protocol.BLOB_LIMIT
    assert unseal(sealed(longest)) == longest
    with pytest.raises(Refused):
        sealed(longest + b"x")


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"\0\0\0",
        b"\xff\xff\xff\xff" + bytes(1020),
        b"\0\0\0\2hi" + bytes(1017) + b"\1",
        b"\0\0\0\2hi" + bytes(2042),
        b"\0\0\0\2hi" + bytes(100),
        (1021).to_bytes(4) + b"x" * 1020,
        bytes(2 * protocol.PLAIN_LIMIT),
    ],
    ids=["empty", "cut", "longer than it is", "not zero", "larger than need be", "smaller", "one over", "huge"],
)
def test_padding_of_another_make_is_refused(wrong: bytes) -> None:
    with pytest.raises(envelope.Unopened):
        envelope.unpadded(wrong)


def test_nothing_is_sealed_twice_alike() -> None:
    assert sealed() != sealed()
    assert envelope.new_version() != envelope.new_version()


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_an_id_is_of_one_kind_and_one_name(kind: str, one: str, other: str) -> None:
    kind = kind.replace("\0", "")
    first, second = envelope.record_id(KEY, kind, one), envelope.record_id(KEY, kind, other)
    assert (first == second) == (one == other)
    assert first != envelope.record_id(OTHER, kind, one)
    assert first != envelope.record_id(KEY, kind + "x", one)
    assert len(first) == 16
