"""Each of treatment's views as a person sees it, at 80 and 120 columns, with and without colour, kept beside this file.

`RENEW=1 python -m pytest tests/treatment/test_snapshots.py` writes them anew; read the difference before you keep it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from recovery.outlets import entries as listing
from recovery.store import kinds
from recovery.store.records import EntryRecord
from recovery.theme import codes
from recovery.treatment import learn_cards
from recovery.treatment.assessments import Assessment
from recovery.treatment.body import Body
from recovery.treatment.goals import Done, Goal, Reward, progress
from recovery.treatment.medication import Dose, DoseFact, Regimen, adherence, next_doses
from recovery.treatment.questionnaires import instrument
from recovery.treatment.views import pages
from tests.treatment.test_records import EXAMPLES

FOLDER = Path(__file__).parent / "snapshots"
LAST = date(2026, 3, 28)
FIRST = LAST - timedelta(days=27)
LONG = "woke at four, cold and restless, read until it was light and then slept a little; mother called, that helped"
E = TypeVar("E", bound=EntryRecord)


def entry(kind: type[E], number: int, **values: Any) -> E:
    return kind.checked({"id": f"{number:08x}-0000-4000-8000-000000000000", **values})


def at(day: date, clock: str = "21:40") -> dict[str, Any]:
    return {"at": datetime.fromisoformat(f"{day}T{clock}:00-05:00"), "timezone": "America/New_York", "day": day}


REGIMENS = [
    entry(Regimen, 1, day=FIRST, name="methadone", dose="as told", since=FIRST, hours=["08:00"], prescriber="Dr Sample",
          refill=LAST + timedelta(days=3), visit=LAST + timedelta(days=1)),
    entry(Regimen, 2, day=FIRST, name="naltrexone", every_days=28, form="injection", since=FIRST),
    entry(Regimen, 3, day=FIRST, name="ibuprofen", as_needed=True, since=FIRST, until=LAST - timedelta(days=2)),
]  # fmt: skip
DOSES = [
    entry(Dose, 100 + number, **at(FIRST + timedelta(days=number), "08:10"), medication="methadone",
          status="missed" if number % 9 == 4 else "late" if number % 6 == 1 else "taken",
          side_effects=["tired", "sweating"] if number % 5 == 0 else [])
    for number in range(24)
] + [entry(Dose, 200, **at(FIRST), medication="naltrexone", status="taken")]  # fmt: skip
GAD = [
    entry(Assessment, 300 + week, **at(FIRST + timedelta(days=7 * week)), instrument="gad7",
          answers=[max(0, 3 - week), 2, 1, 2 - week // 2, 1, 0 if week != 2 else None, 1])
    for week in range(4)
]  # fmt: skip
BAM = [
    entry(Assessment, 400 + week, **at(FIRST + timedelta(days=14 * week)), instrument="bam",
          answers=[2, 1, 2, 0, 0, 1 - week, None, 3 - week, 2, 3, 2, 1, 2, 1, 1, 3, 2])
    for week in range(2)
]  # fmt: skip
BODY = [
    entry(Body, 500 + number, **at(FIRST + timedelta(days=number), "07:05"), withdrawal=10 - number * 2,
          **({"pulse": 96 - number, "systolic": 140, "diastolic": 88, "temperature": 37.4} if number % 2 else {}))
    for number in range(5)
]  # fmt: skip
GOALS = [
    progress(
        entry(Goal, 600, day=FIRST, name="call somebody", counts="told", target=3, points=2, reward="cinema with Ana",
              area="people"),
        [Done("told", FIRST + timedelta(days=number), "call somebody") for number in range(7)],
        [entry(Reward, 601, day=FIRST + timedelta(days=5), goal="call somebody")],
    ),
    progress(entry(Goal, 602, day=FIRST, name="check in", counts="checkin", target=7, reward="new book"), [], []),
    progress(entry(Goal, 603, day=FIRST, name=LONG[:64], counts="told"), [], []),
]  # fmt: skip


def examples() -> list[EntryRecord]:
    """One entry of each kind, with one text that is longer than a line."""
    results: list[EntryRecord] = []
    for number, (kind, values) in enumerate(EXAMPLES.items(), start=0x3F9A0000):
        given = {"id": f"{number:08x}-0000-4000-8000-000000000000"} | values
        long = {name: LONG for name in ("note", "situation") if name in values}
        if "at" in values:
            given["at"] = datetime.fromisoformat(values["at"])
        results.append(kinds.record_of(kind).checked(given | long))
    return results


def medication() -> Iterator[str]:
    taken = [DoseFact(dose.medication, dose.status, dose.day) for dose in DOSES]
    adherence_ = adherence(REGIMENS, taken, FIRST, LAST)
    return pages.medications(adherence_, REGIMENS, DOSES, next_doses(REGIMENS, taken, LAST), (FIRST, LAST), LAST)


def results() -> Iterator[str]:
    yield from pages.result(instrument("gad7"), GAD[-1].result(), GAD[:-1])
    yield from pages.result(instrument("bam"), BAM[0].result(), [])


VIEWS: dict[str, Callable[[], Iterable[str]]] = {
    "medication": medication,
    "medication-empty": lambda: pages.medications([], [], [], [], (FIRST, LAST), LAST),
    "missed-dose": lambda: pages.wrapped(
        learn_cards.missed_dose([*learn_cards.card("missed-dose").families], pregnant=True)
    ),
    "result": results,
    "history": lambda: pages.assessed(instrument("gad7"), GAD),
    "histories": lambda: pages.assessed(instrument("bam"), BAM),
    "body": lambda: pages.bodies(BODY),
    "goals": lambda: (line for goal in GOALS for line in pages.progress(goal)),
    "cards": lambda: (line for card in learn_cards.cards() for line in (*pages.card(card), "")),
    "entries": lambda: listing.listing(examples(), 8),
    "details": lambda: (line for example in examples() for line in listing.detail(example)),
    "kept": lambda: (listing.kept(example, 4) for example in examples()),
}


def styled(text: str, look: str) -> str:
    return f"\x1b[{codes(look, colours=True)}m{text}\x1b[0m"


def unstyled(text: str, *_: str) -> str:
    return text


def compared(name: str, text: str) -> None:
    path = FOLDER / name
    if os.environ.get("RENEW"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert path.exists(), "a new view: write its snapshot with RENEW=1"
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.usefixtures("home")
def test_the_view_is_as_it_was(name: str, width: int, colour: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for module in (pages, listing):
        monkeypatch.setattr(module, "style", styled if colour else unstyled)
    text = "\n".join(VIEWS[name]()) + "\n"
    if not colour:
        assert max(map(len, text.splitlines())) <= width or name in ("details", "kept"), (
            "no line breaks in the terminal"
        )
    compared(f"{name}-{width}{'-colour' if colour else ''}.txt", text)


def test_no_snapshot_is_left_over() -> None:
    expected = {f"{name}-{width}{colour}.txt" for name in VIEWS for width in (80, 120) for colour in ("", "-colour")}
    assert {path.name for path in FOLDER.iterdir()} == expected
