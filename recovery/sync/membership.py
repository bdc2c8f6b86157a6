"""This device in its account, as the journal keeps it: logged in, the newest key ring checked, and changes of it.

No transaction is open while it waits for the server.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from recovery import clock
from recovery.errors import Refused, Unreachable
from recovery.language import tr
from recovery.store import home
from recovery.store.connection import Journal
from recovery.sync import ring, server_api
from recovery.sync.account import Identity
from recovery.sync.queries import account_state, sync_records
from recovery.sync.queries.account_state import AccountState
from recovery.sync.ring import RingRefused, Signed, VerifiedRing
from recovery.sync.transport import ErrorResponse, Server
from recovery.wire import protocol, strict_json

COPIED = tr(
    "This journal was copied from another device, and two devices must not sync as one. Your entries stay as they are. "
    "Run recovery sync leave here, then join again or pair this device."
)
LOST_DEVICE = tr(
    "The server was put back from a backup in which this device is not listed yet. Let another of your "
    "devices sync first: it gives back what the server lost. If there is none, run recovery sync leave and "
    "join again with the 24 words. Nothing here is lost."
)
RENEWED = tr(
    "{} has new keys in your account{}, as after its passphrase was set or changed. If that was not you: "
    "recovery devices revoke {}"
)
ADDED = tr("{} was added to your account{}. If that was not you: recovery devices revoke {}")


class Member:
    """This device at its server; `news` is yet to be mentioned.

    Raises `NotFound` where the journal has not joined, `Refused` where it was copied.
    """

    def __init__(self, journal: Journal, server: Server | None = None) -> None:
        self.state = state = account_state.joined(journal)
        if state.folder != home.device():
            raise Refused(COPIED)
        self.journal = journal
        self.server = server or Server(state.server)
        self.server.token, self.server.log_in = state.token, self.log_in
        self.identity = Identity(state.signing, state.sealing)
        self.news: list[str] = []
        self._held: VerifiedRing | None = None

    def close(self) -> None:
        """Let go of the connection to the server."""
        self.server.close()

    def load(self) -> None:
        """Read again what is known of sync, once for each transaction."""
        self.state = account_state.joined(self.journal)

    def save(self, **changes: Any) -> None:
        """Keep what is known of sync now; by itself, or inside a transaction."""
        account_state.save(self.journal, **changes)
        self.state = replace(self.state, **changes)

    @property
    def held(self) -> VerifiedRing:
        """The newest ring that it knows, opened once something needs it: most runs of sync find nothing to do.

        Another command on this journal may keep a newer one meanwhile: nothing is sealed for who was just taken off.
        """
        state = self.state
        if self._held is None or self._held.ring.generation != state.generation:
            self.identity = Identity(state.signing, state.sealing)
            kept = account_state.rings(self.journal, state.generation - 1)
            if not kept or kept[0].generation != state.generation:
                raise RingRefused
            signed = Signed(kept[0].ring, kept[0].signature)
            if signed.hash != state.ring_hash:
                raise RingRefused
            from recovery.sync import sealed_ring

            self._held = sealed_ring.opened_again(signed, self.identity, state.device, state.account)
        return self._held

    def log_in(self) -> None:
        """Get a token, and keep it."""
        state = self.state
        self.server.token = None
        try:
            token = server_api.log_in_as_one(self.server, identities(state), state.account)
        except ErrorResponse as error:
            if error.code == protocol.LOGIN_REFUSED and state.epoch not in (None, self.present_epoch()):
                raise Unreachable(LOST_DEVICE) from error
            raise
        self.save(token=token)

    def present_epoch(self) -> bytes:
        """Which life of the server this is."""
        return strict_json.octets(self.server.ask("GET", "/v1/about").get("epoch"), protocol.ID_BYTES)

    def arrive(self) -> None:
        """Take in the newest ring, and replace this device where that waits; raises `Unreachable`, `RingRefused`."""
        self.follow()
        while self.state.renewing:
            self._be_replaced()
        if self.server.token is None:
            self.log_in()

    def follow(self) -> None:
        """Take the rings that came, each checked against the one before; give back those that the server lost.

        Raises `RingRefused` for those of a server that lost nothing and hides some.
        """
        self.load()
        if self.state.epoch is None:
            self.save(epoch=self.present_epoch())
        known = self.state.generation
        given, newest = server_api.fetch(self.server.ask_with_token, known)
        if newest < known:
            self._give_back(newest)
        if newest < known or self.state.again:
            self._check_pinned()
        if given:
            from recovery.sync import chain

            before = self.held.ring
            good = chain.followed(self.held, given, identities(self.state))
            with self.journal.transaction():
                # Those passed over too: a server that lost them takes none after them without them.
                for generation, signed in enumerate(given, known + 1):
                    account_state.keep_ring(self.journal, account_state.Ring(generation, *signed))
            for new in good:
                self.keep(new)
            self.news += newcomers(before, self.held.ring, self.identity.public)

    def _give_back(self, there: int) -> None:
        state = self.state
        if state.epoch == self.present_epoch() and not state.again:
            raise RingRefused(ring.LOWER)
        for kept in account_state.rings(self.journal, there):
            try:
                self.server.ask_with_token("PUT", "/v1/ring", Signed(kept.ring, kept.signature).to_json())
            except ErrorResponse as error:
                if error.code != protocol.OTHER_GENERATION:  # another device was faster
                    raise

    def _check_pinned(self) -> None:
        """Whether a server that began anew has this device's ring, or goes on from another of that generation."""
        state = self.state
        given, _ = server_api.fetch(self.server.ask_with_token, state.generation - 1)
        if not given or given[0].hash != state.ring_hash:
            raise RingRefused(ring.FORKED)

    def _be_replaced(self) -> None:
        """Replace this device by one with other keys, under its name: a copy of its present keys is worth nothing then.

        The other keys are kept before the server hears of them; where the answer is lost, the next time goes on.
        """
        from recovery.sync import chain

        if self.state.next_signing is None:
            drawn = Identity.new()
            self.save(next_signing=drawn.signing, next_sealing=drawn.sealing)
        old, new = identities(self.state)

        def changed(held: VerifiedRing) -> VerifiedRing | None:
            return None if held.ring.device(new.public) else chain.replaced(held, old, old.public, new, today())

        self.publish(changed)

    def keep(self, new: VerifiedRing) -> None:
        """Pin a ring as the newest one, and with the first that lists this device's other keys, those."""
        state = self.state
        changes: dict[str, Any] = {"generation": new.ring.generation, "ring_hash": new.signed.hash}
        other = identities(state)[-1]
        if other.public != self.identity.public and new.ring.device(other.public):
            changes |= {
                "device": other.public,
                "signing": other.signing,
                "sealing": other.sealing,
                "clock_id": other.clock_id,
            }
            changes |= {"next_signing": None, "next_sealing": None, "renewing": max(0, state.renewing - 1)}
            changes["token"] = self.server.token = None  # it was of the keys before
            self.identity = other
        with self.journal.transaction():
            account_state.keep_ring(self.journal, account_state.Ring(new.ring.generation, *new.signed))
            if new.ring.key != self.held.ring.key:
                sync_records.unseal_all(self.journal)
            self.save(**changes)
        self._held = new

    def publish(self, change: Callable[[VerifiedRing], VerifiedRing | None]) -> VerifiedRing:
        """Put the ring that `change` makes of the newest one; it gives `None` once nothing is left to do."""

        def newest() -> VerifiedRing:
            self.follow()
            return self.held

        new = server_api.published(self.server.ask_with_token, self.held, change, newest)
        if new is not self.held:
            self.keep(new)
        return new


