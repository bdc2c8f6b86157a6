"""The five commands as they are typed: their JSON, their exit codes, and the files they write."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from recovery.cli import run

Keep = Callable[..., None]
Say = Callable[..., str]
AS_OF = ("--as-of", "2026-03-22")


@pytest.fixture
def kept(keep: Keep) -> None:
    """A week with something of everything."""
    keep("heroin", "2026-01-01")
    keep("lapse", "2026-02-10 21:00", substance="heroin")
    keep("craving", "2026-03-10 21:00", intensity=9, triggers=["payday"], coping=["walk"], outcome="passed")
    keep("craving", "2026-03-16 21:40", intensity=7, triggers=["Payday", "bored"], coping=["walk"], outcome="passed")
    keep("craving", "2026-03-20 17:20", intensity=8, triggers=["payday"])
    keep("checkin", "2026-03-16", used=False, good="dinner with Ana")
    keep("checkin", "2026-03-22", used=False, intention="meeting at 6")


def document(said: str) -> Any:
    return json.loads(said)


def test_streak_json(kept: None, say: Say) -> None:
    streak = document(say("streak", "--json", "--as-of", "2026-03-31"))
    assert streak["as_of"] == "2026-03-31"
    (heroin,) = streak["substances"]
    assert (heroin["current_days"], heroin["total_free_days"], heroin["confirmed_days"]) == (48, 88, 2)
    assert heroin["window"]["days"] == 90


def test_the_windows_length_is_a_flag(kept: None, say: Say) -> None:
    assert document(say("streak", "--json", "--window", "28", *AS_OF))["substances"][0]["window"]["days"] == 28
    say("streak", "--window", "0", code=2)


def test_each_substance_has_its_own_streak(kept: None, keep: Keep, say: Say) -> None:
    keep("alcohol", "2026-02-01")
    keep("lapse", "2026-03-01 20:00", substance="Alcohol")
    streak = document(say("streak", "--json", *AS_OF))["substances"]
    assert [(substance["name"], substance["lapses"], substance["current_days"]) for substance in streak] == [
        ("heroin", 1, 39),
        ("alcohol", 1, 20),
    ]


def test_report_json_of_the_default_week(kept: None, say: Say) -> None:
    report = document(say("report", "--json", *AS_OF))
    assert report["period"] == {"from": "2026-03-16", "to": "2026-03-22", "days": 7}
    assert report["coverage"] == {"days_logged": 3, "days": 7}
    assert (report["cravings"]["count"], report["previous"]["cravings"]["count"]) == (2, 1)
    assert report["triggers"][0] == {
        "name": "Payday",
        "count": 2,
        "median": 7.5,
        "peak": 8,
        "passed": 1,
        "known": 1,
        "passed_interval": None,
        "ahead": {"passed": 0, "known": 0},
    }


@pytest.mark.parametrize(
    ("flags", "first", "last"),
    [
        ("--week 2026-W12", "2026-03-16", "2026-03-22"),
        ("--month 2026-03", "2026-03-01", "2026-03-31"),
        ("--last 28d", "2026-02-23", "2026-03-22"),
        ("--from 2026-03-01 --to 2026-03-28", "2026-03-01", "2026-03-28"),
        ("--from 2026-03-01", "2026-03-01", "2026-03-22"),
    ],
)
def test_the_periods_flags(kept: None, say: Say, flags: str, first: str, last: str) -> None:
    period = document(say("report", "--json", *flags.split(), *AS_OF))["period"]
    assert (period["from"], period["to"]) == (first, last)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("report --week 2026-W12 --month 2026-03", 2),
        ("report --week 12", 2),
        ("report --as-of soonish", 2),
        ("report --from 2026-03-02 --to 2026-03-01", 4),
        ("report --json --format md", 2),
        ("report --format pdf", 2),
        ("triggers --all --last 7d", 2),
        ("triggers --from 2026-03-02 --to 2026-03-01", 4),
        ("calendar --months 2 --month 2026-03", 2),
        ("calendar --months 0", 2),
        ("streak --as-of 0001-01-01", 4),
        ("today --as-of 9999-12-31", 4),
    ],
)
def test_what_cannot_be_taken(kept: None, say: Say, line: str, code: int) -> None:
    assert len(say(*line.split(), code=code).strip().splitlines()) == 1


def test_triggers_of_28_days_of_all_time_and_skills(kept: None, keep: Keep, say: Say) -> None:
    keep("craving", "2026-01-10 12:00", intensity=3, triggers=["ghost"], coping=["call"])

    def names(*flags: str) -> list[str]:
        return [trigger["name"] for trigger in document(say("triggers", "--json", *flags))]

    assert names(*AS_OF) == ["payday", "bored"]
    assert names("--all") == ["payday", "bored", "ghost"]
    assert names("--all", "--as-of", "2026-02-01") == ["ghost"]
    assert names("--coping", *AS_OF) == ["walk"]


def test_calendar_json_has_whole_months(kept: None, say: Say) -> None:
    calendar = document(say("calendar", "--json", *AS_OF))
    assert (calendar["from"], calendar["to"], len(calendar["days"])) == ("2026-01-01", "2026-03-31", 90)
    assert calendar["days"][40] == {"day": "2026-02-10", "status": "used", "cravings": 0, "peak": None}
    assert len(document(say("calendar", "--json", "--months", "1", *AS_OF))["days"]) == 31
    assert len(document(say("calendar", "--json", "--from", "2026-03-03", *AS_OF))["days"]) == 20


def test_today_json(kept: None, say: Say) -> None:
    today = document(say("today", "--json", *AS_OF))
    assert today["substances"][0]["day_number"] == 40
    assert [day["day"] for day in today["days"]][::13] == ["2026-03-09", "2026-03-22"]
    assert (today["checkin"], today["intention"]) == ({"done": True}, "meeting at 6")
    assert today["good"] == {"day": "2026-03-16", "text": "dinner with Ana"}
    assert [(open_craving["intensity"], open_craving["at"]) for open_craving in today["open_cravings"]] == [
        (8, "2026-03-20T17:20:00-04:00")
    ]


def test_bare_recovery_is_today(kept: None, say: Say) -> None:
    assert say() == say("today")


def test_an_intention_alone_is_no_check_in(keep: Keep, say: Say) -> None:
    keep("checkin", "2026-03-22", intention="meeting at 6")
    assert document(say("today", "--json", *AS_OF))["checkin"] == {"done": False}
    assert "recovery checkin" in say("today", *AS_OF)


def test_without_a_substance_there_is_a_next_step(say: Say) -> None:
    assert document(say("streak", "--json"))["substances"] == []
    assert "recovery substance add" in say("streak")
    assert "recovery substance add" in say("today")


@pytest.mark.parametrize("line", ["today", "streak", "report", "triggers", "triggers --all", "calendar"])
@pytest.mark.parametrize("form", ["", "--json"])
def test_an_empty_journal_is_answered_kindly(say: Say, line: str, form: str) -> None:
    assert say(*line.split(), *form.split())


@pytest.mark.parametrize("line", ["today", "streak", "report", "triggers", "calendar"])
def test_without_a_journal_init_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    monkeypatch.setenv("RECOVERY_HOME", str(tmp_path / "nothing"))
    assert run([line]) == 3
    assert "recovery init" in capsys.readouterr().err


def test_a_report_in_a_file_is_private_and_never_overwritten_by_accident(kept: None, say: Say, tmp_path: Path) -> None:
    path = tmp_path / "week.html"
    said = say("report", *AS_OF, "-o", str(path))
    assert path.name not in said
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first = path.read_text("utf-8")
    assert first.startswith("<!doctype html>")
    assert "--force" in say("report", "-o", str(path), "--as-of", "2026-03-01", code=4)
    assert path.read_text("utf-8") == first
    say("report", "-o", str(path), "--as-of", "2026-03-01", "--force")
    assert path.read_text("utf-8") != first
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["week.html"]


def test_a_files_form_follows_its_name_unless_it_is_said(kept: None, say: Say, tmp_path: Path) -> None:
    for name, flags, beginning in (
        ("a.md", (), "# Week 16-22 Mar 2026"),
        ("b.txt", (), "Week 16-22 Mar 2026"),
        ("c.txt", ("--format", "md"), "# Week 16-22 Mar 2026"),
    ):
        say("report", *AS_OF, "-o", str(tmp_path / name), *flags)
        assert (tmp_path / name).read_text("utf-8").startswith(beginning)


def test_a_folder_that_is_not_there_is_refused_without_its_name(kept: None, say: Say, tmp_path: Path) -> None:
    said = say("report", *AS_OF, "-o", str(tmp_path / "nowhere" / "week.html"), code=4)
    assert "nowhere" not in said


def test_streak_and_today_load_nothing_heavy(kept: None) -> None:
    code = (
        "import sys; from recovery.cli import run; run(sys.argv[1:]); "
        "heavy = {'rich', 'dateutil', 'sqlite_utils', 'statistics', 'pydantic'} & set(sys.modules); "
        "sys.exit(f'loaded: {sorted(heavy)}' if heavy else 0)"
    )
    for line in (["streak"], ["streak", "--json"], ["today"], ["report", "--json"], ["triggers", "--json"]):
        ran = subprocess.run([sys.executable, "-c", code, *line], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, (line, ran.stderr)
