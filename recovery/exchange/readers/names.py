"""Every reader by the name that `import --from` takes; a reader is loaded only when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from recovery.exchange.readers.reading import Reader

Name = Literal["daylio", "jrnl", "dayone", "loop", "lines", "csv"]
Program = Name | Literal["table"]
# As the note of a day names a program, where its answers differ from those of the journal.
CALLED: dict[Program, str] = {
    "daylio": "Daylio",
    "jrnl": "jrnl",
    "dayone": "Day One",
    "loop": "Loop",
    "lines": "the imported lines",
    "csv": "the imported table",
    "table": "the imported table",
}
READERS: dict[Program, str] = {
    "daylio": "daylio:DAYLIO",
    "jrnl": "jrnl:JRNL",
    "dayone": "dayone:DAYONE",
    "loop": "loop:LOOP",
    "lines": "plain_lines:LINES",
    "csv": "any_csv:CSV",
    "table": "own_table:TABLE",
}


def reader_of(name: Program) -> Reader:
    """The reader of that name."""
    module, _, reader = READERS[name].partition(":")
    known: Reader = getattr(import_module(f"recovery.exchange.readers.{module}"), reader)
    return known
