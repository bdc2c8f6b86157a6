"""`pair`: two devices of one person meet by eight words and six digits."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import Annotated

from recovery import console, prompts, system
from recovery.commands import passphrase_prompts as asking
from recovery.commands.devices import tell_news
from recovery.commands.options import Yes
from recovery.commands.parameters import Argument, Option
from recovery.commands.sync.join import JOINED, NEXT, NOW_SAME, SOS_HERE, Name, new_passphrase
from recovery.console import one_line, say, tell
from recovery.errors import NotFound, Refused, Usage
from recovery.language import tr
from recovery.outlets.qr_code import qr_code
from recovery.store import connection, opening
from recovery.sync import chain, membership, pairing_words, ring, server_api, views
from recovery.sync.account import Identity, account_id
from recovery.sync.join import ELSEWHERE, settle_journal
from recovery.sync.mailbox import Mailbox
from recovery.sync.pairing import Handover, JoiningDevice, JoiningSide, OfferingSide
from recovery.sync.queries import account_state
from recovery.sync.ring import VerifiedRing
from recovery.sync.transport import Server
from recovery.web import manifest
from recovery.wire import protocol

ON_THE_OTHER = tr("On the new device, within five minutes, read this code, or type the words after recovery pair:")
WAITING = tr("Waiting for the new device. Ctrl-C stops.")
WAITING_FOR_OLD = tr("Waiting for the other device. Ctrl-C stops.")
COMPARE = tr("Does the other device show the same six digits?")
SHOWN_HERE = tr("This device shows:")
NOT_THE_SAME = tr(
    "Nothing was handed over, and this pairing has ended. If the digits differ, somebody may be sitting "
    "between your devices: do not try again on this network until you know why."
)
NOBODY = tr("There is no terminal on which to compare the digits. If you have already compared them, add --yes.")
NEEDS_SERVER = tr("Say which server: recovery pair WORDS --server URL")
NEEDS_WORDS = tr("Give the eight words too; --server alone is for the device that joins.")


def pair(
    words: Annotated[
        list[str] | None,
        Argument(metavar="[WORDS]", help=tr("On the new device: the eight words, the code's text, or - to type them.")),
    ] = None,
    server: Annotated[
        str | None,
        Option("--server", metavar="URL", help=tr("The server's address, as the other device shows it.")),
    ] = None,
    name: Name = None,
    yes: Yes = False,
) -> None:
    """Add a device: run it alone on a device that syncs, then with the words it shows on the new one."""
    system.harden()
    if not yes and not console.interactive():
        raise Usage(NOBODY)
    if not words:
        if server is not None:
            raise Usage(NEEDS_WORDS)
        _from_old(yes=yes)
    else:
        _from_new(*_read(" ".join(words), server), name, yes=yes)


def _from_old(*, yes: bool) -> None:
    """The side that has the account."""
    if not connection.exists():
        raise NotFound(ELSEWHERE)
    with connection.existing() as journal:
        member = membership.enter(journal)
        account = member.state.identity
    tell_news(member)
    with closing(member.server) as server:
        side = OfferingSide(server.origin, pairing_words.new_secret(), account)
        box = Mailbox(server, side.mailbox)
        with box.ended(burn=protocol.OFFER):
            box.offer(side.offer())
            _show(server.origin, side.secret)
            side.take_join(box.collect(protocol.JOIN))
            box.post(protocol.REVEAL, side.reveal())
            newcomer = side.take_device(box.collect(protocol.DEVICE))
            say("", tr("{name} wants to join your account.", name=ring.plain_name(newcomer.name)))
            compare_digits(side.digits, yes=yes)
            box.collect(protocol.DEVICE, wait=0)  # still there: nobody has said no on the other device
            held = _published(newcomer)
            handed = Handover(held.ring.account.public, held.ring.generation, held.signed.hash)
            box.post(protocol.RING, side.ring(handed))
    added = held.ring.device(newcomer.device)
    say(tr("{name} is one of your devices now.", name=one_line(added.name if added else newcomer.name)))


def _published(newcomer: JoiningDevice) -> VerifiedRing:
    """The ring with the new device. The journal was let go of meanwhile: nothing else shall wait for a person."""
    with connection.existing() as journal, closing(membership.enter(journal)) as member:

        def added(held: VerifiedRing) -> VerifiedRing | None:
            if held.ring.device(newcomer.device):
                return None
            new = (newcomer.name, newcomer.device, newcomer.sealing, membership.today())
            return chain.with_device(held, member.identity, *new)

        held = member.publish(added)
        tell_news(member)
        return held


def _show(origin: str, secret: bytes) -> None:
    code = qr_code(pairing_words.link_of(origin, secret))
    say(*views.invitation(ON_THE_OTHER, code, pairing_words.words_of(secret), origin, WAITING))
    sys.stdout.flush()  # whoever reads it through a pipe needs it now, not when it has ended


def _from_new(origin: str, secret: bytes, name: str | None, *, yes: bool) -> None:
    """The side that joins; the journal is made, and locked, where there is none."""
    identity, new = Identity.new(), not connection.exists()
    if not new:
        with connection.existing() as journal:
            state = account_state.state(journal)
        if state is not None:
            raise Refused(JOINED.format(state.server))
    newcomer = JoiningDevice(membership.device_name(name), identity.public, identity.sealing_public)
    with closing(Server(origin)) as server:
        server_api.check_name(server, "recovery pair WORDS --server")
        handed, passphrase = _met(server, JoiningSide(server.origin, secret), newcomer, new=new, yes=yes)
        server_api.log_in(server, identity, account_id(handed.account))
        rings, _ = server_api.fetch(server.ask, handed.generation - 1)
        held, past = chain.paired(rings, identity, handed.account, handed.generation, handed.ring)
        other = settle_journal(held.ring.account, passphrase, checked=False)
        if passphrase is not None:
            asking.advise(passphrase)
        with connection.existing() as journal:
            state = membership.begin(journal, server, identity, held, past, existing=True)
    say(tr("This device syncs with {server} now, as {name}.", server=state.server, name=one_line(state.name)))
    if other:
        say(NOW_SAME)
    say(NEXT, SOS_HERE)


def _met(
    server: Server, side: JoiningSide, newcomer: JoiningDevice, *, new: bool, yes: bool
) -> tuple[Handover, str | None]:
    """What the old device handed over, and the passphrase of a journal that is to be made."""
    box = Mailbox(server, side.mailbox)
    with box.ended(burn=protocol.JOIN):
        side.take_offer(box.collect(protocol.OFFER, wait=0))
        passphrase = new_passphrase() if new else None  # asked once the words are known to be right
        box.post(protocol.JOIN, side.join())
        side.take_reveal(box.collect(protocol.REVEAL))
        box.post(protocol.DEVICE, side.device(newcomer))
        compare_digits(side.digits, yes=yes)
        say(WAITING_FOR_OLD)
        return side.take_ring(box.collect(protocol.RING)), passphrase


def compare_digits(shown: str, *, yes: bool, json: bool = False) -> None:
    """Have the person compare the digits, with `json` beside the document; raises `Refused` where they differ."""
    out = tell if json else say
    out("", SHOWN_HERE, "", views.digits(shown), "")
    app = manifest.here()
    if app is not None:
        out(tr("Is it the phone app? It shows the checksum of its files: {checksum}", checksum=app.shown), "")
    if not prompts.confirm(COMPARE, yes=yes):
        raise Refused(NOT_THE_SAME)


def _read(words: str, server: str | None) -> tuple[str, bytes]:
    """The server's origin and what the words stand for, from a code's text or from words and an address."""
    if words == "-":
        words = opening.typed(tr("The 8 words, separated by spaces: "))
    if ":" in words:
        origin, secret = pairing_words.read_link(words)
        return (Server(server).origin if server else origin), secret
    if server is None:
        raise Usage(NEEDS_SERVER)
    return Server(server).origin, pairing_words.secret_of(words)
