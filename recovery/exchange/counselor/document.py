"""The counselor's page as pure data: sections of small blocks, which every writer sets in its own way.

What is in here is what is handed over, and nothing else: names are already replaced, sections already chosen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, NamedTuple, get_args

from recovery.insights.use_record import Status
from recovery.language import tr

Mark = Status | Literal["before"]  # before the journal's first entry

Name = Literal[
    "discuss",
    "safety",
    "use",
    "craving",
    "triggers",
    "coping",
    "patterns",
    "medication",
    "symptoms",
    "assessments",
    "support",
    "goals",
    "plan",
]
NAMES: tuple[Name, ...] = get_args(Name)
TITLES: dict[Name, str] = {
    "discuss": tr("What I want to discuss"),
    "safety": "Safety",
    "use": "Use",
    "craving": "Craving",
    "triggers": tr("What set cravings off"),
    "coping": tr("What I tried"),
    "patterns": tr("Worth checking"),
    "medication": "Medication",
    "symptoms": tr("Withdrawal, sleep, mood"),
    "assessments": "Questionnaires",
    "support": tr("Support and attendance"),
    "goals": "Goals",
    "plan": tr("My plan"),
}
# Below these numbers of rows and letters nothing is shortened, however tight the page is.
LEAST: dict[Name, tuple[int, int]] = {"discuss": (5, 130), "safety": (5, 150), "craving": (4, 60)}
FACTS = 3  # how many more facts than rows of a table are kept
SOURCE, PRIVATE = (
    tr("Self-reported diary, not a medical record."),
    tr("This page is about a person's health. It is for whoever they chose to give it to; please do not pass it on."),
)


@dataclass(frozen=True, slots=True)
class Lines:
    """Sentences, one below the other; `own` marks the person's own words."""

    items: tuple[str, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What was counted or measured, each with its name."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A small table; `note` says what its numbers are of."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """Days in a row, each without use, with use, not known, or before the journal."""

    days: tuple[tuple[date, Mark], ...]


@dataclass(frozen=True, slots=True)
class Dots:
    """Cravings over the period: day and part of the day (0-1), rating, and how it ended."""

    first: date
    last: date
    points: tuple[tuple[date, float, int, str | None], ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """Cravings by weekday (Monday first) and hour of the day (0 first); a lived day begins with `first_hour`."""

    counts: tuple[tuple[int, ...], ...]
    first_hour: int
    note: str


class Trend(NamedTuple):
    """A score over time: its ends, its figures with their days, and the thresholds that its source gives."""

    name: str
    low: int
    high: int
    points: tuple[tuple[date, float], ...]
    thresholds: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Trends:
    """Scores over time, one below the other."""

    items: tuple[Trend, ...]
    note: str = ""


Block = Lines | Facts | Table | Strip | Dots | Heat | Trends


@dataclass(frozen=True, slots=True)
class Section:
    """One section: what is set on the page, and the same as data."""

    name: Name
    blocks: tuple[Block, ...]
    data: Any

    @property
    def title(self) -> str:
        """Its heading."""
        return TITLES[self.name]


@dataclass(frozen=True, slots=True)
class Document:
    """The whole page.

    `changes` are at most three lines on what changed, the most dangerous first, and `changed` the same as figures;
    `could_not_ask` is a line of the person's own; `appendix` is the table of days.
    """

    title: str
    name: str | None
    first: date
    last: date
    made_on: date
    days_logged: int
    days: int
    changes: tuple[str, ...]
    sections: tuple[Section, ...]
    appendix: Table | None = None
    could_not_ask: str | None = None
    changed: tuple[dict[str, Any], ...] = ()
    days_filled_in: int = 0

    def to_json(self) -> dict[str, Any]:
        """As the contract writes it: what heads the page, then a key for each section."""
        return {
            "title": self.title,
            "name": self.name,
            "period": {
                "from": self.first.isoformat(),
                "to": self.last.isoformat(),
                "days": (self.last - self.first).days + 1,
            },
            "made_on": self.made_on.isoformat(),
            "source": SOURCE,
            "private": PRIVATE,
            "coverage": {"days_logged": self.days_logged, "days": self.days},
            "changes": list(self.changes),
            **({} if self.could_not_ask is None else {"could_not_ask": self.could_not_ask}),
            **{section.name: section.data for section in self.sections},
            **({} if self.appendix is None else {"appendix": _rows(self.appendix)}),
        }

    def top(self) -> list[tuple[str, Lines]]:
        """What stands above the sections, each part with its heading."""
        parts = [(tr("What changed"), Lines(self.changes))] if self.changes else []
        if self.could_not_ask is not None:
            parts.append((tr("What I could not ask for"), Lines((self.could_not_ask,), own=True)))
        return parts

    def trimmed(self, rows: int, letters: int) -> Document:
        """The same with at most `rows` rows in each table and list, and `letters` letters in a line; it says so."""

        def shorter(section: Section) -> Section:
            least, longest = LEAST.get(section.name, (rows, letters))
            blocks = (_trimmed(block, max(rows, least), max(letters, longest)) for block in section.blocks)
            return replace(section, blocks=tuple(blocks))

        return replace(self, sections=tuple(map(shorter, self.sections)))


def _rows(table: Table) -> list[dict[str, str]]:
    return [dict(zip(table.head, row, strict=True)) for row in table.rows]


def _trimmed(block: Block, rows: int, letters: int) -> Block:
    if isinstance(block, Lines):
        items = tuple(_cut(item, letters) for item in block.items[:rows])
        left = len(block.items) - len(items)
        return replace(block, items=(*items, more(left)) if left else items)
    if isinstance(block, Facts):
        pairs = tuple((name, _cut(value, 2 * letters)) for name, value in block.pairs[: rows + FACTS])
        left = len(block.pairs) - len(pairs)
        return replace(block, pairs=(*pairs, (more(left), "")) if left else pairs)
    if isinstance(block, Table):
        left = len(block.rows) - rows
        kept = tuple(tuple(_cut(cell, letters) for cell in row) for row in block.rows[:rows])
        note = f"{more(left)}. {block.note}" if left > 0 else block.note  # what the figures mean is never cut short
        return replace(block, rows=kept, note=note.strip())
    if isinstance(block, Trends):
        left = len(block.items) - rows
        note = f"{more(left)}. {block.note}" if left > 0 else block.note
        return replace(block, items=block.items[:rows], note=note)
    return block


def more(left: int) -> str:
    """The line that stands for what a list leaves out."""
    return tr("and {count} more", count=left)


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"
