"""Who signs and who opens: from the words always the same, on a device random, in no error and no repr."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.store import keys
from recovery.sync import account as accounts
from recovery.sync.account import Account, Identity
from recovery.wire import protocol
from recovery.wire.strict_json import Malformed

ENTROPY = bytes(range(32))


def test_the_words_always_stand_for_the_same_account() -> None:
    account, identity = Account.of_phrase(ENTROPY), Identity.of_phrase(ENTROPY)
    assert account == Account.of_phrase(ENTROPY) != Account.of_phrase(bytes(32))
    assert (identity.public, identity.sealing_public) == (account.public, account.recovery)
    assert account == Account.of_facts(keys.account_facts(ENTROPY), keys.phrase_public(ENTROPY))
    assert len({account.id, account.public[:16], account.recovery[:16], account.proof[:16], ENTROPY[:16]}) == 5
    with pytest.raises(Malformed):
        Account.of_facts(b"short", account.recovery)


def test_a_device_is_random_and_is_its_two_keys() -> None:
    device = Identity.new()
    again = Identity(device.signing, device.sealing)
    assert (again, again.public, again.clock_id) == (device, device.public, device.clock_id)
    assert len({Identity.new().public for _ in range(20)}) == 20
    assert len(device.clock_id) == accounts.CLOCK_ID_LENGTH


def test_no_secret_is_shown() -> None:
    identity, account = Identity.of_phrase(ENTROPY), Account.of_phrase(ENTROPY)
    shown = f"{identity!r} {identity} {account!r} {account}"
    for secret in (identity.signing, identity.sealing, account.proof):
        assert repr(secret)[2:-1] not in shown
        assert secret.hex() not in shown


@pytest.mark.parametrize("part", range(6))
def test_a_login_is_of_this_server_account_device_nonce_and_hour(part: int) -> None:
    device = Identity.new()
    said: list[tuple[str, bytes, bytes, bytes, int]] = [
        ("https://a.example", b"a" * 16, device.public, b"n" * 32, 1_900_000_000)
    ]
    said.append(("https://b.example", b"b" * 16, Identity.new().public, b"m" * 32, 1_900_000_001))
    origin, account, _, nonce, expires = said[0]
    signature = device.login(origin, account, nonce, expires)
    changed = [said[int(place == part)][place] for place in range(5)]
    message = protocol.login_message(*changed)  # type: ignore[arg-type]
    assert accounts.signed_by(device.public, message, signature) == (part == 5)


@given(st.binary(max_size=100), st.binary(max_size=100), st.binary(max_size=40))
def test_what_is_no_signature_and_no_key_is_simply_not_signed(message: bytes, signature: bytes, public: bytes) -> None:
    device = Identity.new()
    assert not accounts.signed_by(device.public, message, signature)
    assert not accounts.signed_by(public, message, device.sign(message))
    assert accounts.signed_by(device.public, message, device.sign(message))


def test_what_is_sealed_to_one_opens_for_no_other_and_for_nothing_else() -> None:
    one, other = Identity.new(), Identity.new()
    sealed = accounts.seal_to(one.sealing_public, b"content", b"info")
    assert one.open(sealed, b"info") == b"content"
    assert other.open(sealed, b"info") is None
    assert one.open(sealed, b"other") is None
    for place in range(len(sealed)):
        assert one.open(sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :], b"info") is None
        assert one.open(sealed[:place], b"info") is None
    for wrong in (b"", bytes(31), bytes(32)):
        with pytest.raises(Malformed):
            accounts.seal_to(wrong, b"content", b"info")
