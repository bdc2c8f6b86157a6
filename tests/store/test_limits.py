"""The limits of what a journal takes, each from both sides and in figures: entries of every release must fit them.

A test that named the constant would follow it wherever it went.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest

from recovery.errors import Locked, Refused, Unreadable
from recovery.store import (
    backups,
    connection,
    health,
    history,
    home,
    inbox,
    keyfile,
    keys,
    names,
    opening,
    phrase,
    rows,
    rules,
    strength,
)
from recovery.store.history import Step
from recovery.store.keyfile import Cost, KeyFile
from tests.conftest import Call


@pytest.mark.parametrize(
    ("rule", "taken", "refused"),
    [
        (names.NAME, "n" * 100, "n" * 101),
        (names.NAME, "n", " "),
        (names.NAMES, [f"n{number}" for number in range(50)], [f"n{number}" for number in range(51)]),
        (rules.TEXT, "t" * 20_000, "t" * 20_001),
        (rules.TEXT, "t", " \n"),
        (rules.RATING, 0, -1),
        (rules.RATING, 10, 11),
        (rules.DAY, date(1900, 1, 1), date(1899, 12, 31)),
        (rules.DAY, date(2200, 12, 31), date(2201, 1, 1)),
        (rules.INSTANT, datetime(1901, 1, 1, tzinfo=UTC), datetime(1900, 12, 31, tzinfo=UTC)),
        (rules.INSTANT, datetime(2199, 12, 31, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_value_is_taken_up_to_its_limit(rule: Any, taken: Any, refused: Any) -> None:
    rule.check(taken)
    with pytest.raises(Refused):
        rule.check(refused)


def test_a_key_file_is_read_to_64_kib_and_not_further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    monkeypatch.setattr(keyfile.KeyFile, "from_json", lambda content: read.append(len(content)))
    (tmp_path / "key.json").write_bytes(b" " * 65_536)
    keyfile.load(tmp_path / "key.json")
    for size in (65_537, 200_000):
        (tmp_path / "key.json").write_bytes(b" " * size)
        with pytest.raises(Unreadable):
            keyfile.load(tmp_path / "key.json")
    assert read == [65_536]
    with pytest.raises(Unreadable):
        keyfile.load(tmp_path / "none.json")


@pytest.mark.parametrize("count", [23, 25])
def test_a_recovery_phrase_has_24_words_of_11_bits_for_32_bytes(count: int) -> None:
    words = phrase.written(bytes(range(32)))
    assert (len(words.split()), phrase.read(words)) == (24, bytes(range(32)))
    assert len(set(phrase.spelled(bytes(range(255, 222, -1)), 24).split())) > 20
    with pytest.raises(Locked):
        phrase.read(" ".join([*words.split(), "zoo"][:count]))


@pytest.mark.parametrize(("days", "advice"), [(14, False), (15, True)])
def test_a_backup_may_be_fourteen_days_older_than_the_last_entry(heroin: Call, days: int, advice: bool) -> None:
    assert heroin("backup").code == 0
    (path,) = backups.own()
    written = datetime(2026, 3, 20, 12, tzinfo=UTC)
    os.utime(path, ((written - timedelta(days=days)).timestamp(),) * 2)
    (copy,) = health.copies(written, None, None, fix=False)
    assert copy.state == ("advice" if advice else "ok")
    os.utime(path, ((written - timedelta(days=14, seconds=1)).timestamp(),) * 2)
    assert next(iter(health.copies(written, None, None, fix=False))).state == "advice"


@pytest.mark.parametrize(("count", "length"), [(200, 4), (201, 8)])
def test_a_long_list_shows_eight_characters_of_an_id_without_a_look(heroin: Call, count: int, length: int) -> None:
    from recovery import diary

    ids = [f"{number:08x}-0000-4000-8000-000000000000" for number in range(count)]
    with diary.existing() as opened:
        assert rows.prefix_length(opened.journal, ids) == length


def test_the_folder_is_the_persons_alone(heroin: Call, home: Path) -> None:
    assert home.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in home.rglob("*") if path.is_file()} == {0o600}


def test_the_file_says_what_it_is(heroin: Call) -> None:
    """RCVR, in the header of every journal there is."""
    with closing(sqlite3.connect(home.journal_path())) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (0x52435652,)


def test_a_passphrase_of_twelve_signs_is_not_called_short() -> None:
    assert strength.advice("tide lamp 48") == []
    assert strength.advice("tide lamp 4") == [strength.SHORT]


def test_stretching_below_the_floor_or_above_what_was_ever_written_is_not_accepted() -> None:
    """3 passes over 64 MiB are written, 2 over 19 MiB are the least, and nobody is made to pay for 65 over 4 GiB."""
    assert Cost(3, 65_536, 1) == keyfile.COST
    assert all(Cost(*cost).accepted() for cost in ((2, 19_456, 1), (3, 65_536, 1)))
    assert not any(Cost(*cost).enough() for cost in ((1, 65_536, 1), (3, 19_455, 1), (3, 65_536, 0)))
    assert not any(Cost(*cost).affordable() for cost in ((4, 65_536, 1), (3, 65_537, 1), (3, 65_536, 2)))
    assert Cost(64, 4 << 20, 64).bearable()
    beyond = ((65, 4 << 20, 64), (64, (4 << 20) + 1, 64), (64, 4 << 20, 65))
    assert not any(Cost(*cost).bearable() for cost in beyond)


def test_a_key_file_of_version_2_is_read_and_a_newer_one_is_named() -> None:
    for version, reason in ((2, keyfile.KEY_FILE), (3, keyfile.NEWER)):
        with pytest.raises(Unreadable, match=re.escape(reason)):
            KeyFile.from_json(b'{"version": %d}' % version)


@pytest.mark.parametrize(("seconds", "fresh"), [(3600, True), (3601, False)])
def test_a_command_is_taken_back_without_a_question_for_an_hour(seconds: int, fresh: bool) -> None:
    at = datetime(2026, 3, 20, 12, tzinfo=UTC)
    with connection.rehearsing() as journal:
        with journal.command("test") as number:
            journal.execute("INSERT INTO taken (id) VALUES ('a line of an import')")
        step = Step(number, "test", at, 1, number)
        assert history.just_written(journal, step, at + timedelta(seconds=seconds)) is fresh


@pytest.fixture
def inbox_key() -> tuple[KeyFile, bytes]:
    """What seals into an inbox, and the journal's key that opens it."""
    key = bytes(range(32))
    public = keys.inbox_private(key).public_key().public_bytes_raw()
    return KeyFile("abc", public, keyfile.COST, b"", b"", bytes(32), b""), key


