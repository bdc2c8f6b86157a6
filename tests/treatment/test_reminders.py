"""Reminders: the texts each scheduler gets, neutral words in quiet mode, and nothing left behind."""

from __future__ import annotations

import plistlib
import re
import shlex
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from recovery.outlets import icalendar
from recovery.store.records import replace
from recovery.treatment import reminders
from recovery.treatment.episodes import Appointment
from recovery.treatment.reminders import Reminder

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal

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
    agent = plistlib.loads(reminders.launchd(Reminder("plan", time(9), weekday=0), [*COMMAND, "<&>"], "/a&b").encode())
    assert agent["ProgramArguments"] == [*COMMAND, "<&>"]
    assert agent["StartCalendarInterval"] == {"Weekday": 1, "Hour": 9, "Minute": 0}
    assert agent["EnvironmentVariables"] == {"RECOVERY_HOME": "/a&b"}


def test_windows_gets_a_line_to_run() -> None:
    assert reminders.windows(EVENING, ["C:\\Program Files\\python.exe", "-m", "recovery"]) == (
        "schtasks /Create /TN recovery-checkin-2005 /SC DAILY /ST 20:05 "
        '/TR "\\"C:\\Program Files\\python.exe\\" -m recovery"'
    )


@pytest.mark.parametrize("what", reminders.WHAT)
def test_quiet_words_say_nothing(what: str) -> None:
    quiet = Reminder(what, time(20), quiet=True)
    assert not LOUD.search(quiet.text)
    assert not LOUD.search(quiet.name)
    for text in reminders.systemd(quiet, ["python"], None).values():
        assert not LOUD.search(text)
    event = reminders.event(quiet, "device", date(2026, 3, 1))
    assert not LOUD.search(icalendar.write([event], datetime(2026, 3, 1, tzinfo=UTC)).decode())


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
def test_what_is_removed_leaves_nothing_behind(way: str, call: Call, machine: Path, home: Path) -> None:
    call("init", "--timezone", "America/New_York")
    (machine / "config").mkdir()
    (machine / "person" / "Library").mkdir(parents=True)
    settings = (home / "config.toml").read_text("utf-8")
    before = everything(machine)
    for line in ("checkin --at 20:00", "doses --at 8am", "plan --at 09:00 --on sunday"):
        ran = call("remind", "add", *line.split(), "--with", way)
        assert ran.code == 0, ran.err
    assert call("remind", "add", "checkin", "--at", "20:00", "--with", way).code == 4
    names = [item["name"] for item in call("remind", "list", "--json").json]
    assert names == ["recovery-checkin-2000", "recovery-doses-0800", "recovery-plan-0900"]
    files = everything(machine) - before
    assert len([name for name in files if name.endswith((".timer", ".service", ".plist"))]) == (
        6 if way == "systemd" else 3
    )
    assert call("remind", "remove", names[0]).code == 0
    assert len(call("remind", "list", "--json").json) == 2
    assert call("remind", "remove", "--all").code == 0
    assert call("remind", "list", "--json").json == []
    left = everything(machine) - before
    assert all(name in ("config/systemd", "person/Library/LaunchAgents") for name in left)
    assert (home / "config.toml").read_text("utf-8") == settings
    if way == "systemd":
        asked = (machine / "asked").read_text("utf-8")
        assert asked.count("disable --now recovery-checkin-2000.timer") == 1


def test_cron_and_windows_are_only_printed(call: Call, machine: Path) -> None:
    before = everything(machine)
    assert "0 20 * * *" in call("remind", "add", "checkin", "--at", "20:00", "--with", "cron").out
    assert "schtasks /Delete" in call("remind", "add", "checkin", "--at", "20:00", "--with", "windows").out
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


