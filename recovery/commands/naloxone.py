"""`recovery naloxone`: what is at hand, where, and until when."""

from __future__ import annotations

from typing import Annotated, Any

from recovery import diary as diaries
from recovery.commands import answering
from recovery.commands.options import Json, NoteText, note_text
from recovery.commands.parameters import Argument, Option
from recovery.language import tr
from recovery.treatment import health, queries, writing
from recovery.treatment.health import Supply

NO_NALOXONE = tr(
    'No naloxone is written down. Pharmacies have it. recovery naloxone add "hall drawer" --until 2027-05-01'
)
Id = Annotated[str, Argument(metavar="ID", help=tr("The beginning of its id."))]


def naloxone_add(
    place: Annotated[list[str], Argument(metavar="PLACE", help=tr("Where it is."))],
    until: Annotated[str | None, Option("--until", metavar="DAY", help=tr("The date on it."))] = None,
    count: Annotated[int, Option(min=1, max=100, help=tr("How many."))] = 1,
    what: Annotated[str, Option("--what", metavar="NAME", help=tr("If it is not naloxone."))] = "naloxone",
    note: NoteText = None,
    json: Json = False,
) -> None:
    """Note where naloxone is and when it expires; recovery today tells you when it has expired."""
    with diaries.existing_or_new() as diary:
        values: dict[str, Any] = {"what": what, "place": " ".join(place), "count": count, "note": note_text(note)}
        values["until"] = None if until is None else health.expiry(until, diary.today)
        record = writing.dated(diary, Supply, values)
        writing.keep(diary, "naloxone add", record)
        answering.answer(
            diary, record, tr("Tell somebody where it is. How it works: recovery learn naloxone"), json=json
        )


def naloxone_list(json: Json = False) -> None:
    """Naloxone that is at hand, what lasts longest first."""
    with diaries.existing() as diary:
        answering.show(diary, health.at_hand(queries.supplies(diary.journal), diary.today), NO_NALOXONE, json=json)


def naloxone_gone(entry: Id, json: Json = False) -> None:
    """It was used, given away or thrown out."""
    with diaries.existing() as diary:
        located = queries.entry(diary.journal, Supply, entry)
        record = writing.change(diary, "naloxone gone", located, {"closed": diary.today})
        left = health.at_hand(queries.supplies(diary.journal), diary.today)
        answering.answer(
            diary, record, *([] if left else [tr("That was the last one. Pharmacies have it.")]), json=json
        )
