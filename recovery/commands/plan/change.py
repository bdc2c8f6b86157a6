"""`recovery plan add`, `remove` and `move`: one thing in the plan."""

from __future__ import annotations

from typing import Annotated, Any

from recovery import console, prompts
from recovery import diary as diaries
from recovery.commands.options import Json, Triggers, Yes
from recovery.commands.parameters import Argument, Option
from recovery.commands.plan.edit import UNCHANGED
from recovery.console import emit, say, tell
from recovery.diary import Diary
from recovery.errors import Usage
from recovery.language import tr
from recovery.plans import one_line, queries, writing
from recovery.plans.plan import BY_NAME, BY_WORD, PlanItem
from recovery.plans.views import words
from recovery.store import erasing

SECTION_WORDS = ", ".join(BY_WORD)
Id = Annotated[str, Argument(metavar="ID", help=tr("The beginning of the item's id, as plan show lists it."))]


def add(
    section: Annotated[
        str, Argument(metavar="SECTION", help=tr("One of: {section_words}.", section_words=SECTION_WORDS))
    ],
    text: Annotated[list[str], Argument(metavar="TEXT", help=tr("In your own words; of a contact the name."))],
    stage: Annotated[str | None, Option(metavar="early|middle|late", help=tr("Sign: how far along."))] = None,
    trigger: Triggers = None,
    then: Annotated[
        list[str] | None, Option("--then", metavar="TEXT", help=tr("Situation: what you will do. May repeat."))
    ] = None,
    phone: Annotated[str | None, Option(metavar="NUMBER", help=tr("Contact, treatment: the number."))] = None,
    role: Annotated[str | None, Option(metavar="TEXT", help=tr("Contact, treatment: sponsor, clinic ..."))] = None,
    what_for: Annotated[str | None, Option("--for", metavar="TEXT", help=tr("Contact, reward: what for."))] = None,
    awake: Annotated[
        str | None, Option(metavar="HOURS", help=tr('Contact: when to call, 08-23 or "any hour".'))
    ] = None,
    safe: Annotated[bool | None, Option("--safe/--avoid", help=tr("Place: safe, or one to avoid."))] = None,
    until: Annotated[str | None, Option(metavar="DAY", help=tr("Surroundings: good until, such as a date."))] = None,
    when: Annotated[
        str | None, Option("--when", metavar="TEXT", help=tr("Lapse step: first hour ...; skill: night ..."))
    ] = None,
    step: Annotated[int | None, Option(metavar="1-6", help=tr("Crisis: which of the six steps."))] = None,
    json: Json = False,
) -> None:
    """Write something into your plan: recovery plan add reason "my daughter"."""
    named = BY_WORD.get(section) or BY_NAME.get(section.replace("-", "_")) or BY_WORD.get(section.removesuffix("s"))
    if named is None:
        raise Usage(tr("The plan has these sections: {section_words}.", section_words=SECTION_WORDS))
    with diaries.existing_or_new() as diary:
        place = None if safe is None else "safe" if safe else "avoid"
        values: dict[str, Any] = {"text": " ".join(text), "stage": stage, "phone": phone, "role": role, "place": place}
        values |= {"triggers": trigger or (), "responses": then or (), "what_for": what_for, "awake": awake}
        values |= {
            "until": diary.coming_day(until),
            "moment": when,
            "step": step,
        }
        if named.name == "contacts" and not (phone or role or awake):
            apart = one_line.contact(values["text"])
            values |= apart if apart["text"] and apart["phone"] else {}
        if named.name == "situations" and not then:
            situation, responses = one_line.situation(values["text"])
            values |= {"text": situation, "responses": responses} if responses else {}
        item = writing.add(diary, named.name, values)
        _answer(diary, item, json=json)


def remove(
    item: Id,
    forever: Annotated[bool, Option("--forever", help=tr("Erase it from every revision; no undo."))] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Take an item out of the plan; recovery undo or plan restore brings it back, unless it was --forever."""
    with diaries.existing() as diary:
        removed = queries.find(diary.journal, item)
        if not yes and console.interactive():
            say(words.summary(removed))
        if not prompts.confirm(tr("Erase this for good?") if forever else tr("Take this out of the plan?"), yes=yes):
            say(UNCHANGED)
            return
        copies = writing.remove(diary.journal, removed, forever=forever)
        if copies is not None:
            tell(*erasing.finish(diary.journal.connection, copies))
        if json:
            emit({"removed": removed.id, "forever": forever})
        else:
            say(tr("Erased, from every revision too.") if forever else tr("Taken out. recovery undo brings it back."))


def move(
    item: Id,
    place: Annotated[int, Argument(metavar="PLACE", min=1, help=tr("Its place in the section, 1 for the first."))],
    json: Json = False,
) -> None:
    """Put an item at another place in its section: what matters most comes first, and sos shows it first."""
    with diaries.existing() as diary:
        moved = queries.find(diary.journal, item)
        writing.move(diary.journal, moved, place)
        _answer(diary, queries.find(diary.journal, moved.id), json=json)


def _answer(diary: Diary, item: PlanItem, *, json: bool) -> None:
    if json:
        emit({"section": item.section, **item.shown()})
    else:
        ids = [item.id for item in queries.plan(diary.journal).items]
        say(words.kept(item, queries.prefix_length(ids)))
