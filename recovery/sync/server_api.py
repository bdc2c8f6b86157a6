"""In at the server, and what is asked of it there before anything else: the key rings, fetched and published.

Nothing here knows a journal: who joins has none yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import sleep
from typing import Any

from recovery.errors import Refused, Unreachable
from recovery.language import tr
from recovery.sync.account import Identity
from recovery.sync.ring import FULL, RingRefused, Signed, VerifiedRing
from recovery.sync.transport import BROKEN, ErrorResponse, Server
from recovery.wire import protocol, strict_json

TRIES = 5
AGAIN_SECONDS = 1.0
RINGS_BYTES = 4 * protocol.RINGS_LIMIT  # with their signatures; far beyond what an honest server keeps
OVERTAKEN = tr(
    "Other devices of yours are changing the list of devices right now. Nothing was changed; please try again."
)

_ADDRESS = re.compile(r"https?://[a-z0-9.:\[\]-]{1,255}")  # nothing else of what a server says is repeated
Ask = Callable[..., dict[str, Any]]  # as `Server.ask`


def check_name(server: Server, command: str) -> None:
    """Refuse a server that goes by another address: what is signed for the one asked, it would not take.

    `command` is what the person typed before the address, so that the sentence can say what to type instead.
    A server of an older program does not tell, and is taken.
    """
    told = server.ask("GET", "/v1/about").get("origin")
    address = protocol.origin_of(told) if isinstance(told, str) and _ADDRESS.fullmatch(told) else None
    if address not in (None, server.origin):
        raise Refused(
            tr(
                "That server goes by another name, and nothing was changed here. Type instead: {command} {address}",
                command=command,
                address=address,
            )
        )


def log_in(server: Server, identity: Identity, account: bytes) -> str:
    """The token of a device, or of the account itself; the server asks with it from here on. Raises `ErrorResponse`."""
    given = server.ask("POST", "/v1/challenge", {"account": account.hex()})
    nonce, expires = strict_json.octets(given.get("nonce"), protocol.KEY_BYTES), strict_json.whole(given.get("expires"))
    signature = identity.login(server.origin, account, nonce, expires)
    said = {"account": account.hex(), "key": identity.public.hex(), "nonce": nonce.hex(), "expires": expires}
    answer = server.ask("POST", "/v1/login", {**said, "signature": signature.hex()})
    server.token = strict_json.octets(answer.get("token"), protocol.KEY_BYTES).hex()
    return server.token


def log_in_as_one(server: Server, mine: Sequence[Identity], account: bytes) -> str:
    """The same for whoever is one of these, of whom the server may know only the last. Raises `ErrorResponse`."""
    for identity in mine[:-1]:
        try:
            return log_in(server, identity, account)
        except ErrorResponse as error:
            if error.code != protocol.LOGIN_REFUSED:
                raise
    return log_in(server, mine[-1], account)


def log_out(server: Server) -> None:
    """Let the server forget the token; where it does not hear of it, the token runs out by itself."""
    if server.token is not None:
        with suppress(Unreachable):
            server.ask("DELETE", "/v1/token")


def fetch(ask: Ask, after: int) -> tuple[list[Signed], int]:
    """The rings after a generation, in order and unchecked, and the newest generation that the server has."""
    rings: list[Signed] = []
    room = RINGS_BYTES
    while True:
        answer = ask("GET", f"/v1/ring?after={after + len(rings)}")
        head = strict_json.whole(answer.get("generation"))
        page = [Signed.from_json(ring) for ring in strict_json.many(answer.get("rings"), 1024)]
        rings += page
        room -= sum(len(signed.ring) + len(signed.signature) for signed in page)
        if room < 0:
            raise Unreachable(BROKEN)
        if after + len(rings) >= head:
            return rings, head
        if not page:
            raise Unreachable(BROKEN)


def published(
    ask: Ask,
    held: VerifiedRing,
    change: Callable[[VerifiedRing], VerifiedRing | None],
    newest: Callable[[], VerifiedRing],
) -> VerifiedRing:
    """Put the ring that `change` makes of the one held; it gives `None` once nothing is left to do.

    Where another device was quicker, or the answer was lost, `newest` is asked and `change` again. Raises `Refused`,
    `Unreachable`.
    """
    for _ in range(TRIES):
        new = change(held)
        if new is None:
            return held
        try:
            ask("PUT", "/v1/ring", new.signed.to_json())
        except ErrorResponse as error:
            if error.code == protocol.QUOTA:
                raise Refused(FULL) from None
            if error.code != protocol.OTHER_GENERATION:
                raise
            held = newest()
        except Unreachable as error:  # it may have arrived, and then this device is listed
            held = _once_it_answers(newest, error)
        else:
            return new
    raise Unreachable(OVERTAKEN)


def _once_it_answers(newest: Callable[[], VerifiedRing], lost: Unreachable) -> VerifiedRing:
    for _ in range(TRIES):
        sleep(AGAIN_SECONDS)
        try:
            return newest()
        except (ErrorResponse, RingRefused):
            raise
        except Unreachable:
            continue
    raise lost
