"""Four weeks with a little of everything, no two figures alike: what each section must say can be counted by hand.

The page is made on its last day but one, Saturday 29 November 2025. `Ana`, the sister, stands in every text of the
person's own, so a text that was not looked through shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from recovery.exchange.counselor.choice import Choice
from recovery.exchange.counselor.document import NAMES, Name
from recovery.exchange.people import Names

FIRST, AS_OF, LAST = date(2025, 11, 3), date(2025, 11, 29), date(2025, 11, 30)


def lines() -> Iterator[dict[str, Any]]:
    """The journal, line by line."""
    yield {"kind": "substance", "name": "heroin", "since": "2025-10-01"}
    yield {"kind": "substance", "name": "pills of Ana", "since": "2025-11-20"}
    yield from _cravings()
    yield from _days()
    yield from _medication()
    yield from _support()
    yield from _plan()


def _cravings() -> Iterator[dict[str, Any]]:
    for day, hour, intensity, outcome, triggers, coping in (
        ("10-28", 12, 4, None, [], []),
        ("11-02", 12, 6, None, [], []),
        ("11-04", 9, 3, "passed", ["bored"], ["tea"]),
        ("11-04", 23, 7, "passed", ["argument with Ana", "bored"], ["walk with Ana", "tea"]),
        ("11-05", 3, 8, "used", ["Bored"], ["Tea"]),  # before four: it belongs to the 4th
        ("11-12", 14, 9, None, ["bored"], ["tea"]),
        ("11-13", 14, 5, "passed", [], ["tea"]),
        ("11-20", 14, 2, "passed", [], ["tea"]),
        ("11-21", 14, 4, "passed", [], []),
    ):
        at = f"2025-{day}T{hour:02}:30:00"
        yield {
            "kind": "craving", "at": at, "intensity": intensity, "outcome": outcome, "triggers": triggers,
            "coping": coping, "note": f"Ana at {hour}",
        }  # fmt: skip


def _days() -> Iterator[dict[str, Any]]:
    for day, used, more in (
        ("10-27", True, {}),
        ("10-30", False, {}),
        ("10-31", False, {}),
        ("11-03", False, {"mood": 4, "sleep_hours": 6, "hungry": True, "tired": False, "signs": ["Not eating"]}),
        ("11-04", True, {"mood": 2, "note": "with Ana"}),
        ("11-05", False, {"sleep_hours": 7.5, "confidence": 8, "lonely": True, "hungry": True, "good": "Ana rang"}),
        ("11-06", False, {"mood": 9, "angry": False, "signs": ["not eating", "rows with Ana"]}),
        ("11-10", False, {"note": "Ana was here"}),
        ("11-11", False, {}),
        ("11-18", False, {}),
        ("11-19", False, {}),
    ):
        yield {"kind": "checkin", "day": f"2025-{day}", "used": used, **more}
    for day, overdose, naloxone in (("11-15", "near", True), ("11-22", "yes", False), ("11-24", None, None)):
        yield {
            "kind": "lapse", "at": f"2025-{day}T22:00:00", "substance": "heroin", "overdose": overdose,
            "naloxone": naloxone, "note": "Ana found me" if overdose == "near" else None,
        }  # fmt: skip
    yield {"kind": "lapse", "at": "2025-10-29T22:00:00", "substance": "heroin", "overdose": "yes"}
    yield {"kind": "note", "at": "2025-11-09T10:00:00", "text": "Ana and money"}
    yield {"kind": "topic", "day": "2025-11-20", "text": "Ana's wedding"}
    body = {"kind": "body", "note": "Ana measured"}
    yield {**body, "at": "2025-11-05T08:00:00", "withdrawal": 5, "symptoms": ["sweats", "fear of Ana"]}
    for number, high in enumerate((120, 130, 140, 150, 160), start=6):
        yield {
            "kind": "body", "at": f"2025-11-{number:02}T08:00:00", "systolic": high, "diastolic": high - 50,
            "pulse": high - 51, "symptoms": ["Sweats"],
        }  # fmt: skip
    yield {"kind": "body", "at": "2025-11-15T08:00:00", "temperature": 38.5, "sleep_hours": 3}
    yield {"kind": "wellbeing", "day": "2025-11-07", "good_exchanges": 3, "note": "Ana twice"}
    yield {"kind": "wellbeing", "day": "2025-11-08", "hard_exchanges": 2, "thoughts_of_suicide": True}
    yield {"kind": "wellbeing", "day": "2025-11-09", "thoughts_of_suicide": False}


def _medication() -> Iterator[dict[str, Any]]:
    regimen = {"kind": "regimen", "day": "2025-10-01"}
    yield {**regimen, "name": "buprenorphine", "dose": "8 mg", "since": "2025-10-01", "until": "2025-11-09"}
    yield {**regimen, "name": "Buprenorphine", "dose": "16 mg with Ana", "since": "2025-11-10"}
    yield {**regimen, "name": "sertraline", "since": "2025-10-15", "until": "2025-11-14"}
    yield {**regimen, "name": "melatonin", "dose": "2 mg", "since": "2025-11-30"}
    for number in range(4, 14):
        status = {6: "missed", 7: "late", 8: "missed"}.get(number, "taken")
        effects = ["nausea"] if number % 2 else ["Nausea", "sleepy at Ana's"] if number == 4 else []
        yield {
            "kind": "dose", "at": f"2025-11-{number:02}T08:00:00", "medication": "buprenorphine", "status": status,
            "side_effects": effects, "note": "Ana brought it" if number == 7 else None,
        }  # fmt: skip
    yield {"kind": "dose", "at": "2025-11-12T09:00:00", "medication": "sertraline", "status": "missed"}
    yield {"kind": "supply", "day": "2025-11-01", "place": "drawer", "until": "2025-11-29"}
    yield {"kind": "supply", "day": "2025-11-01", "place": "bag", "what": "Narcan", "until": "2025-11-28"}
    yield {"kind": "supply", "day": "2025-11-01", "place": "car", "closed": "2025-11-29"}
    yield {"kind": "supply", "day": "2025-11-01", "place": "kit", "what": "test strips"}


def _support() -> Iterator[dict[str, Any]]:
    for number, kind, before, after, more in (
        (5, "smart", 4, 7, {"takeaway": "Ana may come", "homework": "write to Ana", "note": "Ana drove"}),
        (12, "smart", 5, 6, {}),
        (19, "smart", None, None, {}),
        (26, "activity", None, 2, {"homework": "run", "homework_done": True}),
        (27, "counseling", 3, None, {"homework": "list"}),
    ):
        yield {
            "kind": "attendance", "at": f"2025-11-{number:02}T18:00:00", "type": kind, "before": before, "after": after,
            **more,
        }  # fmt: skip
    health = {"kind": "health", "day": "2025-11-28"}
    yield {**health, "type": "test", "dated": "2025-11-06", "name": "urine test", "result": "Positive for Ana's pills"}
    yield {**health, "type": "test", "dated": "2025-11-07", "name": "hair test", "result": "not positive"}
    yield {**health, "type": "test", "dated": "2025-11-08", "name": "HIV with Ana", "result": "positive",
           "confirmed": True}  # fmt: skip
    yield {**health, "type": "test", "dated": "2025-11-09", "name": "UDS", "confirmed": False}
    yield {**health, "type": "visit", "dated": "2025-11-15", "name": "overdose, Ana came"}
    yield {**health, "type": "visit", "dated": "2025-11-16", "name": "chest pain"}
    yield {**health, "type": "vaccine", "dated": "2025-11-17", "name": "flu"}
    episode = {"kind": "episode", "day": "2025-11-01"}
    yield {**episode, "type": "detox", "since": "2025-10-01", "until": "2025-11-02"}
    yield {**episode, "type": "residential", "since": "2025-10-10", "until": "2025-11-03"}
    yield {**episode, "type": "outpatient", "since": "2025-11-04"}
    yield {"kind": "goal", "day": "2025-11-01", "name": "call Ana", "target": 3}
    yield {"kind": "goal", "day": "2025-11-01", "name": "group", "counts": "attend", "target": 5}
    for number in (4, 5):
        yield {"kind": "step", "at": f"2025-11-{number:02}T10:00:00", "goal": "call Ana"}
    at = {"kind": "assessment", "instrument": "phq9"}
    yield {**at, "at": "2025-10-20T10:00:00", "answers": [1] * 8 + [1], "form_at_hand": True}
    yield {**at, "at": "2025-11-10T10:00:00", "answers": [2] * 8 + [1], "note": "Ana was in the room"}
    yield {**at, "at": "2025-11-24T10:00:00", "answers": [3] * 8 + [0], "form_at_hand": False}
    bam = {"kind": "assessment", "instrument": "bam"}
    yield {**bam, "at": "2025-10-20T11:00:00", "answers": [1, 0, 0, 0, None, 0, None, *[0] * 10]}
    yield {**bam, "at": "2025-11-23T11:00:00", "answers": [2, 0, 0, 3, 0, 0, None, *[0] * 10]}
    yield {"kind": "assessment", "instrument": "gad7", "at": "2025-11-25T10:00:00", "answers": [1] * 6 + [None]}
    yield {"kind": "assessment", "instrument": "barc10", "at": "2025-09-01T10:00:00", "answers": [4] * 10}
    yield {"kind": "assessment", "instrument": "barc10", "at": "2025-10-01T10:00:00", "answers": [5] * 10}


def _plan() -> Iterator[dict[str, Any]]:
    item = {"kind": "plan_item"}
    yield {**item, "section": "contacts", "name": "Ana", "role": "sister", "phone": "555-0142"}
    yield {**item, "section": "contacts", "name": "Bo Li", "phone": "555-0143"}
    yield {**item, "section": "warning_signs", "text": "not eating", "stage": "early"}
    yield {**item, "section": "warning_signs", "text": "rows with Ana"}
    yield {**item, "section": "situations", "text": "payday", "responses": ["text Ana", "walk"]}
    yield {**item, "section": "situations", "text": "bus past Ana's"}


def choice(*chosen: Name, notes: bool = True) -> Choice:
    """The sections chosen, all without any; notes go along."""
    return Choice(Names([("Ana", "sister")]), notes=notes, sections=frozenset(chosen or NAMES))
