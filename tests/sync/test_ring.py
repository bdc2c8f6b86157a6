"""Each way in which a server, or who stole something, could pass off a key ring: shown, and refused by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.errors import NotFound, Refused
from recovery.store import keys
from recovery.sync import chain, envelope, ring, sealed_ring, views
from recovery.sync.account import Account, Identity, OpeningProof
from recovery.sync.ring import NotListed, RingRefused, Signed, VerifiedRing
from recovery.wire import protocol, strict_json
from tests.sync.rings import in_clear, no_share_for_the_words, nonsense, relabelled, spoiled

ENTROPY = b"\7" * 32
ACCOUNT, OWNER = Account.of_phrase(ENTROPY), Identity.of_phrase(ENTROPY)
LAPTOP, PHONE, THIEF = Identity.new(), Identity.new(), Identity.new()
DAY = "2026-03-22"
OPENER = keys.opener(ENTROPY)
FIRST = chain.first(ACCOUNT, LAPTOP, "laptop", DAY)
SECOND = chain.with_device(FIRST, LAPTOP, "phone", PHONE.public, PHONE.sealing_public, DAY)
THIRD = chain.without_device(SECOND, LAPTOP, PHONE.public)


def by_words(rings: list[Signed], opener: bytes = OPENER) -> VerifiedRing:
    """What the words take of these, whose first ring they opened."""
    head = gone_on_from(rings, opener)
    assert head.left_out == ()
    return head.held


def gone_on_from(rings: list[Signed], opener: bytes = OPENER) -> chain.Newest:
    """The same, also where the newest cannot be read."""
    opening = OpeningProof.of(opener, ACCOUNT, rings[0].hash if rings else bytes(32))
    return chain.by_phrase(rings, ENTROPY, opening)


def signed(held: VerifiedRing, signer: Identity, **changes: Any) -> Signed:
    """The ring with other things in it, sealed and signed as one who can would do it."""
    return sealed_ring.seal(replace(held.ring, **changes), signer).signed


def refused(links: list[Signed], sentence: str, *, start: VerifiedRing = FIRST, by: Identity = LAPTOP) -> None:
    with pytest.raises(RingRefused) as raised:
        chain.followed(start, links, [by])
    assert raised.value.sentence == sentence
    assert raised.value.exit_code == 6


def test_a_chain_as_it_should_be() -> None:
    assert chain.followed(FIRST, [SECOND.signed, THIRD.signed], [LAPTOP]) == [SECOND, THIRD]
    assert by_words([FIRST.signed, SECOND.signed, THIRD.signed]) == THIRD
    assert chain.paired([SECOND.signed], PHONE, ACCOUNT.public, 2, SECOND.signed.hash) == (SECOND, [])
    assert [device.name for device in SECOND.ring.devices] == ["laptop", "phone"]
    assert SECOND.ring.keys == FIRST.ring.keys
    assert THIRD.ring.keys[0] == FIRST.ring.key != THIRD.ring.key
    assert THIRD.ring.by_kid[envelope.kid_of_key(FIRST.ring.key)] == FIRST.ring.key
    assert Signed.from_json(THIRD.signed.to_json()) == THIRD.signed
    assert FIRST.ring.named(" Laptop ").device == LAPTOP.public


def test_the_words_may_sign_a_ring_for_a_device_that_joins() -> None:
    new = chain.with_device(SECOND, OWNER, "other", THIEF.public, THIEF.sealing_public, DAY)
    assert chain.followed(SECOND, [new.signed], [LAPTOP]) == [new]


def test_who_is_removed_has_neither_the_new_key_nor_a_place() -> None:
    with pytest.raises(NotListed):
        chain.followed(SECOND, [THIRD.signed], [PHONE])
    with pytest.raises(NotListed):
        sealed_ring.opened(THIRD.signed, PHONE, ACCOUNT.public)
    assert (
        PHONE.open(
            strict_json.blob(json.loads(THIRD.signed.ring)["devices"][0]["sealed"], 200),
            protocol.ring_info(ACCOUNT.id, 3),
        )
        is None
    )
    with pytest.raises(NotListed):
        sealed_ring.opened(SECOND.signed, THIEF, ACCOUNT.public)
    back = chain.with_device(THIRD, PHONE, "phone", PHONE.public, PHONE.sealing_public, DAY)
    refused([back.signed], ring.FOREIGN, start=THIRD)


def test_an_older_generation_is_refused() -> None:
    refused([FIRST.signed], ring.LOWER, start=THIRD)
    refused([SECOND.signed, SECOND.signed], ring.LOWER)


def test_a_gap_is_refused() -> None:
    refused([THIRD.signed], ring.GAP)
    with pytest.raises(RingRefused, match="missing"):
        by_words([SECOND.signed])
    with pytest.raises(RingRefused, match="missing"):
        by_words([])


def test_another_past_is_refused() -> None:
    refused([signed(SECOND, LAPTOP, previous=b"x" * 32)], ring.OTHER_PAST)
    fork = chain.first(ACCOUNT, LAPTOP, "laptop", DAY)
    refused([chain.with_device(fork, LAPTOP, "x", PHONE.public, PHONE.sealing_public, DAY).signed], ring.OTHER_PAST)
    for generation, hashed in ((2, THIRD.signed.hash), (3, SECOND.signed.hash)):
        with pytest.raises(RingRefused):
            chain.paired([SECOND.signed], PHONE, ACCOUNT.public, generation, hashed)


def test_a_foreign_signer_and_no_signature_are_refused() -> None:
    refused([signed(SECOND, THIEF)], ring.FOREIGN)
    refused([SECOND.signed._replace(signature=bytes(64))], ring.FOREIGN)
    refused([SECOND.signed._replace(signature=THIRD.signed.signature)], ring.FOREIGN)
    # The new device signs the ring that first lists it.
    own = sealed_ring.seal(replace(SECOND.ring), PHONE)
    refused([own.signed], ring.FOREIGN)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"id_key": b"x" * 32}, ring.CHANGED),
        ({"collection": b"x" * 16}, ring.CHANGED),
        ({"keys": (b"x" * 32,)}, ring.CHANGED),
        ({"keys": (b"x" * 32, FIRST.ring.key)}, ring.CHANGED),
        ({"account": replace(ACCOUNT, recovery=THIEF.sealing_public)}, ring.CHANGED),
        ({"account": replace(ACCOUNT, proof=b"x" * 32)}, ring.CHANGED),
    ],
    ids=["id key", "collection", "key", "key before", "recovery key", "proof"],
)
def test_what_never_changes(changes: dict[str, Any], sentence: str) -> None:
    """A device that is listed signs it: it may be in other hands, and even then it cannot do everything."""
    refused([signed(SECOND, LAPTOP, **changes)], sentence)


def test_a_device_keeps_its_key_and_goes_only_with_a_new_one() -> None:
    mine, other = SECOND.ring.devices
    swapped = signed(THIRD, PHONE, devices=(replace(mine, sealing=THIEF.sealing_public), other))
    refused([swapped], ring.CHANGED, start=SECOND, by=PHONE)
    refused([signed(THIRD, PHONE, devices=(other,), keys=SECOND.ring.keys)], ring.NOT_ROTATED, start=SECOND, by=PHONE)


def test_another_account_is_refused() -> None:
    other = Account.of_phrase(b"\1" * 32)
    foreign = chain.first(other, LAPTOP, "laptop", DAY)
    refused([foreign.signed], ring.LOWER)
    with pytest.raises(RingRefused):
        sealed_ring.opened(foreign.signed, LAPTOP, ACCOUNT.public)
    with pytest.raises(RingRefused):
        by_words([foreign.signed])


def test_who_knows_the_public_keys_alone_makes_no_ring_that_the_words_take() -> None:
    forged = replace(ACCOUNT, proof=b"x" * 32)
    with pytest.raises(RingRefused, match="another account"):
        by_words([chain.first(forged, THIEF, "laptop", DAY).signed])


def test_the_first_ring_lists_the_one_who_signed_it() -> None:
    for wrong in (signed(FIRST, THIEF), signed(FIRST, LAPTOP, devices=SECOND.ring.devices)):
        with pytest.raises(RingRefused, match="signed"):
            by_words([wrong])


def test_the_words_need_the_newest_ring_alone() -> None:
    """A listed device seals one ring to nobody. The next one, of a device that knows nothing of it, mends it."""
    bad = spoiled(SECOND, PHONE)
    assert chain.followed(SECOND, [bad.signed], [LAPTOP]) == [bad]
    assert gone_on_from([FIRST.signed, SECOND.signed, bad.signed]).left_out == SECOND.ring.devices[1:]
    after = chain.without_device(bad, LAPTOP, PHONE.public)
    assert by_words([FIRST.signed, SECOND.signed, bad.signed, after.signed]) == after


def test_no_ring_that_the_words_could_not_read_spoils_those_of_others_after_it() -> None:
    """A device is taken off where the words cannot see it, and is there again with another key; all others saw both."""
    rings = [FIRST.signed, SECOND.signed]
    listed = chain.with_device(SECOND, PHONE, "x", THIEF.public, THIEF.sealing_public, DAY)
    gone = chain.without_device(listed, PHONE, THIEF.public)
    hidden = gone._replace(signed=no_share_for_the_words(gone, PHONE))
    again = chain.with_device(hidden, PHONE, "x", THIEF.public, OWNER.sealing_public, DAY)
    rings += [held.signed for held in (listed, hidden, again)]
    after = chain.without_device(chain.followed(SECOND, rings[2:], [LAPTOP])[-1], LAPTOP, PHONE.public)
    assert by_words([*rings, after.signed]) == after
    # Where nothing in between takes it off, the key stays.
    other = replace(listed.ring.devices[2], sealing=OWNER.sealing_public)
    refused(
        [signed(listed, PHONE, devices=(*SECOND.ring.devices, other), generation=4, previous=listed.signed.hash)],
        ring.CHANGED,
        start=listed,
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda body: body.update(generation=4), ring.GAP),
        (lambda body: body.update(previous="11" * 32), ring.OTHER_PAST),
        (lambda body: body.update(signer=THIEF.public.hex()), ring.FOREIGN),
        (lambda body: body.update(kid="11" * 8), ring.CHANGED),
        (lambda body: body["devices"].pop(0), ring.NOT_ROTATED),
    ],
    ids=["generation", "previous", "signer", "key", "device gone with the key"],
)
def test_the_words_judge_the_rings_between_by_their_open_parts(
    change: Callable[[dict[str, Any]], None], sentence: str
) -> None:
    bad = in_clear(SECOND, LAPTOP, change)
    after = sealed_ring.seal(replace(THIRD.ring, previous=bad.hash), LAPTOP).signed
    with pytest.raises(RingRefused) as raised:
        by_words([FIRST.signed, bad, after])
    assert raised.value.sentence == sentence
    with pytest.raises(RingRefused, match="signed"):
        by_words([FIRST.signed, SECOND.signed._replace(signature=bytes(64)), THIRD.signed])


def test_a_key_that_nothing_can_be_sealed_to_ends_no_chain() -> None:
    """Who lists devices with such keys would have written the last ring, and stayed in the account for good."""
    made = (ring.Device(name, name.encode() * 32, bytes(32), DAY) for name in "ab")
    listed = chain._next(SECOND, PHONE, devices=(*SECOND.ring.devices, *made))
    held = chain.followed(SECOND, [listed.signed], [LAPTOP])[-1]
    for gone in (PHONE.public, b"a" * 32, b"b" * 32):
        held = chain.followed(held, [chain.without_device(held, LAPTOP, gone).signed], [LAPTOP])[-1]
    assert [device.name for device in held.ring.devices] == ["laptop"]


def test_who_fills_a_ring_to_the_brim_can_be_taken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """With all that may be left out left out, as by another program: what is written after it must be no longer."""
    written = sealed_ring._to_json

    def bare(made: ring.Ring) -> dict[str, Any]:
        devices = [{name: device[name] for name in ("device", "sealing")} for device in written(made)["devices"]]
        return written(made) | {"devices": devices}

    names = [bytes([number]) * 32 for number in range(1, 31)]
    devices = (*SECOND.ring.devices, *(ring.Device("device", public, LAPTOP.sealing_public, "") for public in names))
    count, held = 400, None
    with monkeypatch.context() as patch:
        patch.setattr(sealed_ring, "_to_json", bare)
        while held is None:
            with suppress(Refused):
                keys = (*SECOND.ring.keys, *(bytes([n % 256, n // 256]) * 16 for n in range(count)))
                held = chain._next(SECOND, PHONE, devices=devices, keys=keys)
            count -= 1
    held = chain.followed(SECOND, [held.signed], [LAPTOP])[-1]
    assert len(chain.followed(held, [chain.without_device(held, LAPTOP, PHONE.public).signed], [LAPTOP])) == 1


def test_a_ring_that_a_device_spoiled_says_which_one() -> None:
    refused([nonsense(SECOND, PHONE)], ring.UNREADABLE.format("phone"), start=SECOND)


def body_of(held: VerifiedRing) -> Any:
    return json.loads(held.signed.ring)["body"]


def another_key(body: dict[str, Any]) -> None:
    """It names a key that nobody has."""
    body.update(retired=[*body["retired"], body["kid"]], kid="11" * 8)
    body["devices"].pop(0)  # and it takes the laptop away


@pytest.mark.parametrize(
    "bad",
    [
        [nonsense(SECOND, PHONE)],
        [
            in_clear(
                chain._next(SECOND, PHONE),
                PHONE,
                lambda body: body.update(body=json.loads(THIRD.signed.ring)["body"]),
            )
        ],
        [signed(chain._next(SECOND, PHONE), PHONE, id_key=bytes(32))],
        [in_clear(chain._next(SECOND, PHONE), PHONE, another_key)],
    ],
    ids=["no body", "another body", "another id key", "a key of nobody"],
)
def test_the_words_go_on_without_a_device_that_stopped_all_others(bad: list[Signed]) -> None:
    with pytest.raises(RingRefused):
        chain.followed(SECOND, bad, [LAPTOP])
    head = gone_on_from([FIRST.signed, SECOND.signed, *bad])
    assert head.left_out == SECOND.ring.devices[1:]
    owner, new = Identity.of_phrase(ENTROPY), Identity.new()
    on = chain.with_device(head.held, owner, "new", new.public, new.sealing_public, DAY)
    assert [device.name for device in on.ring.devices] == ["laptop", "new"]
    assert on.ring.keys[0] == SECOND.ring.keys[0]
    assert len(on.ring.keys) == 2, "the device that is gone never has the new key"
    assert chain.followed(SECOND, [*bad, on.signed], [LAPTOP]) == [on]
    met = [SECOND.signed, *bad, on.signed]
    assert chain.paired(met, LAPTOP, ACCOUNT.public, 2, SECOND.signed.hash) == (on, met[:-1])
    assert by_words([FIRST.signed, SECOND.signed, *bad, on.signed]) == on
    with pytest.raises(RingRefused):
        chain.followed(SECOND, [*bad, on.signed], [PHONE])
    refused([*bad, on.signed, nonsense(on, PHONE)], ring.FOREIGN, start=SECOND)


def test_a_device_that_could_read_what_the_words_could_not_is_told_what_to_do() -> None:
    """It has a key that theirs do not name: it cannot go on as it is."""
    hidden = chain._next(SECOND, PHONE, keys=(*SECOND.ring.keys, bytes(32)))
    hidden = hidden._replace(signed=no_share_for_the_words(hidden, PHONE))
    assert chain.followed(SECOND, [hidden.signed], [LAPTOP]) == [hidden]
    head = gone_on_from([FIRST.signed, SECOND.signed, hidden.signed])
    on = chain.with_device(head.held, OWNER, "new", THIEF.public, THIEF.sealing_public, DAY)
    refused([on.signed], ring.WENT_ON, start=hidden)


def test_only_the_words_may_take_back_a_key() -> None:
    bad = in_clear(chain._next(SECOND, PHONE), PHONE, another_key)
    back = replace(THIRD.ring, generation=4, previous=bad.hash, devices=SECOND.ring.devices)
    refused([bad, sealed_ring.seal(back, PHONE).signed], ring.CHANGED, start=SECOND)
    on = sealed_ring.seal(back, Identity.of_phrase(ENTROPY))
    assert chain.followed(SECOND, [bad, on.signed], [LAPTOP]) == [on]
    for wrong in (
        replace(back, id_key=bytes(32)),
        replace(back, keys=(bytes(32),)),
        replace(back, keys=back.keys[:1], devices=()),
    ):
        with pytest.raises(RingRefused):
            chain.followed(SECOND, [bad, sealed_ring.seal(wrong, Identity.of_phrase(ENTROPY)).signed], [LAPTOP])


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER}", "\N{WOMAN} \N{PERSONAL COMPUTER}"),
        ("\xa0phone\xa0", "phone"),
        ("x" * 5000, "x" * 64),
        ("", ring.NAMELESS),
        ("\x1b[2J\n", "[2J"),
        (7, ring.NAMELESS),
        (None, ring.NAMELESS),
        (["phone"], ring.NAMELESS),
    ],
)
def test_no_name_is_a_reason_to_refuse(name: Any, shown: str) -> None:
    odd = relabelled(SECOND, PHONE, PHONE.public, name=name)
    (taken,) = chain.followed(SECOND, [odd.signed], [LAPTOP])
    assert [device.name for device in taken.ring.devices] == ["laptop", shown]
    after = chain.without_device(taken, LAPTOP, PHONE.public)
    assert by_words([FIRST.signed, SECOND.signed, odd.signed, after.signed]) == after


def test_a_name_that_no_text_can_carry_is_none_too() -> None:
    assert ring.Device.labelled("\ud800x", b"", b"", None).name == "x"


@pytest.mark.parametrize(
    ("added", "shown"),
    [
        ("2026-03-22T07:00:00Z", DAY),
        ("2026-W12-7", ""),
        ("20260322", ""),
        ("2026-02-30", ""),
        ("", ""),
        (None, ""),
        (1774180000, ""),
        ("yesterday", ""),
    ],
)
def test_no_day_is_a_reason_to_refuse(added: Any, shown: str) -> None:
    odd = relabelled(SECOND, PHONE, PHONE.public, added=added)
    (taken,) = chain.followed(SECOND, [odd.signed], [LAPTOP])
    assert [device.added for device in taken.ring.devices] == [DAY, shown]


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.update(generation=3),
        lambda body: body.update(kid="00" * 8),
        lambda body: body.update(retired=["00" * 8]),
        lambda body: body["devices"].reverse(),
        lambda body: body["devices"].pop(),
        lambda body: body["devices"].append({"device": THIEF.public.hex(), "sealed": body["recovery"]}),
        lambda body: body.update(body=body["body"][:-8] + "AAAAAAA="),
        lambda body: body.update(recovery=body["devices"][0]["sealed"]),
    ],
    ids=["generation", "kid", "retired", "order", "device hidden", "device added", "body", "shares changed about"],
)
def test_the_open_parts_are_those_that_are_sealed(change: Callable[[dict[str, Any]], None]) -> None:
    wrong = in_clear(SECOND, LAPTOP, change)
    try:
        head = gone_on_from([FIRST.signed, wrong])
    except RingRefused:
        return
    assert head.left_out == FIRST.ring.devices


@given(st.data())
@settings(max_examples=60)
def test_every_changed_byte_is_refused(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(SECOND.signed.ring) - 1))
    changed = bytearray(SECOND.signed.ring)
    changed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(RingRefused):
        chain.followed(FIRST, [SECOND.signed._replace(ring=bytes(changed))], [LAPTOP])


def whole(**changes: Any) -> bytes:
    return strict_json.written(json.loads(FIRST.signed.ring) | changes)


HOSTILE = {
    "empty": b"",
    "not UTF-8": b"\xff\xfe",
    "no object": b"[]",
    "nothing in it": b"{}",
    "deep": b"[" * 60_000,
    "deep objects": b'{"a":' * 10_000,
    "a number of many digits": b'{"generation":' + b"9" * 60_000 + b"}",
    "not a number": b'{"generation":NaN}',
    "named twice": b'{"generation":1,"generation":1}',
    "oversize": b" " * protocol.RING_LIMIT + FIRST.signed.ring,
    "cut off": FIRST.signed.ring[:-1],
    "a fraction": whole(generation=1.5),
    "yes": whole(generation=True),
    "zero": whole(generation=0),
    "below zero": whole(generation=-1),
    "text for a list": whole(devices="x"),
    "too many": whole(devices=[{}] * 33),
    "twice the same device": whole(devices=json.loads(FIRST.signed.ring)["devices"] * 2),
    "upper case": whole(kid="AB" * 8),
    "blanks in hex": whole(kid="ab " * 5 + "a"),
    "not base64": whole(recovery="****"),
    "base64 spelt otherwise": whole(recovery="AB=="),
    "nothing": whole(signer=None),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_whatever_comes_is_one_clean_error(content: bytes) -> None:
    for signature in (bytes(64), LAPTOP.sign(protocol.ring_message(ACCOUNT.id, content))):
        with pytest.raises(RingRefused) as raised:
            chain.followed(FIRST, [Signed(content, signature)], [LAPTOP])
        assert raised.value.__cause__ is None
        assert raised.value.sentence == ring.DAMAGED


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["ring", "signature", "x"]), inner),
        max_leaves=8,
    )
)
def test_what_is_no_signed_ring_is_garbled(value: Any) -> None:
    with pytest.raises(strict_json.Malformed):
        Signed.from_json(value)


def third(name: str) -> ring.Ring:
    """A ring in whose third place stands a device which named itself."""
    held = chain.with_device(SECOND, LAPTOP, "other", THIEF.public, THIEF.sealing_public, DAY)
    (taken,) = chain.followed(held, [relabelled(held, THIEF, THIEF.public, name=name).signed], [LAPTOP])
    return taken.ring


@pytest.mark.parametrize(
    "name", ["laptop", "phone ", "\xa0phone", "PHONE", "\N{FULLWIDTH LATIN SMALL LETTER P}hone", "2", "3"]
)
def test_no_name_keeps_a_device_from_being_meant(name: str) -> None:
    """By its name a thief would be taken for another; by its id and mostly its line it is itself."""
    word = third(name)
    thief = word.devices[2]
    assert word.named(thief.clock_id).device == THIEF.public
    assert thief in ring.alike(word.devices)
    assert word.typed(thief) == thief.clock_id
    assert f"id {thief.clock_id}" in views.device_lines(word.devices, LAPTOP.public, {})[2]
    if name != "3":
        with pytest.raises(Refused, match="more than one"):
            word.named(name)
        assert word.named("3") == thief
    assert word.named("1").device == LAPTOP.public
    assert word.named(word.devices[1].clock_id).device == PHONE.public


def test_a_device_named_like_the_id_of_another_is_not_it() -> None:
    word = third(PHONE.clock_id)
    assert word.named(PHONE.clock_id).device == PHONE.public
    assert word.typed(word.devices[2]) == THIEF.clock_id
    assert ring.alike(word.devices) == [word.devices[2]]
    assert ring.alike(SECOND.ring.devices) == []
    for name, typed in (
        ("desk", "desk"),
        ("my desk", THIEF.clock_id),
        ("-y", THIEF.clock_id),
        ("b\xfcro", THIEF.clock_id),
    ):
        word = third(name)
        assert word.typed(word.devices[2]) == typed
        assert word.named(typed).device == word.named("3").device == THIEF.public


def test_a_fingerprint_is_of_one_ring_in_one_collection() -> None:
    assert SECOND.fingerprint == sealed_ring.opened(SECOND.signed, PHONE, ACCOUNT.public).fingerprint
    other = SECOND._replace(ring=replace(SECOND.ring, collection=b"x" * 16))
    assert len({FIRST.fingerprint, SECOND.fingerprint, THIRD.fingerprint, other.fingerprint}) == 4
    assert [len(word) for word in SECOND.fingerprint.split()] == [4, 4, 4, 4]


@given(st.lists(st.sampled_from(["add", "remove", "rename"]), max_size=12))
@settings(max_examples=15, deadline=None)
def test_any_life_of_an_account_is_followed_by_its_devices_and_by_its_words(steps: list[str]) -> None:
    links = [FIRST]
    for step in steps:
        held = links[-1]
        if step == "add":
            new = Identity.new()
            links.append(chain.with_device(held, LAPTOP, "phone", new.public, new.sealing_public, DAY))
        elif step == "rename":
            links.append(relabelled(held, LAPTOP, LAPTOP.public, name="desk"))
        elif len(held.ring.devices) > 1:
            links.append(chain.without_device(held, LAPTOP, held.ring.devices[-1].device))
    rings = [link.signed for link in links]
    assert chain.followed(FIRST, rings[1:], [LAPTOP]) == links[1:]
    assert by_words(rings) == links[-1]
    assert len({device.name for device in links[-1].ring.devices}) == len(links[-1].ring.devices)


def test_as_many_devices_as_promised_fit_and_no_more() -> None:
    held = FIRST
    for _ in range(protocol.DEVICES_LIMIT - 1):
        new = Identity.new()
        held = chain.with_device(held, LAPTOP, "ü" * 100, new.public, new.sealing_public, DAY)
    assert len(held.signed.ring) < protocol.RING_LIMIT
    assert sealed_ring.opened(held.signed, LAPTOP, ACCOUNT.public) == held
    with pytest.raises(Refused):
        chain.with_device(held, LAPTOP, "one more", THIEF.public, THIEF.sealing_public, DAY)
    with pytest.raises(NotFound):
        chain.without_device(held, LAPTOP, THIEF.public)
    with pytest.raises(NotFound):
        held.ring.named("nobody")


@given(st.text(max_size=100))
def test_any_name_becomes_one_that_every_device_takes(name: str) -> None:
    plain = ring.plain_name(name)
    assert plain == ring.plain_name(plain)
    assert strict_json.text(plain, ring.NAME_LIMIT - 4) == plain
    new = chain.with_device(FIRST, LAPTOP, name, PHONE.public, PHONE.sealing_public, DAY)
    assert chain.followed(FIRST, [new.signed], [LAPTOP]) == [new]


def test_no_key_is_shown() -> None:
    shown = repr(THIRD.ring) + str(THIRD)
    for secret in (*THIRD.ring.keys, THIRD.ring.id_key, ACCOUNT.proof):
        assert repr(secret)[2:-1] not in shown
        assert secret.hex() not in shown


def test_a_first_ring_that_the_words_did_not_open_is_refused_by_them() -> None:
    """A device that once was listed knows the proof and all else, and makes an account anew: all but this."""
    forged = chain.first(ACCOUNT, THIEF, "laptop", DAY)
    with pytest.raises(RingRefused) as raised:
        by_words([forged.signed], THIEF.signing + THIEF.sign(protocol.certificate_message(THIEF.public)))
    assert raised.value.sentence == ring.NOT_OPENED
    mine = OpeningProof.of(OPENER, ACCOUNT, FIRST.signed.hash)
    assert mine.proves(ACCOUNT.public, FIRST.signed.hash)
    other = OpeningProof.of(keys.opener(b"\1" * 32), Account.of_phrase(b"\1" * 32), FIRST.signed.hash)
    for opening in (
        other,  # of another account
        mine._replace(certificate=other.certificate),
        mine._replace(signature=other.signature),
        mine._replace(key=THIEF.public),
        mine._replace(key=THIEF.public, signature=THIEF.sign(protocol.opening_message(ACCOUNT.id, FIRST.signed.hash))),
        OpeningProof.of(OPENER, ACCOUNT, SECOND.signed.hash),
    ):
        with pytest.raises(RingRefused, match="did not open"):
            chain.by_phrase([FIRST.signed], ENTROPY, opening)
    with pytest.raises(RingRefused, match="did not open"):
        chain.by_phrase([forged.signed], ENTROPY, mine)  # the true one, of the account before
    assert OpeningProof.from_json(mine.to_json()) == mine
