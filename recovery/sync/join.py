"""The way into an account at a server: opened here, or joined by its 24 words."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from recovery.errors import NotFound, Refused, Unreachable, Usage
from recovery.language import tr
from recovery.store import connection, home, keys, opening, phrase, protecting
from recovery.sync import chain, membership, server_api
from recovery.sync.account import Account, Identity, OpeningProof
from recovery.sync.ring import Device, Signed, VerifiedRing
from recovery.sync.transport import OTHER_HOST, ErrorResponse, Server
from recovery.wire import protocol

THERE = tr(
    "There is an account of these words at that server already. "
    "Join it with: recovery sync join URL --recovery-phrase -"
)
NOT_THERE = tr(
    "That server knows no account of these words. Check the address; an account is opened on the device that has your "
    "journal, with: recovery sync join URL"
)
WORDS_NEEDED = tr(
    "The 24 recovery words of this journal are needed here, to come back to their account or to open it: "
    "recovery sync join URL --recovery-phrase -"
)
ELSEWHERE = tr(
    "There is no journal on this device yet. If another device of yours syncs one: recovery pair there, and here what "
    "it shows. With your 24 words alone: recovery sync join URL --recovery-phrase -. A journal of its own begins with: "
    "recovery init"
)
COMMAND = "recovery sync join"
OTHER_WORDS = tr(
    "Those are not the 24 words of this journal, and that server knows no account of them. Nothing was changed."
)


@dataclass
class Joined:
    """How it went: `words` are new ones that must be shown, `other_words` says that the journal's own went.

    `left_out` are the devices that were taken off because what they wrote kept all others from going on; `passphrase`
    is that of a journal which was made for this.
    """

    held: VerifiedRing
    existing: bool
    words: str | None = None
    other_words: bool = False
    left_out: tuple[str, ...] = ()
    passphrase: str | None = field(default=None, repr=False)


def open_account(server: Server, identity: Identity, name: str) -> Joined:
    """Open an account for the journal here; its words are the journal's own, or new ones for an open journal."""
    if not connection.exists():
        raise NotFound(ELSEWHERE)
    words, locked = None, home.key_path().exists()
    if home.key_path().exists():
        key_file, key = opening.current()
        facts, opener = keys.account_of(key_file, key), keys.opener_of(key_file, key)
        if facts is None or opener is None:
            raise Usage(WORDS_NEEDED)
        account = Account.of_facts(facts, key_file.phrase_public)
    else:
        entropy = os.urandom(phrase.ENTROPY_BYTES)
        account, words, opener = Account.of_phrase(entropy), phrase.written(entropy), keys.opener(entropy)
    held = _publish_first(server, identity, account, opener, name)
    _keep(server, identity, held, existing=False)
    if locked:
        settle_journal(account, None, checked=False)
    return Joined(held, existing=False, words=words)


def _publish_first(server: Server, identity: Identity, account: Account, opener: bytes, name: str) -> VerifiedRing:
    """The first ring of a new account, published; this device is logged in."""
    server_api.check_name(server, COMMAND)
    held = chain.first(account, identity, name, membership.today())
    opening = OpeningProof.of(opener, account, held.signed.hash).to_json()
    body = {"account_key": account.public.hex(), **held.signed.to_json(), "opening": opening}
    try:
        server.ask("POST", "/v1/accounts", body)
    except ErrorResponse as error:
        if error.code == protocol.EXISTS:
            raise Refused(THERE) from None
        raise
    try:
        server_api.log_in(server, identity, account.id)
    except (
        ErrorResponse
    ) as error:  # it has just taken the account in: the signature names it as it does not know itself
        if error.code == protocol.LOGIN_REFUSED:
            raise Unreachable(OTHER_HOST) from None
        raise
    return held


def by_words(
    server: Server, identity: Identity, name: str, entropy: bytes, new_passphrase: Callable[[], str], *, alone: bool
) -> Joined:
    """Join the account of 24 words; the journal is made, and locked with `new_passphrase`, where there is none."""
    account = Account.of_phrase(entropy)
    new = not connection.exists()
    if not new and home.key_path().exists():
        opening.current()
    server_api.check_name(server, COMMAND)
    try:
        server_api.log_in(server, Identity.of_phrase(entropy), account.id)
    except ErrorResponse as error:
        if error.code != protocol.LOGIN_REFUSED:
            raise
        return _opened_by_words(server, identity, name, entropy)
    passphrase = new_passphrase() if new else None  # asked once the words are known to be right
    held, past, left_out = _added(server, identity, name, entropy, alone=alone)
    server_api.log_out(server)
    server_api.log_in(server, identity, account.id)
    other = settle_journal(account, passphrase, checked=True)
    _keep(server, identity, held, past, existing=True)
    names = tuple(device.name for device in left_out)
    return Joined(held, existing=True, other_words=other, left_out=names, passphrase=passphrase)


def _opened_by_words(server: Server, identity: Identity, name: str, entropy: bytes) -> Joined:
    """No account there: one is opened if the words are the locked journal's own, which keeps no `opener` any more."""
    account = Account.of_phrase(entropy)
    if not connection.exists() or not home.key_path().exists():
        raise Unreachable(NOT_THERE)
    key_file, _ = opening.current()
    if key_file.phrase_public != account.recovery:
        raise Unreachable(OTHER_WORDS)
    settle_journal(account, None, checked=True)
    held = _publish_first(server, identity, account, keys.opener(entropy), name)
    _keep(server, identity, held, existing=False)
    return Joined(held, existing=False)


def _added(
    server: Server, identity: Identity, name: str, entropy: bytes, *, alone: bool
) -> tuple[VerifiedRing, list[Signed], tuple[Device, ...]]:
    """A ring with this device at the end of the account's, signed by the words, and those before it, all checked.

    And the devices that it leaves out, because what they wrote kept all others from going on.
    """
    join = chain.alone if alone else chain.with_device
    owner = Identity.of_phrase(entropy)
    rings: list[Signed] = []
    stands = False
    left_out: list[Device] = []

    def newest() -> VerifiedRing:
        nonlocal stands
        rings[:], _ = server_api.fetch(server.ask, 0)
        newest = chain.by_phrase(rings, entropy, OpeningProof.from_json(server.ask("GET", "/v1/opening")))
        stands = newest.stands
        left_out.extend(device for device in newest.left_out if device not in left_out)
        return newest.held

    def added(held: VerifiedRing) -> VerifiedRing | None:
        if stands and held.ring.device(identity.public):
            return None
        return join(held, owner, name, identity.public, identity.sealing_public, membership.today())

    held = server_api.published(server.ask, newest(), added, newest)
    gone = tuple(device for device in left_out if held.ring.device(device.device) is None)
    return held, [ring for ring in rings if ring != held.signed], gone


def _keep(
    server: Server, identity: Identity, held: VerifiedRing, past: Sequence[Signed] = (), *, existing: bool
) -> None:
    with connection.existing() as journal:
        membership.begin(journal, server, identity, held, past, existing=existing)


def settle_journal(account: Account, passphrase: str | None, *, checked: bool) -> bool:
    """Make the journal that the passphrase is for, or let the account's words open the one here.

    Returns whether a locked journal's own words were others. `checked`: the person has just typed the words.
    """
    owner = protecting.Owner(account.recovery, account.public + account.proof)
    if passphrase is not None:
        protecting.begin_for(passphrase, owner)
        with connection.existing_or_new():
            return False
    return home.key_path().exists() and protecting.take_phrase(owner, checked=checked)