def test_an_appointment_carries_where_and_what_for_its_zone_and_an_alarm_and_has_one_name(
    call: Call, machine: Path
) -> None:
    call("init", "--timezone", "Europe/Berlin")
    told = ("--place", "Main St 5; 2nd floor", "--note", "bring the letter")
    call("appointment", "add", "Dr Sample", "--on", "2099-07-03", "--time", "10:00", *told)
    line = ("remind", "add", "appointments", "--at", "18:00", "--with", "ics")
    whole, neutral, exported, quiet = (
        only(call(*item).out)
        for item in (
            (*line, "--details"),
            line,
            ("export", "calendar", "-o", "-"),
            ("export", "calendar", "-o", "-", "--quiet"),
        )
    )
    for event in (whole, exported):
        assert (event["LOCATION"], event["DESCRIPTION"]) == ("Main St 5; 2nd floor", "bring the letter")
    for event in (neutral, quiet):
        assert "LOCATION" not in event
        assert "DESCRIPTION" not in event
    for event in (whole, neutral, exported, quiet):
        assert event.decoded("DTSTART") == datetime(2099, 7, 3, 10, tzinfo=ZoneInfo("Europe/Berlin"))
        assert event["UID"] == whole["UID"]
    assert [alarm["TRIGGER"].dt for alarm in whole.walk("VALARM")] == [timedelta(hours=-16)]  # 18:00 on the day before
    assert [alarm["TRIGGER"].dt for alarm in exported.walk("VALARM")] == [timedelta(hours=-1)]


def only(text: str) -> Any:
    """The one event of a calendar."""
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    return event


@pytest.mark.parametrize(("what", "at"), [("checkin", "20:00"), ("doses", "08:00"), ("plan", "10:00")])
def test_a_reminder_without_a_time_is_at_a_usual_one_and_says_so(call: Call, machine: Path, what: str, at: str) -> None:
    ran = call("remind", "add", what, "--with", "ics")
    assert f"{only(ran.out)['DTSTART'].dt:%H:%M}" == at
    assert f"Taken as {at}." in ran.err
    assert f"recovery remind add {what} --at HH:MM" in ran.err


def test_on_a_terminal_the_time_of_a_reminder_is_asked(call: Call, terminal: OpenTerminal, machine: Path) -> None:
    shown = terminal("remind", "add", "checkin", "--with", "cron")
    shown.see("[20:00]")
    shown.type("20")
    shown.see("Write a time of day")
    shown.type("7:30pm")
    shown.see("30 19 * * *")
    assert shown.end() == 0


def test_what_a_reminder_may_be_for_is_named(call: Call) -> None:
    assert "WHAT: one of checkin, doses, appointments, plan." in call("remind", "add").err


@pytest.mark.parametrize("journal", [True, False])
def test_a_reminder_made_twice_is_one_event(call: Call, machine: Path, *, journal: bool) -> None:
    if journal:
        call("init", "--timezone", "Europe/Berlin")
    lines = ["checkin --at 20:00", "checkin --at 20:01", "plan --at 20:00", "plan --at 20:00 --on sunday"]
    names = [
        [only(call("remind", "add", *line.split(), "--with", "ics").out)["UID"] for line in lines] for _ in range(2)
    ]
    assert names[0] == names[1]
    assert len(set(names[0])) == len(lines)


@pytest.mark.parametrize(
    ("clock", "ring", "minutes"),
    [
        (time(10), time(8), -120),
        (time(10), time(10), 0),
        (time(10), time(10, 1), -1439),
        (time(0), time(23, 59), -1),
        (None, time(8), 480),
    ],
)
def test_an_alarm_rings_on_the_day_of_the_appointment_or_the_day_before(
    clock: time | None, ring: time, minutes: int
) -> None:
    values = {"id": str(UUID(int=1)), "day": "2026-03-01", "what": "clinic", "due": "2026-03-07"}
    entry = Appointment.checked(values | {"clock": None if clock is None else f"{clock:%H:%M}"})
    assert reminders.alarm(entry, ring) == minutes


def test_a_weekly_reminder_begins_on_its_weekday() -> None:
    for weekday in range(7):
        event = reminders.event(Reminder("plan", time(9), weekday), "device", date(2026, 3, 4))
        assert event.day.weekday() == event.weekday == weekday
        assert date(2026, 3, 4) <= event.day < date(2026, 3, 11)


