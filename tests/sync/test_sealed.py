"""What is sealed and on its way stands beside the records: it comes from an older journal, and never outlives them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from recovery.store import engine, erasing, schema, synced_columns
from recovery.store.connection import Journal
from recovery.sync.queries import account_state, sync_records
from tests.rehearsal import rehearsing

ID, NOTE = b"r" * 16, "00000000-0000-4000-8000-000000000001"
NOTED = f"""INSERT INTO note (key, id, at, timezone, day, triggers, text)
    VALUES (1, '{NOTE}', '2026-03-07T12:00:00Z', 'UTC', '2026-03-07', '[]', 'words')"""
RECORD = f"""INSERT INTO sync_record (id, kind, local, row, live, clocks, unsent, known)
    VALUES (x'{ID.hex()}', 'note', '{NOTE}', 1, 1, '[1,0,"a",32]', 1, x'00')"""


@pytest.fixture
def journal() -> Iterator[Journal]:
    """A journal with one record that waits, sealed."""
    with rehearsing() as opened:
        opened.execute(NOTED)
        opened.execute(RECORD)
        (record,) = sync_records.unsent(opened, 10)
        record.version, record.blob = b"v" * 16, b"sealed"
        sync_records.save_sealed(opened, [record])
        yield opened


def kept(journal: Journal) -> list[tuple[bytes, bytes]]:
    return journal.execute("SELECT record, blob FROM sync_sealed").fetchall()


def test_what_was_sealed_comes_along_from_an_older_journal_and_is_erased_in_one() -> None:
    with closing(engine.connect(Path(":memory:"))) as connection:
        for migration in schema.MIGRATIONS[: schema.MIGRATIONS.index(schema.sealing)]:
            migration(connection)
        for statement in (NOTED, RECORD):
            connection.execute(statement)
        connection.execute("UPDATE sync_record SET version = ?, blob = ?", (b"v" * 16, b"sealed"))
        connection.execute("BEGIN")
        erasing.erase(connection, erasing.Wanted("id", NOTE))
        assert connection.execute("SELECT version, blob, erased FROM sync_record").fetchone() == (None, None, 1)
        connection.execute("ROLLBACK")
        schema.sealing(connection)
        (record,) = sync_records.unsent(Journal(connection), 10)
        assert (record.id, record.version, record.blob, record.stored) == (ID, b"v" * 16, b"sealed", b"v" * 16)


def test_a_version_takes_the_place_of_the_one_before_and_goes_with_its_answer(journal: Journal) -> None:
    (record,) = sync_records.unsent(journal, 10)
    assert sync_records.unsent(journal, 10, [ID]) == [], "on its way"
    assert sync_records.by_ids(journal, [ID]) == {ID: record}
    record.version, record.blob = b"w" * 16, b"again"
    sync_records.save(journal, [record], (), ())
    assert kept(journal) == [(ID, b"again")]
    record.version, record.blob, record.known, record.unsent = None, None, b"w" * 16, False
    sync_records.save(journal, [record], (), ())
    assert kept(journal) == []
    assert sync_records.by_ids(journal, [ID]) == {ID: record}


def erase(journal: Journal) -> None:
    erasing.erase(journal.connection, erasing.Wanted("id", NOTE))


def send_a_new_column(journal: Journal) -> None:
    synced_columns.send(journal.connection, "note", "text")


ENDS = (erase, sync_records.unseal_all, sync_records.forget_places, account_state.leave, send_a_new_column)


@pytest.mark.parametrize("ends", ENDS)
def test_nothing_sealed_is_left_of_what_is_to_be_sealed_anew(journal: Journal, ends: Callable[[Journal], None]) -> None:
    """An entry that was erased least of all: it would go out once more."""
    assert kept(journal)
    ends(journal)
    assert kept(journal) == []
    assert [(record.version, record.erased) for record in sync_records.unsent(journal, 10)] == (
        [] if ends is account_state.leave else [(None, ends is erase)]
    )
