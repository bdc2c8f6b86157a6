"""Eight crowded weeks of a made-up person: something of everything that the page could show, and much of most of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

FIRST = date(2025, 10, 6)
LAST = FIRST + timedelta(days=55)
BEGUN = FIRST - timedelta(days=20)  # the period before lies half before the journal
TRIGGERS = (
    "payday", "bus past Fulton Street", "my brother's birthday and what everybody said there", "bored", "lonely",
    "rain", "pain in the shoulder", "old number on the phone", "Friday", "argument at work", "cash in hand", "no sleep",
    "the corner by the pharmacy", "smell of smoke", "a song", "waiting room", "nothing at all", "good news",
)  # fmt: skip
SKILLS = (
    "called Dee", "walked around the block until the street lamps came on", "cold shower", "tea", "breathing",
    "left the house", "library", "wrote it down", "prayed", "played cards", "cooked", "went to bed", "surfed it",
)  # fmt: skip
MEDICINES = ("buprenorphine-naloxone", "sertraline", "gabapentin", "clonidine as needed", "melatonin")
TYPES = ("counseling", "group", "family", "12-step", "smart", "activity", "other")
LONG = "What I could not say last time: " + "that it is harder in the evenings than I let on, and why. " * 3


def lines() -> Iterator[dict[str, Any]]:
    """The journal, line by line."""
    yield {"kind": "substance", "name": "heroin", "since": "2025-01-01"}
    for name in ("benzodiazepines", "methamphetamine", "alcohol", "cannabis"):
        yield {"kind": "substance", "name": name, "since": "2025-07-01"}
    yield from _days()
    yield from _treatment()
    yield from _assessments()
    yield from _plan()


def _days() -> Iterator[dict[str, Any]]:
    for number in range((LAST - BEGUN).days + 1):
        day = BEGUN + timedelta(days=number)
        for turn in range(1 + number % 4):
            yield {
                "kind": "craving",
                "at": f"{day}T{(8 + 5 * turn + number) % 24:02}:{(7 * number + 13 * turn) % 60:02}:00",
                "intensity": (3 * number + 2 * turn) % 11,
                "triggers": [TRIGGERS[(number + turn) % len(TRIGGERS)], TRIGGERS[(number * turn) % len(TRIGGERS)]],
                "coping": [SKILLS[(number + turn) % len(SKILLS)], SKILLS[(2 * number + turn) % len(SKILLS)]],
                "outcome": ("passed", "passed", "used", None)[(number + turn) % 4],
                "note": f"{LONG} {number}",
            }
        if number % 5 != 3:
            used = number % 9 == 4
            yield {
                "kind": "checkin", "day": f"{day}", "used": used, "mood": number % 11, "sleep_hours": 3 + number % 7,
                "confidence": (number * 3) % 11, "hungry": number % 2 == 0, "angry": number % 3 == 0, "lonely": True,
                "tired": number % 4 == 0, "good": f"my sister texted me {number} times", "signs": ["skipping meals"],
            }  # fmt: skip
        if number % 9 == 4:
            over = {22: "near", 49: "yes"}.get(number)
            yield {
                "kind": "lapse", "at": f"{day}T23:10:00", "substance": "heroin", "overdose": over,
                "naloxone": bool(over), "note": LONG,
            }  # fmt: skip
        if number % 11 == 5:
            yield {"kind": "wellbeing", "day": f"{day}", "good_exchanges": 3, "hard_exchanges": 2,
                   "thoughts_of_suicide": number == 49}  # fmt: skip


def _treatment() -> Iterator[dict[str, Any]]:
    for number in range(18):
        yield {"kind": "topic", "day": f"{LAST - timedelta(days=number)}", "text": f"{number}. {LONG}"}
    for name in MEDICINES:
        yield {"kind": "regimen", "day": f"{BEGUN}", "name": name, "dose": "as prescribed", "times": 2,
               "since": f"{BEGUN}"}  # fmt: skip
    for number in range((LAST - BEGUN).days + 1):
        day = BEGUN + timedelta(days=number)
        for turn, name in enumerate(MEDICINES):
            status = ("taken", "late", "taken", "missed", "taken", "taken")[(number + turn) % 6]
            yield {"kind": "dose", "at": f"{day}T08:{turn:02}:00", "medication": name, "status": status,
                   "side_effects": [("nausea", "headache", "dry mouth", "sweating at night")[turn % 4]]}  # fmt: skip
        if number % 3 == 0:
            yield {"kind": "body", "at": f"{day}T09:00:00", "withdrawal": number % 11, "pulse": 60 + number % 50,
                   "temperature": 36.5 + number % 3, "systolic": 110 + number % 40, "diastolic": 70 + number % 20,
                   "symptoms": ["gooseflesh", "sweats", f"symptom {number % 8}"]}  # fmt: skip
        if number % 4 == 1:
            yield {"kind": "attendance", "at": f"{day}T18:00:00", "type": TYPES[number % 7], "before": 4, "after": 6,
                   "homework": LONG, "takeaway": LONG}  # fmt: skip
    for number in range(9):
        yield {"kind": "health", "day": f"{LAST}", "type": "test", "name": "urine test",
               "dated": f"{FIRST + timedelta(days=6 * number)}", "confirmed": number % 2 == 0,
               "result": "positive for fentanyl" if number % 3 == 1 else "negative"}  # fmt: skip
        yield {"kind": "health", "day": f"{LAST}", "type": "visit", "name": f"emergency room, chest pain {number}",
               "dated": f"{FIRST + timedelta(days=5 * number)}"}  # fmt: skip
    yield {"kind": "supply", "day": f"{BEGUN}", "place": "hall drawer", "closed": f"{LAST - timedelta(days=9)}"}
    for name in ("detox", "residential", "outpatient", "hospital"):
        yield {"kind": "episode", "day": f"{BEGUN}", "type": name, "since": f"{BEGUN}", "until": f"{LAST}"}


def _assessments() -> Iterator[dict[str, Any]]:
    for number in range(10):
        day = BEGUN + timedelta(days=8 * number)
        if day > LAST:
            return
        at = {"kind": "assessment", "at": f"{day}T10:00:00"}
        item9 = 2 if number == 8 else 0
        yield {**at, "instrument": "phq9", "answers": [min(3, number // 3)] * 8 + [item9], "form_at_hand": True}
        yield {**at, "instrument": "gad7", "answers": [number % 4] * 7}
        yield {**at, "instrument": "bam", "answers": [number % 5] * 13 + [4] + [number % 5] * 3}
        yield {**at, "instrument": "sows", "answers": [(number * 2) % 5] * 16}
        yield {**at, "instrument": "barc10", "answers": [1 + number % 6] * 10}
        yield {**at, "instrument": "tea", "answers": [1 + number] * 4}
        yield {**at, "instrument": "auditc", "answers": [number % 5] * 3}
        yield {**at, "instrument": "dast10", "answers": [number % 2] * 10}
        yield {**at, "instrument": "pcptsd5", "answers": [1, 1, number % 2, 1, 0, 1]}
        yield {**at, "instrument": "craving3", "answers": [number % 11] * 3}


def _plan() -> Iterator[dict[str, Any]]:
    for number in range(14):
        yield {"kind": "goal", "day": f"{BEGUN}", "name": f"goal {number}: get up before nine and eat", "target": 5}
        yield {"kind": "plan_item", "section": "situations", "text": f"situation {number} near the corner by the shop",
               "triggers": [f"x{number}"], "responses": ["go straight home", "text Maria first"]}  # fmt: skip
        yield {"kind": "plan_item", "section": "warning_signs", "text": f"sign {number}", "stage": "early"}
        yield {"kind": "plan_item", "section": "contacts", "name": f"Maria{number}", "role": f"sponsor {number}"}
