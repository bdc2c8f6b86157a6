"""The moments of a diary, gathered by day: a day is one check-in, with the words of all its moments.

What another program's file says of a day is kept as one answer, and a use among it as a lapse at its time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from typing import Any, NamedTuple

from recovery.exchange.lines import Place, derived_id, lapse_id
from recovery.exchange.readers.reading import Line, identified, pieces, refused, told_apart
from recovery.language import tr

HELD_LIMIT = 16_000_000
MIXED_DAYS = tr("is too far from the other lines of its day for a file of this size; sort its lines by date")


class Moment(NamedTuple):
    """One entry of a mood diary: its time of day if it has one, its mood 0-10 if that is known, its words.

    `answers` are what else the check-in of its day gets from it, `at` is the instant of a use among them, as the intake
    takes it; `before` are its words as the first release had them, where it had others.
    """

    clock: time | None
    mood: int | None
    text: str
    answers: Mapping[str, Any] | None = None
    before: str | None = None
    at: Mapping[str, str] | None = None


class Days:
    """Gathers the rows of a diary by day, in whatever order they come; a day is given with the last of its rows.

    `rows` says how many there are of each day, so a file in order is held a day at a time, and any other only as far
    as its days are mixed. `taken` raises `Refused` where that would be too much for the memory.
    """

    def __init__(self, rows: Mapping[date, int]) -> None:
        self._left = dict(rows)
        self._held: dict[date, list[Moment]] = {}
        self._letters = 0

    def taken(self, line: int, day: date, moment: Moment | None) -> Iterator[Line]:
        """Take the row of a line, `None` for one that cannot be read; gives the day's lines once it is whole."""
        self._left[day] -= 1
        if moment is not None:
            self._held.setdefault(day, []).append(moment)
            self._letters += len(moment.text)
        if self._letters > HELD_LIMIT:
            raise refused(line, MIXED_DAYS)
        if not self._left[day] and (moments := self._held.pop(day, None)):
            self._letters -= sum(len(moment.text) for moment in moments)
            yield from day_of_moments(line, day, moments)


def day_of_moments(place: Place, day: date, moments: list[Moment]) -> Iterator[Line]:
    """The moments of one day as its check-in, in the order of the clock: the mood is their mean, the words stay.

    Of two answers to the same question the later one counts, by the clock, else by the file. A use is a lapse at its
    first time: of the day that the file names, also in the small hours, and with the id that the intake gives to the
    lapse of a check-in, so that it is there once, and also where it was taken in at noon before its time was read.
    """
    moods = [moment.mood for moment in moments if moment.mood is not None]
    in_order = sorted(moments, key=lambda moment: moment.clock or time(0))
    answers = [moment.answers or {} for moment in in_order]
    head: dict[str, Any] = {"kind": "checkin", "day": day.isoformat()}
    old, values = dict(head), {**head, **_combined(answers)}
    for answer in answers:
        old.update({name: value for name, value in answer.items() if name != "free_of"})
    if moods:
        values["mood"] = old["mood"] = (2 * sum(moods) + len(moods)) // (2 * len(moods))
    parts = pieces(_joined(moments, lambda moment: moment.text))
    earlier = pieces(_joined(moments, lambda moment: moment.text if moment.before is None else moment.before))
    line = {**values, "note": parts[0]} if parts else values
    checkin = identified(line, {**old, "note": earlier[0]} if earlier else old)
    lapses = _lapses(day, in_order)
    if lapses and lapses[0]["at"] is not None:
        yield place, {**lapses[0], "id": lapse_id(checkin.get("id") or derived_id(checkin))}
    yield place, checkin
    at = f"{day.isoformat()}T12:00:00"
    for number, part in enumerate(parts[1:], start=1):
        note = {"kind": "note", "at": at, "text": part}
        old_note = {**note, "text": earlier[number]} if number < len(earlier) else note
        yield place, told_apart(identified(note, old_note), number, part in parts[1:number])
    for lapse in lapses[1:]:
        before = {"kind": "lapse", "at": at, "substance": lapse["substance"]}
        yield place, identified({**lapse, "at": lapse["at"] or at}, before)


def _lapses(day: date, in_order: list[Moment]) -> list[dict[str, Any]]:
    """A lapse for each substance used on a day, at the first time that is known of it; `at` is `None` without one."""
    used = _used([moment.answers or {} for moment in in_order])
    lapse = {"kind": "lapse", "at": None, "day": day.isoformat()}
    lapses: dict[str | None, dict[str, Any]] = {substance: {**lapse, "substance": substance} for substance in used}
    for moment in reversed(in_order):
        answers = moment.answers or {}
        if answers.get("used") and moment.at:
            lapses[answers.get("substance")].update(moment.at)
    return list(lapses.values())


def _combined(answers: list[Mapping[str, Any]]) -> dict[str, Any]:
    """The answers of one day as one: used what any of them says, free of what others say and nobody contradicts."""
    values: dict[str, Any] = {}
    for answer in answers:
        values.update({name: value for name, value in answer.items() if name not in ("substance", "free_of")})
    used = _used(answers)
    free = dict.fromkeys(name for answer in answers for name in answer.get("free_of", ()))
    if used:
        values.update(used=True, substance=used[0])
    whole = any(answer.get("used") is False and not answer.get("free_of") for answer in answers)
    named = [name for name in free if name not in used]
    return {**values, "free_of": named} if named and not whole else values


def _used(answers: list[Mapping[str, Any]]) -> list[str | None]:
    """What was used on a day, each once; `None` is the first tracked substance."""
    return list(dict.fromkeys(answer.get("substance") for answer in answers if answer.get("used")))


def _joined(moments: list[Moment], words: Callable[[Moment], str]) -> str:
    texts = sorted((moment.clock or time(0), words(moment)) for moment in moments if words(moment))
    return "\n\n".join(text for _, text in texts)
