"""Every kind of treatment's entries: out and in again byte for byte, found, changed, taken back, refused when wrong."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from recovery.store import connection, kinds

if TYPE_CHECKING:
    from tests.conftest import Call

AT = {"at": "2026-03-07T21:40:00-05:00", "timezone": "America/New_York", "day": "2026-03-07"}
DAY = {"day": "2026-03-07"}
EPISODE = "3f9a0000-0000-4000-8000-000000000001"
EXAMPLES: dict[str, dict[str, Any]] = {
    "regimen": {
        **DAY,
        "name": "methadone",
        "dose": "as told",
        "times": 2,
        "hours": ["08:00", "20:00"],
        "since": "2026-02-01",
        "until": "2026-04-01",
        "form": "liquid",
        "prescriber": "Dr Sample",
        "refill": "2026-03-20",
        "note": "findme",
    },
    "dose": {**AT, "medication": "methadone", "status": "late", "side_effects": ["tired"], "note": "findme"},
    "assessment": {**AT, "instrument": "gad7", "answers": [0, 1, 2, 3, None, 0, 0], "note": "findme"},
    "rhythm": {**DAY, "instrument": "gad7", "every_days": 14},
    "attendance": {
        **AT,
        "type": "12-step",
        "name": "findme",
        "before": 3,
        "after": 6,
        "homework": "step",
        "homework_done": True,
    },
    "topic": {**DAY, "text": "findme", "done": "2026-03-09"},
    "thought": {
        **AT,
        "situation": "findme",
        "thought": "x",
        "feeling": "fear",
        "before": 8,
        "balanced": "y",
        "after": 3,
    },
    "card": {**AT, "urge": 7, "feelings": ["shame"], "skills": ["findme"], "acted_on": False},
    "ruler": {**AT, "about": "findme", "importance": 9, "confidence": 5, "readiness": 7, "reasons": ["my daughter"]},
    "goal": {**DAY, "name": "findme", "counts": "told", "target": 3, "points": 2, "reward": "cinema"},
    "step": {**AT, "goal": "findme"},
    "reward": {**DAY, "goal": "findme", "text": "cinema"},
    "episode": {
        **DAY,
        "id": EPISODE,
        "type": "residential",
        "name": "findme",
        "since": "2026-01-01",
        "until": "2026-03-01",
    },
    "aftercare": {**DAY, "episode": EPISODE, "step": 7, "going": 6, "needs": "findme"},
    "appointment": {**DAY, "what": "findme", "due": "2027-03-09", "clock": "10:30", "type": "counseling", "kept": None},
    "body": {
        **AT,
        "withdrawal": 6,
        "pulse": 88,
        "temperature": 37.2,
        "systolic": 130,
        "diastolic": 85,
        "symptoms": ["findme"],
    },
    "wellbeing": {
        **DAY,
        "note": "findme",
        "good_exchanges": 2,
        "hard_exchanges": 1,
        "thoughts_of_suicide": False,
    },
    "supply": {**DAY, "what": "naloxone", "place": "findme", "count": 2, "until": "2027-05-31"},
    "health": {**DAY, "type": "test", "name": "findme", "dated": "2026-03-01", "result": "negative", "confirmed": True},
}
WRONG: list[tuple[str, str, Any]] = [
    ("regimen", "times", 0),
    ("regimen", "every_days", 367),
    ("regimen", "form", "pill"),
    ("regimen", "until", "2026-01-01"),
    ("regimen", "hours", ["25:00"]),
    ("regimen", "as_needed", 2),
    ("dose", "status", "skipped"),
    ("dose", "medication", ""),
    ("assessment", "instrument", "nosuch"),
    ("assessment", "answers", [0, 1, 2, 4, 0, 0, 0]),
    ("assessment", "answers", [0]),
    ("rhythm", "every_days", 0),
    ("attendance", "type", "bar"),
    ("attendance", "before", 11),
    ("topic", "text", " "),
    ("thought", "situation", None),
    ("thought", "after", -1),
    ("card", "urge", None),
    ("card", "acted_on", "no"),
    ("ruler", "importance", 11),
    ("goal", "counts", "free days"),
    ("goal", "target", 0),
    ("step", "goal", ""),
    ("episode", "type", "spa"),
    ("episode", "until", "2025-12-31"),
    ("aftercare", "step", 8),
    ("aftercare", "going", 11),
    ("appointment", "clock", "24:00"),
    ("appointment", "due", "soon"),
    ("body", "pulse", 5),
    ("body", "temperature", 99),
    ("body", "systolic", None),
    ("wellbeing", "good_exchanges", -1),
    ("supply", "count", 0),
    ("supply", "until", "2027-13-01"),
    ("health", "type", "x"),
    ("health", "dated", None),
]


def lines(*names: str) -> str:
    return "".join(json.dumps({"kind": name, **EXAMPLES[name]}) + "\n" for name in names)


@pytest.fixture
def full(call: Call) -> Call:
    """A journal with one entry of every kind."""
    assert call("init", "--timezone", "America/New_York").code == 0
    assert call("import", "-", piped=lines(*EXAMPLES)).code == 0
    return call


def test_there_is_an_example_of_every_kind() -> None:
    treatment = {name for name, place in kinds.ENTRIES.items() if place.startswith("recovery.treatment")}
    assert treatment == EXAMPLES.keys()


def test_what_goes_out_comes_in_byte_for_byte(full: Call, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = full("export", "data").out
    monkeypatch.setenv("RECOVERY_HOME", str(home.with_name("other")))
    assert full("import", "-", piped=out).code == 0
    assert full("export", "data").out == out
    again = full(
        "import",
        "-",
        piped=out,
    ).out
    assert "nothing new" in again
    for name, values in EXAMPLES.items():
        (line,) = [item for item in map(json.loads, out.splitlines()) if item["kind"] == name]
        assert {key: line[key] for key in values} == values


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_kind_is_shown_searched_edited_removed_and_taken_back(
    name: str, full: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    (entry,) = full("show", "--all", "--kind", name, "--json").json
    assert full("show", entry["id"][:8]).code == 0
    word = "gad7" if name == "rhythm" else "findme"
    assert entry["id"] in [entry["id"] for entry in full("search", word, "--json").json]
    monkeypatch.setenv("EDITOR", "true")
    assert "Nothing was changed" in full("edit", entry["id"]).out
    field, value = ("every_days", "7") if name == "rhythm" else ("note", "changed") if "note" in entry else ("", "")
    if field:
        assert full("edit", entry["id"], "--set", f"{field}={value}").code == 0
        assert str(full("show", entry["id"], "--json").json[0][field]) == value
        assert full("undo").code == 0
    assert full("remove", entry["id"], "--yes").code == 0
    assert full("show", "--all", "--kind", name, "--json").json == []
    assert full("undo").code == 0
    assert full("show", "--all", "--kind", name, "--json").json == [entry]


@pytest.mark.parametrize(("name", "field", "value"), WRONG)
def test_what_cannot_be_is_refused_by_the_import(name: str, field: str, value: Any, call: Call) -> None:
    call("init", "--timezone", "America/New_York")
    ran = call("import", "-", piped=json.dumps({"kind": name, **EXAMPLES[name], field: value}) + "\n")
    assert ran.code == 4, ran.out
    assert call("show", "--all", "--json").json == []


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        item
        for item in WRONG
        if item[1:] not in (("hours", ["25:00"]), ("systolic", None), ("text", " "), ("instrument", "nosuch"))
        and not (item[0] == "assessment" and item[1] == "answers")
    ],
)
def test_what_cannot_be_is_refused_by_the_table_too(name: str, field: str, value: Any, full: Call, home: Path) -> None:
    with closing(sqlite3.connect(home / "journal.db")) as other, pytest.raises(sqlite3.IntegrityError):
        other.execute(f"UPDATE {name} SET {field} = ?", (json.dumps(value) if isinstance(value, list) else value,))


def test_one_day_has_one_set_of_signs_and_one_instrument_one_rhythm(full: Call) -> None:
    changed = {**EXAMPLES["wellbeing"], "id": EPISODE[:-1] + "9", "hard_exchanges": 4}
    assert full("import", "-", piped=json.dumps({"kind": "wellbeing", **changed}) + "\n").code == 0
    (entry,) = full("show", "--all", "--kind", "wellbeing", "--json").json
    assert (entry["hard_exchanges"], entry["good_exchanges"]) == (4, 2)
    assert full("assess", "every", "gad7", "3d").code == 0
    assert len(full("show", "--all", "--kind", "rhythm", "--json").json) == 1


def test_an_older_journal_gets_the_tables(call: Call, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from recovery.store import schema, sql_triggers

    older = tuple(step for step in schema.MIGRATIONS if step.__name__ in ("first", "plans"))
    later = {*EXAMPLES, "private", "alias", "member", "feedback", "number", "moment", "sampling"}
    with monkeypatch.context() as before:
        before.setattr(schema, "MIGRATIONS", older)
        before.setattr(kinds, "ENTRIES", {name: place for name, place in kinds.ENTRIES.items() if name not in later})
        before.setattr(kinds, "WITH_HISTORY", tuple(name for name in kinds.WITH_HISTORY if name not in later))
        before.setattr(connection, "MARK", "SELECT 1")
        with connection.existing_or_new():
            pass
    assert call("log", "4").code == 0
    assert call("dose", "taken").code == 3
    assert call("import", "-", piped=lines(*EXAMPLES)).code == 0
    assert len(call("show", "--all", "--json").json) == 1 + len(EXAMPLES)
    with connection.existing() as journal:
        names = {name for (name,) in journal.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")}
        assert set(sql_triggers.generated(journal.connection)) <= names
