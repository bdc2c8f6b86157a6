"""What the parts of the storage share: whom a token stands for, a record, and why something is not kept."""

from __future__ import annotations

from typing import NamedTuple


class Bearer(NamedTuple):
    """Whom a token stands for; `device` is `None` for one of the account key, which may do less."""

    account: bytes
    device: bytes | None
    expires: int
    counter: int
    generation: int
    until: int | None = None  # when the account ends


class Record(NamedTuple):
    """A record as it is given back."""

    id: bytes
    version: bytes
    seq: int
    blob: bytes
    size: int


class Page(NamedTuple):
    """One page of records in the account's order, each column in one piece; the following page begins after `next`."""

    heads: bytes  # of each record its id and its version
    seqs: str  # whole numbers with blanks between them, as are the sizes
    sizes: str
    blobs: bytes
    next: int
    head: int
    more: bool


class OtherEpoch(Exception):
    """The client knows an earlier epoch of this database, which was reset or restored; `epoch` is the present one."""

    def __init__(self, epoch: bytes) -> None:
        super().__init__()
        self.epoch = epoch


class OtherGeneration(Exception):
    """A ring that does not follow the stored one, whose generation is `generation`."""

    def __init__(self, generation: int) -> None:
        super().__init__()
        self.generation = generation


class Full(Exception):
    """There is no room for more of this; `wait` says for how many seconds, where that is known."""

    def __init__(self, wait: int | None = None) -> None:
        super().__init__()
        self.wait = wait


class AccountErased(Exception):
    """The account was erased a moment ago."""


class LoggedOut(Exception):
    """The token was taken back, or has ended, or its account has."""


class NoTicket(Exception):
    """The ticket was used, has run out, or never was one."""


class StillErasing(Exception):
    """Not at this moment: an account of that key is still being erased."""
