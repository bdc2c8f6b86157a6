"""Who is out of a link reads nothing more of it, though the server keeps everything and hands it to them."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from recovery.circle import opening
from recovery.circle.invitation import read_link
from recovery.circle.link import Link
from recovery.sync import envelope, sealed_ring, server_api
from recovery.sync.account import Identity
from recovery.sync.pull import PullPage, SealedRecord
from recovery.sync.ring import RingRefused, Signed
from tests.circle.conftest import Side
from tests.circle.test_link import asked
from tests.sync.devices import DAY


class Everything(NamedTuple):
    """All rings and records that a server has of a link, and the link's public key."""

    rings: list[Signed]
    records: list[SealedRecord]
    account: bytes

    def opened_by(self, *identities: Identity) -> set[bytes]:
        """The versions of those records that these keys open, by any ring that they open."""
        found = set[bytes]()
        for signed in self.rings:
            for identity in identities:
                with suppress(RingRefused):
                    ring = sealed_ring.opened(signed, identity, self.account).ring
                    found |= {one.version for one in self.records if _opens(ring.by_kid, ring.collection, one)}
        return found


def _opens(keys: dict[bytes, bytes], collection: bytes, one: SealedRecord) -> bool:
    try:
        envelope.unseal(keys, collection, one.id, one.version, one.blob)
    except envelope.Unopened:
        return False
    return True


def everything(link: Link) -> Everything:
    """What the server of a link has."""
    link.follow()
    rings, _ = server_api.fetch(link.server.ask_with_token, 0)
    epoch = link.state.epoch or b""
    path = f"/v1/c/{link.held.ring.collection.hex()}/pull?after=0&limit=500&epoch={epoch.hex()}"
    page = PullPage.read(link.server.ask_with_token("GET", path), 0, epoch)
    return Everything(rings, page.records, link.account)


def test_a_link_that_was_used_opens_nothing_and_a_lost_device_nothing_later(ana: Side, ben: Side) -> None:
    invitation = ana.invite("day", "help")
    one_use = read_link(invitation).identity
    ben.accept(invitation)
    for side in (ben, ana, ben):
        side.carry()
    with ben.link() as one:
        lost, before = one.identity, everything(one)
        assert before.opened_by(lost) == {record.version for record in before.records}
        opening.replace_own(one, DAY)
    ana.carry()
    asked(ana)
    ben.carry()
    with ana.link() as one:
        after = everything(one)
        known = before.opened_by(lost)
        later = {record.version for record in after.records} - known
        assert later
        assert after.opened_by(one.identity) >= later
    kept = Everything(after.rings, [*before.records, *after.records], after.account)  # nothing is ever thrown away
    assert kept.opened_by(lost) == known
    assert kept.opened_by(one_use) == set()
