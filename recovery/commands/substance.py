"""What a person stays free of: more than one at a time, renamed, closed, its first day corrected."""

from __future__ import annotations

from typing import Annotated, Any

from recovery import console
from recovery import diary as diaries
from recovery.commands import substance_class
from recovery.commands.options import Json
from recovery.commands.parameters import Argument, Option
from recovery.commands.substance_class import Class
from recovery.console import emit, say
from recovery.diary import Diary
from recovery.errors import Refused
from recovery.journal import queries, writing
from recovery.journal.entries import Substance
from recovery.language import tr
from recovery.outlets import words
from recovery.store import rows

Name = Annotated[str, Argument(metavar="NAME", help=tr("The substance."))]
Since = Annotated[str | None, Option(metavar="DAY", help=tr("The first day without it (default: today)."))]
LastUse = Annotated[str | None, Option(metavar="DAY", help=tr("The day you last used, instead of --since."))]
CLASS_HELP = tr("opioid, alcohol, sedative, stimulant, other, cannabis, nicotine or behaviour.")
TAKEN = tr("You already track a substance by that name.")


def list_(json: Json = False) -> None:
    """What you stay free of, the first one first."""
    with diaries.existing() as diary:
        substances = queries.substances(diary.journal, closed=True)
    if json:
        emit([substance.to_json() for substance in substances])
    else:
        say(
            *(
                [_line(substance) for substance in substances]
                or [tr("None yet. Add one with: recovery substance add NAME --since DAY")]
            )
        )


def add(
    name: Name,
    class_: Annotated[Class | None, Argument(metavar="CLASS", help=CLASS_HELP)] = None,
    since: Since = None,
    last_use: LastUse = None,
    json: Json = False,
) -> None:
    """Track another substance. What it is decides which warnings you get; where its name leaves it open, it asks."""
    with diaries.existing_or_new() as diary:
        values = {"name": name, "since": writing.first_day(diary.today, since, last_use), "type": class_}
        record = Substance.checked(values)
        if _find(diary, record.name) is not None:
            raise Refused(TAKEN)
        record = substance_class.asked(record, json=json)
        with diary.journal.command("substance add"):
            rows.add(diary.journal, record)
        _answer(record, json=json)


def rename(
    name: Name, to: Annotated[str, Argument(metavar="NEW", help=tr("Its new name."))], json: Json = False
) -> None:
    """Give a substance another name, in every entry too."""
    with diaries.existing() as diary:
        row, old = _existing(diary, name)
        new_name = Substance.checked({"name": to, "since": old.since}).name
        other = _find(diary, new_name)
        if other is not None and other[0] != row:
            raise Refused(TAKEN)
        with diary.journal.command("substance rename"):
            new = rows.change(diary.journal, row, old, {"name": new_name})
            queries.rename_substance(diary.journal, old.name, new.name)
        _answer(new, json=json)


def since(
    name: Name,
    day: Annotated[str, Argument(metavar="DAY", help=tr("The first day without it."))],
    json: Json = False,
) -> None:
    """Correct the first day without a substance."""
    with diaries.existing() as diary:
        _change(diary, "substance since", name, {"since": writing.first_day(diary.today, day, None)}, json=json)


def class_(
    name: Name,
    to: Annotated[Class, Argument(metavar="CLASS", help=CLASS_HELP)],
    json: Json = False,
) -> None:
    """Say what a substance is. Its warnings follow that alone, whatever its name."""
    with diaries.existing() as diary:
        _change(diary, "substance class", name, {"type": to}, json=json)


def close(
    name: Name,
    reopen: Annotated[bool, Option("--reopen", help=tr("Track it again."))] = False,
    json: Json = False,
) -> None:
    """Stop tracking a substance; its entries stay."""
    with diaries.existing() as diary:
        _change(diary, "substance close", name, {"closed": None if reopen else diary.today}, json=json)


def _change(diary: Diary, command: str, name: str, changes: dict[str, Any], *, json: bool) -> None:
    row, old = _existing(diary, name)
    with diary.journal.command(command):
        new = rows.change(diary.journal, row, old, changes)
    _answer(new, json=json)


def _find(diary: Diary, name: str) -> tuple[int, Substance] | None:
    return queries.substance_row(diary.journal, name)


def _existing(diary: Diary, name: str) -> tuple[int, Substance]:
    located = _find(diary, name)
    if located is None:
        raise Refused(queries.NOT_TRACKED)
    return located


def _answer(record: Substance, *, json: bool) -> None:
    if json:
        emit(record.to_json())
    else:
        say(_line(record))


def _line(record: Substance) -> str:
    closed = f", closed {words.day(record.closed)}" if record.closed else ""
    kind = substance_class.said(record)
    return tr(
        "{name} ({kind}): first day without it {since}{closed}",
        name=console.one_line(record.name),
        kind=kind,
        since=words.day(record.since),
        closed=closed,
    )
