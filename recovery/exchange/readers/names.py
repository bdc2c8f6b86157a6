"""Every reader by the name that `import --from` takes; a reader is loaded only when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from recovery.exchange.readers.reading import Reader

Name = Literal["daylio", "jrnl", "dayone", "loop", "lines", "csv"]
READERS: dict[Name, str] = {
    "daylio": "daylio:DAYLIO",
    "jrnl": "jrnl:JRNL",
    "dayone": "dayone:DAYONE",
    "loop": "loop:LOOP",
    "lines": "plain_lines:LINES",
    "csv": "any_csv:CSV",
}


def reader_of(name: Name) -> Reader:
    """The reader of that name."""
    module, _, reader = READERS[name].partition(":")
    found: Reader = getattr(import_module(f"recovery.exchange.readers.{module}"), reader)
    return found
