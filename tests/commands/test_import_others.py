"""`recovery import --from`: the files of other programs, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.exchange.readers.test_loop import ONE

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal, Run


DAYLIO = (
    "full_date,date,weekday,time,mood,activities,note_title,note\n2026-03-07,March 7,Saturday,10:00 pm,good,work,,hm\n"
)


def test_moods_in_another_language_are_asked_for_on_a_terminal(
    heroin: Call, terminal: OpenTerminal, tmp_path: Path
) -> None:
    path = tmp_path / "daylio.csv"
    moods = ("gut", "mies", "gut", "rad")
    days = [f"2026-03-0{day},,,10:00 pm,{mood},,,\n" for day, mood in enumerate(moods, start=1)]
    path.write_text(DAYLIO.partition("\n")[0] + "\n" + "".join(days))
    opened = terminal("import", str(path))
    opened.see("gut (0 to 10")
    opened.type("eleven")
    opened.type("7")
    opened.see("mies (0 to 10")
    opened.type("")
    assert opened.end() == 0
    assert "The next file: --map gut=7" in opened.screen
    assert [entry["mood"] for entry in heroin("show", "--kind", "checkin", "--json").json] == [7, None, 7, 9]


def test_another_programs_file_comes_in_whole_once_and_can_be_taken_back(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "daylio.csv"
    path.write_text(DAYLIO)
    rehearsed = call("import", str(path), "--from", "daylio", "--dry-run", "--json").json
    assert (rehearsed["added"], rehearsed["dry_run"], rehearsed["from"]) == (1, True, "daylio")
    assert call("show").code == 3
    assert call("import", str(path), "--from", "daylio").code == 0
    twice = call("import", str(path), "--from", "daylio")
    assert "Already here: 1 check-in" in twice.out
    assert call("show", "--json").json[0]["mood"] == 7
    assert call("undo").code == 0
    assert call("show", "--json").json == []


def test_after_a_bad_line_nothing_is_kept_and_no_word_of_the_file_is_repeated(filled: Call, tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text(DAYLIO + "2026-03-09,March 9,Monday,hunter2,good,,,\n2026-13-40,x,x,10:00,good,,,\n")
    before = filled("export", "data").out
    ran = filled("import", str(path), "--from", "daylio")
    assert ran.code == 4
    assert "line 3: has no time of day" in ran.err
    assert "line 4: has no date" in ran.err
    assert "hunter2" not in ran.err + ran.out
    assert filled("export", "data").out == before


def test_loop_adds_a_substance_and_never_moves_one_that_is_there(filled: Call, tmp_path: Path) -> None:
    path = tmp_path / "loop.zip"
    path.write_bytes(ONE)
    assert filled("import", str(path), "--from", "loop").code == 0
    streak = filled("streak", "--json", "--as-of", "2026-03-09").json["substances"][0]
    assert (streak["since"], streak["last_lapse_day"]) == ("2026-01-01", "2026-03-07")


@pytest.mark.parametrize("arguments", [("--map", "a=b"), ("--tags-as", "triggers"), ("--dates", "dmy")])
def test_what_belongs_to_other_programs_needs_their_name(
    filled: Call, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "x").write_text("")
    assert filled("import", str(tmp_path / "x"), *arguments).code == 2


def test_the_formats_stand_in_the_help(call: Call) -> None:
    text = call("import", "--help").out
    assert all(name in text for name in ("daylio:", "jrnl:", "dayone:", "loop:", "lines:", "csv:"))


def test_lines_come_in_from_a_pipe(run: Run) -> None:
    ran = run("import", "-", "--from", "lines", piped="2026-03-07\n7 payday 22:40\n")
    assert ran.code == 0, ran.err
    assert json.loads(run("show", "--json").out)[0]["triggers"] == ["payday"]


@pytest.mark.parametrize("order", [([], ["--tags-as", "triggers"]), (["--tags-as", "triggers"], [])])
def test_an_entry_is_the_same_with_its_tags_taken_or_not(
    order: tuple[list[str], list[str]], heroin: Call, tmp_path: Path
) -> None:
    jrnl, dayone = tmp_path / "journal.txt", tmp_path / "journal.json"
    jrnl.write_text("[2026-03-07 21:40] Long day. @payday @bored\n[2026-03-08 08:00] Slept.\n")
    entry = {"creationDate": "2026-03-09T10:00:00Z", "text": "Walked.", "tags": ["bored"], "timeZone": "UTC"}
    dayone.write_text(json.dumps({"metadata": {"version": "1.0"}, "entries": [entry]}))
    for program, file, count in (("jrnl", jrnl, 2), ("dayone", dayone, 1)):
        taken = [heroin("import", str(file), "--from", program, *tags, "--json").json["added"] for tags in order]
        assert taken == [count, 0], program
