"""The relapse-prevention plan: its sections in one fixed order, what an item of each may hold, and the plan as a whole.

An item is one line of the plan, with an identity that survives editing. It holds only what its section has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Literal, NamedTuple, Self

from recovery.aliases.alias import NONE, Aliases
from recovery.errors import Refused
from recovery.language import Noun, tr
from recovery.safety.dialling import can_be_dialled
from recovery.store.names import NAME, NAMES, clean_name
from recovery.store.records import Record, record, ruled
from recovery.store.rules import DAY, ID, TEXT, Rule, choice, line, whole

TEXT_LIMIT = 500
SPACING = 1 << 20
LAST_POSITION = 1 << 53
STAGES = ("early", "middle", "late")
PLACES = ("safe", "avoid")
ANY_HOUR = "any hour"  # as it is kept
ANY_WORDS = (
    *("any", ANY_HOUR, "any time", "always", "24/7", "day and night"),
    *("a cualquier hora", "cualquier hora", "siempre", "día y noche"),
)  # in the languages of the program
NO_NUMBER = tr("must be a number that can be dialled, such as 988 or 555-0100")
MOMENTS = ("first hour", "first day", "whom I tell")  # of a lapse, as `plan start` keeps them
# A part of the day and the hours it covers; the night runs over midnight.
PARTS = {"morning": (5, 11), "midday": (11, 14), "afternoon": (14, 18), "evening": (18, 22), "night": (22, 5)}
CRISIS_STEPS = (
    tr("Signs that a crisis is coming"),
    tr("What I can do alone"),
    tr("People and places that take my mind off it"),
    tr("People I can ask for help"),
    tr("Professionals and services"),
    tr("Making the place safe"),
)
# What a field is called in JSON and in Markdown where that is no good name for a column.
JSON_NAMES = {"what_for": "for", "moment": "when"}


class Section(NamedTuple):
    """A part of the plan: its name in JSON, the word a command takes, its heading, and the fields of its items."""

    name: str
    word: str
    title: str
    fields: tuple[str, ...] = ()


SECTIONS = (
    Section("reasons", "reason", tr("My reasons")),
    Section("warning_signs", "sign", tr("Warning signs"), ("stage",)),
    Section("situations", "situation", tr("High-risk situations"), ("triggers", "responses", "moment")),
    Section("skills", "skill", tr("What helps me"), ("moment",)),
    Section("contacts", "contact", tr("People to call"), ("phone", "role", "what_for", "awake")),
    Section("places", "place", tr("Places"), ("place",)),
    Section("surroundings", "surroundings", tr("My surroundings"), ("until",)),
    Section("treatment", "treatment", tr("Treatment"), ("role", "phone")),
    Section("lapse_steps", "lapse-step", tr("If I lapse"), ("moment",)),
    Section("rewards", "reward", tr("Rewards for what I do"), ("what_for",)),
    Section("crisis", "crisis", tr("In a crisis"), ("step",)),
)
BY_NAME = {section.name: section for section in SECTIONS}
BY_WORD = {section.word: section for section in SECTIONS}
_ORDER = {section.name: number for number, section in enumerate(SECTIONS)}


def _line(value: Any) -> str:
    text = " ".join(TEXT.check(value).split())
    if not 0 < len(text) <= TEXT_LIMIT:
        raise Refused(tr("must be text of 1 to {text_limit} characters on one line", text_limit=TEXT_LIMIT))
    return text


def _awake(value: Any) -> str:
    """`any hour`, or two hours of the day such as `08-23`."""
    words = clean_name(value).casefold()
    if words in ANY_WORDS:
        return ANY_HOUR
    match = re.fullmatch(r"(\d{1,2})(?::00)? ?- ?(\d{1,2})(?::00)?", words)
    if match and int(match[1]) < 24 and int(match[2]) <= 24:
        return f"{int(match[1]):02}-{int(match[2]):02}"
    raise Refused(tr('must be hours such as 08-23, or "any hour"'))


LINE = Rule(_line, wants=line(TEXT_LIMIT))
AWAKE = Rule(_awake, wants={"type": "string", "format": "awake"})


@record
class PlanItem(Record):
    """One line of the plan. Of a contact, `text` is the name; `position` orders the items of a section.

    `place` is safe or avoid, `what_for` and `moment` are `for` and `when` outside, `awake` the hours a person
    can be called, `step` the step of the crisis part, 1 to 6.
    """

    kind: ClassVar[str] = "plan_item"
    called: ClassVar[Noun] = Noun("item of your plan", "items of your plan")

    id: str = ruled(ID)
    section: str = ruled(choice(*BY_NAME))
    position: int = ruled(whole(0, LAST_POSITION), default=0)
    text: str = ruled(LINE)
    stage: Literal["early", "middle", "late"] | None = ruled(choice(*STAGES), optional=True)
    triggers: tuple[str, ...] = ruled(NAMES, default=())
    responses: tuple[str, ...] = ruled(NAMES, default=())
    phone: str | None = ruled(NAME, optional=True)
    role: str | None = ruled(NAME, optional=True)
    what_for: str | None = ruled(NAME, optional=True)
    awake: str | None = ruled(AWAKE, optional=True)
    place: Literal["safe", "avoid"] | None = ruled(choice(*PLACES), optional=True)
    until: date | None = ruled(DAY, optional=True)
    moment: str | None = ruled(NAME, optional=True)
    step: int | None = ruled(whole(1, len(CRISIS_STEPS)), optional=True)

    @classmethod
    def checked(cls, values: Mapping[str, Any]) -> Self:
        """An item from values of any source, under the names of JSON or its own; raises `Refused`."""
        own = {outside: name for name, outside in JSON_NAMES.items()}
        if values.get("section") == "contacts":
            own["name"] = "text"
        item = super().checked({own.get(name, name): value for name, value in values.items()})
        section = BY_NAME[item.section]
        for name in OWN_FIELDS:
            if name not in section.fields and getattr(item, name) not in (None, ()):
                raise Refused(
                    tr("{name} does not belong in: {title}", name=JSON_NAMES.get(name, name), title=section.title)
                )
        if item.section in ("skills", "situations") and item.moment and item.moment.casefold() not in PARTS:
            raise Refused(tr("when must be one of: ") + ", ".join(PARTS))
        return item

    def to_json(self) -> dict[str, Any]:
        """As a line of `export data`: the kind, where it stands, and what its section has."""
        head = {"kind": self.kind, "id": self.id, "section": self.section, "position": self.position}
        shown = self.shown()
        if self.section == "places":
            shown["place"] = shown.pop("kind")
        return head | shown

    def shown(self) -> dict[str, Any]:
        """As `plan show --json` writes it: `id`, `text` (of a contact `name`) and the section's own fields."""
        document: dict[str, Any] = {"id": self.id, "name" if self.section == "contacts" else "text": self.text}
        for column in self.columns():
            if column.name in BY_NAME[self.section].fields:
                value = getattr(self, column.name)
                name = "kind" if column.name == "place" else JSON_NAMES.get(column.name, column.name)
                document[name] = None if value is None else column.rule.dump(value)
        return document

    def cues(self) -> tuple[str, ...]:
        """What it has a response to, where it has one: its triggers and its own words."""
        return (self.text, *self.triggers) if self.responses else ()

    @property
    def number(self) -> str | None:
        """The number by which this person can be called; `None` also where what is kept cannot be dialled."""
        return self.phone if self.phone and can_be_dialled(self.phone) else None

    def fits(self, hour: int) -> bool:
        """Whether it is meant for the part of the day that this hour (0-23) lies in."""
        part = PARTS.get((self.moment or "").casefold())
        return part is not None and _within(hour, *part)

    def awake_at(self, hour: int) -> bool | None:
        """Whether this person can be called at this hour (0-23); `None` when the plan does not say."""
        known = self.awake
        if known is None and self.what_for:
            try:
                known = _awake(self.what_for)
            except Refused:
                return None
        if known is None or known == ANY_HOUR:
            return None if known is None else True
        start, _, end = known.partition("-")
        return _within(hour, int(start), int(end))


