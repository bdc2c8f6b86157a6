"""Reminders: the texts each scheduler gets, neutral words in quiet mode, and nothing left behind."""

from __future__ import annotations

import plistlib
import re
import shlex
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recovery.treatment import reminders
from recovery.treatment.reminders import Event, Reminder

if TYPE_CHECKING:
    from tests.conftest import Call, Run

COMMAND = ["/opt/a b/100%/python", "-m", "recovery", "remind", "say", "checkin"]
EVENING = Reminder("checkin", time(20, 5))
LOUD = re.compile(r"recover|medic|dose|craving|heroin|treat", re.IGNORECASE)


def test_a_systemd_timer_rings_by_the_wall_clock_and_its_words_are_quoted() -> None:
    files = reminders.systemd(Reminder("plan", time(9), weekday=6), COMMAND, "/home/ana/my journal")
    timer, service = files["recovery-plan-0900.timer"], files["recovery-plan-0900.service"]
    assert "OnCalendar=Sun *-*-* 09:00:00" in timer
    assert 'ExecStart="/opt/a b/100%%/python" "-m"' in service
    assert 'Environment="RECOVERY_HOME=/home/ana/my journal"' in service
    assert "OnCalendar=*-*-* 20:05:00" in reminders.systemd(EVENING, COMMAND, None)["recovery-checkin-2005.timer"]


def test_a_cron_line_is_read_back_as_the_same_words() -> None:
    line = reminders.cron(EVENING, COMMAND, None)
    minute, hour, *rest = line.split(" ", 5)
    assert (minute, hour, rest[:3]) == ("5", "20", ["*", "*", "*"])
    assert shlex.split(rest[3].replace("\\%", "%")) == COMMAND
    assert "%" not in line.replace("\\%", "")
    assert reminders.cron(Reminder("plan", time(9), weekday=6), COMMAND, None).split()[4] == "0"


def test_a_launch_agent_is_a_property_list() -> None:
    found = plistlib.loads(reminders.launchd(Reminder("plan", time(9), weekday=0), [*COMMAND, "<&>"], "/a&b").encode())
    assert found["ProgramArguments"] == [*COMMAND, "<&>"]
    assert found["StartCalendarInterval"] == {"Weekday": 1, "Hour": 9, "Minute": 0}
    assert found["EnvironmentVariables"] == {"RECOVERY_HOME": "/a&b"}


def test_windows_gets_a_line_to_run() -> None:
    assert reminders.windows(EVENING, ["C:\\Program Files\\python.exe", "-m", "recovery"]) == (
        "schtasks /Create /TN recovery-checkin-2005 /SC DAILY /ST 20:05 "
        '/TR "\\"C:\\Program Files\\python.exe\\" -m recovery"'
    )


def test_a_calendar_is_folded_escaped_and_ends_its_lines() -> None:
    words = "Ünïcode; with, commas \\ and " + "x" * 200
    text = reminders.calendar(
        [Event("1", date(2026, 3, 7), time(10, 30), words), Event("2", date(2026, 3, 9), None, "all day")],
        datetime(2026, 3, 1, 12, tzinfo=UTC),
    )
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    whole = text.replace("\r\n ", "")
    assert "SUMMARY:Ünïcode\\; with\\, commas \\\\ and xxx" in whole
    assert "DTSTART:20260307T103000\r\n" in text
    assert "DTSTART;VALUE=DATE:20260309\r\n" in text
    assert text.count("BEGIN:") == text.count("END:") == 5


@pytest.mark.parametrize("what", reminders.WHAT)
def test_quiet_words_say_nothing(what: str) -> None:
    quiet = Reminder(what, time(20), quiet=True)
    assert not LOUD.search(quiet.text)
    assert not LOUD.search(quiet.name)
    for text in reminders.systemd(quiet, ["python"], None).values():
        assert not LOUD.search(text)
    event = reminders.event(quiet, "1", date(2026, 3, 1))
    assert not LOUD.search(reminders.calendar([event], datetime(2026, 3, 1, tzinfo=UTC)))


