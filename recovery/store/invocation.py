"""What holds for one run of the program and no longer: the key once it was found, what is taken in, whether it wrote.

`cli.run` begins one. It is reached through a context variable, so that no command has to hand on what it does not use,
and none of it is left when the run has ended; code that runs no command line (a test, a tool) has one of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from recovery.errors import RecoveryError
    from recovery.store.keyfile import KeyFile
    from recovery.store.sealed_command import SealedCommand


class KeyAtHand(NamedTuple):
    """A journal's key, and whose it is: the folder, and the public half in its key file."""

    key: bytes
    folder: str
    public: bytes


class Arriving(NamedTuple):
    """A sealed command being taken in, and those of its ids that are not yet given away."""

    arrival: SealedCommand
    ids: Iterator[str]


class Invocation:
    """What holds for one run. `by_words` asks for the 24 words once the passphrase is forgotten. `refused` is what every opening ends with, once one has, so that nothing is asked twice.

    `answer` is the sentence by which the last command said what it kept. `at_first_opening` is done once, as soon as a
    locked journal is open; `taken_in` has the answer of each command that was taken in then, `set_aside` the names of
    the files that were none. `warned`: the safety card of what is being written down was shown; `reminded`: that the
    recovery words are unchecked. `to_help` takes what was typed at a question, and whether that wants a key: true where
    it called for help, which was given.
    """

    def __init__(self) -> None:
        self.key: KeyAtHand | None = None
        self.refused: RecoveryError | None = None
        self.by_words: Callable[[KeyFile], bytes] | None = None
        self.came_by_words = False
        self.to_help: Callable[[str, bool], bool] | None = None
        self.at_first_opening: Callable[[], None] | None = None
        self.arriving: Arriving | None = None
        self.answer: str | None = None
        self.taken_in: list[str] = []
        self.set_aside: list[str] = []
        self.written = False
        self.warned = False
        self.reminded = False


_RUN: ContextVar[Invocation] = ContextVar("run")


def current() -> Invocation:
    """The run that this code belongs to."""
    run = _RUN.get(None)
    if run is None:
        run = Invocation()
        _RUN.set(run)
    return run


@contextmanager
def begun() -> Iterator[Invocation]:
    """A run of its own for what happens inside."""
    run = Invocation()
    before = _RUN.set(run)
    try:
        yield run
    finally:
        _RUN.reset(before)


@contextmanager
def taking(arrival: SealedCommand) -> Iterator[None]:
    """Whatever is written meanwhile comes from there."""
    run = current()
    run.arriving = Arriving(arrival, iter(arrival.ids))
    try:
        yield
    finally:
        run.arriving = None


def next_id() -> str | None:
    """The id that was promised for the next new entry; `None` where nothing is being taken in."""
    arriving = current().arriving
    return None if arriving is None else next(arriving.ids, None)
