"""What the person chose to hand over, and their words as these may be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from recovery.errors import Refused, Usage
from recovery.exchange.counselor.document import NAMES, Block, Lines, Name
from recovery.exchange.people import Names
from recovery.language import tr
from recovery.outlets import words as wording
from recovery.store.rules import TEXT

LONGEST_LINE = 200
BOTH = tr("Choose one: --include or --exclude.")
UNKNOWN_SECTION = tr("There is no such section. There are: {names}.", names=", ".join(NAMES))
NOTHING_CHOSEN = tr("Nothing is left to show. Choose at least one section.")


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
            f"{wording.short_day(entry.day)}: {self.own(text)}" for entry in entries if (text := getattr(entry, field))
        ]


def with_notes(blocks: list[Block], data: dict[str, Any], notes: list[str], choice: Choice) -> None:
    """Put notes below what stands there, and into the data under `notes`."""
    if notes:
        blocks.append(Lines(tuple(notes), own=True))
    if choice.notes:
        data["notes"] = notes


def sections(include: str | None, exclude: str | None, *, with_patterns: bool = False) -> list[Name]:
    """The sections that the flags leave; the findings stay out unless they are asked for. Raises `Usage`."""
    if include is not None and exclude is not None:
        raise Usage(BOTH)
    wanted = [word.strip().casefold() for word in (include or exclude or "").split(",") if word.strip()]
    if any(word not in NAMES for word in wanted) or (include is not None and not wanted):
        raise Usage(UNKNOWN_SECTION)
    usual = [name for name in NAMES if with_patterns or name != "patterns"]
    if include is not None:
        left = [name for name in NAMES if name in wanted or (with_patterns and name == "patterns")]
    else:
        left = [name for name in usual if name not in wanted]
    if not left:
        raise Usage(NOTHING_CHOSEN)
    return left


def without(text: str, sections: list[Name]) -> list[Name]:
    """The sections but those numbered or named; raises `Refused`."""
    out = text.replace(",", " ").split()
    known = {str(number): name for number, name in enumerate(sections, start=1)} | {name: name for name in sections}
    if any(word not in known for word in out):
        raise Refused(tr("Give numbers from the list, such as: 3 5"))
    left = [name for name in sections if name not in {known[word] for word in out}]
    if not left:
        raise Refused(NOTHING_CHOSEN)
    return left


def for_the_top(text: str | None) -> str | None:
    """The line on what the person could not ask for; raises `Refused`."""
    if text is None:
        return None
    line = " ".join(text.split())
    if not 0 < len(line) <= LONGEST_LINE:
        raise Refused(tr("--could-not-ask must be one line of 1 to {most} characters", most=LONGEST_LINE))
    return str(TEXT.check(line))