def test_a_sealed_entry_has_room_for_a_mebibyte_less_its_padding(home: Path, inbox_key: tuple[KeyFile, bytes]) -> None:
    key_file, key = inbox_key
    short = inbox.new("note", {}, "")
    assert len(short.ids) == 4
    content = json.dumps({**short._asdict(), "at": short.at.isoformat(), "ids": list(short.ids)}).encode()
    longest = short._replace(text="x" * (1_048_576 - 2048 - len(content)))
    inbox.put(key_file, longest)
    ((path, arrival),), foreign = inbox.waiting(key_file, key)
    assert (arrival, foreign) == (longest, [])
    assert path.name.startswith("000001-")
    assert path.stat().st_size == 1_048_576 - 2048 + 1024 + 48, "padded to 1 KiB with its length, and sealed"
    with pytest.raises(Refused):
        inbox.put(key_file, longest._replace(text=longest.text + "x"))


def test_a_sealed_entry_of_any_release_is_four_bytes_of_length_and_then_its_json(
    home: Path, inbox_key: tuple[KeyFile, bytes]
) -> None:
    key_file, key = inbox_key
    arrival = inbox.new("note", {}, "words")
    content = json.dumps({**arrival._asdict(), "at": arrival.at.isoformat(), "ids": list(arrival.ids)}).encode()
    sealed = keys.suite().encrypt(
        len(content).to_bytes(4, "big") + content + bytes(9),
        keys.inbox_private(key).public_key(),
        info=b"recovery/v1/inbox\0abc",
    )
    (home / "inbox").mkdir(parents=True)
    (home / "inbox" / "000001-x.sealed").write_bytes(sealed)
    assert [waiting.arrival for waiting in inbox.waiting(key_file, key)[0]] == [arrival]


