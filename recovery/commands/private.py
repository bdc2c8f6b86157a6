"""`private`: words and names that leave the house only as a role, in whatever is handed to somebody."""

from __future__ import annotations

from typing import Annotated

from recovery import diary as diaries
from recovery.commands.options import Json
from recovery.commands.parameters import Argument, Option
from recovery.console import emit, one_line, say
from recovery.errors import NotFound
from recovery.exchange import queries
from recovery.exchange.people import SOMEONE, Private
from recovery.language import tr

NO_SUCH_NAME = tr("That is not on the list. recovery private list shows what is.")
EMPTY = tr("Nothing is on the list. The people of your plan are hidden without it.")

Word = Annotated[list[str], Argument(metavar="NAME", help=tr("A name, or a whole trigger or skill."))]


def add(
    name: Word,
    role: Annotated[str, Option("--role", help=tr("What to say instead: family, friend, a place."))] = SOMEONE,
    json: Json = False,
) -> None:
    """Mark a name as private: pages for others show the role instead, even inside triggers and notes."""
    with diaries.existing_or_new() as diary:
        made = Private.checked({"id": diaries.new_id(), "name": " ".join(name), "role": role})
        with diary.journal.command("private add"):
            kept = queries.put_private(diary.journal, made)
    if json:
        emit(kept.to_json())
    else:
        say(tr("Private from now on. Pages for others say: {role}", role=one_line(kept.role)))


def list_(json: Json = False) -> None:
    """What is private, and what is said instead."""
    with diaries.existing() as diary:
        names = queries.private_names(diary.journal)
    if json:
        emit([private.to_json() for private in names])
    else:
        say(*(f"{one_line(private.name)}: {one_line(private.role)}" for private in names) if names else (EMPTY,))


def remove(name: Word) -> None:
    """Take a name off the list; pages for others show it again."""
    with diaries.existing() as diary, diary.journal.command("private remove"):
        if not queries.drop_private(diary.journal, " ".join(" ".join(name).split())):
            raise NotFound(NO_SUCH_NAME)
    say(tr("Off the list. Pages for others show it again."))
