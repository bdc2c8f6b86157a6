"""One page as a link that is opened once: an account of its own that ends by itself; the giver keeps no key of it.

It is an invitation with a page in it. Whoever claims it reads the page and has the server erase it; a second claim is
refused as any second claim is. That it is read once is the server's word: one that keeps a copy keeps what only the
link opens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from recovery import clock
from recovery.circle import authorship, opening, records
from recovery.circle.invitation import GIVEN, PAGE, link_of
from recovery.circle.queries import Kept
from recovery.circle.side import seed_of
from recovery.errors import RecoveryError, Unreachable, Usage
from recovery.language import tr
from recovery.sync import documents, envelope, link_api
from recovery.sync.account import Identity
from recovery.sync.documents import Document, Field
from recovery.sync.hybrid_clock import HybridClock
from recovery.sync.push import sendable
from recovery.sync.ring import Ring
from recovery.sync.transport import BROKEN, Server
from recovery.wire import protocol, strict_json

SIDE = "a"
LONGEST_HOURS = 72
LABEL = "page"  # of a giver without a name, and of the reader
APP_LIMIT = 64 * 1024
CANNOT_END = tr("That server cannot erase a page by itself. It needs a newer program: recovery serve")
NO_APP = tr("That server serves no app, so nobody could open the link: recovery serve without --no-app")


def hours_of(text: str) -> float:
    """For how many hours a page lies there, `72h`; raises `Usage`."""
    from recovery.dates import amounts

    hours = amounts.hours_of(text)
    if not 0 < hours <= LONGEST_HOURS:
        raise Usage(tr("Say for how long, up to {hours} hours, such as 24h.", hours=LONGEST_HOURS))
    return hours


def end_of(now: datetime, hours: float) -> datetime:
    """The second at which a page that is given now is erased unread."""
    return (now + timedelta(hours=hours)).replace(microsecond=0)


def give(
    server: Server,
    id: str,
    page: Mapping[str, Any],
    name: str | None,
    day: str,
    until: int,
    ticket: Callable[[], bytes | None],
) -> str:
    """The link to a page, which the server erases once it was read, or at that second. Raises `Unreachable`."""
    if protocol.UNTIL not in link_api.capabilities(server):
        raise Unreachable(CANNOT_END)
    if server.fetch(PAGE, APP_LIMIT)[0] != 200:
        raise Unreachable(NO_APP)
    identity, held = opening.open_account(server, name or LABEL, day, until, ticket)
    try:
        ring, invitation = opening.one_use(server, held, identity, LABEL, day)
        _put(server, identity, ring.ring, records.local_of(SIDE, id), page)
    except RecoveryError:
        with suppress(RecoveryError):  # else it ends by itself
            server.ask_with_token("DELETE", "/v1/account")
        raise
    return link_of(invitation, GIVEN)


def _put(server: Server, identity: Identity, ring: Ring, local: str, page: Mapping[str, Any]) -> None:
    """Seal the page for whoever claims the link, and have the server keep it."""
    id, version = envelope.record_id(ring.id_key, records.PAGE, local), envelope.new_version()
    stamp = HybridClock(SIDE, 0, 0).tick(clock.nanoseconds() // 1_000_000)
    fields = {name: Field(value, stamp) for name, value in page.items()}
    document = Document(records.PAGE, local, fields, Field(value=False, clock=stamp), count=documents.following(0))
    body = documents.encode(document)
    kid, key = next(reversed(ring.by_kid.items()))
    plain = authorship.marked(seed_of(identity), id, version, body)
    blob = envelope.seal(kid, key, ring.collection, id, version, plain)
    sent = Kept(id=id, kind=records.PAGE, local=local, body=body.decode(), version=version, blob=blob)
    pushed = {"epoch": server.ask("GET", "/v1/about").get("epoch"), "records": [sendable(sent)]}
    answer = server.ask_with_token("POST", f"/v1/c/{ring.collection.hex()}/push", pushed)
    (result,) = strict_json.many(answer.get("results"), 1) or [None]
    if strict_json.mapping(result).get("status") != protocol.OK:
        raise Unreachable(BROKEN)
