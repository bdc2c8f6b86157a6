"""Two devices meet by words; whoever stands between them, with or without the words, is stopped or seen."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.errors import Refused
from recovery.sync import pairing_words
from recovery.sync.pairing import Handover, JoiningDevice, JoiningSide, OfferingSide, PairingStopped
from recovery.wire import protocol

ORIGIN = "https://sync.example"
SECRET, ACCOUNT = bytes(range(11)), b"a" * 32
NEWCOMER = JoiningDevice("phone", b"d" * 32, b"x" * 32)
HANDED = Handover(ACCOUNT, 3, b"h" * 32)


def two(*, words: bytes = SECRET, origin: str = ORIGIN) -> tuple[OfferingSide, JoiningSide]:
    return OfferingSide(ORIGIN, SECRET, ACCOUNT), JoiningSide(origin, words)


def met(old: OfferingSide, new: JoiningSide) -> None:
    """Until both have digits."""
    new.take_offer(old.offer())
    old.take_join(new.join())
    new.take_reveal(old.reveal())


def test_two_devices_meet() -> None:
    old, new = two()
    met(old, new)
    assert old.digits == new.digits
    assert old.digits.isdigit()
    assert len(old.digits) == 6
    assert old.take_device(new.device(NEWCOMER)) == NEWCOMER
    assert new.take_ring(old.ring(HANDED)) == HANDED
    assert old.mailbox == new.mailbox
    assert SECRET not in old.mailbox


def test_a_device_may_be_called_anything() -> None:
    """A telephone's name may hold an emoji of several characters: no sign of somebody in between."""
    for name in ("\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER}", "", "x" * 5000):
        old, new = two()
        met(old, new)
        assert old.take_device(new.device(replace(NEWCOMER, name=name))).name == name[:200]


@given(st.binary(min_size=11, max_size=11))
def test_words_and_qr_code_hold_the_same(secret: bytes) -> None:
    words = pairing_words.words_of(secret)
    assert len(words.split()) == 8
    assert pairing_words.secret_of(words) == secret
    assert pairing_words.secret_of(words.upper().replace(" ", "-")) == secret
    assert pairing_words.secret_of(" ".join(word[:4] for word in words.split())) == secret
    assert pairing_words.read_link(pairing_words.link_of(ORIGIN, secret)) == (ORIGIN, secret)


@pytest.mark.parametrize(
    "link",
    [
        "",
        "recovery:pair",
        "https://sync.example/pair#" + "zoo-" * 7 + "zoo",
        "recovery:pair?server=http://far.example#" + "zoo-" * 7 + "zoo",
        "recovery:pair?server=https://a.example&server=https://b.example#" + "zoo-" * 7 + "zoo",
        "recovery:pair?server=https://[::#zoo",
        "recovery:pair?server=https://a.example#" + "zoo-" * 6 + "zoo",
        "recovery:pair?server=https://a.example#" + "zooo-" * 7 + "zoo",
        "recovery://[x/pair",
    ],
)
def test_what_is_no_code_is_refused_without_repeating_it(link: str) -> None:
    with pytest.raises(Refused) as raised:
        pairing_words.read_link(link)
    assert raised.value.sentence == pairing_words.NOT_WORDS
    assert raised.value.__cause__ is None


def test_other_words_lead_nowhere() -> None:
    other = bytes(11)
    old, new = two(words=other)
    assert old.mailbox != new.mailbox
    with pytest.raises(PairingStopped):
        new.take_offer(old.offer())


def test_who_knows_no_words_can_replace_no_key() -> None:
    """The server in the middle: it plays each side to the other, without the words."""
    old, new = two()
    mid_new, mid_old = JoiningSide(ORIGIN, bytes(11)), OfferingSide(ORIGIN, bytes(11), ACCOUNT)
    offer = old.offer()
    with pytest.raises(PairingStopped):
        new.take_offer(mid_old.offer())
    mid_new._posted, mid_new._done = bytes.fromhex(json.loads(offer)["commit"]), 1
    with pytest.raises(PairingStopped):
        old.take_join(mid_new.join())
    with pytest.raises(PairingStopped):
        old.reveal()


def test_who_knows_the_words_is_seen_by_the_digits() -> None:
    """Somebody who read them over a shoulder plays both sides well; both show digits, and they differ."""
    differ = 0
    for _ in range(20):
        old, new = two()
        middle_new, middle_old = JoiningSide(ORIGIN, SECRET), OfferingSide(ORIGIN, SECRET, ACCOUNT)
        met(old, middle_new)
        met(middle_old, new)
        differ += old.digits != new.digits
    assert differ == 20


@pytest.mark.parametrize("part", ["origin", "account", "commit", "key"])
def test_any_other_transcript_gives_other_digits(part: str) -> None:
    old, new = two(origin="https://else.example" if part == "origin" else ORIGIN)
    met(old, new)
    if part == "account":
        new._fields[protocol.REVEAL]["account"] = b"b" * 32
    if part == "commit":
        new._fields[protocol.OFFER]["commit"] = b"c" * 32
    if part == "key":
        new._fields[protocol.JOIN]["key"] = b"k" * 32
    assert old.digits != new.digits
    with pytest.raises(PairingStopped):
        old.take_device(new.device(NEWCOMER))


