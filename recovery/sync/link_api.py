"""What a server can do for links beside keeping their records: giving tickets that open them, and ending them.

`capabilities` says what a server can; links work with one of an older program, which can none of it.
"""

from __future__ import annotations

from recovery.sync.server_api import Ask
from recovery.sync.transport import Server
from recovery.wire import protocol, strict_json


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


def move_until(ask: Ask, until: int) -> None:
    """Let a link end at another second. Raises `ErrorResponse`: `scope` for an account that has no end."""
    ask("PUT", "/v1/until", {"until": until})
