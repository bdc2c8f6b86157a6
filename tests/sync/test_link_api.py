"""The client's side of links: tickets, an end, and a server of an older program; against the real server."""

from __future__ import annotations

import time
from contextlib import closing
from typing import Any

import pytest

from recovery.store import keys
from recovery.sync import chain, link_api, server_api
from recovery.sync.account import Account, Identity, OpeningProof
from recovery.sync.transport import ErrorResponse, Server
from recovery.wire import protocol
from tests.server.conftest import Serving

ENTROPY = bytes(range(32))


def opening(identity: Identity, entropy: bytes) -> tuple[Account, dict[str, Any]]:
    account = Account.of_phrase(entropy)
    held = chain.first(account, identity, "phone", "2026-11-30")
    proof = OpeningProof.of(keys.opener(entropy), account, held.signed.hash).to_json()
    return account, {"account_key": account.public.hex(), **held.signed.to_json(), "opening": proof}


def test_a_link_is_opened_with_a_ticket_and_its_end_moves(sync_server: Serving) -> None:
    until = int(time.time()) + 3600
    me, ours = Identity.new(), Identity.new()
    with closing(Server(sync_server.origin)) as journal, closing(Server(sync_server.origin)) as link:
        assert {protocol.TICKETS, protocol.UNTIL} <= link_api.capabilities(journal)
        account, body = opening(me, ENTROPY)
        journal.ask("POST", "/v1/accounts", body)
        server_api.log_in(journal, me, account.id)
        (ticket,) = link_api.tickets(journal.ask)
        link_account, body = opening(ours, bytes(32))
        link.ask("POST", "/v1/accounts", body | {"until": until}, ticket=ticket)
        server_api.log_in(link, ours, link_account.id)
        assert link.ask("GET", "/v1/usage")["until"] == until
        link_api.move_until(link.ask, until + 60)
        assert link.ask("GET", "/v1/usage")["until"] == until + 60
        for refused in (lambda: link_api.tickets(link.ask), lambda: link_api.move_until(journal.ask, until)):
            with pytest.raises(ErrorResponse) as told:
                refused()
            assert told.value.code == protocol.NOT_ALLOWED


def test_a_server_of_an_older_program_can_nothing_of_it() -> None:
    class Older(Server):
        said: dict[str, Any]

        def ask(self, *_: Any, **__: Any) -> dict[str, Any]:
            return self.said

    older = Older("https://sync.example.org")
    for said in ({"name": "recovery"}, {"can": "tickets"}, {"can": [1, None]}):
        older.said = said
        assert link_api.capabilities(older) == frozenset()
