"""Columns that came later: what history tells of old cravings, and what sync keeps beside rows of older columns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from recovery.store import schema, sql_triggers
from recovery.store.engine import Connection, connect
from recovery.sync import documents
from recovery.sync.hybrid_clock import ZERO, Timestamp
from recovery.sync.queries.rows import columns

BEFORE = schema.MIGRATIONS.index(schema.counting)
LATER_TABLES = (schema.naming, schema.circling, schema.sampling, schema.telling, schema.dialling)
MADE, LATER, LAST = "2026-03-07T21:40:00Z", "2026-03-07T22:10:00Z", "2026-03-08T07:00:00Z"
OWN = Timestamp(1000, 0, "one")
SENT = (b"v" * 16, b"sealed")


class Old:
    """A journal of the schema before, written by hand."""

    def __init__(self) -> None:
        self.connection: Connection = connect(Path(":memory:"))
        for step in (*schema.MIGRATIONS[:BEFORE], *LATER_TABLES):  # the triggers ask for all tables
            step(self.connection)
        sql_triggers.renew(self.connection)

    def command(self, at: str, sql: str, *values: Any, origin: str = "local") -> None:
        """One statement as the work of one command."""
        made = "INSERT INTO commands (at, device, origin, name) VALUES (?, 'here', ?, 'log')"
        number = self.connection.execute(made, (at, origin)).lastrowid
        self.connection.execute("UPDATE context SET command = ?", (number,))
        self.connection.execute(sql, values)
        self.connection.execute("UPDATE context SET command = NULL")

    def craving(self, at: str, outcome: str | None = None, origin: str = "local") -> int:
        """A craving, written at that time; returns its row."""
        count = self.connection.execute("SELECT count(*) FROM craving").fetchone()[0] + 1
        self.command(
            at,
            "INSERT INTO craving (id, at, timezone, day, intensity, outcome) VALUES (?, ?, 'UTC', '2026-03-07', 5, ?)",
            f"00000000-0000-4000-8000-{count:012}",
            MADE,
            outcome,
            origin=origin,
        )
        return int(count)

    def trace(self, kind: str, row: int, fields: dict[str, Timestamp], kept: dict[str, Any] | None = None) -> bytes:
        """What sync keeps of a row, as it was sent; the clocks of the columns it had, and of what it had not."""
        names = columns(self, kind)  # type: ignore[arg-type]  # it only executes
        values = {name: documents.Field(None, fields.get(name, OWN)) for name in names}
        values |= {name: documents.Field(value, fields[name]) for name, value in (kept or {}).items()}
        clocks = documents.pack_clocks(documents.Document(kind, "", values, documents.Field(False, OWN)), names)  # noqa: FBT003
        id = f"{kind} {row}".ljust(16).encode()
        self.connection.execute(
            """INSERT INTO sync_record (id, kind, local, row, live, clocks, kept, known, version, blob, unsent)
               VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, 0)""",
            (id, kind, f"{kind} {row}", row, clocks, json.dumps({"f": kept}) if kept else None, b"k" * 16, *SENT),
        )
        return id

    def execute(self, sql: str) -> Any:
        """For `columns`."""
        return self.connection.execute(sql)

    def migrate(self) -> None:
        """The step that is tried here, as `migrating` makes it."""
        schema.counting(self.connection)
        sql_triggers.renew(self.connection)

    def clocks(self, id: bytes) -> dict[str, Timestamp]:
        """The clock of each field of a record."""
        kind, text = self.connection.execute("SELECT kind, clocks FROM sync_record WHERE id = ?", (id,)).fetchone()
        fields, _ = documents.unpack(json.loads(text), columns(self, kind), {})  # type: ignore[arg-type]
        return {name: field.clock for name, field in fields.items()}

    def unsent(self, id: bytes) -> bool:
        """Whether a record is to be sent anew."""
        row = self.connection.execute("SELECT unsent, version, blob FROM sync_record WHERE id = ?", (id,)).fetchone()
        assert row in ((1, None, None), (0, *SENT))
        return bool(row[0])


@pytest.fixture
def old() -> Iterator[Old]:
    made = Old()
    yield made
    made.connection.close()


def told(old: Old) -> list[tuple[str | None, str | None]]:
    """When each craving was written, and when its outcome was."""
    return old.connection.execute("SELECT written, ended FROM craving ORDER BY key").fetchall()


def test_history_tells_when_an_old_craving_was_written_and_when_it_ended(old: Old) -> None:
    old.craving(MADE, "passed")  # both by one command
    row = old.craving(MADE)
    old.command(LATER, "UPDATE craving SET outcome = 'passed' WHERE key = ?", row)
    row = old.craving(MADE)
    old.command(LATER, "UPDATE craving SET outcome = 'passed' WHERE key = ?", row)
    old.command(LAST, "UPDATE craving SET outcome = 'used' WHERE key = ?", row)
    old.craving(MADE)  # still open
    row = old.craving(MADE, "passed")  # edited, but not its outcome; taken out, and brought back
    old.command(LATER, "UPDATE craving SET intensity = 6 WHERE key = ?", row)
    whole = old.connection.execute("SELECT * FROM craving WHERE key = ?", (row,)).fetchone()
    old.command(LATER, "DELETE FROM craving WHERE key = ?", row)
    old.command(LAST, f"INSERT INTO craving VALUES ({', '.join('?' * len(whole))})", *whole)
    row = old.craving(MADE, origin="inbox")
    old.migrate()
    assert told(old) == [(MADE, MADE), (MADE, LATER), (MADE, LAST), (MADE, None), (MADE, MADE), (MADE, None)]


def test_of_what_came_from_elsewhere_nothing_is_told(old: Old) -> None:
    old.craving(LATER, "passed", origin="import")
    old.craving(LATER, "passed", origin="sync")
    row = old.craving(MADE)
    old.command(LATER, "UPDATE craving SET outcome = 'passed' WHERE key = ?", row, origin="sync")
    row = old.craving(LATER, origin="sync")
    old.command(LAST, "UPDATE craving SET outcome = 'passed' WHERE key = ?", row)
    old.connection.execute("DELETE FROM changes WHERE row = 1")  # and of what history forgot
    old.migrate()
    assert told(old) == [(None, None), (None, None), (MADE, None), (None, LAST)]


def test_the_step_itself_is_no_edit_but_what_it_found_is_sent(old: Old) -> None:
    rows = [old.craving(MADE, "passed"), old.craving(LATER, "passed", origin="sync"), old.craving(MADE, "passed")]
    other = Timestamp(5000, 0, "two")
    ids = [old.trace("craving", row, {"outcome": other} if row == 3 else {}) for row in rows]
    before = old.connection.execute("SELECT count(*) FROM changes").fetchone()
    old.migrate()
    assert old.connection.execute("SELECT count(*) FROM changes").fetchone() == before
    assert [old.unsent(id) for id in ids] == [True, False, True]
    clocks = [old.clocks(id) for id in ids]
    assert [clock["written"] for clock in clocks[:2]] == [OWN, ZERO], "what is not known takes nothing away"
    assert [clock["ended"] for clock in clocks[:2]] == [OWN, ZERO]
    assert clocks[2]["written"] == OWN
    assert clocks[2]["outcome"] == other, "and no other clock is another one"
    assert [clock["intensity"] for clock in clocks] == [OWN] * 3


def test_what_a_newer_program_had_sent_goes_into_its_new_column(old: Old) -> None:
    row = old.craving(LAST, "passed", origin="sync")
    theirs = Timestamp(3000, 0, "new")
    kept = {"written": MADE, "ended": "no time at all", "newer still": "x"}
    id = old.trace("craving", row, dict.fromkeys(kept, theirs), kept)
    old.migrate()
    assert told(old) == [(MADE, None)]
    clocks = old.clocks(id)
    assert clocks["written"] == theirs
    assert "ended" not in clocks, "what the table refuses is as if it had not come"
    (left,) = old.connection.execute("SELECT kept FROM sync_record WHERE id = ?", (id,)).fetchone()
    assert json.loads(left) == {"f": {"newer still": "x"}}
    assert not old.unsent(id)


def test_which_substances_a_checkin_is_about_is_as_old_as_its_answer(old: Old) -> None:
    for row, day in enumerate(("2026-03-05", "2026-03-06", "2026-03-07"), start=1):
        id = f"00000000-0000-4000-8000-00000000000{row}"
        old.command(MADE, "INSERT INTO checkin (id, day, used, mood) VALUES (?, ?, 0, 5)", id, day)
    edited = Timestamp(4000, 0, "two")
    answered, unanswered = old.trace("checkin", 1, {"note": ZERO}), old.trace("checkin", 2, {"used": ZERO})
    changed = old.trace("checkin", 3, {"used": edited})
    old.migrate()
    assert [old.clocks(id)["free_of"] for id in (answered, unanswered, changed)] == [OWN, ZERO, edited]
    assert not old.unsent(answered)


def test_the_class_of_a_substance_is_empty_and_what_another_device_chose_is_taken_in() -> None:
    old = Old()
    schema.counting(old.connection)
    sql_triggers.renew(old.connection)
    for name in ("heroin", "wine", "tea"):
        old.command(MADE, "INSERT INTO substance (name, since) VALUES (?, '2026-01-01')", name)
    theirs = Timestamp(3000, 0, "new")
    unsaid = old.trace("substance", 1, {})
    chosen = old.trace("substance", 2, {"type": theirs}, {"type": "alcohol"})
    unknown = old.trace("substance", 3, {"type": theirs}, {"type": "no such class"})
    schema.classing(old.connection)
    sql_triggers.renew(old.connection)
    rows = old.connection.execute("SELECT type FROM substance ORDER BY key").fetchall()
    assert rows == [(None,), ("alcohol",), (None,)], "a guess stands nowhere"
    assert old.clocks(unsaid)["type"] == ZERO, "and takes no choice away that comes later"
    assert old.clocks(chosen)["type"] == theirs
    assert "type" not in old.clocks(unknown)
    assert not old.unsent(unsaid)
    old.connection.close()


def test_days_filled_in_before_are_known_by_their_command_and_sent() -> None:
    old = Old()
    for step in (schema.counting, schema.classing):
        step(old.connection)
    sql_triggers.renew(old.connection)
    sql = "INSERT INTO checkin (id, day, used) VALUES (?, ?, 0)"
    for row, name in enumerate(("checkin", "checkin days"), start=1):
        old.command(MADE, sql, f"00000000-0000-4000-8000-00000000000{row}", f"2026-03-0{row}")
        old.connection.execute("UPDATE commands SET name = ? WHERE key = (SELECT max(key) FROM commands)", (name,))
    answered, filled = old.trace("checkin", 1, {}), old.trace("checkin", 2, {})
    schema.filling(old.connection)
    sql_triggers.renew(old.connection)
    assert old.connection.execute("SELECT filled_in FROM checkin ORDER BY key").fetchall() == [(None,), (1,)]
    assert [old.unsent(id) for id in (answered, filled)] == [False, True]
    assert [old.clocks(id)["filled_in"] for id in (answered, filled)] == [OWN, OWN], "as old as the answer"
    old.connection.close()
