"""Every kind of record there is, by name, and where its class is found. Whatever else is known of a kind its class says.

Like the command table it names modules as strings, so the store knows of no slice, and a command loads only the kinds
that it meets. The order is that in which kinds are listed, exported and sent for the first time.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from recovery.errors import Usage
from recovery.language import tr
from recovery.store.records import EntryRecord, Record

_JOURNAL, _MOMENTS = "recovery.journal.entries", "recovery.journal.moments"
_PLANS, _TREATMENT = "recovery.plans.plan", "recovery.treatment"

# What is no entry: it has no day.
UNDATED = {
    "profile": "recovery.store.profile:Profile",
    "substance": f"{_JOURNAL}:Substance",
    "plan": f"{_PLANS}:Review",
    "plan_item": f"{_PLANS}:PlanItem",
    "private": "recovery.exchange.people:Private",
    "alias": "recovery.aliases.alias:Alias",
    "member": "recovery.circle.member:Member",
    "feedback": "recovery.plans.feedback:Feedback",
    "number": "recovery.safety.own_number:OwnNumber",
}
# A member holds keys, and belongs to the devices of one account; a week's sentence is what the program said.
NOT_EXPORTED = frozenset({"member", "feedback"})
ENTRIES = {
    "craving": f"{_JOURNAL}:Craving",
    "lapse": f"{_JOURNAL}:Lapse",
    "checkin": f"{_JOURNAL}:CheckIn",
    "note": f"{_JOURNAL}:Note",
    "regimen": f"{_TREATMENT}.medication:Regimen",
    "dose": f"{_TREATMENT}.medication:Dose",
    "assessment": f"{_TREATMENT}.assessments:Assessment",
    "rhythm": f"{_TREATMENT}.assessments:Rhythm",
    "attendance": f"{_TREATMENT}.attendance:Attendance",
    "topic": f"{_TREATMENT}.attendance:Topic",
    "thought": f"{_TREATMENT}.skills:Thought",
    "card": f"{_TREATMENT}.skills:DiaryCard",
    "ruler": f"{_TREATMENT}.skills:Ruler",
    "goal": f"{_TREATMENT}.goals:Goal",
    "step": f"{_TREATMENT}.goals:Step",
    "reward": f"{_TREATMENT}.goals:Reward",
    "episode": f"{_TREATMENT}.episodes:Episode",
    "aftercare": f"{_TREATMENT}.episodes:Aftercare",
    "appointment": f"{_TREATMENT}.episodes:Appointment",
    "body": f"{_TREATMENT}.body:Body",
    "wellbeing": f"{_TREATMENT}.body:Wellbeing",
    "supply": f"{_TREATMENT}.health:Supply",
    "health": f"{_TREATMENT}.health:Health",
    "moment": f"{_MOMENTS}:Moment",
    "sampling": f"{_MOMENTS}:Sampling",
}
NAMES = tuple(ENTRIES)
SYNCED = (*UNDATED, *ENTRIES)  # tables whose rows are carried to other devices
WITH_HISTORY = (*SYNCED, "taken")  # tables whose every change is history; what an inbox took in is of this device alone
LASTING = "profile"  # no command takes it away, and without it none has anything to show
if TYPE_CHECKING:
    Name = str
else:
    Name = Literal[NAMES]  # for the flags that take a kind of entry


def of_slice(name: str) -> list[str]:
    """The kinds of entries that one slice keeps, such as `treatment`."""
    return [kind for kind, place in ENTRIES.items() if place.startswith(f"recovery.{name}.")]


@cache
def record_class(name: str) -> type[Record]:
    """The record class of a synced table; raises `KeyError` for a name that is none."""
    module, _, cls = (UNDATED.get(name) or ENTRIES[name]).partition(":")
    record: type[Record] = getattr(import_module(module), cls)
    return record


@cache
def record_of(name: str) -> type[EntryRecord]:
    """The record class of a kind of entry; raises `KeyError` for a name that is none."""
    module, _, cls = ENTRIES[name].partition(":")
    record: type[EntryRecord] = getattr(import_module(module), cls)
    return record


def called(name: str, count: int = 1) -> str | None:
    """What a person calls one of a kind, or many; `None` for a name that is none."""
    return record_class(name).called(count) if name in SYNCED else None


@cache
def local_key(name: str) -> str | None:
    """By which column a row is the same on every device: a day has one check-in, whichever device it was written on.

    `id` for most, and for a kind that this program does not know; `None` for what there is one of.
    """
    if name not in SYNCED:
        return "id"
    record = record_class(name)
    has_id = any(column.name == "id" for column in record.columns())
    return record.natural_key or ("id" if has_id else None)


def named(word: str) -> str:
    """The kind that a word in one or many names, such as `craving` or `check-ins`; raises `Usage`."""
    wanted = word.casefold().replace("_", " ")
    called = {kind: record_of(kind).called for kind in NAMES}
    for kind, noun in called.items():
        if wanted in (kind, noun.one, noun.many, noun.many.replace("-", "")):
            return kind
    raise Usage(
        tr("There is no such table. There are: {names}.", names=", ".join(noun.many for noun in called.values()))
    )
