"""`sync join`: the way into an account at a server, opened here or by its 24 words."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from recovery import console
from recovery.commands import passphrases as asking
from recovery.commands.options import Json
from recovery.console import emit, folded, one_line, say, tell
from recovery.errors import NotFound, Refused, Unreachable, Usage
from recovery.store import connection, home, keys, opening, phrase, protecting
from recovery.sync import chain, membership, server_api
from recovery.sync.account import Account, Identity, OpeningProof
from recovery.sync.queries import account_state
from recovery.sync.ring import Device, Signed, VerifiedRing
from recovery.sync.transport import ErrorResponse, Server
from recovery.wire import protocol

JOINED = "This journal syncs already, with {}. To change that: recovery sync leave"
THERE = (
    "There is an account of these words at that server already. "
    "Join it with: recovery sync join URL --recovery-phrase -"
)
NOT_THERE = (
    "That server knows no account of these words. Check the address; an account is opened on the device that has your "
    "journal, with: recovery sync join URL"
)
WORDS_NEEDED = (
    "The 24 recovery words of this journal are needed here, to come back to their account or to open it: "
    "recovery sync join URL --recovery-phrase -"
)
ELSEWHERE = (
    "There is no journal on this device yet. If another device of yours syncs one: recovery pair there, and here what "
    "it shows. With your 24 words alone: recovery sync join URL --recovery-phrase -. A journal of its own begins with: "
    "recovery init"
)
MADE_HERE = "A journal is made on this device and locked. Choose its passphrase; it need not be that of another device."
OTHER_WORDS = (
    "Those are not the 24 words of this journal, and that server knows no account of them. Nothing was changed."
)
SHOWN = (
    "These 24 words stand for your account. With them you join from a new device, and get everything back that was "
    "synced if all devices are lost. Anybody who has them can read it. Write them on paper, keep it where only you "
    "look, and do not photograph it. They are shown once."
)
SAME_WORDS = "The 24 recovery words of your journal stand for this account too."
NOW_SAME = (
    "From now on the 24 words of your account open this journal too, instead of the words it had before. "
    "The paper with the old words is of use for old backups only."
)
CANNOT_TELL = (
    "The words alone cannot tell whether the server shows its newest list of devices, and the true one. "
    "Look at recovery devices on another device of yours: it should name the same, with the same fingerprint."
)
WORDS_ALONE = "--alone goes with the 24 words: recovery sync join URL --recovery-phrase - --alone"
LEFT_OUT = (
    "{} had written a list of devices and keys that no other device could read, and was taken off your account. Your "
    "other devices go on at their next sync."
)
NEXT = "Carry your entries over now, and whenever you like: recovery sync"
SOS_HERE = "The numbers of sos are not carried. Set them here too: recovery config country, recovery numbers add"

Phrase = Annotated[
    str | None,
    typer.Option("--recovery-phrase", metavar="-", help="With -: join an account that exists, by its 24 words."),
]
Name = Annotated[
    str | None, typer.Option("--name", metavar="NAME", help="What your devices call this one (default: the machine's).")
]


@dataclass
class _Joined:
    """How it went: `words` are new ones that must be shown, `other_words` says that the journal's own went.

    `left_out` are the devices that were taken off because what they wrote kept all others from going on.
    """

    held: VerifiedRing
    existing: bool
    words: str | None = None
    other_words: bool = False
    left_out: tuple[str, ...] = ()


def join(
    url: Annotated[str, typer.Argument(metavar="URL", help="The server's address, such as https://sync.example.org.")],
    phrase: Phrase = None,
    name: Name = None,
    alone: Annotated[
        bool,
        typer.Option("--alone", help="With the 24 words: take all other devices off; they are lost or in other hands."),
    ] = False,
    json: Json = False,
) -> None:
    """Open an account at a server and sync with it; nothing leaves this device readable."""
    if alone and phrase is None:
        raise Usage(WORDS_ALONE)
    with closing(Server(url)) as server:
        _refuse_second()
        identity, called = Identity.new(), membership.device_name(name)
        if phrase is None:
            done = _opened(server, identity, called)
        else:
            done = _by_words(server, identity, called, asking.typed_phrase(phrase), alone=alone)
    _say_joined(server, identity, done, json=json)


def _refuse_second() -> None:
    if not connection.exists():
        return
    with connection.reading() as journal:
        state = account_state.state(journal)
    if state is not None:
        raise Refused(JOINED.format(state.server))


def _opened(server: Server, identity: Identity, name: str) -> _Joined:
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
    held = _open_account(server, identity, account, opener, name)
    _keep(server, identity, held, existing=False)
    if locked:
        settle_journal(account, None, checked=False)
    return _Joined(held, existing=False, words=words)


def _open_account(server: Server, identity: Identity, account: Account, opener: bytes, name: str) -> VerifiedRing:
    """The first ring of a new account, published; this device is logged in."""
    held = chain.first(account, identity, name, membership.today())
    opening = OpeningProof.of(opener, account, held.signed.hash).to_json()
    body = {"account_key": account.public.hex(), **held.signed.to_json(), "opening": opening}
    try:
        server.ask("POST", "/v1/accounts", body)
    except ErrorResponse as error:
        if error.code == protocol.EXISTS:
            raise Refused(THERE) from None
        raise
    server_api.log_in(server, identity, account.id)
    return held


def _by_words(server: Server, identity: Identity, name: str, entropy: bytes, *, alone: bool) -> _Joined:
    """Join the account of 24 words; the journal is made, and locked, where there is none."""
    account = Account.of_phrase(entropy)
    new = not connection.exists()
    if not new and home.key_path().exists():
        opening.current()
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
    return _Joined(held, existing=True, other_words=other, left_out=tuple(each.name for each in left_out))


def _opened_by_words(server: Server, identity: Identity, name: str, entropy: bytes) -> _Joined:
    """No account there: one is opened if the words are the locked journal's own, which keeps no `opener` any more."""
    account = Account.of_phrase(entropy)
    if not connection.exists() or not home.key_path().exists():
        raise Unreachable(NOT_THERE)
    key_file, _ = opening.current()
    if key_file.phrase_public != account.recovery:
        raise Unreachable(OTHER_WORDS)
    settle_journal(account, None, checked=True)
    held = _open_account(server, identity, account, keys.opener(entropy), name)
    _keep(server, identity, held, existing=False)
    return _Joined(held, existing=False)


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
        found = chain.by_phrase(rings, entropy, OpeningProof.from_json(server.ask("GET", "/v1/opening")))
        stands = found.stands
        left_out.extend(each for each in found.left_out if each not in left_out)
        return found.held

    def added(held: VerifiedRing) -> VerifiedRing | None:
        if stands and held.ring.device(identity.public):
            return None
        return join(held, owner, name, identity.public, identity.sealing_public, membership.today())

    held = server_api.published(server.ask, newest(), added, newest)
    gone = tuple(each for each in left_out if held.ring.device(each.device) is None)
    return held, [each for each in rings if each != held.signed], gone


