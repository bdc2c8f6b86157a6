"""Every kind of entry: what people call it, and where its record and its one-line summary are found.

`show`, `search`, `edit`, `remove`, `export data` and `import` serve all kinds through this table. Like the command
table it names modules as strings, so the store knows of no slice, and a command loads only the kinds that it meets.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any, Literal, NamedTuple, get_args

from recovery.store.records import EntryRecord


class Kind(NamedTuple):
    """One row of the table: `name` is the word of JSON and the table's, `record` is `module:class`.

    `view` is a module with `summary` (a record's facts on one line) and `texts` (what was written at length).
    """

    name: str
    one: str
    many: str
    record: str
    view: str


_ENTRIES, _LINES = "recovery.journal.entries", "recovery.journal.views"

ENTRIES = (
    Kind("craving", "craving", "cravings", f"{_ENTRIES}:Craving", _LINES),
    Kind("lapse", "lapse", "lapses", f"{_ENTRIES}:Lapse", _LINES),
    Kind("checkin", "check-in", "check-ins", f"{_ENTRIES}:CheckIn", _LINES),
    Kind("note", "note", "notes", f"{_ENTRIES}:Note", _LINES),
)
# The same names as a type, for the flags that take one.
Name = Literal["craving", "lapse", "checkin", "note"]
NAMES: tuple[str, ...] = get_args(Name)
_BY_NAME = {kind.name: kind for kind in ENTRIES}


def kind_of(name: str) -> Kind | None:
    """The kind of that name."""
    return _BY_NAME.get(name)


@cache
def record_of(name: str) -> type[EntryRecord]:
    """The record class of a kind; raises `KeyError` for a name that is none."""
    found: type[EntryRecord] = _named(_BY_NAME[name].record)
    return found


def summary(record: EntryRecord) -> str:
    """An entry's facts on one line, as its own slice says them."""
    return str(import_module(_BY_NAME[record.kind].view).summary(record))


def texts(record: EntryRecord) -> Iterator[str]:
    """What a person wrote at length in an entry, as it was written."""
    found: Iterator[str] = import_module(_BY_NAME[record.kind].view).texts(record)
    return found


@cache
def _named(target: str) -> Any:
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)
