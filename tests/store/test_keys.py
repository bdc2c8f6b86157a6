"""What the key file knows of the account: sealed, kept through every change, and compatible with files without it."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from recovery.errors import Unreadable
from recovery.store import keyfile, keys
from recovery.store.keyfile import Cost, KeyFile

ENTROPY, KEY = b"\7" * 32, b"\1" * 32
FACTS = keys.account_facts(ENTROPY)


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "COST", keyfile.FLOOR)


@pytest.fixture
def key_file() -> KeyFile:
    return keys.make("abc", KEY, "a passphrase", ENTROPY)


def test_the_account_is_known_with_the_key_and_not_without(key_file: KeyFile) -> None:
    assert keys.account_of(key_file, KEY) == FACTS
    assert keys.account_of(key_file, b"\2" * 32) is None
    text = key_file.content().decode()
    assert FACTS[:32].hex() not in text
    assert FACTS[32:].hex() not in text
    assert KeyFile.from_json(key_file.content()) == key_file


def test_the_lengths_in_a_file_are_those_of_every_release(key_file: KeyFile) -> None:
    """A salt of 16 bytes; 12 of a nonce and 16 of a tag around a key of 32; a sum of 16."""
    document = json.loads(key_file.content())
    sealed = bytes.fromhex(document["passphrase"]["sealed"])
    assert (len(bytes.fromhex(document["passphrase"]["salt"])), len(sealed)) == (16, 12 + 32 + 16)
    assert len(bytes.fromhex(document["sum"])) == 16


def test_a_file_that_names_something_twice_is_damaged(key_file: KeyFile) -> None:
    twice = key_file.content().replace(b'"memory_kib":', b'"memory_kib": 8, "memory_kib":')
    with pytest.raises(Unreadable):
        KeyFile.from_json(twice)


def test_it_stays_through_every_change(key_file: KeyFile) -> None:
    other = b"\2" * 32
    assert keys.account_of(keys.with_passphrase(key_file, KEY, "another"), KEY) == FACTS
    fresh = keys.with_key(key_file, KEY, other, "another")
    assert keys.account_of(fresh, other) == FACTS
    assert keys.by_phrase(fresh, ENTROPY) == other
    new = keys.with_phrase(key_file, KEY, b"\3" * 32)
    assert keys.account_of(new, KEY) == keys.account_facts(b"\3" * 32)


def test_a_key_that_opens_the_account_is_kept_until_it_is_there(key_file: KeyFile) -> None:
    opener = keys.opener_of(key_file, KEY)
    assert opener is not None
    seed, certificate = opener[:32], opener[32:]
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    account = Ed25519PublicKey.from_public_bytes(FACTS[:32])
    account.verify(certificate, b"recovery/v1/opening-key\0" + public)  # as docs/sync-protocol.md says
    assert seed.hex() not in key_file.content().decode()
    assert keys.opener_of(key_file, b"\2" * 32) is None
    assert keys.opener_of(keys.with_passphrase(key_file, KEY, "another"), KEY) == opener
    assert keys.opener_of(keys.with_key(key_file, KEY, b"\2" * 32, "another"), b"\2" * 32) == opener
    other = keys.opener_of(keys.with_phrase(key_file, KEY, b"\3" * 32), KEY)
    assert other not in (None, opener)
    without = keys.without_opener(key_file, KEY)
    without.check(KEY)
    assert (keys.opener_of(without, KEY), keys.account_of(without, KEY)) == (None, FACTS)
    assert keys.opener_of(keys.with_owner(key_file, KEY, keys.phrase_public(ENTROPY), FACTS), KEY) is None


def test_a_file_from_before_stays_as_it_was(key_file: KeyFile) -> None:
    """Version 1 without the field: same document, same MAC, opened and changed as ever."""
    old = key_file._replace(account=None).signed(KEY)
    document = json.loads(old.content())
    assert document["phrase"].keys() == {"public", "sealed", "checked"}
    old.check(KEY)
    with_null = old.content().replace(b'"checked": false', b'"checked": false, "account": null')
    with pytest.raises(Unreadable):
        KeyFile.from_json(with_null)
    again = KeyFile.from_json(old.content())
    again.check(KEY)
    assert keys.account_of(again, KEY) is None
    assert keys.account_of(keys.with_key(again, KEY, b"\2" * 32, "x"), b"\2" * 32) is None
    known = keys.with_owner(again, KEY, keys.phrase_public(ENTROPY), FACTS)
    assert keys.account_of(known, KEY) == FACTS
    assert keys.by_phrase(known, ENTROPY) == KEY


def test_the_mac_of_a_file_from_before_is_what_it_was() -> None:
    """Computed by the program as it was before there was an account."""
    old = KeyFile("abc", b"\1" * 32, Cost(3, 65536, 1), b"\2" * 16, b"\3" * 60, b"\4" * 32, b"\5" * 80)
    assert old.mac_under(b"\6" * 32).hex() == "2fc12c97e27e91da433de521c7b22131244792653acfd39f23da92f2882d8063"


def test_the_mac_covers_it(key_file: KeyFile) -> None:
    other = keys.with_phrase(key_file, KEY, b"\3" * 32)
    with pytest.raises(Unreadable):
        key_file._replace(account=other.account).check(KEY)
    with pytest.raises(Unreadable):
        key_file._replace(account=None).check(KEY)


def test_a_phrase_that_is_not_at_hand_is_enough_by_its_public_half() -> None:
    made = keys.make_for("abc", KEY, "a passphrase", keys.phrase_public(ENTROPY), FACTS)
    assert keys.by_phrase(made, ENTROPY) == KEY
    assert keys.account_of(made, KEY) == FACTS
    assert made.cost == Cost(2, 19_456, 1)


def test_the_account_tells_nothing_of_what_opens_the_journal() -> None:
    assert len(FACTS) == 64
    assert len({FACTS[:32], FACTS[32:], keys.phrase_public(ENTROPY), keys.derived(ENTROPY, "phrase")}) == 4