def new_passphrase() -> str:
    """The passphrase of a journal that is yet to be made: from the environment, else typed twice."""
    given = bool(os.environ.get(opening.NEW_VARIABLE))
    if not given and opening.somebody_there():
        tell(MADE_HERE)
    return asking.new_passphrase(opening.NEW_VARIABLE if given else None)


def settle_journal(account: Account, passphrase: str | None, *, checked: bool) -> bool:
    """Make the journal that the passphrase is for, or let the account's words open the one here.

    Returns whether a locked journal's own words were others. `checked`: the person has just typed the words.
    """
    owner = protecting.Owner(account.recovery, account.public + account.proof)
    if passphrase is not None:
        protecting.begin_for(passphrase, owner)
        asking.advise(passphrase)
        with connection.creating():
            pass
        if checked:
            asking.mark_checked()
        return False
    return home.key_path().exists() and protecting.take_phrase(owner, checked=checked)


def _keep(
    server: Server, identity: Identity, held: VerifiedRing, past: Sequence[Signed] = (), *, existing: bool
) -> None:
    with connection.reading() as journal:
        membership.begin(journal, server, identity, held, past, existing=existing)


def _say_joined(server: Server, identity: Identity, done: _Joined, *, json: bool) -> None:
    mine = done.held.ring.device(identity.public)
    called = mine.name if mine else ""
    if json:
        document: dict[str, Any] = {"server": server.origin, "device": called, "existing": done.existing}
        document["devices"] = [each.name for each in done.held.ring.devices]
        document["fingerprint"] = done.held.fingerprint
        document["recovery_phrase"] = done.words
        document |= {"left_out": list(done.left_out)} if done.left_out else {}
        emit(document)
        return
    say(*folded(f"This device syncs with {server.origin} now, as {one_line(called)}.", sys.stdout))
    if done.words is not None:
        asking.show_words(done.words, json=False, why=SHOWN)
    elif not done.existing:
        say(*folded(SAME_WORDS, sys.stdout))
    else:
        names = console.joined(each.name for each in done.held.ring.devices)
        say(*folded(f"Your account has these devices: {names}.", sys.stdout))
        say(f"Fingerprint {done.held.fingerprint}")
        tell(CANNOT_TELL)
    for each in done.left_out:
        say(*folded(LEFT_OUT.format(one_line(each)), sys.stdout))
    if done.other_words:
        say(*folded(NOW_SAME, sys.stdout))
    say(NEXT)
    if done.existing:
        say(*folded(SOS_HERE, sys.stdout))
