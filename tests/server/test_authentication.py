"""Challenges: good for the account and the time that they were given for, to the second."""

from __future__ import annotations

import pytest

from recovery.server import authentication
from recovery.wire import protocol

SECRET, ACCOUNT = b"s" * 32, b"a" * protocol.ID_BYTES
EXPIRES = 1_800_000_000


@pytest.mark.parametrize(
    ("left", "good"),
    [(protocol.LOGIN_SECONDS + 1, False), (protocol.LOGIN_SECONDS, True), (1, True), (0, False), (-1, False)],
)
def test_a_challenge_is_good_to_its_last_second_and_no_longer_than_one_may_be_given_for(left: int, good: bool) -> None:
    nonce = authentication.challenge(SECRET, ACCOUNT, EXPIRES)
    assert authentication.given_by_us(SECRET, ACCOUNT, nonce, EXPIRES, EXPIRES - left) is good


def test_a_challenge_is_for_one_account_one_server_and_one_time() -> None:
    nonce, now = authentication.challenge(SECRET, ACCOUNT, EXPIRES), EXPIRES - 1
    assert len(nonce) == protocol.KEY_BYTES
    assert authentication.given_by_us(SECRET, ACCOUNT, nonce, EXPIRES, now)
    assert not authentication.given_by_us(b"t" * 32, ACCOUNT, nonce, EXPIRES, now)
    assert not authentication.given_by_us(SECRET, b"b" * protocol.ID_BYTES, nonce, EXPIRES, now)
    assert not authentication.given_by_us(SECRET, ACCOUNT, nonce, EXPIRES + 1, now)
    assert not authentication.given_by_us(SECRET, ACCOUNT, nonce[:-1] + bytes([nonce[-1] ^ 1]), EXPIRES, now)
    assert authentication.challenge(SECRET, ACCOUNT, EXPIRES) != nonce
