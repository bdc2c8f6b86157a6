"""What `import --dry-run` shows of a file: what would be taken in and what would be left out, each with its line.

The first entries only, by kind, day and rating: enough to see that the file was read as it was meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from recovery import console
from recovery.exchange import views
from recovery.exchange.lines import Place
from recovery.language import tr
from recovery.store.records import Record

TAKEN_SHOWN = 10
LEFT_SHOWN = 20
HERE = tr("is in the journal already, or above in the file")
RATINGS = {"craving": "intensity", "checkin": "mood"}


class Seen(NamedTuple):
    """An entry as far as it is shown: its rating is a craving's intensity or a check-in's mood, 0-10."""

    place: Place
    kind: str
    day: date | None
    rating: int | None
    outcome: str

    def sentence(self) -> str:
        """`line 2: craving on 2026-03-07, 7 of 10`."""
        text = f"{where(self.place)}: {views.named(self.kind)}"
        text += f" on {self.day.isoformat()}" if self.day else ""
        text += f", {RATINGS[self.kind]} {self.rating}" if self.rating is not None else ""
        return text + (tr(", changes the one that is there") if self.outcome == "changed" else "")

    def to_json(self) -> dict[str, Any]:
        """An item of `preview.entries`; `line` is a number, or words for a place inside an archive."""
        day = self.day.isoformat() if self.day else None
        return {"line": self.place, "kind": self.kind, "day": day, "rating": self.rating, "outcome": self.outcome}


@dataclass(slots=True)
class Preview:
    """The first entries of a file and the first that are left out, and how many more there are of each."""

    entries: list[Seen] = field(default_factory=list)
    more_entries: int = 0
    left: list[tuple[Place, str]] = field(default_factory=list)
    more_left: int = 0

    def note(self, place: Place, record: Record, outcome: str) -> None:
        """See what became of the record of a line."""
        if outcome == "skipped":
            self.leave(place, HERE)
        elif len(self.entries) == TAKEN_SHOWN:
            self.more_entries += 1
        else:
            rating = getattr(record, RATINGS[record.kind]) if record.kind in RATINGS else None
            self.entries.append(Seen(place, record.kind, getattr(record, "day", None), rating, outcome))

    def leave(self, place: Place, reason: str) -> None:
        """See a line of which something is left out."""
        if len(self.left) == LEFT_SHOWN:
            self.more_left += 1
        else:
            self.left.append((place, reason))

    def also(self, left: Sequence[tuple[Place, str]], more: int) -> None:
        """Add what the reader of another program's file left out, and how many more it did not name."""
        for place, reason in left:
            self.leave(place, reason)
        self.more_left += more

    def sentences(self) -> Iterator[str]:
        """The lines for a person."""
        if self.entries:
            yield tr("The first ones:")
            yield from (f"  {entry.sentence()}" for entry in self.entries)
        if self.more_entries:
            yield tr("  and {more_entries:,} more", more_entries=self.more_entries)
        if self.left:
            yield tr("What would be left out, and why:")
            yield from (f"  {where(place)}: {console.one_line(reason)}" for place, reason in self.left)
        if self.more_left:
            yield tr("  and {more_left:,} more", more_left=self.more_left)

    def to_json(self) -> dict[str, Any]:
        """What stands under `preview`."""
        return {
            "entries": [entry.to_json() for entry in self.entries],
            "more_entries": self.more_entries,
            "left_out": [{"line": place, "reason": reason} for place, reason in self.left],
            "more_left_out": self.more_left,
        }


def where(place: Place) -> str:
    """A place for a person."""
    return f"line {place}" if isinstance(place, int) else console.one_line(place).rstrip(",")
