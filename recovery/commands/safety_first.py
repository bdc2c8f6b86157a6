"""What keeps a person alive is said before everything else, and also where the command itself cannot be carried out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from recovery import console, system
from recovery.commands import options
from recovery.errors import NotFound, RecoveryError, Refused, Unreadable, Usage
from recovery.journal import due_card
from recovery.store import invocation
from recovery.theme import STRONG

Show = Callable[..., None]


def lines(card: Sequence[str]) -> list[str]:
    """A safety card as it stands before everything else, with a blank line after it; empty where none is due."""
    return [console.style(card[0], STRONG), *card[1:], ""] if card else []


def show(say: Show, card: Sequence[str]) -> None:
    """Say it, once for what is being written down."""
    say(*lines(card))
    invocation.current().warned = True


@contextmanager
def anyway(
    say: Show, card: Sequence[str], *, sealed: bool = False, use: bool = False, note: str | None = None
) -> Iterator[str | None]:
    """Say it, if nothing has yet, where the work inside is refused or the journal cannot be read.

    With `sealed` also where it is locked; else whoever seals the command says it. Gives the text of a note; where that
    is asked for or comes through a pipe, the card of a `use` is said before it.

    Whoever closes the window at a question, to telephone somebody, has said what was said: it is kept.
    """
    invocation.current().warned = False
    try:
        if use and note == "-":
            show(say, card)
        with system.ended_input():
            yield options.note_text(note)
    except RecoveryError as error:
        if not invocation.current().warned and (sealed or isinstance(error, Unreadable | Refused | Usage | NotFound)):
            show(say, card)
        raise


def unread_use(_: Sequence[str]) -> None:
    """Before it is said that the line of a use is not understood; every warning, whatever it was."""
    show(console.tell, due_card.unread(None, used=True))
