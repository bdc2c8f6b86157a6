"""The numbers that `sos` shows: the person's own are added, those that do not help are hidden."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from recovery import clock
from recovery.commands.options import Json
from recovery.commands.parameters import Argument, Option
from recovery.console import emit, one_line, say
from recovery.language import tr
from recovery.safety import number_sync, numbers, own_numbers

SEEN_LOCKED = tr(
    "It is shown while the journal is locked too, here and on your other devices once they have synced: whoever holds "
    "one "
    "of them can read it."
)
Number = Annotated[str, Argument(metavar="NUMBER", help=tr("As you would dial it."))]


@contextmanager
def _carried() -> Iterator[None]:
    """What is said of a number goes to the other devices too, as one step that `undo` takes back."""
    number_sync.settle_here()  # what was said before is none of it
    yield
    number_sync.settle_here(is_step=True)


def list_(json: Json = False) -> None:
    """The numbers that sos shows."""
    lines = numbers.crisis_lines()
    if json:
        emit([numbers.line_json(line) for line in lines])
        return
    for line in lines:
        say(f"{one_line(line.number):<26} {one_line(line.name)}: {one_line(line.what_for)}")
        own = line.source == numbers.OWN
        origin = (
            f"{line.source} on {line.verified_on}"
            if own
            else tr("copied on {verified_on}; check: {source}", verified_on=line.verified_on, source=line.source)
        )
        say(f"{'':<26} {', '.join(filter(None, (one_line(line.country), origin)))}")


def add(
    name: Annotated[str, Argument(metavar="NAME", help=tr("Who answers."))],
    number: Number,
    what_for: Annotated[str, Option("--for", metavar="TEXT", help=tr("What they are for."))] = "",
) -> None:
    """Add a number of your own; it comes first."""
    with _carried():
        own_numbers.add(name, number, what_for, clock.latest_day())
    say(tr("sos shows it first now."), SEEN_LOCKED)


def hide(number: Number) -> None:
    """Take a number out of sos; your own is deleted, a given one only hidden."""
    with _carried():
        own_numbers.hide(number)
    say(tr("sos no longer shows it."))


def restore(number: Number) -> None:
    """Show a hidden number again."""
    with _carried():
        own_numbers.show(number)
    say(tr("sos shows it again."))