def test_what_rings_is_silent_once_it_is_done_and_neutral_in_quiet_mode(call: Call, machine: Path) -> None:
    asked = machine / "asked"
    call("init", "--since", "2026-01-01", "--substance", "heroin", "--timezone", "America/New_York")
    assert call("remind", "say", "checkin").code == 0
    assert "recovery checkin" in asked.read_text("utf-8")
    asked.unlink()
    call("config", "quiet", "on")
    call("remind", "say", "checkin")
    assert not LOUD.search(asked.read_text("utf-8"))
    asked.unlink()
    call("checkin", "--no-use")
    call("remind", "say", "checkin")
    call("remind", "say", "doses")
    assert not asked.exists()
    call("med", "add", "methadone", "--since", "2026-02-01")
    call("remind", "say", "doses")
    assert asked.exists()
    asked.unlink()
    call("dose", "taken")
    call("remind", "say", "doses")
    assert not asked.exists()


def test_every_text_that_a_scheduler_gets_word_for_word() -> None:
    sunday = Reminder("plan", time(9, 5), weekday=6)
    assert reminders.systemd(sunday, ["/bin/a $x", '"q"\\'], "/h%") == {
        "recovery-plan-0905.service": "[Unit]\nDescription=A reminder of recovery: plan\n\n[Service]\nType=oneshot\n"
        'Environment="RECOVERY_HOME=/h%%"\nExecStart="/bin/a $$x" "\\"q\\"\\\\"\n',
        "recovery-plan-0905.timer": "[Unit]\nDescription=A reminder of recovery: plan\n\n[Timer]\n"
        "OnCalendar=Sun *-*-* 09:05:00\nPersistent=false\n\n[Install]\nWantedBy=timers.target\n",
    }
    quiet = Reminder("doses", time(20), quiet=True)
    assert reminders.systemd(quiet, ["a"], None) == {
        "daily-note-2000.service": '[Unit]\nDescription=A note\n\n[Service]\nType=oneshot\nExecStart="a"\n',
        "daily-note-2000.timer": "[Unit]\nDescription=A note\n\n[Timer]\nOnCalendar=*-*-* 20:00:00\n"
        "Persistent=false\n\n[Install]\nWantedBy=timers.target\n",
    }
    assert reminders.cron(sunday, ["a b", "c"], "/my home") == "5 9 * * 0 RECOVERY_HOME='/my home' 'a b' c"
    assert reminders.cron(Reminder("plan", time(9), weekday=0), ["a"], None) == "0 9 * * 1 a"
    assert reminders.windows(sunday, ["a b", "c"]) == (
        'schtasks /Create /TN recovery-plan-0905 /SC WEEKLY /D SUN /ST 09:05 /TR "\\"a b\\" c"'
    )
    assert reminders.windows_remove("x") == "schtasks /Delete /TN x /F"
    assert reminders.label(quiet) == "local.daily-note-2000"
    assert reminders.launchd(quiet, ["a&b"], None) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n'
        '<plist version="1.0">\n<dict>\n  <key>Label</key><string>local.daily-note-2000</string>\n'
        "  <key>ProgramArguments</key>\n  <array>\n    <string>a&amp;b</string>\n  </array>\n"
        "  <key>StartCalendarInterval</key>\n  <dict>\n"
        "    <key>Hour</key><integer>20</integer>\n    <key>Minute</key><integer>0</integer>\n"
        "  </dict>\n</dict>\n</plist>\n"
    )
    assert reminders.launchd(sunday, ["a", "b"], "/h&").partition("ProgramArguments</key>\n")[2] == (
        "  <array>\n    <string>a</string>\n    <string>b</string>\n  </array>\n"
        "  <key>EnvironmentVariables</key>\n  <dict>\n    <key>RECOVERY_HOME</key><string>/h&amp;</string>\n  </dict>\n"
        "  <key>StartCalendarInterval</key>\n  <dict>\n    <key>Weekday</key><integer>0</integer>\n"
        "    <key>Hour</key><integer>9</integer>\n    <key>Minute</key><integer>5</integer>\n"
        "  </dict>\n</dict>\n</plist>\n"
    )


