"""`circle invite`: somebody is asked into the circle, with what they will see said first, field by field."""

from __future__ import annotations

import sys
from contextlib import closing
from functools import partial
from typing import Annotated

from recovery import console, prompts
from recovery import diary as diaries
from recovery.circle import invitation as invitations
from recovery.circle import opening, queries, views
from recovery.circle.member import (
    DAY_SHARE,
    GRACE_HOURS,
    PRESETS,
    ROLE_WORDS,
    SHARE_WORDS,
    Member,
    Role,
    last_day,
    named,
    shares_of,
)
from recovery.circle.opening import Asked
from recovery.commands.options import Json, Yes
from recovery.commands.parameters import Argument, Option
from recovery.console import emit, one_line, say, tell
from recovery.diary import Diary
from recovery.errors import Refused, Usage
from recovery.language import tr
from recovery.outlets import words as days
from recovery.store import home
from recovery.store.names import clean_name
from recovery.sync.ring import VerifiedRing
from recovery.sync.transport import Server

OWN_IDEA = tr("Is this your own idea? You are free to share nothing and to tell nobody.")
OPEN_JOURNAL = tr(
    "Your journal has no passphrase: anybody who opens this computer can read it, and act as you in your circle. To "
    "set one first: recovery passphrase set. Go on without one?"
)
NOTHING = tr("Nothing was shared, and nobody was told.")
THERE = tr("Somebody in your circle has that name already. Choose another one, such as Ana W.")
WHICH_SERVER = tr(
    "A link needs a server, and this journal does not sync. Say which: "
    "recovery circle invite NAME --as ROLE --server URL"
)
HAND_OVER = tr(
    "Send this link to {name} in a way that only {name} reads. Whoever opens it first gets what you share. It works "
    "once."
)
COMPARE_SOON = tr(
    "Once it has been opened, compare with {name} by phone or side by side: recovery circle compare {typed}"
)
ON_THEIRS = tr(
    "On {name}'s device, within five minutes, read this code, or type the words after recovery circle accept:"
)
WAITING = tr("Waiting for {name}. Ctrl-C stops.")
DUE_ALONE = tr("Use --due and --grace only when you share day.")

OtherServer = Annotated[
    str | None, Option("--server", metavar="URL", help=tr("Another server than the one you sync with."))
]