@pytest.fixture
def machine(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for the machine's own files, and a systemctl that only notes what it was asked."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("systemctl", "notify-send"):
        (programs / name).write_text(f'#!/bin/sh\necho {name} "$@" >> "{tmp_path}/asked"\n', "utf-8")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path / "person"))
    return tmp_path


def everything(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.name != "asked"}


@pytest.mark.parametrize("way", ["systemd", "launchd"])
def test_what_is_removed_leaves_nothing_behind(way: str, run: Run, machine: Path, home: Path) -> None:
    run("init", "--timezone", "America/New_York")
    (machine / "config").mkdir()
    (machine / "person" / "Library").mkdir(parents=True)
    settings = (home / "config.toml").read_text("utf-8")
    before = everything(machine)
    for line in ("checkin --at 20:00", "doses --at 8am", "plan --at 09:00 --on sunday"):
        ran = run("remind", "add", *line.split(), "--with", way)
        assert ran.code == 0, ran.err
    assert run("remind", "add", "checkin", "--at", "20:00", "--with", way).code == 4
    names = [each["name"] for each in run("remind", "list", "--json").json]
    assert names == ["recovery-checkin-2000", "recovery-doses-0800", "recovery-plan-0900"]
    files = everything(machine) - before
    assert len([name for name in files if name.endswith((".timer", ".service", ".plist"))]) == (
        6 if way == "systemd" else 3
    )
    assert run("remind", "remove", names[0]).code == 0
    assert len(run("remind", "list", "--json").json) == 2
    assert run("remind", "remove", "--all").code == 0
    assert run("remind", "list", "--json").json == []
    left = everything(machine) - before
    assert all(name in ("config/systemd", "person/Library/LaunchAgents") for name in left)
    assert (home / "config.toml").read_text("utf-8") == settings
    if way == "systemd":
        asked = (machine / "asked").read_text("utf-8")
        assert asked.count("disable --now recovery-checkin-2000.timer") == 1


def test_cron_and_windows_are_only_printed(run: Run, machine: Path) -> None:
    before = everything(machine)
    assert "0 20 * * *" in run("remind", "add", "checkin", "--at", "20:00", "--with", "cron").out
    assert "schtasks /Delete" in run("remind", "add", "checkin", "--at", "20:00", "--with", "windows").out
    assert everything(machine) == before


def test_a_calendar_file_holds_appointments_in_neutral_words_unless_asked(call: Call, machine: Path) -> None:
    call("init", "--timezone", "America/New_York")
    call("appointment", "add", "Dr Sample", "--on", "tomorrow", "--time", "10:00")
    line = ("remind", "add", "appointments", "--at", "08:00", "--with", "ics")
    assert "Dr Sample" not in call(*line).out
    assert "SUMMARY:Appointment" in call(*line).out
    assert "SUMMARY:Dr Sample" in call(*line, "--details").out
    path = machine / "mine.ics"
    assert call(*line, "-o", str(path)).code == 0
    assert path.stat().st_mode & 0o777 == 0o600
    assert call(*line, "-o", str(path)).code == 4


def test_what_rings_is_silent_once_it_is_done_and_neutral_in_quiet_mode(run: Run, machine: Path) -> None:
    asked = machine / "asked"
    run("init", "--since", "2026-01-01", "--substance", "heroin", "--timezone", "America/New_York")
    assert run("remind", "say", "checkin").code == 0
    assert "recovery checkin" in asked.read_text("utf-8")
    asked.unlink()
    run("config", "quiet", "on")
    run("remind", "say", "checkin")
    assert not LOUD.search(asked.read_text("utf-8"))
    asked.unlink()
    run("checkin", "--no-use")
    run("remind", "say", "checkin")
    run("remind", "say", "doses")
    assert not asked.exists()
    run("med", "add", "methadone", "--since", "2026-02-01")
    run("remind", "say", "doses")
    assert asked.exists()
    asked.unlink()
    run("dose", "taken")
    run("remind", "say", "doses")
    assert not asked.exists()
