"""What a server can do for links beside keeping their records: opening them with a ticket, ending them, ringing.

Which of it a server can, `capabilities` says; one of an older program can none of it, and links
work there all the same.
"""

from __future__ import annotations

from typing import Any

from recovery.errors import Refused, Unreachable
from recovery.language import tr
from recovery.sync.server_api import Ask
from recovery.sync.transport import BROKEN, ErrorResponse, Server
from recovery.wire import protocol, strict_json

ENDS_NOT = tr("The server took no end for this, so it stays until it is ended by hand.")


def capabilities(server: Server) -> frozenset[str]:
    """What the server can, in the words of `protocol`; nothing where it does not say."""
    told = server.ask("GET", "/v1/about").get("can", [])
    return frozenset(word for word in told if isinstance(word, str)) if isinstance(told, list) else frozenset()


def tickets(ask: Ask, count: int = 1) -> list[bytes]:
    """Tickets of one's own account, each for one link; fewer where there is no room for more.

    Raises `ErrorResponse`: `slow_down` where none is to be had for now, `scope` on a link.
    """
    answer = ask("POST", "/v1/tickets", {"count": count})
    return [strict_json.octets(ticket, protocol.KEY_BYTES) for ticket in strict_json.many(answer.get("tickets"), count)]


def open_until(server: Server, opening: dict[str, Any], until: int, ticket: bytes | None = None) -> None:
    """Open an account that ends at `until`, in seconds since 1970. `opening` is the body of `POST /v1/accounts`.

    A ticket that is good no longer is left out. Raises `ErrorResponse`; `Refused` where the account is open and will
    not end by itself, on a server of an older program.
    """
    body = {**opening, "until": until}
    try:
        answer = server.ask("POST", "/v1/accounts", body, ticket=ticket)
    except ErrorResponse as error:
        if ticket is None or error.code != protocol.TICKET_REFUSED:
            raise
        answer = server.ask("POST", "/v1/accounts", body)
    if "until" not in answer:
        raise Refused(ENDS_NOT)
    if strict_json.whole(answer["until"]) != until:
        raise Unreachable(BROKEN)


def move_until(ask: Ask, until: int) -> None:
    """Let a link end at another second. Raises `ErrorResponse`: `scope` for an account that has no end."""
    ask("PUT", "/v1/until", {"until": until})


def doorbell_key(server: Server) -> bytes | None:
    """The public key that a browser subscribes with at its push service; `None` where the server rings nobody."""
    told = server.ask("GET", "/v1/about").get("doorbell_key")
    return None if told is None else strict_json.octets(told, protocol.POINT_BYTES)


def put_doorbell(ask: Ask, endpoint: str, key: bytes, secret: bytes) -> bytes:
    """Have a browser of this device rung, by what its subscription names `endpoint`, `p256dh` and `auth`.

    Returns the doorbell's id. Raises `ErrorResponse`: `service` for a push service that the server does not send to,
    `not_found` where it rings nobody, `quota` beyond 8 of one device.
    """
    answer = ask("PUT", "/v1/doorbell", {"endpoint": endpoint, "key": key.hex(), "secret": secret.hex()})
    return strict_json.octets(answer.get("doorbell"), protocol.ID_BYTES)


def take_off_doorbell(ask: Ask, doorbell: bytes | None = None) -> None:
    """Have one doorbell of this device rung no longer, or none of them."""
    ask("DELETE", "/v1/doorbell" if doorbell is None else f"/v1/doorbell?doorbell={doorbell.hex()}")
