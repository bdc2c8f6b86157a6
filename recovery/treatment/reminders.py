"""Reminders without a server: the texts of systemd timers, cron lines, launchd files, Task Scheduler and calendars.

Nothing here writes or runs anything. A reminder holds no word of the journal; what it says is decided when it rings.
Times are wall-clock times, so the machine's own scheduler carries them over a change of the clock.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import NamedTuple
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from recovery.language import tr
from recovery.outlets import icalendar
from recovery.outlets.icalendar import Event
from recovery.treatment.episodes import Appointment

# What there are reminders for, and when each is where nobody says another time.
USUAL = {"checkin": time(20), "doses": time(8), "appointments": time(18), "plan": time(10)}
WHAT = tuple(USUAL)
DAY_MINUTES = 1440

# What is said, and what is said in quiet mode: no word of recovery, medication or use.
TEXTS = {
    "checkin": (tr("Your check-in, under a minute: recovery checkin"), tr("A minute for yourself.")),
    "doses": (tr("Today's doses: recovery dose taken"), tr("Something you planned for now.")),
    "appointments": (tr("Something is coming up: recovery today"), tr("Have a look at your calendar.")),
    "plan": (tr("Time to read your plan again: recovery plan show"), tr("Time to read your notes again.")),
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
    title = "A note" if reminder.quiet else tr("A reminder of recovery: {what}", what=reminder.what)
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


def event(reminder: Reminder, device: str, today: date) -> Event:
    """The reminder as an event that comes again from `today` on; made twice on a device it is the same event."""
    ahead = 0 if reminder.weekday is None else (reminder.weekday - today.weekday()) % 7
    return Event(
        icalendar.uid("reminder", device, reminder.what, f"{reminder.at:%H:%M}", str(reminder.weekday)),
        reminder.text,
        today + timedelta(days=ahead),
        reminder.at,
        minutes=5,
        alarm=0,
        every_days=1 if reminder.weekday is None else 0,
        weekday=reminder.weekday,
    )


def appointment(entry: Appointment, zone: ZoneInfo, title: str, alarm: int, *, details: bool) -> Event:
    """An appointment as an event that rings so many minutes after its beginning; only `details` tell place and note."""
    return Event(
        icalendar.uid(entry.id),
        title,
        entry.due,
        entry.clock,
        minutes=60,
        busy=entry.clock is not None,
        zone=zone,
        place=entry.place if details else None,
        note=entry.note if details else None,
        alarm=alarm,
    )


def alarm(entry: Appointment, ring: time) -> int:
    """The minutes from an appointment's beginning to `ring` on its day, or on the day before where that is too late."""
    if entry.clock is None:
        return _minutes(ring)
    apart = _minutes(ring) - _minutes(entry.clock)
    return apart if apart <= 0 else apart - DAY_MINUTES


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


_SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _unit_word(word: str) -> str:
    """A word in a unit file: quoted, with what systemd would read as its own escaped."""
    inner = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{inner}"'
