"""Hybrid logical clocks: which of two edits came later, on devices whose clocks disagree.

A clock reading is `(ms, counter, device)`: the wall clock of the device in milliseconds, a counter for what that clock
does not tell apart, and the device's clock id so that no two readings are equal. A device never gives a reading that is
not greater than all it has given and seen; so an edit made after seeing a value wins over it, whatever the clocks say,
and no clock is ever a reason not to sync. (Kulkarni, Demirbas, Madappa, Avva, Leone: Logical Physical Clocks, 2014.)
"""

from __future__ import annotations

from typing import Any, NamedTuple

from recovery.wire import strict_json

CLOCK_ID_LIMIT = 64
MS_LIMIT = 2**48  # the year 10889
COUNTER_LIMIT = 2**32
FOLLOWED = MS_LIMIT - 2**40  # a reading beyond is taken, but nobody counts on from it: the last 35 years are for that
WARN_SECONDS = 3600


class Timestamp(NamedTuple):
    """One reading; readings are compared from left to right."""

    ms: int
    counter: int
    device: str


ZERO = Timestamp(0, 0, "")  # before every edit: what a journal began with, and nobody chose


def read(value: Any) -> Timestamp:
    """A reading from its JSON, `[ms, counter, device]`; raises `strict_json.Malformed`."""
    if not isinstance(value, list) or len(value) != 3:
        raise strict_json.Malformed
    ms, counter, clock_id = value
    if type(ms) is not int or type(counter) is not int or not (0 <= ms < MS_LIMIT and 0 <= counter < COUNTER_LIMIT):
        raise strict_json.Malformed
    if not isinstance(clock_id, str) or len(clock_id) > CLOCK_ID_LIMIT or not clock_id.isascii():
        raise strict_json.Malformed
    return Timestamp(ms, counter, clock_id)


class HybridClock:
    """The clock of one device; `ms` and `counter` are the greatest it has given or seen."""

    def __init__(self, clock_id: str, ms: int = 0, counter: int = 0) -> None:
        self.clock_id, self.ms, self.counter = clock_id, ms, counter

    def tick(self, ms: int) -> Timestamp:
        """The reading of an edit made on this device when its wall clock stood at `ms`."""
        if ms > self.ms:
            self.ms, self.counter = ms, 0
        elif self.counter + 1 < COUNTER_LIMIT:
            self.counter += 1
        else:
            self.ms, self.counter = self.ms + 1, 0
        return Timestamp(self.ms, self.counter, self.clock_id)

    def see(self, clock: Timestamp) -> None:
        """Let every later reading be greater than this one, of whatever device.

        One near the end of all readings is left alone: an edit that followed it could be read by nobody.
        """
        if clock.ms < FOLLOWED:
            self.ms, self.counter = max((self.ms, self.counter), (clock.ms, clock.counter))
