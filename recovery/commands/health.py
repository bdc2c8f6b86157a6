"""`recovery health`: tests, vaccines, emergency visits and conditions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from recovery import diary as diaries
from recovery.commands import answering
from recovery.commands.options import Json, NoteText, note_text
from recovery.commands.parameters import Argument, Option
from recovery.language import tr
from recovery.treatment import health, learn_cards, queries, writing
from recovery.treatment.health import Health

NO_HEALTH = tr('Nothing is written down there. recovery health test "hepatitis C" --on DAY')


def health_add(
    type_: Annotated[
        Literal["test", "vaccine", "visit", "condition"],
        Argument(metavar="KIND", help=tr("test, vaccine, visit (emergency) or condition.")),
    ],
    name: Annotated[list[str], Argument(metavar="NAME", help=tr("Which: hepatitis C, HIV, urine test, pregnancy."))],
    on: Annotated[str | None, Option("--on", metavar="DAY", help=tr("When (default: today)."))] = None,
    until: Annotated[str | None, Option("--until", metavar="DAY", help=tr("A condition's last day."))] = None,
    result: Annotated[str | None, Option(metavar="TEXT", help=tr("The result."))] = None,
    confirmed: Annotated[bool | None, Option("--confirmed/--not-confirmed", help=tr("By a laboratory."))] = None,
    again: Annotated[str | None, Option("--again", metavar="DAY", help=tr("When it is due again."))] = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """A test, a vaccine, an emergency visit, or a condition such as a pregnancy that the cards must know of."""
    with diaries.existing_or_new() as diary:
        values: dict[str, Any] = {"type": type_, "name": " ".join(name), "dated": diary.past_day(on)}
        values |= {"until": diary.coming_day(until), "result": result, "confirmed": confirmed}
        values |= {"again": diary.coming_day(again), "note": note_text(note)}
        record = writing.dated(diary, Health, values)
        writing.keep(diary, "health", record)
        more = [learn_cards.PREGNANCY] if health.pregnant([record], diary.today) else []
        answering.answer(diary, record, *more, json=json)


def health_list(json: Json = False) -> None:
    """Tests, vaccines, visits and conditions."""
    with diaries.existing() as diary:
        answering.show(diary, queries.health(diary.journal), NO_HEALTH, json=json)
