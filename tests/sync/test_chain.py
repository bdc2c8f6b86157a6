"""Any sequence of honest and hostile rings that a server takes, against what must hold of all of them.

Whoever is listed may write what it likes, sealed to whom it likes. The words go on all the same, what an honest device
wrote is good for them, who was taken off stays off, and a device of the person takes what it can.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any, NamedTuple

from hypothesis import example, given, settings
from hypothesis import strategies as st

from recovery.errors import NotFound
from recovery.server import ring_validation
from recovery.store import keys
from recovery.sync import chain, envelope, ring, sealed_ring
from recovery.sync.account import Account, Identity, OpeningProof
from recovery.sync.ring import Device, RingRefused, Signed, VerifiedRing
from recovery.wire import protocol, strict_json
from tests.sync.rings import in_clear, relabelled

ENTROPY, DAY = b"\7" * 32, "2026-03-22"
ACCOUNT, OWNER = Account.of_phrase(ENTROPY), Identity.of_phrase(ENTROPY)
LAPTOP, DESK, THIEF, SPARE, OTHER = ALL = [Identity(bytes([n]) * 32, bytes([n + 8]) * 32) for n in range(1, 6)]
HONEST, HOSTILE = ALL[:2], ALL[2:]  # the hostile ones are of one mind
FIRST = chain.first(ACCOUNT, LAPTOP, "laptop", DAY)
OPENING = OpeningProof.of(keys.opener(ENTROPY), ACCOUNT, FIRST.signed.hash)


class Wrong(NamedTuple):
    """A ring of a hostile device: what it says of each device, and what is wrong with it."""

    signer: int
    listed: tuple[str, ...]  # of each device: as it was, gone, there, or there with a sealing key of nobody
    new_key: bool
    other_id_key: bool
    unread_by: frozenset[int]  # which of all devices cannot open it; those beyond are the words
    open_parts: str


class Story:
    """A server as its rules make it, and what each device of the person holds."""

    def __init__(self) -> None:
        self.rings, self.newest = [FIRST.signed], FIRST
        self.off: set[bytes] = set()
        for identity, name in ((DESK, "desk"), (THIEF, "thief")):
            self.newest = chain.with_device(self.newest, LAPTOP, name, identity.public, identity.sealing_public, DAY)
            assert self.put(self.newest.signed)
        self.held = {member.public: self.newest for member in HONEST}
        self.known = self.newest.ring  # to the hostile ones

    def put(self, signed: Signed) -> bool:
        """Whether the server takes it."""
        try:
            ring_validation.following(ACCOUNT.id, ACCOUNT.public, self.rings[-1].ring, signed.ring, signed.signature)
        except ring_validation.Refused:
            return False
        self.rings.append(signed)
        return True

    def follow(self, who: Identity) -> str | None:
        """Why a device does not take the newest ring, if it does not."""
        held = self.held[who.public]
        try:
            head = chain.followed(held, self.rings[held.ring.generation :], [who])
        except RingRefused as error:
            return error.sentence
        for new in head:
            assert new.ring.keys[: len(held.ring.keys)] == held.ring.keys
            held = new
        self.held[who.public] = held
        return None

    def words(self) -> chain.Newest:
        """What the words make of it: there is no chain that a server took with which they cannot go on."""
        return chain.by_phrase(self.rings, ENTROPY, OPENING)

    def wrote(self, held: VerifiedRing, me: Identity = OWNER) -> None:
        """A ring that the person has made, on a device or by the words."""
        assert self.put(held.signed)
        assert self.words() == (held, (), True) or self.hidden(me, OWNER)
        assert not self.off & {device.device for device in held.ring.devices}
        if any(self.opens(member, held.signed) for member in HOSTILE):
            self.known = held.ring

    def honest(self, who: int, takes_off: int | None) -> None:
        me = HONEST[who]
        if self.follow(me):
            return
        held = self.held[me.public]
        if takes_off is None or ALL[takes_off] is me:
            new = relabelled(held, me, me.public, name="mine")
        else:
            try:
                new = chain.without_device(held, me, ALL[takes_off].public)
            except NotFound:
                return
            self.off.add(ALL[takes_off].public)
        self.wrote(new, me)

    def hidden(self, who: Identity, reader: Identity) -> bool:
        """Whether a ring that lists a device was kept from it, and another reader could open it.

        The two may then take different rings for good, and the words leave out what they cannot hold to theirs.
        """
        return any(
            who.public in {device for device, _ in sealed_ring.read_clear(signed.ring).devices}
            and self.opens(reader, signed)
            and not self.opens(who, signed)
            for signed in self.rings
        )

    def by_words(self, *, alone: bool) -> None:
        opener, new = self.words(), Identity.new()
        join = chain.alone if alone else chain.with_device
        on = join(opener.held, OWNER, "new", new.public, new.sealing_public, DAY)
        if alone:
            self.off = {member.public for member in HOSTILE}
        if not opener.stands:
            assert opener.held.ring.device(sealed_ring.read_clear(self.rings[-1].ring).signer) is None
        self.off |= {line.device for line in opener.left_out}
        self.wrote(on)
        for member in HONEST:
            mine, why = on.ring.device(member.public), self.follow(member)
            if mine is None:
                assert why == ring.NOT_LISTED
            elif mine.sealing == member.sealing_public and why is not None:
                assert why == ring.WENT_ON
                other_way = any(self.opens(member, signed) and not self.opens(OWNER, signed) for signed in self.rings)
                assert other_way or self.hidden(member, OWNER)

    def opens(self, who: Identity, signed: Signed) -> bool:
        try:
            sealed_ring.opened(signed, who, ACCOUNT.public)
        except RingRefused:
            return False
        return True

    def hostile(self, wrong: Wrong) -> None:
        head, signer = sealed_ring.read_clear(self.rings[-1].ring), HOSTILE[wrong.signer]
        made = replace(
            self.known,
            generation=head.generation + 1,
            previous=self.rings[-1].hash,
            devices=listed(self.known, wrong),
            keys=(*self.known.keys, *([os.urandom(32)] if wrong.new_key else [])),
            id_key=bytes(32) if wrong.other_id_key else self.known.id_key,
        )
        sealed = sealed_ring.seal(made, signer)
        signed = in_clear(sealed, signer, lambda body: spoil(body, wrong, [kid.hex() for kid in head.kids]))
        if self.put(signed):
            self.known = made
            self.off -= {device for device, _ in sealed_ring.read_clear(signed.ring).devices}
            self.words()


def listed(known: ring.Ring, wrong: Wrong) -> tuple[Device, ...]:
    """The devices of such a ring."""
    devices = {device.device: device for device in known.devices}
    for who, how in zip(ALL, wrong.listed, strict=True):
        if how == "gone":
            devices.pop(who.public, None)
        elif how != "as it was":
            sealing = who.sealing_public if how == "there" else OWNER.public
            devices[who.public] = Device("x", who.public, sealing, DAY)
    return tuple(devices.values())


def spoil(body: dict[str, Any], wrong: Wrong, kids: list[str]) -> None:
    """Its shares and its open parts, as whoever signs it can write them."""
    noise = strict_json.base64(os.urandom(protocol.SHARE_BYTES))
    unread = {ALL[reader].public.hex() for reader in wrong.unread_by if reader < len(ALL)}
    for device in body["devices"]:
        device["sealed"] = noise if device["device"] in unread else device["sealed"]
    body["recovery"] = noise if len(ALL) in wrong.unread_by else body["recovery"]
    if wrong.open_parts == "a key of nobody":
        body.update(retired=kids, kid=envelope.kid_of_key(os.urandom(32)).hex())
    elif wrong.open_parts == "alone":
        body["devices"] = [{"device": HOSTILE[wrong.signer].public.hex(), "sealed": noise}]
    elif wrong.open_parts == "the words' own key":
        body["devices"].append({"device": ACCOUNT.public.hex(), "sealed": noise})
    elif wrong.open_parts == "a body of noise":
        body["body"] = strict_json.base64(os.urandom(1052))


HOW = st.sampled_from(["as it was"] * 4 + ["gone", "there", "other key"])
OPEN = st.sampled_from(["as they are"] * 6 + ["a key of nobody", "alone", "the words' own key", "a body of noise"])
WRONG = st.builds(
    Wrong,
    signer=st.integers(0, len(HOSTILE) - 1),
    listed=st.tuples(*[HOW] * len(ALL)),
    new_key=st.booleans(),
    other_id_key=st.sampled_from([False] * 9 + [True]),
    unread_by=st.frozensets(st.integers(0, len(ALL)), max_size=2),
    open_parts=OPEN,
)
STEPS = st.lists(
    st.one_of(
        WRONG, WRONG, st.tuples(st.sampled_from([0, 1]), st.none() | st.integers(0, len(ALL) - 1)), st.booleans()
    ),
    max_size=8,
)


SAME = ("as it was",) * len(ALL)
PLAIN = Wrong(0, SAME, new_key=False, other_id_key=False, unread_by=frozenset(), open_parts="as they are")
WORDS = frozenset({len(ALL)})


@given(STEPS)
@example(  # a device comes back with another key, after a ring that the words cannot read took it off
    [
        PLAIN._replace(listed=(*SAME[:3], "there", "as it was")),
        PLAIN._replace(listed=(*SAME[:3], "gone", "as it was"), new_key=True, unread_by=WORDS),
        PLAIN._replace(listed=(*SAME[:3], "other key", "as it was")),
        (0, 2),
        False,
    ]
)
@example([PLAIN._replace(open_parts="a key of nobody"), (0, 2), False, PLAIN, (0, 3), True, PLAIN])
@example([PLAIN._replace(new_key=True, unread_by=WORDS), False, (0, None)])
@example(
    [
        PLAIN._replace(new_key=True, unread_by=WORDS | {0}),
        PLAIN._replace(listed=(*SAME[:2], "other key", *SAME[:2])),
        False,
    ]
)
@example(  # a device comes with a ring that one device cannot read, and has another key in the next
    [
        PLAIN._replace(listed=(*SAME[:3], "there", "as it was"), unread_by=frozenset({0})),
        PLAIN._replace(listed=(*SAME[:3], "other key", "as it was")),
        (0, None),
        False,
    ]
)
@settings(max_examples=60, deadline=None)
def test_whoever_writes_rings_the_words_go_on_and_who_is_off_stays_off(
    steps: list[Wrong | tuple[int, int | None] | bool],
) -> None:
    story = Story()
    for step in steps:
        if isinstance(step, bool):
            story.by_words(alone=step)
        elif isinstance(step, Wrong):
            story.hostile(step)
        else:
            story.honest(*step)
