"""A journal in memory with a marker in each thing that a page could show, and the page in every format."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, time
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfReader
from pypdf.generic import StreamObject

from recovery.commands.export.counselor import WRITERS
from recovery.diary import Diary
from recovery.exchange.counselor.build import build
from recovery.exchange.counselor.choice import Choice
from recovery.exchange.counselor.document import NAMES, Document
from recovery.exchange.counselor.material import Material, gather
from recovery.exchange.intake import Intake
from recovery.exchange.lines import BadLines, Frame, records
from recovery.exchange.people import Names
from recovery.insights.periods import Period
from recovery.store import connection, rows
from recovery.store.profile import Profile
from tests.exchange.counselor import month as four_weeks
from tests.rehearsal import rehearsing

ZONE = "America/New_York"
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 28)
SECRET = "Xanthippe"
FORMATS = tuple(WRITERS)

# What each section alone shows of the person's words. NOTE stands in every text that is off by default.
MARKS = {
    "discuss": "mdiscuss",
    "triggers": "mtrigger",
    "coping": "mcoping",
    "medication": "mmedicine",
    "symptoms": "msymptom",
    "support": "mtest",
    "goals": "mgoal",
    "plan": "mplan",
}
NOTE = "mnote"
SEED = UUID("6f9b7a52-3c1d-4e0a-9a7e-2f6c1d0b8e41")


def lines(secret: str = SECRET) -> Iterator[dict[str, Any]]:
    """The journal, line by line."""
    yield {"kind": "substance", "name": "heroin", "since": "2026-01-01"}
    craving = {"kind": "craving", "intensity": 7, "triggers": [f"mtrigger with {secret}"], "outcome": "passed"}
    for day in range(2, 26):
        at = f"2026-03-{day:02}T{9 + day % 12:02}:10:00"
        yield {**craving, "at": at, "coping": [f"mcoping {secret.upper()}"], "note": f"{NOTE} {secret}"}
        yield {
            "kind": "checkin",
            "day": at[:10],
            "used": False,
            "mood": 5,
            "sleep_hours": 7,
            "note": NOTE,
            "good": NOTE,
        }
    yield {"kind": "checkin", "day": "2026-02-10", "used": True, "mood": 2}
    yield {"kind": "lapse", "at": "2026-03-05T22:00:00", "substance": "heroin", "note": NOTE, "overdose": "near"}
    yield {"kind": "note", "at": "2026-03-06T10:00:00", "text": f"{NOTE} {secret}"}
    yield {"kind": "topic", "day": "2026-03-20", "text": f"mdiscuss, and {secret}'s money"}
    yield {
        "kind": "regimen",
        "day": "2026-03-01",
        "name": "mmedicine",
        "dose": "8 mg",
        "since": "2026-03-01",
        "note": NOTE,
    }
    for day in range(1, 13):
        dose = {"kind": "dose", "at": f"2026-03-{day:02}T08:00:00", "medication": "mmedicine", "note": NOTE}
        yield {**dose, "status": "missed" if day == 3 else "taken"}
    yield {"kind": "body", "at": "2026-03-07T08:00:00", "withdrawal": 3, "symptoms": ["msymptom"], "note": NOTE}
    phq9 = {"kind": "assessment", "instrument": "phq9", "note": NOTE}
    yield {**phq9, "at": "2026-02-20T10:00:00", "answers": [2, 2, 2, 2, 1, 2, 2, 1, 0]}
    yield {**phq9, "at": "2026-03-20T10:00:00", "answers": [1, 1, 1, 2, 1, 1, 1, 1, 1]}
    yield {"kind": "assessment", "at": "2026-03-21T10:00:00", "instrument": "gad7", "answers": [1, 1, 1, 1, 1, 1, None]}
    meeting = {
        "kind": "attendance",
        "at": "2026-03-10T18:00:00",
        "type": "group",
        "name": secret,
        "before": 4,
        "after": 6,
    }
    yield {**meeting, "takeaway": NOTE, "homework": NOTE, "note": NOTE}
    yield {"kind": "goal", "day": "2026-03-01", "name": f"mgoal with {secret}", "target": 5}
    yield {"kind": "health", "day": "2026-03-15", "type": "test", "name": "mtest", "dated": "2026-03-15", "result": "x"}
    yield {"kind": "supply", "day": "2026-03-01", "place": "drawer"}
    plan = {"kind": "plan_item"}
    yield {**plan, "section": "contacts", "name": secret, "role": "sister", "phone": "555-0142"}
    yield {**plan, "section": "situations", "text": "mplan", "triggers": ["x"], "responses": [f"text {secret} first"]}


def fill(journal: connection.Journal, given_lines: Iterable[dict[str, Any]]) -> Diary:
    """Put the lines into an empty journal."""
    profile = Profile(timezone=ZONE, day_starts=time(4))
    with journal.command("init"):
        rows.add(journal, profile)
    bad = BadLines()
    frame = Frame(ZONE, time(4), {"heroin": "heroin"})
    given = ((number, json.dumps(line).encode()) for number, line in enumerate(given_lines, start=1))
    with journal.command("import", origin="import"):
        intake = Intake(journal)
        for _, record in records(given, frame, bad):
            if record.kind == "substance":
                rows.add(journal, record)
            else:
                intake.take(record)  # type: ignore[arg-type]  # whatever is no substance here has an id
        intake.finish()
    assert not bad.shown, bad.shown[:3]
    return Diary(journal, profile)


@pytest.fixture(scope="session")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Diary]:
    """The filled journal, in memory."""
    with rehearsing() as journal:
        yield fill(journal, lines())


Page = Callable[..., Document]


@pytest.fixture(scope="session")
def page(diary: Diary) -> Page:
    """The page of some sections, with or without notes and names."""

    def made(*chosen: str, notes: bool = False, shown: bool = False, **more: Any) -> Document:
        material = gather(diary, Period(FIRST, LAST), LAST)
        names = Names([(SECRET, "sister")], shown=shown)
        sections = [name for name in NAMES if name in (chosen or NAMES)]
        return build(material, sections, Choice(names, notes=notes), made_on=LAST, **more)

    return made


@pytest.fixture(scope="session")
def month() -> Material:
    """What the four weeks of `month.py` hold, seen from their last day but one."""
    with rehearsing() as journal:
        diary = fill(journal, four_weeks.lines())
        return gather(diary, Period(four_weeks.FIRST, four_weeks.LAST), four_weeks.AS_OF)


def page_of(
    given_lines: Iterable[dict[str, Any]], first: date, last: date, *chosen: str, notes: bool = False, **more: Any
) -> Document:
    """The page of a journal that holds these lines."""
    with rehearsing() as journal:
        diary = fill(journal, given_lines)
        sections = [name for name in NAMES if name in (chosen or NAMES)]
        choice = Choice(Names([]), notes=notes)
        return build(gather(diary, Period(first, last), last), sections, choice, made_on=last, **more)


def written(document: Document, format_: str) -> bytes:
    """The page in that format."""
    own = {"seed": SEED} if format_ == "fhir" else {}
    content = import_module(f"recovery.exchange.{WRITERS[format_]}").write(document, **own)  # type: ignore[index]
    assert isinstance(content, bytes)
    return content


def everything_in(content: bytes, format_: str) -> str:
    """All the text that any reader could find in a file, without blanks, in small letters."""
    text = content.decode("utf-8", "replace")
    if format_ == "pdf":
        reader = PdfReader(io.BytesIO(content))
        parts = [page.extract_text() for page in reader.pages]
        parts += [str(reader.metadata), str(reader.xmp_metadata and reader.xmp_metadata.stream.get_data())]
        for number in range(1, len(reader.xref[0]) + len(reader.xref_objStm) + 1):
            object_ = reader.get_object(number)
            parts.append(str(object_))
            if isinstance(object_, StreamObject):
                parts.append(object_.get_data().decode("latin-1"))
        text += "".join(parts)
    if format_ in ("json", "fhir"):
        text += str(json.loads(content))
    return "".join(text.split()).casefold()
