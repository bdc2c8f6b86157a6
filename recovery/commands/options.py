"""The options that several commands share, each described once: common ones, which days, which entries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from recovery.commands.parameters import Option
from recovery.dates.amounts import hours_of, minutes_of, rating_of
from recovery.errors import Usage
from recovery.language import tr
from recovery.store import kinds

Json = Annotated[bool, Option("--json", help=tr("One JSON document instead of text."))]
Yes = Annotated[bool, Option("--yes", "-y", help=tr("Answer yes to every confirmation."))]
Force = Annotated[bool, Option("--force", help=tr("Overwrite an existing file."))]
At = Annotated[str | None, Option("--at", metavar="WHEN", help=tr('When: "yesterday 11pm", "fri 21:00", "3h ago".'))]


def with_clock(at: str | None, words: Sequence[str]) -> tuple[str | None, list[str]]:
    """A time typed without quotes, put together again: of `--at sat 11pm`, `11pm` came last among the bare words."""
    import re

    if not at or not words or re.search(r"\d:\d|\d ?[ap]m\b", at.casefold()):
        return at, [*words]
    if not re.fullmatch(r"\d{1,2}(:\d{2})?(am|pm)|\d{1,2}:\d{2}", words[-1].casefold()):
        return at, [*words]
    return f"{at} {words[-1]}", [*words[:-1]]


Day = Annotated[str | None, Option("--day", metavar="DAY", help=tr("Which day (default: today)."))]
AsOf = Annotated[str | None, Option("--as-of", metavar="DAY", help=tr("See it as on that day (default: today)."))]
Triggers = Annotated[
    list[str] | None, Option("--trigger", "-t", metavar="NAME", help=tr("What set it off. May repeat."))
]
Coping = Annotated[
    list[str] | None, Option("--coping", "-c", metavar="NAME", help=tr("What you did about it. May repeat."))
]
NoteText = Annotated[
    str | None,
    Option("--note", "-n", metavar="TEXT", help=tr("A note; - reads it from the terminal or a pipe.")),
]
Substance = Annotated[
    str | None, Option("--substance", "-s", metavar="NAME", help=tr("Which one (default: the first tracked)."))
]

# Which days to look back on.
Week = Annotated[str | None, Option("--week", metavar="WEEK", help=tr("A week, Monday to Sunday: 2026-W12."))]
Month = Annotated[str | None, Option("--month", metavar="MONTH", help=tr("A month: 2026-03."))]
Last = Annotated[str | None, Option("--last", metavar="LENGTH", help=tr("The last days or weeks: 28d, 8w."))]
From = Annotated[str | None, Option("--from", metavar="DAY", help=tr("The first day (to today unless --to is given)."))]
To = Annotated[
    str | None, Option("--to", metavar="DAY", help=tr("The last day, included (alone: the days that end there)."))
]

# Which entries to read.
Kind = Annotated[kinds.Name | None, Option("--kind", metavar="KIND", help=tr("Only this kind."))]
WithTrigger = Annotated[str | None, Option("--trigger", "-t", metavar="NAME", help=tr("Only with this trigger."))]
FromDay = Annotated[str | None, Option("--from", metavar="DAY", help=tr("From this day on."))]
ToDay = Annotated[str | None, Option("--to", metavar="DAY", help=tr("Up to this day."))]
LastDays = Annotated[str | None, Option("--last", metavar="7d", help=tr("The days that end today."))]


def rating(help: str) -> Any:  # noqa: A002
    """An option that takes a rating: `7`, `7/10`."""
    return Option(parser=rating_of, metavar="NUMBER", help=help)


def minutes_long(help: str) -> Any:  # noqa: A002
    """An option that takes a length in minutes: `90`, `1h30`."""
    return Option(parser=minutes_of, metavar="MINUTES", help=help)


def hours_long(help: str) -> Any:  # noqa: A002
    """An option that takes a length in hours: `7.5`, `7,5`, `7:30`, `7h30`."""
    return Option(parser=hours_of, metavar="HOURS", help=help)


def note_text(given: str | None) -> str | None:
    """The note's text; `-` reads it from the terminal or a pipe. Raises `Usage` for an empty one."""
    if given != "-":
        return given
    from recovery import typed

    try:
        content = typed.text(tr("Write your note; end it with Ctrl-D on a line of its own.")).strip("\ufeff \t\r\n\f\v")
    except typed.NotText as error:
        from recovery.commands import editor

        raise editor.unread_note(error, error.raw) from None
    if not content:
        raise Usage(tr("The note is empty, so nothing was kept."))
    return content
