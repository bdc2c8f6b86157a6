"""`circle give`: one page as a link that is opened once."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from typing import Annotated

from recovery import clock
from recovery import diary as diaries
from recovery.circle import giving, opening
from recovery.commands.circle.invite import OtherServer, server_of
from recovery.commands.circle.page import page_seen
from recovery.commands.options import Json, Yes
from recovery.commands.parameters import Option
from recovery.console import emit, say
from recovery.errors import Usage
from recovery.language import tr
from recovery.outlets import words
from recovery.store.names import clean_name
from recovery.sync.transport import Server

WHAT = tr("Say what to give: recovery circle give --page")
WHICH_SERVER = tr(
    "A link needs a server, and this journal does not sync. Say which: recovery circle give --page --server URL"
)
ONCE = tr(
    "Send this link to one person in a way that only they read. It opens in a browser, once, with one press; then the "
    "server erases the page."
)
TAKE_BACK = tr("You are not told whether it was opened. To take it back before it is, open it yourself.")
NOTHING_GIVEN = tr("Nothing was given.")


def give(
    page: Annotated[
        bool, Option("--page", help=tr("The counselor's page of 28 days, after you have seen it."))
    ] = False,
    until: Annotated[
        str,
        Option("--until", metavar="72h", help=tr("For how long, 72 hours at most; then it is erased unread.")),
    ] = "72h",
    me: Annotated[str | None, Option("--me", metavar="TEXT", help=tr("Your name or alias for the top."))] = None,
    server: OtherServer = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Give one page as a link that is opened once. You see it first."""
    if not page:
        raise Usage(WHAT)
    hours = giving.hours_of(until)
    name = clean_name(me) if me is not None else None
    with diaries.existing() as diary:
        origin = server_of(diary, server, WHICH_SERVER)
        values = page_seen(diary, name, tr("Make a link to this page, for whoever opens it first?"), yes=yes, json=json)
        if values is None:
            say(NOTHING_GIVEN)
            return
        ends = giving.end_of(clock.now(diary.zone), hours)
        with closing(Server(origin)) as at:
            ticket = partial(opening.ticket_of, diary.journal, at.origin)
            day, second = diary.today.isoformat(), int(ends.timestamp())
            link = giving.give(at, diaries.new_id(), values, name, day, second, ticket)
    if json:
        emit({"link": link, "until": ends.isoformat(), "period": values["period"]})
        return
    say(ONCE, "", link, "")
    day, time = words.day(ends.date()), ends.strftime("%H:%M")
    say(tr("Unread, it is erased on {day} at {time}.", day=day, time=time), TAKE_BACK)
