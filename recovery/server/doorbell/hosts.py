"""Where a push may go: to the push services of browsers, by https, and to no machine of a private network.

Whoever has an account names the address. So it is read by one narrow pattern, its host stands on a list, and each
address that the host has is looked at before it is connected to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import NamedTuple

# Google's (Chrome and its kin), Mozilla's, Apple's, Microsoft's; `*.` stands for whatever is before it.
USUAL = ("fcm.googleapis.com", "updates.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com")
ENDPOINT_LIMIT = 1024
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
NAME = rf"{LABEL}(?:\.{LABEL})*"
ENDPOINT = re.compile(rf"https://({NAME})(/[!-\"$-~]*)")
PATTERN = re.compile(rf"(?:\*\.{LABEL}\.)?{NAME}")
TRANSLATED = IPv6Network("64:ff9b::/96")  # an address of IPv4 behind its last four bytes


class Endpoint(NamedTuple):
    """Where one browser is reached: the host of its push service, and the rest of its address."""

    host: str
    path: str


def endpoint(address: str) -> Endpoint | None:
    """The address in its parts; `None` unless it is https with a name, no port and nobody's password."""
    match = ENDPOINT.fullmatch(address) if len(address) <= ENDPOINT_LIMIT else None
    return Endpoint(*match.groups()) if match and not match[1].rpartition(".")[2].isdigit() else None


def listed(host: str, allowed: Iterable[str]) -> str | None:
    """Which of the list lets the host in; `None` where none does."""
    for pattern in allowed:
        if host == pattern or (pattern.startswith("*.") and host.endswith(pattern[1:]) and host != pattern[2:]):
            return pattern
    return None


def is_public(address: str) -> bool:
    """Whether an IP address is one of the whole internet, also behind what carries IPv4 inside IPv6."""
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour
        if parsed in TRANSLATED:
            inner = IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            parsed = inner
    return parsed.is_global and not parsed.is_multicast
