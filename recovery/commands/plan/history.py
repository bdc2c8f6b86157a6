"""`recovery plan history`, `diff` and `restore`: earlier revisions of the plan."""

from __future__ import annotations

from typing import Annotated, Any

from recovery import console, prompts
from recovery import diary as diaries
from recovery.commands.options import Json, Yes
from recovery.commands.parameters import Argument
from recovery.console import emit, say
from recovery.language import tr
from recovery.plans import changes, queries, writing
from recovery.plans.plan import PlanItem
from recovery.plans.views import words


def history(json: Json = False) -> None:
    """Every change of the plan, the oldest first."""
    with diaries.existing() as diary:
        revisions = queries.revisions(diary.journal)
        zone = diary.zone
    if json:
        emit([revision.to_json(zone) for revision in revisions])
    else:
        say(
            *(
                list(words.revisions(revisions, zone))
                or [tr("Nothing is written in the plan yet. Begin with: recovery plan start")]
            )
        )


def diff(
    revision: Annotated[
        int | None,
        Argument(metavar="REV", min=0, help=tr("From this revision (default: the one before the last).")),
    ] = None,
    other: Annotated[int | None, Argument(metavar="REV", min=0, help=tr("To this one (default: the last)."))] = None,
    json: Json = False,
) -> None:
    """What differs between two revisions."""
    with diaries.existing() as diary:
        newest = queries.revision(diary.journal)
        before = queries.at_revision(diary.journal, max(0, newest - 1) if revision is None else revision)
        after = queries.at_revision(diary.journal, newest if other is None else other)
    differences = changes.differences(before, after)
    if json:
        emit([{"before": _shown(difference.before), "after": _shown(difference.after)} for difference in differences])
    else:
        say(tr("Revision {revision} to {revision_other}:", revision=before.revision, revision_other=after.revision))
        say(*(list(words.differences(differences)) or [tr("Nothing differs.")]))


def restore(
    revision: Annotated[int, Argument(metavar="REV", min=0, help=tr("Which revision, as plan history lists it."))],
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Make the plan what it was at a revision. Nothing is lost: this is a new revision, and undo takes it back."""
    with diaries.existing() as diary:
        plan = queries.at_revision(diary.journal, revision)
        lines = list(words.differences(changes.differences(queries.plan(diary.journal), plan)))
        if console.interactive() and not json and not yes and lines:
            say(*lines)
            if not prompts.confirm(tr("Make the plan like that again?")):
                say(tr("Nothing was changed."))
                return
        writing.replace_all(diary.journal, plan, command="plan restore")
        now = queries.plan(diary.journal)
    if json:
        emit(now.to_json())
    else:
        say(
            tr(
                "The plan is as it was at revision {revision}; this is revision {revision_other}.",
                revision=revision,
                revision_other=now.revision,
            )
        )


def _shown(item: PlanItem | None) -> dict[str, Any] | None:
    return None if item is None else {"section": item.section, **item.shown()}
