"""The client's side of links: tickets, an end, and a server of an older program; against the real server."""

from __future__ import annotations

import time
from contextlib import closing
from typing import Any

import pytest

from recovery.errors import Refused
from recovery.store import keys
from recovery.sync import chain, link_api, server_api
from recovery.sync.account import Account, Identity, OpeningProof
from recovery.sync.transport import ErrorResponse, Server
from recovery.wire import protocol
from tests.server.conftest import Serving
from tests.server.push_service import Browser, raw

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
        link_api.open_until(link, body, until, ticket)
        server_api.log_in(link, ours, link_account.id)
        assert link.ask("GET", "/v1/usage")["until"] == until
        link_api.move_until(link.ask, until + 60)
        assert link.ask("GET", "/v1/usage")["until"] == until + 60
        for refused in (lambda: link_api.tickets(link.ask), lambda: link_api.move_until(journal.ask, until)):
            with pytest.raises(ErrorResponse) as told:
                refused()
            assert told.value.code == protocol.NOT_ALLOWED
        stale, body = opening(ours, bytes([1]) * 32)
        link_api.open_until(link, body, until, ticket)
        server_api.log_in(link, ours, stale.id)


def test_a_server_of_an_older_program_can_nothing_of_it() -> None:
    class Older(Server):
        said: dict[str, Any]

        def ask(self, *_: Any, **__: Any) -> dict[str, Any]:
            return self.said

    older = Older("https://sync.example.org")
    for said in ({"name": "recovery"}, {"can": "tickets"}, {"can": [1, None]}):
        older.said = said
        assert link_api.capabilities(older) == frozenset()
        assert link_api.doorbell_key(older) is None
    older.said = {"account": "00" * 16}
    with pytest.raises(Refused):
        link_api.open_until(older, {}, 1)


def test_a_doorbell_is_put_up_and_taken_off(sync_server: Serving) -> None:
    browser, me = Browser("fcm.googleapis.com"), Identity.new()
    with closing(Server(sync_server.origin)) as server:
        key = link_api.doorbell_key(server)
        assert key is not None
        assert protocol.DOORBELL in link_api.capabilities(server)
        account, body = opening(me, bytes([2]) * 32)
        server.ask("POST", "/v1/accounts", body)
        server_api.log_in(server, me, account.id)
        put = link_api.put_doorbell(server.ask, browser.endpoint, raw(browser.private), browser.secret)
        assert put == link_api.put_doorbell(server.ask, browser.endpoint, key, bytes(16)), "subscribed anew"
        link_api.take_off_doorbell(server.ask, put)
        link_api.take_off_doorbell(server.ask)
        with pytest.raises(ErrorResponse) as told:
            link_api.put_doorbell(server.ask, "https://example.org/x", key, bytes(16))
        assert told.value.code == protocol.OTHER_SERVICE
