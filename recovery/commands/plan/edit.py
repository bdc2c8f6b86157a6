"""`recovery plan edit`: the whole plan as Markdown in an editor."""

from __future__ import annotations

from typing import Annotated

from recovery import console, prompts
from recovery import diary as diaries
from recovery.commands import editor
from recovery.commands.options import Json
from recovery.commands.parameters import Option
from recovery.console import emit, say, tell
from recovery.diary import Diary
from recovery.errors import Refused
from recovery.language import tr, trn
from recovery.plans import markdown, queries, writing

SUFFIX = ".plan.md"
KEPT_FOR_LATER = tr("Nothing was changed, and your text is kept: recovery plan edit opens it again.")


def edit(
    fresh: Annotated[bool, Option("--fresh", help=tr("Ignore the text that was kept from an earlier edit."))] = False,
    json: Json = False,
) -> None:
    """The whole plan as Markdown in your editor; what cannot be read is refused with its line, and nothing is lost."""
    with diaries.existing_or_new() as diary:
        take_up(diary)
        if fresh:
            writing.forget_draft(diary.journal)
        plan = queries.plan(diary.journal)
        kept = queries.draft(diary.journal)
        text = markdown.written(plan) if kept is None else kept
        if kept is not None:
            tell(
                tr("This is the text of your last edit, which was not accepted. --fresh begins with the plan as it is.")
            )
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
                if not prompts.confirm(tr("Open it again to fix that line?"), default=True):
                    say(KEPT_FOR_LATER)
                    return
                text = kept = markdown.marked(changed, sentence)
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
        tell(tr("The plan was changed elsewhere while you wrote. Both changes are in it now."))
    if result.both:
        tell(
            trn(
                "1 item was changed in both places; both versions were kept. recovery plan diff shows what this edit "
                "did.",
                "{count} items were changed in both places; both versions were kept. recovery plan diff shows what "
                "this "
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


UNCHANGED = tr("Nothing was changed.")
