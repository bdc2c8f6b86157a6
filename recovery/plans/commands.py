"""Changing the plan: `plan add`, `edit`, `remove`, `move`, and its revisions: `history`, `diff`, `restore`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from recovery import console, editor, prompts
from recovery import diary as diaries
from recovery.console import emit, say, tell
from recovery.diary import Diary
from recovery.errors import Refused, Usage
from recovery.language import trn
from recovery.options import Json, Triggers, Yes
from recovery.plans import changes, markdown, queries, writing
from recovery.plans.plan import BY_NAME, BY_WORD, PlanItem
from recovery.plans.views import words
from recovery.store import erasing

SUFFIX = ".plan.md"
UNCHANGED = "Nothing was changed."
KEPT_FOR_LATER = "Nothing was changed, and your text is kept: recovery plan edit opens it again."
SECTION_WORDS = ", ".join(BY_WORD)

Id = Annotated[str, typer.Argument(metavar="ID", help="The beginning of the item's id, as plan show lists it.")]


def add(
    section: Annotated[str, typer.Argument(metavar="SECTION", help=f"One of: {SECTION_WORDS}.")],
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help="In your own words; of a contact the name.")],
    stage: Annotated[str | None, typer.Option(metavar="early|middle|late", help="Sign: how far along.")] = None,
    trigger: Triggers = None,
    then: Annotated[
        list[str] | None, typer.Option("--then", metavar="TEXT", help="Situation: what you will do. May repeat.")
    ] = None,
    phone: Annotated[str | None, typer.Option(metavar="NUMBER", help="Contact, treatment: the number.")] = None,
    role: Annotated[str | None, typer.Option(metavar="TEXT", help="Contact, treatment: sponsor, clinic ...")] = None,
    what_for: Annotated[str | None, typer.Option("--for", metavar="TEXT", help="Contact, reward: what for.")] = None,
    awake: Annotated[
        str | None, typer.Option(metavar="HOURS", help='Contact: when to call, 08-23 or "any hour".')
    ] = None,
    safe: Annotated[bool | None, typer.Option("--safe/--avoid", help="Place: safe, or one to avoid.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="Surroundings: good until, such as a date.")] = None,
    when: Annotated[
        str | None, typer.Option("--when", metavar="TEXT", help="Lapse step: first hour ...; skill: night ...")
    ] = None,
    step: Annotated[int | None, typer.Option(metavar="1-6", help="Crisis: which of the six steps.")] = None,
    json: Json = False,
) -> None:
    """Write something into your plan: recovery plan add reason "my daughter"."""
    named = BY_WORD.get(section) or BY_NAME.get(section.replace("-", "_")) or BY_WORD.get(section.removesuffix("s"))
    if named is None:
        raise Usage(f"The plan has these sections: {SECTION_WORDS}.")
    with diaries.writing() as diary:
        place = None if safe is None else "safe" if safe else "avoid"
        values: dict[str, Any] = {"text": " ".join(text), "stage": stage, "phone": phone, "role": role, "place": place}
        values |= {"triggers": trigger or (), "responses": then or (), "what_for": what_for, "awake": awake}
        values |= {
            "until": diary.coming_day(until),
            "moment": when,
            "step": step,
        }
        item = writing.add(diary, named.name, values)
        _answer(diary, item, json=json)


def edit(
    fresh: Annotated[bool, typer.Option("--fresh", help="Leave aside a text that was kept from an edit.")] = False,
    json: Json = False,
) -> None:
    """The whole plan as Markdown in your editor; what cannot be read is refused with its line, and nothing is lost."""
    with diaries.writing() as diary:
        take_up(diary)
        if fresh:
            writing.forget_draft(diary.journal)
        plan = queries.plan(diary.journal)
        kept = queries.draft(diary.journal)
        text = markdown.written(plan) if kept is None else kept
        if kept is not None:
            tell("This is the text of your last edit, which was not taken in. --fresh begins with the plan as it is.")
        while True:
            changed = editor.edit(text, suffix=SUFFIX, rescue=lambda left: writing.put_aside(diary.journal, left))
            if kept is None and changed == text:
                say(UNCHANGED)
                return
            try:
                _take_in(diary, changed, json=json)
            except Refused as error:
                sentence = error.sentence if error.sentence.endswith(".") else f"{error.sentence}."
                if not console.interactive():
                    raise Refused(f"{sentence} {KEPT_FOR_LATER}") from None
                say(sentence)
                if not prompts.confirm("Open it again, to mend that line?", default=True):
                    say(KEPT_FOR_LATER)
                    return
                text, kept = changed, changed
            else:
                return


def take_up(diary: Diary) -> None:
    """Keep what stood in an editor when the program was killed under it, unless the plan says the same."""
    plan = queries.plan(diary.journal)
    for text in editor.left_behind(SUFFIX):
        if text.strip() and text != markdown.written(plan):
            writing.put_aside(diary.journal, text)


def _take_in(diary: Diary, text: str, *, json: bool) -> None:
    result, meanwhile = writing.edited(diary.journal, text, diary.today)
    if meanwhile:
        tell("The plan was changed elsewhere while you wrote. Both changes are in it now.")
    if result.both:
        tell(
            trn(
                "1 item was changed in both places; both versions stand. recovery plan diff shows what this edit did.",
                "{count} items were changed in both places; both versions stand. recovery plan diff shows what this "
                "edit did.",
                result.both,
            )
        )
    if json:
        emit(result.plan.to_json())
    else:
        revision, count = result.plan.revision, len(result.plan.items)
        say(
            trn(
                "Kept: revision {revision}, 1 item.",
                "Kept: revision {revision}, {count:,} items.",
                count,
                revision=revision,
            )
        )


def remove(
    item: Id,
    forever: Annotated[bool, typer.Option("--forever", help="Erase it from every revision; no undo.")] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Take an item out of the plan; recovery undo or plan restore brings it back, unless it was --forever."""
    with diaries.reading() as diary:
        found = queries.find(diary.journal, item)
        if not yes and console.interactive():
            say(words.summary(found))
        if not prompts.confirm("Erase this for good?" if forever else "Take this out of the plan?", yes=yes):
            say(UNCHANGED)
            return
        writing.remove(diary.journal, found, forever=forever)
        if forever:
            tell(*erasing.finish(diary.journal.connection, erasing.of_id(found.id)))
        if json:
            emit({"removed": found.id, "forever": forever})
        else:
            say("Erased, from every revision too." if forever else "Taken out. recovery undo brings it back.")


