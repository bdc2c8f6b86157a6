r"""The plan as Markdown for the person's own editor, and back: every item keeps its identity by the mark at its end.

Whatever a terminal could take for a command (control characters, changes of direction) is written as `\u{1b}`, so the
text is harmless in any editor and still comes back as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from recovery.errors import Refused, Usage
from recovery.language import tr
from recovery.plans.plan import JSON_NAMES, SECTIONS, Plan, PlanItem, Section, ordered, placed, typed
from recovery.store import typed_dates
from recovery.store.rules import new_id

HEAD = tr("""\
# My relapse-prevention plan (revision {0})

<!--
One line is one item:  - my daughter
What belongs to it goes below it, indented by two spaces:  - then: go straight home
The mark at the end of a line, like {{#3f9a}}, says which item it is: leave it.
A new line needs none. Deleting a line takes the item out of the plan.
-->
""")
EXAMPLES = {
    "reasons": tr("- my daughter"),
    "warning_signs": tr("- skipping meals, below it  - stage: early  (or middle, late)"),
    "situations": tr("- payday near the corner, below it  - trigger: payday  - then: go straight home"),
    "skills": tr("- cold shower, below it if it is for one part of the day  - when: night"),
    "contacts": tr("- Maria, below it  - phone: 555-0100  - role: sponsor  - for: any hour  - awake: 08-23"),
    "places": tr("- library, below it  - kind: safe  (or avoid)"),
    "surroundings": tr("- naloxone in the hall drawer, below it  - until: 2027-05-01"),
    "treatment": tr("- Dr. Lee, below it  - role: prescriber  - phone: 555-0101"),
    "lapse_steps": tr("- call the clinic, below it  - when: first day  (or first hour, whom I tell)"),
    "rewards": tr("- cinema, below it  - for: four meetings"),
    "crisis": tr("- walk to the library, below it  - step: 3  (1 signs, 2 alone, 3 places, 4 people, 5 help, 6 safe)"),
}
LABELS = {
    "stage": "stage",
    "triggers": "trigger",
    "responses": "then",
    "phone": "phone",
    "role": "role",
    "awake": "awake",
    "place": "kind",
    "until": "until",
    "step": "step",
    **JSON_NAMES,
}
_FIELDS = {label: name for name, label in LABELS.items()}
_LISTS = ("triggers", "responses")
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\\\\(?=u\\{)"
)
_REVISION = re.compile(r"^# .*\(revision (\d{1,9})\)", re.MULTILINE)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
_ITEM = re.compile(r"[-*] (?P<text>.*?)\s*(?:\{#(?P<id>[0-9a-f-]{4,36})\})?\s*")
_PART = re.compile(r"(?:\s{2,}|\t)[-*] (?P<label>[a-z]+):(?P<value>.*)")


def written(plan: Plan) -> str:
    """The whole plan as text to edit; empty sections show an example."""
    length = _mark_length(plan)
    lines = [HEAD.format(plan.revision)]
    for section in SECTIONS:
        lines += [f"## {section.title}", ""]
        items = plan.of(section.name)
        if not items:
            lines.append(f"<!-- {EXAMPLES[section.name]} -->")
        for item in items:
            lines.append(f"- {_escape(item.text)} {{#{item.id[:length]}}}")
            lines += _parts(item, section)
        lines.append("")
    return "\n".join(lines)


def marked(text: str, sentence: str) -> str:
    """The text with what is wrong with it at the top of its first remark; the lines keep their numbers."""
    return re.sub(r"^<!--.*$", lambda _: f"<!-- {sentence}", text, count=1, flags=re.MULTILINE)


def revision_of(text: str) -> int | None:
    """The revision that a text was made from, as its first heading says."""
    match = _REVISION.search(text)
    return int(match[1]) if match else None


def _mark_length(plan: Plan) -> int:
    """How many characters tell every item's id from the others', at least 4."""
    ids = [item.id for item in plan.items]
    return next(
        length for length in range(4, 37) if length == 36 or len({item_id[:length] for item_id in ids}) == len(ids)
    )


def _parts(item: PlanItem, section: Section) -> Iterator[str]:
    columns = {column.name: column.rule for column in item.columns()}
    for name in section.fields:
        value = getattr(item, name)
        if value is None:
            continue
        for part in value if name in _LISTS else [columns[name].dump(value)]:
            yield f"  - {LABELS[name]}: {_escape(str(part))}"


def _escape(text: str) -> str:
    return _HARMFUL.sub(lambda match: f"\\u{{{ord(match[0]):x}}}", text)


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(min(int(match[1], 16), 0x10FFFF)), text)


@dataclass(slots=True)
class _Draft:
    """An item as far as it has been read; `line` is where it began."""

    line: int
    section: Section
    text: str
    old: PlanItem | None
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


def read(text: str, before: Plan, today: date) -> Plan:
    """The plan that the text describes, made from `before`; raises `Refused` with the number of a line.

    Days are read as they are seen from `today`.
    """
    drafts = list(_drafts(text, before, today))
    items: list[PlanItem] = []
    for section in SECTIONS:
        mine = [draft for draft in drafts if draft.section is section]
        old = [draft.old if draft.old and draft.old.section == section.name else None for draft in mine]
        untouched = [item.id if item else None for item in old] == [item.id for item in before.of(section.name)]
        positions = [item.position if item else None for item in old]
        if not untouched:
            positions = list(placed(positions))
        items += [_item(draft, position or 0) for draft, position in zip(mine, positions, strict=True)]
    return Plan(ordered(items), before.revision, before.reviewed_on)


def _drafts(text: str, before: Plan, today: date) -> Iterator[_Draft]:
    titles = {section.title.casefold(): section for section in SECTIONS}
    section: Section | None = None
    draft: _Draft | None = None
    taken: set[str] = set()
    for number, line in _lines(text):
        if draft and (part := _PART.fullmatch(line)):
            _take(draft, part["label"], part["value"].strip(), number, today)
            continue
        if draft:
            yield draft
            draft = None
        if line.startswith("## "):
            section = titles.get(" ".join(line[3:].split()).casefold())
            if section is None:
                raise Refused(
                    tr("Line {number} names no section of the plan. The headings stay as they are.", number=number)
                )
        elif section and (match := _ITEM.fullmatch(line)) and match["text"]:
            draft = _Draft(number, section, _unescape(match["text"]), _marked(match["id"], before, taken, number))
        else:
            raise Refused(
                tr(
                    "Line {number} cannot be read. An item begins with a dash and a space; what belongs to it goes "
                    "below, indented by two spaces, as a name, a colon and a value.",
                    number=number,
                )
            )
    if draft:
        yield draft


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """What is to be read, each line with its number: without comments, blank lines and the title."""
    comment = False
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.rstrip()
        if comment or line.lstrip().startswith("<!--"):
            comment = "-->" not in line
        elif line.strip() and not line.startswith("# "):
            yield number, line


def _marked(mark: str | None, before: Plan, taken: set[str], number: int) -> PlanItem | None:
    """The item that a mark belongs to; a second line with the same mark is a copy, and so a new item."""
    if mark is None:
        return None
    items = [item for item in before.items if item.id.startswith(mark)]
    if len(items) != 1:
        raise Refused(
            tr(
                "Line {number} has a mark that belongs to no item. Take the mark out, and the line is a new item.",
                number=number,
            )
        )
    if items[0].id in taken:
        return None
    taken.add(items[0].id)
    return items[0]


def _take(draft: _Draft, label: str, value: str, number: int, today: date) -> None:
    name = _FIELDS.get(label)
    if name is None or name not in draft.section.fields:
        fits = ", ".join(LABELS[field] for field in draft.section.fields) or "nothing"
        raise Refused(
            tr("Line {number}: under an item of this section you can write: {fits}.", number=number, fits=fits)
        )
    if not value:
        return
    plain = _unescape(value)
    draft.lines.setdefault(name, number)
    if name in _LISTS:
        draft.values.setdefault(name, []).append(plain)
    elif name in draft.values:
        raise Refused(tr("Line {number}: {label} is given twice for one item.", number=number, label=label))
    elif name == "step":
        draft.values[name] = int(plain) if plain.isascii() and plain.isdecimal() else plain
    elif name == "until":
        draft.values[name] = _day(plain, number, today)
    else:
        draft.values[name] = plain


def _day(text: str, number: int, today: date) -> date:
    """The day until which something is good; raises `Refused` with the number of its line."""
    try:
        return typed_dates.day(text, today, ahead=True)
    except Usage as error:
        raise Refused(tr("Line {number}: {sentence}", number=number, sentence=error.sentence)) from None


def _item(draft: _Draft, position: int) -> PlanItem:
    id = draft.old.id if draft.old else new_id()
    values = {**draft.values, "id": id, "section": draft.section.name, "position": position, "text": draft.text}
    try:
        return typed(PlanItem.checked(values), draft.old)
    except Refused as error:
        name = error.sentence.partition(" ")[0]
        own = {outside: inside for inside, outside in JSON_NAMES.items()}
        line = draft.lines.get(own.get(name, name), draft.line)
        sentence = f"{LABELS.get(name, name)} {error.sentence.partition(' ')[2]}."
        raise Refused(tr("Line {number}: {sentence}", number=line, sentence=sentence)) from None
