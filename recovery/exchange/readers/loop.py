"""Loop Habit Tracker's zip of CSV files: a habit of going without becomes a substance with its check-ins.

What the person did not tick is not known, so YES_AUTO (Loop's own filling in) and UNKNOWN say nothing about a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import BinaryIO

from recovery.exchange.readers import archive, first_release
from recovery.exchange.readers.habits import substances_of
from recovery.exchange.readers.loop_days import Answer, lines_of
from recovery.exchange.readers.loop_marks import NO, NOTHING, YES, Habit, Marks, habits_in, marks_of, overview, single
from recovery.exchange.readers.reading import NO_ZONE, FileReport, Line, Reader, ReadOptions, refused
from recovery.language import tr
from recovery.store.names import alike

MOST_BYTES = 48 * 1024 * 1024
FOLDER = re.compile(r"(?:(.*)/)?(\d{3}) [^/]*/Checkmarks\.csv")
NO_HABITS = tr("holds no Habits.csv; export all habits from Loop as CSV")
NO_SUCH_HABIT = tr("has no habit of a name that --only or --skip gives; check its spelling")
A_NO = tr("a NO as a lapse at noon")
LEFT = {
    "filled in": tr("days that Loop filled in by itself"),
    "skipped": tr("days that were skipped"),
    "no": tr("days without a tick, of which version 1 of Loop does not say whether they were answered"),
}


def is_export(names: list[str]) -> bool:
    """Whether an archive's files are those of an export."""
    return _list_of_habits(names) is not None


def _list_of_habits(names: list[str]) -> str | None:
    """The name under which the list of habits stands in an archive."""
    return next((name for name in names if name.rpartition("/")[2] == "Habits.csv"), None)


def read(stream: BinaryIO, options: ReadOptions, report: FileReport) -> Iterator[Line]:
    """A substance for each habit of going without; a check-in and, where the answer is no, a lapse for each day."""
    if not archive.is_one(stream):
        yield from _read([(habit, marks) for habit, marks in single(stream, options, report)], options, report)
        return
    with archive.opened(stream, MOST_BYTES) as files:
        yield from _read(_habits(files, options, report), options, report, archived=True)


def _read(
    habits: Iterable[tuple[Habit, Marks]], options: ReadOptions, report: FileReport, *, archived: bool = False
) -> Iterator[Line]:
    """The lines that habits with their marks are; `archived`: from a zip, which the first release took too."""
    report.say(NO_ZONE.format(zone=options.timezone))
    days: dict[date, list[Answer]] = {}
    first = _FirstRelease(options)
    tracked: dict[str, list[date]] = {}
    closed: dict[str, bool] = {}
    wished, met = {alike(name) for name in (*options.only, *options.skip)}, set[str]()
    for habit, marks in habits:
        first.see(habit, marks)
        met.update(_names(habit, options))
        substances = _substances(habit, marks, options, report)
        options = replace(options, tracked=(*options.tracked, *substances))  # one thing has one name in a file
        for day, answer in _answers(habit, marks, substances, first, report):
            days.setdefault(day, []).append(answer)
            if answer.yes is False:
                report.say(A_NO)
            if answer.yes is not None:
                for name in substances:
                    tracked.setdefault(name, []).append(day)
        for name in substances:
            closed[name] = habit.archived and closed.get(name, True)
    if wished and wished - met:
        raise refused("Habits.csv", NO_SUCH_HABIT)
    for name, answered in tracked.items():
        since = {"kind": "substance", "name": name, "since": min(answered).isoformat()}
        yield "Habits.csv", {**since, "closed": max(answered).isoformat()} if closed[name] else since
    known = first.habits if archived else None
    for day in sorted(days):
        yield from lines_of(day, days.pop(day), known)


class _FirstRelease:
    """What the first release took of a file: nothing, where it met a value that it did not know."""

    def __init__(self, options: ReadOptions) -> None:
        self._wanted = _wanted(options)
        self._tracked: set[str] = set()
        self._took = True

    def name(self, habit: Habit) -> str | None:
        """The substance that it took a habit for."""
        return self._wanted.get(alike(habit.name)) or first_release.habit_without(habit.name)

    def see(self, habit: Habit, marks: Marks) -> None:
        """Take note of a habit."""
        name = self.name(habit)
        if name is None:
            return
        self._took = self._took and all(mark.raw in YES + NO + NOTHING for mark in marks.rows)
        if any(mark.raw in YES + NO for mark in marks.rows):
            self._tracked.add(name)

    @property
    def habits(self) -> int | None:
        """How many substances it found; `None` where it refused the file."""
        return len(self._tracked) if self._took else None