def move(
    item: Id,
    place: Annotated[int, typer.Argument(metavar="PLACE", min=1, help="Its place in the section, 1 for the first.")],
    json: Json = False,
) -> None:
    """Put an item at another place in its section: what matters most stands first, and sos shows it first."""
    with diaries.reading() as diary:
        found = queries.find(diary.journal, item)
        writing.move(diary.journal, found, place)
        _answer(diary, queries.find(diary.journal, found.id), json=json)


def history(json: Json = False) -> None:
    """Every change of the plan, the oldest first."""
    with diaries.reading() as diary:
        found = queries.revisions(diary.journal)
        zone = diary.zone
    if json:
        emit([each.to_json(zone) for each in found])
    else:
        say(
            *(
                list(words.revisions(found, zone))
                or ["Nothing is written in the plan yet. Begin with: recovery plan start"]
            )
        )


def diff(
    revision: Annotated[
        int | None, typer.Argument(metavar="REV", min=0, help="From this revision (default: the one before the last).")
    ] = None,
    other: Annotated[int | None, typer.Argument(metavar="REV", min=0, help="To this one (default: the last).")] = None,
    json: Json = False,
) -> None:
    """What differs between two revisions."""
    with diaries.reading() as diary:
        newest = queries.revision(diary.journal)
        before = queries.at_revision(diary.journal, max(0, newest - 1) if revision is None else revision)
        after = queries.at_revision(diary.journal, newest if other is None else other)
    found = changes.differences(before, after)
    if json:
        emit([{"before": _shown(each.before), "after": _shown(each.after)} for each in found])
    else:
        say(f"Revision {before.revision} to {after.revision}:")
        say(*(list(words.differences(found)) or ["Nothing differs."]))


def restore(
    revision: Annotated[int, typer.Argument(metavar="REV", min=0, help="Which revision, as plan history lists it.")],
    json: Json = False,
) -> None:
    """Make the plan what it was at a revision. Nothing is lost: this is a new revision, and undo takes it back."""
    with diaries.reading() as diary:
        plan = queries.at_revision(diary.journal, revision)
        writing.replace_all(diary.journal, plan, command="plan restore")
        now = queries.plan(diary.journal)
    if json:
        emit(now.to_json())
    else:
        say(f"The plan is as it was at revision {revision}; this is revision {now.revision}.")


def _answer(diary: Diary, item: PlanItem, *, json: bool) -> None:
    if json:
        emit({"section": item.section, **item.shown()})
    else:
        ids = [each.id for each in queries.plan(diary.journal).items]
        say(words.kept(item, queries.prefix_length(ids)))


def _shown(item: PlanItem | None) -> dict[str, Any] | None:
    return None if item is None else {"section": item.section, **item.shown()}
