"""Reminders without a server: the texts of systemd timers, cron lines, launchd files, Task Scheduler and calendars.

Nothing here writes or runs anything. A reminder holds no word of the journal; what it says is decided when it rings.
Times are wall-clock times, so the machine's own scheduler carries them over a change of the clock.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple
from xml.sax.saxutils import escape

WHAT = ("checkin", "doses", "appointments", "plan")
WAYS = ("systemd", "cron", "launchd", "windows", "ics")

# What is said, and what is said in quiet mode: no word of recovery, medication or use.
TEXTS = {
    "checkin": ("Your check-in, under a minute: recovery checkin", "A minute for yourself."),
    "doses": ("Today's doses: recovery dose taken", "Something you planned for now."),
    "appointments": ("Something is coming up: recovery today", "Have a look at your calendar."),
    "plan": ("Time to read your plan again: recovery plan show", "Time to read your notes again."),
}


class Reminder(NamedTuple):
    """One reminder: what for, when on the day, and on which days: all of them, or one weekday (0 is Monday)."""

    what: str
    at: time
    weekday: int | None = None
    quiet: bool = False

    @property
    def name(self) -> str:
        """A name for files, which in quiet mode says nothing."""
        return f"{'daily-note' if self.quiet else f'recovery-{self.what}'}-{self.at:%H%M}"

    @property
    def text(self) -> str:
        """What a calendar shows."""
        return TEXTS[self.what][self.quiet]


def systemd(reminder: Reminder, command: Sequence[str], home: str | None) -> dict[str, str]:
    """The two unit files by their names: a timer and the service that it starts."""
    day = "" if reminder.weekday is None else f"{_SHORT[reminder.weekday]} "
    environment = f"Environment={_unit_word(f'RECOVERY_HOME={home}')}\n" if home else ""
    title = "A note" if reminder.quiet else f"A reminder of recovery: {reminder.what}"
    return {
        f"{reminder.name}.service": f"[Unit]\nDescription={title}\n\n[Service]\nType=oneshot\n{environment}"
        f"ExecStart={' '.join(map(_unit_word, command))}\n",
        f"{reminder.name}.timer": f"[Unit]\nDescription={title}\n\n[Timer]\n"
        f"OnCalendar={day}*-*-* {reminder.at:%H:%M}:00\nPersistent=false\n\n[Install]\nWantedBy=timers.target\n",
    }


def cron(reminder: Reminder, command: Sequence[str], home: str | None) -> str:
    """One line for the person's own crontab; a percent sign would end it, so it is escaped."""
    day = "*" if reminder.weekday is None else str((reminder.weekday + 1) % 7)
    words = ([f"RECOVERY_HOME={shlex.quote(home)}"] if home else []) + [shlex.quote(word) for word in command]
    return f"{reminder.at.minute} {reminder.at.hour} * * {day} " + " ".join(words).replace("%", "\\%")


def launchd(reminder: Reminder, command: Sequence[str], home: str | None) -> str:
    """The property list of a launch agent."""
    words = "".join(f"    <string>{escape(word)}</string>\n" for word in command)
    day = "" if reminder.weekday is None else f"    <key>Weekday</key><integer>{(reminder.weekday + 1) % 7}</integer>\n"
    environment = (
        "  <key>EnvironmentVariables</key>\n  <dict>\n"
        f"    <key>RECOVERY_HOME</key><string>{escape(home)}</string>\n  </dict>\n"
        if home
        else ""
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n'
        '<plist version="1.0">\n<dict>\n'
        f"  <key>Label</key><string>{escape(label(reminder))}</string>\n"
        f"  <key>ProgramArguments</key>\n  <array>\n{words}  </array>\n{environment}"
        "  <key>StartCalendarInterval</key>\n  <dict>\n"
        f"{day}    <key>Hour</key><integer>{reminder.at.hour}</integer>\n"
        f"    <key>Minute</key><integer>{reminder.at.minute}</integer>\n  </dict>\n</dict>\n</plist>\n"
    )


def label(reminder: Reminder) -> str:
    """The name of a launch agent."""
    return f"local.{reminder.name}"


def windows(reminder: Reminder, command: Sequence[str]) -> str:
    """The command that makes the task in the Task Scheduler; it is run by the person. The folder goes by `setx`."""
    every = "DAILY" if reminder.weekday is None else f"WEEKLY /D {_SHORT[reminder.weekday].upper()}"
    line = " ".join(f'\\"{word}\\"' if " " in word else word for word in command)
    return f'schtasks /Create /TN {reminder.name} /SC {every} /ST {reminder.at:%H:%M} /TR "{line}"'


def windows_remove(name: str) -> str:
    """The command that takes the task away again."""
    return f"schtasks /Delete /TN {name} /F"


class Event(NamedTuple):
    """One date in a calendar, once or again and again; `at` is a wall-clock time, `None` for a whole day."""

    uid: str
    day: date
    at: time | None
    text: str
    rule: str | None = None


def event(reminder: Reminder, uid: str, first: date) -> Event:
    """The reminder as an event that comes again; `first` is the first day it may ring."""
    rule = "FREQ=DAILY" if reminder.weekday is None else f"FREQ=WEEKLY;BYDAY={_SHORT[reminder.weekday][:2].upper()}"
    return Event(uid, first, reminder.at, reminder.text, rule)


def calendar(events: Sequence[Event], stamp: datetime) -> str:
    """An iCalendar file (RFC 5545). Times float: they ring by the clock of wherever the person is."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//journal//reminders//EN"]
    for each in events:
        lines += ["BEGIN:VEVENT", f"UID:{each.uid}", f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}"]
        start = f"{each.day:%Y%m%d}"
        lines.append(f"DTSTART;VALUE=DATE:{start}" if each.at is None else f"DTSTART:{start}T{each.at:%H%M%S}")
        lines += [] if each.at is None else ["DURATION:PT5M"]
        lines += [f"RRULE:{each.rule}"] if each.rule else []
        lines += [f"SUMMARY:{_ics_text(each.text)}", "TRANSP:TRANSPARENT"]
        alarm = "TRIGGER:PT0S" if each.at is not None else "TRIGGER:PT9H"
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_ics_text(each.text)}", alarm, "END:VALARM"]
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


_SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _unit_word(word: str) -> str:
    """A word in a unit file: quoted, with what systemd would read as its own escaped."""
    inner = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{inner}"'


def _ics_text(text: str) -> str:
    flat = " ".join(text.split())
    return flat.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """Lines of at most 75 octets, the rest after a blank; no character is cut in two."""
    parts: list[bytes] = []
    part = b""
    for character in line:
        piece = character.encode()
        if len(part) + len(piece) > (75 if not parts else 74):
            parts.append(part)
            part = b""
        part += piece
    return "\r\n ".join(each.decode() for each in [*parts, part])