def _wanted(options: ReadOptions) -> dict[str, str]:
    """The substances that `--map` gives to habits, by their folded names."""
    return {alike(habit): name.strip() for name, habit in options.names.items()}


def _habits(files: archive.Archive, options: ReadOptions, report: FileReport) -> Iterator[tuple[Habit, Marks]]:
    """Each habit of the archive with its marks."""
    listed = _list_of_habits(files.names)
    if listed is None:
        raise refused(archive.THE_ARCHIVE, NO_HABITS)
    folders = {int(match[2]): name for name in files.names if (match := FOLDER.fullmatch(name))}
    with files.open(listed) as stream:
        habits = list(habits_in(stream, options, report))
    for habit in habits:
        where = tr("Checkmarks.csv of habit {number}", number=habit.number)
        if habit.number in folders:
            with files.open(folders[habit.number]) as stream:
                marks = marks_of(stream, where, options, report)
        else:
            marks = overview(files, habit.place_in_list, len(habits), options)
        yield habit, marks


def _substances(habit: Habit, marks: Marks, options: ReadOptions, report: FileReport) -> tuple[str, ...]:
    """What a habit is about; none for one that is left out, which is then named with its days."""
    mapped = _wanted(options).get(alike(habit.name))
    substances = [mapped] if mapped else substances_of(habit.name, options.tracked)
    why = _left_out(habit, substances, mapped, options)
    if why is None and substances == [] and options.asked is not None:
        substances = options.asked(habit.name)
    if why is None and not substances:
        why = tr("whose name does not say what it is about; say it with --map SUBSTANCE=HABIT")
    if why is None:
        return tuple(substances or ())
    days = sum(1 for mark in marks.rows if mark.raw not in ("UNKNOWN", "-1", "") or mark.note)
    report.entries += days
    report.leave(tr("habit {name}, {why}", name=habit.name, why=why), days, place=habit.place, entries=days)
    return ()


def _names(habit: Habit, options: ReadOptions) -> set[str]:
    """What `--only` and `--skip` may call a habit: by its name, or by what it is about."""
    mapped = _wanted(options).get(alike(habit.name))
    substances = [mapped] if mapped else substances_of(habit.name, options.tracked)
    return {alike(name) for name in (habit.name, *(substances or ()))}


def _left_out(habit: Habit, substances: list[str] | None, mapped: str | None, options: ReadOptions) -> str | None:
    """Why a habit is left out; `None` for one that may be taken."""
    names = _names(habit, options)
    only, skip = ({alike(name) for name in given} for given in (options.only, options.skip))
    if (only and not names & only) or names & skip:
        return tr("which was not asked for")
    if substances is None:
        return tr("which is not about going without; name what it is about with --map SUBSTANCE=HABIT")
    if habit.measured and not habit.at_most:
        return tr("which counts what was reached, not what was used")
    if habit.measured and habit.target > 0 and not mapped:
        return tr("which allows for some use; say what it is about with --map SUBSTANCE=HABIT")
    return None


def _answers(
    habit: Habit, marks: Marks, substances: tuple[str, ...], first: _FirstRelease, report: FileReport
) -> Iterator[tuple[date, Answer]]:
    """What the days of a habit that is taken say; of a habit that is left out nothing."""
    if not substances:
        return
    first_name, knows_no = first.name(habit), marks.knows_no(habit)
    for mark in marks.rows:
        says, amount = marks.said(habit, mark)
        yes = {"yes": True, "no": False}.get(says)
        words = ""
        if yes is False and not habit.measured and not knows_no:
            yes = None
        elif yes is False and (len(substances) > 1 or not habit.daily):
            yes, words = None, tr("{habit}: no", habit=habit.name)
        answer = Answer(
            place=marks.place(mark),
            substances=substances,
            yes=yes,
            amount=f"{amount:g} {habit.unit}".strip() if habit.measured and yes is False else "",
            words=words,
            note=mark.note,
            first_name=first_name,
            first_yes=True if mark.raw in YES else False if mark.raw in NO else None,
        )
        if says != "unknown" or mark.note:
            report.entry()
        if says != "unknown" and answer.empty:
            report.leave(LEFT[says], place=answer.place, entries=1)
        if not answer.empty or answer.first_yes is not None:
            yield mark.day, answer


LOOP = Reader(
    "loop",
    tr('Loop Habit Tracker, its zip: "no heroin" becomes a substance and check-ins'),
    read,
    settings=True,
    learned=True,
)