@pytest.mark.parametrize(("number", "following"), [("999999999999", "1000000000000-"), ("1000000000000", "000001-")])
def test_arrivals_are_counted_up_to_a_million_millions(
    home: Path, inbox_key: tuple[KeyFile, bytes], number: str, following: str
) -> None:
    """A name that somebody planted makes no number so long that no file can carry it."""
    (home / "inbox").mkdir(parents=True)
    (home / "inbox" / f"{number}-planted").write_bytes(b"")
    inbox.put(inbox_key[0], inbox.new("note", {}, ""))
    assert [path.name for path in (home / "inbox").iterdir() if path.name.startswith(following)] != []


@pytest.mark.usefixtures("home")
def test_an_arrival_may_have_four_ids() -> None:
    arrival = inbox.new("note", {}, "")
    values = {**arrival._asdict(), "at": arrival.at.isoformat(), "ids": list(arrival.ids)}
    assert inbox._checked(values) == arrival
    with pytest.raises(ValueError, match=r"^$"):
        inbox._checked({**values, "ids": [*arrival.ids, arrival.id]})


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(("count", "more"), [(20, []), (21, ["1 more records were set aside."])])
def test_twenty_records_set_aside_are_named(count: int, more: list[str]) -> None:
    home.folder().mkdir()
    with connection.rehearsing() as journal:
        columns = journal.execute("PRAGMA table_info(sync_state)").fetchall()
        needed = {name: kind for _, name, kind, required, default, _ in columns if required and default is None}
        filled: dict[str, Any] = {name: {"BLOB": bytes(32), "INTEGER": 1, "TEXT": "x"}[needed[name]] for name in needed}
        filled |= {"account": bytes(16), "collection": bytes(16), "folder": home.device()}
        marks = ", ".join("?" * len(filled))
        journal.execute(f"INSERT INTO sync_state ({', '.join(filled)}) VALUES ({marks})", [*filled.values()])
        for number in range(count):
            journal.execute(
                """INSERT INTO sync_record (id, kind, local, live, clocks, unsent, aside)
                   VALUES (?, 'note', ?, 0, '', 0, 'damaged')""",
                (number.to_bytes(16, "big"), f"{number:08x}-0000-4000-8000-000000000000"),
            )
        said = [finding.text for finding in health.sync(journal.connection)]
    assert all(text.startswith("A note (0000") for text in said[:20])
    assert (len(said[:20]), said[20:]) == (20, more)


def test_a_record_is_named_by_the_beginning_of_an_id_and_never_by_a_name() -> None:
    assert health._record_name("note", "3f9a1c2e-0000-4000-8000-000000000001") == "A note (3f9a1c2e)"
    for name in ("3f9a1c2e-0000-4000-8000-00000000001", "3f9a1c2e-0000-4000-8000-0000000000012"):
        assert health._record_name("note", name) == "A note"


def test_an_open_backup_ends_with_16_bytes_over_all_before_them(heroin: Call) -> None:
    """Backups of every release are read by every later one."""
    assert heroin("backup").code == 0
    (path,) = backups.own()
    content = path.read_bytes()
    assert content[-32:] == b"recovery sum 1\0\0" + blake2b(content[:-32], digest_size=16).digest()


def test_a_passphrase_may_be_typed_three_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "COST", keyfile.FLOOR)
    key_file = keys.make("abc", bytes(32), "the right one", bytes(32))
    for typed, opened in (["a", "b", "the right one"], True), (["a", "b", "c", "the right one"], False):
        answers = iter(typed)
        monkeypatch.setattr(opening, "typed", lambda _prompt, answers=answers: next(answers))
        if opened:
            assert opening.asked(key_file) == (bytes(32), "the right one")
        else:
            with pytest.raises(Locked):
                opening.asked(key_file)
            assert list(answers) == ["the right one"]
