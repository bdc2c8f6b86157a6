"""The table of kinds: whatever stands in it can be found, and one more kind is class, row and migration."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import ClassVar

import pytest

from recovery.language import Noun
from recovery.store import connection, kinds, schema, sql_columns
from recovery.store.engine import Connection
from recovery.store.names import NAME
from recovery.store.records import EntryRecord, record, ruled
from recovery.store.rules import DAY, ID, INSTANT, TEXT, TIMEZONE


def test_every_kind_has_its_record_and_describes_itself() -> None:
    for name in kinds.SYNCED:
        kind = kinds.record_class(name)
        assert (kind.kind, len({kind.called.one, kind.called.many})) == (name, 2)
        columns = {column.name for column in kind.columns()}
        if name in kinds.ENTRIES:
            entry = kinds.record_of(name)
            assert {"id", "day"} <= columns
            assert {*entry.searched} <= columns
            assert {*entry.long} <= columns
            assert len(entry.searched) > 0


def test_what_is_carried_is_by_a_column_that_it_has() -> None:
    """A table that sync carries under a name which it does not have would come apart."""
    assert len(kinds.SYNCED) == len(set(kinds.SYNCED))
    for name in kinds.SYNCED:
        columns = {column.name for column in kinds.record_class(name).columns()}
        assert kinds.local_key(name) in columns | {None}, name
    assert [name for name in kinds.SYNCED if kinds.local_key(name) is None] == ["profile", "plan"]
    assert kinds.local_key("checkin") == "day"
    assert kinds.local_key("of a newer program") == "id"


@record
class Walk(EntryRecord):
    """A kind of entry that a newer program might have."""

    kind: ClassVar[str] = "walk"
    called: ClassVar[Noun] = Noun("walk", "walks")
    searched: ClassVar[tuple[str, ...]] = ("place", "note")

    id: str = ruled(ID)
    at: datetime = ruled(INSTANT)
    timezone: str = ruled(TIMEZONE)
    day: date = ruled(DAY)
    place: str = ruled(NAME)
    note: str | None = ruled(TEXT, optional=True)

    def facts(self) -> Iterator[str]:
        yield "walk"
        yield self.place


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program with one more kind: its class, its row in the table, its migration, and nothing else."""
    module = ModuleType("walks_of_a_test")
    module.Walk = Walk  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)

    def walking(connection: Connection) -> None:
        columns = (sql_columns.TIMED, f"{sql_columns.name('place')} NOT NULL", sql_columns.text("note"))
        connection.execute(f"CREATE TABLE walk ({', '.join(columns)}) STRICT")

    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, walking))
    monkeypatch.setitem(kinds.ENTRIES, "walk", f"{module.__name__}:Walk")
    for name in ("NAMES", "SYNCED", "WITH_HISTORY"):
        monkeypatch.setattr(kinds, name, (*getattr(kinds, name), "walk"))


def test_one_more_kind_is_a_class_a_row_and_a_migration(
    walks: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from recovery.exchange import lines
    from recovery.store import erasing, history, rows

    monkeypatch.setitem(lines.KINDS, "walk", Walk)
    values = {
        "id": "3f9a0000-0000-4000-8000-000000000000",
        "at": datetime.fromisoformat("2026-03-07T21:40:00-05:00"),
        "timezone": "America/New_York",
        "day": "2026-03-07",
        "place": "the river",
        "note": "slow",
    }
    with connection.existing_or_new() as journal:
        with journal.command("import"):
            rows.add(journal, Walk.checked(values))
        located = rows.find(journal, "3f9a")
        kept = rows.read(journal, located)
        assert kept.summary() == "walk \N{MIDDLE DOT} the river"
        assert list(kept.texts()) == ["slow"]
        assert json.loads(lines.written(kept))["kind"] == "walk"
        (text,) = journal.execute("SELECT text FROM search WHERE search MATCH 'river'")
        assert text == ("the river slow",)
        history.undo(journal)
        assert not rows.any_in(journal, "walk")
        assert erasing._tables(journal.connection, erasing.before("2027-01-01"))[-1] == "walk"
