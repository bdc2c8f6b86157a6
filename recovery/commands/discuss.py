"""`recovery discuss`: the list for the counselor."""

from __future__ import annotations

from typing import Annotated

from recovery import diary as diaries
from recovery.commands import answering
from recovery.commands.options import Json
from recovery.commands.parameters import Argument, Option
from recovery.console import emit, one_line, say
from recovery.language import tr
from recovery.treatment import queries, writing
from recovery.treatment.attendance import Topic

NO_TOPIC = tr("Nothing is on your list. recovery discuss TEXT puts something on it.")
Id = Annotated[str, Argument(metavar="ID", help=tr("The beginning of its id."))]


def discuss(
    text: Annotated[list[str], Argument(metavar="TEXT", help=tr("What you want to talk about."))],
    json: Json = False,
) -> None:
    """Put something on the list for your counselor; it heads the page you hand over."""
    with diaries.existing_or_new() as diary:
        record = writing.dated(diary, Topic, {"text": " ".join(text)})
        writing.keep(diary, "discuss", record)
        answering.answer(diary, record, json=json)


def topics(
    everything: Annotated[bool, Option("--all", help=tr("Also what was discussed."))] = False, json: Json = False
) -> None:
    """What you want to discuss."""
    with diaries.existing() as diary:
        answering.show(diary, queries.topics(diary.journal, done=everything), NO_TOPIC, json=json)


def discussed(entry: Id, json: Json = False) -> None:
    """Take something off the list: it was discussed."""
    with diaries.existing() as diary:
        located = queries.entry(diary.journal, Topic, entry)
        record = writing.change(diary, "discuss done", located, {"done": diary.today})
        if json:
            emit(record.to_json())
        else:
            say(tr("Off the list: {text}", text=one_line(record.text, 60)))
