"""`show`, `search` and ids: the right entries in the order they were lived, harmless on any screen."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from recovery import clock
from recovery import diary as diaries
from recovery.journal import writing

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal

NOW = datetime(2026, 3, 18, 19, 30, tzinfo=UTC)


@pytest.fixture
def month(heroin: Call) -> Iterator[Call]:
    """An entry of every kind for each of 30 days, the newest today."""
    with time_machine.travel(NOW, tick=False), diaries.existing() as diary:
        now = clock.now(diary.zone)
        for number in range(30):
            then = now - timedelta(days=number)
            trigger = "Payday" if number % 7 == 0 else "bored"
            writing.craving(diary, then - timedelta(hours=1), {"intensity": number % 11, "triggers": [trigger]})
            writing.checkin(diary, then.date(), {"used": False, "good": f"caf\u00e9 {number}"})
            note = {"text": f"walk number {number}", "triggers": [trigger]}
            writing.note(diary, then - timedelta(hours=2), note)
        heroin("lapse", "--at", "2026-03-01 12:00", "-t", "PAYDAY")
        yield heroin


def shown(call: Call, *line: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = call(*line, "--json").json
    return entries


def place(entry: dict[str, Any]) -> tuple[str, str]:
    at = entry.get("at")
    return entry["day"], datetime.fromisoformat(at).astimezone(UTC).isoformat() if at else "~"


def test_the_last_twenty_oldest_first(month: Call) -> None:
    everything = shown(month, "show", "--all")
    assert len(everything) == 91
    assert [place(entry) for entry in everything] == sorted(place(entry) for entry in everything)
    assert shown(month, "show") == everything[-20:]
    assert shown(month, "show", "--kind", "note") == [entry for entry in everything if entry["kind"] == "note"][-20:]


def test_periods_include_both_ends(month: Call) -> None:
    everything = shown(month, "show", "--all")
    for line, first, last in [
        (["--last", "7d"], "2026-03-12", "2026-03-18"),
        (["--from", "2026-03-01", "--to", "2026-03-03"], "2026-03-01", "2026-03-03"),
        (["--from", "yesterday"], "2026-03-17", "2026-03-18"),
        (["--to", "2026-02-20"], "2026-01-01", "2026-02-20"),
        (["--last", "2w"], "2026-03-05", "2026-03-18"),
    ]:
        wanted = [entry for entry in everything if first <= entry["day"] <= last]
        assert wanted
        assert shown(month, "show", *line) == wanted
        notes = [entry for entry in wanted if entry["kind"] == "note"]
        assert shown(month, "show", *line, "--kind", "note") == notes


def test_a_trigger_is_the_same_in_any_case(month: Call) -> None:
    entries = shown(month, "show", "--trigger", "payDAY ", "--all")
    assert {entry["kind"] for entry in entries} == {"craving", "note", "lapse"}
    assert len(entries) == 11
    assert shown(month, "show", "-t", "payday", "--last", "7d") == [
        entry for entry in entries if entry["day"] > "2026-03-11"
    ]
    assert shown(month, "show", "-t", "nobody") == []


def test_search_words_accents_prefixes_and_filters(month: Call) -> None:
    assert len(shown(month, "search", "CAFE")) == 30
    assert len(shown(month, "search", "caf\u00e9")) == 30
    assert len(shown(month, "search", "num", "walk")) == 30
    assert [entry["text"] for entry in shown(month, "search", "number 17")] == ["walk number 17"]
    assert {entry["kind"] for entry in shown(month, "search", "payday")} == {"craving", "note", "lapse"}
    assert {entry["kind"] for entry in shown(month, "search", "payday", "--kind", "lapse")} == {"lapse"}
    assert {entry["day"] for entry in shown(month, "search", "walk", "--last", "2d")} == {"2026-03-17", "2026-03-18"}
    assert len(shown(month, "search", "walk", "--trigger", "PAYDAY")) == 5
    assert len(shown(month, "search", "--trigger", "payday")) == 11
    assert shown(month, "search", "nowhere") == []


@pytest.mark.parametrize(
    "line",
    [
        *("log 7 needle", "log 7 -c needle", "log 7 -n needle", "lapse -t needle", "lapse --amount needle"),
        *("lapse -n needle", "checkin --good needle", "checkin -n needle", "intend needle", "note needle"),
        "note x -t needle",
    ],
)
def test_every_word_a_person_wrote_is_found(line: str, heroin: Call) -> None:
    made = heroin(*line.split(), "--json").json
    heroin("note", "hay")
    assert [entry["id"] for entry in shown(heroin, "search", "NEED")] == [made["id"]]


@pytest.mark.parametrize("words", ['"', "a AND", "NOT x", "col:x", "x*", "(", "^a", "NEAR(a b)", "'; --", "_", "-x"])
def test_no_word_is_taken_for_a_query(words: str, heroin: Call) -> None:
    heroin("note", "plain")
    assert heroin("search", "--", words).code in (0, 4)


def test_a_word_between_letters_that_set_no_blanks_is_found(heroin: Call) -> None:
    glued = heroin("note", "今日AAに行った", "--json").json["id"]
    plain = heroin("note", "went to aa with Ana", "--json").json["id"]
    heroin("note", "Isaac 行")
    assert {entry["id"] for entry in shown(heroin, "search", "AA")} == {glued, plain}
    assert [entry["id"] for entry in shown(heroin, "search", "aa 行")] == [glued]
    assert [entry["id"] for entry in shown(heroin, "search", "aa", "--kind", "craving")] == []


def test_what_search_finds_follows_every_change(heroin: Call) -> None:
    entry = heroin("note", "first words", "--json").json["id"]
    heroin("edit", entry, "--text", "other words")
    assert shown(heroin, "search", "first") == []
    assert len(shown(heroin, "search", "other")) == 1
    heroin("undo")
    assert len(shown(heroin, "search", "first")) == 1
    heroin("remove", entry, "--yes")
    assert shown(heroin, "search", "words") == []


def test_ids_by_their_beginning(heroin: Call, home: Path) -> None:
    ids = [
        "aaaa0000-0000-4000-8000-000000000001",
        "aaaa0000-0000-4000-8000-000000000002",
        "aaab0000-0000-4000-8000-000000000003",
    ]
    with closing(sqlite3.connect(home / "journal.db")) as journal:
        for entry_id in ids:
            values = (entry_id, "2026-03-07T12:00:00Z", "UTC", "2026-03-07", f"text {entry_id[-1]}")
            journal.execute("INSERT INTO note (id, at, timezone, day, text) VALUES (?, ?, ?, ?, ?)", values)
        journal.commit()
    assert [entry["id"] for entry in shown(heroin, "show", "AAAB")] == ids[2:]
    assert [entry["id"] for entry in shown(heroin, "show", ids[0])] == ids[:1]
    for line in (["show"], ["edit"], ["remove"], ["after", "passed"]):
        assert heroin(*line, "aaaa").code == 4
        assert heroin(*line, "bbbb").code == 3
        assert heroin(*line, "").code == 3
    listed = heroin("show").out
    prefixes = [line.split()[0] for line in listed.splitlines()[1::2]]
    assert prefixes == [entry_id[:36] for entry_id in ids]
    for prefix in prefixes:
        assert heroin("show", prefix).code == 0


def test_a_short_id_is_shown_and_taken(month: Call) -> None:
    for line in month("show", "--all").out.splitlines():
        word = line.split()[0] if line[:1].isalnum() and ":" in line[:30] else None
        if word:
            assert month("show", word).code == 0


def test_nothing_is_said(heroin: Call) -> None:
    assert heroin("show").out == "Nothing is written down there.\n"
    assert shown(heroin, "show") == []
    assert heroin("search", "x").code == 0


@pytest.mark.parametrize("line", [["show"], ["show", "ID"], ["search", "word"], ["today"], ["remove", "ID", "--yes"]])
def test_nothing_written_can_harm_a_terminal(line: list[str], heroin: Call) -> None:
    hostile = "word\x1b]0;title\x07\x1b[31m\u202e\u2066x\r\n\x9b2J\x00".replace("\x00", "")
    entry = heroin("note", hostile, "-t", f"a{hostile}", "--json").json["id"]
    heroin("checkin", "--good", hostile)
    heroin("intend", hostile)
    heroin("log", "9", f"b{hostile}", "--note", hostile)
    ran = heroin(*[entry if part == "ID" else part for part in line])
    assert ran.code == 0
    assert all(char.isprintable() or char == "\n" for char in ran.out + ran.err)
    assert shown(heroin, "show", "--kind", "craving")[0]["note"] == hostile


@pytest.mark.parametrize("columns", [80, 120])
def test_lists_fit_the_terminal(columns: int, heroin: Call, terminal: OpenTerminal) -> None:
    heroin("log", "7", *[f"a rather long trigger {number}" for number in range(9)], "--note", "words " * 80)
    screen = terminal("show", columns=columns)
    assert screen.end() == 0
    lines = screen.raw.replace("\r", "").splitlines()
    assert len(lines) > 8
    assert max(map(len, lines)) <= columns


def test_one_entry_whole(heroin: Call) -> None:
    entry = heroin("log", "7", "payday", "-c", "walk", "--note", "True", "--json").json["id"]
    out = heroin("show", entry).out
    for part in ("craving 7", "payday", "walk", entry, "America/New_York", "True"):
        assert part in out
    lapse = heroin("lapse", "--naloxone", "--json").json["id"]
    assert "yes" in heroin("show", lapse).out
