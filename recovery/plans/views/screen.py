"""`plan show` on a terminal: one or two screens, own words first, empty sections in one line at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from recovery.console import one_line
from recovery.language import tr
from recovery.outlets import words
from recovery.plans.plan import SECTIONS, Plan, PlanItem, Section, Use
from recovery.plans.views.words import ARROW, aside, group, head
from recovery.theme import QUIET, STRONG

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType

WIDEST = 110
LABEL = 15
BESIDE_FROM = 60  # columns
LABELS = {
    "reasons": tr("WHY"),
    "warning_signs": tr("WARNING SIGNS"),
    "situations": tr("IF ... THEN"),
    "skills": tr("WHAT HELPS"),
    "contacts": tr("CALL"),
    "places": tr("PLACES"),
    "surroundings": tr("SURROUNDINGS"),
    "treatment": tr("TREATMENT"),
    "lapse_steps": tr("IF I LAPSE"),
    "rewards": tr("REWARDS"),
    "crisis": tr("IN A CRISIS"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """The plan as wide as it is given room. `uses` holds what the journal knows, of a skill."""

    plan: Plan
    uses: Callable[[str], Use]
    today: date
    id_length: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """The parts from top to bottom; Rich asks for them."""
        width = min(options.max_width, WIDEST)
        yield _heading(self.plan, width)
        for section in SECTIONS:
            items = self.plan.of(section.name)
            if items:
                yield Text()
                beside = width >= BESIDE_FROM
                yield from [self._section(section, items, width)] if beside else self._narrow(section, items)
        empty = [section.title for section in SECTIONS if not self.plan.of(section.name)]
        if empty:
            yield Text()
            yield Text.assemble((tr("Not written yet: "), QUIET), ", ".join(empty) + ".")
            yield Text(tr("recovery plan start leads through it; stop and go on whenever you like."), QUIET)

    def _section(self, section: Section, items: list[PlanItem], width: int) -> Table:
        notes = [self._note(item, section) for item in items]
        used = [self._used(response) for item in items for response in item.responses]
        table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, show_header=False, width=width)
        table.add_column(width=LABEL, no_wrap=True, style=STRONG)
        table.add_column(ratio=1, overflow="fold")
        right = max([cell_len(note) for note in (*notes, *used)], default=0)
        table.add_column(width=max(1, min(right, 26)), overflow="fold")
        table.add_column(width=self.id_length, no_wrap=True, style=QUIET, justify="right")
        label, shown = LABELS[section.name], ""
        for item, note in zip(items, notes, strict=True):
            under = group(item)
            if under and under != shown:
                table.add_row(label, Text(under, style=QUIET), "", "")
                label = ""
            shown = under
            more = aside(item)
            words = f"{head(item)}  {more}" if more else head(item)
            table.add_row(label, Text(("  " if under else "") + words), Text(note), item.id[: self.id_length])
            label = ""
            for response in item.responses:
                table.add_row("", Text(f"  {ARROW} {one_line(response)}"), Text(self._used(response)), "")
        return table

    def _narrow(self, section: Section, items: list[PlanItem]) -> Iterator[RenderableType]:
        """The section where there is no room for columns: what is beside an item stands after it."""
        yield Text(LABELS[section.name], STRONG)
        shown = ""
        for item in items:
            if (under := group(item)) and under != shown:
                yield Text(f" {under}", QUIET)
            shown = under
            beside = filter(None, (aside(item), self._note(item, section)))
            yield _indented("  ".join((head(item), *beside)), item.id[: self.id_length])
            for response in item.responses:
                yield _indented(f"{ARROW} {one_line(response)}  {self._used(response)}", "")

    def _note(self, item: PlanItem, section: Section) -> str:
        if item.until and item.until < self.today:
            return tr("out of date")
        if item.phone or section.name == "contacts":
            return one_line(item.phone or tr("no number yet"))
        return self._used(item.text) if section.name == "skills" else ""

    def _used(self, name: str) -> str:
        return used(self.uses(name))


def _indented(said: str, id: str) -> RenderableType:
    return Padding(Text.assemble(said, "  ", (id, QUIET)) if id else Text(said), (0, 0, 0, 2))


def used(use: Use | None) -> str:
    """`used 4, passed 4`; the base of the second where not every end is known."""
    if use is None or not use.tried:
        return tr("not tried yet")
    passed, known = use.said
    if known == use.tried:
        return tr("used {tried}, passed {passed}", tried=use.tried, passed=passed)
    return tr("used {tried}, passed {passed} of {known}", tried=use.tried, passed=passed, known=known)


def _heading(plan: Plan, width: int) -> Text:
    reviewed = tr("reviewed {day}", day=words.day(plan.reviewed_on)) if plan.reviewed_on else tr("not reviewed yet")
    revision = tr("revision {number}", number=plan.revision)
    right = f"{revision} \N{MIDDLE DOT} {reviewed}" if plan.revision else ""
    title = tr("My plan")
    return Text.assemble((title, STRONG), " " * max(3, width - len(title) - len(right)), (right, QUIET))
