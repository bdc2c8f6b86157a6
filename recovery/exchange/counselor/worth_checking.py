"""The section on patterns to check: the report's findings, as counts, of what the other chosen sections are about.

A question to the person (nothing logged for a while) is no finding and stays with them.
"""

from __future__ import annotations

from recovery.exchange.counselor.choice import Choice
from recovery.exchange.counselor.document import Block, Lines, Name, Section
from recovery.exchange.counselor.material import Material
from recovery.insights.patterns import Pattern
from recovery.insights.views import words
from recovery.language import tr
from recovery.outlets import words as wording

TELLS: dict[str, frozenset[Name]] = {
    "hour": frozenset({"craving"}),
    "weekday": frozenset({"craving"}),
    "level": frozenset({"craving"}),
    "swing": frozenset({"craving"}),
    "trigger": frozenset({"triggers", "craving", "use"}),
    "coping": frozenset({"coping"}),
    "sleep": frozenset({"craving", "symptoms"}),
    "mood": frozenset({"craving", "symptoms"}),
    "halt": frozenset({"craving", "symptoms"}),
    "medication": frozenset({"craving", "medication"}),
    "rate": frozenset({"craving"}),
    "before_lapse": frozenset({"craving", "use", "symptoms", "medication"}),
}
BASE = tr("Looked for over the {span} up to {day}. {caution}")
NOTHING = tr("Nothing to show: nothing stands out, there is too little to tell, or it is about a section left out.")

WAITS = tr("What comes before a lapse: not looked at in the first three days after use.")


def patterns(material: Material, choice: Choice) -> Section:
    """At most three findings, each only where every section that it tells of is chosen."""
    shown = [
        pattern
        for pattern in material.report.patterns
        if pattern.kind in TELLS and TELLS[pattern.kind] <= choice.sections
    ]
    waits = material.report.run_up_waits and TELLS["before_lapse"] <= choice.sections
    lines = *(choice.own(pattern.text) for pattern in shown), *[WAITS] * waits
    blocks: list[Block] = [Lines(lines or (NOTHING,))]
    if shown:
        look = material.report.period.lookback
        span, day = words.short_span(look), wording.day(look.last)
        blocks.append(
            Lines(
                (
                    BASE.format(
                        span=span,
                        day=day,
                        caution=words.tested(),
                    ),
                )
            )
        )
    return Section("patterns", tuple(blocks), [_data(pattern, choice) for pattern in shown])


def _data(pattern: Pattern, choice: Choice) -> dict[str, object]:
    return {**pattern.to_json(), "text": choice.own(pattern.text)}