def enter(journal: Journal, server: Server | None = None) -> Member:
    """This device at its server, with the newest ring; raises `NotFound`, `Refused`, `Unreachable`, `RingRefused`."""
    member = Member(journal, server)
    try:
        member.arrive()
    except BaseException:
        member.close()
        raise
    return member


def identities(state: AccountState) -> list[Identity]:
    """This device's keys, and those it gets: the server has heard of them where the answer to a new ring was lost."""
    mine = [Identity(state.signing, state.sealing)]
    if state.next_signing is not None and state.next_sealing is not None:
        mine.append(Identity(state.next_signing, state.next_sealing))
    return mine


def begin(
    journal: Journal,
    server: Server,
    identity: Identity,
    newest: VerifiedRing,
    past: Sequence[Signed] = (),
    *,
    existing: bool,
) -> AccountState:
    """Keep a membership: the newest ring and those before it, this device's keys, the token that the server knows."""
    mine, account = newest.ring.device(identity.public), newest.ring.account
    if mine is None:
        raise RingRefused
    state = AccountState(
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
        clock_id=identity.clock_id,
        generation=newest.ring.generation,
        ring_hash=newest.signed.hash,
        existing=existing,
        token=server.token,
    )
    with journal.transaction():
        account_state.begin(journal, state, account_state.Ring(newest.ring.generation, *newest.signed))
        for generation, signed in enumerate(past, newest.ring.generation - len(past)):
            account_state.keep_ring(journal, account_state.Ring(generation, *signed))
    return state


def newcomers(before: ring.Ring, now: ring.Ring, mine: bytes) -> list[str]:
    """A sentence for each other device that came since: the person has added it, or somebody else has."""
    new = [device for device in now.devices if before.device(device.device) is None and device.device != mine]
    gone = {device.name for device in before.devices if now.device(device.device) is None}
    return [
        (RENEWED if device.name in gone else ADDED).format(
            device.name, f" on {device.added}" if device.added else "", now.typed(device)
        )
        for device in new
    ]


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


def others_listed(journal: Journal) -> bool:
    """Whether the newest key ring that this device has seen lists another device than this one."""
    from recovery.sync import sealed_ring

    kept = account_state.rings(journal) if account_state.state(journal) is not None else []
    return bool(kept) and len(sealed_ring.read_clear(kept[-1].ring).devices) > 1
