"""The tables themselves: they refuse what the model refuses, and what is derived follows, whoever writes the file."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from recovery.store import connection, kinds, sql_triggers

if TYPE_CHECKING:
    from tests.conftest import Call

AT, DAY = "2026-03-07T21:40:00Z", "2026-03-07"
ID = "3f9a0000-0000-4000-8000-00000000000{}"
GOOD: dict[str, dict[str, Any]] = {
    "craving": {"id": ID.format(1), "at": AT, "timezone": "UTC", "day": DAY, "intensity": 7, "triggers": '["payday"]'},
    "lapse": {"id": ID.format(2), "at": AT, "timezone": "UTC", "day": DAY, "triggers": "[]"},
    "checkin": {"id": ID.format(3), "day": DAY, "used": 0, "mood": 5, "sleep_hours": 7.5},
    "note": {"id": ID.format(4), "at": AT, "timezone": "UTC", "day": DAY, "text": "words"},
    "substance": {"name": "tea", "since": DAY},
}
RATINGS = (-1, 11, 5.5, "high", b"5")
FLAGS = (2, -1, "yes")
TEXTS = ("", "x" * 20_001, b"x")
WRONG: list[tuple[str, str, Any]] = [
    *(("craving", "intensity", value) for value in (*RATINGS, None)),
    *(("craving", "intensity_after", value) for value in RATINGS),
    *(("craving", "minutes", value) for value in (-1, 1441, 0.5, "long")),
    *(("craving", "outcome", value) for value in ("", "Passed", "maybe")),
    *(("craving", "triggers", value) for value in (None, "{}", '"payday"', "payday", "[", json.dumps(["x"] * 51))),
    *(("craving", "coping", value) for value in (None, "5", "null")),
    *(
        ("craving", "at", value)
        for value in (None, "", "now", "2026-03-07", "2026-02-30T10:00:00Z", "2026-03-07T24:00:00Z")
    ),
    *(
        ("craving", "at", value)
        for value in ("2026-03-07T21:40:00", "2026-03-07T21:40:00+01:00", "2026-03-07T21:40:00.5Z")
    ),
    *(("craving", "day", value) for value in (None, "", "2026-02-29", "20260307", "1899-12-31", 5)),
    *(("craving", "id", value) for value in (None, "", "3f9a", ID.format(1).upper(), ID.format("g"), ID.format(11))),
    *(("craving", "timezone", value) for value in (None, "")),
    *(("craving", "substance", value) for value in ("", "x" * 101)),
    *(("craving", "note", value) for value in TEXTS),
    *(("lapse", "overdose", value) for value in ("no", 1)),
    *(("lapse", "naloxone", value) for value in FLAGS),
    *(("lapse", "amount", value) for value in ("", "x" * 101)),
    *(("checkin", "used", value) for value in FLAGS),
    *(("checkin", "tired", value) for value in FLAGS),
    *(("checkin", "mood", value) for value in RATINGS),
    *(("checkin", "sleep_hours", value) for value in (-0.1, 24.1, "long")),
    *(("checkin", "good", value) for value in TEXTS),
    *(("note", "text", value) for value in (*TEXTS, None)),
    *(("substance", "name", value) for value in (None, "", "x" * 101)),
    *(("substance", "since", value) for value in (None, "soon", "2026-02-30", "1899-12-31")),
    *(("substance", "closed", value) for value in ("soon", "1899-12-31")),
]


@pytest.fixture
def stock(heroin: Call, home: Path) -> Iterator[sqlite3.Connection]:
    """The journal in the hands of Python's own sqlite3, as another program would hold it."""
    with closing(sqlite3.connect(home / "journal.db", isolation_level=None)) as opened:
        yield opened


def insert(stock: sqlite3.Connection, table: str, values: dict[str, Any]) -> None:
    marks = ", ".join("?" * len(values))
    stock.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))


@pytest.mark.parametrize("table", GOOD)
def test_any_program_may_write_what_the_model_takes(table: str, stock: sqlite3.Connection, heroin: Call) -> None:
    insert(stock, table, GOOD[table])
    ran = heroin("substance", "list", "--json") if table == "substance" else heroin("show", "--json")
    assert ran.json[-1]["kind"] == table


@pytest.mark.parametrize(("table", "column", "value"), WRONG, ids=lambda part: ascii(part)[:30])
def test_no_program_can_write_what_the_model_refuses(
    table: str, column: str, value: Any, stock: sqlite3.Connection
) -> None:
    with pytest.raises(sqlite3.Error):
        insert(stock, table, {**GOOD[table], column: value})
    insert(stock, table, GOOD[table])
    with pytest.raises(sqlite3.Error):
        stock.execute(f"UPDATE {table} SET {column} = ? WHERE key = (SELECT max(key) FROM {table})", (value,))


@pytest.mark.parametrize(
    "change",
    [
        "timezone = ''",
        "day_starts = '24:00'",
        "day_starts = '4:00'",
        "day_starts = 'noon'",
        "key = 2",
        "timezone = NULL",
    ],
)
def test_the_profile_is_one_row_of_a_zone_and_a_time(change: str, stock: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.Error):
        stock.execute(f"UPDATE profile SET {change}")
    with pytest.raises(sqlite3.Error):
        stock.execute("INSERT INTO profile VALUES (2, 'UTC', '04:00')")


