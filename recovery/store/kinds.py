"""Every kind of entry: what people call it, and where its record and its one-line summary are found.

`show`, `search`, `edit`, `remove`, `export data` and `import` serve all kinds through this table. Like the command
table it names modules as strings, so the store knows of no slice, and a command loads only the kinds that it meets.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from recovery.store.records import EntryRecord, Record

if TYPE_CHECKING:
    from recovery.store.connection import Journal


class Kind(NamedTuple):
    """One row of the table: `name` is the word of JSON and the table's, `record` is `module:class`.

    `view` is a module with `summary` (a record's facts on one line) and `texts` (what was written at length).
    """

    name: str
    one: str
    many: str
    record: str
    view: str


_ENTRIES, _LINES = "recovery.journal.entries", "recovery.journal.views"
_TREATMENT, _LINES_T = "recovery.treatment", "recovery.treatment.views.entries"

ENTRIES = (
    Kind("craving", "craving", "cravings", f"{_ENTRIES}:Craving", _LINES),
    Kind("lapse", "lapse", "lapses", f"{_ENTRIES}:Lapse", _LINES),
    Kind("checkin", "check-in", "check-ins", f"{_ENTRIES}:CheckIn", _LINES),
    Kind("note", "note", "notes", f"{_ENTRIES}:Note", _LINES),
    Kind("regimen", "medication", "medications", f"{_TREATMENT}.medication:Regimen", _LINES_T),
    Kind("dose", "dose", "doses", f"{_TREATMENT}.medication:Dose", _LINES_T),
    Kind("assessment", "questionnaire", "questionnaires", f"{_TREATMENT}.assessments:Assessment", _LINES_T),
    Kind("rhythm", "questionnaire's rhythm", "questionnaires' rhythms", f"{_TREATMENT}.assessments:Rhythm", _LINES_T),
    Kind("attendance", "attendance", "attendances", f"{_TREATMENT}.attendance:Attendance", _LINES_T),
    Kind("topic", "topic", "topics", f"{_TREATMENT}.attendance:Topic", _LINES_T),
    Kind("thought", "thought record", "thought records", f"{_TREATMENT}.skills:Thought", _LINES_T),
    Kind("card", "diary card", "diary cards", f"{_TREATMENT}.skills:Card", _LINES_T),
    Kind("ruler", "set of rulers", "sets of rulers", f"{_TREATMENT}.skills:Ruler", _LINES_T),
    Kind("goal", "goal", "goals", f"{_TREATMENT}.goals:Goal", _LINES_T),
    Kind("step", "step", "steps", f"{_TREATMENT}.goals:Step", _LINES_T),
    Kind("reward", "reward", "rewards", f"{_TREATMENT}.goals:Reward", _LINES_T),
    Kind("episode", "episode", "episodes", f"{_TREATMENT}.episodes:Episode", _LINES_T),
    Kind("aftercare", "aftercare check-in", "aftercare check-ins", f"{_TREATMENT}.episodes:Aftercare", _LINES_T),
    Kind("appointment", "appointment", "appointments", f"{_TREATMENT}.episodes:Appointment", _LINES_T),
    Kind("body", "body entry", "body entries", f"{_TREATMENT}.body:Body", _LINES_T),
    Kind(
        "wellbeing",
        "day with others and within",
        "days with others and within",
        f"{_TREATMENT}.body:Wellbeing",
        _LINES_T,
    ),
    Kind("supply", "supply", "supplies", f"{_TREATMENT}.health:Supply", _LINES_T),
    Kind("health", "health entry", "health entries", f"{_TREATMENT}.health:Health", _LINES_T),
)
# What is kept and has an id but no day, and so stands in no list of entries; `search` finds it and says where it is.
# The record's module has a sibling `queries` with `matching`.
BESIDE = (
    Kind(
        "plan_item",
        "item of your plan",
        "items of your plan",
        "recovery.plans.plan:PlanItem",
        "recovery.plans.views.words",
    ),
)
# What is kept beside the entries, and carried to other devices with them.
_KEPT_BESIDE = {
    "profile": "recovery.store.profile:Profile",
    "substance": "recovery.journal.entries:Substance",
    "plan": "recovery.plans.plan:Review",
    "plan_item": "recovery.plans.plan:PlanItem",
    "private": "recovery.exchange.people:Private",
}
# Every table whose rows are carried to other devices, and by which column a row is the same on each: a day has one
# check-in, whichever device it was written on. The others go by their `id`; of a profile and a plan there is one.
CARRIED = (*_KEPT_BESIDE, *(kind.name for kind in ENTRIES))
NATURAL = {"checkin": "day", "wellbeing": "day", "rhythm": "instrument", "substance": "name", "private": "name"}
SINGLE = ("profile", "plan")
# Columns that are one answer: an edit of one of them is an edit of all, so that merging never mixes two people's answers.
TOGETHER: dict[str, tuple[tuple[str, ...], ...]] = {
    "craving": (("outcome", "ended"),),
    "checkin": (("used", "substance", "free_of"),),
}
LASTING = "profile"  # no command takes it away, and without it none has anything to show
# The same names as a type, for the flags that take one.
Name = Literal[
    "craving",
    "lapse",
    "checkin",
    "note",
    "regimen",
    "dose",
    "assessment",
    "rhythm",
    "attendance",
    "topic",
    "thought",
    "card",
    "ruler",
    "goal",
    "step",
    "reward",
    "episode",
    "aftercare",
    "appointment",
    "body",
    "wellbeing",
    "supply",
    "health",
]
NAMES: tuple[str, ...] = get_args(Name)
_BY_NAME = {kind.name: kind for kind in ENTRIES}


def kind_of(name: str) -> Kind | None:
    """The kind of that name, of an entry or of what is kept beside them."""
    return _BY_NAME.get(name) or next((kind for kind in BESIDE if kind.name == name), None)


@cache
def record_of(name: str) -> type[EntryRecord]:
    """The record class of a kind; raises `KeyError` for a name that is none."""
    found: type[EntryRecord] = _named(_BY_NAME[name].record)
    return found


def carried(name: str) -> type[Record]:
    """The record class of a carried table; raises `KeyError` for a name that is none."""
    found: type[Record] = _named(_KEPT_BESIDE[name]) if name in _KEPT_BESIDE else record_of(name)
    return found


def summary(record: EntryRecord) -> str:
    """An entry's facts on one line, as its own slice says them."""
    return str(import_module(_BY_NAME[record.kind].view).summary(record))


def texts(record: EntryRecord) -> Iterator[str]:
    """What a person wrote at length in an entry, as it was written."""
    found: Iterator[str] = import_module(_BY_NAME[record.kind].view).texts(record)
    return found


def found_beside(journal: Journal, words: str, trigger: str | None) -> Iterator[tuple[Kind, Record, str]]:
    """What is no entry and holds these words: its kind, its record and its facts on one line."""
    for kind in BESIDE:
        module = kind.record.partition(":")[0].rpartition(".")[0]
        view = import_module(kind.view)
        for record in import_module(f"{module}.queries").matching(journal, words, trigger):
            yield kind, record, view.summary(record)


@cache
def _named(target: str) -> Any:
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)
