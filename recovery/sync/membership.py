"""A device's place in its account: logging in, the newest key ring checked and kept, a change of it published.

Whatever talks to the server as this account's device begins with `enter`. No transaction is open while it waits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from recovery import clock
from recovery.errors import Refused, Unreachable
from recovery.store import home
from recovery.store.connection import Journal
from recovery.sync import chain, protocol, queries, ring, sealed_ring, shapes
from recovery.sync.account import Identity
from recovery.sync.http import BROKEN, Declined, Server
from recovery.sync.queries import State
from recovery.sync.ring import Held, NotListed, RingRefused, Signed

TRIES = 5
RINGS_LIMIT = 4096  # far beyond what a chain can grow to before it is full
COPIED = (
    "This journal was copied from another device, and two devices must not sync as one. Your entries stay as they are. "
    "Say recovery sync leave here, then join again or pair this device."
)
ADDED = "{} was added to your account{}. If that was not you: recovery devices revoke {}"
OVERTAKEN = "Other devices of yours are changing the list of devices right now. Nothing was changed; please try again."


@dataclass
class Member:
    """This device at its server, logged in; `held` is the newest ring that it knows, `news` is yet to be mentioned."""

    journal: Journal
    state: State
    identity: Identity
    server: Server
    held: Held
    news: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, journal: Journal, server: Server | None = None) -> Self:
        """What the journal knows, without a word to the server; raises `NotFound` where it has not joined."""
        state = queries.joined(journal)
        if state.folder != home.device():
            raise Refused(COPIED)
        identity = Identity(state.signing, state.sealing)
        held = held_of(journal, state, identity)
        server = server or Server(state.server)
        server.token = state.token
        return cls(journal, state, identity, server, held)

    def close(self) -> None:
        """Let go of the connection to the server."""
        self.server.close()

    @property
    def next(self) -> Identity | None:
        """The keys that this device gets; the server may have heard of them already."""
        return identities(self.state)[-1] if self.state.next_signing else None

    def arrive(self) -> None:
        """Log in where that is due, take in the newest ring, and replace this device where that waits.

        Raises `Unreachable`, `RingRefused`.
        """
        self._log_in_where_due()
        self.catch_up()
        while self.state.renewing:
            self._log_in_where_due()
            self.renew()
        self._log_in_where_due()

    def _log_in_where_due(self) -> None:
        if self.state.token is None:
            self.log_in()

    def log_in(self) -> None:
        """Get a token, and keep it."""
        self.save(token=log_in_as_one(self.server, identities(self.state), self.state.account))

    def save(self, **changes: Any) -> None:
        """Change what is known of sync."""
        queries.save(self.journal, **changes)
        self.state = replace(self.state, **changes)

    def catch_up(self) -> Held:
        """Take in the rings since the one held, each checked; logs in where that is due. Raises `RingRefused`."""
        try:
            found, head = fetch(self.server, self.held.ring.generation)
        except Declined as error:
            if error.word != protocol.NO_TOKEN:
                raise
            self.log_in()
            found, head = fetch(self.server, self.held.ring.generation)
        if head < self.held.ring.generation:
            raise RingRefused(ring.LOWER)
        before, last = self.held.ring, self.held
        followed: list[Held] = []
        for signed in found:
            last = self._followed(last, signed)
            followed.append(last)
        for new in followed:
            self.keep(new)
        self.news += newcomers(before, self.held.ring, self.identity.public)
        return self.held

    def _followed(self, held: Held, signed: Signed) -> Held:
        """The ring after one, opened by this device's keys, or by those it gets."""
        try:
            return chain.followed(held, [signed], self.identity)[0]
        except NotListed:
            if self.next is None:
                raise
            return chain.followed(held, [signed], self.next)[0]

    def renew(self) -> None:
        """Replace this device by one with other keys, under its name: a copy of its present keys is worth nothing then.

        The other keys are kept before the server hears of them; where the answer is lost, the next time goes on.
        Raises `Unreachable`, `RingRefused`.
        """
        if self.next is None:
            new = Identity.new()
            self.save(next_signing=new.signing, next_sealing=new.sealing)
        old, new = self.identity, self.next or self.identity

        def changed(held: Held) -> Held | None:
            if held.ring.device(new.public):
                return None
            return chain.replaced(held, old, old.public, new, today())

        self.publish(changed)

    def keep(self, new: Held) -> None:
        """Pin a ring as the newest one, and with the first that lists this device's other keys, those."""
        changes: dict[str, Any] = {"generation": new.ring.generation, "ring_hash": new.signed.hash}
        other = self.next if self.next and new.ring.device(self.next.public) else None
        if other is not None:
            changes |= {"device": other.public, "signing": other.signing, "sealing": other.sealing, "word": other.word}
            changes |= {"next_signing": None, "next_sealing": None, "renewing": max(0, self.state.renewing - 1)}
            changes["token"] = self.server.token = None  # it was of the keys before
        with self.journal.transaction():
            queries.keep_ring(self.journal, queries.Ring(new.ring.generation, *new.signed))
            if new.ring.key != self.held.ring.key:
                queries.unseal_all(self.journal)
            self.save(**changes)
        self.held, self.identity = new, other or self.identity

    def publish(self, change: Callable[[Held], Held | None]) -> Held:
        """Put the ring that `change` makes of the newest one; it gives `None` once nothing is left to do."""
        new = published(self.server, self.held, change, self.catch_up)
        if new is not self.held:
            self.keep(new)
        return new