def test_the_key_shown_is_the_one_bound_before() -> None:
    """One who has the words and waits for the new device's key, to look for a key of its own that fits the digits."""
    old, new = two()
    new.take_offer(old.offer())
    old.take_join(new.join())
    old._private = bytes(31) + b"\1"
    with pytest.raises(PairingStopped):
        new.take_reveal(old.reveal())


def test_the_account_shown_is_the_one_bound_before() -> None:
    """It goes into the digits too, so whoever could name it late would try accounts until the digits fit."""
    old, new = two()
    new.take_offer(old.offer())
    old.take_join(new.join())
    old.account = b"b" * 32
    with pytest.raises(PairingStopped):
        new.take_reveal(old.reveal())


def test_nothing_in_the_transcript_is_chosen_after_the_other_key_is_seen() -> None:
    for field in ("key", "salt", "account", None):
        old, new = two()
        new.take_offer(old.offer())
        old.take_join(new.join())
        said = {name: bytes.fromhex(value) for name, value in json.loads(old.reveal()).items() if name != "mac"}
        if field:
            said[field] = b"o" * 32
        mac = old._mac(protocol.REVEAL, old._fields["offer"]["commit"] + new._public() + b"".join(said.values()))
        body = json.dumps({name: content.hex() for name, content in (said | {"mac": mac}).items()}).encode()
        with pytest.raises(PairingStopped) if field else nullcontext():
            new.take_reveal(body)


@pytest.mark.parametrize("point", [bytes(32), b"\1" + bytes(31)])
def test_a_key_that_shares_the_same_with_everybody_is_refused(point: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = two()
    monkeypatch.setattr(new, "_public", lambda: point)
    new.take_offer(old.offer())
    old.take_join(new.join())
    with pytest.raises(PairingStopped):
        old.reveal()


Turn = Callable[[OfferingSide, JoiningSide], Any]
TAKES: dict[str, Turn] = {
    "offer": lambda _, new: new.take_offer,
    "join": lambda old, _: old.take_join,
    "reveal": lambda _, new: new.take_reveal,
    "device": lambda old, _: old.take_device,
    "ring": lambda _, new: new.take_ring,
}
MAKES: dict[str, Turn] = {
    "offer": lambda old, _: old.offer(),
    "join": lambda _, new: new.join(),
    "reveal": lambda old, _: old.reveal(),
    "device": lambda _, new: new.device(NEWCOMER),
    "ring": lambda old, _: old.ring(HANDED),
}


def until(slot: str) -> tuple[OfferingSide, JoiningSide, bytes]:
    old, new = two()
    for step in protocol.SLOTS:
        body = MAKES[step](old, new)
        if step == slot:
            return old, new, body
        TAKES[step](old, new)(body)
    raise AssertionError


@pytest.mark.parametrize("slot", protocol.SLOTS)
def test_every_changed_byte_of_a_part_stops_it(slot: str) -> None:
    _, _, whole = until(slot)
    for place in range(0, len(whole), max(1, len(whole) // 24)):
        old, new, body = until(slot)
        changed = bytearray(body)
        changed[place] ^= 1
        with pytest.raises(PairingStopped):
            TAKES[slot](old, new)(bytes(changed))
        with pytest.raises(PairingStopped):  # the right one comes too late
            TAKES[slot](old, new)(body)


@pytest.mark.parametrize("slot", protocol.SLOTS)
def test_each_part_is_made_and_taken_once(slot: str) -> None:
    old, new, body = until(slot)
    TAKES[slot](old, new)(body)
    with pytest.raises(PairingStopped):
        TAKES[slot](old, new)(body)
    old, new, _ = until(slot)
    with pytest.raises(PairingStopped):
        MAKES[slot](old, new)


EARLY: dict[str, Turn] = MAKES | {"digits": lambda old, _: old.digits}


@pytest.mark.parametrize("what", sorted(EARLY.keys() - {protocol.OFFER}))
def test_nothing_goes_out_of_its_turn(what: str) -> None:
    with pytest.raises(PairingStopped):
        EARLY[what](*two())


@given(
    st.sampled_from(protocol.SLOTS),
    st.binary(max_size=200) | st.just(b"[" * 9000) | st.just(b'{"key":' + b"9" * 9000 + b"}"),
)
@settings(max_examples=60, deadline=None)
def test_whatever_comes_is_one_clean_error(slot: str, body: bytes) -> None:
    old, new, _ = until(slot)
    with pytest.raises(PairingStopped) as raised:
        TAKES[slot](old, new)(body)
    assert raised.value.__cause__ is None
    assert raised.value.exit_code == 6


def test_another_account_than_the_one_shown_is_refused() -> None:
    old, new, _ = until("ring")
    old._done -= 1
    with pytest.raises(PairingStopped):
        new.take_ring(old.ring(Handover(b"b" * 32, 3, b"h" * 32)))


def test_a_part_of_one_pairing_is_none_of_another() -> None:
    """The same words typed again would be another pairing: other keys, so nothing recorded fits."""
    first_old, first_new = two()
    met(first_old, first_new)
    recorded = first_new.device(NEWCOMER)
    old, new = two()
    met(old, new)
    with pytest.raises(PairingStopped):
        old.take_device(recorded)


def test_no_secret_is_shown() -> None:
    old, new = two()
    met(old, new)
    for side in (old, new):
        for secret in (SECRET, side._private, side._shared):
            assert repr(secret)[2:-1] not in repr(side)
            assert secret.hex() not in repr(side)
