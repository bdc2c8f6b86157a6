"""`sync join`: the way into an account at a server, opened here or by its 24 words."""

from __future__ import annotations

import os
from contextlib import closing
from typing import Annotated, Any

from recovery import console
from recovery.commands import passphrase_prompts as asking
from recovery.commands.options import Json
from recovery.commands.parameters import Argument, Option
from recovery.console import emit, one_line, say, tell
from recovery.errors import Refused, Usage
from recovery.language import tr
from recovery.store import connection, opening
from recovery.sync import membership
from recovery.sync.account import Identity
from recovery.sync.join import Joined, by_words, open_account
from recovery.sync.queries import account_state
from recovery.sync.transport import Server

JOINED = tr("This journal syncs already, with {}. To change that: recovery sync leave")
MADE_HERE = tr(
    "A journal is made on this device and locked. Choose its passphrase; it need not be that of another device."
)
SHOWN = tr(
    "These 24 words open your account. With them you join from a new device, and get everything back that was "
    "synced if all devices are lost. Anybody who has them can read it. Write them on paper, keep it where only you "
    "look, and do not photograph it. They are shown once."
)
SAME_WORDS = tr("The 24 recovery words of your journal also open this account.")
NOW_SAME = tr(
    "From now on the 24 words of your account open this journal too, instead of the words it had before. "
    "The paper with the old words is of use for old backups only."
)
CANNOT_TELL = tr(
    "The words alone cannot tell whether the list of devices that the server shows is the newest, and the "
    "true one. Look at recovery devices on another device of yours: it should name the same, with the same "
    "fingerprint."
)
WORDS_ALONE = tr("--alone goes with the 24 words: recovery sync join URL --recovery-phrase - --alone")
LEFT_OUT = tr(
    "{} had written a list of devices and keys that no other device could read, and was taken off your account. Your "
    "other devices go on at their next sync."
)
NEXT = tr("Carry your entries over now, and whenever you like: recovery sync")
SOS_HERE = tr("Each device has its own country for the numbers in sos: recovery config country")

Phrase = Annotated[
    str | None,
    Option("--recovery-phrase", metavar="-", help=tr("With -: join an account that exists, by its 24 words.")),
]
Name = Annotated[
    str | None,
    Option("--name", metavar="NAME", help=tr("What your devices call this one (default: the machine's).")),
]


def join(
    url: Annotated[str, Argument(metavar="URL", help=tr("The server's address, such as https://sync.example.org."))],
    phrase: Phrase = None,
    name: Name = None,
    alone: Annotated[
        bool,
        Option("--alone", help=tr("With the 24 words: take all other devices off; they are lost or in other hands.")),
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
            done = open_account(server, identity, called)
        else:
            done = by_words(server, identity, called, asking.typed_phrase(phrase), new_passphrase, alone=alone)
    if done.passphrase is not None:
        asking.advise(done.passphrase)
        asking.mark_checked()  # the words were just typed
    _say_joined(server, identity, done, json=json)


def _refuse_second() -> None:
    if not connection.exists():
        return
    with connection.existing() as journal:
        state = account_state.state(journal)
    if state is not None:
        raise Refused(JOINED.format(state.server))


def new_passphrase() -> str:
    """The passphrase of a journal that is yet to be made: from the environment, else typed twice."""
    given = bool(os.environ.get(opening.NEW_VARIABLE))
    if not given and opening.somebody_there():
        tell(MADE_HERE)
    return asking.new_passphrase(opening.NEW_VARIABLE if given else None)


def _say_joined(server: Server, identity: Identity, done: Joined, *, json: bool) -> None:
    mine = done.held.ring.device(identity.public)
    called = mine.name if mine else ""
    if json:
        document: dict[str, Any] = {"server": server.origin, "device": called, "existing": done.existing}
        document["devices"] = [device.name for device in done.held.ring.devices]
        document["fingerprint"] = done.held.fingerprint
        document["recovery_phrase"] = done.words
        document |= {"left_out": list(done.left_out)} if done.left_out else {}
        emit(document)
        return
    say(tr("This device syncs with {origin} now, as {called}.", origin=server.origin, called=one_line(called)))
    if done.words is not None:
        asking.show_words(done.words, json=False, why=SHOWN)
    elif not done.existing:
        say(SAME_WORDS)
    else:
        names = console.joined(device.name for device in done.held.ring.devices)
        say(tr("Your account has these devices: {names}.", names=names))
        say(f"Fingerprint {done.held.fingerprint}")
        tell(CANNOT_TELL)
    for name in done.left_out:
        say(LEFT_OUT.format(one_line(name)))
    if done.other_words:
        say(NOW_SAME)
    say(NEXT)
    if done.existing:
        say(SOS_HERE)
