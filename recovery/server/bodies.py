"""How many bytes of bodies may be in flight: all together, of one address, of one device. Each process its own.

A body is held in memory until its request is answered, so whoever holds back the last byte of many could fill it.
"""

from __future__ import annotations

from collections import Counter

MIB = 1024 * 1024
ALL_BYTES = 64 * MIB
ADDRESS_BYTES = 16 * MIB
DEVICE_BYTES = 4 * MIB


class BodyMemory:
    """What is in flight in this process."""

    def __init__(self) -> None:
        self.held: Counter[object] = Counter()

    def share(self, address: str, sender: object) -> Share:
        """The share of one request, still empty; `sender` is `None` where nobody has said who asks."""
        bounds: dict[object, int] = {"all": ALL_BYTES, ("address", address): ADDRESS_BYTES}
        if sender is not None:
            bounds["sender", sender] = DEVICE_BYTES
        return Share(self.held, bounds)


class Share:
    """What one request holds."""

    def __init__(self, held: Counter[object], bounds: dict[object, int]) -> None:
        self._held, self._bounds, self._size = held, bounds, 0

    def grow(self, size: int) -> bool:
        """Hold so many bytes more; `False`, with nothing held for them, where that is too much."""
        if any(self._held[each] + size > most for each, most in self._bounds.items()):
            return False
        for each in self._bounds:
            self._held[each] += size
        self._size += size
        return True

    def let_go(self) -> None:
        """Hold nothing any more."""
        for each in self._bounds:
            self._held[each] -= self._size
            if self._held[each] <= 0:
                del self._held[each]
        self._size = 0
