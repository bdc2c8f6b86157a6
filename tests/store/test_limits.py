"""The limits of what a journal takes, each from both sides and in figures: entries of every release must fit them.

A test that named the constant would follow it wherever it went.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from recovery.errors import Locked, Refused, Unreadable
from recovery.store import backups, health, home, keyfile, names, phrase, rows, rules
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
    with diary.reading() as opened:
        assert rows.prefix_length(opened.journal, ids) == length


def test_the_folder_is_the_persons_alone(heroin: Call, home: Path) -> None:
    assert home.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in home.rglob("*") if path.is_file()} == {0o600}


def test_the_file_says_what_it_is(heroin: Call) -> None:
    """RCVR, in the header of every journal there is."""
    with closing(sqlite3.connect(home.journal_path())) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (0x52435652,)
