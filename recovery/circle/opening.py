"""How a link comes to be: opened by one side, claimed by the other with a link that serves once, or by a pairing.

Whoever opens a link throws its entropy away at once: nobody can ever read it by words. Nothing is said on it before the
other side has claimed it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from recovery.circle import queries
from recovery.circle.invitation import Invitation, link_of
from recovery.circle.link import Link
from recovery.circle.member import ROLES, Member, free_name, last_second
from recovery.circle.side import PARTIES, identity_of, seed_of
from recovery.errors import Refused, Unreachable
from recovery.language import tr
from recovery.store import keys, phrase
from recovery.store.connection import Journal
from recovery.store.records import replace
from recovery.sync import chain, link_api, membership, sealed_ring, server_api
from recovery.sync.account import Account, Identity, OpeningProof, account_id
from recovery.sync.pairing import Handover, JoiningDevice
from recovery.sync.queries import account_state
from recovery.sync.ring import RingRefused, VerifiedRing
from recovery.sync.transport import ErrorResponse, Server
from recovery.wire import protocol

UNTIL_DAYS = 90
COMMAND = "recovery circle invite NAME --as ROLE --server"
USED = tr(
    "This invitation was used already, or it was taken back. If it was not you who used it, tell the person who sent "
    "it, in another way: somebody else has it. They can end it and send another one."
)
OWN = tr("That is an invitation of your own. Send it to the person whom you invited.")
KNOWN = tr("You have already accepted this invitation. recovery circle list shows it.")


@dataclass(frozen=True)
class Asked:
    """What an invitation begins with."""

    id: str
    name: str
    role: str
    shares: tuple[str, ...]
    until: date
    me: str | None = None
    due: str | None = None
    grace_h: int | None = None
    weekly: str | None = None


def open_link(
    server: Server, asked: Asked, day: str, ticket: Callable[[], bytes | None] = lambda: None
) -> tuple[Member, VerifiedRing]:
    """A new link at that server, of which this side is the only party yet. Its entropy is gone when this returns.

    A server that takes no new accounts, or no more for now, is asked once more with what `ticket` gives.
    """
    ends = last_second(asked.until) if protocol.UNTIL in link_api.capabilities(server) else None
    identity, held = open_account(server, asked.me or asked.role, day, ends, ticket)
    nobody = bytes(protocol.KEY_BYTES).hex()
    values = {name: getattr(asked, name) for name in ("id", "name", "role", "until", "me", "due", "grace_h", "weekly")}
    keys_of = {"seed": seed_of(identity), "theirs": nobody, "ring": held.signed.hash.hex()}
    flags = {"invited": True, "claimed": False, "compared": False, "paused": False}
    member = Member.checked(
        {
            **values,
            **keys_of,
            **flags,
            "shares": asked.shares,
            "origin": server.origin,
            "account": held.ring.account.public.hex(),
        }
    )
    return member, held


def open_account(
    server: Server, label: str, day: str, until: int | None, ticket: Callable[[], bytes | None]
) -> tuple[Identity, VerifiedRing]:
    """A new account with one party, which the server erases at that second; its entropy is gone when this returns."""
    server_api.check_name(server, COMMAND)
    identity, entropy = Identity.new(), os.urandom(phrase.ENTROPY_BYTES)
    account = Account.of_phrase(entropy)
    held = chain.first(account, identity, label, day)
    opening = OpeningProof.of(keys.opener(entropy), account, held.signed.hash).to_json()
    body = {"account_key": account.public.hex(), **held.signed.to_json(), "opening": opening}
    _opened(server, body | ({} if until is None else {"until": until}), ticket)
    del entropy
    server_api.log_in(server, identity, account.id)
    return identity, held


def _opened(server: Server, body: dict[str, Any], ticket: Callable[[], bytes | None]) -> None:
    try:
        server.ask("POST", "/v1/accounts", body)
    except ErrorResponse as error:
        given = ticket() if error.code in (protocol.CLOSED, protocol.SLOW_DOWN) else None
        if given is None:
            raise
        server.ask("POST", "/v1/accounts", body, ticket=given)


def ticket_of(journal: Journal, origin: str) -> bytes | None:
    """A ticket from the server that this journal syncs with; `None` where that is another one, or it gives none."""
    state = account_state.state(journal)
    if state is None or state.server != origin:
        return None
    with closing(membership.enter(journal)) as member:
        if protocol.TICKETS not in link_api.capabilities(member.server):
            return None
        return next(iter(link_api.tickets(member.server.ask_with_token)), None)


def tell_until(link: Link) -> None:
    """Let the server know another last day, where it ends links; on another server the two sides keep to it."""
    if link.member.invited and protocol.UNTIL in link_api.capabilities(link.server):
        with suppress(ErrorResponse):
            link_api.move_until(link.server.ask_with_token, last_second(link.member.until))


def invited(server: Server, member: Member, held: VerifiedRing, day: str) -> tuple[Member, VerifiedRing, str]:
    """The link lists a one-use identity too, and the invitation holds it; returns it as a link to hand over."""
    ring, invitation = one_use(server, held, identity_of(member.seed), member.role, day)
    theirs = invitation.identity.public.hex()
    return replace(member, theirs=theirs, ring=ring.signed.hash.hex()), ring, link_of(invitation)


def one_use(
    server: Server, held: VerifiedRing, identity: Identity, label: str, day: str
) -> tuple[VerifiedRing, Invitation]:
    """The ring with an identity beside this one that serves once, and what hands it over."""
    other = Identity.new()
    ring = chain.with_device(held, identity, label, other.public, other.sealing_public, day)
    server.ask("PUT", "/v1/ring", ring.signed.to_json())
    return ring, Invitation(server.origin, other, held.ring.account.public, ring.signed.hash)


def joined(
    server: Server, member: Member, held: VerifiedRing, other: JoiningDevice, day: str
) -> tuple[Member, VerifiedRing]:
    """The link lists the other side, who stood beside this one: six digits were compared."""
    ring = chain.with_device(held, identity_of(member.seed), member.role, other.device, other.sealing, day)
    server.ask("PUT", "/v1/ring", ring.signed.to_json())
    joined = replace(member, theirs=other.device.hex(), ring=ring.signed.hash.hex(), claimed=True, compared=True)
    return joined, ring


def keep(journal: Journal, member: Member, held: VerifiedRing, token: str | None) -> None:
    """Keep a new link: the member for all devices of this side, the ring for this one."""
    marked_as = identity_of(member.seed).public.hex()
    with_ring = queries.LinkState(member=member.id, generation=held.ring.generation, token=token, marked_as=marked_as)
    with_ring.ring, with_ring.signature = held.signed
    queries.add(journal, member)
    queries.save(journal, with_ring)


def claim(journal: Journal, server: Server, invitation: Invitation, id: str, name: str | None, day: date) -> Member:
    """Take an invitation up: the one-use identity is replaced by keys of this side's own, which nobody else has had.

    The new keys are kept before the server hears of them. Raises `Refused` where somebody was quicker.
    """
    _refuse_known(journal, invitation.account)
    one_use, account = invitation.identity, account_id(invitation.account)
    try:
        server_api.log_in(server, one_use, account)
        given, _ = server_api.fetch(server.ask, 1)
    except ErrorResponse as error:
        raise _used(error) from None
    start = next((signed for signed in given if signed.hash == invitation.ring), None)
    if start is None:
        raise Refused(USED)
    held = sealed_ring.opened(start, one_use, invitation.account)
    if given[-1] is not start or len(held.ring.devices) != PARTIES:
        raise Refused(USED)
    identity = Identity.new()
    ring = chain.replaced(held, one_use, one_use.public, identity, day.isoformat())
    member = _accepted(journal, server.origin, identity, ring, id, name, day)
    keep(journal, member, ring, None)
    try:
        _put(server, ring, identity, account)
    except Refused:
        queries.drop(journal, member)
        raise
    return member


def _put(server: Server, ring: VerifiedRing, identity: Identity, account: bytes) -> None:
    """Publish the claim; where the answer is lost, a login with the new keys shows whether it arrived."""
    refused: ErrorResponse | None = None
    try:
        server.ask("PUT", "/v1/ring", ring.signed.to_json())
    except ErrorResponse as error:
        refused = error
    except Unreachable:
        server.close()
    try:
        server_api.log_in(server, identity, account)
    except ErrorResponse as error:
        raise _used(refused or error) from None


def _used(error: ErrorResponse) -> Exception:
    gone = (protocol.LOGIN_REFUSED, protocol.NO_TOKEN, protocol.OTHER_GENERATION)
    return Refused(USED) if error.code in gone else error


def paired(
    journal: Journal, server: Server, identity: Identity, handed: Handover, id: str, name: str | None, day: date
) -> Member:
    """Join a link that a pairing handed over, once the digits were compared."""
    _refuse_known(journal, handed.account)
    token = server_api.log_in(server, identity, account_id(handed.account))
    given, _ = server_api.fetch(server.ask, handed.generation - 1)
    held, _ = chain.paired(given, identity, handed.account, handed.generation, handed.ring)
    member = replace(_accepted(journal, server.origin, identity, held, id, name, day), compared=True)
    keep(journal, member, held, token)
    return member


def _accepted(
    journal: Journal, origin: str, identity: Identity, ring: VerifiedRing, id: str, name: str | None, day: date
) -> Member:
    """This side's record of a link that the other side opened; the ring's labels say who and what it is."""
    mine = ring.ring.device(identity.public)
    other = next((device for device in ring.ring.devices if device.device != identity.public), None)
    if mine is None or other is None or len(ring.ring.devices) != PARTIES:
        raise RingRefused
    role = mine.name.split(" ")[0]
    called = free_name(name or other.name, [one for one in queries.members(journal) if not one.over(day)])
    return Member.checked(
        {
            "id": id,
            "name": called,
            "role": role if role in ROLES else ROLES[0],
            "invited": False,
            "origin": origin,
            "account": ring.ring.account.public.hex(),
            "seed": seed_of(identity),
            "theirs": other.device.hex(),
            "ring": ring.signed.hash.hex(),
            "claimed": True,
            "compared": False,
            "until": day + timedelta(days=UNTIL_DAYS),  # until the other side says when
            "paused": False,
        }
    )


def _refuse_known(journal: Journal, account: bytes) -> None:
    for member in queries.members(journal):
        if member.account == account.hex():
            raise Refused(OWN if member.invited else KNOWN)


def replace_own(link: Link, day: str) -> None:
    """Put other keys in this side's place, as after a device of it was lost: whoever has a copy of the old ones is out.

    They are kept before the server hears of them; where the answer is lost, the next contact shows which count.
    """
    link.follow()
    link.pull()  # what another device of this side said is marked by the present keys
    identity = Identity.new()
    link.state.next_seed = seed_of(identity)
    link.save()
    ring = chain.replaced(link.held, link.identity, link.identity.public, identity, day)
    link.server.ask_with_token("PUT", "/v1/ring", ring.signed.to_json())
    server_api.log_in(link.server, identity, account_id(link.account))
    link.become(link.state.next_seed, ring)