def test_a_day_has_one_checkin_and_an_id_one_entry(stock: sqlite3.Connection) -> None:
    for table, values in GOOD.items():
        insert(stock, table, values)
    with pytest.raises(sqlite3.IntegrityError):
        insert(stock, "checkin", {**GOOD["checkin"], "id": ID.format(9)})
    with pytest.raises(sqlite3.IntegrityError):
        insert(stock, "note", {**GOOD["note"], "id": GOOD["craving"]["id"]})
    with pytest.raises(sqlite3.IntegrityError):
        insert(stock, "substance", {"name": "TEA", "since": DAY})


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="needs the sqlite3 program")
def test_the_sqlite3_program_writes_and_everything_derived_follows(heroin: Call, home: Path) -> None:
    def sqlite(*statements: str) -> str:
        line = ["sqlite3", str(home / "journal.db"), ".bail on", *statements]
        return subprocess.run(line, capture_output=True, text=True, check=True).stdout

    sqlite(
        "INSERT INTO craving (id, at, timezone, day, intensity, triggers) VALUES"
        f" ('{ID.format(1)}', '{AT}', 'UTC', '{DAY}', 7, '[\"payday\",\"old corner\"]')"
    )
    assert [entry["triggers"] for entry in heroin("show", "3f9a", "--json").json] == [["payday", "old corner"]]
    assert len(heroin("search", "corner", "--json").json) == 1
    assert sqlite("SELECT name FROM craving_trigger ORDER BY name").split("\n")[:2] == ["old corner", "payday"]
    sqlite("UPDATE craving SET triggers = '[\"bored\"]', day = '2026-03-06', outcome = 'passed'")
    assert heroin("search", "corner", "--json").json == []
    assert len(heroin("search", "bored", "--from", "2026-03-06", "--to", "2026-03-06", "--json").json) == 1
    assert sqlite("SELECT name, outcome FROM craving_trigger").strip() == "bored|passed"
    assert "bored" in heroin("show", "3f9a", "--history").out or sqlite("SELECT count(*) FROM changes").strip() != "0"
    sqlite("DELETE FROM craving")
    assert heroin("show", "--json").json == []
    assert sqlite("SELECT count(*) FROM timeline", "SELECT count(*) FROM craving_trigger").split() == ["0", "0"]
    assert sqlite("PRAGMA integrity_check").strip() == "ok"
    assert heroin("log", "3").code == 0


def test_the_generated_triggers_are_those_that_the_tables_ask_for(home: Path) -> None:
    with connection.rehearsing() as journal:
        rows = dict(journal.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall())
        wanted = sql_triggers.generated(journal.connection)
        fixed = {
            f"{table}_{event}"
            for table in ("craving_trigger", "craving_coping", "plan_revision")
            for event in ("insert", "update", "delete")
        }
        assert {name: text for name, text in rows.items() if name not in fixed} == wanted
        assert fixed <= rows.keys()
        for table in kinds.WITH_HISTORY:
            for event in ("insert", "update", "delete"):
                assert f"{table}_history_{event}" in wanted
        journal.execute("DROP TRIGGER note_history_delete")
        sql_triggers.renew(journal.connection)
        again = dict(journal.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall())
        assert again == rows


def test_every_table_of_the_persons_own_is_strict_and_has_history(home: Path) -> None:
    with connection.rehearsing() as journal:
        tables = journal.execute(
            "SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main'"
        ).fetchall()
        ours = {name: strict for name, strict in tables if not name.startswith(("sqlite_", "search", "_sqlite"))}
        assert set(ours.values()) == {1}, ours
        assert set(kinds.WITH_HISTORY) <= ours.keys()
        with_text = {name for name in ours if name not in ("journal", "commands", "context", "changes", "timeline")}
        # Revisions hold no text; a text put aside from an edit is none of the plan yet.
        derived = {"craving_trigger", "craving_coping", "plan_revision", "plan_draft", "handed_over", "asked"}
        # What sync keeps is about records and no entry of its own; an undo must not play with it.
        derived |= {"sync_state", "sync_ring", "sync_record", "sync_sealed", "link", "link_record", "link_sent"}
        assert with_text - derived == set(kinds.WITH_HISTORY)


def test_history_names_every_column(home: Path) -> None:
    with connection.rehearsing() as journal:
        for table in kinds.WITH_HISTORY:
            columns = {row[1] for row in journal.execute(f"PRAGMA table_info({table})")} - {"key"}
            for event in ("update", "delete"):
                text = sql_triggers.generated(journal.connection)[f"{table}_history_{event}"]
                assert {name for name in columns if f"'{name}'" in text} == columns


def test_a_key_is_never_given_twice(heroin: Call) -> None:
    """Else the history of an entry that was removed would be told of the next one."""
    first = heroin("log", "7", "--json").json["id"]
    assert heroin("remove", first, "--yes").code == 0
    second = heroin("log", "3", "--json").json["id"]
    assert heroin("show", second, "--history").out.count("\n") == 1
    assert heroin("remove", second, "--yes", "--forever").code == 0
    third = heroin("log", "5", "--json").json["id"]
    assert heroin("show", third, "--history").out.count("\n") == 1
