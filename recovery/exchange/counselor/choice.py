"""What the person chose to hand over, and their words as these may be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from recovery.exchange.counselor.document import NAMES, Block, Lines, Name
from recovery.exchange.people import Names
from recovery.outlets import words as wording


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person chose beside the sections: whether their notes go along; `names` hides what is private."""

    names: Names
    notes: bool = False
    sections: frozenset[Name] = frozenset(NAMES)

    def own(self, text: str) -> str:
        """The person's words on one line, without private names."""
        return self.names.hide(" ".join(text.split()))

    def noted(self, entries: Iterable[Any], field: str = "note") -> list[str]:
        """The notes of entries with their days, where the person chose to show them."""
        if not self.notes:
            return []
        return [
            f"{wording.short_day(each.day)}: {self.own(text)}" for each in entries if (text := getattr(each, field))
        ]


def with_notes(blocks: list[Block], data: dict[str, Any], notes: list[str], choice: Choice) -> None:
    """Put notes below what stands there, and into the data under `notes`."""
    if notes:
        blocks.append(Lines(tuple(notes), own=True))
    if choice.notes:
        data["notes"] = notes