OWN_FIELDS = tuple(
    column.name for column in PlanItem.columns() if column.name not in ("id", "section", "position", "text")
)


def callable_at(contacts: Iterable[PlanItem], hour: int) -> list[PlanItem]:
    """People in the order in which to call them at an hour: those awake first, those who sleep last."""
    unsure = 7 <= hour < 22  # where the plan does not say, most people can be called by day
    order = {True: 0, None: 0 if unsure else 1, False: 2}
    return sorted(contacts, key=lambda item: order[item.awake_at(hour)])


def a_number(value: Any) -> str:
    """A number that can be dialled, on one line; raises `Refused`."""
    number = clean_name(value)
    if not can_be_dialled(number):
        raise Refused(NO_NUMBER)
    return number


def typed(item: PlanItem, before: PlanItem | None = None) -> PlanItem:
    """The item as a person wrote it just now; raises `Refused` for a new number that cannot be dialled.

    What an older program or another device kept is not refused: it came from somewhere else, or stood there before.
    """
    if item.phone and not item.number and (before is None or before.phone != item.phone):
        raise Refused(f"phone {NO_NUMBER}")
    return item


def _within(hour: int, start: int, end: int) -> bool:
    return start <= hour < end if start < end else hour >= start or hour < end


@record
class Review(Record):
    """The day on which the plan was last gone through."""

    kind: ClassVar[str] = "plan"
    called: ClassVar[Noun] = Noun("review of your plan", "reviews of your plan")

    reviewed_on: date | None = ruled(DAY, optional=True)


