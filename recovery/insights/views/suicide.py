"""What is shown at once with thoughts of suicide: who answers now, and the plan's own steps for a crisis beside it."""

from __future__ import annotations

from collections.abc import Iterator

from recovery.console import layout_width, one_line, style
from recovery.insights.views.sos import WIDTH, rows
from recovery.language import tr
from recovery.plans.plan import Plan
from recovery.plans.views.words import person
from recovery.safety import numbers, safety_cards
from recovery.theme import STRONG

PEOPLE = 2
NUMBER = 26


def lines(plan: Plan) -> Iterator[str]:
    """The country's line first, then people, the emergency number for danger now; and one's own six steps."""
    yield ""
    yield style(tr("You are not alone with this. Somebody will answer now:"), STRONG)
    shown = numbers.suicide_lines()
    for line in shown:
        if line.serves != numbers.EMERGENCY:
            told = numbers.shown(line)
            yield _line(told.number, f"{numbers.called(line)}: {told.what_for}")
    people = [item for item in plan.of("contacts") if item.number]
    for item in people[:PEOPLE]:
        yield _line(item.number or "", person(item))
    if numbers.country() is None or numbers.emergency_number() is not None:
        for line in shown:
            if line.serves == numbers.EMERGENCY:
                yield _line(line.number, tr("{name}: danger now", name=numbers.called(line)))
    else:
        yield "  " + tr("In danger now? Call {call}.", call=numbers.emergency())
    steps = sorted(plan.of("crisis"), key=lambda item: item.step or 0)
    yield from rows(tr("YOUR OWN STEPS"), *(f"{item.step}  {one_line(item.text)}" for item in steps))
    yield from rows("", *safety_cards.not_read_yet())
    yield ""


def _line(number: str, text: str) -> str:
    gap = NUMBER - len(one_line(number)) if layout_width(WIDTH) == WIDTH else 1
    return f"  {style(one_line(number), STRONG)}{' ' * gap} {one_line(text)}"
