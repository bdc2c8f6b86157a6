"""The SQL of an import and an export: what derives from the entries stays true, and memory stays flat."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from recovery.exchange import queries
from recovery.exchange.intake import Intake
from recovery.journal import queries as journal_queries
from recovery.journal.entries import CheckIn, Craving, Note
from recovery.store import connection, rows
from recovery.store.connection import Journal
from recovery.store.profile import Profile
from recovery.store.records import EntryRecord
from tests.rehearsal import rehearsing

START = datetime(2020, 1, 1, 12, tzinfo=UTC)
COMPANIONS = {
    "craving": "SELECT id, at, day, intensity, triggers, note FROM craving ORDER BY id",
    "timeline": "SELECT t.kind, t.id, t.day, t.at FROM timeline t ORDER BY t.id",
    "words": "SELECT t.id FROM search JOIN timeline t ON t.key = search.rowid WHERE search MATCH 'pay*' ORDER BY t.id",
    "trigger": "SELECT name, t.intensity, id FROM craving_trigger t JOIN craving c ON c.key = craving ORDER BY 3, 1",
    "coping": "SELECT name, t.outcome, id FROM craving_coping t JOIN craving c ON c.key = craving ORDER BY 3, 1",
    "changes": 'SELECT "table", action, data, command IS NULL FROM changes WHERE "table" <> \'profile\' ORDER BY data',
}


@pytest.fixture
def journal() -> Iterator[Journal]:
    with rehearsing() as opened:
        with opened.command("init"):
            rows.add(opened, Profile(timezone="UTC"))
        yield opened


def id_of(number: int) -> str:
    return str(UUID(int=number * 7919, version=4))


def craving(number: int, **values: object) -> Craving:
    at = START + timedelta(minutes=number)
    names = {"triggers": ["payday", f"t{number % 5}"], "coping": ["walk"] if number % 2 else []}
    row = {"at": at, "timezone": "UTC", "day": at.date(), "intensity": number % 11, **names, **values}
    return Craving.checked({"id": id_of(number), **row})


def checkin(number: int, day: int, **values: object) -> CheckIn:
    return CheckIn.checked({"id": id_of(number), "day": date(2020, 1, day), **values})


def taken(journal: Journal, *records: EntryRecord) -> list[str]:
    with journal.command("import", origin="import"):
        intake = Intake(journal)
        outcomes = [intake.take(record) for record in records]
        intake.finish()
    return outcomes


def test_many_at_once_leave_the_same_journal_as_one_by_one(journal: Journal) -> None:
    records = [craving(number, note="first pay" if number % 3 else None) for number in range(2345)]
    assert set(taken(journal, *records)) == {"added"}
    with rehearsing() as other:
        with other.command("test"):
            for record in records:
                rows.add(other, record)
        for name, query in COMPANIONS.items():
            derived = journal.execute(query).fetchall()
            assert derived == other.execute(query).fetchall(), name
            assert derived, name


def test_an_id_that_was_ever_taken_is_skipped(journal: Journal) -> None:
    assert taken(journal, craving(1), craving(1), craving(2)) == ["added", "skipped", "added"]
    note = Note.checked({"id": id_of(2), "at": START, "timezone": "UTC", "day": START.date(), "text": "other kind"})
    assert taken(journal, note, craving(1), craving(3)) == ["skipped", "skipped", "added"]


def the_checkin(journal: Journal) -> tuple[rows.Located, CheckIn]:
    checkin = journal_queries.checkin_of(journal, date(2020, 1, 5))
    assert checkin is not None
    return checkin


def test_check_ins_of_one_day_are_one(journal: Journal) -> None:
    first = checkin(1, 5, mood=3, good="sun")
    again = (first, checkin(2, 5, mood=6, used=False), checkin(3, 6), checkin(4, 5, mood=6))
    assert taken(journal, *again) == ["added", "changed", "added", "skipped"]
    assert the_checkin(journal)[1] == checkin(1, 5, mood=6, used=False, good="sun")
    assert taken(journal, *again) == ["skipped"] * 4


def test_a_change_does_not_come_back_with_the_same_file(journal: Journal) -> None:
    taken(journal, checkin(1, 5, mood=3), checkin(2, 5, mood=6))
    located, old = the_checkin(journal)
    with journal.command("edit"):
        rows.change(journal, located.row, old, {"mood": 9})
    assert taken(journal, checkin(1, 5, mood=3), checkin(2, 5, mood=6)) == ["skipped", "skipped"]
    assert the_checkin(journal)[1].mood == 9


def test_ids_are_forgotten_once_they_are_written_and_known_all_the_same(journal: Journal) -> None:
    """Of the part that is taken and of the one before it they are remembered; of all others the journal is asked."""
    with journal.command("import", origin="import"), Intake(journal) as intake:
        for part in range(5):
            intake.go_on([id_of(300 * part + number) for number in range(300)])
            if part:
                assert intake.take(checkin(300 * part - 1, part)) == "added"
                for number in range(300 * (part - 1), 300 * part - 1):
                    assert intake.take(craving(number)) == "added"
                    assert intake.take(craving(max(0, number - 150))) == "skipped"
            assert len(intake._taken | intake._taken_before) == min(2, part) * 300
            assert intake.known(id_of(1)) is (part > 0)
        intake.finish()
    assert journal.execute("SELECT count(*) FROM timeline").fetchone() == (1200,)


def test_an_id_twice_in_a_file_is_taken_once_wherever_the_second_stands(journal: Journal) -> None:
    """In the same part, in the next, which was looked up before it was taken, and in the one after."""
    first, second, third, mood = craving(1), craving(2), craving(3), checkin(5, 5, mood=3)
    parts: list[list[Craving | CheckIn]] = [[first, first], [second, first], [first, third], [second, checkin(4, 5)]]
    parts += [[mood, checkin(4, 5)], [mood, third], []]
    outcomes, before = list[str](), list[Craving | CheckIn]()
    with journal.command("import", origin="import"), Intake(journal) as intake:
        for part in parts:
            intake.go_on([record.id for record in part])
            outcomes += [intake.take(record) for record in before]
            before = part
        intake.finish()
    added = ["added", "skipped", "added", "skipped", "skipped", "added", "skipped", "added"]
    assert outcomes == [*added, "changed", "skipped", "skipped", "skipped"]


def test_entries_come_by_day_and_time_and_a_check_in_closes_its_day(journal: Journal) -> None:
    next_day = START + timedelta(days=1)
    early = craving(3, at=START.replace(hour=1), day=date(2019, 12, 31))
    late = craving(9, at=next_day, day=next_day.date())
    same = sorted((craving(1), craving(2, at=craving(1).at)), key=lambda item: item.id)
    written = [checkin(8, 1), late, *reversed(same), early]
    taken(journal, *written)
    assert list(queries.everything(journal))[1:] == [early, *same, checkin(8, 1), late]


def test_an_export_reads_one_moment(journal: Journal, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOVERY_HOME", str(tmp_path))
    with connection.existing_or_new() as one, connection.existing() as other:
        taken(one, *(craving(number) for number in range(1200)))
        rows = queries.everything(one)
        first = next(rows)
        taken(other, craving(5000), craving(5001, at=START + timedelta(minutes=900)))
        assert len([first, *rows]) == 1200
        assert len(list(queries.everything(one))) == 1202


def test_an_export_left_early_leaves_no_transaction(journal: Journal) -> None:
    taken(journal, craving(1), craving(2))
    rows = queries.everything(journal)
    next(rows)
    rows.close()
    assert taken(journal, craving(3)) == ["added"]


def test_memory_does_not_grow_with_the_journal(journal: Journal) -> None:
    def peak() -> int:
        tracemalloc.start()
        for _ in queries.everything(journal):
            pass
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    taken(journal, *(craving(number, note="x" * 1000) for number in range(1000)))
    small = peak()
    taken(journal, *(craving(number, note="x" * 1000) for number in range(1000, 8000)))
    assert peak() < 1.5 * small
