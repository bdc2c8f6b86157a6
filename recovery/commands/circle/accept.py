"""`circle accept`: an invitation taken up, by its link or by the words of somebody who stands beside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Annotated

from recovery import clock, console, prompts
from recovery import diary as diaries
from recovery.circle import invitation, link_sync, opening, queries, views
from recovery.circle.member import Member
from recovery.commands.options import Json, Yes
from recovery.commands.parameters import Argument, Option
from recovery.console import emit, one_line, say
from recovery.errors import Unreachable, Usage
from recovery.language import tr
from recovery.store import connection, erasing, home, rows
from recovery.store.names import clean_name
from recovery.store.profile import Profile
from recovery.sync.transport import Server

TAKE_UP = tr("Open this invitation? It works once, and the person who sent it will see that it has been opened.")
LEFT = tr("It was not opened. The link still works.")
IN = tr("You are in {name}'s circle now. You share nothing. To see what you get: recovery circle show {typed}")
COMPARE = tr("Compare with {name}, on the phone or side by side: recovery circle compare {typed}")
OPEN_HERE = tr(
    "No passphrase is set here: whoever opens this computer can read what {name} shares, and answer as you. "
    "To set one: recovery passphrase set"
)
STAY = tr("So that you hear of a request at once, leave this running: recovery sync --watch")


def accept(
    code: Annotated[
        list[str], Argument(metavar="CODE", help=tr("The whole link, or the eight words, or - to type it."))
    ],
    name: Annotated[str | None, Option("--name", metavar="NAME", help=tr("What you call them."))] = None,
    server: Annotated[
        str | None, Option("--server", metavar="URL", help=tr("With the eight words: the server's address."))
    ] = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Accept somebody's invitation. This shares nothing of yours."""
    text = " ".join(code)
    if text == "-":
        from recovery.store import opening as typed

        text = typed.typed(tr("The link, or the eight words: "))
    called = clean_name(name) if name is not None else None
    by_link = invitation.is_link(text)
    member = _by_link(text, called, yes=yes) if by_link else _beside(text, server, called, yes=yes, json=json)
    if member is None:
        say(LEFT)
        return
    if json:
        emit({"id": member.id, "name": member.name})
        return
    shown = one_line(member.name)
    say(
        IN.format(name=shown, typed=views.typed_name(shown)),
        *(() if member.compared else (COMPARE.format(name=shown, typed=views.typed_name(shown)),)),
        STAY,
        *(() if home.key_path().exists() else (OPEN_HERE.format(name=shown),)),
    )


def _by_link(text: str, name: str | None, *, yes: bool) -> Member | None:
    given = invitation.read_link(text)
    if not prompts.confirm(TAKE_UP, yes=yes):
        return None
    with _journal_for_it() as diary, closing(Server(given.origin)) as server:
        member = opening.claim(diary.journal, server, given, diaries.new_id(), name, diary.today)
        return _greeted(diary, member)


def _beside(text: str, at: str | None, name: str | None, *, yes: bool, json: bool) -> Member:
    from recovery.commands.pair import compare_digits
    from recovery.sync.account import Identity
    from recovery.sync.mailbox import Mailbox
    from recovery.sync.pairing import JoiningDevice, JoiningSide
    from recovery.wire import protocol

    if not yes and not console.interactive():
        raise Usage(tr("There is no terminal on which to compare the digits. If you have compared them: --yes"))
    origin, secret = invitation.read_code(text, at)
    identity = Identity.new()
    with closing(Server(origin)) as server:
        side = JoiningSide(server.origin, secret)
        box = Mailbox(server, side.mailbox)
        with box.ended(burn=protocol.JOIN):
            side.take_offer(box.collect(protocol.OFFER, wait=0))
            box.post(protocol.JOIN, side.join())
            side.take_reveal(box.collect(protocol.REVEAL))
            box.post(protocol.DEVICE, side.device(JoiningDevice("member", identity.public, identity.sealing_public)))
            compare_digits(side.digits, yes=yes, json=json)
            handed = side.take_ring(box.collect(protocol.RING))
        with _journal_for_it() as diary:
            member = opening.paired(diary.journal, server, identity, handed, diaries.new_id(), name, diary.today)
            return _greeted(diary, member)


@contextmanager
def _journal_for_it() -> Iterator[diaries.Diary]:
    """The journal; one is made where whoever only supports somebody has none, and nothing is said of days.

    Where the invitation comes to nothing, what was made for it goes again.
    """
    if connection.exists():
        with diaries.existing() as diary:
            yield diary
        return
    there = erasing.in_folder()
    with connection.existing_or_new() as journal:
        diaries.start(journal, Profile(timezone=clock.system_zone()))
    try:
        with diaries.existing() as diary:
            yield diary
    except BaseException:
        with connection.existing() as journal:
            taken_up = rows.any_in(journal, "member")  # its answer alone was lost
        if not taken_up:
            erasing.unmade(there)
        raise


def _greeted(diary: diaries.Diary, member: Member) -> Member:
    """The other side hears that the invitation was opened; where that does not arrive now, the next sync says it."""
    with suppress(Unreachable):
        link_sync.carry(diary, [member])
    return next(one for one in queries.members(diary.journal) if one.id == member.id)
