"""How much one address or one account may ask: token buckets, kept in memory, each server process its own.

And how many bytes of bodies may be in flight: all together, of one address, of one device. A body is held in memory
until its request is answered, so whoever holds back the last byte of many could fill it. And how many questions may be
kept open: of one address, of one device.
"""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from functools import lru_cache
from operator import gt
from time import monotonic
from typing import NamedTuple, Self

MIB = 1024 * 1024
ALL_BYTES = 64 * MIB
ADDRESS_BYTES = 16 * MIB
DEVICE_BYTES = 4 * MIB
HEAD_BYTES = 16 * 1024  # of one request, kept in memory until it ends
BUCKETS = 50_000  # the one that was not used for the longest time goes first


class Rate(NamedTuple):
    """At most `burst` at once, and `each_second` on and on."""

    burst: float
    each_second: float


OPENING = Rate(10, 10 / 3600)  # accounts, by address
LOGIN_ADDRESS = Rate(60, 1)  # challenges and logins, by address
LOGIN_ACCOUNT = Rate(20, 0.2)  # the same, by account and address, so that nobody locks out somebody elsewhere
PAIRING = Rate(120, 2)  # questions to mailboxes, by address
ASKING_ADDRESS = Rate(600, 60)  # everything, by address
ASKING_DEVICE = Rate(300, 30)  # everything with a token, by device, so that none shuts out the others
DOORBELLS = Rate(20, 20 / 3600)  # put up, by device: each may send one request to a push service
REMINDERS = Rate(60, 60 / 3600)  # lists of instants, by device
RINGING = Rate(6, 1 / 60)  # of one doorbell, by account
OFFERS = 5  # pairings of an account that may be under way
# Questions that wait for something to happen, in one process. An account has `protocol.DEVICES_LIMIT` devices at most,
# and no one of them takes what is another's.
WAITING_DEVICE = 4
WAITING_ADDRESS = 256


class RateLimiter:
    """The buckets of one process; `factor` multiplies every rate, 0 lets everything through."""

    def __init__(self, factor: float = 1.0) -> None:
        self._factor = factor
        self._buckets: OrderedDict[tuple[str, object], tuple[float, float]] = OrderedDict()

    def wait(self, name: str, whose: object, rate: Rate) -> float:
        """Take one; returns 0, or how many seconds to wait before it is worth asking again."""
        if not self._factor:
            return 0.0
        burst, each_second = rate.burst * self._factor, rate.each_second * self._factor
        now = monotonic()
        left, at = self._buckets.pop((name, whose), (burst, now))
        left = min(burst, left + (now - at) * each_second)
        wait = 0.0 if left >= 1 else (1 - left) / each_second
        self._buckets[name, whose] = (left - 1 if not wait else left, now)
        if len(self._buckets) > BUCKETS:
            self._buckets.popitem(last=False)
        return wait


@lru_cache(maxsize=4096)
def address_block(address: str) -> str:
    """What counts as one address: a whole /56 of IPv6, since that is what one household is given."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if parsed.version == 4:
        return str(parsed)
    mapped = parsed.ipv4_mapped
    return str(mapped) if mapped else str(ipaddress.ip_network((parsed, 56), strict=False))


class BodyMemory:
    """What is in flight in this process."""

    def __init__(self) -> None:
        self.held: dict[object, int] = {}

    def share(self, address: str, sender: object) -> Share:
        """The share of one request, still empty; `sender` is `None` where nobody has said who asks."""
        bounds: dict[object, int] = {"all": ALL_BYTES, ("address", address): ADDRESS_BYTES}
        if sender is not None:
            bounds["sender", sender] = DEVICE_BYTES
        return Share(self.held, bounds)


class Waiting:
    """The questions that are kept open in this process until something happens."""

    def __init__(self) -> None:
        self.held: dict[object, int] = {}

    def share(self, address: str, sender: object) -> Share:
        """The share of one question, still empty; `sender` is `None` where nobody has said who asks."""
        bounds: dict[object, int] = {("address", address): WAITING_ADDRESS}
        if sender is not None:
            bounds["sender", sender] = WAITING_DEVICE
        return Share(self.held, bounds)


class Share:
    """What one request holds, until the `with` around it ends or it is let go."""

    def __init__(self, held: dict[object, int], bounds: dict[object, int]) -> None:
        self._held, self._bounds, self._size = held, bounds, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.let_go()

    def grow(self, size: int) -> bool:
        """Hold so much more; `False`, with nothing held for them, where that is too much."""
        if not size:
            return True
        held = [self._held.get(bound, 0) + size for bound in self._bounds]
        if any(map(gt, held, self._bounds.values())):
            return False
        self._held.update(zip(self._bounds, held, strict=True))
        self._size += size
        return True

    def let_go(self) -> None:
        """Hold nothing any more."""
        for bound in self._bounds if self._size else ():
            left = self._held[bound] - self._size
            if left:
                self._held[bound] = left
            else:
                del self._held[bound]
        self._size = 0