def invite(
    name: Annotated[
        str,
        Argument(metavar="NAME", help=tr("What you call them. Others whom you ask for help see it once they answer.")),
    ],
    role: Annotated[Role, Option("--as", metavar="ROLE", help="sponsor, peer, family, counselor.")],
    share: Annotated[
        str | None,
        Option("--share", metavar="A,B", help=tr("What they see: day, help, mark, page, plan, or none.")),
    ] = None,
    until: Annotated[str, Option("--until", metavar="90d", help=tr("For how long; then it ends by itself."))] = "90d",
    link: Annotated[
        bool, Option("--link", help=tr("A link to send, instead of a code for somebody beside you."))
    ] = False,
    me: Annotated[str | None, Option("--me", metavar="TEXT", help=tr("What they should call you."))] = None,
    due: Annotated[
        str | None, Option("--due", metavar="TIME", help=tr("With day: by when you check in, such as 21:00."))
    ] = None,
    grace: Annotated[
        int | None,
        Option(
            "--grace",
            metavar="HOURS",
            min=GRACE_HOURS[0],
            max=GRACE_HOURS[1],
            help=tr("How long after that they may wonder (12 or more)."),
        ),
    ] = None,
    server: OtherServer = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Ask somebody into your circle. You see first what they will see."""
    with diaries.existing() as diary:
        asked = _asked(diary, name, role, share, until, me, due, grace)
        origin = server_of(diary, server)
    if not _agreed(yes=yes):
        say(NOTHING)
        return
    asked = _confirmed(asked, ask=share is None and not yes)
    with closing(Server(origin)) as at:
        if link:
            _by_link(at, asked, json=json)
        else:
            _beside(at, asked, yes=yes, json=json)


def _asked(
    diary: Diary,
    name: str,
    role: Role,
    share: str | None,
    until: str,
    me: str | None,
    due: str | None,
    grace: int | None,
) -> Asked:
    """What was typed, checked before anything is asked."""
    called = clean_name(name)
    members = [member for member in queries.members(diary.journal) if not member.over(diary.today)]
    if named([member for member in members if member.name.casefold() == called.casefold()], called):
        raise Refused(THERE)
    words = [] if share in ("none", "") else (share or "").split(",")
    shares = PRESETS[role] if share is None else shares_of(words)
    if (due or grace) and DAY_SHARE not in shares:
        raise Usage(DUE_ALONE)
    if due is not None:
        from recovery import clock

        due = f"{clock.parse_time_of_day(due):%H:%M}"
    hours = (grace if grace is not None else GRACE_HOURS[0]) if due else None
    own = clean_name(me) if me is not None else None
    return Asked(diaries.new_id(), called, role, shares, last_day(until, diary.today), own, due, hours)


def server_of(diary: Diary, given: str | None, missing: str = WHICH_SERVER) -> str:
    """The server to use: the one named, or the one that this journal syncs with; else raises `Usage`."""
    from recovery.sync.queries import account_state

    if given is not None:
        return Server(given).origin
    state = account_state.state(diary.journal)
    if state is None:
        raise Usage(missing)
    return state.server


def _agreed(*, yes: bool) -> bool:
    """Whether this is the person's own wish, and the journal is locked or they go on all the same."""
    if not yes:
        say(OWN_IDEA)
        if not prompts.confirm(tr("Go on?")):
            return False
    return home.key_path().exists() or prompts.confirm(OPEN_JOURNAL, yes=yes)


def _confirmed(asked: Asked, *, ask: bool) -> Asked:
    """Each share of the preset confirmed for itself; then all of it said once more."""
    if not ask:
        return asked
    name = one_line(asked.name)
    say(tr("{name} would be {role} to you. You choose each thing:", name=name, role=ROLE_WORDS[asked.role]))
    kept = tuple(
        share for share in asked.shares if prompts.confirm(tr("Share {what}?", what=SHARE_WORDS[share]), default=False)
    )
    say(tr("{name} will see, until {until}:", name=name, until=days.day(asked.until)), *views.shares_asked(kept))
    from dataclasses import replace

    return replace(asked, shares=kept)


def _by_link(server: Server, asked: Asked, *, json: bool) -> None:
    with diaries.existing() as diary:
        day = diary.today.isoformat()
        member, held = opening.open_link(server, asked, day, partial(opening.ticket_of, diary.journal, server.origin))
        member, held, link = opening.invited(server, member, held, day)
        opening.keep(diary.journal, member, held, server.token)
    _answer(member, link, json=json)
    if not json:
        name = one_line(member.name)
        say(HAND_OVER.format(name=name), "", link, "", COMPARE_SOON.format(name=name, typed=views.typed_name(name)))


def _beside(server: Server, asked: Asked, *, yes: bool, json: bool) -> None:
    """By the pairing of devices: eight words, and six digits that both compare."""
    from recovery.commands.pair import compare_digits
    from recovery.sync import pairing_words
    from recovery.sync.mailbox import Mailbox
    from recovery.sync.pairing import OfferingSide
    from recovery.wire import protocol

    if not yes and not console.interactive():
        raise Usage(tr("There is no terminal on which to compare the digits. To send a link instead: --link"))
    with diaries.existing() as diary:
        day = diary.today.isoformat()
        member, held = opening.open_link(server, asked, day, partial(opening.ticket_of, diary.journal, server.origin))
    side = OfferingSide(server.origin, pairing_words.new_secret(), held.ring.account.public)
    box = Mailbox(server, side.mailbox)
    with box.ended(burn=protocol.OFFER):
        box.offer(side.offer())
        _show(server.origin, side.secret, member.name, json=json)
        side.take_join(box.collect(protocol.JOIN))
        box.post(protocol.REVEAL, side.reveal())
        other = side.take_device(box.collect(protocol.DEVICE))
        compare_digits(side.digits, yes=yes, json=json)
        box.collect(protocol.DEVICE, wait=0)
        member, held = opening.joined(server, member, held, other, day)
        _keep(member, held, server.token)
        from recovery.sync.pairing import Handover

        box.post(protocol.RING, side.ring(Handover(held.ring.account.public, held.ring.generation, held.signed.hash)))
    _answer(member, None, json=json)
    if not json:
        say(tr("{name} is in your circle now.", name=one_line(member.name)))


def _keep(member: Member, held: VerifiedRing, token: str | None) -> None:
    from recovery.circle import link_sync

    with diaries.existing() as diary:
        opening.keep(diary.journal, member, held, token)
        link_sync.carry(diary, [member])


def _show(origin: str, secret: bytes, name: str, *, json: bool) -> None:
    from recovery.outlets.qr_code import qr_code
    from recovery.sync import pairing_words
    from recovery.sync import views as sync_views

    code = qr_code(invitations.code_of(origin, secret))
    called = one_line(name)
    lines = sync_views.invitation(
        ON_THEIRS.format(name=called), code, pairing_words.words_of(secret), origin, WAITING.format(name=called)
    )
    (tell if json else say)(*lines)
    sys.stdout.flush()


def _answer(member: Member, link: str | None, *, json: bool) -> None:
    if json:
        emit({"id": member.id, "name": member.name, "link": link, "until": member.until.isoformat()})
