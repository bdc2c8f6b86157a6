"""What a day's check-in says of use: of which substance there was some, and of which none.

An answer about one substance touches no other. `used` says no only where it is about everything tracked that day;
where it is about some of it, `free_of` names them and `used` is left open, so that a program that knows no `free_of`
takes the day for unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from recovery.journal.entries import CheckIn, Substance
from recovery.store.names import alike


class Use(NamedTuple):
    """The three fields of a check-in that are one answer."""

    used: bool | None = None
    substance: str | None = None
    free_of: tuple[str, ...] = ()

    @classmethod
    def of(cls, record: CheckIn) -> Use:
        """As a check-in has it."""
        return cls(record.used, record.substance, record.free_of)

    @property
    def of_nothing(self) -> bool:
        """Whether it says no for everything that is tracked."""
        return self.used is False and not self.free_of


def tracked_on(substances: Iterable[Substance], day: date) -> list[str]:
    """The names of what was tracked on a day, the first one first."""
    return [substance.name for substance in substances if substance.closed is None or substance.closed >= day]


def joined(old: Use, new: Use, tracked: Sequence[str]) -> Use:
    """A later answer of the same day after an earlier one; what it does not speak of stays as it was said.

    `tracked` is what was tracked that day; without a name `substance` is the first of it.
    """
    if new.used is None and not new.free_of:
        return old
    if new.used is False and not new.free_of:
        return Use(used=False)
    said = tracked if old.of_nothing else old.free_of
    if new.used:
        mine = new.substance or next(iter(tracked), None)
        return Use(True, new.substance, _without([*said, *new.free_of], mine))  # noqa: FBT003
    if old.of_nothing:
        return old
    free = _without([*said, *new.free_of], None)
    folded = {alike(name) for name in free}
    used = old.substance or next(iter(tracked), None)
    if old.used and used is not None and alike(used) not in folded:
        return Use(True, old.substance, free)  # noqa: FBT003
    return settled(Use(None, None, free), tracked)


def settled(use: Use, tracked: Sequence[str]) -> Use:
    """The same answer as the journal keeps it: a no about some of what is tracked leaves `used` open."""
    if use.used or not use.free_of:
        return use
    folded = {alike(name) for name in use.free_of}
    if tracked and all(alike(name) in folded for name in tracked):
        return Use(used=False)
    return Use(None, None, use.free_of)


def _without(names: Iterable[str], name: str | None) -> tuple[str, ...]:
    """Each name once, without regard to case; `name` left out."""
    kept: dict[str, str] = {}
    for other in names:
        if name is None or alike(other) != alike(name):
            kept.setdefault(alike(other), other)
    return tuple(kept.values())
