"""What the person says of names: one is merged into another, renamed, or stands for itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from recovery.aliases import queries
from recovery.aliases.alias import Of, folded
from recovery.aliases.near import nearest
from recovery.errors import NotFound, Refused
from recovery.language import tr
from recovery.store.connection import Journal

if TYPE_CHECKING:
    from recovery.store.erasing import Wanted

NO_SUCH_NAME = {
    "trigger": tr("The journal has no trigger by that name. To see them all: recovery trigger list"),
    "skill": tr("The journal has no coping skill by that name. To see them all: recovery skill list"),
}
ONE_ALREADY = tr("These two already count as one. Nothing was changed.")


def merge(journal: Journal, of: Of, old: str, into: str) -> str:
    """Count a name under another one, as one command; returns the name shown. Raises `NotFound`, `Refused`."""
    spelled = {folded(name): name for name in queries.known(journal, of)}
    for name in (old, into):
        if folded(name) not in spelled and name not in queries.aliases(journal, of):
            raise NotFound(NO_SUCH_NAME[of])
    return _one(journal, of, old, spelled.get(folded(into), into), f"{of} merge")


def rename(journal: Journal, of: Of, old: str, new: str) -> str:
    """Show a name, with all that is counted under it, as another one; returns it. Raises `NotFound`, `Refused`."""
    names = queries.aliases(journal, of)
    if old not in names and folded(old) not in map(folded, queries.known(journal, of)):
        raise NotFound(NO_SUCH_NAME[of])
    return _one(journal, of, names.shown(old), new, f"{of} rename")


def _one(journal: Journal, of: Of, old: str, into: str, command: str) -> str:
    names = queries.aliases(journal, of)
    shown = names.shown(old)
    if names.same(old, into) and (shown == into or (command.endswith("merge") and folded(shown) == folded(into))):
        raise Refused(ONE_ALREADY)
    with journal.command(command):
        if folded(shown) == folded(into):
            queries.say(journal, of, into, into)
        elif names.same(old, into):  # the other way round: what stood for all of them is now one of the others
            queries.say(journal, of, into, None)
            queries.say(journal, of, shown, into)
        else:
            queries.say(journal, of, old, names.shown(into))
    return queries.aliases(journal, of).shown(old)


def new_and_near(journal: Journal, of: Of, names: Iterable[str]) -> list[tuple[str, str]]:
    """Of names about to be written: those that the journal does not know, with the known one that each looks like."""
    unwritten = [name for name in names if not queries.is_written(journal, of, name)]
    return list(_near(journal, of, unwritten, queries.known(journal, of))) if unwritten else []


def unasked(journal: Journal, of: Of, cravings: Iterable[str]) -> list[tuple[str, str]]:
    """The same of names that came with these cravings, given by their ids, and that nobody was asked about yet."""
    came = queries.carried_only_by(journal, of, cravings)
    if not came:
        return []
    others = [name for name in queries.spellings(journal, of) if name not in came]
    return list(_near(journal, of, came, [*others, *queries.elsewhere(journal, of)]))


def _near(journal: Journal, of: Of, unwritten: Iterable[str], known: Sequence[str]) -> Iterator[tuple[str, str]]:
    said = queries.aliases(journal, of)
    there = {folded(name) for name in known}
    for name in unwritten:
        if folded(name) not in there and not said.asked(name):
            like = nearest(name, said.all_shown(known) if said else known)
            if like is not None:
                yield name, like


def apart(journal: Journal, of: Of, name: str) -> None:
    """Remember that a name stands for itself. It is the answer to a question, and no step that `undo` takes back."""
    with journal.transaction():
        queries.say(journal, of, name, None)


def erase_unused(journal: Journal) -> list[Wanted]:
    """Erase, inside a command that erased entries, what was said of names that nothing carries any more."""
    from recovery.store import erasing

    wanted = [erasing.Wanted("id", id, "alias") for of in queries.TABLES for id in queries.unused(journal, of)]
    for alias in wanted:
        erasing.erase(journal.connection, alias)
    return wanted
