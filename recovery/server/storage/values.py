"""What the parts of the storage give and share: whom a token stands for, a record, a page of records."""

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
