"""Whatever was done can be taken back, step by step, to the row; and what is derived is always what a recount gives."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from recovery import clock
from recovery.diary import Diary
from recovery.errors import NotFound, RecoveryError
from recovery.journal import queries, writing
from recovery.journal.entries import Substance
from recovery.store import history, home, kinds, rows
from recovery.store.connection import Journal
from recovery.store.profile import Profile
from recovery.store.rows import Located
from tests.rehearsal import rehearsing

if TYPE_CHECKING:
    from tests.conftest import Call

Dump = dict[str, list[tuple[Any, ...]]]
NAMES = st.sampled_from(
    ["payday", "Payday", "old corner", "STRASSE", "straße", "x'y\"z", "\\", "[]", "\x1b[0m", "日本"]
)
LISTS = st.lists(NAMES, max_size=3)
TEXTS = st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(
    str.strip
)
RATINGS = st.integers(0, 10)
OUTCOMES = st.sampled_from(["passed", "used", None])
AGES = st.integers(0, 400)
PICKS = st.integers(0, 20)
STEPS = st.one_of(
    st.tuples(st.just("log"), RATINGS, LISTS, LISTS, OUTCOMES, TEXTS, AGES),
    st.tuples(st.just("after"), st.sampled_from(["passed", "used"]), LISTS),
    st.tuples(st.just("lapse"), LISTS, AGES),
    st.tuples(st.just("note"), st.just("words"), LISTS, AGES),
    st.tuples(st.just("checkin"), st.booleans() | st.none(), TEXTS, st.floats(0, 24) | st.none(), st.integers(0, 3)),
    st.tuples(st.just("edit"), PICKS, RATINGS, LISTS, TEXTS, AGES),
    st.tuples(st.just("remove"), PICKS),
    st.tuples(st.just("rename"), st.sampled_from(["heroin", "tea", "smack"])),
    st.tuples(st.just("config"), st.sampled_from(["UTC", "Asia/Tokyo"])),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
)


@contextmanager
def opened() -> Iterator[Diary]:
    """A journal in memory that tracks heroin, on this device."""
    with rehearsing() as journal:
        journal._device = home.device()
        profile = Profile(timezone="America/New_York")
        with journal.command("init"):
            rows.add(journal, profile)
            rows.add(journal, Substance.checked({"name": "heroin", "since": "2026-01-01"}))
        yield Diary(journal, profile)


def play(diary: Diary, step: tuple[Any, ...]) -> None:
    """One command, as the command line would write it."""
    name, *values = step
    match name:
        case "log":
            intensity, triggers, coping, outcome, note, age = values
            given = {"intensity": intensity, "triggers": triggers, "coping": coping, "outcome": outcome, "note": note}
            writing.craving(diary, _then(diary, age), given)
        case "after":
            writing.outcome(diary, None, {"outcome": values[0], "coping": values[1]})
        case "lapse":
            writing.lapse(diary, _then(diary, values[1]), {"triggers": values[0]})
        case "note":
            writing.note(diary, _then(diary, values[2]), {"text": values[0], "triggers": values[1]})
        case "checkin":
            used, good, sleep, age = values
            given = {"used": used, "good": good, "sleep_hours": sleep}
            writing.checkin(diary, diary.today - timedelta(days=age), given)
        case "edit" | "remove":
            _on_an_entry(diary, name, values)
        case "rename":
            _rename(diary, values[0])
        case "config":
            old = rows.profile(diary.journal)
            assert old is not None
            with diary.journal.command("config"):
                rows.change(diary.journal, 1, old, {"timezone": values[0]})
        case "undo" | "redo":
            (history.undo if name == "undo" else history.redo)(diary.journal)


def _then(diary: Diary, age: int) -> datetime:
    return clock.now(diary.zone) - timedelta(hours=age)


def _on_an_entry(diary: Diary, name: str, values: list[Any]) -> None:
    entries = diary.journal.execute("SELECT kind, row FROM timeline ORDER BY key").fetchall()
    if not entries:
        return
    located = Located(*entries[values[0] % len(entries)])
    old = rows.read(diary.journal, located)
    if name == "remove":
        with diary.journal.command("remove"):
            rows.delete(diary.journal, located)
        return
    _, rating, triggers, text, age = values
    given = {"intensity": rating, "mood": rating, "triggers": triggers, "note": text, "amount": "some"}
    known = {column.name for column in old.columns()}
    changes = writing.checked_changes(old, {key: value for key, value in given.items() if key in known})
    if old.timed():
        changes |= writing.moved(diary, old, _then(diary, age))
    with diary.journal.command("edit"):
        rows.change(diary.journal, located.row, old, changes)


def _rename(diary: Diary, name: str) -> None:
    row = queries.substance_row(diary.journal, queries.substances(diary.journal)[0].name)
    assert row is not None
    with diary.journal.command("substance rename"):
        new = rows.change(diary.journal, row[0], row[1], {"name": name})
        queries.rename_substance(diary.journal, row[1].name, new.name)


def dump(journal: Journal) -> Dump:
    """Everything a person could miss: each row of every table of theirs, and all that is derived from them."""
    kept: Dump = {
        table: journal.execute(f"SELECT * FROM {table} ORDER BY key").fetchall() for table in kinds.WITH_HISTORY
    }
    return kept | derived(journal)


def derived(journal: Journal) -> Dump:
    return {
        "timeline": journal.execute("SELECT kind, row, id, day, at FROM timeline ORDER BY kind, row").fetchall(),
        "search": journal.execute(
            "SELECT t.kind, t.row, s.text FROM search s LEFT JOIN timeline t ON t.key = s.rowid ORDER BY t.kind, t.row"
        ).fetchall(),
        "trigger": journal.execute("SELECT * FROM craving_trigger ORDER BY 1, 2, 3, 4").fetchall(),
        "coping": journal.execute("SELECT * FROM craving_coping ORDER BY 1, 2, 3, 4").fetchall(),
    }


def recounted(journal: Journal) -> Dump:
    """The same, from the entries alone."""
    dump: Dump = {"timeline": [], "search": [], "trigger": [], "coping": []}
    for table in kinds.ENTRIES:
        words = kinds.record_of(table).searched
        cursor = journal.execute(f"SELECT * FROM {table}")
        names = [described[0] for described in cursor.description]
        for values in cursor.fetchall():
            row = dict(zip(names, values, strict=True))
            dump["timeline"].append((table, row["key"], row["id"], row["day"], row.get("at", "~")))
            dump["search"].append((table, row["key"], " ".join(row[word] or "" for word in words)))
            for short, column in (("trigger", "triggers"), ("coping", "coping")) if table == "craving" else ():
                for name in set(json.loads(row[column])):
                    dump[short].append((name, row["intensity"], row["outcome"] or "", row["key"]))
    return {
        name: sorted(rows_, key=lambda row: [value.encode() if isinstance(value, str) else value for value in row])
        for name, rows_ in dump.items()
    }


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, max_size=14))
@example([("log", 5, [], [], None, None, 1), ("undo",), ("redo",), ("undo",), ("redo",), ("redo",)])
@example(
    [("note", "words", [], 1), ("note", "words", [], 2), ("undo",), ("undo",), ("redo",), ("remove", 0), ("redo",)]
)
@example([("log", 5, ["payday"], ["walk"], None, None, 1), ("after", "passed", []), ("edit", 0, 3, ["bored"], "x", 9)])
@example(
    [("log", 5, ["payday"], ["walk"], "used", None, 1), ("remove", 0), ("undo",), ("remove", 1), ("rename", "tea")]
)
def test_undo_goes_all_the_way_back_row_by_row(home: Path, steps: list[tuple[Any, ...]]) -> None:
    home.mkdir(exist_ok=True)
    with opened() as diary:
        empty = dump(diary.journal)
        before: list[Dump] = []
        taken: list[Dump] = []
        for step in steps:
            state = dump(diary.journal)
            try:
                play(diary, step)
            except RecoveryError:
                assert dump(diary.journal) == state, "what is refused changes nothing"
                continue
            after = dump(diary.journal)
            if step[0] == "undo":
                assert after == before.pop()
                taken.append(state)
            elif step[0] == "redo":
                assert after == taken.pop()
                before.append(state)
            elif after != state:
                before.append(state)
                taken.clear()
            assert derived(diary.journal) == recounted(diary.journal)
        undone = len(before)
        whole = dump(diary.journal)
        while before:
            history.undo(diary.journal)
            assert dump(diary.journal) == before.pop()
            assert derived(diary.journal) == recounted(diary.journal)
        with pytest.raises(NotFound):
            history.undo(diary.journal)
        assert dump(diary.journal) == empty
        for _ in range(undone + len(taken)):
            history.redo(diary.journal)
        with pytest.raises(NotFound):
            history.redo(diary.journal)
        for _ in range(len(taken)):
            history.undo(diary.journal)
        assert dump(diary.journal) == whole
        diary.journal.execute("INSERT INTO search (search) VALUES ('integrity-check')")


def test_what_one_command_did_to_one_row_is_taken_back_from_the_last_change_on(diary: Diary) -> None:
    journal = diary.journal
    first = writing.note(diary, diary.when(None), {"text": "first"})
    writing.note(diary, diary.when(None), {"text": "second"})
    before = dump(journal)
    row = rows.find(journal, first.id).row
    with journal.command("import", origin="import"):
        for text in ("changed", "changed again"):
            journal.execute("UPDATE note SET text = ? WHERE key = ?", (text, row))
        journal.execute("DELETE FROM note WHERE key = ?", (row,))
        rows.add(journal, first)
        journal.execute("UPDATE note SET text = 'new' WHERE id = ?", (first.id,))
    assert dump(journal) != before
    history.undo(journal)
    assert dump(journal) == before


def test_undo_says_what_it_took_back_and_lists_what_is_next(heroin: Call) -> None:
    assert heroin("undo", "--list", "--json").json == []
    heroin("log", "7", "--outcome", "used")
    heroin("note", "words")
    listed = heroin("undo", "--list", "--json").json
    assert [(command["command"], command["changes"]) for command in listed] == [("note", 1), ("log", 2)]
    lines = [line for line in heroin("undo", "--list").out.splitlines() if not line.startswith(" ")]
    assert [line.split("  ")[1] for line in lines] == ["note", "the craving"]
    ran = heroin("undo")
    assert ran.out.startswith("Taken back: note, written ")
    assert "change" not in ran.out
    done = heroin("undo", "--json").json
    assert (done["command"], done["changes"]) == ("log", 2)
    assert datetime.fromisoformat(done["at"]).tzinfo == UTC
    assert heroin("undo").code == 3
    assert heroin("undo", "--list").out == history.NOTHING_LEFT + "\n"


def test_redo_brings_back_what_undo_took_until_something_else_is_written(heroin: Call) -> None:
    heroin("log", "7", "payday", "--note", "rang mum")
    heroin("note", "words of a long day")
    said = heroin("undo").out
    assert "words of a long day" in said
    assert "recovery redo brings it back" in said
    assert heroin("undo", "--list", "--json").json[0]["command"] == "log"
    heroin("undo")
    assert heroin("redo", "--json").json["command"] == "log"
    assert "words of a long day" in heroin("redo").out
    assert {entry["kind"] for entry in heroin("show", "--json").json} == {"craving", "note"}
    assert heroin("redo").code == 3
    heroin("undo")
    heroin("note", "something else")
    assert heroin("redo").code == 3
    assert "rang mum" in heroin("undo", "--list").out


def test_what_was_erased_for_good_is_not_undone_and_nothing_else_is_touched(heroin: Call) -> None:
    heroin("log", "7", "payday")
    erased = heroin("note", "erase me", "--json").json["id"]
    assert heroin("remove", erased, "--forever", "--yes").code == 0
    ran = heroin("undo")
    assert (ran.code, "cannot be undone" in ran.err) == (3, True)
    assert "--yes" not in ran.err, "it would take back what nobody sees"
    assert heroin("undo", "--yes").code == 3
    assert [entry["kind"] for entry in heroin("show", "--json").json] == ["craving"]
    heroin("log", "5")
    assert heroin("after", "used", "--json").json["outcome"] == "used"
    counts = [heroin(step, "--json").json["changes"] for step in ("undo", "redo", "undo", "redo")]
    assert counts == [2, 2, 2, 2], "the craving and the lapse, whichever way they are played"


def test_an_undo_is_not_undone_and_init_is_not_taken_back(heroin: Call) -> None:
    heroin("log", "7")
    heroin("undo")
    assert heroin("undo").code == 3
    assert heroin("show", "--json").json == []
    assert heroin("substance", "list", "--json").json[0]["name"] == "heroin"


def test_undo_takes_back_this_devices_commands_only(heroin: Call, home: Path) -> None:
    heroin("log", "7")
    (home / "device").unlink()
    assert heroin("undo").code == 3
    heroin("log", "3")
    assert heroin("undo").code == 0
    assert [entry["intensity"] for entry in heroin("show", "--json").json] == [7]


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("substance add tea --since 2026-02-01", "substance add"),
        ("substance rename heroin smack", "substance rename"),
        ("substance since heroin 2026-02-01", "substance since"),
        ("substance close heroin", "substance close"),
        ("config timezone Asia/Tokyo", "config"),
        ("config day-starts 05:30", "config"),
        ("checkin --used --mood 3", "checkin"),
        ("intend walk", "intend"),
        ("lapse --at yesterday", "lapse"),
    ],
)
def test_every_command_that_writes_is_one_step(line: str, command: str, diary: Diary, heroin: Call) -> None:
    heroin("log", "7", "-s", "heroin")
    before = dump(diary.journal)
    assert heroin(*line.split()).code == 0
    assert dump(diary.journal) != before
    assert heroin("undo", "--json").json["command"] == command
    assert dump(diary.journal) == before


def test_history_of_an_entry(heroin: Call) -> None:
    entry = heroin("log", "7", "payday", "--json").json["id"]
    heroin("edit", entry, "--intensity", "4")
    heroin("after", "passed", entry)
    told = heroin("show", entry, "--history").out.splitlines()
    assert [line.split("UTC  ")[1] for line in told if "UTC" in line] == [
        "written by log (local)",
        "changed by edit (local)",
        "changed by after (local)",
    ]
    assert any("rated: 7" in line and line.endswith("4") for line in told)


def test_forever_leaves_no_trace_in_any_file(heroin: Call, home: Path) -> None:
    """Neither in the table nor in history, the index of words, free pages, the write-ahead log or what lies beside."""
    secret, other = "Zanzibarite", "Quetzalcoatlus"
    entry = heroin(
        "log", "7", f"{secret} trigger", "-c", f"{secret} skill", "--note", f"{secret} " * 400, "--json"
    ).json["id"]
    heroin("edit", entry, "--note", f"{other} {secret}")
    for _ in range(20):
        heroin("note", "filler " * 300)
    assert secret.encode() in (home / "journal.db").read_bytes()
    assert heroin("remove", entry, "--forever", "--yes", "--json").json == {"removed": entry, "forever": True}
    left = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file()).lower()
    for word in (secret.lower(), other.lower(), entry):
        assert word.encode() not in left
    with closing(sqlite3.connect(home / "journal.db")) as journal:
        assert journal.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert heroin("search", secret, "--json").json == []
    assert "log" not in heroin("undo", "--list").out
    assert heroin("show", entry).code == 3


def test_a_removed_entry_stays_in_history_until_forever(heroin: Call) -> None:
    entry = heroin("note", "words", "--json").json["id"]
    assert heroin("remove", entry, "--yes").out.startswith("Removed.")
    assert heroin("show", entry).code == 3
    assert heroin("undo").code == 0
    assert heroin("show", entry, "--json").json[0]["text"] == "words"


def test_days_are_kept_as_they_were_lived(heroin: Call) -> None:
    """Moving house or changing `day_starts` never rewrites the past."""
    heroin("log", "7", "--at", "2026-03-08 03:30")
    heroin("config", "day-starts", "03:00")
    heroin("config", "timezone", "Asia/Tokyo")
    heroin("log", "6", "--at", "2026-03-09 03:30")
    first, second = heroin("show", "--json").json
    assert (first["day"], first["timezone"], first["at"]) == (
        "2026-03-07",
        "America/New_York",
        "2026-03-08T03:30:00-04:00",
    )
    assert (second["day"], second["timezone"]) == ("2026-03-09", "Asia/Tokyo")
    assert date.fromisoformat(second["day"]) > date.fromisoformat(first["day"])