@pytest.mark.parametrize("today", [date(2026, 3, day) for day in range(1, 9)])
def test_a_weekly_reminder_begins_on_the_next_day_of_its_name_and_a_daily_one_today(today: date) -> None:
    weekly = reminders.event(Reminder("plan", time(9), weekday=6), "device", today)
    assert weekly.day == (today if today.weekday() == 6 else date(2026, 3, 8))
    assert (weekly.weekday, weekly.every_days, weekly.minutes, weekly.alarm) == (6, 0, 5, 0)
    daily = reminders.event(EVENING, "device", today)
    assert (daily.day, daily.weekday, daily.every_days, daily.at) == (today, None, 1, time(20, 5))
    assert len({daily.uid, weekly.uid, reminders.event(EVENING, "other", today).uid}) == 3
    assert daily.uid == reminders.event(EVENING, "device", date(2026, 5, 1)).uid


def test_two_reminders_are_two_events_whatever_they_differ_in() -> None:
    today = date(2026, 3, 1)
    weekly = Reminder("plan", time(9), weekday=0)
    others = [weekly._replace(what="doses"), weekly._replace(at=time(9, 1)), weekly._replace(weekday=1)]
    names = {reminders.event(reminder, "device", today).uid for reminder in (weekly, *others)}
    assert len(names) == 4
    assert reminders.event(weekly._replace(quiet=True), "device", today).uid in names
    agent = plistlib.loads(reminders.launchd(Reminder("plan", time(9), weekday=6), ["a", "b"], None).encode())
    assert (agent["ProgramArguments"], agent["StartCalendarInterval"]["Weekday"]) == (["a", "b"], 0)


def test_an_appointment_as_an_event_tells_place_and_note_only_when_asked() -> None:
    id, day, zone = "3f9a1c2e-0000-4000-8000-000000000001", date(2026, 3, 7), ZoneInfo("America/New_York")
    values = {"id": id, "day": day, "what": "Dr Sample", "due": day, "place": "Main St", "note": "bring the list"}
    timed, whole_day = (Appointment.checked({**values, **clock}) for clock in ({"clock": "10:30"}, {}))
    told = reminders.appointment(timed, zone, "Dr Sample", -60, details=True)
    assert (told.title, told.day, told.at, told.minutes, told.busy) == ("Dr Sample", day, time(10, 30), 60, True)
    assert (told.zone, told.place, told.note, told.alarm) == (zone, "Main St", "bring the list", -60)
    quiet = reminders.appointment(whole_day, zone, "Appointment", 0, details=False)
    assert (quiet.at, quiet.busy, quiet.place, quiet.note) == (None, False, None, None)
    assert (
        quiet.uid == told.uid != reminders.appointment(replace(timed, id=id[:-1] + "2"), zone, "", 0, details=True).uid
    )


@pytest.mark.parametrize(
    ("clock", "ring", "minutes"),
    [(None, time(8), 480), ("10:30", time(8), -150), ("10:30", time(10, 30), 0), ("10:30", time(10, 31), 1 - 1440)],
)
def test_it_rings_at_that_time_on_its_day_or_the_day_before_where_that_is_too_late(
    clock: str | None, ring: time, minutes: int
) -> None:
    values = {
        "id": "3f9a1c2e-0000-4000-8000-000000000001",
        "day": date(2026, 3, 7),
        "what": "x",
        "due": date(2026, 3, 9),
    }
    assert reminders.alarm(Appointment.checked({**values, "clock": clock}), ring) == minutes


def test_each_reminder_has_its_usual_hour() -> None:
    lines = {what: reminders.cron(Reminder(what, at), ["x"], None) for what, at in reminders.USUAL.items()}
    hours = {"checkin": "0 20", "doses": "0 8", "appointments": "0 18", "plan": "0 10"}
    assert lines == {what: f"{hour} * * * x" for what, hour in hours.items()}
