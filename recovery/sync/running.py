"""A run of sync, as all its parts share it: the journal, the server, the keys, and what was met on the way.

Every transaction that applies something looks through this device's own edits first, and nothing in a transaction
waits for the network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from recovery import clock
from recovery.errors import Refused, Unreachable
from recovery.store import erasing, home
from recovery.store.connection import Journal
from recovery.sync import chain, envelope, membership, noticing, protocol, queries, shapes
from recovery.sync import ring as rings
from recovery.sync.account import Identity
from recovery.sync.desk import Desk
from recovery.sync.http import BROKEN, Declined, Server
from recovery.sync.queries import State
from recovery.sync.ring import Held, Signed

ANEW_LIMIT = 3  # how often a server may begin anew during one run
LOST_DEVICE = (
    "The server was put back from a backup in which this device is not listed yet. Let another of your devices sync "
    "first, or say recovery sync leave and join again with the 24 words. Nothing here is lost."
)

Progress = Callable[[str, int, int], None]


def silent(_what: str, _done: int, _of: int) -> None:
    """Nobody looks."""


@dataclass
class Seen:
    """What a run did, in records, and what it met that is worth a sentence."""

    older: int = 0
    aside: int = 0
    ahead: int = 0
    lost: bool = False
    pushed: int = 0
    pulled: int = 0
    merged: int = 0
    erased: list[erasing.Wanted] = field(default_factory=list)
    read: bool = False
    newcomers: list[str] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)


class Run:
    """One run for one journal that has joined; raises `NotFound` where it has not, `Refused` where it was copied."""

    def __init__(self, journal: Journal, server: Server | None, progress: Progress, *, takes_removals: bool) -> None:
        state = queries.joined(journal)
        if state.folder != home.device():
            raise Refused(membership.COPIED)
        self.journal, self.progress, self.seen = journal, progress, Seen()
        self.server = server or Server(state.server, state.token)
        self.server.token = state.token
        self.identity = Identity(state.signing, state.sealing)
        self._held: Held | None = None
        self._renewals = 0
        self.takes_removals = takes_removals

    @property
    def state(self) -> State:
        """What is known of sync now."""
        return queries.joined(self.journal)

    @property
    def held(self) -> Held:
        """The newest ring, opened once something must be sealed or opened: most runs find nothing to do."""
        if self._held is None:
            self._held = membership.held_of(self.journal, self.state, self.identity)
        return self._held

    def place_of(self, blob: bytes) -> int:
        """Which of the collection's keys sealed this, counted from the oldest."""
        return [*self.held.ring.by_kid].index(envelope.kid_of(blob))

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """A transaction that has looked through this device's own edits first."""
        with self.journal.transaction():
            state = queries.joined(self.journal)
            desk = Desk(self.journal, state, self.held.ring.id_key)
            noticing.notice(desk, state.scanned)
            desk.save()  # what is done in SQL from here on finds it, and is not written over at the end
            yield desk
            desk.finish()

    def log_in(self) -> None:
        """Get a token where there is none, and keep it."""
        if self.server.token is not None:
            return
        state = self.state
        try:
            token = membership.log_in(self.server, self.identity, state.account)
        except Declined as error:
            if error.word == protocol.LOGIN_REFUSED and state.epoch not in (None, self._present_epoch()):
                raise Unreachable(LOST_DEVICE) from error
            raise
        queries.save(self.journal, token=token)

    def be_replaced(self) -> None:
        """Where a copy of this device's keys may be in other hands: take other keys before anything is sent."""
        if not self.state.renewing:
            return
        try:
            member = membership.enter(self.journal, self.server)
        except rings.RingRefused as error:
            if error.sentence != rings.LOWER:
                raise
            self.follow()  # gives back what a server lost that was restored; refuses one that hides it
            member = membership.enter(self.journal, self.server)
        self.identity, self._held = member.identity, member.held
        self.seen.newcomers += member.news

    def ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Ask as this device, logging in anew where its token has run out."""
        try:
            return self.server.ask(method, path, body)
        except Declined as error:
            if error.word != protocol.NO_TOKEN:
                raise
        self.server.token = None
        self.log_in()
        return self.server.ask(method, path, body)

    def know_epoch(self) -> None:
        """Learn which life of the server this is."""
        if self.state.epoch is None:
            queries.save(self.journal, epoch=self._present_epoch())

    def _present_epoch(self) -> bytes:
        return shapes.octets(self.server.ask("GET", "/v1/about").get("epoch"), protocol.ID_BYTES)

    def renew(self, state: State, error: Declined) -> None:
        """Go on with a server that says it began anew; raises `Unreachable` for one that says so again and again."""
        epoch = shapes.octets(error.fields.get("epoch"), protocol.ID_BYTES)
        self._renewals += 1
        if epoch == state.epoch or self._renewals > ANEW_LIMIT:
            raise Unreachable(BROKEN) from error
        self.began_anew(epoch)

    def began_anew(self, epoch: bytes) -> None:
        """The server is another life of itself: give its rings back, look through all it has, send what it lacks."""
        with self.desk():
            queries.begin_again(self.journal, epoch)
        self.follow()

    def follow(self) -> None:
        """Take the rings that came, each checked against the one before; give back those that the server lost."""
        known = self.state.generation
        try:
            given, newest = membership.fetch(self.server, known)
        except Declined as error:
            if error.word != protocol.NO_TOKEN:
                raise
            self.server.token = None
            self.log_in()
            given, newest = membership.fetch(self.server, known)
        if newest < known:
            self._give_rings(newest)
        elif given:
            self._take_rings(given)

    def _take_rings(self, given: list[Signed]) -> None:
        before, followed = self.held.ring, chain.followed(self.held, given, self.identity)
        last = self._held = followed[-1]
        with self.desk():
            for each in followed:
                queries.keep_ring(self.journal, queries.Ring(each.ring.generation, *each.signed))
            queries.save(self.journal, generation=last.ring.generation, ring_hash=last.signed.hash)
            if last.ring.key != before.key:
                queries.unseal_all(self.journal)
        self.seen.newcomers += membership.newcomers(before, last.ring, self.identity.public)

    def _give_rings(self, there: int) -> None:
        """Give back what the server lost; an older ring from a server that lost nothing is refused."""
        if self.state.epoch == self._present_epoch() and not self.state.again:
            raise rings.RingRefused(rings.LOWER)
        for each in queries.rings(self.journal, there):
            body = Signed(each.ring, each.signature).to_json()
            try:
                self.ask("PUT", "/v1/ring", body)
            except Declined as error:
                if error.word != protocol.OTHER_GENERATION:  # another device was faster
                    raise


def present_ms() -> int:
    """This device's clock, in milliseconds since 1970."""
    return clock.nanoseconds() // 1_000_000
