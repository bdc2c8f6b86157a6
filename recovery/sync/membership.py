"""A device's place in its account: logging in, the newest key ring checked and kept, a change of it published.

Whatever talks to the server as this account's device begins with `enter`. No transaction is open while it waits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from recovery import clock
from recovery.errors import Refused, Unreachable
from recovery.store import home
from recovery.store.connection import Journal
from recovery.sync import protocol, queries, ring, shapes
from recovery.sync.account import Identity
from recovery.sync.http import BROKEN, Declined, Server
from recovery.sync.queries import State
from recovery.sync.ring import Held, RingRefused, Signed

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
    def of(cls, journal: Journal) -> Self:
        """What the journal knows, without a word to the server; raises `NotFound` where it has not joined."""
        state = queries.joined(journal)
        if state.folder != home.device():
            raise Refused(COPIED)
        identity = Identity(state.signing, state.sealing)
        return cls(journal, state, identity, Server(state.server, state.token), held_of(journal, state, identity))

    def close(self) -> None:
        """Let go of the connection to the server."""
        self.server.close()

    def log_in(self) -> None:
        """Get a token, and keep it."""
        token = log_in(self.server, self.identity, self.state.account)
        queries.save(self.journal, token=token)
        self.state = replace(self.state, token=token)

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
        before = self.held.ring
        for new in ring.followed(self.held, found, self.identity):
            self.keep(new)
        self.news += newcomers(before, self.held.ring)
        return self.held

    def keep(self, new: Held) -> None:
        """Pin a ring as the newest one."""
        generation, hashed = new.ring.generation, new.signed.hash
        with self.journal.transaction():
            queries.keep_ring(self.journal, queries.Ring(generation, *new.signed))
            queries.save(self.journal, generation=generation, ring_hash=hashed)
        self.held, self.state = new, replace(self.state, generation=generation, ring_hash=hashed)

    def publish(self, change: Callable[[Held], Held | None]) -> Held:
        """Put the ring that `change` makes of the newest one; it gives `None` once nothing is left to do."""
        new = published(self.server, self.held, change, self.catch_up)
        if new is not self.held:
            self.keep(new)
        return new


def enter(journal: Journal) -> Member:
    """This device at its server, with the newest ring; raises `NotFound`, `Refused`, `Unreachable`, `RingRefused`."""
    member = Member.of(journal)
    try:
        if member.state.token is None:
            member.log_in()
        member.catch_up()
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
    held = ring.opened(Signed(kept[0].ring, kept[0].signature), identity, state.identity)
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


def newcomers(before: ring.Ring, now: ring.Ring) -> list[str]:
    """A sentence for each device that came since: the person has added it, or somebody else has."""
    new = [each for each in now.devices if before.device(each.device) is None]
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