class Plan(NamedTuple):
    """The whole plan at one revision, 0 before anything was written; `names` says which triggers are one."""

    items: tuple[PlanItem, ...] = ()
    revision: int = 0
    reviewed_on: date | None = None
    names: Aliases = NONE

    def of(self, section: str) -> list[PlanItem]:
        """The items of a section, in their order."""
        return [item for item in self.items if item.section == section]

    def answering(self, triggers: Iterable[str]) -> list[PlanItem]:
        """The situations that have a response to one of these triggers."""
        return [item for item, met in self.answers(triggers) if met]

    def answers(self, triggers: Iterable[str]) -> list[tuple[PlanItem, list[str]]]:
        """Each situation with those of the triggers that it answers.

        A trigger is answered by what is said to be the same; where nothing is, by what looks like it.
        """
        answered: list[tuple[PlanItem, list[str]]] = [(item, []) for item in self.of("situations")]
        for trigger in triggers:
            for alike in (self.names.same, self.names.near):
                answers = [met for item, met in answered if any(alike(trigger, cue) for cue in item.cues())]
                for met in answers:
                    met.append(trigger)
                if answers:
                    break
        return answered

    def by_id(self) -> dict[str, PlanItem]:
        """Every item under its id."""
        return {item.id: item for item in self.items}

    def to_json(self) -> dict[str, Any]:
        """As the contract writes it."""
        return {
            "revision": self.revision,
            "reviewed_on": self.reviewed_on.isoformat() if self.reviewed_on else None,
            "sections": {section.name: [item.shown() for item in self.of(section.name)] for section in SECTIONS},
        }


def ordered(items: Iterable[PlanItem]) -> tuple[PlanItem, ...]:
    """Items in the plan's order: by section, then by position."""
    return tuple(sorted(items, key=lambda item: (_ORDER[item.section], item.position, item.id)))


def placed(positions: Sequence[int | None]) -> list[int]:
    """Rising positions for a row of items, as many as possible as they were; `None` is an item that is new there.

    Two people may move items at once: who moves one item changes one position, not all of them.
    """
    kept = _longest_rising(positions)
    following: list[tuple[int, int] | None] = [None] * len(positions)
    for number in range(len(positions) - 2, -1, -1):
        position = positions[number + 1]
        following[number] = (number + 1, position or 0) if number + 1 in kept else following[number + 1]
    result: list[int] = []
    for number, position in enumerate(positions):
        low, ahead = result[-1] if result else 0, following[number]
        if number in kept and position is not None:
            result.append(position)
        elif ahead is None:
            result.append(low + SPACING)
        else:
            between = (ahead[1] - low) // (ahead[0] - number + 1)
            if between == 0:
                return [SPACING * number for number in range(1, len(positions) + 1)]
            result.append(low + between)
    return result


def _longest_rising(positions: Sequence[int | None]) -> set[int]:
    """Which of the numbers to keep so that those kept rise, and are as many as can be."""
    from bisect import bisect_left

    tails: list[int] = []
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for number, position in enumerate(positions):
        if position is None:
            continue
        at = bisect_left(tails, position)
        before[number] = ends[at - 1] if at else None
        tails[at : at + 1] = [position]
        ends[at : at + 1] = [number]
    kept: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept


ENOUGH_AHEAD = 10


class Use(NamedTuple):
    """How often something was tried with a craving, how often that passed, how often its end is known.

    `ahead` counts the last two among the cravings written down before their end was known.
    """

    tried: int = 0
    passed: int = 0
    known: int = 0
    ahead: tuple[int, int] = (0, 0)

    @property
    def said(self) -> tuple[int, int]:
        """How many passed, of how many, as a person is shown it: of those written ahead where there are ten of them."""
        return self.ahead if self.ahead[1] >= ENOUGH_AHEAD else (self.passed, self.known)
