"""Loop Habit Tracker's zip of CSV files: a habit of going without becomes a substance with its check-ins.

What the person did not tick is not known, so YES_AUTO (Loop's own filling in) and UNKNOWN say nothing about a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO, NamedTuple

from recovery.exchange.readers import archive, text
from recovery.exchange.readers.reading import NO_ZONE, Account, Line, Reader, Wishes, pieces, refused
from recovery.exchange.readers.times import DateOrder

MOST_BYTES = 48 * 1024 * 1024
YES, NO = ("YES_MANUAL", "2"), ("NO", "0")
NOTHING = ("YES_AUTO", "1", "SKIP", "3", "UNKNOWN", "-1", "")
WITHOUT = re.compile(
    r"(?:no|not|without|quit|stop|off|avoid|free (?:of|from)|stay(?:ing)? (?:off|away from|free of))"
    r" (?:using |use |any )?(.+)"
    r"|(.+)[- ]free(?: day)?",
    re.IGNORECASE,
)
FOLDER = re.compile(r"(?:(.*)/)?(\d{3}) [^/]*/Checkmarks\.csv")
NO_HABITS = "holds no Habits.csv; export all habits from Loop as CSV"
OTHER_HABIT = "habits that are not about going without; name one with --map heroin=HABIT"
PARTLY = "days on which only some of the habits were answered"
LAPSE_TIME = "T12:00:00"


class Answer(NamedTuple):
    """What a habit says of a day, and where it stands."""

    place: str
    substance: str
    yes: bool | None
    note: str


def read(stream: BinaryIO, wishes: Wishes, account: Account) -> Iterator[Line]:
    """A substance for each habit of going without; a check-in and, where the answer is no, a lapse for each day."""
    if not archive.is_one(stream):
        raise refused(1, "begins no zip archive; export all habits from Loop as CSV")
    account.say(NO_ZONE.format(zone=wishes.timezone))
    account.say("a NO as a lapse at noon")
    days: dict[date, list[Answer]] = {}
    tracked: dict[str, date] = {}
    with archive.opened(stream, MOST_BYTES) as files:
        for number, name, substance in _habits(files, wishes, account):
            answers = _answers(files, number, name, substance, account)
            for day, answer in answers:
                days.setdefault(day, []).append(answer)
                if answer.yes is not None:
                    tracked[substance] = min(day, tracked.get(substance, day))
    for substance, since in tracked.items():
        yield "Habits.csv", {"kind": "substance", "name": substance, "since": since.isoformat()}
    for day in sorted(days):
        yield from _day(day, days.pop(day), len(tracked), account)


def _habits(files: archive.Archive, wishes: Wishes, account: Account) -> Iterator[tuple[int, str, str]]:
    """Number, file and substance of each habit that is about going without."""
    listed = next((name for name in files.names if name.rsplit("/", 1)[-1] == "Habits.csv"), None)
    if listed is None:
        raise refused(archive.THE_ARCHIVE, NO_HABITS)
    folders = {int(match[2]): name for name in files.names if (match := FOLDER.fullmatch(name))}
    wanted = {habit.strip().casefold(): substance for substance, habit in wishes.names.items()}
    with files.open(listed) as stream:
        table = text.Table(text.lines(stream, account), place="Habits.csv")
        table.need(["Position", "Name"], "an export of Loop has it")
        for line, row in table:
            name = " ".join(row["Name"].split())
            match = WITHOUT.fullmatch(name)
            substance = wanted.get(name.casefold()) or (match[1] or match[2] if match else None)
            number = int(row["Position"]) if row["Position"].isdecimal() else 0
            if substance is None:
                account.leave(OTHER_HABIT, place=table.place(line))
            elif number in folders:
                yield number, folders[number], substance.strip()


def _answers(
    files: archive.Archive, number: int, name: str, substance: str, account: Account
) -> Iterator[tuple[date, Answer]]:
    where = f"Checkmarks.csv of habit {number}"
    order, seen = DateOrder(), set[date]()
    with files.open(name) as stream:
        for line, row in _marks(stream, where, account):
            place = f"{where}, line {line},"
            day = order.day(row["Date"])
            if day is None:
                raise refused(place, "has no date that can be read")
            if day in seen:
                raise refused(place, "names a day a second time")
            seen.add(day)
            value = row["Value"].strip().upper()
            if value not in YES + NO + NOTHING:
                raise refused(place, "has a value that is neither yes nor no; leave habits that count something out")
            yes = True if value in YES else False if value in NO else None
            note = (row.get("Notes") or "").strip()
            if yes is not None or note:
                yield day, Answer(place, substance, yes, note)


def _marks(stream: BinaryIO, where: str, account: Account) -> Iterator[text.Row]:
    """The rows of a habit's file; older versions of Loop write no line of headings."""
    numbered = text.lines(stream, account)
    first = next(numbered, None)
    if first is None:
        return
    heading = first[1].lower().startswith("date")

    def again() -> Iterator[tuple[int, str]]:
        if not heading:
            yield 0, "Date,Value\n"
        yield first
        yield from numbered

    table = text.Table(again(), place=where)
    table.need(["Date", "Value"], "an export of Loop has it")
    yield from table


def _day(day: date, answers: list[Answer], habits: int, account: Account) -> Iterator[Line]:
    """One check-in: used where any answer is no, not used only where every habit says so."""
    used = [each for each in answers if each.yes is False]
    free = len([each for each in answers if each.yes]) == habits
    values: dict[str, object] = {"kind": "checkin", "day": day.isoformat()}
    if used:
        values.update(used=True, substance=used[0].substance)
    elif free:
        values["used"] = False
    elif any(each.yes for each in answers):
        account.leave(PARTLY, place=answers[0].place)
    parts = pieces("\n\n".join(each.note for each in answers if each.note))
    if parts:
        values["note"] = parts[0]
    if len(values) > 2:
        yield answers[0].place, values
    for part in parts[1:]:
        yield answers[0].place, {"kind": "note", "at": day.isoformat() + LAPSE_TIME, "text": part}
    for each in used:
        yield each.place, {"kind": "lapse", "at": day.isoformat() + LAPSE_TIME, "substance": each.substance}


LOOP = Reader("loop", 'Loop Habit Tracker, its zip: "no heroin" becomes a substance and check-ins', read, settings=True)
