"""What the habits of going without say of one day, as the check-in and the lapses of that day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from recovery.exchange.readers.reading import LeftBefore, Line, identified, pieces, rest_of

LAPSE_TIME = "T12:00:00"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a habit says of a day. `yes` is `None` where it says nothing; `words` is what goes into the note.

    `first_name` is the substance that the first release took the habit for, `first_yes` what it read in the mark.
    """

    place: str
    substances: tuple[str, ...]
    yes: bool | None
    amount: str
    words: str
    note: str
    first_name: str | None
    first_yes: bool | None

    @property
    def empty(self) -> bool:
        """Whether it says nothing that is kept."""
        return self.yes is None and not self.words and not self.note


def lines_of(day: date, answers: list[Answer], first_habits: int | None) -> Iterator[Line]:
    """The check-in of a day and its lapses: used what any answer says no to, free of what another says yes to.

    `first_habits` is how many substances the first release found in the file, `None` where it took nothing of it.
    """
    place = answers[0].place
    for substance, answer in _used(answers).items():
        lapse: dict[str, Any] = {"kind": "lapse", "at": day.isoformat() + LAPSE_TIME, "substance": substance}
        old = {**lapse, "substance": answer.first_name} if answer.first_name and answer.first_yes is False else None
        if answer.amount:
            lapse["amount"] = answer.amount
        yield answer.place, _marked(lapse, old, first_habits)
    line = _checkin(day, answers)
    parts = pieces("\n\n".join(part for answer in answers for part in (answer.note, answer.words) if part))
    if parts:
        line["note"] = parts[0]
    if len(line) > 2:
        yield place, _marked(line, _first_release(day, answers, first_habits), first_habits)
    yield from rest_of(place, parts[1:], {"at": day.isoformat() + LAPSE_TIME})


def _checkin(day: date, answers: list[Answer]) -> dict[str, Any]:
    used = _used(answers)
    free = dict.fromkeys(name for answer in answers if answer.yes for name in answer.substances if name not in used)
    line: dict[str, Any] = {"kind": "checkin", "day": day.isoformat()}
    if used:
        line.update(used=True, substance=next(iter(used)))
    elif free:
        line["used"] = False
    if free:
        line["free_of"] = list(free)
    return line


def _used(answers: list[Answer]) -> dict[str, Answer]:
    """What was used, each with the answer that says so."""
    used: dict[str, Answer] = {}
    for answer in answers:
        if answer.yes is False:
            used.setdefault(answer.substances[0], answer)
    return used


def _marked(line: dict[str, Any], before: dict[str, Any] | None, first_habits: int | None) -> dict[str, Any]:
    """The line with the id that it had in the first release, or marked as one that it left out of the file."""
    if first_habits is None:
        return line
    return LeftBefore(line) if before is None else identified(line, before)


def _first_release(day: date, answers: list[Answer], habits: int | None) -> dict[str, Any] | None:
    """The check-in that the first release made of the day; `None` where it made none."""
    known = [answer for answer in answers if answer.first_name]
    used = [answer for answer in known if answer.first_yes is False]
    line: dict[str, Any] = {"kind": "checkin", "day": day.isoformat()}
    if used:
        line.update(used=True, substance=used[0].first_name)
    elif habits and len([answer for answer in known if answer.first_yes]) == habits:
        line["used"] = False
    parts = pieces("\n\n".join(answer.note for answer in known if answer.note))
    if parts:
        line["note"] = parts[0]
    return line if len(line) > 2 else None
