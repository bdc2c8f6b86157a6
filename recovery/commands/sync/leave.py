"""`sync leave`: the way out of an account, for this device or for all of them."""

from __future__ import annotations

from typing import Annotated

from recovery import prompts
from recovery.commands import passphrase_prompts as asking
from recovery.commands.options import Json, Yes
from recovery.commands.parameters import Option
from recovery.console import emit, say, tell
from recovery.errors import Refused, Usage
from recovery.language import tr
from recovery.store import connection, home
from recovery.sync import membership
from recovery.sync.account import Identity
from recovery.sync.leave import Left, erase_account, step_down
from recovery.sync.queries import account_state
from recovery.sync.queries.account_state import AccountState

LEAVE = tr("Stop syncing this journal? What is in it stays here.")
DELETE = tr("Erase your account and everything on the server, for all devices? Your journals stay as they are.")
ERASED = tr("The account is erased. Other devices of yours keep their journals, and stop syncing too.")
OFF = tr("Your other devices no longer list this one, and what they write from now on is sealed with another key.")
LAST = tr(
    "It was the last device of your account. What the server holds stays there, sealed, and the 24 words open it; "
    "with --delete-account it would have gone too."
)
NOT_TOLD = tr(
    "The server could not be told, so your other devices still list this one. Take it off there: "
    "recovery devices revoke NAME"
)
WAS_OFF = tr("The server no longer lets this device in, so there was nothing to take off there.")
WORDS_DELETE = tr("The 24 words are asked for with --delete-account only; leaving needs none.")
NOT_ITS_WORDS = tr("Those are not the 24 words of this account. Nothing was changed.")
COPY = tr("It was a copy of another device's journal; that device goes on syncing.")

_SAID = {Left.OFF: OFF, Left.LAST: LAST, Left.WAS_OFF: WAS_OFF, Left.NOT_TOLD: NOT_TOLD, Left.COPY: COPY}

ByWords = Annotated[
    str | None,
    Option("--recovery-phrase", metavar="-", help=tr("With -: erase the account by its 24 words, not as a device.")),
]


def leave(
    delete_account: Annotated[
        bool, Option("--delete-account", help=tr("Also erase the account and all that the server holds."))
    ] = False,
    by_words: ByWords = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Stop syncing this journal. Your entries stay here; with --delete-account nothing stays on the server."""
    if by_words is not None and not delete_account:
        raise Usage(WORDS_DELETE)
    with connection.existing() as journal:
        state = account_state.joined(journal)
        if not prompts.confirm(DELETE if delete_account else LEAVE, yes=yes):
            say(tr("Nothing was changed."))
            return
        if delete_account:
            erase_account(state, _identities(state, by_words))
            became = ERASED
        else:
            became = _SAID[step_down(journal, state)]
        with journal.transaction():
            account_state.leave(journal)
    if json:
        emit({"left": state.server, "account_deleted": delete_account})
        return
    say(tr("This journal no longer syncs. Your entries are all here."))
    if became == NOT_TOLD:
        tell(became)
    else:
        say(became)


def _identities(state: AccountState, by_words: str | None) -> list[Identity]:
    """Who asks to erase the account: the 24 words, or this device."""
    if by_words is None:
        if state.folder != home.device():
            raise Refused(membership.COPIED)
        return membership.identities(state)
    owner = Identity.of_phrase(asking.typed_phrase(by_words))
    if owner.public != state.identity:
        raise Refused(NOT_ITS_WORDS)
    return [owner]
