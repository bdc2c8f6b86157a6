"""What each kind of treatment's entries says of itself on a line and below it: whole, and with the least it holds."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from recovery.store.records import EntryRecord
from recovery.treatment.attendance import Attendance, Topic
from recovery.treatment.body import Body, Wellbeing
from recovery.treatment.episodes import Aftercare, Appointment, Episode
from recovery.treatment.goals import Goal, Reward, Step
from recovery.treatment.health import Health, Supply
from recovery.treatment.medication import Dose, Regimen
from recovery.treatment.skills import DiaryCard, Ruler, Thought

DAY, UNTIL = date(2026, 3, 7), date(2026, 3, 14)
ID = "3f9a1c2e-0000-4000-8000-000000000001"
STAMPS = {"id": ID, "day": DAY, "at": datetime(2026, 3, 7, 12, tzinfo=UTC), "timezone": "UTC"}


@pytest.mark.parametrize(
    ("kind", "values", "facts", "texts"),
    [
        (
            Regimen,
            {"name": "methadone", "since": DAY},
            ["medication", "methadone", "", "once a day", "since Sat 7 Mar 2026"],
            [],
        ),
        (
            Regimen,
            {
                "name": "methadone",
                "dose": "10 ml",
                "times": 2,
                "every_days": 7,
                "hours": ["20:00", "08:00"],
                "since": DAY,
                "until": UNTIL,
            },
            [
                "medication",
                "methadone",
                "10 ml",
                "2 times every 7 days at 08:00, 20:00",
                "Sat 7 Mar 2026 to Sat 14 Mar 2026",
            ],
            [],
        ),
        (
            Regimen,
            {"name": "ibuprofen", "as_needed": True, "since": DAY},
            ["medication", "ibuprofen", "", "as needed", "since Sat 7 Mar 2026"],
            [],
        ),
        (Dose, {"medication": "methadone", "status": "late"}, ["dose late", "methadone", ""], []),
        (
            Dose,
            {"medication": "methadone", "status": "missed", "side_effects": ["nausea", "sweat"], "note": "why"},
            ["dose missed", "methadone", "nausea, sweat"],
            ["why"],
        ),
        (Thought, {"situation": "alone"}, ["thought record", ""], ["what happened: alone"]),
        (
            Thought,
            {
                "situation": "alone",
                "feeling": "fear",
                "before": 8,
                "after": 3,
                "thought": "t",
                "evidence_for": "f",
                "evidence_against": "g",
                "balanced": "b",
            },
            ["thought record", "fear 8 → 3"],
            ["what happened: alone", "thought: t", "speaks for it: f", "speaks against it: g", "fairer view: b"],
        ),
        (DiaryCard, {"urge": 0}, ["diary card", "urge 0", "", "", ""], []),
        (
            DiaryCard,
            {"urge": 7, "feelings": ["fear", "shame"], "skills": ["ice"], "acted_on": True},
            ["diary card", "urge 7", "fear, shame", "ice", "acted on"],
            [],
        ),
        (DiaryCard, {"urge": 7, "acted_on": False}, ["diary card", "urge 7", "", "", "not acted on"], []),
        (Ruler, {"importance": 0}, ["rulers", "", "importance 0", "", "", ""], []),
        (
            Ruler,
            {"about": "use", "confidence": 4, "readiness": 5, "importance": 6, "reasons": ["Ana", "work"]},
            ["rulers", "use", "importance 6", "confidence 4", "readiness 5", "Ana, work"],
            [],
        ),
        (Body, {"symptoms": ["chills", "aches"]}, ["body", "", "", "", "", "", "chills, aches"], []),
        (
            Body,
            {"withdrawal": 0, "pulse": 72, "temperature": 37.25, "systolic": 120, "diastolic": 80, "sleep_hours": 6.5},
            ["body", "withdrawal 0", "pulse 72", "37.2 °C", "120/80 mmHg", "slept 6.5 h", ""],
            [],
        ),
        (Wellbeing, {}, ["with others and within", ""], []),
        (
            Wellbeing,
            {"good_exchanges": 2, "thoughts_of_suicide": True},
            ["with others and within", "with others: 2 good, 0 hard", "thoughts of suicide"],
            [],
        ),
        (
            Wellbeing,
            {"hard_exchanges": 1, "thoughts_of_suicide": False},
            ["with others and within", "with others: 0 good, 1 hard", ""],
            [],
        ),
        (Supply, {"place": "bag"}, ["naloxone", "bag", "", "", ""], []),
        (
            Supply,
            {"place": "bag", "what": "spray", "count": 2, "until": UNTIL, "closed": DAY},
            ["spray", "bag", "2 there", "until Sat 14 Mar 2026", "gone Sat 7 Mar 2026"],
            [],
        ),
        (Health, {"type": "test", "name": "HIV", "dated": DAY}, ["test", "HIV", "Sat 7 Mar 2026", "", "", ""], []),
        (
            Health,
            {"type": "test", "name": "HIV", "dated": DAY, "result": "negative", "confirmed": True, "again": UNTIL},
            ["test", "HIV", "Sat 7 Mar 2026", "negative", "confirmed", "again Sat 14 Mar 2026"],
            [],
        ),
        (
            Health,
            {"type": "test", "name": "HIV", "dated": DAY, "confirmed": False},
            ["test", "HIV", "Sat 7 Mar 2026", "", "not confirmed", ""],
            [],
        ),
        (Attendance, {"type": "group"}, ["group", "", "", ""], []),
        (
            Attendance,
            {
                "type": "group",
                "name": "SMART",
                "before": 4,
                "after": 6,
                "minutes": 0,
                "takeaway": "t",
                "homework": "h",
                "homework_done": True,
                "note": "n",
            },
            ["group", "SMART", "mood 4 → 6", "0 min"],
            ["takeaway: t", "homework: h (done)", "n"],
        ),
        (
            Attendance,
            {"type": "activity", "name": "yoga", "before": 6, "after": 2, "homework": "h", "homework_done": False},
            ["activity", "yoga", "craving 6 → 2", ""],
            ["homework: h"],
        ),
        (Topic, {"text": "sleep"}, ["to discuss"], ["sleep"]),
        (Topic, {"text": "sleep", "done": UNTIL}, ["to discuss (done Sat 14 Mar 2026)"], ["sleep"]),
        (Episode, {"type": "residential", "since": DAY}, ["residential episode", "", "since Sat 7 Mar 2026", ""], []),
        (
            Episode,
            {"type": "residential", "name": "Hope House", "since": DAY, "until": UNTIL, "goals": ["sleep", "eat"]},
            ["residential episode", "Hope House", "Sat 7 Mar 2026 to Sat 14 Mar 2026", "sleep, eat"],
            [],
        ),
        (Aftercare, {"episode": ID, "step": 7}, ["aftercare, day 7", ""], []),
        (
            Aftercare,
            {"episode": ID, "step": 90, "going": 0, "needs": "a ride", "note": "n"},
            ["aftercare, day 90", "going 0"],
            ["needs: a ride", "n"],
        ),
        (Appointment, {"what": "Dr Sample", "due": UNTIL}, ["appointment", "Dr Sample", "Sat 14 Mar 2026", "", ""], []),
        (
            Appointment,
            {"what": "Dr Sample", "due": UNTIL, "clock": "10:05", "place": "Main St", "kept": True},
            ["appointment", "Dr Sample", "Sat 14 Mar 2026 10:05", "Main St", "kept"],
            [],
        ),
        (
            Appointment,
            {"what": "Dr Sample", "due": UNTIL, "kept": False},
            ["appointment", "Dr Sample", "Sat 14 Mar 2026", "", "not kept"],
            [],
        ),
        (Goal, {"name": "walk"}, ["goal", "walk", "", "", ""], []),
        (
            Goal,
            {"name": "walk", "area": "body", "target": 5, "points": 2, "reward": "cinema", "closed": UNTIL},
            ["goal", "walk", "body", "every 5 times: cinema", "2 points each", "closed Sat 14 Mar 2026"],
            [],
        ),
        (Goal, {"name": "walk", "reward": "tea"}, ["goal", "walk", "", "each time: tea", "", ""], []),
        (Step, {"goal": "walk"}, ["done", "walk"], []),
        (Reward, {"goal": "walk"}, ["reward", "walk", ""], []),
        (Reward, {"goal": "walk", "text": "cinema"}, ["reward", "walk", "cinema"], []),
    ],
)
def test_what_an_entry_says_of_itself(
    kind: type[EntryRecord], values: dict[str, Any], facts: list[str], texts: list[str]
) -> None:
    names = {column.name for column in kind.columns()}
    entry = kind.checked({**{name: value for name, value in STAMPS.items() if name in names}, **values})
    assert list(entry.facts()) == facts
    assert list(entry.texts()) == texts
