"""What a database must do for the server: run a piece of work whole or not at all, and wake whoever waits.

The work itself (`storage`) is written once. It speaks the SQL that both engines share, with `?` for a bound value.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

T = TypeVar("T")
Item = TypeVar("Item")
Row = Sequence[Any]
GATHER_SECONDS = 0.001  # so long what is to be written waits for others who wrote a moment ago, to share a flush


class Question(NamedTuple):
    """A SELECT and the values that it is asked with."""

    sql: str
    values: tuple[Any, ...] = ()


class Listed(NamedTuple):
    """Rows as SQL that a WITH takes for a table, and the values in them."""

    sql: str
    values: tuple[Any, ...]


class Held(Exception):
    """Another transaction holds what this piece of work needs: it is to be done alone, and may wait."""


class Transaction(Protocol):
    """The database in the middle of one piece of work."""

    for_update: str  # what a SELECT ends with that keeps others from changing its rows until the end
    skips_held: bool  # whether it leaves out those that others keep from being changed

    async def all(self, sql: str, *values: Any) -> list[Row]:
        """Every row of an answer."""
        ...

    async def one(self, sql: str, *values: Any) -> Row | None:
        """The first row of an answer."""
        ...

    async def run(self, sql: str, *values: Any) -> int:
        """Change rows; returns how many."""
        ...

    async def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """The same change with each of these rows of values."""
        ...

    def listed(self, types: str, rows: Sequence[Sequence[Any]]) -> Listed:
        """These rows, one at least, as what stands in `WITH name (columns) AS (...)`; `types` are the columns'.

        A row may stand there twice: whoever reads by it takes the same answer twice for one.
        """
        ...

    async def answers(self, *questions: Question) -> list[list[Row]]:
        """Every row of the answers to several questions, asked one after the other without waiting in between."""
        ...

    def by_key(self, columns: str, table: str, key: str, types: str, rows: Sequence[Sequence[Any]]) -> Question:
        """Asks for the columns of a table's rows whose primary key is among these; one may be answered twice."""
        ...

    async def change(self, sql: str, types: str, rows: Sequence[Sequence[Any]]) -> None:
        """The same change with each of these rows, which the SQL has as `WITH name (columns) AS ({rows})`.

        How many were changed is not asked for, so nothing is waited for but the end.
        """
        ...

    def wake(self, key: bytes) -> None:
        """Once this work is kept, wake whoever waits for that key."""
        ...


Work = Callable[[Transaction], Awaitable[T]]
# The same work for several owners at once: a result for each item, or the error that it ends with.
Together = Callable[[Transaction, Sequence[Item]], Awaitable[Sequence[T | Exception]]]
Wake = Callable[[bytes], None]


class Engine(Protocol):
    """A database that is open."""

    name: str
    copied: bool  # whether there is a copy that may lag behind
    bytes_joined: str  # what makes one value of the bytes of many rows, with `{}` for a row's
    numbers_joined: str  # the same of whole numbers, as text with blanks between them

    async def start(self, wake: Wake) -> None:
        """Open it, bring its tables up to date, and begin to call `wake` for what others keep. Raises `Unreachable`."""
        ...

    async def close(self) -> None:
        """Finish what was begun and let go."""
        ...

    async def write(self, whose: bytes, work: Work[T]) -> T:
        """Run the work in a transaction of its own; once this returns it is on the disk.

        `whose` is the account or mailbox whose rows it changes. However much work waits for one of them, the work of
        another waits for no more than what is being done at that moment.
        """
        ...

    async def write_together(self, whose: bytes, work: Together[Item, T], item: Item) -> T:
        """The same for one item of work that takes several: those of other owners that wait at this moment come along.

        Each owner has one item in a transaction at most. What is `Held` is done alone. Raises an item's own error.
        """
        ...

    async def read(self, work: Work[T]) -> T:
        """Run work that changes nothing."""
        ...

    async def ask(self, question: Question) -> list[Row]:
        """Every row of the answer to one question, which sees one state of the database.

        Questions of one moment share the way to it, so each should have few rows.
        """
        ...

    async def ask_copy(self, question: Question, /) -> list[Row] | None:
        """The same of a copy that may lag behind; `None` where there is none."""
        ...

    async def size(self) -> int:
        """How many bytes all that is kept takes on the disk."""
        ...

    async def scrub(self) -> bool:
        """Take what was deleted off the disk as far as the engine can; `False` where it is worth asking again later."""
        ...
