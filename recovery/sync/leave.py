"""The way out of an account: this device taken off, or the account erased."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from enum import Enum, auto

from recovery.errors import Unreachable
from recovery.store import home
from recovery.store.connection import Journal
from recovery.sync import chain, membership, server_api
from recovery.sync.account import Identity
from recovery.sync.queries.account_state import AccountState
from recovery.sync.ring import VerifiedRing
from recovery.sync.transport import ErrorResponse, Server
from recovery.wire import protocol


class Left(Enum):
    """What became of this device's place in its account."""

    OFF = auto()
    LAST = auto()  # it was the last one, and stays listed
    WAS_OFF = auto()
    NOT_TOLD = auto()  # the server could not be reached
    COPY = auto()  # of another device's journal, which goes on


def step_down(journal: Journal, state: AccountState) -> Left:
    """Take this device off its account, with a key of the collection that it will not keep."""
    if state.folder != home.device():
        return Left.COPY

    def removed(held: VerifiedRing) -> VerifiedRing | None:
        mine = held.ring.device(me) is not None and len(held.ring.devices) > 1
        return chain.without_device(held, member.identity, me) if mine else None

    try:
        with closing(membership.enter(journal)) as member:
            me = member.identity.public
            last = member.publish(removed).ring.device(me) is not None
            server_api.log_out(member.server)
    except Unreachable as error:
        refused = isinstance(error, ErrorResponse) and error.code == protocol.LOGIN_REFUSED
        return Left.WAS_OFF if refused else Left.NOT_TOLD
    return Left.LAST if last else Left.OFF


def erase_account(state: AccountState, identities: Sequence[Identity]) -> None:
    """Have the server erase the account. It asks for no ring: one that nobody can read must not keep it there."""
    with closing(Server(state.server)) as server:
        server_api.log_in_as_one(server, identities, state.account)
        server.ask("DELETE", "/v1/account")