def enter(journal: Journal, server: Server | None = None) -> Member:
    """This device at its server, with the newest ring; raises `NotFound`, `Refused`, `Unreachable`, `RingRefused`."""
    member = Member.of(journal, server)
    try:
        member.arrive()
    except BaseException:
        member.close()
        raise
    return member


def published(server: Server, held: Held, change: Callable[[Held], Held | None], newest: Callable[[], Held]) -> Held:
    """The same for who has no journal yet. Where another device was quicker, `newest` is asked and `change` again."""
    for _ in range(TRIES):
        new = change(held)
        if new is None:
            return held
        try:
            server.ask("PUT", "/v1/ring", new.signed.to_json())
        except Declined as error:
            if error.word != protocol.OTHER_GENERATION:
                raise
            held = newest()
        else:
            return new
    raise Unreachable(OVERTAKEN)


def log_in(server: Server, identity: Identity, account: bytes) -> str:
    """The token of a device, or of the account itself; the server asks with it from here on. Raises `Declined`."""
    given = server.ask("POST", "/v1/challenge", {"account": account.hex()})
    nonce, expires = shapes.octets(given.get("nonce"), protocol.KEY_BYTES), shapes.whole(given.get("expires"))
    signature = identity.login(server.origin, account, nonce, expires)
    said = {"account": account.hex(), "key": identity.public.hex(), "nonce": nonce.hex(), "expires": expires}
    answer = server.ask("POST", "/v1/login", {**said, "signature": signature.hex()})
    server.token = shapes.octets(answer.get("token"), protocol.KEY_BYTES).hex()
    return server.token


def log_in_as_one(server: Server, mine: Sequence[Identity], account: bytes) -> str:
    """The same for whoever is one of these, of whom the server may know only the last. Raises `Declined`."""
    for each in mine[:-1]:
        try:
            return log_in(server, each, account)
        except Declined as error:
            if error.word != protocol.LOGIN_REFUSED:
                raise
    return log_in(server, mine[-1], account)


def identities(state: State) -> list[Identity]:
    """This device's keys, and those it gets: the server has heard of them where the answer to a new ring was lost."""
    mine = [Identity(state.signing, state.sealing)]
    if state.next_signing is not None and state.next_sealing is not None:
        mine.append(Identity(state.next_signing, state.next_sealing))
    return mine


def fetch(server: Server, after: int) -> tuple[list[Signed], int]:
    """The rings after a generation, in order and unchecked, and the newest generation that the server has."""
    found: list[Signed] = []
    while True:
        answer = server.ask("GET", f"/v1/ring?after={after + len(found)}")
        head = shapes.whole(answer.get("generation"))
        page = [Signed.from_json(each) for each in shapes.many(answer.get("rings"), 1024)]
        found += page
        if len(found) > RINGS_LIMIT:
            raise Unreachable(BROKEN)
        if after + len(found) >= head:
            return found, head
        if not page:
            raise Unreachable(BROKEN)


def held_of(journal: Journal, state: State, identity: Identity) -> Held:
    """The newest ring as this journal keeps it; raises `RingRefused`."""
    kept = queries.rings(journal, state.generation - 1)
    if not kept or kept[0].generation != state.generation:
        raise RingRefused
    held = sealed_ring.opened(Signed(kept[0].ring, kept[0].signature), identity, state.identity)
    if held.signed.hash != state.ring_hash:
        raise RingRefused
    return held


def begin(
    journal: Journal, server: Server, identity: Identity, newest: Held, past: Sequence[Signed] = (), *, existing: bool
) -> State:
    """Keep a membership: the newest ring and those before it, this device's keys, the token that the server knows."""
    mine, account = newest.ring.device(identity.public), newest.ring.account
    if mine is None:
        raise RingRefused
    state = State(
        server=server.origin,
        account=account.id,
        identity=account.public,
        recovery=account.recovery,
        proof=account.proof,
        collection=newest.ring.collection,
        folder=home.device(),
        name=mine.name,
        device=identity.public,
        signing=identity.signing,
        sealing=identity.sealing,
        word=identity.word,
        generation=newest.ring.generation,
        ring_hash=newest.signed.hash,
        existing=existing,
        token=server.token,
    )
    with journal.transaction():
        queries.begin(journal, state, queries.Ring(newest.ring.generation, *newest.signed))
        for generation, each in enumerate(past, newest.ring.generation - len(past)):
            queries.keep_ring(journal, queries.Ring(generation, *each))
    return state


def newcomers(before: ring.Ring, now: ring.Ring, mine: bytes) -> list[str]:
    """A sentence for each other device that came since: the person has added it, or somebody else has."""
    new = [each for each in now.devices if before.device(each.device) is None and each.device != mine]
    return [ADDED.format(each.name, f" on {each.added}" if each.added else "", now.typed(each)) for each in new]


def device_name(given: str | None) -> str:
    """What this device is called in the account: as given, else as the machine is, and neutral in quiet mode."""
    if given is not None:
        return ring.plain_name(given)
    if home.settings().get("quiet"):
        return ring.NAMELESS
    from platform import node

    return ring.plain_name(node().partition(".")[0])


def today() -> str:
    """The day that a ring notes for a new device."""
    return clock.machine_now().date().isoformat()
