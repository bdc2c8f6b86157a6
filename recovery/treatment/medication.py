"""Medication: what is prescribed, what was taken, and the plain arithmetic between the two.

A dose is the person's own text, never computed, and a missed one leads to a card, not to advice.
Days are lived days, so a dose after midnight belongs to the evening before and no change of the clock can move it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Literal, NamedTuple

from recovery.console import commas, one_line
from recovery.errors import FieldRefused, Refused
from recovery.language import Noun, tr, trn
from recovery.outlets import words
from recovery.store.names import NAME, NAMES, alike
from recovery.store.profile import TIME_OF_DAY
from recovery.store.records import EntryRecord, record, ruled
from recovery.store.rules import DAY, FLAG, ID, INSTANT, TEXT, TIMEZONE, Rule, choice, listed, whole
from recovery.treatment.phrases import span
from recovery.wire import strict_json

STATUSES = ("taken", "late", "missed")
FORMS = ("tablet", "film", "liquid", "injection", "patch", "spray", "other")
KNOWN_ENOUGH = 7


def _clocks(value: Any) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or len(value) > 24:
        raise Refused(tr("must be a list of up to 24 times of day such as 08:00"))
    return tuple(sorted({TIME_OF_DAY.dump(TIME_OF_DAY.check(time_of_day)) for time_of_day in value}))


def _to_json(value: tuple[Any, ...]) -> str:
    return json.dumps(value, separators=(",", ":"))


CLOCKS = Rule(
    _clocks,
    dump=list,
    store=_to_json,
    load=lambda text: tuple(strict_json.read(text)),
    wants=listed(24, TIME_OF_DAY.wants or {}),
)


@record
class Regimen(EntryRecord):
    """A medication as it is prescribed: `times` doses on every `every_days`-th day from `since` up to `until`.

    `dose` is the person's own text. An as-needed medication expects no dose. A changed dose is a new regimen of the
    same name; the old one ends on the day before.
    """

    kind: ClassVar[str] = "regimen"
    called: ClassVar[Noun] = Noun("medication", "medications")
    searched: ClassVar[tuple[str, ...]] = ("name", "dose", "prescriber", "note")

    id: str = ruled(ID)
    day: date = ruled(DAY)
    name: str = ruled(NAME)
    dose: str | None = ruled(NAME, optional=True)
    times: int = ruled(whole(1, 24), default=1)
    every_days: int = ruled(whole(1, 366), default=1)
    as_needed: bool = ruled(FLAG, default=False)
    form: str | None = ruled(choice(*FORMS), optional=True)
    hours: tuple[str, ...] = ruled(CLOCKS, default=())
    since: date = ruled(DAY)
    until: date | None = ruled(DAY, optional=True)
    prescriber: str | None = ruled(NAME, optional=True)
    refill: date | None = ruled(DAY, optional=True)
    visit: date | None = ruled(DAY, optional=True)
    note: str | None = ruled(TEXT, optional=True)

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield self.called()
        yield one_line(self.name)
        yield one_line(self.dose or "")
        yield self.schedule()
        yield span(self.since, self.until)

    def schedule(self) -> str:
        """`2 times a day at 08:00, 20:00`, `every 28 days`, `as needed`."""
        if self.as_needed:
            return tr("as needed")
        times = words.times(self.times)
        every = trn("a day", "every {count} days", self.every_days)
        return f"{times} {every}" + (tr(" at {hours}", hours=", ".join(self.hours)) if self.hours else "")

    def check_whole(self) -> None:
        """A regimen ends on its first day or later; raises `Refused`."""
        if self.until is not None and self.until < self.since:
            raise FieldRefused("until", tr("must be the day of since or later"))

    def covers(self, day: date) -> bool:
        """Whether the regimen holds on that day."""
        return self.since <= day and (self.until is None or day <= self.until)


@record
class Dose(EntryRecord):
    """One dose of a medication: taken, taken late, or missed."""

    kind: ClassVar[str] = "dose"
    called: ClassVar[Noun] = Noun("dose", "doses")
    searched: ClassVar[tuple[str, ...]] = ("medication", "side_effects", "note")

    id: str = ruled(ID)
    at: datetime = ruled(INSTANT)
    timezone: str = ruled(TIMEZONE)
    day: date = ruled(DAY)
    medication: str = ruled(NAME)
    status: Literal["taken", "late", "missed"] = ruled(choice(*STATUSES))
    side_effects: tuple[str, ...] = ruled(NAMES, default=())
    note: str | None = ruled(TEXT, optional=True)

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield tr("dose {status}", status=self.status)
        yield one_line(self.medication)
        yield commas(self.side_effects)


class DoseFact(NamedTuple):
    """A dose as the arithmetic needs it."""

    medication: str
    status: str
    day: date


class Adherence(NamedTuple):
    """How the doses written down stand to those expected. `taken` includes the late ones."""

    name: str
    expected: int
    taken: int
    late: int
    missed: int

    @property
    def unlogged(self) -> int:
        """Expected doses of which nothing is written down; never below 0."""
        return max(0, self.expected - self.taken - self.missed)

    @property
    def known(self) -> float | None:
        """Taken / (taken + missed), 0 to 1; `None` below 7 doses written down."""
        written = self.taken + self.missed
        return self.taken / written if written >= KNOWN_ENOUGH else None

    @property
    def worst(self) -> float | None:
        """Taken / expected: every dose not written down counted as not taken; `None` when none is expected."""
        return self.taken / self.expected if self.expected else None

    def to_json(self) -> dict[str, Any]:
        """As the contract writes it."""
        return {
            "name": self.name,
            "expected": self.expected,
            "taken": self.taken,
            "late": self.late,
            "missed": self.missed,
            "unlogged": self.unlogged,
            "adherence_known": self.known,
            "adherence_worst": self.worst,
        }


class DueDose(NamedTuple):
    """What a day asks of one medication: `left` of `planned` doses are not yet written down."""

    name: str
    dose: str | None
    planned: int
    left: int
    hours: tuple[str, ...]


class NextDose(NamedTuple):
    """The day on which a medication given every few days is planned next; before today it is overdue."""

    name: str
    form: str | None
    day: date


def dosing_days(regimen: Regimen, first: date, last: date) -> int:
    """How many days from `first` to `last`, both included, the regimen plans doses on."""
    start, end = max(first, regimen.since), min(last, regimen.until or last)
    if end < start:
        return 0
    step = regimen.every_days
    return (end - regimen.since).days // step - -(-(start - regimen.since).days // step) + 1


def expected(regimen: Regimen, first: date, last: date) -> int:
    """Doses planned from `first` to `last`: times x dosing days; an as-needed medication plans none."""
    return 0 if regimen.as_needed else regimen.times * dosing_days(regimen, first, last)


def adherence(regimens: Iterable[Regimen], doses: Iterable[DoseFact], first: date, last: date) -> list[Adherence]:
    """Each medication with a regimen in the period, in the order in which they were added.

    Regimens of one name (a changed dose, a morning and an evening one) are one medication. A dose counts on the days
    that a regimen of its name covers.
    """
    groups: dict[str, list[Regimen]] = {}
    for regimen in regimens:
        if regimen.since <= last and (regimen.until is None or regimen.until >= first):
            groups.setdefault(alike(regimen.name), []).append(regimen)
    counted: dict[str, list[str]] = {name: [] for name in groups}
    for dose in doses:
        name = alike(dose.medication)
        if first <= dose.day <= last and any(regimen.covers(dose.day) for regimen in groups.get(name, ())):
            counted[name].append(dose.status)
    return [
        Adherence(
            name=group[-1].name,
            expected=sum(expected(regimen, first, last) for regimen in group),
            taken=sum(status != "missed" for status in counted[name]),
            late=counted[name].count("late"),
            missed=counted[name].count("missed"),
        )
        for name, group in groups.items()
    ]


def due(regimens: Iterable[Regimen], doses: Iterable[DoseFact], day: date) -> list[DueDose]:
    """What a day plans, medication by medication, and how much of it is not yet written down."""
    written: dict[str, int] = {}
    for dose in doses:
        if dose.day == day:
            written[alike(dose.medication)] = written.get(alike(dose.medication), 0) + 1
    planned: dict[str, DueDose] = {}
    for regimen in regimens:
        count = expected(regimen, day, day)
        if count:
            name = alike(regimen.name)
            before = planned.get(name, DueDose(regimen.name, regimen.dose, 0, 0, ()))
            total = before.planned + count
            hours = (*before.hours, *regimen.hours)
            planned[name] = before._replace(planned=total, left=max(0, total - written.get(name, 0)), hours=hours)
    return list(planned.values())


def next_doses(regimens: Iterable[Regimen], doses: Sequence[DoseFact], day: date) -> list[NextDose]:
    """When each medication that is given every few days is planned next, counted from its first day as written.

    A planned day without a dose since stays due, however long ago; the clinic's own date holds over this one.
    """
    upcoming = []
    for regimen in regimens:
        if regimen.as_needed or regimen.every_days == 1 or not (regimen.since > day or regimen.covers(day)):
            continue
        step = timedelta(days=regimen.every_days)
        slot = regimen.since + max(0, (day - regimen.since) // step) * step
        name = alike(regimen.name)
        given = any(
            alike(dose.medication) == name and dose.status != "missed" and slot <= dose.day <= day for dose in doses
        )
        planned = slot + step if given else slot
        if regimen.until is None or planned <= regimen.until:
            upcoming.append(NextDose(regimen.name, regimen.form, planned))
    return upcoming
