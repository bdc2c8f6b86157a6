"""`edit` with flags and in the editor, `remove`, and that what is refused changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recovery.diary import Diary
from recovery.journal import editing
from recovery.journal.entries import CheckIn, Craving, Lapse, Note
from recovery.store.profile import Profile
from recovery.store.records import EntryRecord
from tests.rehearsal import rehearsing

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal

Write = Callable[[str], Path]
ID = "3f9a0000-0000-4000-8000-000000000001"
AT = datetime(2026, 3, 7, 21, 40, 5, tzinfo=UTC)


@pytest.fixture
def craving(heroin: Call) -> str:
    line = ["log", "7", "payday", "-c", "walk", "--minutes", "20", "--note", "words", "--at", "2026-03-07 21:40"]
    made: str = heroin(*line, "--json").json["id"]
    return made


def entry(call: Call, prefix: str) -> dict[str, Any]:
    entries: dict[str, Any] = call("show", prefix, "--json").json[0]
    return entries


@pytest.mark.parametrize(
    ("flags", "changed"),
    [
        (["--intensity", "4"], {"intensity": 4}),
        (["-t", "bored", "-t", "alone"], {"triggers": ["bored", "alone"]}),
        (["-t", ""], {"triggers": []}),
        (["-c", "tea"], {"coping": ["tea"]}),
        (["--outcome", "passed", "--intensity-after", "2"], {"outcome": "passed", "intensity_after": 2}),
        (["--minutes", "0"], {"minutes": 0}),
        (["--note", "other"], {"note": "other"}),
        (["--at", "2026-03-08 01:30"], {"at": "2026-03-08T01:30:00-05:00"}),
        (["--at", "2026-03-08 04:30"], {"at": "2026-03-08T04:30:00-04:00", "day": "2026-03-08"}),
        (["--substance", "HEROIN"], {}),
    ],
)
def test_flags_change_what_they_name_and_nothing_else(
    flags: list[str], changed: dict[str, Any], craving: str, heroin: Call
) -> None:
    before = entry(heroin, craving)
    made = heroin("edit", craving[:8], *flags, "--json").json
    assert ("ended" in made) == ("outcome" in changed), "an outcome and when it was said are one answer"
    changed = changed | {name: made[name] for name in ("ended",) if name in made}
    assert made == {**before, **changed}
    assert entry(heroin, craving) == {**before, **changed}
    if changed:
        assert heroin("undo", "--json").json["command"] == "edit"
    assert entry(heroin, craving) == before


@pytest.mark.parametrize(
    ("flags", "code"),
    [
        (["--intensity", "11"], 4),
        (["--mood", "5"], 4),
        (["--text", "x"], 4),
        (["--day", "today"], 2),
        (["--at", "tomorrow"], 4),
        (["--at", "2026-03-08 02:30"], 4),
        (["--substance", "tea"], 4),
        (["--minutes", "2000", "--intensity", "3"], 4),
        (["--bogus", "3"], 2),
    ],
)
def test_what_is_refused_changes_nothing(flags: list[str], code: int, craving: str, heroin: Call) -> None:
    before = entry(heroin, craving)
    assert heroin("edit", craving, *flags).code == code
    assert entry(heroin, craving) == before
    assert heroin("undo", "--json").json["command"] == "log"


def test_every_kind_is_edited_by_its_own_flags(heroin: Call) -> None:
    lapse = heroin("lapse", "--json").json["id"]
    note = heroin("note", "words", "--json").json["id"]
    checkin = heroin("checkin", "--no-use", "--json").json["id"]
    done = heroin("edit", lapse, "--amount", "half", "--overdose", "near", "--no-naloxone", "--json").json
    assert (done["amount"], done["overdose"], done["naloxone"]) == ("half", "near", False)
    assert heroin("edit", note, "--text", "other", "--json").json["text"] == "other"
    assert heroin("edit", note, "--note", "third", "--json").json["text"] == "third"
    done = heroin("edit", checkin, "--mood", "3", "--sleep", "6.5", "--halt", "t", "--day", "yesterday", "--json").json
    assert (done["mood"], done["sleep_hours"], done["tired"], done["hungry"]) == (3, 6.5, True, False)
    assert heroin("edit", checkin, "--at", "yesterday").code == 2


def test_a_checkin_does_not_move_onto_another(heroin: Call) -> None:
    heroin("checkin", "--no-use", "--day", "yesterday")
    made = heroin("checkin", "--mood", "3", "--json").json
    assert heroin("edit", made["id"], "--day", "yesterday").code == 4
    assert heroin("edit", made["id"], "--day", "tomorrow").code == 4
    assert entry(heroin, made["id"]) == made


def test_an_outcome_edited_to_used_says_how_to_write_the_lapse(craving: str, heroin: Call) -> None:
    assert "recovery lapse" in heroin("edit", craving, "--outcome", "used").err
    assert heroin("show", "--kind", "lapse", "--json").json == []


# In the editor


def test_the_page_shows_every_part_and_takes_changes(craving: str, heroin: Call, editor: Write) -> None:
    shown = editor(
        "text = text.replace('intensity: 7', 'intensity: 4')\n"
        "text = text.replace('trigger: payday', 'trigger: bored\\ntrigger: alone')\n"
        "text = text.replace('outcome: ', 'outcome: passed').replace('coping: walk\\n', 'coping:\\n')\n"
        "text = text.replace('minutes: 20', 'minutes:').replace('words', 'two\\n\\nparagraphs')"
    )
    before = entry(heroin, craving)
    done = heroin("edit", craving, "--json").json
    assert done == {
        **before,
        "intensity": 4,
        "triggers": ["bored", "alone"],
        "coping": [],
        "outcome": "passed",
        "minutes": None,
        "note": "two\n\nparagraphs",
        "ended": done["ended"],
    }
    page = shown.read_text()
    for part in ("at: 2026-03-07 21:40:00", "substance: heroin", "trigger: payday", "--- the text below"):
        assert part in page
    assert craving not in page
    assert heroin("undo").code == 0
    assert entry(heroin, craving) == before


@pytest.mark.parametrize(
    ("statements", "line"),
    [
        ("text = text.replace('intensity: 7', 'intensity: 11')", 4),
        ("text = text.replace('intensity: 7', 'intensity: zq7canary')", 4),
        ("text = text.replace('intensity: 7', 'zq7canary')", 4),
        ("text = text.replace('intensity: 7', 'zq7canary: 7')", 4),
        ("text = text.replace('intensity: 7', 'intensity:')", 4),
        ("text = text.replace('substance: heroin', 'substance: zq7canary')", 3),
        ("text = text.replace('outcome: ', 'outcome: zq7canary')", 7),
    ],
)
def test_what_cannot_be_read_back_is_named_by_its_line(
    statements: str, line: int, craving: str, heroin: Call, editor: Write
) -> None:
    before = entry(heroin, craving)
    editor(statements)
    ran = heroin("edit", craving)
    assert ran.code in (2, 4)
    assert f"ine {line}" in ran.err or "intensity" in ran.err
    assert "zq7canary" not in ran.err
    assert entry(heroin, craving) == before


def test_left_as_it_is_nothing_is_written(craving: str, heroin: Call, editor: Write) -> None:
    editor("pass")
    assert heroin("edit", craving).out == "Nothing was changed.\n"
    assert heroin("undo", "--json").json["command"] == "log"


def test_a_closed_substance_and_an_hour_that_happened_twice_stay(heroin: Call, editor: Write) -> None:
    made = heroin("log", "7", "--at", "2025-11-02T01:30-05:00", "--json").json
    heroin("substance", "close", "heroin")
    editor("text = text.replace('intensity: 7', 'intensity: 6')")
    assert heroin("edit", made["id"], "--json").json == {**made, "intensity": 6}


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40)
TEXTS = st.none() | TEXT.filter(str.strip)
NAMES = st.lists(TEXT.filter(lambda text: 0 < len(" ".join(text.split())) <= 100), max_size=3)
TIMED = {"id": st.just(ID), "at": st.just(AT), "timezone": st.just("UTC"), "day": st.just(AT.date())}
RATING = st.none() | st.integers(0, 10)
PAGES: st.SearchStrategy[EntryRecord] = st.one_of(
    st.builds(
        Craving.checked,
        st.fixed_dictionaries(
            {**TIMED, "intensity": st.integers(0, 10), "triggers": NAMES, "coping": NAMES, "note": TEXTS}
        ),
    ),
    st.builds(
        Lapse.checked, st.fixed_dictionaries({**TIMED, "triggers": NAMES, "naloxone": st.none() | st.booleans()})
    ),
    st.builds(Note.checked, st.fixed_dictionaries({**TIMED, "text": TEXT.filter(str.strip), "triggers": NAMES})),
    st.builds(
        CheckIn.checked,
        st.fixed_dictionaries(
            {
                "id": st.just(ID),
                "day": st.just(AT.date()),
                "good": TEXTS,
                "intention": TEXTS,
                "note": TEXTS,
                "used": st.none() | st.booleans(),
                "mood": RATING,
                "sleep_hours": st.none() | st.floats(0, 24),
            }
        ),
    ),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PAGES, st.sampled_from(["\n", "\r\n"]))
def test_any_entry_left_alone_in_any_editor_stays_as_it_is(home: Path, record: EntryRecord, line_end: str) -> None:
    page = editing.page(record)
    with rehearsing() as journal:
        diary = Diary(journal, Profile(timezone="UTC"))
        assert editing.changes(diary, record, page.replace("\n", line_end)) == {}


# Taking out


def test_remove_asks_on_a_terminal(craving: str, heroin: Call, terminal: OpenTerminal) -> None:
    screen = terminal("remove", craving[:6])
    screen.see("payday")
    screen.see("Remove this? [y/N]")
    screen.type("")
    screen.see("Nothing was changed.")
    assert screen.end() == 0
    screen = terminal("remove", craving, "--forever")
    screen.see("Erase this for good? [y/N]")
    screen.type("y")
    screen.see("Erased")
    assert screen.end() == 0
    assert heroin("show", craving).code == 3


def test_remove_off_a_terminal_needs_yes(craving: str, heroin: Call) -> None:
    ran = heroin("remove", craving)
    assert ran.code == 2
    assert "--yes" in ran.err
    for yes in ("--yes", "-y"):
        assert heroin("remove", craving, yes, "--json").json == {"removed": craving, "forever": False}
        assert heroin("undo").code == 0
    assert heroin("remove", craving).code == 2, "a yes is for one command"


def test_an_unknown_id_is_said_before_any_question(terminal: OpenTerminal, heroin: Call) -> None:
    for line in (["remove", "ffff"], ["edit", "ffff"]):
        screen = terminal(*line)
        assert screen.end() == 3
        assert "[y/N]" not in screen.raw


def test_note_reads_words_or_a_pipe(heroin: Call) -> None:
    with time_machine.travel(datetime(2026, 3, 18, 19, 30, tzinfo=UTC), tick=False):
        made = heroin("note", "two", "words", "-t", "payday", "--at", "yesterday 9am", "--json").json
    assert list(made) == ["kind", "id", "at", "timezone", "day", "triggers", "text"]
    assert (made["text"], made["triggers"], made["at"]) == ("two words", ["payday"], "2026-03-17T09:00:00-04:00")
    for line in (["note", "-"], ["note"]):
        assert heroin(*line, "--json", piped="piped\n\nwords\n").json["text"] == "piped\n\nwords"


def test_note_is_written_at_a_terminal(heroin: Call, terminal: OpenTerminal) -> None:
    screen = terminal("note")
    screen.see("Ctrl-D")
    screen.type("first line")
    screen.type("second line")
    screen.child.sendeof()
    screen.see("Kept: note")
    assert screen.end() == 0
    assert heroin("show", "--json").json[0]["text"] == "first line\nsecond line"
