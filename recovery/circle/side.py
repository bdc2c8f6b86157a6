"""This side of one link at its server: logged in by its keys, and the key rings followed, each checked by the last.

Exactly two are in a link: a third stops it, and other keys of the other side are told.
"""

from __future__ import annotations

from recovery import clock
from recovery.circle import queries
from recovery.circle.member import SHARING_ENDED, Member
from recovery.errors import Unreachable
from recovery.language import tr
from recovery.store.connection import Journal
from recovery.sync import chain, sealed_ring, server_api
from recovery.sync.account import Identity, account_id
from recovery.sync.ring import NotListed, Ring, RingRefused, Signed, VerifiedRing
from recovery.sync.transport import ErrorResponse, Server
from recovery.wire import protocol, strict_json

PARTIES = 2
# Words for what there is to say of a link.
THIRD, KEYS, OLDER, FORGED = "third", "keys", "older", "forged"
STOPPED = tr("Nothing is sent or taken on this link any more. What was seen: recovery circle list")


class Over(Unreachable):
    """The server no longer lets this side into the link: it was ended, it ran out, or it is not there."""

    def __init__(self) -> None:
        super().__init__(SHARING_ENDED)


class Stopped(Unreachable):
    """The link is not gone on with: somebody who must not be there is listed, or the server hides something."""

    def __init__(self) -> None:
        super().__init__(STOPPED)


class Side:
    """This side of one link, for one command: its keys, and the rings that it has followed."""

    def __init__(self, journal: Journal, member: Member, server: Server | None = None) -> None:
        self.journal, self.member = journal, member
        self.state = queries.state(journal, member)
        self.server = server or Server(member.origin)
        self.identity = identity_of(member.seed)
        self._held: VerifiedRing | None = None
        if self.state.gone is not None and self.state.gone_as != self.identity.public.hex():
            self.state.gone = self.state.gone_as = None  # another device of this side took other keys since
        self.server.token, self.server.log_in = self.state.token, self._log_in

    @property
    def account(self) -> bytes:
        """The link's public key."""
        return bytes.fromhex(self.member.account)

    def save(self) -> None:
        """Keep what this device knows of the link."""
        queries.save(self.journal, self.state)

    def close(self) -> None:
        """Let go of the connection."""
        self.server.close()

    def _log_in(self) -> None:
        self.server.token = None
        mine = [self.identity]
        if self.state.next_seed:
            mine.append(identity_of(self.state.next_seed))
        try:
            self.state.token = server_api.log_in_as_one(self.server, mine, account_id(self.account))
        except ErrorResponse as error:
            if error.code == protocol.LOGIN_REFUSED:
                self._note_gone()
                raise Over from None
            raise
        self.save()

    def _note_gone(self) -> None:
        self.state.gone, self.state.gone_as = self.state.gone or clock.stamp()[:10], self.identity.public.hex()
        self.state.token = None
        self.save()

    @property
    def held(self) -> VerifiedRing:
        """The newest key ring, opened; `follow` comes before it."""
        state = self.state
        if self._held is None:
            if state.ring is None or state.signature is None:
                raise RingRefused
            signed = Signed(state.ring, state.signature)
            self._held = sealed_ring.opened_again(signed, self.identity, self.identity.public, account_id(self.account))
        return self._held

    def hold(self, held: VerifiedRing) -> None:
        """Pin a ring as the newest one, and look at whom it lists."""
        self._held = held
        self.state.generation = held.ring.generation
        self.state.ring, self.state.signature = held.signed
        self.save()
        self._look_at(held.ring)
        self.member = queries.change(self.journal, self.member, ring=held.signed.hash.hex())

    def _look_at(self, ring: Ring) -> None:
        """Exactly two: this side and the other. A third stops the link; another key of the other is told."""
        others = [device for device in ring.devices if device.device != self.identity.public]
        if len(ring.devices) > PARTIES:
            self.state.stopped = THIRD
            self.save()
            raise Stopped
        if not others or others[0].device.hex() == self.member.theirs:
            return
        theirs = others[0].device.hex()
        if self.member.claimed:
            queries.with_notice(self.state, KEYS)
            self.save()
        self.member = queries.change(self.journal, self.member, theirs=theirs, claimed=True, compared=False)

    def follow(self) -> None:
        """Take the rings that came, each checked against the one before. Raises `Over`, `Stopped`, `Unreachable`."""
        if self.state.stopped:
            raise Stopped
        if self.state.epoch is None:
            self.state.epoch = strict_json.octets(self.server.ask("GET", "/v1/about").get("epoch"), protocol.ID_BYTES)
        self._take_up_next()
        try:
            if not self._knows_ring():
                self._enter()
                return
            given, newest = server_api.fetch(self.server.ask_with_token, self.state.generation)
            if newest < self.state.generation:
                raise self._older()
            if given:
                good = chain.followed(self.held, given, [self.identity])
                self.hold([self.held, *good][-1])
        except NotListed:
            self._note_gone()
            raise Over from None

    def _knows_ring(self) -> bool:
        state = self.state
        if state.ring is None:
            return False
        listed = {device for device, _ in sealed_ring.read_clear(state.ring).devices}
        return self.identity.public in listed

    def _enter(self) -> None:
        """Find the ring that another device of this side has pinned, and go on from there."""
        given, _ = server_api.fetch(self.server.ask_with_token, 0)
        if self.state.ring is None:  # nothing was said from here yet
            self.state.marked_as = self.identity.public.hex()
        for place, signed in enumerate(given):
            if signed.hash.hex() == self.member.ring:
                start = sealed_ring.opened(signed, self.identity, self.account)
                newest = [start, *chain.followed(start, given[place + 1 :], [self.identity])][-1]
                self.hold(newest)
                return
        raise self._older()

    def _older(self) -> Stopped:
        """The server has no ring as new as the one that was seen: told, and asked again the next time."""
        queries.with_notice(self.state, OLDER)
        self.save()
        return Stopped()

    def _take_up_next(self) -> None:
        """Other keys of this side, drawn before the server heard of them: whether it did shows at a login."""
        if self.state.next_seed is None:
            return
        new = identity_of(self.state.next_seed)
        try:
            server_api.log_in(self.server, new, account_id(self.account))
        except ErrorResponse as error:
            if error.code != protocol.LOGIN_REFUSED:
                raise
            self.state.next_seed = None
            self.save()
            return
        given, _ = server_api.fetch(self.server.ask, self.state.generation)
        good = chain.followed(self.held, given, [self.identity, new])
        self.become(self.state.next_seed, [self.held, *good][-1])

    def become(self, seed: str, ring: VerifiedRing) -> None:
        """Be this side by other keys from the ring on that lists them."""
        self.identity, self._held = identity_of(seed), ring
        self.state.next_seed, self.state.token = None, self.server.token
        self.member = queries.change(self.journal, self.member, seed=seed, ring=ring.signed.hash.hex(), compared=False)
        self.hold(ring)


def identity_of(seed: str) -> Identity:
    """A side's keys by what the journal keeps: the Ed25519 seed and the X25519 key, as hex."""
    content = bytes.fromhex(seed)
    return Identity(content[: protocol.KEY_BYTES], content[protocol.KEY_BYTES :])


def seed_of(identity: Identity) -> str:
    """What the journal keeps of a side's keys."""
    return (identity.signing + identity.sealing).hex()
